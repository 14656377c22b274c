"""The committee decides: a verdict for each application, minutes, and a letter to every applicant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, Self

from sqlalchemy import Connection, insert, select, update

from sanhak.center import events
from sanhak.center.calls import applications, schema, writing
from sanhak.center.calls.applications import Application
from sanhak.center.calls.applications import State as Verdict
from sanhak.center.calls.calls import STATES, Call, State
from sanhak.center.calls.form import Part, told
from sanhak.center.people import Person
from sanhak.center.selection import letters
from sanhak.center.selection.findings import (
    DepartureUnexplained,
    MinutesMissing,
    NothingToSelect,
    NotSelecting,
    RulesBroken,
    VerdictMissing,
)
from sanhak.center.selection.keeping_rules import Candidate, broken
from sanhak.center.words import LONG, words
from sanhak.finding import Refusal
from sanhak.store import new_id
from sanhak.text import say

_SURE: Final = 0.9
VERDICTS: Final = (Verdict.SELECTED, Verdict.RESERVE, Verdict.REJECTED)


@dataclass(frozen=True, slots=True)
class Decided:
    """What the committee decided on one application, and why where it departs from the proposal."""

    verdict: Verdict
    because: str = ""

    def dump(self) -> dict[str, str]:
        """As plain data."""
        return {"verdict": self.verdict.value, "because": self.because}

    @classmethod
    def load(cls, given: Mapping[str, str]) -> Self:
        """From plain data, as :meth:`dump` gives it."""
        return cls(Verdict(given["verdict"]), given["because"])


@dataclass(frozen=True, slots=True)
class Selection:
    """One selection of a call: the proposal as plain data, what was decided by application, minutes.

    ``despite`` is why rules of the call were departed from; ``settled`` is None until the letters went out.
    """

    id: str
    call: str
    proposal: Mapping[str, Any]
    decided: Mapping[str, Decided]
    despite: str
    minutes: str
    settled: datetime | None
    person: str
    made: datetime

    @property
    def proposed(self) -> frozenset[str]:
        """The applications that the proposal selects."""
        return frozenset(self.proposal.get("selected", ()))

    @property
    def sure(self) -> int:
        """How many of those proposed stay in nine of ten draws of the reviews' noise."""
        return sum(self.proposal["share"][one] >= _SURE for one in self.proposed)


def standing(rows: Connection, by: Person, call: str) -> tuple[Call, tuple[Application, ...]]:
    """A call with the applications that stand, by number; :class:`Refusal` C001 or C002 for others than its office."""
    one = writing.run(rows, by, call)
    found = applications.of_call(rows, by, call)
    return one, tuple(here for here in found if here.state is not Verdict.WITHDRAWN)


def begin(rows: Connection, by: Person, call: str) -> None:
    """End the review and begin the selection.

    Raises
    ------
    Refusal
        C160 if the call is not in review, C167 if no application stands.
    """
    one, found = standing(rows, by, call)
    need(one, State.REVIEW)
    if not found:
        raise Refusal(NothingToSelect(because=say("no application was handed in")))
    _to(rows, by, one, State.SELECTION, "selection.begun")


def back(rows: Connection, by: Person, call: str) -> None:
    """Go back to the review, for further reviews; :class:`Refusal` C160 if nothing is being selected."""
    one = writing.run(rows, by, call)
    need(one, State.SELECTION)
    _to(rows, by, one, State.REVIEW, "selection.paused")


def keep(rows: Connection, person: str, call: str, proposal: Mapping[str, Any]) -> bool:
    """Keep a proposal in place of an earlier one; False, and nothing kept, once the committee has settled."""
    table = schema.selections
    if rows.scalar(select(table.c.id).where(table.c.call == call, table.c.settled.is_not(None))) is not None:
        return False
    rows.execute(table.delete().where(table.c.call == call))
    row = {"call": call, "proposal": dict(proposal), "decided": None, "minutes": "", "settled": None, "person": person}
    rows.execute(insert(table).values(id=new_id(), made=datetime.now(UTC), **row))
    return True


def of_call(rows: Connection, by: Person, call: str) -> Selection | None:
    """The selection of a call; None before a first proposal. :class:`Refusal` C001 or C002."""
    writing.run(rows, by, call)
    row = rows.execute(select(schema.selections).where(schema.selections.c.call == call)).mappings().first()
    return None if row is None else _of_row(row)


