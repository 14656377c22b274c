"""Running scholars from a spreadsheet: read by its heads, previewed with what is wrong in each row, then kept.

A row is an agreement. Rows with the same e-mail address, or the same name at the same university, are the versions of
one scholar. Months up to the last one paid are taken over as paid, as agreement and events ask for them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Connection, insert

from sanhak.center import days
from sanhak.center import events as told
from sanhak.center.people import Person
from sanhak.center.scholarship import mentoring, schema, scholars
from sanhak.center.scholarship.agreeing import terms
from sanhak.center.scholarship.agreement import Event, Happening, Version, first_of
from sanhak.center.scholarship.happening import refuse_impossible
from sanhak.center.scholarship.importing_findings import ColumnsMissing, ColumnsNotRead, NotAnEvent, PaidDiffers
from sanhak.center.scholarship.schedule import Payment, schedule
from sanhak.center.scholarship.typed import clean, won
from sanhak.center.words import day
from sanhak.finding import Finding, Refusal
from sanhak.store import new_id
from sanhak.text import say

if TYPE_CHECKING:
    from sanhak.table import Table

MOST: Final = 2_000
"""Rows of the longest list."""
HEADS: Final[Mapping[str, tuple[str, ...]]] = {
    "name": ("이름", "성명", "장학생", "Scholar", "Name"),
    "email": ("이메일", "전자우편", "Email", "E-mail"),
    "university": ("학교", "대학", "대학교", "University"),
    "degree": ("과정", "학위과정", "Course", "Degree"),
    "supervisor": ("지도교수", "Supervisor"),
    "mentor": ("멘토", "멘토이메일", "Mentor"),
    "bank": ("은행", "Bank"),
    "account": ("계좌", "계좌번호", "Account"),
    "approval": ("품의번호", "품의", "Approval", "Approval number"),
    "since": ("협약시작", "시작일", "시작", "From", "Since", "Start"),
    "until": ("협약종료", "종료일", "종료", "Until", "End"),
    "stipend": ("월장학금", "장학금", "월지급액", "Stipend", "Monthly stipend"),
    "tuition": ("학기등록금", "등록금", "Tuition", "Tuition per semester"),
    "tax": ("세율", "Tax", "Tax rate"),
    "factor": ("의무복무배수", "복무배수", "Factor", "Service factor"),
    "fixed": ("의무복무개월", "Fixed service", "Service months"),
    "paid": ("지급완료월", "최종지급월", "Paid until", "Last month paid"),
    "total": ("지급합계", "기지급액", "Paid in all", "Total paid"),
    "events": ("사건", "변동사항", "이력", "Events"),
}
"""Heads by what they mean, the first Korean and the last English as the page tells them; compared in small letters,
without blanks and without what stands in brackets."""
NEEDED: Final = ("name", "since", "until", "stipend", "approval")
WORDS: Final[Mapping[str, Happening]] = {
    "휴학": Happening.LEAVE, "군휴학": Happening.MILITARY, "군복무": Happening.MILITARY, "입대": Happening.MILITARY,
    "이중수혜": Happening.DOUBLE, "보류": Happening.HOLD, "지급보류": Happening.HOLD, "복학": Happening.RESUME,
    "재개": Happening.RESUME, "전역": Happening.RESUME, "석박사전환": Happening.TRANSFER,
    "지도교수변경": Happening.SUPERVISOR, "인턴": Happening.INTERNSHIP, "논문주제": Happening.TOPIC,
    "졸업": Happening.GRADUATED, "중도종료": Happening.ENDED, "중도포기": Happening.ENDED, "입사": Happening.HIRED,
    "채용": Happening.HIRED, "퇴사": Happening.LEFT, "면제": Happening.RELEASED,
    **{kind.value: kind for kind in Happening},
}  # fmt: skip
_EVENT: Final = re.compile(r"\s*(.*?)[\s:]*(\d{4}\s*[-./년]\s*\d{1,2}\s*[-./월]\s*\d{1,2}\s*[.일]?)\s*")
_MONTH: Final = re.compile(r"\s*(\d{4})\s*[-./년]\s*(\d{1,2})(?:\s*[-./월].*)?")
_BESIDE: Final = re.compile(r"\[[^\]]*\]|\([^)]*\)|\s")

Row = Mapping[str, str]
"""A row by what its columns mean, as text."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A scholar as a list tells them: the numbers of their rows, and what would be kept, or what stands against it."""

    numbers: tuple[int, ...]
    rows: tuple[Row, ...]
    versions: tuple[Version, ...]
    events: tuple[Event, ...]
    paid: tuple[Payment, ...]
    findings: tuple[Finding, ...]

    @property
    def name(self) -> str:
        """What they are called."""
        return self.rows[0].get("name", "")

    @property
    def total(self) -> int:
        """What was paid so far, before tax."""
        return sum(one.due.gross for one in self.paid)


