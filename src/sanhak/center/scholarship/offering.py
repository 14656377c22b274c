"""What a call for scholarships offers: stipend and years by course, tuition, tax, the service owed, and conditions.

Applicants read it on the page of the call, so it stands once the call is open. The first version of an agreement says
the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final, Self

from sqlalchemy import Connection, insert, select, update

from sanhak.center import days, events
from sanhak.center.calls import writing
from sanhak.center.calls.calls import Call, Purpose, State
from sanhak.center.calls.form import Part, of_part, told
from sanhak.center.findings import NotHere
from sanhak.center.people import Person
from sanhak.center.scholarship import schema
from sanhak.center.scholarship.agreeing import obligations
from sanhak.center.scholarship.agreement import DAY, SEMESTERS, Version
from sanhak.center.scholarship.typed import within, won
from sanhak.finding import Refusal
from sanhak.text import Language, say

OTHER: Final = ""
"""The course of a call whose form asks for none."""
YEARS: Final = (1, 10)


@dataclass(frozen=True, slots=True)
class Support:
    """What a course is supported with: whole years, and a calendar month's stipend in won."""

    years: int
    stipend: int


_USUAL: Final = {"master": Support(2, 900_000), "doctor": Support(4, 1_200_000), "combined": Support(5, 1_200_000)}
"""What the courses of the template begin with, to be written anew for each call."""


@dataclass(frozen=True, slots=True)
class Offer:
    """What a call offers; ``terms`` are the fields of a version but for its number, days and stipend."""

    courses: Mapping[str, Support]
    terms: Mapping[str, Any]

    @property
    def shown(self) -> Version:
        """The terms as a version that begins on no day in particular, to be read."""
        return self.version(1, date(2001, 3, 1), next(iter(self.courses)))

    def version(self, number: int, since: date, course: str) -> Version:
        """The version of an agreement that keeps what was offered, from a day on."""
        support = self.courses.get(course) or next(iter(self.courses.values()))
        end = days.years_later(since, support.years) - DAY
        return Version(number, since, end, stipend=support.stipend, **self.terms)

    def dump(self) -> dict[str, Any]:
        """As plain data."""
        courses = {course: [support.years, support.stipend] for course, support in self.courses.items()}
        return {"courses": courses, "terms": dict(self.terms)}

    @classmethod
    def load(cls, given: Mapping[str, Any]) -> Self:
        """From plain data, as :meth:`dump` gives it."""
        return cls({course: Support(*support) for course, support in given["courses"].items()}, given["terms"])


def courses(call: Call, language: Language) -> Mapping[str, str]:
    """The courses between which applicants choose, by key, in words."""
    offered = {key: told(said, language) for one in of_part(call.form, Part.COURSE) for key, said in _answers(one)}
    return offered or {OTHER: say("all courses").render(language)}


def of(rows: Connection, call: Call) -> Offer:
    """What a call for scholarships offers, for acts that have decided on access; each course of its form is there.

    Raises
    ------
    Refusal
        C001 for a call that is for something else.
    """
    if call.purpose is not Purpose.SCHOLARSHIPS:
        raise Refusal(NotHere())
    kept = rows.scalar(select(schema.offers.c.offer).where(schema.offers.c.call == call.id))
    written = None if kept is None else Offer.load(kept)
    known = written.courses if written else _USUAL
    usual = known.get(OTHER) or next(iter(known.values()))
    terms = written.terms if written else obligations({"pro_rata": "yes", "with_tuition": "yes"})
    return Offer({course: known.get(course, usual) for course in courses(call, "en")}, terms)


def write(rows: Connection, person: Person, call: str, given: Mapping[str, str]) -> None:
    """Write what a call offers, while it is a draft.

    Parameters
    ----------
    given
        As typed: ``years.<course>`` and ``stipend.<course>``, and what :func:`agreeing.obligations` reads.

    Raises
    ------
    Refusal
        C001, C002; C109 once the call is open; C009, C014, C220, C221 and C223 for the fields.
    """
    here = writing.run(rows, person, call)
    of(rows, here)
    writing.need_state(here, State.DRAFT)
    supports = {}
    for course in courses(here, "en"):
        years, stipend = f"years.{course}", f"stipend.{course}"
        length = round(within(given.get(years, ""), say("The years of support"), *YEARS, years))
        supports[course] = Support(length, won(given.get(stipend, ""), stipend))
    values = {"offer": Offer(supports, obligations(given)).dump(), "by": person.id, "made": datetime.now(UTC)}
    table = schema.offers
    if not rows.execute(update(table).where(table.c.call == call).values(**values)).rowcount:
        rows.execute(insert(table).values(call=call, **values))
    events.record(rows, "offer.written", "call", call, person=person.id, title=told(here.title, "ko"))


def first_semester(today: date) -> date:
    """The first day of the semester that begins next, where an application names no day."""
    days = [date(year, month, 1) for year in (today.year, today.year + 1) for month in SEMESTERS]
    return next(day for day in days if day > today)


def _answers(field: Any) -> Any:
    return (field.choices or {}).items()
