"""A scholar's pages: their own first screen, the office's page of them, the mentor's, and all that is done there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, Final

from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.datastructures import UploadFile
from starlette.responses import Response

from sanhak.center import days, people
from sanhak.center.findings import NotHere
from sanhak.center.matching import matching as matchings
from sanhak.center.scholarship import agreeing, consenting, consents, happening, paying, reporting, retention, scholars
from sanhak.center.scholarship.agreement import HAPPENINGS, first_of
from sanhak.center.scholarship.clawback import owed, service_clock
from sanhak.center.scholarship.mentor_matching import MENTORS
from sanhak.center.scholarship.record import Record
from sanhak.center.scholarship.schedule import KINDS, STATES
from sanhak.center.scholarship.scholars import Seat, state_of
from sanhak.center.scholarship.typed import masked, refuse_no_pdf
from sanhak.center.words import day
from sanhak.finding import Finding, Refusal
from sanhak.serve.pages.downloads import download
from sanhak.serve.web.door import Form, Me, Sent
from sanhak.serve.web.findings import NoUpload
from sanhak.serve.web.showing import go, page
from sanhak.serve.web.small import returned, submitted, submitted_with
from sanhak.serve.web.statuses import status_of
from sanhak.store import Stored
from sanhak.text import Amount, Text, say

pages = APIRouter()
_TEMPLATES: Final = {
    Seat.OFFICE: "scholarship_office.html",
    Seat.OWN: "scholarship_own.html",
    Seat.MENTOR: "scholarship_mentor.html",
}
_PAST, _AHEAD = timedelta(days=70), timedelta(days=130)
"""How far back and ahead payments are shown at once."""
_PDF: Final = "application/pdf"


def month_of(month: date) -> str:
    """A month as it is read in a table."""
    return f"{month:%Y-%m}"


def months_of(value: float) -> Amount:
    """Months of service, to a tenth."""
    return Amount(float(value), None, 1)


@pages.get("/scholarships/{scholar}")
def show(me: Me, scholar: str, on: str = "") -> Response:
    """A scholar as the reader may see them."""
    return _show(me, scholar, on)


@pages.post("/scholarships/{scholar}/about")
def change(me: Me, scholar: str, form: Form) -> Response:
    """Change who a scholar is, their mentor and account."""
    given = {name: value for name, value in form.words(*scholars.FIELDS).items() if name != "account" or value}
    return _act(me, scholar, "about", form, lambda rows: scholars.change(rows, me.person, scholar, **given))


@pages.post("/scholarships/{scholar}/versions")
def write_version(me: Me, scholar: str, form: Form) -> Response:
    """Write a new version of the agreement."""
    given = form.words(*agreeing.TERMS)
    return _act(me, scholar, "version", form, lambda rows: agreeing.write(rows, me.person, scholar, given))


@pages.post("/scholarships/{scholar}/events")
def write_event(me: Me, scholar: str, form: Form) -> Response:
    """Write down what happened."""
    given = form.words("kind", "on", "note")
    return _act(
        me, scholar, "event", form,
        lambda rows: happening.write(rows, me.person, scholar, **{"kind": "", "on": ""} | given),
    )  # fmt: skip


@pages.post("/scholarships/{scholar}/reports")
def plan_reports(me: Me, scholar: str, form: Form) -> Response:
    """Plan the reports of the semesters that are supported."""
    return _act(me, scholar, "reports", form, lambda rows: reporting.plan(rows, me.person, scholar))


@pages.post("/scholarships/{scholar}/consents")
def consent(me: Me, scholar: str, form: Form) -> Response:
    """Give a consent, or revoke it."""
    act = consenting.revoke if form["act"] == "revoke" else consenting.give
    paper = () if form["act"] == "revoke" else (form["paper"],)
    return _act(me, scholar, "consent", form, lambda rows: act(rows, me.person, scholar, form["kind"], *paper))


@pages.post("/scholarships/{scholar}/delete")
def remove(me: Me, scholar: str, form: Form) -> Response:
    """Delete all of a scholar whose time of keeping is over."""
    del form
    with me.center.database.writing() as rows:
        keys = retention.remove(rows, me.person, scholar, days.today())
    for key in keys:
        me.center.blobs.delete(key)
    return go(me, "/scholarships")


@pages.post("/scholar-agreements/{agreement}/sign")
def sign(me: Me, agreement: str, form: Form) -> Response:
    """A version is signed on paper: its scan, and the number of its approval."""
    return _with_paper(me, agreement, form, "sign", agreeing.sign)


@pages.post("/scholar-agreements/{agreement}/scan")
def add_scan(me: Me, agreement: str, form: Form) -> Response:
    """Add the signed paper to a version that was signed without it."""
    return _with_paper(me, agreement, form, "scan", agreeing.add_scan)


@pages.post("/scholar-agreements/{agreement}/confirm")
def confirm(me: Me, agreement: str, form: Form) -> Response:
    """Confirm a version as one of both sides."""
    scholar = _agreement(me, agreement, Seat.OFFICE, Seat.OWN)
    return _act(me, scholar, "confirm", form, lambda rows: agreeing.confirm(rows, me.person, agreement))


@pages.get("/scholar-agreements/{agreement}/download")
def scan(me: Me, agreement: str) -> Response:
    """The signed paper, to be saved."""
    with me.center.database.reading() as rows:
        found, _ = agreeing.get(rows, me.person, agreement, Seat.OFFICE, Seat.OWN)
    if found.scan is None:
        raise Refusal(NotHere())
    name = say("Agreement, version {number}", number=found.number).render(me.language)
    return download(me.center.blobs.path(found.scan), f"{name}.pdf", _PDF)


@pages.post("/scholar-events/{happened}/annul")
def annul(me: Me, happened: str, form: Form) -> Response:
    """Take back what was written down by mistake."""
    with me.center.database.reading() as rows:
        scholar = happening.scholar_of(rows, me.person, happened)
    return submitted(
        me, f"annul-{happened}", form, then=f"/scholarships/{scholar}#events", show=lambda: _show(me, scholar),
        act=lambda rows: happening.annul(rows, me.person, happened, form["because"]),
    )  # fmt: skip


@pages.post("/scholarships/{scholar}/reversals")
def reverse(me: Me, scholar: str, form: Form) -> Response:
    """A payment came back, or never went."""
    return _act(
        me, scholar, "reversal", form,
        lambda rows: paying.reverse(rows, me.person, form["payment"], form["because"]),
    )  # fmt: skip


@pages.post("/scholar-reports/{scholar_report}/hand-in")
def hand_in(me: Me, scholar_report: str, form: Form) -> Response:
    """Hand a report in."""
    with me.center.database.reading() as rows:
        scholar = reporting.get(rows, me.person, scholar_report, Seat.OWN)[0].scholar
    name, chosen = f"report-{scholar_report}", form.file("file")
    if chosen is None:
        return returned(me, name, form, Refusal(NoUpload(), field="file"), lambda: _show(me, scholar))
    given = {"average": form["average"], "scale": form["scale"], "name": chosen.filename or "report.pdf"}

    def then(replaced: str | None) -> Response:
        if replaced is not None:
            me.center.blobs.delete(replaced)
        return go(me, f"/scholarships/{scholar}")

    return submitted_with(
        me, name, form, lambda: _stored(me, chosen, "file"),
        lambda rows, kept: reporting.hand_in(rows, me.person, scholar_report, kept=kept, **given),
        then, show=lambda: _show(me, scholar),
    )  # fmt: skip


@pages.post("/scholar-reports/{scholar_report}/judge")
def judge(me: Me, scholar_report: str, form: Form) -> Response:
    """Accept a report, or return it."""
    with me.center.database.reading() as rows:
        scholar = reporting.get(rows, me.person, scholar_report, Seat.OFFICE, Seat.MENTOR)[0].scholar
    accepted, remark = form["act"] == "accept", form["remark"]
    return _act(
        me, scholar, f"judge-{scholar_report}", form,
        lambda rows: reporting.judge(rows, me.person, scholar_report, accepted=accepted, remark=remark),
    )  # fmt: skip


@pages.get("/scholar-reports/{scholar_report}/download")
def report_file(me: Me, scholar_report: str) -> Response:
    """The file of a report, to be saved."""
    with me.center.database.reading() as rows:
        found, _ = reporting.get(rows, me.person, scholar_report)
    if found.blob is None:
        raise Refusal(NotHere())
    return download(me.center.blobs.path(found.blob), found.file, _PDF)


def _act(me: Me, scholar: str, name: str, form: Sent, act: Callable[[Connection], object]) -> Response:
    """Do something to a scholar; the page comes back with what is wrong."""
    return submitted(me, name, form, act, f"/scholarships/{scholar}", lambda: _show(me, scholar))


def _with_paper(me: Me, agreement: str, form: Sent, name: str, act: Callable[..., object]) -> Response:
    """Do something to a version with its signed paper and the number of its approval."""
    scholar, chosen = _agreement(me, agreement, Seat.OFFICE), form.file("scan")
    return submitted_with(
        me, f"{name}-{agreement}", form, lambda: _stored(me, chosen, "scan") if chosen else None,
        lambda rows, scan: act(rows, me.person, agreement, approval=form["approval"], scan=scan),
        then=f"/scholarships/{scholar}", show=lambda: _show(me, scholar),
    )  # fmt: skip


def _stored(me: Me, chosen: UploadFile, at: str) -> Stored:
    """A PDF that was chosen, kept; :class:`Refusal` C235."""
    refuse_no_pdf(chosen.file.read(8), chosen.size or 0, at)
    chosen.file.seek(0)
    return me.center.blobs.pour(chosen.file)


def _agreement(me: Me, agreement: str, *seats: Seat) -> str:
    """The scholar of a version."""
    with me.center.database.reading() as rows:
        return agreeing.get(rows, me.person, agreement, *seats)[0].scholar


def _show(me: Me, scholar: str, on: str = "") -> Response:
    today, asked = days.today(), None
    findings: tuple[Finding, ...] = ()
    try:
        asked = day(on) if on.strip() else today
    except Refusal as refusal:
        findings = refusal.findings
    with me.center.database.reading() as rows:
        record, seat = scholars.enter(rows, me.person, scholar)
        reports = reporting.of(rows, [scholar])
        given = consents.of(rows, scholar)
        named = people.names(rows, [one.person for one in record.mentorships])
        mentor = people.get(rows, record.mentor) if record.mentor else None
        address = people.get(rows, record.scholar.person).email if record.scholar.person else ""
        rounds = matchings.holding(rows, me.person, {MENTORS.name: MENTORS}, scholar) if seat is Seat.OWN else ()
    values = _values(record, today) | {
        "owed": owed(record.versions, record.events, record.made, asked) if asked and record.versions else None,
        "asked": on or today.isoformat(), "reports": reports, "consents": given, "names": named, "findings": findings,
        "address": address, "mentor": mentor, "rounds": rounds, "seat": seat,
        "next_report": next((one for one in reports if one.open), None),
    }  # fmt: skip
    status = int(status_of(findings)) if findings else 200
    return page(me, _TEMPLATES[seat], status=status, **values)


def _values(record: Record, today: date) -> dict[str, Any]:
    standing = record.on(today)
    until = retention.kept_until(record, today)
    owed_now = owed(record.versions, record.events, record.made, today).total if record.versions else None
    over = not record.versions or (until is not None and until <= today)
    near = [one for one in record.payments if first_of(today - _PAST) <= one.month <= today + _AHEAD]
    held = tuple(HAPPENINGS[one] for one in sorted(standing.paused))
    made = [one for one in reversed(record.paid) if one.reversed is None]
    reversals = [(one.id, say("{month}, {kind}", month=month_of(one.month), kind=KINDS[one.kind])) for one in made]
    return {
        "record": record, "scholar": record.scholar, "state": state_of(record, today), "standing": standing,
        "clock": service_clock(record.versions, record.events, today), "masked": masked, "month_of": month_of,
        "months_of": months_of, "kinds": KINDS, "payment_states": STATES, "happenings": HAPPENINGS,
        "owed_now": owed_now, "possible": [(one.value, HAPPENINGS[one]) for one in happening.possible(standing)],
        "report_states": reporting.STATES, "consent_kinds": consents.KINDS, "wording": consents.WORDING,
        "consent_versions": consents.VERSION, "until": until, "over": over,
        "reversals": reversals, "near": near, "held": held, "service_said": service_said,
    }  # fmt: skip


def service_said(terms: Any) -> Text:
    """The terms of service of a version in a line."""
    how = say("pro rata") if terms.pro_rata else say("all until it is whole")
    if terms.fixed is not None:
        return say("{months} months, {how}", months=terms.fixed, how=how)
    return say("{factor} × months paid, {how}", factor=terms.factor / 100, how=how)
