"""Scholars on both databases: signed, paid, paused, reversed, reported; who sees them, and when their data go."""

from __future__ import annotations

from datetime import date

import pytest

from center.opening import peopled
from center.scholarship.supporting import PDF, TERMS, supported
from sanhak.center import events
from sanhak.center.scholarship import (
    agreeing,
    consenting,
    consents,
    happening,
    paying,
    reporting,
    scholars,
)
from sanhak.center.scholarship.clawback import owed
from sanhak.center.scholarship.scholars import Seat
from sanhak.center.scholarship.typed import account, holds_resident_number, masked, won
from sanhak.finding import Refusal

TODAY = date(2025, 5, 20)
WIDE = "".join(chr(ord(sign) + 0xFEE0) for sign in "900101-1234567")
"""As it is typed where signs are as wide as Hangul."""


def refused(code, act, *given, **named):
    with pytest.raises(Refusal) as told:
        act(*given, **named)
    assert [one.code for one in told.value.findings] == [code]


def pay(rows, office, on=TODAY):
    return paying.make(rows, office, on, paying.review(rows, office, on, on).mark, on)


def test_a_scholarship_from_signature_to_what_would_be_owed(both):
    center, crowd = both, peopled(both)
    office, scholar = crowd["office"], supported(center, crowd)
    with center.database.writing() as rows:
        review = paying.review(rows, office, TODAY, TODAY)
        assert [(one.payment.month.month, one.payment.kind) for one in review.due] == [
            (3, "stipend"), (3, "tuition"), (4, "stipend"), (5, "stipend"),
        ]  # fmt: skip
        assert (review.total.gross, review.total.tax) == (7_600_000, 3 * 105_600)
        batch = pay(rows, office)
        refused("C228", pay, rows, office)
        refused("C229", paying.make, rows, office, date(2025, 6, 1), review.mark, date(2025, 6, 1))
        refused("C227", paying.review, rows, office, date(2025, 6, 1), TODAY)
        _, (transfer,) = paying.transfers(rows, office, batch)
        assert transfer.net == 7_600_000 - 3 * 105_600
        record, seat = scholars.enter(rows, crowd["scholar"], scholar)
        assert seat is Seat.OWN
        answer = owed(record.versions, record.events, record.made, date(2025, 6, 1))
        assert answer.total == 7_600_000
        happening.write(rows, office, scholar, kind="leave", on="2025-05-16")
        record, _ = scholars.enter(rows, office, scholar)
        (may,) = (one for one in record.payments if one.month == date(2025, 5, 1))
        assert may.beyond == 1_200_000 - round(1_200_000 * 15 / 31)
        payment = next(one.id for one in record.paid if one.month == date(2025, 5, 1))
        assert paying.reverse(rows, office, payment, "휴학 반영") == scholar
        refused("C230", paying.reverse, rows, office, payment, "again")
        left = paying.review(rows, office, date(2025, 6, 2), date(2025, 6, 2))
        assert not left.due
        assert left.left[0].why.render() == "leave of absence"
        happening.write(rows, office, scholar, kind="resume", on="2025-06-01")
        again = paying.review(rows, office, date(2025, 6, 2), date(2025, 6, 2))
        assert [one.payment.due.gross for one in again.due] == [round(1_200_000 * 15 / 31), 1_200_000]
        assert events.broken(rows) is None


def test_a_version_is_signed_once_and_never_changes(center, crowd):
    office, scan = crowd["office"], center.blobs.put(PDF)
    with center.database.writing() as rows:
        scholar = scholars.add(rows, office, name="신청자 3", email="scholar@example.org")
        first = agreeing.write(rows, office, scholar, TERMS)
        assert not scholars.enter(rows, office, scholar)[0].versions
        refused("C225", agreeing.sign, rows, office, first, approval="", scan=scan)
        refused("C225", agreeing.sign, rows, office, first, approval="품의-1", scan=None)
        refused("C002", agreeing.sign, rows, crowd["scholar"], first, approval="품의-1", scan=scan)
        agreeing.confirm(rows, crowd["scholar"], first)
        assert not scholars.enter(rows, office, scholar)[0].versions
        agreeing.confirm(rows, office, first)
        assert scholars.enter(rows, office, scholar)[0].versions[0].stipend == 1_200_000
        refused("C224", agreeing.confirm, rows, office, first)
        refused("C224", agreeing.sign, rows, office, first, approval="품의-1", scan=scan)
        agreeing.write(rows, office, scholar, TERMS | {"since": "2026-03-01", "stipend": "1860000"})
        assert len(scholars.enter(rows, office, scholar)[0].versions) == 1


