"""Events in words: what a timeline and the log say of each act."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, select

from sanhak.center import schema
from sanhak.center.events import Event
from sanhak.text import Text, say

ACTS: Final[Mapping[str, Text]] = {
    "project.opened": say("opened the project"),
    "project.changed": say("changed what the project says of itself"),
    "project.open": say("opened the project to both sides"),
    "project.proposed": say("proposed this as a joint project"),
    "project.done": say("ended the project"),
    "member.admitted": say("let {name} take part"),
    "member.left": say("took {name} out of the project"),
    "milestone.set": say("set the milestone “{title}”"),
    "milestone.passed": say("passed the milestone “{title}”"),
    "data.added": say("added the data {name}"),
    "data.changed": say("changed how the data {name} are read"),
    "data.deleted": say("deleted the data {name}"),
    "study.begun": say("began the study “{title}”"),
    "study.asked": say("asked “{title}”"),
    "study.deleted": say("deleted the study “{title}”"),
    "answer.came": say("got an answer: {headline}"),
    "decision.taken": say("decided: {headline}"),
    "outcome.reported": say("reported an outcome: {value}"),
    "comment.made": say("commented"),
    "file.laid": say("added the file {name}"),
    "file.deleted": say("deleted the file {name}"),
    "person.invited": say("invited {email}"),
    "person.joined": say("joined the workbench"),
    "person.uninvited": say("took the invitation of {email} back"),
    "person.password": say("took a new password"),
    "person.renewed": say("made a link for a new password of {name}"),
    "person.role": say("made {name} {role}"),
    "person.admitted": say("let {name} in again"),
    "person.left": say("took the access of {name} away"),
    "organisation.added": say("added the organisation {name}"),
    "lesson.begun": say("began attempt {number} at the lesson {lesson}"),
    "lesson.decided": say("handed in attempt {number} at the lesson {lesson}"),
    "token.made": say("made a token for programs: {name}"),
    "token.revoked": say("took a token back: {name}"),
    "scholar.added": say("added a scholar"),
    "scholar.changed": say("changed the facts of a scholar"),
    "scholar.deleted": say("deleted a scholar whose time of keeping was over"),
    "scholar.event": say("wrote down what happened to a scholar"),
    "scholar.annulled": say("annulled an event of a scholar"),
    "scholars.imported": say("imported {count:scholar|scholars}"),
    "agreement.written": say("wrote version {number} of an agreement"),
    "agreement.confirmed": say("confirmed version {number} of an agreement"),
    "agreement.signed": say("signed version {number} of an agreement"),
    "payments.made": say("made {count:payment|payments} of {month}"),
    "payments.taken": say("took the bank's file of {count:transfer|transfers}"),
    "payment.reversed": say("reversed a payment of {month}: {kind}"),
    "report.planned": say("planned {count:report|reports} of a scholar"),
    "report.reminded": say("wrote {count:letter|letters} about reports"),
    "report.handed": say("handed in the report of {semester}"),
    "report.accepted": say("accepted the report of {semester}"),
    "report.returned": say("returned the report of {semester}"),
    "consent.given": say("gave or noted a consent: {kind}"),
    "consent.revoked": say("revoked a consent: {kind}"),
}
"""Every act that is recorded."""
_MAJOR: Final = frozenset({"project.opened", "milestone.passed", "answer.came", "decision.taken", "outcome.reported"})
_PLACES: Final = {
    "dataset": "/data/{}", "study": "/studies/{}", "answer": "/answers/{}", "decision": "/decisions/{}",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Told:
    """An event as it is shown: when, who, what, and where it leads."""

    at: datetime
    who: str
    said: Text
    path: str | None
    major: bool
    id: int


def told(rows: Connection, found: Sequence[Event]) -> tuple[Told, ...]:
    """The events in words, with the names of those who acted."""
    asked = select(schema.people.c.id, schema.people.c.name)
    names: dict[str | None, str] = {
        row.id: row.name for row in rows.execute(asked.where(schema.people.c.id.in_({one.person for one in found})))
    }
    return tuple(
        Told(
            one.at,
            names.get(one.person, "Sanhak"),
            replace(ACTS[one.act], params=one.facts),
            _PLACES[one.about].format(one.thing) if one.about in _PLACES and not one.act.endswith("deleted") else None,
            one.act in _MAJOR,
            one.id,
        )
        for one in found
    )