def settle(
    rows: Connection,
    by: Person,
    call: str,
    decided: Mapping[str, Decided],
    *,
    minutes: str,
    despite: str = "",
    at: datetime | None = None,
) -> None:
    """Settle what the committee decided: states of applications, minutes, and a letter to every applicant.

    Parameters
    ----------
    decided
        By application; those that were withdrawn have no part in it.
    minutes
        Who was present and what was weighed.
    despite
        Why rules of the call are departed from, where any are.

    Raises
    ------
    Refusal
        C160 if nothing is being selected, C161 without a verdict for each, C162 where rules are broken without a word,
        C163 where a departure from the proposal has no reason, C164 without minutes.
    """
    one, found = standing(rows, by, call)
    need(one, State.SELECTION)
    settled = at or datetime.now(UTC)
    said = words(minutes, say("Minutes"), most=LONG, empty=True, at="minutes")
    reason = words(despite, say("Reason"), most=LONG, empty=True, at="despite")
    proposal = of_call(rows, by, call)
    _refuse(one, found, decided, proposal, said, reason)
    row = {"decided": {key: value.dump() for key, value in decided.items()} | {"": {"despite": reason}}}
    if proposal is None:
        keep(rows, by.id, call, {})
    rows.execute(
        update(schema.selections).where(schema.selections.c.call == call).values(minutes=said, settled=settled, **row)
    )
    for here in found:
        _verdict(rows, here.id, decided[here.id].verdict)
        letters.decided(rows, one, here, decided[here.id].verdict, settled)
    _to(rows, by, one, State.DECIDED, "selection.settled")


def revise(rows: Connection, by: Person, application: str, verdict: Verdict, because: str) -> None:
    """Change one verdict after the decision: a reserve place moves up, an appeal was right.

    Raises
    ------
    Refusal
        C160 if the call is not decided, C009 without a reason, C162 if the selection would break a rule of the call.
    """
    here = applications.get(rows, by, application)
    one, found = standing(rows, by, here.call)
    need(one, State.DECIDED)
    reason = words(because, say("Reason"), most=LONG, at="because")
    chosen = [other for other in found if (verdict if other.id == here.id else other.state) is Verdict.SELECTED]
    if verdict is Verdict.SELECTED and (faults := tuple(broken(one.rules, candidates(one, chosen)))):
        raise Refusal(RulesBroken(broken=faults), field="verdict")
    _verdict(rows, here.id, verdict)
    events.record(
        rows, "selection.revised", "application", here.id, person=by.id, number=here.number or 0, because=reason
    )
    letters.decided(rows, one, here, verdict, datetime.now(UTC))


def candidates(call: Call, found: Sequence[Application]) -> tuple[Candidate, ...]:
    """Applications as the rules of their call see them."""
    return tuple(
        Candidate(
            one.id,
            one.number or 0,
            _value(call, one, Part.AREA),
            applications.told_of(call, one, Part.LABORATORY, "en"),
            applications.amounts(call, one),
        )
        for one in found
    )


def need(call: Call, *states: State) -> None:
    """Go on only in one of these states; :class:`Refusal` C160."""
    if call.state not in states:
        raise Refusal(NotSelecting(state=STATES[call.state]))


def _value(call: Call, one: Application, part: Part) -> str:
    """What an application chose, as rules name it."""
    return next((str(one.values.get(field.name) or "") for field in call.form if field.part is part), "")


def _refuse(
    call: Call, found: Sequence[Application], decided: Mapping[str, Decided], proposal: Selection | None, minutes: str,
    despite: str,
) -> None:  # fmt: skip
    open_ = tuple(one.number or 0 for one in found if one.id not in decided or decided[one.id].verdict not in VERDICTS)
    if open_:
        raise Refusal(VerdictMissing(count=len(open_), numbers=open_))
    chosen = [one for one in found if decided[one.id].verdict is Verdict.SELECTED]
    faults = tuple(broken(call.rules, candidates(call, chosen)))
    if faults and not despite:
        raise Refusal(RulesBroken(broken=faults), field="despite")
    for one in found if proposal is not None and proposal.proposal else ():
        departs = (decided[one.id].verdict is Verdict.SELECTED) is not (
            one.id in (proposal.proposed if proposal else ())
        )
        if departs and not decided[one.id].because.strip():
            raise Refusal(DepartureUnexplained(number=one.number or 0), field=f"because.{one.id}")
    if not minutes:
        raise Refusal(MinutesMissing(), field="minutes")


def _verdict(rows: Connection, application: str, verdict: Verdict) -> None:
    table = schema.applications
    rows.execute(update(table).where(table.c.id == application).values(state=verdict.value))


def _to(rows: Connection, by: Person, call: Call, state: State, act: str) -> None:
    rows.execute(update(schema.calls).where(schema.calls.c.id == call.id).values(state=state.value))
    events.record(rows, act, "call", call.id, person=by.id, title=_title(call))


def _title(call: Call) -> str:
    return told(call.title, "ko")


def _of_row(row: Mapping[Any, Any]) -> Selection:
    kept = dict(row["decided"] or {})
    despite = kept.pop("", {}).get("despite", "")
    values = {name: row[name] for name in Selection.__slots__ if name not in ("decided", "despite")}
    return Selection(**values, decided={key: Decided.load(value) for key, value in kept.items()}, despite=despite)