@pytest.mark.parametrize(
    ("code", "terms"),
    [
        ("C015", {"since": "soon"}), ("C222", {"until": "2024-01-01"}), ("C222", {"until": "2227-02-28"}),
        ("C221", {"stipend": "1.5"}), ("C221", {"tuition": "-3"}), ("C223", {"tax": "60"}), ("C223", {"factor": "9"}),
        ("C014", {"fixed": "a year"}),
    ],
)  # fmt: skip
def test_terms_that_make_no_sense_are_refused(code, terms):
    refused(code, agreeing.terms, 1, TERMS | terms)


def test_only_whom_it_concerns_sees_a_scholar(center, crowd):
    scholar = supported(center, crowd, mentor="engineer@example.org")
    with center.database.writing() as rows:
        for name in ("manager", "reviewer", "auditor", "stranger", "engineer", "trainee"):
            refused("C001", scholars.enter, rows, crowd[name], scholar)
            refused("C002", scholars.everybody, rows, crowd[name])
            refused("C002", paying.review, rows, crowd[name], TODAY, TODAY)
        refused("C002", happening.write, rows, crowd["scholar"], scholar, kind="leave", on="2025-05-01")
        consenting.give(rows, crowd["scholar"], scholar, "provision")
        assert scholars.enter(rows, crowd["engineer"], scholar)[1] is Seat.MENTOR
        assert [seat for _, seat in scholars.mine(rows, crowd["engineer"])] == [Seat.MENTOR]
        (agreement,) = scholars.enter(rows, crowd["office"], scholar)[0].agreements
        refused("C002", agreeing.get, rows, crowd["engineer"], agreement.id, Seat.OFFICE, Seat.OWN)
        consenting.revoke(rows, crowd["scholar"], scholar, "provision")
        refused("C001", scholars.enter, rows, crowd["engineer"], scholar)
        assert consents.of(rows, scholar)[0].revoked is not None


def test_reports_are_planned_handed_in_returned_and_reminded(center, crowd):
    office, me, scholar = crowd["office"], crowd["scholar"], supported(center, crowd)
    with center.database.writing() as rows:
        assert reporting.plan(rows, office, scholar) == 4
        assert reporting.plan(rows, office, scholar) == 0
        report = reporting.of(rows, [scholar])[0]
        assert report.semester == "2025-1"
        assert reporting.remind(rows, office, date(2025, 7, 25)) == 1
        assert reporting.remind(rows, office, date(2025, 7, 25)) == 0
        given = {"average": "4.1", "scale": "4.5", "name": "보고서.pdf", "kept": center.blobs.put(PDF)}
        refused("C232", reporting.hand_in, rows, me, report.id, **given)
        consenting.give(rows, me, scholar, "collection")
        refused("C223", reporting.hand_in, rows, me, report.id, **given | {"average": "4.8"})
        refused("C002", reporting.hand_in, rows, office, report.id, **given)
        refused("C231", reporting.judge, rows, office, report.id, accepted=True)
        assert reporting.hand_in(rows, me, report.id, **given) is None
        refused("C231", reporting.hand_in, rows, me, report.id, **given)
        refused("C009", reporting.judge, rows, office, report.id, accepted=False)
        reporting.judge(rows, office, report.id, accepted=False, remark="성적표가 없습니다.")
        assert reporting.hand_in(rows, me, report.id, **given) == given["kept"].key
        reporting.judge(rows, office, report.id, accepted=True)
        assert not reporting.of(rows, [scholar])[0].open


