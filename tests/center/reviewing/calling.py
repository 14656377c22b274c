"""A call in review for tests: its form, applications with files, reviewers, each as rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import insert, update

from center.opening import work
from sanhak.center import people
from sanhak.center.calls import schema as calling
from sanhak.center.calls.form import FormField, Kind, Part
from sanhak.center.calls.rubric import Criterion, Rubric
from sanhak.center.calls.rules import Rules
from sanhak.center.center import Center
from sanhak.center.people import Person
from sanhak.center.reviewing import preparing
from sanhak.center.rights import Role
from sanhak.jobs.job import State
from sanhak.store import new_id


def both(english: str, korean: str) -> dict[str, str]:
    return {"en": english, "ko": korean}


FORM = (
    FormField("title", both("Title", "제목"), part=Part.TITLE),
    FormField("name", both("Name", "이름"), part=Part.IDENTITY),
    FormField("university", both("University", "소속"), part=Part.ORGANISATION),
    FormField("laboratory", both("Laboratory", "연구실"), part=Part.LABORATORY),
    FormField("people", both("Supervisor and co-authors", "지도교수와 공저자"), Kind.TEXT, Part.NAMES),
    FormField("area", both("Area", "분야"), Kind.CHOICE, Part.AREA, choices={"process": both("process", "공정")}),
    FormField("amount", both("Amount 2027", "2027년 금액"), Kind.MONEY, Part.AMOUNT, year=2027),
    FormField("plan", both("Plan", "계획"), Kind.TEXT, most=5000),
    FormField("files", both("Plan as a file", "계획서"), Kind.FILE),
    FormField("card", both("Student card", "학생증"), Kind.FILE, Part.IDENTITY, needed=False),
)
RUBRIC = Rubric(
    (
        Criterion(
            "merit", both("Merit", "우수성"), 2.0,
            {1: both("nothing new", "새로운 것이 없음"), 5: both("opens a field", "새 분야를 엶")},
        ),
        Criterion("plan", both("Plan", "계획의 구체성"), 1.0, {3: both("can be done", "실행 가능")}),
    )
)  # fmt: skip


@dataclass
class InReview:
    """The call and what belongs to it."""

    id: str
    applications: list[str]
    applicants: list[Person]
    reviewers: list[Person]


def somebody(rows: Any, name: str, address: str, organisation: str, role: Role = Role.REVIEWER) -> Person:
    """Somebody new, of an organisation by its name."""
    here = people.found(rows, organisation, None).id
    return people.add(rows, email=address, name=name, role=role, organisation=here, language="en", password=None)


def call(rows: Any, office: Person, state: str = "review", **more: Any) -> str:
    """A call; gives its identifier."""
    made, now = new_id(), datetime.now(UTC)
    values: dict[str, Any] = {
        "organisation": office.organisation, "purpose": "scholarships", "title": both("Scholars 2027", "장학생 2027"),
        "text": both("Apply", "지원"), "state": state, "opens": now - timedelta(30), "closes": now - timedelta(1),
        "zone": "Asia/Seoul", "late": False, "blind": True, "form": [one.dump() for one in FORM],
        "rubric": RUBRIC.dump(), "rules": Rules().dump(), "reviews": 2, "load": 4,
    }  # fmt: skip
    rows.execute(insert(calling.calls).values(id=made, person=office.id, made=now, **values | more))
    return made


def application(rows: Any, here: str, person: Person, number: int, values: Mapping[str, Any]) -> str:
    """An application that was handed in; gives its identifier."""
    made, now = new_id(), datetime.now(UTC)
    row = {"call": here, "number": number, "state": "submitted", "values": dict(values), "late": False}
    row |= {"submitted": now, "changed": now, "person": person.id, "made": now}
    rows.execute(insert(calling.applications).values(id=made, **row))
    return made


def attach(rows: Any, center: Center, here: str, field: str, name: str, content: bytes) -> str:
    """A file of an application; gives its identifier."""
    made, kept = new_id(), center.blobs.put(content)
    row = {"application": here, "field": field, "name": name, "media": "application/pdf", "size": kept.size}
    row |= {"hash": kept.hash, "blob": kept.key, "made": datetime.now(UTC)}
    rows.execute(insert(calling.application_files).values(id=made, **row))
    return made


def review_by(rows: Any, here: str, person: Person, expertise: str = "", load: int | None = None) -> None:
    """Somebody reviews a call."""
    row = {"call": here, "person": person.id, "expertise": expertise, "load": load, "made": datetime.now(UTC)}
    rows.execute(insert(calling.call_reviewers).values(**row))


def restated(rows: Any, here: str, state: str) -> None:
    """The call has come to another state."""
    rows.execute(update(calling.calls).where(calling.calls.c.id == here).values(state=state))


TOPICS = ("distillation column control 증류탑 제어", "polymer viscosity 고분자 점도", "battery cathode 배터리 양극재")


def in_review(center: Center, crowd: Mapping[str, Person], topics: Sequence[str] = TOPICS, judges: int = 4) -> InReview:
    """A call in review with an application of each topic and reviewers who are expert in one each."""
    with center.database.writing() as rows:
        here = call(rows, crowd["office"])
        applicants = [
            somebody(
                rows, f"신청자 {'가나다라마바사'[k]}", f"applicant{k}@campus{k}.example", f"Campus {k}", Role.SCHOLAR
            )
            for k in range(len(topics))
        ]
        made = [
            application(
                rows, here, person, k + 1,
                {"title": f"On {topic}", "name": person.name, "university": person.organisation_name, "area": "process",
                 "laboratory": f"연구실 {k}", "people": "", "amount": 12_000_000, "plan": f"We study {topic}."},
            )
            for k, (person, topic) in enumerate(zip(applicants, topics, strict=True))
        ]  # fmt: skip
        reviewers = [
            somebody(rows, f"심사위원 {'가나다라마바사'[k]}", f"judge{k}@house{k}.example", f"House {k}")
            for k in range(judges)
        ]
        for k, person in enumerate(reviewers):
            review_by(rows, here, person, topics[k % len(topics)])
    return InReview(here, made, applicants, reviewers)


def prepared(center: Center, office: Person, here: str) -> None:
    """The files of a call are made blind by a job."""
    with center.database.writing() as rows:
        preparing.ask(rows, center.queue, office, here)
    assert work(center) == [State.DONE]
