"""Reviews as their writers keep them: drafts, handed in, changed until the review ends, declined; and bids before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import Connection, delete, insert, select, update

from sanhak.center import events
from sanhak.center.calls import schema as calling
from sanhak.center.calls.calls import STATES as STAGES
from sanhak.center.calls.calls import Call
from sanhak.center.calls.calls import State as Stage
from sanhak.center.calls.calls import of_row as call_of
from sanhak.center.calls.rubric import Rubric
from sanhak.center.findings import NotHere
from sanhak.center.people import Person
from sanhak.center.reviewing import assigned, conflicts, passages, pool, seen
from sanhak.center.reviewing.assigned import Assigned
from sanhak.center.reviewing.conflicts import Reason
from sanhak.center.reviewing.findings import HandedInAlready, NotInReview, NotScored, OffTheScale
from sanhak.center.reviewing.pool import Entry
from sanhak.center.words import LONG, choice, words
from sanhak.finding import Refusal
from sanhak.store import new_id
from sanhak.text import Language, Text, say

BIDS: Final[Mapping[str, tuple[float | None, Text]]] = {
    "": (None, say("no answer")),
    "eager": (1.0, say("gladly")),
    "willing": (0.6, say("can do")),
    "unwilling": (0.1, say("rather not")),
}
"""What a reviewer may answer to an application, and what it counts."""
CONFIDENCES: Final[Mapping[int, Text]] = {
    1: say("1: outside of my field"),
    2: say("2: near my field"),
    3: say("3: in my field"),
    4: say("4: my own work"),
}


@dataclass(frozen=True, slots=True)
class Review:
    """A review as it stands: scores by criterion, words for the committee and for the applicant, how sure."""

    scores: Mapping[str, int]
    committee: str
    applicant: str
    confidence: int | None
    submitted: datetime | None
    changed: datetime | None


@dataclass(frozen=True, slots=True)
class Task:
    """An application in a reviewer's list: its number and blanked title, and how far its review is."""

    assigned: Assigned
    call: Call
    number: int
    title: str


@dataclass(frozen=True, slots=True)
class Bid:
    """An application that a reviewer may bid for: its number, blanked title and area, and what was answered."""

    application: str
    number: int
    title: str
    area: Mapping[Language, str] | str
    key: str


def tasks(rows: Connection, person: Person) -> tuple[Task, ...]:
    """One's own applications to review, call by call."""
    found = []
    for one in assigned.of_person(rows, person.id):
        try:
            call, entry, _ = seen.mine(rows, person, one.id)
        except Refusal:  # withdrawn, or a conflict has come between
            continue
        found.append(Task(one, call, entry.number, _title(rows, call, entry)))
    return tuple(sorted(found, key=lambda task: (task.call.made, task.number)))


def calls(rows: Connection, person: Person) -> tuple[Call, ...]:
    """The calls that one reviews and that are in review."""
    own = select(calling.call_reviewers.c.call).where(calling.call_reviewers.c.person == person.id)
    table = calling.calls.c
    asked = select(calling.calls).where(table.id.in_(own), table.state == Stage.REVIEW.value).order_by(table.opens)
    return tuple(map(call_of, rows.execute(asked).mappings()))


def bidding(rows: Connection, person: Person, call: str) -> tuple[Call, tuple[Bid, ...]]:
    """The applications that one may bid for: those of a call in review without a conflict; :class:`Refusal` C001."""
    here = _reviewing(rows, person, call)
    table = calling.bids.c
    asked = select(table.application, table.value).where(table.person == person.id)
    told = {row.application: row.value for row in rows.execute(asked)}
    kept = conflicts.keeps_from(conflicts.of_call(rows, here.id))
    keys = {value: key for key, (value, _) in BIDS.items()}
    return here, tuple(
        Bid(one.application.id, one.number, _title(rows, here, one), seen.area(here, one),
            keys.get(told.get(one.application.id), ""))
        for one in pool.entries(rows, here.id)
        if (one.application.id, person.id) not in kept and one.applicant.id != person.id
    )  # fmt: skip


def bid(rows: Connection, person: Person, call: str, answers: Mapping[str, str]) -> None:
    """Say which applications one would review gladly, by their identifiers.

    Raises
    ------
    Refusal
        C001; C134 where the call is not in review.
    """
    here, open_ = bidding(rows, person, call)
    _need_review(here)
    for one in open_:
        value = BIDS.get(answers.get(one.application, one.key), (None, say("no answer")))[0]
        this = (calling.bids.c.application == one.application) & (calling.bids.c.person == person.id)
        rows.execute(delete(calling.bids).where(this))
        if value is not None:
            row = {"application": one.application, "person": person.id, "value": value, "made": datetime.now(UTC)}
            rows.execute(insert(calling.bids).values(**row))
    events.record(rows, "bids.told", "call", here.id, person=person.id)


