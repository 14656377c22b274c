"""What a project states about its fleet: what a failure and a planned job cost, and when the next turnaround is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import Connection, delete, insert, select

from sanhak.center import events, projects
from sanhak.center.calls.values import won
from sanhak.center.days import today
from sanhak.center.fleet.findings import FailureNotDearer, OneCost, TurnaroundNotAhead
from sanhak.center.fleet.schema import fleets
from sanhak.center.people import Person
from sanhak.center.rights import Part
from sanhak.center.words import day
from sanhak.finding import Refusal


@dataclass(frozen=True, slots=True)
class Stated:
    """What a failure and a planned job cost in won, both or neither; ``until`` when risks are counted."""

    failure: int | None = None
    planned: int | None = None
    until: date | None = None


def stated(rows: Connection, person: Person, project: str) -> Stated:
    """What was stated last, nothing at first; :class:`Refusal` C001."""
    projects.enter(rows, person, project)
    row = rows.execute(select(fleets).where(fleets.c.project == project)).first()
    return Stated(row.failure, row.planned, row.until) if row else Stated()


def state(
    rows: Connection, person: Person, project: str, *, failure: str = "", planned: str = "", until: str = ""
) -> None:
    """State it, each as it was typed, in place of what was stated before.

    Raises
    ------
    Refusal
        C001, C002; C015, C104 for a field that is none; C270–C272 for costs and days that say nothing.
    """
    projects.enter(rows, person, project, Part.MEMBER)
    typed = {"failure": failure, "planned": planned}
    costs = {name: won(given, name) if given.strip() else None for name, given in typed.items()}
    dear, cheap = costs["failure"], costs["planned"]
    if (dear is None) != (cheap is None):
        raise Refusal(OneCost(), field="failure" if dear is None else "planned")
    if dear is not None and cheap is not None and dear <= cheap:
        raise Refusal(FailureNotDearer(failure=dear, planned=cheap), field="failure")
    end = day(until, at="until") if until.strip() else None
    if end is not None and end <= today():
        raise Refusal(TurnaroundNotAhead(until=end, today=today()), field="until")
    rows.execute(delete(fleets).where(fleets.c.project == project))
    row = {**costs, "until": end, "person": person.id, "made": datetime.now(UTC)}
    rows.execute(insert(fleets).values(project=project, **row))
    events.record(rows, "fleet.stated", "project", project, person=person.id, project=project)
