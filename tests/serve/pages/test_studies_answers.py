"""The pages of answers and decisions: shown from the archive, tried out, compared, decided on and kept account of."""

import io
import json
import re
import zipfile

import polars as pl
import pytest

from model.contest_of_two import quick
from sanhak import Table
from sanhak.center import discarding, studies
from sanhak.jobs.job import State
from sanhak.serve.pages.answering import frame_as_file
from serve.pages.reactor import asked, at_the_reactor, plant


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    made = at_the_reactor(tmp_path_factory.mktemp("answers"))
    with pytest.MonkeyPatch.context() as patch:
        quick(patch)
        made.study = asked(made)
        assert made.bench.work() == [State.DONE]
        made.answer = made.get(f"{made.study}/progress").url.path
        made.post(f"{made.study}/again")
        assert made.bench.work() == [State.DONE]
        made.other = made.get(f"{made.study}/progress").url.path
    yield made
    made.center.database.close()


def test_the_page_says_the_answer_and_what_it_rests_on(place):
    page = place.get(place.answer).text
    assert page.count("<h1") == 1
    assert "yield is expected" in page
    assert "settings to try out" not in page, "the place is filled"
    assert f'data-url="{place.answer}/what-if"' in page
    assert "reactor.csv" in page
    assert "version 1" in page
    assert 'style="' not in page
    assert not re.search(r"<script(?![^>]* src=)", page)


