"""Scholars of the demonstration, mid-agreement: one pauses, one has not signed, and this month is to be paid."""

from __future__ import annotations

from datetime import date
from typing import Final

from sanhak.center.scholarship import agreeing, consenting, happening, paying, reporting, scholars
from sanhak.center.scholarship.agreement import DAY, SEMESTERS, Happening, months
from sanhak.center.scholarship.consents import Kind
from sanhak.center.scholarship.reporting import State
from sanhak.serve.workbench.programmes.scene import Scene
from sanhak.text import say

RUNNING: Final = 7
"""Whole months, at least, for which support has run."""
SCHOLARS: Final = (
    (1, say("Doctoral course"), 1_500_000, 3_500_000),
    (2, say("Combined course"), 1_400_000, 3_500_000),
    (3, say("Master's course"), 1_000_000, 3_000_000),
    (4, say("Doctoral course"), 1_500_000, 3_500_000),
)
"""Number, course, stipend of a month and tuition of a semester in won."""
PAUSED, UNSIGNED = 3, 4


def play(scene: Scene) -> None:
    """All scholars; the first is the one who can sign in."""
    since = _since(scene.today)
    made = {number: _agreed(scene, number, since) for number, *_ in SCHOLARS}
    _paid(scene, since)
    office = scene.crowd["office"]
    with scene.center.database.writing() as rows:
        on = scene.today.replace(day=1).isoformat()
        note = scene.told(say("Leave for two semesters, by letter."))
        happening.write(rows, office, made[PAUSED], kind=Happening.LEAVE.value, on=on, note=note)
        for number in (1, 2, PAUSED):
            reporting.plan(rows, office, made[number])
    _reported(scene, made[1])


def _agreed(scene: Scene, number: int, since: date) -> str:
    """A scholar with an agreement of two years, signed on paper unless it waits for that."""
    office, person = scene.crowd["office"], scene.crowd["scholar"]
    _, course, stipend, tuition = next(one for one in SCHOLARS if one[0] == number)
    given = {
        "name": scene.told(say("Scholar {number}", number=number)), "degree": scene.told(course),
        "university": scene.told(say("University {number}", number=number)),
        "supervisor": scene.told(say("Supervisor of {name}", name=scene.told(say("Scholar {number}", number=number)))),
        "bank": scene.told(say("Bank A")), "account": f"110-000-00000{number}",
    }  # fmt: skip
    if number == 1:
        given |= {"email": person.email, "mentor": scene.crowd["engineer"].email}
    typed = {
        "since": since.isoformat(), "until": (since.replace(year=since.year + 2) - DAY).isoformat(),
        "stipend": str(stipend), "tuition": str(tuition), "tax": "8.8", "factor": "1", "pro_rata": "yes",
        "with_tuition": "yes",
    }  # fmt: skip
    scan = None if number == UNSIGNED else scene.paper(say("Agreement, signed by both sides"))
    with scene.center.database.writing() as rows:
        scholar = scholars.add(rows, office, **given)
        agreement = agreeing.write(rows, office, scholar, typed)
        if scan is not None:
            agreeing.sign(rows, office, agreement, approval=f"{since.year}-{100 + number}", scan=scan)
    return scholar


def _paid(scene: Scene, since: date) -> None:
    """All months before this one were paid on their tenth."""
    office = scene.crowd["office"]
    with scene.center.database.writing() as rows:
        for month in months(since, scene.today.replace(day=1)):
            on = month.replace(day=10)
            paying.make(rows, office, on, paying.review(rows, office, on, on).mark, on)


def _reported(scene: Scene, scholar: str) -> None:
    """The first report was handed in and approved; the mentor may see it."""
    office, person = scene.crowd["office"], scene.crowd["scholar"]
    kept = scene.paper(say("Report of the first semester"))
    with scene.center.database.writing() as rows:
        for kind in Kind:
            consenting.give(rows, person, scholar, kind.value)
        first = next(one for one in reporting.of(rows, [scholar]) if one.state is State.DUE)
        reporting.hand_in(rows, person, first.id, average="4.1", scale="4.5", name="report.pdf", kept=kept)
        reporting.judge(rows, office, first.id, accepted=True)


def _since(today: date) -> date:
    """The latest beginning of a semester that lies so far back that support has run for a while."""
    back = today.year * 12 + today.month - 1 - RUNNING
    starts = [date(at // 12, at % 12 + 1, 1) for at in range(back - 11, back + 1) if at % 12 + 1 in SEMESTERS]
    return starts[-1]