def conflicted(rows: Connection, person: Person, call: str, application: str, reason: str, told: str) -> None:
    """Declare a conflict with an application; an assignment of it is declined with it.

    Raises
    ------
    Refusal
        C001, C134; C009 or C013 for what was typed, C141 where the review was handed in.
    """
    here = _reviewing(rows, person, call)
    _need_review(here)
    why = choice(reason, Reason, "reason")
    table = calling.assignments.c
    this = (table.application == application) & (table.person == person.id) & (table.state == "assigned")
    given = rows.scalar(select(table.id).where(this))
    if given is not None:
        _decline(rows, person, given)
    more = words(told, say("What ties you to it"), most=LONG, empty=True, at="told")
    conflicts.declare(rows, person, here, application, why, more)


def decline(rows: Connection, person: Person, assignment: str, reason: str, told: str) -> None:
    """Give an assignment back, because of a conflict or for want of time (no ``reason``).

    Raises
    ------
    Refusal
        C001, C134; C009 or C013 for what was typed, C141 where the review was handed in.
    """
    call, entry, _ = seen.mine(rows, person, assignment)
    if reason:
        conflicted(rows, person, call.id, entry.application.id, reason, told)
        return
    _need_review(call)
    _decline(rows, person, assignment)


def review(rows: Connection, person: Person, assignment: str) -> Review:
    """One's own review as it stands; :class:`Refusal` C001."""
    seen.mine(rows, person, assignment)
    row = rows.execute(select(calling.reviews).where(calling.reviews.c.assignment == assignment)).mappings().first()
    if row is None:
        return Review({}, "", "", None, None, None)
    return Review(**{name: row[name] for name in Review.__slots__})


def write(
    rows: Connection, person: Person, assignment: str, typed: Mapping[str, str], *, hand_in: bool = False
) -> None:
    """Keep a review as a draft, or hand it in; one that was handed in stays so, and has to be whole.

    ``typed`` holds scores by ``score-<criterion>``, ``committee``, ``applicant`` and ``confidence``.

    Raises
    ------
    Refusal
        C001, C134; C140 for a score, C009 for words, C139 for a review that is handed in without all scores.
    """
    call, entry, one = seen.mine(rows, person, assignment)
    _need_review(call)
    whole = hand_in or one.submitted is not None
    scores = _scores(call.rubric, typed, whole=whole)
    now = datetime.now(UTC)
    values: dict[str, Any] = {
        "scores": scores,
        "committee": words(typed.get("committee", ""), say("For the committee"), most=LONG, empty=True, at="committee"),
        "applicant": words(typed.get("applicant", ""), say("For the applicant"), most=LONG, empty=True, at="applicant"),
        "confidence": _confidence(typed.get("confidence", "")),
        "submitted": (one.submitted or now) if whole else None,
        "changed": now,
    }
    table = calling.reviews
    if not rows.execute(update(table).where(table.c.assignment == assignment).values(**values)).rowcount:
        rows.execute(insert(table).values(id=new_id(), assignment=assignment, **values))
    if whole:
        act = "review.changed" if one.submitted else "review.handed"
        events.record(rows, act, "assignment", assignment, person=person.id, number=entry.number)


def _decline(rows: Connection, person: Person, assignment: str) -> None:
    one = assigned.get(rows, assignment)
    if one.submitted is not None:
        raise Refusal(HandedInAlready())
    table = calling.assignments
    rows.execute(update(table).where(table.c.id == assignment).values(state=assigned.State.DECLINED.value))
    _, entry = pool.entry(rows, one.application)
    events.record(rows, "review.declined", "assignment", assignment, person=person.id, number=entry.number)


def _scores(rubric: Rubric, typed: Mapping[str, str], *, whole: bool) -> dict[str, int]:
    found: dict[str, int] = {}
    scale = {str(score): score for score in range(rubric.lowest, rubric.highest + 1)}
    for one in rubric.criteria:
        given = typed.get(f"score-{one.name}", "").strip()
        if given and given not in scale:
            wrong = OffTheScale(given=given[:40], lowest=rubric.lowest, highest=rubric.highest)
            raise Refusal(wrong, field=f"score-{one.name}")
        if given:
            found[one.name] = scale[given]
    missing = [one for one in rubric.criteria if one.name not in found]
    if whole and missing:
        titles = tuple(one.title.get("ko") or one.title.get("en") or one.name for one in missing)
        raise Refusal(NotScored(criteria=titles), field=f"score-{missing[0].name}")
    return found


def _confidence(given: str) -> int | None:
    return next((score for score in CONFIDENCES if str(score) == given.strip()), None)


def _reviewing(rows: Connection, person: Person, call: str) -> Call:
    """A call that somebody reviews, while it is in review or after; :class:`Refusal` C001."""
    row = rows.execute(select(calling.calls).where(calling.calls.c.id == call)).mappings().first()
    if row is None or not pool.is_reviewer(rows, call, person.id):
        raise Refusal(NotHere())
    here = call_of(row)
    if here.state in (Stage.DRAFT, Stage.OPEN):
        raise Refusal(NotHere())
    return here


def _need_review(call: Call) -> None:
    if call.state is not Stage.REVIEW:
        raise Refusal(NotInReview(state=STAGES[call.state]))


def _title(rows: Connection, call: Call, entry: Entry) -> str:
    said, known = passages.decided(rows, entry.application.id), passages.identities(call, entry)
    return seen.title(call, entry, known, said)