def read(table: Table) -> tuple[tuple[Row, ...], tuple[Finding, ...]]:
    """The rows of a list by what its columns mean, and findings about its columns.

    Raises
    ------
    Refusal
        C240 if a needed column is missing.
    """
    known = {_plain(head): name for name, heads in HEADS.items() for head in heads}
    meant = {head: known.get(_plain(head)) for head in table.names}
    missing = [name for name in NEEDED if name not in meant.values()]
    if missing:
        raise Refusal(ColumnsMissing(columns=tuple(f"{HEADS[name][0]} ({name})" for name in missing)), field="file")
    strange = tuple(head for head, name in meant.items() if name is None)
    heads = {name: head for head, name in reversed(meant.items()) if name is not None}
    found = tuple(
        {name: _text(row[head]) for name, head in heads.items() if row[head] is not None}
        for row in table.frame.head(MOST).iter_rows(named=True)
    )
    return found, (ColumnsNotRead(columns=strange),) if strange else ()


def candidates(rows: Connection, person: Person, given: Sequence[Row]) -> tuple[Candidate, ...]:
    """The scholars of a list, each with all that stands against keeping them; :class:`Refusal` C002."""
    scholars.need_office(person)
    grouped: dict[tuple[str, ...], list[tuple[int, Row]]] = {}
    for number, row in enumerate(given, start=1):
        email = row.get("email", "").casefold()
        same = (email,) if email else (row.get("name", ""), row.get("university", ""))
        grouped.setdefault(same, []).append((number, row))
    return tuple(_candidate(rows, group) for group in grouped.values())


def keep(rows: Connection, person: Person, given: Sequence[Row]) -> int:
    """Keep those of a list against whom nothing stands; gives how many."""
    good = [one for one in candidates(rows, person, given) if not any(map(_stops, one.findings))]
    for one in good:
        _keep(rows, person, one)
    if good:
        told.record(rows, "scholars.imported", "organisation", person.organisation, person=person.id, count=len(good))
    return len(good)


def _candidate(rows: Connection, group: Sequence[tuple[int, Row]]) -> Candidate:
    numbers, own = tuple(number for number, _ in group), tuple(row for _, row in group)
    findings: list[Finding] = []
    versions = tuple(_collected(findings, _versions(own)))
    happened = tuple(_collected(findings, _events(own)))
    findings += _against(rows, own)
    paid: tuple[Payment, ...] = ()
    try:
        paid = _paid(own, versions, happened)
        _refuse_other_sum(own, sum(one.due.gross for one in paid))
    except Refusal as refusal:
        findings += refusal.findings
    return Candidate(numbers, own, versions, happened, paid, tuple(findings))


def _versions(own: Sequence[Row]) -> Iterable[Any]:
    for number, row in enumerate(own, start=1):
        given = dict(row) | {"pro_rata": "yes", "with_tuition": "yes"}
        yield lambda number=number, given=given: terms(number, given)


