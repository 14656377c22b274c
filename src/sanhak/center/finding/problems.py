"""Problems: what goes wrong in a plant or a laboratory, written by whoever sees it, sent in, reviewed, started.

A draft is its author's alone. What was sent in is seen by the office; what was accepted by those who plan, and by the
heads of the laboratories that it may be matched with. Colleagues of the same organisation see the titles of what was
sent in, so that nobody writes the same problem twice. Nobody but the author sees the rows of the sample.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Connection, insert, select, update

from sanhak.center import events, people, projects
from sanhak.center.calls.form import told
from sanhak.center.finding import schema, standing
from sanhak.center.finding.findings import NotNow
from sanhak.center.finding.handing_findings import InACall
from sanhak.center.finding.intake import Intake
from sanhak.center.finding.value import Value, estimated, won
from sanhak.center.findings import NoSuchChoice, NotAllowed, NotHere
from sanhak.center.matching.schema import matchings
from sanhak.center.people import Person
from sanhak.center.rights import Right
from sanhak.center.schema import organisations
from sanhak.center.words import LONG, choice, words
from sanhak.finding import Refusal
from sanhak.store import new_id
from sanhak.text import Text, say


class State(StrEnum):
    """How far a problem has come."""

    DRAFT = "draft"
    SENT = "sent"
    REVIEW = "review"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    MATCHED = "matched"
    STARTED = "started"


STATES: Final[Mapping[State, Text]] = {
    State.DRAFT: say("draft"),
    State.SENT: say("sent in"),
    State.REVIEW: say("in review"),
    State.ACCEPTED: say("accepted"),
    State.DECLINED: say("declined"),
    State.MATCHED: say("matched"),
    State.STARTED: say("started as a project"),
}
PLANNED: Final = frozenset({State.ACCEPTED, State.MATCHED, State.STARTED})
"""States in which those who plan see a problem."""
FIELDS: Final[Mapping[str, tuple[Text, int]]] = {
    "title": (say("Title"), 200),
    "wrong": (say("What goes wrong, or could be better"), LONG),
    "place": (say("Where"), 200),
    "area": (say("Area"), 40),
    "practice": (say("What is done today"), LONG),
    "reckoning": (say("How this was reckoned"), LONG),
    "recorded": (say("What is recorded"), LONG),
}
"""Fields of words, with the most signs of each."""
AMOUNTS: Final = ("low", "likely", "high")
_DECIDED: Final = {
    State.REVIEW: "problem.reviewed", State.ACCEPTED: "problem.accepted", State.DECLINED: "problem.declined",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem; ``low``, ``likely`` and ``high`` are won a year.

    ``dataset`` is the sample in its author's own project, ``outcome`` the column that is to be explained, ``job`` the
    last measurement, ``intake`` what it brought. ``follows`` is the finished project that it goes on from.
    """

    id: str
    organisation: str
    organisation_name: str
    title: str
    wrong: str
    place: str
    area: str
    practice: str
    low: int | None
    likely: int | None
    high: int | None
    reckoning: str
    recorded: str
    state: State
    reason: str
    follows: str | None
    dataset: str | None
    outcome: str
    job: str | None
    intake: Intake | None
    laboratory: str | None
    project: str | None
    person: str
    made: datetime
    changed: datetime
    sent: datetime | None

    @property
    def value(self) -> Value | None:
        """The three estimates as one with its interval; None while one of them is missing."""
        if self.low is None or self.likely is None or self.high is None:
            return None
        return estimated(self.low, self.likely, self.high)

    @property
    def words(self) -> str:
        """All that is written about it, for likeness."""
        return f"{self.title} {self.wrong} {self.place} {self.practice} {self.recorded}"


@dataclass(frozen=True, slots=True)
class Remark:
    """What somebody said about a problem."""

    id: str
    person: str
    name: str
    text: str
    made: datetime


_TABLE = schema.problems.c


def write(rows: Connection, person: Person, follows: str = "", **given: str) -> str:
    """A new draft; ``follows`` names a project of one's own that it goes on from. Gives its identifier.

    Raises
    ------
    Refusal
        C002 for those who have no content, C001 for the project; C009, C187, C188 for the fields.
    """
    people.need(person, Right.CONTENT, say("to write a problem"))
    before = projects.enter(rows, person, follows).id if follows else None
    made, now = new_id(), datetime.now(UTC)
    plain = dict.fromkeys((*FIELDS, "reason", "outcome"), "") | _facts({"title": "", **given})
    own = {"organisation": person.organisation, "person": person.id, "state": State.DRAFT.value, "follows": before}
    rows.execute(insert(schema.problems).values(id=made, made=now, changed=now, **plain | own))
    events.record(rows, "problem.written", "problem", made, person=person.id)
    return made


