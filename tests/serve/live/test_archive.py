"""The archive: whole when read back, safe when it is not what it says."""

import json
import zipfile

import pytest

from sanhak.finding import Refusal
from sanhak.serve.live import body, figures, read_answer, read_archive, what_if_form
from sanhak.serve.live.archive import BODY, FIGURES, REPORT, SETTINGS, _Answers, names, unpack
from sanhak.text import LANGUAGES
from serve.live.asked import answered, plant


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        answer = answered(patch)
    path = answer.write(tmp_path_factory.mktemp("archive") / "answer.zip")
    return answer, path


def test_all_of_an_answer_comes_back(kept):
    answer, path = kept
    back = read_answer(path)
    assert back.dump() == answer.dump()
    assert back.tables.keys() == answer.tables.keys()
    for name, model in answer.models.items():
        assert back.models[name].predict(plant()).mean.tolist() == model.predict(plant()).mean.tolist()
    assert read_answer(path) is back, "it is kept in memory"


def test_what_a_page_shows_is_drawn_once(kept):
    answer, path = kept
    for language in LANGUAGES:
        assert read_archive(path, BODY.format(language)).decode() == body(answer, language)
        assert json.loads(read_archive(path, FIGURES.format(language))) == json.loads(
            json.dumps(figures(answer, language))
        )
        assert read_archive(path, SETTINGS.format(language)).decode() == what_if_form(answer, language)
        assert b"<!doctype html>" in read_archive(path, REPORT.format(language))


def test_the_same_answer_gives_the_same_names_and_packs_no_file_twice(kept):
    _, path = kept
    with zipfile.ZipFile(path) as archive:
        stored = {one.filename for one in archive.infolist() if one.compress_type == zipfile.ZIP_STORED}
    assert any(name.endswith(".parquet") for name in stored)
    assert not any(name.endswith((".html", ".json")) for name in stored)
    assert len(set(names(path))) == len(names(path))


@pytest.mark.parametrize("name", ["tables/../../evil.parquet", "model//etc/passwd/../../x", "tables/a\\..\\b"])
def test_a_name_that_leads_out_of_the_folder_is_refused(tmp_path, name):
    path = tmp_path / "evil.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("manifest.json", "{}")
        archive.writestr(name, "x")
    with pytest.raises(Refusal) as refused:
        unpack(path, tmp_path / "inside")
    assert refused.value.findings[0].code == "R052"
    assert {one.name for one in tmp_path.iterdir()} == {"evil.zip"}


def test_what_is_no_archive_is_refused_with_a_code(tmp_path, kept):
    (tmp_path / "no.zip").write_bytes(b"not a zip")
    with pytest.raises(Refusal) as refused:
        read_answer(tmp_path / "no.zip")
    assert refused.value.findings[0].code == "R050"
    with pytest.raises(Refusal) as refused:
        read_archive(kept[1], "live/nothing.html")
    assert refused.value.findings[0].code == "R052"


def test_a_changed_byte_is_noticed(tmp_path, kept):
    changed = bytearray(kept[1].read_bytes())
    with zipfile.ZipFile(kept[1]) as archive:
        entry = next(one for one in archive.infolist() if one.filename.endswith(".parquet"))
    changed[entry.header_offset + 200] ^= 1
    (tmp_path / "changed.zip").write_bytes(changed)
    with pytest.raises(Refusal) as refused:
        read_answer(tmp_path / "changed.zip")
    assert refused.value.findings[0].code == "R052"


def test_answers_in_memory_are_bounded(tmp_path, kept):
    answers = _Answers(2, 1 << 30)
    paths = []
    for place in range(3):
        paths.append(tmp_path / f"{place}.zip")
        paths[-1].write_bytes(kept[1].read_bytes())
    first = answers.get(paths[0])
    assert answers.get(paths[0]) is first
    for path in paths[1:]:
        answers.get(path)
    assert answers.get(paths[0]) is not first, "the one that was asked for longest ago has gone"
