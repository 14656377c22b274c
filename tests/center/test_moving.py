"""Moves in a plan as a draft: a list that grows, is undone and done again, each person's own; data laid at once."""

import pytest

from center.opening import opened, peopled, work
from sanhak.center import data, laying, moving, projects, studies
from sanhak.finding import Refusal
from sanhak.jobs.job import State


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    center = opened(tmp_path_factory.mktemp("moving"))
    crowd = peopled(center)
    engineer = crowd["engineer"]
    with center.database.writing() as rows:
        project = projects.open_project(rows, engineer, title="t", question="q", goal="g").id
        version = laying.lay(rows, center, engineer, project, name="x.csv", content=b"T,yield [%]\n" + b"".join(
            f"{at},{at % 7}\n".encode() for at in range(40)
        ))  # fmt: skip
    yield center, crowd, project, version
    center.database.close()


def test_what_is_laid_is_ready_at_once_and_no_runner_reads_it_again(place):
    center, crowd, _, version = place
    with center.database.reading() as rows:
        _, dataset, seen = data.version(rows, crowd["engineer"], version)
    assert (seen.rows, seen.columns, seen.job.state) == (40, 2, State.DONE)
    assert dataset.ready.id == version
    assert data.profile(center.blobs, seen).columns[1].name == "yield"
    assert work(center) == []


def test_what_cannot_be_read_is_refused_and_leaves_no_dataset(place):
    center, crowd, project, _ = place
    with pytest.raises(Refusal, match="T0"), center.database.writing() as rows:
        laying.lay(rows, center, crowd["engineer"], project, name="empty.csv", content=b"")
    with center.database.reading() as rows:
        assert len(data.datasets(rows, crowd["engineer"], project)) == 1


def test_moves_are_undone_and_done_again_and_a_new_one_forgets_what_was_undone(place):
    center, crowd, project, _ = place
    engineer, administrator = crowd["engineer"], crowd["administrator"]
    with center.database.writing() as rows:
        study = studies.begin(rows, engineer, project, kind="maintenance.plan", title="p")
        answer = _answer(rows, project, study, engineer)
        for day in (1, 2, 3):
            moving.keep(rows, engineer, answer, {"job": 0, "day": day, "crew": 0})
        moving.step(rows, engineer, answer, -1)
        moving.step(rows, engineer, answer, -1)
        assert [move["day"] for move in moving.of(rows, engineer, answer).made] == [1]
        moving.step(rows, engineer, answer, 1)
        assert [move["day"] for move in moving.of(rows, engineer, answer).made] == [1, 2]
        moving.keep(rows, engineer, answer, {"job": 0, "day": 9, "crew": 0})
        moving.step(rows, engineer, answer, 1)
        assert [move["day"] for move in moving.of(rows, engineer, answer).moves] == [1, 2, 9]
        for _ in range(5):
            moving.step(rows, engineer, answer, -1)
        assert moving.of(rows, engineer, answer).count == 0
        projects.admit(rows, engineer, project, administrator.email, "member")
        assert moving.of(rows, administrator, answer) == moving.Draft(), "each person has moves of their own"


def _answer(rows, project, study, person):
    """The row of an answer, without an archive: drafts ask only whose it is."""
    from datetime import UTC, datetime

    from sqlalchemy import insert

    from sanhak.center import schema
    from sanhak.store import new_id

    row = {
        "id": new_id(), "study": study, "project": project, "job": new_id(), "number": 1, "kind": "maintenance.plan",
        "values": {}, "tables": {}, "seed": 0, "headline": {"text": "x", "params": {}},
        "catch": {"text": "x", "params": {}}, "sought": "", "hash": "h", "archive": "a", "seconds": 0.0,
        "person": person.id, "made": datetime.now(UTC),
    }  # fmt: skip
    rows.execute(insert(schema.answers).values(**row))
    return row["id"]
