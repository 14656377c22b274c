"""A call in review for the small world: one of each thing, reviewed by the engineer."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select, update

from center.reviewing import making_files as make
from center.reviewing.calling import application, attach, call, prepared, review_by, somebody
from sanhak.center.calls import schema as calling
from sanhak.center.center import Center
from sanhak.center.finding.findings import EverySoManyRows
from sanhak.center.finding.intake import Intake, Signal, Verdict
from sanhak.center.people import Person
from sanhak.center.reviewing import assigned, assigning, conflicts, writing
from sanhak.center.rights import Role
from sanhak.text import say

SIGNAL = Signal(0.4, 0.3, 0.5, 2.0, 1.2, 30, say("straight line"), say("Rows are interchangeable."))
MEASURED = Intake(
    60, 3, 60, 0.1, None, None, "yield", "%", 2, 1.0, True, SIGNAL, Verdict.SIGNAL, (EverySoManyRows(9000, 2000),)
)
"""What a sample has shown, as reviewers of an application see it."""


def reviewing_things(center: Center, crowd: Mapping[str, Person], beacon: str) -> dict[str, str]:
    """What the path parameters of reviewing pages may stand for."""
    office, engineer = crowd["office"], crowd["engineer"]
    with center.database.writing() as rows:
        here = call(rows, office)
        applicant = somebody(rows, "신청자 3", "applicant3@campus.example", "Campus 3", Role.SCHOLAR)
        other = somebody(rows, "심사위원 2", "judge2@house.example", "House 2")
        values = {
            "title": f"{beacon} title",
            "plan": f"{beacon} plan by 신청자 3",
            "area": "process",
            "amount": 1_000_000,
        }
        made = application(rows, here, applicant, 1, values)
        rows.execute(update(calling.applications).values(measured=MEASURED.dump()))
        second = application(rows, here, other, 2, {"title": f"{beacon} second", "people": "심사위원 2"})
        attachment = attach(rows, center, made, "files", f"{beacon}.hwpx", make.hwpx(beacon, f"{beacon} text"))
        for person in (engineer, other):
            review_by(rows, here, person, f"{beacon} expertise")
    prepared(center, office, here)
    with center.database.writing() as rows:
        for person in (engineer, other):
            assigning.add(rows, office, here, made, person.id)
        by = {one.person: one.id for one in assigned.of_call(rows, here)}
        writing.write(rows, engineer, by[engineer.id], {"committee": f"{beacon} committee"})
        conflicts.infer(rows, office, here)
        conflict = conflicts.of_call(rows, here)[0].id
        passage = rows.scalar(select(calling.passages.c.id).where(calling.passages.c.application.in_((made, second))))
    return {
        "reviewed": here, "blind": attachment, "passage": passage, "conflict": conflict,
        "assignment": by[engineer.id], "seat": by[other.id],
    }  # fmt: skip
