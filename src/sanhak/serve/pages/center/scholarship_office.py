"""Scholarships for those who keep them: the list, the month's payments, the bank's file, the import of a list."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.datastructures import UploadFile
from starlette.responses import Response

from sanhak.center import days
from sanhak.center.matching import matching as matchings
from sanhak.center.matching.matching import State as Open
from sanhak.center.rights import Right
from sanhak.center.scholarship import importing, mentoring, opening, paying, reporting, retention, scholars
from sanhak.center.scholarship.importing import Candidate
from sanhak.center.scholarship.importing_findings import ListChanged
from sanhak.center.scholarship.mentor_matching import MENTORS
from sanhak.center.scholarship.paying import Transfer
from sanhak.center.scholarship.schedule import KINDS
from sanhak.center.scholarship.scholars import Seat, state_of
from sanhak.center.scholarship.typed import masked
from sanhak.center.words import day
from sanhak.finding import Finding, Refusal
from sanhak.serve.pages.center.scholarship import month_of
from sanhak.serve.pages.downloads import content
from sanhak.serve.pages.logbook import harmless
from sanhak.serve.web.door import Form, Me
from sanhak.serve.web.findings import NoUpload
from sanhak.serve.web.showing import go, page
from sanhak.serve.web.small import returned, submitted
from sanhak.serve.web.statuses import status_of
from sanhak.text import Language, say, show

office = APIRouter()
_HEADS: Final = (say("Bank"), say("Account"), say("Name"), say("Amount (won)"), say("What for"))
SOON: Final = timedelta(days=90)
"""So long before their day deletions are shown in the list."""
_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@office.get("/scholarships")
def all_scholars(me: Me) -> Response:
    """All scholars for the office; for everybody else their own scholarship, or those whom they mentor."""
    if me.person.may(Right.CALLS):
        return _list(me)
    with me.center.database.reading() as rows:
        mine = scholars.mine(rows, me.person)
        rounds = [one for one in matchings.of(rows, me.person, {MENTORS.name: MENTORS}) if one.state is Open.OPEN]
    own = [record for record, seat in mine if seat is Seat.OWN]
    if own and len(mine) == 1:
        return go(me, f"/scholarships/{own[0].scholar.id}")
    today = days.today()
    return page(
        me, "scholarships_mine.html", mine=[(one, seat, state_of(one, today)) for one, seat in mine], rounds=rounds
    )


@office.post("/scholarships")
def add(me: Me, form: Form) -> Response:
    """A new scholar."""

    def act(rows: Connection) -> str:
        made = scholars.add(rows, me.person, **form.words(*scholars.FIELDS))
        mentoring.name(rows, me.person, made, form["mentor"], days.today())
        return made

    return submitted(me, "scholar", form, act, lambda made: go(me, f"/scholarships/{made}"), lambda: _list(me))


@office.post("/scholarships/remind")
def remind(me: Me, form: Form) -> Response:
    """Write letters about reports that are late or due soon."""
    del form
    with me.center.database.writing() as rows:
        reporting.remind(rows, me.person, days.today())
    return go(me, "/people#outbox")


@office.get("/scholarships/keeping")
def keeping(me: Me) -> Response:
    """What is deleted when, by which rule, and what stays of those who are deleted."""
    today = days.today()
    with me.center.database.reading() as rows:
        plans = retention.planned(rows, me.person, today)
        kept = retention.kept(rows, me.person)
    return page(
        me, "scholarship_keeping.html", plans=plans, kept=kept, soon=today + SOON, kinds=KINDS, month_of=month_of
    )


@office.get("/scholarships/payments")
def payments(me: Me, on: str = "") -> Response:
    """What would be paid this month, and what was."""
    return _payments(me, on)


@office.post("/scholarships/payments")
def make(me: Me, form: Form) -> Response:
    """Make the payments that were reviewed."""
    return submitted(
        me, "make", form, then="/scholarships/payments#batches", show=lambda: _payments(me, ""),
        act=lambda rows: paying.make(rows, me.person, day(form["on"], "on"), form["mark"], days.today()),
    )  # fmt: skip


@office.post("/scholarships/batches/{batch}/file")
def bank_file(me: Me, batch: str, form: Form) -> Response:
    """The transfers of a batch for the bank, as CSV or Excel; that it was taken is written down."""
    with me.center.database.writing() as rows:
        found, transfers = paying.transfers(rows, me.person, batch)
    lines = [tuple(show(head, me.language) for head in _HEADS), *(_line(one, me.language) for one in transfers)]
    name = f"{say('Transfers').render(me.language)} {found.paid.isoformat()}"
    if form["ending"] == "xlsx":
        return content(_workbook(lines), f"{name}.xlsx", _XLSX)
    return content(_csv(lines), f"{name}.csv", "text/csv; charset=utf-8")


@office.get("/scholarships/import")
def import_form(me: Me) -> Response:
    """The form by which running scholars are brought in."""
    return _import(me)


@office.post("/scholarships/import")
def preview(me: Me, form: Form) -> Response:
    """Read a list, and show what would be kept and what stands against it."""
    try:
        given, findings = _read(me, form.file("file"))
        with me.center.database.reading() as rows:
            found = importing.candidates(rows, me.person, given)
    except Refusal as refusal:
        return returned(me, "list", form, refusal, lambda: _import(me))
    return _import(me, found, findings, json.dumps(given, ensure_ascii=False))


@office.post("/scholarships/import/keep")
def keep(me: Me, form: Form) -> Response:
    """Keep those of a previewed list against whom nothing stands."""
    return submitted(
        me, "list", form, then="/scholarships", show=lambda: _import(me),
        act=lambda rows: importing.keep(rows, me.person, _sent(form["rows"])),
    )  # fmt: skip


def _list(me: Me) -> Response:
    today = days.today()
    with me.center.database.reading() as rows:
        everybody = scholars.everybody(rows, me.person)
        reports = reporting.of(rows, [one.scholar.id for one in everybody])
        selected = opening.selected(rows, me.person)
    overdue: dict[str, int] = {}
    for one in reports:
        overdue[one.scholar] = overdue.get(one.scholar, 0) + one.overdue(today)
    shown = [
        {"record": one, "state": state_of(one, today), "overdue": overdue.get(one.scholar.id, 0),
         "goes": until if (until := retention.kept_until(one, today)) is not None and until <= today + SOON else None}
        for one in everybody
    ]  # fmt: skip
    late = sum(overdue.values())
    return page(me, "scholarships.html", shown=shown, late=late, selected=selected, month_of=month_of)


def _payments(me: Me, on: str) -> Response:
    today = chosen = days.today()
    findings: tuple[Finding, ...] = ()
    scholars.need_office(me.person)
    with me.center.database.reading() as rows:
        try:
            chosen = day(on) if on.strip() else today
            review = paying.review(rows, me.person, chosen, today)
        except Refusal as refusal:
            findings, chosen = refusal.findings, today
            review = paying.review(rows, me.person, today, today)
        batches = paying.batches(rows, me.person)
    values: dict[str, Any] = {
        "review": review, "batches": batches, "chosen": chosen, "findings": findings, "kinds": KINDS,
        "masked": masked, "month_of": month_of,
    }  # fmt: skip
    status = int(status_of(findings)) if findings else 200
    return page(me, "scholarship_payments.html", status=status, **values)


def _import(
    me: Me, found: Sequence[Candidate] | None = None, findings: Sequence[Finding] = (), rows: str = ""
) -> Response:
    scholars.need_office(me.person)
    good = [one for one in found or () if not any(f.severity == "refuse" for f in one.findings)]
    heads = [(names[0], names[-1], name in importing.NEEDED) for name, names in importing.HEADS.items()]
    return page(me, "scholarship_import.html", found=found, findings=findings, rows=rows, good=good, heads=heads)


def _read(me: Me, chosen: UploadFile | None) -> tuple[tuple[Mapping[str, str], ...], tuple[Finding, ...]]:
    """The rows of a list that was chosen; :class:`Refusal` W006 for none, C240, and what the reader refuses."""
    from sanhak.table import Table

    scholars.need_office(me.person)
    if chosen is None:
        raise Refusal(NoUpload(), field="file")
    with TemporaryDirectory() as folder:
        path = Path(folder) / "list"
        path.write_bytes(chosen.file.read())
        try:
            return importing.read(Table.read(path))
        except Refusal as refusal:
            raise Refusal(*refusal.findings, field="file") from None


def _sent(given: str) -> list[dict[str, str]]:
    """The rows of a preview as they came back; :class:`Refusal` C244 if they are none."""
    try:
        rows = json.loads(given)
    except ValueError:
        rows = None
    if not isinstance(rows, list) or len(rows) > importing.MOST:
        raise Refusal(ListChanged())
    for row in rows:
        if not isinstance(row, dict) or not all(isinstance(part, str) for pair in row.items() for part in pair):
            raise Refusal(ListChanged())
    return rows


def _line(one: Transfer, language: Language) -> tuple[str | int, ...]:
    what = ", ".join(KINDS[kind].render(language) for kind in one.kinds)
    return one.scholar.bank, one.scholar.account, one.scholar.name, one.net, what


def _csv(lines: Sequence[Sequence[str | int]]) -> bytes:
    written = io.StringIO()
    csv.writer(written).writerows([[harmless(str(cell)) for cell in line] for line in lines])
    return ("\ufeff" + written.getvalue()).encode()


def _workbook(lines: Sequence[Sequence[str | int]]) -> bytes:
    """The lines as a sheet: words stay words, whatever they begin with."""
    from xlsxwriter import Workbook

    kept = io.BytesIO()
    with Workbook(kept, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet, whole = book.add_worksheet(), book.add_format({"num_format": "#,##0"})
        for place, line in enumerate(lines):
            for at, cell in enumerate(line):
                if isinstance(cell, int):
                    sheet.write_number(place, at, cell, whole)
                else:
                    sheet.write_string(place, at, cell)
        sheet.autofit()
        sheet.freeze_panes(1, 0)
    return kept.getvalue()
