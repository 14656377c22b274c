"""After the selection: a selected application of a call for joint projects leads on to its project.

One that was filled from a problem either looks for a laboratory, in the next matching, or is opened at once; one
without a problem is opened at once. Each application opens one project, however often it is asked for.
"""

from __future__ import annotations

from sqlalchemy import Connection

from sanhak.center import events, people, projects
from sanhak.center.calls import applications, calls, schema
from sanhak.center.calls.applications import STATES, Application
from sanhak.center.calls.applications import State as Verdict
from sanhak.center.calls.calls import PURPOSES, Call, Purpose
from sanhak.center.calls.calls import State as Stage
from sanhak.center.calls.form import told
from sanhak.center.finding import granting, problems, starting
from sanhak.center.finding.handing_findings import NoJointProjects, NoProblem, NotSelected
from sanhak.center.finding.problems import Problem, State
from sanhak.center.holding import hold
from sanhak.center.people import Person
from sanhak.center.rights import MOST, Right
from sanhak.finding import Refusal
from sanhak.jobs.queue import Queue
from sanhak.store import Stored
from sanhak.text import say


def selected(rows: Connection, person: Person, application: str) -> tuple[Call, Application]:
    """A selected application with its call, for the office; its row is held, so that no two open a project from it.

    Raises
    ------
    Refusal
        C001, C002 for others than the office; C246 where it was not selected, C247 for a call of another purpose.
    """
    hold(rows, schema.applications, application)
    one = applications.get(rows, person, application)
    people.need(person, Right.CALLS, say("to open a project from an application"))
    call = calls.get(rows, person, one.call)
    if call.purpose is not Purpose.PROJECTS:
        raise Refusal(NoJointProjects(call=told(call.title, person.language), purpose=PURPOSES[call.purpose]))
    if one.state is not Verdict.SELECTED or call.state not in (Stage.DECIDED, Stage.ENDED):
        raise Refusal(NotSelected(number=one.number or 0, state=STATES[one.state]))
    return call, one


def accept(rows: Connection, person: Person, application: str) -> str:
    """Accept the problem of a selected application, so that the next matching looks for its laboratory; gives it.

    Raises
    ------
    Refusal
        As :func:`selected`; C248 where the application was not filled from a problem.
    """
    _, one = selected(rows, person, application)
    here = _problem(rows, one)
    if here is None:
        raise Refusal(NoProblem(number=one.number or 0))
    _accepted(rows, person, here)
    return here.id


def open_project(
    rows: Connection, queue: Queue, person: Person, application: str, *, copy: Stored | None = None
) -> str:
    """Open the project of a selected application, or give the one that it has.

    Parameters
    ----------
    copy
        A copy of the file of the problem's sample, as :func:`starting.copied` makes it before the transaction.

    Raises
    ------
    Refusal
        As :func:`selected`; C009 and C014 for the fields of the project.
    """
    call, one = selected(rows, person, application)
    if one.project is not None:
        return one.project
    here = _problem(rows, one)
    if here is not None and here.state is State.STARTED and here.project is not None:
        granting.settle(rows, person, one, here.project)
        return here.project
    if here is not None:
        _accepted(rows, person, here)
        return starting.start(rows, queue, person, here.id, copy=copy)
    applicant = people.get(rows, one.person)
    lead = applicant if applicant.active and applicant.role not in MOST else person
    project = projects.open_project(rows, person, lead, **granting.facts(call, one, lead.language)).id
    granting.carry(rows, person, lead, project, call, one)
    granting.settle(rows, person, one, project)
    return project


def _problem(rows: Connection, application: Application) -> Problem | None:
    if application.problem is None:
        return None
    return problems.of_ids(rows, [application.problem]).get(application.problem)


def _accepted(rows: Connection, person: Person, here: Problem) -> None:
    """The committee has selected it, whatever it was before; matched and started problems stay so."""
    if here.state not in problems.PLANNED:
        problems.put(rows, here.id, state=State.ACCEPTED.value, reason="")
        events.record(rows, "problem.accepted", "problem", here.id, person=person.id)