def change(rows: Connection, person: Person, problem: str, **given: str) -> None:
    """Change what is given of a draft, or of what was sent in and is not yet reviewed; by its author.

    Raises
    ------
    Refusal
        C001, C186; C009, C187, C188 for the fields.
    """
    here = own(rows, person, problem)
    need_state(here, say("to change it"), State.DRAFT, State.SENT)
    facts = _facts(given)
    if here.state is State.SENT:
        _refuse_gaps({name: getattr(here, name) for name in (*FIELDS, *AMOUNTS)} | facts)
    put(rows, problem, **facts)


def send(rows: Connection, person: Person, problem: str) -> None:
    """Send a draft in: all five fields are there. :class:`Refusal` C001, C186, C009."""
    here = own(rows, person, problem)
    need_state(here, say("to send it in"), State.DRAFT)
    _refuse_gaps({name: getattr(here, name) for name in (*FIELDS, *AMOUNTS)})
    put(rows, problem, state=State.SENT.value, sent=datetime.now(UTC))
    events.record(rows, "problem.sent", "problem", problem, person=person.id)


def take_back(rows: Connection, person: Person, problem: str) -> None:
    """Make a draft again of what was sent in and is not decided; by its author. :class:`Refusal` C001, C186, C245."""
    here = own(rows, person, problem)
    need_state(here, say("to take it back"), State.SENT, State.REVIEW, State.DECLINED)
    _refuse_judged(rows, person, here)
    put(rows, problem, state=State.DRAFT.value, sent=None, reason="")
    events.record(rows, "problem.taken_back", "problem", problem, person=person.id)


def delete(rows: Connection, person: Person, problem: str) -> None:
    """Delete a draft of one's own; its sample stays among the author's data. :class:`Refusal` C001, C186."""
    need_state(own(rows, person, problem), say("to delete it"), State.DRAFT)
    rows.execute(schema.problems.delete().where(_TABLE.id == problem))
    events.record(rows, "problem.deleted", "problem", problem, person=person.id)


def judge(rows: Connection, person: Person, problem: str, to: str, reason: str = "") -> None:
    """Take a problem into review, accept it, or decline it with a reason; by the office.

    Raises
    ------
    Refusal
        C001; C002 for others than the office, C013 for no decision, C186 where it was decided before, C245 while a
        call decides on it; C009 for a missing reason.
    """
    here = get(rows, person, problem)
    people.need(person, Right.CALLS, say("to decide on problems"))
    need_state(here, say("to decide on it"), State.SENT, State.REVIEW)
    _refuse_judged(rows, person, here)
    wanted = choice(to, State, "to")
    if wanted not in _DECIDED:
        raise Refusal(NoSuchChoice(given=to[:200], known=tuple(_DECIDED)), field="to")
    told = words(reason, say("Reason"), most=LONG, empty=wanted is not State.DECLINED, at="reason")
    put(rows, problem, state=wanted.value, reason=told)
    events.record(rows, _DECIDED[wanted], "problem", problem, person=person.id)


def get(rows: Connection, person: Person, problem: str) -> Problem:
    """A problem that the person may see; :class:`Refusal` C001."""
    found = _read(rows, _TABLE.id == problem)
    if not found or not _sees(rows, person, found[0]):
        raise Refusal(NotHere())
    return found[0]


def own(rows: Connection, person: Person, problem: str) -> Problem:
    """A problem of one's own; :class:`Refusal` C001, or C002 where one may only see it."""
    here = get(rows, person, problem)
    if here.person != person.id:
        raise Refusal(NotAllowed(needed=say("to be its author")))
    return here


def mine(rows: Connection, person: Person) -> tuple[Problem, ...]:
    """One's own, the last changed first."""
    return _read(rows, _TABLE.person == person.id) if person.may(Right.CONTENT) else ()


def titles(rows: Connection, person: Person) -> tuple[tuple[str, State], ...]:
    """Titles and states of what colleagues of the same organisation have sent in."""
    if not person.may(Right.CONTENT):
        return ()
    theirs = (_TABLE.organisation == person.organisation) & (_TABLE.person != person.id)
    return tuple((one.title, one.state) for one in _read(rows, theirs & (_TABLE.state != State.DRAFT.value)))


