"""Letters about how a call ended: the verdict, what reviewers wrote for the applicant, and until when to appeal."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, select

from sanhak.center import people
from sanhak.center.calls import moments, schema
from sanhak.center.calls.applications import Application
from sanhak.center.calls.applications import State as Verdict
from sanhak.center.calls.calls import Call
from sanhak.center.calls.letters import write
from sanhak.text import Text, say

APPEAL: Final = timedelta(days=14)
"""How long after the decision an appeal is heard."""


def decided(rows: Connection, call: Call, one: Application, verdict: Verdict, settled: datetime) -> None:
    """How it ended for one applicant, with what the reviewers wrote for them."""
    number = one.number or 0
    remarks = remarks_of(rows, one.id)
    until = moments.told(settled + APPEAL, call.zone)

    def said(title: str) -> tuple[Text, ...]:
        lines = [_verdict(verdict, title, number)]
        if remarks:
            lines.append(say("What the reviewers wrote for you:"))
            lines += [Text("{remark}", {"remark": f"— {remark}"}) for remark in remarks]
        if verdict is not Verdict.SELECTED:
            lines.append(say("You may appeal once, until {until}, on the page of your application.", until=until))
        return tuple(lines)

    write(rows, call, people.get(rows, one.person), say("How application {number} ended", number=number), said)


def answered(rows: Connection, call: Call, one: Application, reply: str, *, upheld: bool) -> None:
    """An appeal was answered."""
    number = one.number or 0
    write(
        rows,
        call,
        people.get(rows, one.person),
        say("Your appeal about application {number}", number=number),
        lambda title: (
            say("Your appeal about application {number} to “{call}” was upheld.", number=number, call=title)
            if upheld
            else say("Your appeal about application {number} to “{call}” was not upheld.", number=number, call=title),
            Text("{reply}", {"reply": reply}),
        ),
    )


def remarks_of(rows: Connection, application: str) -> tuple[str, ...]:
    """What reviewers wrote for the applicant, in no order that tells who they are."""
    given, review = schema.assignments.c, schema.reviews.c
    asked = (
        select(review.applicant)
        .join(schema.assignments, review.assignment == given.id)
        .where(given.application == application, review.submitted.is_not(None), review.applicant != "")
    )
    return tuple(sorted(rows.scalars(asked)))


def _verdict(verdict: Verdict, title: str, number: int) -> Text:
    match verdict:
        case Verdict.SELECTED:
            return say(
                "Your application {number} to “{call}” was selected. The office will write to you about the next step.",
                number=number,
                call=title,
            )
        case Verdict.RESERVE:
            return say(
                "Your application {number} to “{call}” is on the reserve list: it moves up if a place becomes free.",
                number=number,
                call=title,
            )
        case _:
            return say("Your application {number} to “{call}” was not selected.", number=number, call=title)
