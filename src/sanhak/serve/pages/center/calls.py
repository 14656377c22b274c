"""Calls as applicants see them: what is open, one call with its dates and rules, and one's own applications."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from fastapi import APIRouter
from starlette.responses import Response

from sanhak.center.calls import applications, applying, calls, moments
from sanhak.center.calls.calls import PURPOSES, STATES, Call, Purpose, State
from sanhak.center.calls.form import told
from sanhak.center.scholarship import offering
from sanhak.serve.pages.center.scholarship import service_said
from sanhak.serve.web.door import Form, Me
from sanhak.serve.web.showing import go, page
from sanhak.text import Text, say

pages = APIRouter()
MARKS: Final[Mapping[State, str]] = {
    State.DRAFT: "note", State.OPEN: "runs", State.REVIEW: "waits", State.SELECTION: "waits", State.DECIDED: "done",
    State.ENDED: "done",
}  # fmt: skip
"""The mark of each state of a call."""
APPLICATION_MARKS: Final[Mapping[applications.State, str]] = {
    applications.State.DRAFT: "note", applications.State.SUBMITTED: "done", applications.State.WITHDRAWN: "refuse",
    applications.State.SELECTED: "done", applications.State.RESERVE: "waits", applications.State.REJECTED: "note",
}  # fmt: skip
"""The mark of each state of an application."""


@pages.get("/calls")
def all_calls(me: Me) -> Response:
    """The calls that are open or were, and one's own applications."""
    with me.center.database.reading() as rows:
        known = {call.id: call for call in calls.of(rows, me.person)}
        own = [(one, known[one.call]) for one in applications.mine(rows, me.person) if one.call in known]
    now = datetime.now(UTC)
    taking = [call for call in known.values() if call.state is State.OPEN and (call.end > now or call.late)]
    rest = [call for call in known.values() if call not in taking]
    return page(me, "calls.html", own=own, open=taking, rest=rest, **words(me))


@pages.get("/calls/{call}")
def show(me: Me, call: str) -> Response:
    """One call: what is asked for, until when, how it is judged, and the way to apply."""
    with me.center.database.reading() as rows:
        one = calls.get(rows, me.person, call)
        own = [found for found in applications.mine(rows, me.person) if found.call == call]
        offer = offering.of(rows, one) if one.purpose is Purpose.SCHOLARSHIPS else None
    return page(
        me, "call.html", call=one, own=own, takes=applying.takes(one, datetime.now(UTC)), offer=offer,
        courses=offering.courses(one, me.language), service_said=service_said, **words(me),
    )  # fmt: skip


@pages.post("/calls/{call}/apply")
def apply(me: Me, call: str, form: Form) -> Response:
    """Begin an application, or go to the draft that is there."""
    del form
    with me.center.database.writing() as rows:
        made = applying.begin(rows, me.person, call)
    return go(me, f"/applications/{made}")


def words(me: Me) -> Mapping[str, Any]:
    """What every page of a call needs: its words in the reader's language, its moments, marks of states."""
    language = me.language
    return {
        "in_words": lambda said: told(said, language),
        "at": moments.told,
        "wall": moments.wall,
        "left": lambda call: left(call, datetime.now(UTC)),
        "title_of": lambda call, one: applications.title_of(call, one, language),
        "purposes": PURPOSES,
        "call_states": STATES,
        "application_states": applications.STATES,
        "marks": MARKS,
        "application_marks": APPLICATION_MARKS,
        "now": datetime.now(UTC),
    }


def left(call: Call, now: datetime) -> Text:
    """How much time is left to apply."""
    if now < call.opens:
        return say("not open yet")
    if now >= call.end:
        return say("late ones are taken and marked") if call.late else say("ended")
    hours = int((call.end - now).total_seconds()) // 3600
    if hours >= 48:  # noqa: PLR2004 - hours of two days
        return say("{days:day|days} left", days=hours // 24)
    if hours:
        return say("{hours:hour|hours} left", hours=hours)
    return say("{minutes:minute|minutes} left", minutes=int((call.end - now).total_seconds()) // 60)