def listed(rows: Connection, person: Person) -> tuple[Problem, ...]:
    """All that the office, or those who plan, may see; nothing for others."""
    if person.may(Right.CALLS):
        return _read(rows, _TABLE.state != State.DRAFT.value)
    return _read(rows, _TABLE.state.in_(PLANNED)) if person.may(Right.PORTFOLIO) else ()


def visible(rows: Connection, person: Person) -> tuple[Problem, ...]:
    """One's own and all others that one may read."""
    return tuple({one.id: one for one in (*mine(rows, person), *listed(rows, person))}.values())


def of_ids(rows: Connection, ids: Sequence[str]) -> dict[str, Problem]:
    """Problems by identifier, for acts that have decided on access already."""
    return {one.id: one for one in _read(rows, _TABLE.id.in_(ids))}


def following(rows: Connection, person: Person, project: str) -> tuple[Problem, ...]:
    """What was written as a follow-up of a project and the person may see; :class:`Refusal` C001."""
    projects.enter(rows, person, project)
    return tuple(one for one in _read(rows, _TABLE.follows == project) if _sees(rows, person, one))


def put(rows: Connection, problem: str, **values: Any) -> None:
    """Write values into the row of a problem, for acts of this room."""
    rows.execute(update(schema.problems).where(_TABLE.id == problem).values(changed=datetime.now(UTC), **values))


def need_state(here: Problem, act: Text, *states: State) -> None:
    """Go on only where the problem stands in one of the states; :class:`Refusal` C186."""
    if here.state not in states:
        raise Refusal(NotNow(title=here.title, state=STATES[here.state], act_of_it=act))


def _sees(rows: Connection, person: Person, one: Problem) -> bool:
    if not person.may(Right.CONTENT):
        return False
    if one.person == person.id or (person.may(Right.CALLS) and one.state is not State.DRAFT):
        return True
    return one.state in PLANNED and (person.may(Right.PORTFOLIO) or _offered(rows, person, one))


def _offered(rows: Connection, person: Person, one: Problem) -> bool:
    """Whether the person heads a laboratory that it is matched with, or may be in a matching that is open."""
    heads = schema.laboratories.c
    led = set(rows.scalars(select(heads.id).where(heads.head == person.id)))
    if one.laboratory in led:
        return True
    rounds = rows.execute(select(matchings).where(matchings.c.settled.is_(None))).mappings()
    return any(one.id in row["first"] and led & set(row["second"]) for row in rounds)


def _facts(given: Mapping[str, str]) -> dict[str, Any]:
    """The fields as typed, each checked; those not given are not among them."""
    facts: dict[str, Any] = {
        name: words(given[name], field, most=most, empty=name != "title", at=name)
        for name, (field, most) in FIELDS.items()
        if name in given
    }
    facts |= {name: won(given[name], name) for name in AMOUNTS if name in given}
    if all(facts.get(name) is not None for name in AMOUNTS):
        estimated(*(facts[name] for name in AMOUNTS))
    return facts


def _refuse_judged(rows: Connection, person: Person, here: Problem) -> None:
    """Go on only where no call decides on the problem; :class:`Refusal` C245."""
    if (call := standing.judged(rows, here.id)) is not None:
        raise Refusal(InACall(title=here.title, call=told(call.title, person.language)))


def _refuse_gaps(facts: Mapping[str, Any]) -> None:
    """Go on only if nothing is empty; :class:`Refusal` C009 that names the first gap."""
    for name, (field, most) in FIELDS.items():
        words(facts[name], field, most=most, at=name)
    for name in AMOUNTS:
        words("" if facts[name] is None else str(facts[name]), say("What it would be worth"), at=name)


def _read(rows: Connection, which: Any) -> tuple[Problem, ...]:
    asked = select(schema.problems, organisations.c.name.label("organisation_name"))
    asked = asked.join(organisations, organisations.c.id == _TABLE.organisation).where(which)
    found: Sequence[Mapping[Any, Any]] = rows.execute(asked.order_by(_TABLE.changed.desc(), _TABLE.id)).mappings().all()
    return tuple(_problem(row) for row in found)


def _problem(row: Mapping[Any, Any]) -> Problem:
    values = {name: row[name] for name in Problem.__slots__}
    intake = Intake.load(row["intake"]) if row["intake"] else None
    return Problem(**values | {"state": State(row["state"]), "intake": intake})
