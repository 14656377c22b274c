"""Opening a project from a problem: with its goal, its indicator, the people of both sides, and the sample.

The project is led by the problem's author, whoever opens it; the office that does so does not become a member. The
sample is copied in its author's name, and stays where it was as well. Where the problem was selected in a call, its
application brings money, people and deliverables along, and names the project from then on.
"""

from __future__ import annotations

from sqlalchemy import Connection, select

from sanhak.center import data, events, people, projects, schema
from sanhak.center.data import Version
from sanhak.center.finding import granting, laboratories, problems, sampling, standing
from sanhak.center.finding import schema as finding
from sanhak.center.finding.problems import Problem, State
from sanhak.center.findings import NotHere
from sanhak.center.holding import hold
from sanhak.center.people import Person
from sanhak.center.rights import MOST, Part, Right
from sanhak.finding import Refusal
from sanhak.jobs.queue import Queue
from sanhak.store import Blobs, Stored
from sanhak.text import say


def start(
    rows: Connection, queue: Queue, person: Person, problem: str, *, copy: Stored | None = None, **given: str
) -> str:
    """Open a project from an accepted or matched problem, by its author or the office; gives the project.

    Parameters
    ----------
    copy
        A copy of the sample's file, as :func:`copied` makes it before the transaction.
    given
        Fields of the project as typed (title, goal, kpi, unit, start, target); those that are not given are taken
        from the application that was selected, if there is one, else from the problem.

    Raises
    ------
    Refusal
        C001, C186; C002 for others; C009 and C014 for the fields.
    """
    hold(rows, finding.problems, problem)
    here = problems.get(rows, person, problem)
    if person.id != here.person:
        people.need(person, Right.CALLS, say("to open a project from a problem"))
    problems.need_state(here, say("to open a project from it"), State.ACCEPTED, State.MATCHED)
    author = people.get(rows, here.person)
    lead = author if author.active and author.role not in MOST else person
    granted = standing.granted(rows, problem)
    asked = {"title": here.title, "question": here.wrong} | (granting.facts(*granted, lead.language) if granted else {})
    project = projects.open_project(rows, person, lead, **asked | {"area": here.area} | given).id
    for member, part in _people(rows, here, author):
        if member != lead.id:
            projects.place(rows, project, member, part)
            told = {"name": people.get(rows, member).name, "part": part.value}
            events.record(rows, "member.admitted", "person", member, person=person.id, project=project, **told)
    if copy is not None:
        _carry(rows, queue, lead, author, here, project, copy)
    if granted is not None:
        granting.carry(rows, person, lead, project, *granted)
        granting.settle(rows, person, granted[1], project)
    problems.put(rows, problem, state=State.STARTED.value, project=project)
    events.record(rows, "problem.started", "problem", problem, person=person.id, project=project)
    return project


def copied(rows: Connection, blobs: Blobs, person: Person, problem: str) -> Stored | None:
    """A copy of the file of a problem's sample as a blob of its own; None where there is no sample to carry over."""
    here = problems.get(rows, person, problem)
    version = _newest(rows, people.get(rows, here.person), here)
    if version is None:
        return None
    blob = rows.scalar(select(schema.uploads.c.blob).where(schema.uploads.c.id == version.upload))
    return blobs.put(blobs.read(blob)) if blob else None


def _newest(rows: Connection, author: Person, here: Problem) -> Version | None:
    try:
        kept = sampling.sample(rows, author, here)
    except Refusal as refusal:
        if isinstance(refusal.findings[0], NotHere):  # the author has lost access meanwhile, and the sample with it
            return None
        raise
    return kept.ready if kept else None


def _people(rows: Connection, here: Problem, author: Person) -> list[tuple[str, Part]]:
    """Who takes part besides the lead: the author where they cannot lead, and the head of the matched laboratory."""
    heads = laboratories.of_ids(rows, [here.laboratory] if here.laboratory else []).values()
    return list(({one.head: Part.LEAD for one in heads} | {author.id: MOST.get(author.role, Part.LEAD)}).items())


def _carry(
    rows: Connection, queue: Queue, lead: Person, author: Person, here: Problem, project: str, copy: Stored
) -> None:
    version = _newest(rows, author, here)
    if version is None:
        raise Refusal(NotHere())
    name = rows.scalar(select(schema.uploads.c.name).where(schema.uploads.c.id == version.upload)) or here.title
    made = data.add(rows, queue, lead, project, name=name, file=copy, reading=version.reading)
    if version.steps and not version.joined:
        data.prepare(rows, queue, lead, made, version.steps)