def _events(own: Sequence[Row]) -> Iterable[Any]:
    before: list[Event] = []

    def one(word: str) -> Event:
        found = _EVENT.fullmatch(word)
        kind = WORDS.get(_BESIDE.sub("", found[1]).casefold()) if found else None
        if found is None or kind is None:
            raise Refusal(NotAnEvent(given=word.strip()[:200]))
        event = Event(kind, day(found[2]))
        refuse_impossible(tuple(before), event)
        before.append(event)
        return event

    for row in own:
        for word in re.split(r"[;\n]", row.get("events", "")):
            if word.strip():
                yield lambda word=word: one(word)


def _collected(findings: list[Finding], acts: Iterable[Any]) -> Iterable[Any]:
    """What each act gives; what it refuses is added to the findings."""
    for act in acts:
        try:
            yield act()
        except Refusal as refusal:
            findings += refusal.findings


def _against(rows: Connection, own: Sequence[Row]) -> tuple[Finding, ...]:
    """What stands against adding the scholar, and against what is written of each version."""
    found: list[Finding] = []
    try:
        scholars.check(rows, _about(own[0]))
        mentoring.check(rows, own[0].get("mentor", ""))
    except Refusal as refusal:
        found += refusal.findings
    for row in own:
        try:
            clean(row.get("approval", ""), say("Approval number"))
            clean(row.get("events", ""), say("Events"), most=10_000, empty=True)
        except Refusal as refusal:
            found += refusal.findings
    return tuple(found)


def _paid(own: Sequence[Row], versions: Sequence[Version], happened: Sequence[Event]) -> tuple[Payment, ...]:
    last = max((month for row in own if (month := _month(row.get("paid", ""))) is not None), default=None)
    if last is None:
        return ()
    return tuple(one for one in schedule(versions, happened) if one.month <= last and one.due.gross)


def _refuse_other_sum(own: Sequence[Row], due: int) -> None:
    sums = [won(row["total"], "total") for row in own if row.get("total", "").strip()]
    if sums and sum(sums) != due:
        raise Refusal(PaidDiffers(given=sum(sums), due=due))


def _keep(rows: Connection, person: Person, one: Candidate) -> None:
    now, scholar = datetime.now(UTC), scholars.add(rows, person, **_about(one.rows[0]))
    mentoring.name(rows, person, scholar, one.rows[0].get("mentor", ""), days.day_of(now))
    shared = {"scholar": scholar, "by": person.id, "made": now}
    for version, row in zip(one.versions, one.rows, strict=True):
        approval = clean(row["approval"], say("Approval number"))
        kept = {"number": version.number, "terms": version.dump(), "approval": approval, "signed": now}
        rows.execute(insert(schema.agreements).values(id=new_id(), office=person.id, office_at=now, **kept, **shared))
    for event in one.events:
        kept = {"kind": event.kind.value, "on": event.on, "note": "", "because": ""}
        rows.execute(insert(schema.happenings).values(id=new_id(), **kept, **shared))
    for payment in one.paid:
        kept = {"month": payment.month, "kind": payment.kind.value, "standing": "", "because": ""}
        sums = {"gross": payment.due.gross, "tax": payment.due.tax}
        rows.execute(insert(schema.payments).values(id=new_id(), **kept, **sums, **shared))


def _about(row: Row) -> dict[str, str]:
    return {name: row[name] for name in scholars.FIELDS if name in row}


def _stops(finding: Finding) -> bool:
    return finding.severity == "refuse"


def _plain(head: str) -> str:
    return _BESIDE.sub("", head).casefold()


def _month(typed: str) -> date | None:
    """The first day of a month such as 2026-10; :class:`Refusal` C015 for something else."""
    if not typed.strip():
        return None
    found = _MONTH.fullmatch(typed)
    return first_of(day(f"{found[1]}-{found[2]}-01" if found else typed))


def _text(value: object) -> str:
    match value:
        case datetime():
            return value.date().isoformat()
        case float() if value.is_integer():
            return str(int(value))
        case _:
            return str(value)
