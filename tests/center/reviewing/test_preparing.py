"""Files made blind by a job: what is done stays done, and one bad file stops nothing."""

from __future__ import annotations

import pytest
from sqlalchemy import delete

from center.opening import work
from center.reviewing import making_files as make
from center.reviewing.calling import attach, in_review, prepared
from sanhak.center import keeping
from sanhak.center.calls import schema as calling
from sanhak.center.reviewing import passages, preparation, preparing
from sanhak.jobs.job import State


class Killed(BaseException):
    """The end of a process, for which nothing in it can prepare."""


@pytest.fixture
def here(center, crowd):
    """A call with three files, the second locked."""
    made = in_review(center, crowd)
    with center.database.writing() as rows:
        for name, content in (("a.png", make.png("x")), ("b.pdf", make.locked_pdf()), ("c.hwpx", make.hwpx("x"))):
            attach(rows, center, made.applications[0], "files", name, content)
    return made


@pytest.fixture
def begun(monkeypatch):
    """The names of the files that were begun; ``at`` the one of a name, the process ends."""
    way = preparation.blind

    def act(at=""):
        names = []

        def blind(content, name):
            names.append(name)
            if name == at:
                raise Killed
            return way(content, name)

        monkeypatch.setattr(preparation, "blind", blind)
        return names

    return act


def asked(center, crowd, here):
    with center.database.writing() as rows:
        return preparing.ask(rows, center.queue, crowd["office"], here.id)


def read(center, crowd, here):
    with center.database.reading() as rows:
        return {one.name: one for one in preparing.of_call(rows, crowd["office"], here.id)}


def test_a_file_that_cannot_be_made_blind_stops_no_other(center, crowd, here):
    prepared(center, crowd["office"], here.id)
    found = read(center, crowd, here)
    assert found["b.pdf"].finding.code == "C131"
    assert all(found[name].ready and center.blobs.path(found[name].blind) for name in ("a.png", "c.hwpx"))
    assert keeping.sweep(center, 0.0) == 0, "each copy has its row"
    assert not list((center.blobs.folder / "unfinished").glob("*")), "and nothing is left over"


def test_work_that_was_killed_goes_on_where_it_was(center, crowd, here, begun):
    asked(center, crowd, here)
    names = begun(at="c.hwpx")
    job = center.queue.claim("test", (preparing.BLIND,))
    with pytest.raises(Killed):
        preparation.carry_out(job.payload, center.blobs.folder, lambda _step: None, lambda: False)
    assert names == ["a.png", "b.pdf", "c.hwpx"]
    names = begun()
    center.queue.give_back(job, counted=True)
    keeping.sweep(center, 0.0)
    assert work(center) == [State.DONE]
    assert names == ["c.hwpx"], "the others were done"
    assert read(center, crowd, here)["a.png"].ready


def test_a_file_that_ends_its_process_twice_is_left_out(center, crowd, here, begun):
    asked(center, crowd, here)
    begun(at="a.png")
    job = center.queue.claim("test", (preparing.BLIND,))
    for _ in range(preparation.TRIES):
        with pytest.raises(Killed):
            preparation.carry_out(job.payload, center.blobs.folder, lambda _step: None, lambda: False)
    center.queue.give_back(job, counted=True)
    assert work(center) == [State.DONE]
    found = read(center, crowd, here)
    assert found["a.png"].finding.code == "C260"
    assert not found["a.png"].ready
    assert found["c.hwpx"].ready
    begun()
    with center.database.writing() as rows:
        preparing.again(rows, crowd["office"], found["a.png"].id)
    prepared(center, crowd["office"], here.id)
    assert read(center, crowd, here)["a.png"].ready, "who asks again is answered anew"


def test_what_is_done_when_somebody_stops_it_stays(center, crowd, here, begun):
    asked(center, crowd, here)
    names, job = begun(), center.queue.claim("test", (preparing.BLIND,))
    done = preparation.carry_out(job.payload, center.blobs.folder, lambda _step: None, lambda: len(names) == 2)
    kept = preparing.keep(done, job, center.blobs)
    assert center.queue.settle(job, State.DONE, kept.outcome, kept.within)
    found = read(center, crowd, here)
    assert [found[name].tried for name in ("a.png", "b.pdf", "c.hwpx")] == [True, True, False]
    prepared(center, crowd["office"], here.id)
    assert names == ["a.png", "b.pdf", "c.hwpx"], "each was begun once"


def test_one_job_at_a_time_and_nothing_of_a_file_that_has_gone(center, crowd, here):
    job = asked(center, crowd, here)
    assert asked(center, crowd, here) == job
    with center.database.writing() as rows:
        gone = next(one for one in passages.files(rows, here.applications) if one.name == "a.png")
        rows.execute(delete(calling.application_files).where(calling.application_files.c.id == gone.id))
    assert work(center) == [State.DONE]
    assert set(read(center, crowd, here)) == {"b.pdf", "c.hwpx"}
    assert keeping.sweep(center, 0.0) == 1, "the file itself, which this test has left; its copy went with the job"
