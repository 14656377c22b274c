"""Handing a problem in to a call: a draft of an application is filled from what the problem says, and names it.

Each field is filled by its part in the form, and only with what was written or measured; the rest stays empty.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import Connection, select

from sanhak.center.calls import applying, calls, schema
from sanhak.center.calls.applications import State as Verdict
from sanhak.center.calls.calls import PURPOSES, Call, Purpose
from sanhak.center.calls.form import FormField, Kind, Part, told
from sanhak.center.finding import problems
from sanhak.center.finding.handing_findings import NoJointProjects
from sanhak.center.finding.intake import LEVEL, VERDICTS, Intake
from sanhak.center.finding.problems import Problem, State
from sanhak.center.people import Person
from sanhak.finding import Refusal
from sanhak.text import Amount, Language, Text, decimals_for, say

HANDED: Final = (State.SENT, State.REVIEW, State.ACCEPTED)
"""States in which a problem can be handed in to a call."""


def offered(rows: Connection, person: Person, here: Problem, at: datetime | None = None) -> tuple[Call, ...]:
    """The calls for joint projects that take applications now; none for others than the author of the problem."""
    now = at or datetime.now(UTC)
    if here.person != person.id:
        return ()
    return tuple(one for one in calls.of(rows, person) if one.purpose is Purpose.PROJECTS and applying.takes(one, now))


def begin(
    rows: Connection, person: Person, problem: str, call: str, language: Language, at: datetime | None = None
) -> str:
    """A draft of an application that is filled from a problem of one's own, or the one that there is already.

    Parameters
    ----------
    language
        In which the figures of the measurement are told in the fields.

    Raises
    ------
    Refusal
        C001, C002; C186 unless the problem was sent in or accepted, C247 for a call of another purpose, C100 if it
        takes none now.
    """
    here = problems.own(rows, person, problem)
    problems.need_state(here, say("to hand it in to a call"), *HANDED)
    one, now = calls.get(rows, person, call), at or datetime.now(UTC)
    if one.purpose is not Purpose.PROJECTS:
        raise Refusal(NoJointProjects(call=told(one.title, language), purpose=PURPOSES[one.purpose]))
    if (begun := _begun(rows, person, problem, call)) is not None:
        return begun
    made = applying.begin(rows, person, call, now, problem=problem)
    applying.save(rows, person, made, filled(one, here, language), now)
    return made


def filled(call: Call, here: Problem, language: Language) -> dict[str, str]:
    """What a problem says for the fields of a call, as if it were typed."""
    said = {field.name: _said(field, here, language) for field in call.form}
    return {name: words for name, words in said.items() if words}


def figures(intake: Intake) -> tuple[Text, ...]:
    """What was measured of a sample, in sentences."""
    told_ = [
        say(
            "A sample was measured: {rows:row|rows} with “{outcome}”, {inputs:column|columns} to learn from, {missing} "
            "of the cells empty.",
            rows=intake.usable, outcome=intake.outcome, inputs=intake.inputs, missing=_share(intake.missing),
        )
    ]  # fmt: skip
    if (signal := intake.signal) is not None:
        told_.append(
            say(
                "{verdict}: on rows that taught no model, models take {share} of the error of the naive guess away "
                "({level} % interval {lower} to {upper}).",
                verdict=VERDICTS[intake.verdict], share=_share(signal.share), level=round(100 * LEVEL),
                lower=_share(signal.lower), upper=_share(signal.upper),
            )
        )  # fmt: skip
    if intake.noise is not None:
        noise = Amount(intake.noise, intake.unit, decimals_for(intake.noise))
        told_.append(
            say("Equal rows scatter by {noise}.", noise=noise)
            if intake.repeated
            else say("The noise is at most {noise}.", noise=noise)
        )
    return tuple(told_)


def _begun(rows: Connection, person: Person, problem: str, call: str) -> str | None:
    """The application of this problem that stands in the call already."""
    table = schema.applications.c
    mine = (table.call == call, table.person == person.id, table.problem == problem)
    found: str | None = rows.scalar(select(table.id).where(*mine, table.state != Verdict.WITHDRAWN.value).limit(1))
    return found


def _said(field: FormField, here: Problem, language: Language) -> str:
    """What a problem says for one field; nothing where the field cannot take it."""
    match field.part, field.kind:
        case Part.AREA, Kind.CHOICE:
            return here.area if here.area in (field.choices or {}) else ""
        case Part.VALUE, Kind.MONEY:
            return str(here.value.mean) if here.value else ""
        case part, Kind.LINE | Kind.TEXT:
            return _joined(_words(part, here), language)
    return ""


def _words(part: Part, here: Problem) -> Sequence[Text | str]:
    """What a problem says of a part, in paragraphs."""
    match part:
        case Part.TITLE:
            return (here.title,)
        case Part.ORGANISATION:
            return (here.organisation_name,)
        case Part.PROBLEM:
            return (here.wrong, *_named(say("Where: {said}", said=here.place), here.place),
                    *_named(say("What is done today: {said}", said=here.practice), here.practice))  # fmt: skip
        case Part.DATA:
            return (here.recorded, *(figures(here.intake) if here.intake else ()))
        case Part.INDICATOR if here.intake:
            return (f"{here.intake.outcome} [{here.intake.unit}]" if here.intake.unit else here.intake.outcome,)
        case Part.VALUE if here.value:
            return (_worth(here), here.reckoning)
    return ()


def _worth(here: Problem) -> Text:
    value: Any = here.value
    return say(
        "About {mean} won a year (90 % interval {lower} to {upper}), from low {low}, likely {likely} and high {high}.",
        mean=value.mean, lower=value.lower, upper=value.upper, low=here.low, likely=here.likely, high=here.high,
    )  # fmt: skip


def _named(told_: Text, said: str) -> tuple[Text, ...]:
    return (told_,) if said else ()


def _joined(parts: Sequence[Text | str], language: Language) -> str:
    shown = (part.render(language) if isinstance(part, Text) else part for part in parts)
    return "\n".join(part for part in shown if part)


def _share(value: float) -> Amount:
    return Amount(round(100 * value), "%", 0)
