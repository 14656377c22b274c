"""A selected application opens one agreement, on both databases, with what its call offers; papers that come later."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import update

from center.opening import peopled
from center.reviewing.calling import application, call
from center.scholarship.supporting import PDF, TERMS, supported
from sanhak.center import events
from sanhak.center.calls import schema as calling
from sanhak.center.calls.templates import template
from sanhak.center.scholarship import agreeing, importing, offering, opening, scholars
from sanhak.center.scholarship.agreement import Version
from sanhak.finding import Refusal

TODAY = date(2026, 11, 29)
OFFER = {
    "years.master": "2", "stipend.master": "1,000,000", "years.doctor": "3", "stipend.doctor": "1,500,000",
    "years.combined": "5", "stipend.combined": "1,500,000", "tuition": "4,000,000", "tax": "8.8", "fixed": "36",
    "pro_rata": "yes", "conditions": "학기마다 보고서를 냅니다.",
}  # fmt: skip
VALUES = {
    "title": "촉매 수명 예측", "degree": "doctor", "starts": "2027-03-01", "name": "신청자 3", "university": "대학교 A",
    "laboratory": "연구실 A", "supervisor": "교수 1\n교수 2",
}  # fmt: skip


def refused(code, act, *given, **named):
    with pytest.raises(Refusal) as told:
        act(*given, **named)
    assert [one.code for one in told.value.findings] == [code]


def decided(rows, crowd, values=VALUES, offer=OFFER, state="selected", who="scholar", **more):
    """An application to a call for scholarships, as a selection leaves it."""
    form = [field.dump() for field in template("scholarships", 2027).form]
    here = call(rows, crowd["office"], "draft", form=form, **more)
    if offer:
        offering.write(rows, crowd["office"], here, offer)
    made = application(rows, here, crowd[who], 3, values)
    rows.execute(update(calling.calls).where(calling.calls.c.id == here).values(state="decided"))
    rows.execute(update(calling.applications).where(calling.applications.c.id == made).values(state=state))
    return made


def test_one_press_opens_one_agreement_that_says_what_the_call_offers(both):
    center, crowd = both, peopled(both)
    office, me = crowd["office"], crowd["scholar"]
    with center.database.writing() as rows:
        made = decided(rows, crowd)
        assert [(one.id, one.name) for one in opening.selected(rows, office)] == [(made, me.name)]
        scholar = opening.agree(rows, office, made, TODAY)
        assert opening.agree(rows, office, made, TODAY) == scholar
        assert opening.selected(rows, office) == ()
        assert opening.opened(rows, [made]) == {made: scholar}
        record, _ = scholars.enter(rows, me, scholar)
        (version,) = record.agreements
        assert (version.application, version.signed) == (made, None)
        assert version.terms == Version(
            1, date(2027, 3, 1), date(2030, 2, 28), 1_500_000, tuition=4_000_000, tax=880, fixed=36,
            with_tuition=False, conditions="학기마다 보고서를 냅니다.",
        )  # fmt: skip
        here = record.scholar
        assert (here.name, here.person, here.university, here.supervisor) == (me.name, me.id, "대학교 A", "교수 1")
        assert [one.act for one in events.latest(rows, limit=3)] == [
            "agreement.opened", "agreement.written", "scholar.added",
        ]  # fmt: skip


def test_a_known_scholar_gets_a_further_version(center, crowd):
    scholar = supported(center, crowd)
    with center.database.writing() as rows:
        assert opening.agree(rows, crowd["office"], decided(rows, crowd), TODAY) == scholar
        record, _ = scholars.enter(rows, crowd["office"], scholar)
    assert [(one.number, one.signed is None) for one in record.agreements] == [(1, False), (2, True)]


@pytest.mark.parametrize(("starts", "first"), [("", date(2027, 3, 1)), ("9998-03-01", date(2027, 3, 1)),
                                               ("2026-09-15", date(2026, 9, 15))])  # fmt: skip
def test_support_begins_on_the_day_that_was_named_or_with_the_next_semester(center, crowd, starts, first):
    with center.database.writing() as rows:
        made = decided(rows, crowd, VALUES | {"starts": starts, "degree": ""}, offer=None)
        scholar = opening.agree(rows, crowd["office"], made, TODAY)
        (terms,) = (one.terms for one in scholars.enter(rows, crowd["office"], scholar)[0].agreements)
    assert (terms.since, terms.stipend) == (first, 900_000)  # what the template begins with


def test_only_a_selected_application_for_a_scholarship_opens_an_agreement_and_only_by_the_office(center, crowd):
    with center.database.writing() as rows:
        for wrong in (
            decided(rows, crowd, state="reserve"),
            decided(rows, crowd, offer=None, purpose="projects"),
            "a" * 14,
        ):
            refused("C236", opening.agree, rows, crowd["office"], wrong, TODAY)
        made = decided(rows, crowd)
        for name in ("scholar", "manager", "engineer"):
            refused("C002", opening.agree, rows, crowd[name], made, TODAY)
        assert scholars.everybody(rows, crowd["office"]) == ()


def test_an_offer_stands_once_its_call_is_open(center, crowd):
    with center.database.writing() as rows:
        form = [field.dump() for field in template("scholarships", 2027).form]
        here, other = call(rows, crowd["office"], "draft", form=form), call(rows, crowd["office"], purpose="courses")
        refused("C002", offering.write, rows, crowd["engineer"], here, OFFER)
        refused("C001", offering.write, rows, crowd["office"], other, OFFER)
        for code, wrong in (
            ("C014", {"years.master": ""}), ("C223", {"years.doctor": "40"}), ("C221", {"stipend.master": "much"}),
            ("C220", {"conditions": "900101-1234567"}),
        ):  # fmt: skip
            refused(code, offering.write, rows, crowd["office"], here, OFFER | wrong)
        offering.write(rows, crowd["office"], here, OFFER)
        offering.write(rows, crowd["office"], here, OFFER | {"years.doctor": "4"})
        rows.execute(update(calling.calls).where(calling.calls.c.id == here).values(state="open"))
        refused("C109", offering.write, rows, crowd["office"], here, OFFER)


def test_a_paper_comes_afterwards_and_changes_nothing(center, crowd):
    office, scan = crowd["office"], center.blobs.put(PDF)
    row = {
        "name": "신청자 5",
        "since": "2025-03-01",
        "until": "2027-02-28",
        "stipend": "1,200,000",
        "approval": "품의-7",
    }
    with center.database.writing() as rows:
        assert importing.keep(rows, office, [row]) == 1
        (record,) = scholars.everybody(rows, office)
        (before,) = record.agreements
        refused("C225", agreeing.add_scan, rows, office, before.id, approval="", scan=None)
        refused("C001", agreeing.add_scan, rows, crowd["scholar"], before.id, approval="", scan=scan)
        agreeing.add_scan(rows, office, before.id, approval="", scan=scan)
        (record,) = scholars.everybody(rows, office)
        (after,) = record.agreements
        assert (after.terms, after.signed, after.approval) == (before.terms, before.signed, "품의-7")
        assert (after.scan, after.scan_hash) == (scan.key, scan.hash)
        refused("C253", agreeing.add_scan, rows, office, before.id, approval="품의-8", scan=scan)
        draft = agreeing.write(rows, office, record.scholar.id, TERMS)
        refused("C253", agreeing.add_scan, rows, office, draft, approval="품의-8", scan=scan)
