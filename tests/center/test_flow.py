"""From a file to an outcome: data, a study, its answer, the decision, and what happened."""

from __future__ import annotations

import pytest

from center.working import work
from sanhak.center import data, projects
from sanhak.finding import Refusal
from sanhak.jobs.job import State


def refused(call, *args, **more):
    with pytest.raises(Refusal) as caught:
        call(*args, **more)
    return caught.value.findings[0].code


@pytest.fixture
def project(center, crowd):
    with center.database.writing() as rows:
        made = projects.open_project(rows, crowd["engineer"], title="Yield")
        projects.admit(rows, crowd["engineer"], made.id, "reviewer@example.org", "guest")
    return made


@pytest.fixture
def add(center, crowd, project):
    """Lays a file into the project; gives its version."""

    def act(content: bytes, name: str = "runs.csv", **more):
        file = center.blobs.put(content)
        with center.database.writing() as rows:
            return data.add(rows, center.queue, crowd["engineer"], project.id, name=name, file=file, **more)

    return act


CSV = "온도 [°C],수율 [%]\n" + "\n".join(f"{60 + i},{70 + i / 3:.2f}" for i in range(30)) + "\n"


def test_a_file_becomes_a_version_with_its_profile(center, crowd, project, add):
    version = add(CSV.encode())
    assert work(center) == [State.DONE]
    with center.database.reading() as rows:
        _, dataset, seen = data.version(rows, crowd["reviewer"], version)
    assert (dataset.name, seen.rows, seen.columns, seen.ready) == ("runs.csv", 30, 2, True)
    told = data.profile(center.blobs, seen)
    assert [(column.name, column.unit) for column in told.columns] == [("온도", "°C"), ("수율", "%")]
    assert told.name == "runs.csv"


def test_a_file_that_cannot_be_read_says_why_and_keeps_its_place(center, crowd, project, add):
    version = add(b"\x7fELF\x02\x01\x01" + bytes(100))
    assert work(center) == [State.REFUSED]
    with center.database.reading() as rows:
        _, _, seen = data.version(rows, crowd["engineer"], version)
    assert not seen.ready
    assert seen.job.findings
    assert refused(data.profile, center.blobs, seen) == "C017"


def test_correcting_and_preparing_make_new_versions_that_say_how(center, crowd, project, add):
    first = add(CSV.encode())
    work(center)
    engineer = crowd["engineer"]
    with center.database.writing() as rows:
        second = data.prepare(rows, center.queue, engineer, first, [{"where": "온도 > 70 °C"}])
    work(center)
    with center.database.writing() as rows:
        third = data.correct(rows, center.queue, engineer, second, {"units": {"수율": "g/L"}})
    assert work(center) == [State.DONE]
    with center.database.reading() as rows:
        _, whole, _ = data.version(rows, engineer, third)
    assert [(one.number, one.rows) for one in whole.versions] == [(3, 19), (2, 19), (1, 30)]
    assert whole.newest.steps == [{"where": "온도 > 70 °C"}]
    assert len({one.hash for one in whole.versions}) == 3


def test_a_guest_changes_nothing_and_a_stranger_sees_nothing(center, crowd, project, add):
    version = add(CSV.encode())
    work(center)
    with center.database.writing() as rows:
        for act in (data.correct, data.prepare):
            assert refused(act, rows, center.queue, crowd["reviewer"], version, {}) == "C002"
            assert refused(act, rows, center.queue, crowd["stranger"], version, {}) == "C001"


def test_deleted_data_are_gone_from_the_disk(center, crowd, project, add):
    version = add(CSV.encode())
    work(center)
    with center.database.writing() as rows:
        _, dataset, _ = data.version(rows, crowd["engineer"], version)
        keys = data.delete(rows, crowd["engineer"], dataset.id)
    for key in keys:
        center.blobs.delete(key)
    assert not [file for file in center.blobs.folder.rglob("*") if file.is_file()]
    with center.database.reading() as rows:
        assert refused(data.version, rows, crowd["engineer"], version) == "C001"


def test_data_deleted_while_they_are_read_bring_nothing_back(center, crowd, project, add):
    version = add(CSV.encode())
    with center.database.writing() as rows:
        _, dataset, _ = data.version(rows, crowd["engineer"], version)
        data.delete(rows, crowd["engineer"], dataset.id)
    assert work(center) == [State.DONE]
    with center.database.reading() as rows:
        assert data.datasets(rows, crowd["engineer"], project.id) == ()