def test_figures_come_packed_once_and_are_not_sent_again(place):
    address = re.search(r'data-figures="([^"]*)"', place.get(place.answer).text)[1]
    reply = place.get(address, headers={"accept-encoding": "gzip"})
    assert reply.headers["content-encoding"] == "gzip"
    assert reply.json() == place.get(address, headers={"accept-encoding": "identity"}).json()
    assert set(reply.json()["figures"]) == set(re.findall(r'data-figure="([^"]*)"', place.get(place.answer).text))
    assert "immutable" in reply.headers["cache-control"]
    again = place.get(address, headers={"if-none-match": reply.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    place.client.cookies.set("sanhak_language", "ko")
    korean = place.get(address, headers={"if-none-match": reply.headers["etag"]})
    place.client.cookies.delete("sanhak_language")
    assert korean.status_code == 200
    assert "측정값" in korean.text or "예측" in korean.text


def test_settings_are_tried_out_with_a_script_and_without(place):
    said = place.get(f"{place.answer}/what-if?set.T_jacket=80&set.feed_ratio=1.1").text
    assert "yield" in said
    assert "<html" not in said
    whole = place.get(f"{place.answer}?set.T_jacket=80&set.feed_ratio=1.1").text
    assert 'value="80"' in whole
    assert said.split("</p>")[0] in whole, "the same words, in the page"
    assert "W041" in place.get(f"{place.answer}/what-if?set.T_jacket=hot").text


def test_everything_can_be_taken_along(place):
    get = lambda name: place.get(f"{place.answer}/{name}")  # noqa: E731 - shorter to read
    assert b"<!doctype html>" in get("file/report.html").content
    assert json.loads(get("file/answer.json").content)["headline"]
    assert zipfile.is_zipfile(io.BytesIO(get("file/answer.xlsx").content))
    with zipfile.ZipFile(io.BytesIO(get("file/answer.zip").content)) as archive:
        assert "live/body.ko.html" in archive.namelist()
    assert get("file/manifest.json").status_code == 404
    csv = pl.read_csv(get("tables/1.csv").content)
    assert pl.read_parquet(io.BytesIO(get("tables/1.parquet").content)).columns == csv.columns
    assert zipfile.is_zipfile(io.BytesIO(get("tables/1.xlsx").content))
    for strange in ("tables/99.csv", "tables/0.csv", "tables/1.exe"):
        assert get(strange).status_code == 404
    for name in ("file/report.html", "file/answer.json", "tables/1.csv"):
        assert get(name).headers["content-disposition"].startswith("attachment")


def test_no_word_becomes_a_formula():
    frame = pl.DataFrame({"=word": ["=1+1", "plain", "@x"], "number": [-1.5, 2.0, 3.0]})
    csv = frame_as_file(frame, "csv").decode("utf-8-sig").splitlines()
    assert csv == ["'=word,number", "'=1+1,-1.5", "plain,2.0", "'@x,3.0"]
    with zipfile.ZipFile(io.BytesIO(frame_as_file(frame, "xlsx"))) as book:
        assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")


def test_two_answers_stand_side_by_side(place):
    other = place.other.rsplit("/", 1)[1]
    assert f'<option value="{other}"' in place.get(place.answer).text
    reply = place.get(f"{place.answer}/beside?other={other}")
    assert reply.url.path == f"{place.answer}/beside/{other}"
    assert "Both answers have the same findings." in reply.text
    assert place.get(f"{place.answer}/beside/strange").status_code == 404
    assert place.get(f"{place.answer}/beside?other=..%2Fx").url.path == place.answer


def test_new_rows_are_predicted_shown_and_written(place, tmp_path):
    rows = "T_jacket\tfeed_ratio\n80\t1.1\n140\t1.2\n"
    shown = place.post(f"{place.answer}/predict", rows=rows, act="show")
    assert "yield [%], predicted" in shown.text
    assert "outside" in shown.text
    book = place.post(f"{place.answer}/predict", rows=rows, act="xlsx")
    (tmp_path / "rows.xlsx").write_bytes(book.content)
    written = Table.read(tmp_path / "rows.xlsx")
    assert written.names[:2] == ("T_jacket", "feed_ratio")
    assert written.names[-1] == "impurity, place"
    assert len(written) == 2
    file = {"file": ("rows.csv", plant(5).frame.write_csv().encode())}
    assert "5 rows predicted" in place.post(f"{place.answer}/predict", act="show", files=file).text


@pytest.mark.parametrize(
    ("rows", "code"),
    [("", "W006"), ("T_jacket\n80\n", "T"), ("a\n" + "1\n" * 20_000, "W090"), ("x" * 3_000_000, "W090")],
)
def test_rows_that_cannot_be_predicted_are_refused_with_a_code(place, rows, code):
    reply = place.post(f"{place.answer}/predict", rows=rows, act="show")
    assert reply.status_code == 422
    assert re.search(rf">{code}\d*<", reply.text)


def test_a_decision_is_taken_and_its_outcome_entered_beside_the_promise(place):
    reply = place.post(f"{place.answer}/decide", note="Trial for a month")
    path = reply.url.path
    assert path.startswith("/decisions/")
    assert "Trial for a month" in reply.text
    assert "no outcome yet" in reply.text
    assert "T_jacket" in reply.text
    with place.center.database.reading() as rows:
        promise = studies.answer(rows, place.person, place.answer.rsplit("/", 1)[1])[1].promise.after
    inside = place.post(f"{path}/outcomes", value=f"{promise.value:.3f} %", measured="2026-11-28", note="A week")
    assert "within what was promised" in inside.text
    above = place.post(f"{path}/outcomes", value=str(promise.upper + 1), measured="2026-12-28", lower="1", upper="99")
    assert "above what was promised" in above.text
    assert above.text.count('class="at"') == 2
    below = place.post(f"{path}/outcomes", value=str(promise.lower - 1), measured="2027-01-28")
    assert "below what was promised" in below.text
    exchanged = place.post(f"{path}/outcomes", value="80 %", measured="2026-11-28", lower="90", upper="70")
    assert exchanged.status_code == 422
    assert "C051" in exchanged.text
    other = place.post(f"{path}/outcomes", value="80 kg", measured="2026-11-28")
    assert other.status_code == 422
    assert "C050" in other.text
    wrong = place.post(f"{path}/outcomes", value="good", measured="2026-11-28", note="keep this")
    assert wrong.status_code == 422
    assert "C014" in wrong.text
    assert "keep this" in wrong.text, "what was typed stays"
    listed = place.get(f"/projects/{place.project}/decisions").text
    assert path in listed
    assert "Taken by" in place.get(place.answer).text


def test_an_answer_whose_data_were_deleted_says_so(place):
    from sanhak.center import data

    with place.center.database.writing() as rows:
        for one in data.datasets(rows, place.person, place.project):
            discarding.delete(rows, place.person, one.id)
    assert "deleted meanwhile" in place.get(place.answer).text
    assert place.get(place.study).status_code == 200
