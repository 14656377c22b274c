"""The sample of a problem: laid into its author's own project, and measured by a job."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, update

from sanhak.center import data, events, projects
from sanhak.center.data import Dataset
from sanhak.center.finding import problems, schema
from sanhak.center.finding.findings import NoSampleYet
from sanhak.center.finding.intake import Intake, measure
from sanhak.center.finding.problems import Problem, State
from sanhak.center.people import Person
from sanhak.center.words import words
from sanhak.finding import Refusal
from sanhak.jobs.handler import Handler, Kept, Limits
from sanhak.jobs.job import Alike, Job
from sanhak.jobs.queue import Queue
from sanhak.run import Run, Step
from sanhak.store import Blobs, Stored
from sanhak.text import say

MEASURE: Final = "intake"
"""The kind of job that measures a sample."""
EFFORT: Final = 0.3
_OPEN: Final = (State.DRAFT, State.SENT, State.REVIEW, State.ACCEPTED)


def lay(rows: Connection, queue: Queue, person: Person, problem: str, *, name: str, file: Stored, home: str) -> str:
    """Lay a file into the author's own project as the sample of a problem; gives the dataset.

    Parameters
    ----------
    home
        What the author's own project is called where it has to be made.

    Raises
    ------
    Refusal
        C001, C002 for others than the author, C186 once the problem is matched; C009 for the name.
    """
    here = problems.own(rows, person, problem)
    problems.need_state(here, say("to give a sample"), *_OPEN)
    room = projects.own(rows, person, home)
    made = data.add(rows, queue, person, room.id if room else "", name=name, file=file)
    dataset = data.version(rows, person, made)[1].id
    problems.put(rows, problem, dataset=dataset, outcome="", job=None, intake=None)
    return dataset


def sample(rows: Connection, person: Person, here: Problem) -> Dataset | None:
    """The sample with its versions, for its author alone; None where there is none."""
    if here.dataset is None or here.person != person.id:
        return None
    return data.dataset(rows, person, here.dataset)[1]


def ask(rows: Connection, queue: Queue, person: Person, problem: str, outcome: str) -> str:
    """Let the sample be measured; gives the job.

    Raises
    ------
    Refusal
        C001, C002, C186; C009 where no column is named, C192 while no sample is ready.
    """
    here = problems.own(rows, person, problem)
    problems.need_state(here, say("to measure its sample"), *_OPEN)
    column = words(outcome, say("Column that is to be explained"), at="outcome")
    kept = sample(rows, person, here)
    if kept is None or kept.ready is None:
        raise Refusal(NoSampleYet(title=here.title))
    payload = {"problem": problem, "table": kept.ready.table, "outcome": column, "effort": EFFORT}
    alike = Alike(MEASURE, float(kept.ready.rows or 0) or None)
    job = queue.put(MEASURE, payload, person.id, priority=1, alike=alike, connection=rows)
    problems.put(rows, problem, outcome=column, job=job, intake=None)
    return job


def carry_out(
    payload: Mapping[str, Any], folder: Path, progress: Callable[[Step], None], cancelled: Callable[[], bool]
) -> Intake:
    """Measure a sample. Runs in a process of its own.

    Raises
    ------
    Refusal
        C180–C182, T-codes and M-codes where it cannot be measured.
    """
    from sanhak.run import one_thread
    from sanhak.table.keep import read_table

    table = read_table(Blobs(folder).path(payload["table"]))
    with one_thread():
        return measure(table, payload["outcome"], Run(0, payload["effort"], progress, cancelled))


def keep(result: Intake, job: Job, _blobs: Blobs) -> Kept:
    """The measurement, unless another was asked for meanwhile."""

    def within(rows: Connection) -> None:
        table = schema.problems.c
        this = (table.id == job.payload["problem"]) & (table.job == job.id)
        if rows.execute(update(schema.problems).where(this).values(intake=result.dump())).rowcount:
            events.record(rows, "problem.measured", "problem", job.payload["problem"], person=job.person)

    return Kept({"verdict": result.verdict.value}, within)


HANDLER = Handler(carry_out, keep, say("the measurement of a sample"), Limits(cpu=900.0))
