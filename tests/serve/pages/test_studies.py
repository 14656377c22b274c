"""The pages of studies: choosing a question, its form, how it is carried out, and its end."""

import re
from dataclasses import replace

import polars as pl
import pytest

from model.contest_of_two import quick
from sanhak.areas import Kinds
from sanhak.center import studies
from sanhak.jobs.job import Mark, State
from sanhak.serve.pages.studying import bare, log_of
from sanhak.table import Column, Kind, Table
from sanhak.text import LANGUAGES
from serve.pages.reactor import QUESTION, asked, at_the_reactor, plant
from serve.workbench import copied


@pytest.fixture(scope="module")
def first(tmp_path_factory):
    """A workbench with the data of the reactor, of which every test has a copy."""
    made = at_the_reactor(tmp_path_factory.mktemp("studies") / "bench")
    made.data = made.add(plant())
    yield made
    made.center.database.close()


@pytest.fixture
def place(first, tmp_path):
    made = copied(first, tmp_path / "bench")
    made.data = first.data
    yield made
    made.center.database.close()


def kept(place, path):
    with place.center.database.reading() as rows:
        return studies.get(rows, place.person, path.rsplit("/", 1)[1])[1]


def test_every_kind_has_a_card_and_a_page_that_asks_for_its_tables(place):
    cards = place.get(f"/projects/{place.project}/studies/new").text
    for kind in Kinds():
        assert f"studies/new?kind={kind}" in cards
        chosen = place.get(f"/projects/{place.project}/studies/new?kind={kind}").text
        for table in (*Kinds()[kind].tables, *Kinds()[kind].optional):
            assert f'name="table.{table}"' in chosen
    assert cards.count('<svg viewBox="0 0 240 72"') == len(Kinds())


@pytest.mark.parametrize("kind", ["setpoints", "campaign", "design", "analyse", "replay"])
def test_each_picture_is_its_own(kind):
    from sanhak.serve.pages.questions import themes
    from sanhak.serve.style import environment

    module = environment("en", "sanhak.serve.pages").get_template("pictures.html").module
    drawn = {one: str(module.picture(one)) for one in (f"process.{kind}", "unknown.kind")}
    assert drawn[f"process.{kind}"] != drawn["unknown.kind"]
    assert any(one.kind == f"process.{kind}" for theme in themes(None, ()) for one in theme.kinds)


def test_what_the_data_can_answer_stands_first(place):
    where = f"/projects/{place.project}/studies/new"
    numbers = place.get(where).text
    assert numbers.index("process.setpoints") < numbers.index("drug.property")
    assert numbers.index("process.setpoints") < numbers.index("materials.property")
    frame = pl.DataFrame({"smiles": ["C" * size + "O" for size in range(1, 13)], "half-life": [*map(float, range(12))]})
    place.add(Table(frame, (Column("smiles", Kind.MOLECULE), Column("half-life", unit="min"))), "m.csv")
    molecules = place.get(where).text
    assert (
        molecules.index("drug.property") < molecules.index("materials.property") < molecules.index("process.setpoints")
    )


def test_the_data_of_the_project_are_chosen_and_the_form_is_filled_in_from_them(place):
    dataset = place.data
    chosen = place.get(f"/projects/{place.project}/studies/new?kind=process.setpoints").text
    assert f'value="{dataset}" selected' in chosen
    path = place.begin("process.setpoints", "Best", {"data": dataset})
    study = kept(place, path)
    assert study.values["maximize"] == "yield"
    assert set(study.values["controls"]) == {"T_jacket", "feed_ratio"}
    form = place.get(path).text
    assert "Guessed from the name; check." in form, "a guess says that it is one"
    assert "draft" in place.get(f"/projects/{place.project}/studies").text


def test_other_data_fill_a_new_question_in_anew_and_leave_one_that_was_changed(place):
    first, second = place.data, place.add(plant(goal="purity"), "b.csv")
    path = place.begin("process.setpoints", "Best", {"data": first})
    place.post(f"{path}/tables", **{"table.data": second})
    assert kept(place, path).values["maximize"] == "purity"
    place.post(f"{path}/save", **QUESTION)
    place.post(f"{path}/tables", **{"table.data": first})
    assert kept(place, path).values["maximize"] == "yield"
    assert kept(place, path).tables == {"data": first}


def test_a_title_is_needed_and_a_strange_kind_is_refused(place):
    reply = place.post(f"/projects/{place.project}/studies/new", kind="process.setpoints", title=" ")
    assert reply.status_code == 422
    assert "C009" in reply.text
    assert place.post(f"/projects/{place.project}/studies/new", kind="x.y", title="X").status_code == 422


def test_errors_stand_beside_their_fields_and_what_was_typed_stays(place):
    path = place.begin("process.setpoints", "Best", {"data": place.data})
    reply = place.post(path, act="run", **QUESTION | {"controls.0.lower": "warm"})
    assert reply.status_code == 422
    assert 'value="warm"' in reply.text
    assert 'id="f-controls.0.lower-error"' in reply.text
    assert kept(place, path).job is None, "nothing was asked"
    told = place.post(f"{path}/check", **QUESTION | {"controls.0.lower": "warm"}).json()
    assert list(told) == ["controls.0.lower"]
    assert place.post(f"{path}/check", **QUESTION).json() == {}


def test_a_draft_is_kept_and_more_lines_come_without_a_script(place):
    path = place.begin("process.setpoints", "Best", {"data": place.data})
    assert place.post(f"{path}/save", **QUESTION | {"keep.0.upper": "0.7"}).status_code == 204
    assert kept(place, path).values["keep"] == {"impurity": [None, 0.7]}
    lines = len(re.findall(r'name="controls\.\d+\.column"', place.get(path).text))
    more = place.post(path, act="rows", **QUESTION).text
    assert len(re.findall(r'name="controls\.\d+\.column"', more)) > lines
    assert kept(place, path).job is None