@pytest.mark.parametrize(
    ("kind", "after"),
    [("resume", []), ("left", []), ("hold", ["ended"]), ("ended", ["graduated"]), ("hired", ["hired"]),
     ("leave", ["leave"])],
)  # fmt: skip
def test_what_cannot_follow_is_refused(center, crowd, kind, after):
    office, scholar = crowd["office"], supported(center, crowd)
    with center.database.writing() as rows:
        for one in after:
            made = happening.write(rows, office, scholar, kind=one, on="2026-01-01")
        refused("C226", happening.write, rows, office, scholar, kind=kind, on="2026-02-01")
        if after and kind != "left":
            happening.annul(rows, office, made, "잘못 기록함")
            if kind not in ("resume", "left"):
                happening.write(rows, office, scholar, kind=kind, on="2026-02-01")


@pytest.mark.parametrize(("held", "on", "paid"), [("20", 10, 0), ("25", 28, 0), ("25", 21, 4), ("21", 20, 4)])
def test_a_hold_today_or_on_the_day_of_payment_holds_all(center, crowd, held, on, paid):
    office, scholar = crowd["office"], supported(center, crowd)
    with center.database.writing() as rows:
        happening.write(rows, office, scholar, kind="hold", on=f"2025-05-{held}")
        assert len(paying.review(rows, office, date(2025, 5, on), TODAY).due) == paid


def test_a_batch_that_came_in_between_leaves_the_second_nothing(both, monkeypatch):
    center, crowd = both, peopled(both)
    office = crowd["office"]
    supported(center, crowd)
    with center.database.writing() as rows:
        stale = paying.review(rows, office, TODAY, TODAY)
        paying.make(rows, office, TODAY, stale.mark, TODAY)
        monkeypatch.setattr(paying, "review", lambda *_: stale)
        refused("C229", paying.make, rows, office, TODAY, stale.mark, TODAY)
        monkeypatch.undo()
        assert len(paying.batches(rows, office)) == 1
        assert len(scholars.everybody(rows, office)[0].paid) == len(stale.due)


def test_a_mentor_sees_nothing_once_support_has_ended(center, crowd):
    later = {"until": str(date.today().year + 2) + "-02-28"}  # noqa: DTZ011 - of any year to come
    scholar = supported(center, crowd, later, mentor="engineer@example.org")
    with center.database.writing() as rows:
        consenting.give(rows, crowd["scholar"], scholar, "provision")
        assert scholars.enter(rows, crowd["engineer"], scholar)[1] is Seat.MENTOR
        happening.write(rows, crowd["office"], scholar, kind="ended", on="2025-04-01")
        refused("C001", scholars.enter, rows, crowd["engineer"], scholar)


def test_a_person_has_one_scholarship(center, crowd):
    supported(center, crowd)
    with center.database.writing() as rows:
        refused("C234", scholars.add, rows, crowd["office"], name="신청자 4", email="scholar@example.org")


@pytest.mark.parametrize(
    ("given", "holds"),
    [
        ("900101-1234567", True), ("000101 - 3234567", True), ("9001011234568", True), ("9001011234567", False),
        (WIDE, True), ("991301-1234567", False), ("110-123-456789", False), ("2025-0301-1", False),
        ("문의 900101-2234567 번", True), ("19900101-12345678", False),
    ],
)  # fmt: skip
def test_resident_numbers_are_known(given, holds):
    assert holds_resident_number(given) == holds


def test_resident_numbers_are_refused_wherever_they_are_typed(center, crowd):
    office, scholar = crowd["office"], supported(center, crowd)
    number = "900101-1234567"
    with center.database.writing() as rows:
        for field in ("name", "university", "supervisor", "bank"):
            refused("C220", scholars.change, rows, office, scholar, **{field: number})
        refused("C220", happening.write, rows, office, scholar, kind="topic", on="2025-05-01", note=number)
        refused("C220", consenting.give, rows, office, scholar, "collection", number)
        refused("C237", scholars.change, rows, office, scholar, account="12")


def test_accounts_are_masked_and_won_are_whole():
    assert masked(account("110-123-456789")) == "•••-•••-••6789"
    assert (won("1,200,000 원"), won("")) == (1_200_000, 0)


def test_no_account_and_no_name_stands_in_the_log(center, crowd):
    supported(center, crowd, bank="은행", account="110-123-456789")
    with center.database.reading() as rows:
        told = str(events.latest(rows))
    assert "456789" not in told
    assert "신청자 3" not in told
