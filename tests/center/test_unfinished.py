"""Work that was killed goes on from what it has kept, and nothing of it stays for ever."""

from __future__ import annotations

from contextlib import suppress

import pytest

from center.opening import HANDLERS, work
from sanhak.center import data, keeping, projects, studies, unfinished
from sanhak.jobs.job import State
from sanhak.model.molecule import counts
from sanhak.run import Cancelled
from sanhak.study.screening import first
from study.screening.buying import measured, offered, quick


class Killed(BaseException):
    """The end of a process, for which nothing in it can prepare."""


@pytest.fixture
def asked(center, crowd):
    """Asks a question of a new project; gives the study."""

    def act(kind, values, tables):
        person, versions = crowd["engineer"], {}
        with center.database.writing() as rows:
            project = projects.open_project(rows, person, title="Binding").id
            for name, table in tables.items():
                file = center.blobs.put(table.frame.write_csv().encode())
                versions[name] = data.add(rows, center.queue, person, project, name=f"{name}.csv", file=file)
        assert work(center) == [State.DONE] * len(tables)
        with center.database.writing() as rows:
            laid = {name: data.version(rows, person, version)[1].id for name, version in versions.items()}
            made = studies.begin(rows, person, project, kind=kind, title="Which?", tables=laid, values=values)
            studies.tune(rows, person, made, seed="0", effort="0.1")
            studies.ask(rows, center.queue, person, made)
        return made

    return act


def kept(center):
    return {place.name for place in (center.blobs.folder / "unfinished").glob("*")}


@pytest.mark.parametrize("center_url", ["sqlite"], indirect=True)
def test_a_screening_that_was_killed_goes_on_after_the_chunks_that_it_has_seen(center, crowd, asked, monkeypatch):
    values = {"molecule": "structure", "outcome": "bound", "structures": "smiles", "prefer": "low"}
    study = asked("drug.screen", values, {"data": measured(), "library": offered()})
    seen = []
    quick(monkeypatch)
    monkeypatch.setattr(first, "CHUNK", 50)
    monkeypatch.setattr(first, "groups", lambda texts: seen.append(len(texts)) or counts.groups(texts))

    def tell(_step):
        if len(seen) == 3:
            raise Killed

    job = center.queue.claim("test", tuple(HANDLERS))
    with pytest.raises(Killed):
        HANDLERS[job.kind].carry_out(job.payload, center.blobs.folder, tell, lambda: False)
    assert (seen, kept(center)) == ([50, 50, 50], {study})
    center.queue.give_back(job, counted=True)
    del seen[:]
    assert work(center) == [State.DONE]
    assert (seen, kept(center)) == ([50, 40], set())
    with center.database.reading() as rows:
        (answer,) = studies.answers_to(rows, studies.get(rows, crowd["engineer"], study)[1])
    assert answer.headline.params["count"] == 240


@pytest.fixture
def plan(asked):
    return asked("process.design", {"factors": {"T": [60, 90], "ratio": [0.8, 1.2]}, "effect": 1.0, "noise": 1.0}, {})


def worked(center, study, end):
    """Long work on a study, which has kept something when it ended so."""
    with suppress(Killed, Cancelled), unfinished.place_of(study, center.blobs) as place:
        (place / "screening").mkdir(parents=True)
        (place / "screening" / "first.parquet").write_bytes(b"PAR1")
        if end:
            raise end


@pytest.mark.parametrize(("end", "stays"), [(Killed(), True), (Cancelled(), False), (None, False)])
def test_only_what_was_cut_off_leaves_something(center, plan, end, stays):
    worked(center, plan, end)
    assert kept(center) == ({plan} if stays else set())


def test_what_nothing_more_comes_of_is_swept(center, crowd, plan):
    worked(center, plan, Killed())
    keeping.sweep(center, older=-60)
    assert kept(center) == {plan}, "its turn comes"
    center.queue.settle(center.queue.claim("test", tuple(HANDLERS)), State.FAILED)
    keeping.sweep(center)
    assert kept(center) == {plan}, "it may be asked again"
    keeping.sweep(center, older=-60)
    assert kept(center) == set(), "it was not"


@pytest.mark.parametrize("deleted", [False, True])
def test_what_was_stopped_while_it_waited_is_swept_at_once(center, crowd, plan, deleted):
    worked(center, plan, Killed())
    with center.database.writing() as rows:
        job = studies.stop(rows, crowd["engineer"], plan)
        if deleted:
            studies.delete(rows, crowd["engineer"], plan)
    center.queue.cancel(job)
    keeping.sweep(center)
    assert kept(center) == set()