def test_a_study_without_its_table_is_refused_with_what_is_missing(place):
    path = place.begin("process.setpoints", "Best")
    reply = place.post(path, act="run", **QUESTION)
    assert reply.status_code == 422
    assert "C018" in reply.text or "W0" in reply.text
    assert kept(place, path).job is None


def test_a_study_is_carried_out_asked_again_on_new_data_and_deleted(place, monkeypatch):
    quick(monkeypatch)
    path = asked(place, place.data)
    page = place.get(path).text
    assert 'id="progress"' in page
    assert "You may close this window" in page
    part = place.get(f"{path}/progress", headers={"hx-request": "true"})
    assert 'hx-trigger="every 1s"' in part.text
    assert place.bench.work() == [State.DONE]
    done = place.get(f"{path}/progress", headers={"hx-request": "true"})
    answer = done.headers["hx-redirect"]
    assert answer.startswith("/answers/")
    assert place.get(f"{path}/progress").url.path == answer
    assert "answered" in place.get(f"/projects/{place.project}/studies").text
    page = place.get(path).text
    assert "yield is expected" in page
    assert "What was done the last time" in page
    assert "newer data" not in page
    with place.center.database.reading() as rows:
        blob = studies.answer(rows, place.person, answer.rsplit("/", 1)[1])[1].archive

    place.add(plant(seed=1), into=kept(place, path).tables["data"])
    assert "newer data" in place.get(path).text
    place.post(f"{path}/again")
    assert place.bench.work() == [State.DONE]
    page = place.get(path).text
    assert "newer data" not in page
    assert "1 earlier answer" in page

    assert place.center.blobs.path(blob).is_file()
    assert "2 answers to it" in place.get(f"{path}/delete").text
    assert place.post(f"{path}/delete").url.path == f"/projects/{place.project}/studies"
    assert place.get(path).status_code == 404
    assert place.get(answer).status_code == 404
    assert not any(place.center.blobs.folder.glob(f"{blob[:2]}/{blob[2:]}"))


def test_a_refusal_stands_above_the_form_with_its_remedy(place):
    path = place.begin("process.setpoints", "Best", {"data": place.add(plant(rows=4))})
    place.post(path, act="run", **QUESTION)
    assert place.bench.work() == [State.REFUSED]
    finding = kept(place, path).job.findings[0]
    page = place.get(path).text
    assert page.index(finding.code) < page.index('class="study"')
    assert finding.code not in place.get(f"/projects/{place.project}/studies").text
    assert "not possible" in place.get(f"/projects/{place.project}/studies").text


def test_what_waits_can_be_stopped(place):
    path = asked(place, place.data)
    assert place.post(f"{path}/stop").url.path == path
    assert kept(place, path).job.state is State.CANCELLED
    assert "stopped" in place.get(path).text
    assert place.bench.work() == []


def test_rhythm_seed_and_effort_are_kept_or_refused(place):
    path = place.begin("process.setpoints", "Best", {"data": place.data})
    place.post(f"{path}/settings", title="Better", every="week", seed="7", effort="0.5")
    study = kept(place, path)
    assert (study.title, study.every, study.seed, study.effort) == ("Better", "week", 7, 0.5)
    for wrong in ({"seed": "-1", "effort": "1"}, {"seed": "1.5", "effort": "1"}, {"seed": "1", "effort": "1000"}):
        reply = place.post(f"{path}/settings", title="Better", every="", **wrong)
        assert reply.status_code == 422
        assert "C035" in reply.text
    assert kept(place, path).every == "week", "all of it or nothing"


@pytest.mark.parametrize("ending", ["yaml", "xlsx", "json"])
def test_the_copy_as_a_file_is_the_same_question(place, tmp_path, ending):
    from sanhak.study.file import read_study

    path = place.begin("process.setpoints", "Best", {"data": place.data})
    place.post(f"{path}/save", **QUESTION)
    file = tmp_path / f"copy.{ending}"
    file.write_bytes(place.get(f"{path}/file/study.{ending}").content)
    assert read_study(file, Kinds()) == studies.question("process.setpoints", kept(place, path).values)
    assert place.get(f"{path}/file/study.exe").status_code == 404


def test_a_study_of_a_kind_that_is_gone_can_still_be_seen(place):
    from sqlalchemy import update

    from sanhak.center import schema

    path = place.begin("process.setpoints", "Best")
    with place.center.database.writing() as rows:
        rows.execute(update(schema.studies).values(kind="process.forgotten"))
    assert "process.forgotten" in place.get(path).text
    assert place.get(f"/projects/{place.project}/studies").status_code == 200


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_line_of_the_log_reads_without_its_parameters(language):
    said = bare("Trying {candidates:candidate|candidates} for {outcome}").render(language)
    assert "{" not in said
    assert said.count("…") == 2


def test_the_log_tells_each_kind_of_step_once_in_a_row(place):
    path = asked(place, place.data)
    job = kept(place, path).job
    trace = (
        Mark(0.1, "Reading", 0, 2),
        Mark(0.2, "Fitting", 0, 2),
        Mark(0.9, "Fitting", 1, 2),
        Mark(2.0, "Reading", 0, 2),
    )
    assert [(at, str(said)) for at, said in log_of(replace(job, trace=trace))] == [
        (0.1, "Reading"),
        (0.2, "Fitting"),
        (2.0, "Reading"),
    ]
