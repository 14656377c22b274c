"""Running a call: it is made from a template, changed while it is a draft, opened, extended, and closed for review.

Each act is for those who run calls; :class:`Refusal` C002 for everybody else, C001 where there is no such call.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, func, insert, select, update

from sanhak.center import events, people
from sanhak.center.calls import calls, letters, moments, schema
from sanhak.center.calls.calls import STATES, Call, Purpose, State
from sanhak.center.calls.checking import check
from sanhak.center.calls.findings import FormStands, NotInThisState, NotOverYet, OnlyLater, OutsideLimits
from sanhak.center.calls.form import FormField
from sanhak.center.calls.rubric import Rubric
from sanhak.center.calls.rules import Rules
from sanhak.center.calls.templates import template
from sanhak.center.people import Person
from sanhak.center.rights import Right
from sanhak.center.words import LONG, choice, number, words
from sanhak.finding import Refusal, Severity
from sanhak.store import new_id
from sanhak.text import LANGUAGES, Language, Text, say

ZONE: Final = "Asia/Seoul"
_OPEN: Final = timedelta(days=28)
_BEFORE: Final = timedelta(days=3)
MOST_REVIEWS: Final = 9
MOST_LOAD: Final = 200


def run(rows: Connection, by: Person, call: str) -> Call:
    """A call, for whoever runs calls; :class:`Refusal` C002 or C001."""
    people.need(by, Right.CALLS, say("to run calls"))
    return calls.get(rows, by, call)


def make(rows: Connection, by: Person, *, purpose: str, title: Mapping[Language, str]) -> str:
    """A new draft from the template of its purpose; gives its identifier. :class:`Refusal` C002, C009 or C013.

    It would open in three days at nine and close four weeks later at six in the evening, in Korea.
    """
    people.need(by, Right.CALLS, say("to run calls"))
    chosen, now = choice(purpose, Purpose, "purpose"), datetime.now(UTC)
    today = now.astimezone(ZoneInfo(ZONE)).replace(minute=0, second=0, microsecond=0)
    ready, made = template(chosen, today.year + (today.month > 6)), new_id()  # noqa: PLR2004 - money of the next year
    titles = _titles(title)
    row = {
        "organisation": by.organisation,
        "purpose": chosen.value,
        "title": titles,
        "text": dict.fromkeys(LANGUAGES, ""),
        "state": State.DRAFT.value,
        "opens": today.replace(hour=9) + _BEFORE,
        "closes": today.replace(hour=18) + _BEFORE + _OPEN,
        "zone": ZONE,
        "late": False,
        "blind": ready.blind,
        "form": [field.dump() for field in ready.form],
        "rubric": ready.rubric.dump(),
        "rules": ready.rules.dump(),
        "reviews": ready.reviews,
        "load": ready.load,
    }
    rows.execute(insert(schema.calls).values(id=made, person=by.id, made=now, **row))
    _record(rows, by, "call.made", made, titles)
    return made


def change(rows: Connection, by: Person, call: str, given: Mapping[str, str]) -> None:
    """Change what a call says of itself; once it is open, its title and text alone.

    Parameters
    ----------
    given
        As typed: ``title_ko``, ``title_en``, ``text_ko``, ``text_en``, ``opens``, ``closes``, ``zone``, ``late``,
        ``blind``, ``reviews``, ``load``.

    Raises
    ------
    Refusal
        C009 for words, C112 and C113 for dates, C014 and C114 for numbers, C109 once it is no longer open.
    """
    one = run(rows, by, call)
    need_state(one, State.DRAFT, State.OPEN)
    values: dict[str, Any] = {
        "title": _titles({language: given.get(f"title_{language}", "") for language in LANGUAGES}),
        "text": {
            language: words(
                given.get(f"text_{language}", ""), say("Text"), most=LONG, empty=True, at=f"text_{language}"
            )
            for language in LANGUAGES
        },
    }
    if one.state is State.DRAFT:
        zone = moments.zone(given.get("zone", ZONE))
        values |= {
            "zone": zone,
            "opens": moments.moment(given.get("opens", ""), zone, "opens"),
            "closes": moments.moment(given.get("closes", ""), zone, "closes"),
            "late": given.get("late") == "yes",
            "blind": given.get("blind") == "yes",
            "reviews": whole(given.get("reviews", ""), say("Reviews per application"), 1, MOST_REVIEWS, "reviews"),
            "load": whole(given.get("load", ""), say("Most reviews of one reviewer"), 1, MOST_LOAD, "load"),
        }
    _change(rows, by, one, **values)


def set_form(rows: Connection, by: Person, call: str, form: Sequence[FormField]) -> None:
    """Another form; once there are applications, it can only grow by fields that are not needed.

    Raises
    ------
    Refusal
        C108 if somebody's application would change its meaning, C109 if the call is no longer open.
    """
    one = run(rows, by, call)
    need_state(one, State.DRAFT, State.OPEN)
    begun = rows.scalar(select(func.count()).where(schema.applications.c.call == call)) or 0
    grown = all(field in form for field in one.form) and not any(
        field.needed for field in form if field not in one.form
    )
    if begun and not grown:
        raise Refusal(FormStands(applications=begun))
    _change(rows, by, one, form=[field.dump() for field in form])


def set_rubric(rows: Connection, by: Person, call: str, rubric: Rubric) -> None:
    """Another rubric, before the review begins; :class:`Refusal` C109 later."""
    one = run(rows, by, call)
    need_state(one, State.DRAFT, State.OPEN)
    _change(rows, by, one, rubric=rubric.dump())


def set_rules(rows: Connection, by: Person, call: str, rules: Rules) -> None:
    """Other rules, until the committee has decided; :class:`Refusal` C109 later."""
    one = run(rows, by, call)
    need_state(one, State.DRAFT, State.OPEN, State.REVIEW, State.SELECTION)
    _change(rows, by, one, rules=rules.dump())


def open_call(rows: Connection, by: Person, call: str, at: datetime | None = None) -> None:
    """Open a call to everybody; before its opening it is only announced.

    Raises
    ------
    Refusal
        Everything that the check refuses; C109 if it is no draft.
    """
    one = run(rows, by, call)
    need_state(one, State.DRAFT)
    refused = [
        finding for finding in check(one, at or datetime.now(UTC), by.language) if finding.severity is Severity.REFUSE
    ]
    if refused:
        raise Refusal(*refused)
    _to(rows, by, one, State.OPEN, "call.opened")


def extend(rows: Connection, by: Person, call: str, until: str) -> None:
    """Move the end of an open call to a later moment, also after it has passed; everybody who applies is told.

    Raises
    ------
    Refusal
        C109 if it is not open, C110 if it is not later, C112 if it is no moment.
    """
    one = run(rows, by, call)
    need_state(one, State.OPEN)
    new = moments.moment(until, one.zone, "until")
    if new <= one.end:
        ends = moments.told(one.end, one.zone)
        raise Refusal(OnlyLater(given=moments.told(new, one.zone), end=ends), field="until")
    rows.execute(update(schema.calls).where(schema.calls.c.id == call).values(extended=new))
    mine = schema.applications.c
    in_time = (mine.call == call, mine.submitted.is_not(None), mine.submitted < new)
    rows.execute(update(schema.applications).where(*in_time).values(late=False))
    events.record(rows, "call.extended", "call", call, person=by.id, until=moments.told(new, one.zone))
    for person in rows.scalars(select(mine.person).where(mine.call == call, mine.state != "withdrawn").distinct()):
        letters.extension(rows, one, people.get(rows, person), moments.told(new, one.zone))


def close(rows: Connection, by: Person, call: str, at: datetime | None = None) -> None:
    """Take no more applications and begin the review; :class:`Refusal` C109 if it is not open, C111 before its end."""
    one = run(rows, by, call)
    need_state(one, State.OPEN)
    if (at or datetime.now(UTC)) < one.end:
        raise Refusal(NotOverYet(end=moments.told(one.end, one.zone)))
    _to(rows, by, one, State.REVIEW, "call.closed")


def delete(rows: Connection, by: Person, call: str) -> None:
    """Throw a draft away; :class:`Refusal` C109 if it was opened."""
    one = run(rows, by, call)
    need_state(one, State.DRAFT)
    rows.execute(schema.calls.delete().where(schema.calls.c.id == call))
    _record(rows, by, "call.deleted", call, one.title)


def whole(given: str, field: Text, lowest: int, highest: int, at: str) -> int:
    """A whole number within limits; :class:`Refusal` C014 or C114."""
    value = number(given, at=at)
    if value is None or value != int(value) or not lowest <= value <= highest:
        raise Refusal(OutsideLimits(field=field, lowest=lowest, highest=highest), field=at)
    return int(value)


def _titles(given: Mapping[Language, str]) -> dict[Language, str]:
    """A title in at least one language; that both are there is checked before opening."""
    empty = not any(given.get(language, "").strip() for language in LANGUAGES)
    return {
        language: words(
            given.get(language, ""), say("Title"), at=f"title_{language}", empty=not empty or language != LANGUAGES[-1]
        )
        for language in LANGUAGES
    }


def need_state(call: Call, *states: State) -> None:
    """Go on only while the call stands in one of these states; :class:`Refusal` C109."""
    if call.state not in states:
        raise Refusal(NotInThisState(state=STATES[call.state]))


def _change(rows: Connection, by: Person, call: Call, **values: Any) -> None:
    rows.execute(update(schema.calls).where(schema.calls.c.id == call.id).values(**values))
    _record(rows, by, "call.changed", call.id, values.get("title", call.title))


def _to(rows: Connection, by: Person, call: Call, state: State, act: str) -> None:
    rows.execute(update(schema.calls).where(schema.calls.c.id == call.id).values(state=state.value))
    _record(rows, by, act, call.id, call.title)


def _record(rows: Connection, by: Person, act: str, call: str, title: Mapping[Language, str]) -> None:
    said = next((title[language] for language in reversed(LANGUAGES) if title.get(language)), "")
    events.record(rows, act, "call", call, person=by.id, title=said)
