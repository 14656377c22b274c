"""Events in words: what a timeline and the log say of each act."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, select

from sanhak.center import schema
from sanhak.center.events import Event
from sanhak.serve.pages.center import carrying_words
from sanhak.text import Text, say

ACTS: Final[Mapping[str, Text]] = {
    "project.opened": say("opened the project"),
    "project.changed": say("changed what the project says of itself"),
    "project.open": say("opened the project to both sides"),
    "project.proposed": say("proposed this as a joint project"),
    "project.done": say("ended the project"),
    "member.admitted": say("let {name} take part"),
    "member.left": say("took {name} out of the project"),
    "fleet.stated": say("stated what waiting costs in the fleet"),
    "milestone.set": say("set the milestone “{title}”"),
    "milestone.passed": say("passed the milestone “{title}”"),
    "data.added": say("added the data {name}"),
    "data.delivered": say("sent rows {name} to be added"),
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
    "call.made": say("wrote the call “{title}”"),
    "call.changed": say("changed the call “{title}”"),
    "call.opened": say("opened the call “{title}”"),
    "call.extended": say("moved the end of a call to {until}"),
    "call.closed": say("closed the call “{title}” for review"),
    "selection.begun": say("ended the review of “{title}” and began the selection"),
    "selection.paused": say("took the call “{title}” back into review"),
    "selection.proposed": say("had a selection proposed for “{title}”"),
    "selection.settled": say("settled the selection of “{title}” and wrote to all"),
    "selection.revised": say("changed the verdict on application {number}: {because}"),
    "appeal.made": say("appealed about application {number}"),
    "appeal.answered": say("answered the appeal about application {number}"),
    "call.ended": say("closed the call “{title}” for good"),
    "call.deleted": say("threw the draft of the call “{title}” away"),
    "application.begun": say("began an application"),
    "application.submitted": say("handed in application {number}"),
    "application.changed": say("changed application {number}"),
    "application.withdrawn": say("withdrew application {number}"),
    "application.started": say("opened the project of application {number}"),
    "application.deleted": say("threw the draft of an application away"),
    "attachment.laid": say("gave a file to an application"),
    "attachment.deleted": say("took a file from an application"),
    "call.blinded": say("made {files:file|files} of applications blind"),
    "passage.open": say("took a decision about a passage of application {number} back"),
    "passage.released": say("released a passage of application {number}"),
    "passage.blanked": say("blanked a passage of application {number}"),
    "reviewer.named": say("named {name} a reviewer"),
    "reviewer.dropped": say("took {name} out of the reviewers"),
    "bids.told": say("said which applications suit"),
    "conflicts.found": say("looked for conflicts of interest: {number} new"),
    "conflict.declared": say("declared a conflict of interest with application {number}"),
    "conflict.overridden": say("set a conflict of interest of {name} with application {number} aside: {because}"),
    "assignment.drawn": say("drew who reviews what by lot: no pair likelier than {most:%}, seed {seed}"),
    "review.further": say("asked for one more review of application {number}"),
    "review.assigned": say("gave application {number} to {name} for review"),
    "review.removed": say("took application {number} from {name}"),
    "review.declined": say("gave application {number} back"),
    "review.handed": say("handed in a review of application {number}"),
    "review.changed": say("changed a review of application {number}"),
    "problem.written": say("began to write a problem"),
    "problem.sent": say("sent a problem in"),
    "problem.taken_back": say("took a problem back"),
    "problem.deleted": say("deleted the draft of a problem"),
    "problem.reviewed": say("took a problem into review"),
    "problem.accepted": say("accepted a problem"),
    "problem.declined": say("declined a problem"),
    "problem.measured": say("got the measurement of a sample"),
    "problem.matched": say("matched a problem with a laboratory"),
    "problem.started": say("opened the project from a problem"),
    "laboratory.added": say("added the laboratory {name}"),
    "laboratory.changed": say("changed what the laboratory {name} says of itself"),
    "matching.begun": say("began a matching"),
    "matching.wished": say("told wishes in a matching"),
    "matching.taken": say("took the result of a matching"),
    "token.made": say("made a token for programs: {name}"),
    "token.revoked": say("took a token back: {name}"),
    **carrying_words.ACTS,
    "scholar.added": say("added a scholar"),
    "scholar.changed": say("changed the facts of a scholar"),
    "scholar.deleted": say("deleted a scholar whose time of keeping was over"),
    "scholar.mentor": say("changed who mentors a scholar"),
    "mentor.kept": say("wrote down {name} as a mentor"),
    "scholar.event": say("wrote down what happened to a scholar"),
    "scholar.annulled": say("annulled an event of a scholar"),
    "scholars.imported": say("imported {count:scholar|scholars}"),
    "agreement.written": say("wrote version {number} of an agreement"),
    "agreement.opened": say("opened the agreement of application {number}"),
    "agreement.scanned": say("added the signed paper to version {number} of an agreement"),
    "offer.written": say("wrote what the call “{title}” offers"),
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
_MAJOR: Final = frozenset(
    {"project.opened", "milestone.passed", "stage.settled", "answer.came", "decision.taken", "outcome.reported"}
)
_PLACES: Final = {
    "dataset": "/data/{}", "study": "/studies/{}", "answer": "/answers/{}", "decision": "/decisions/{}",
    "problem": "/problems/{}", "matching": "/matching/{}",
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
