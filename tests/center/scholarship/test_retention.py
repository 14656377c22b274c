"""Data of scholars go by rule on their day and not before, and what the tax law asks for stays apart from them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from center.counting import questions
from center.opening import peopled
from center.scholarship.supporting import PDF, supported
from center.scholarship.test_opening import TODAY, decided, refused
from sanhak.center import events, keeping
from sanhak.center.calls import schema as calling
from sanhak.center.scholarship import agreeing, consenting, happening, opening, paying, reporting, retention, scholars
from sanhak.center.scholarship import schema as own
from sanhak.store import metadata


def count(rows, table):
    return rows.scalar(select(func.count()).select_from(table))


def test_data_go_as_a_whole_on_their_day_and_payments_stay_for_the_tax_law(both):
    center, crowd = both, peopled(both)
    office = crowd["office"]
    with center.database.writing() as rows:
        scholar = opening.agree(rows, office, decided(rows, crowd), TODAY)
        (draft,) = scholars.enter(rows, office, scholar)[0].agreements
        agreeing.sign(rows, office, draft.id, approval="품의-1", scan=center.blobs.put(PDF))
        consenting.give(rows, crowd["scholar"], scholar, "provision")
        reporting.plan(rows, office, scholar)
        march = date(2027, 3, 10)
        paying.make(rows, office, march, paying.review(rows, office, march, march).mark, march)
        happening.write(rows, office, scholar, kind="ended", on="2027-04-01")
        refused("C233", retention.remove, rows, office, scholar, date(2032, 3, 31))
        (plan,) = retention.planned(rows, office, date(2027, 6, 1))
        assert (plan.on, plan.signed, plan.payments_until) == (date(2032, 4, 1), True, date(2033, 5, 31))
        assert retention.sweep(rows, date(2032, 3, 31)) == []
        (key,) = retention.sweep(rows, date(2032, 4, 1))
        assert center.blobs.read(key) == PDF
        left = {table.name for table in metadata.sorted_tables if count(rows, table) and "scholar" in table.name}
        assert left == {"scholar_batches", "scholar_kept_payments", "scholar_offers"}
        assert count(rows, calling.applications) == 0
        (stipend, tuition) = retention.kept(rows, office)
        assert (stipend.gross, stipend.tax, stipend.paid, stipend.name) == (1_500_000, 132_000, march, "Scholar")
        assert (tuition.gross, tuition.until) == (4_000_000, date(2033, 5, 31))
        refused("C002", retention.kept, rows, crowd["engineer"])
        retention.sweep(rows, date(2033, 5, 30))
        assert len(retention.kept(rows, office)) == 2
        retention.sweep(rows, date(2033, 5, 31))
        assert retention.kept(rows, office) == ()
        assert [one.person for one in events.latest(rows) if one.act == "scholar.deleted"] == [None]


def test_what_is_not_signed_goes_half_a_year_after_the_last_draft_or_at_once_by_hand(center, crowd):
    office = crowd["office"]
    with center.database.writing() as rows:
        scholar = opening.agree(rows, office, decided(rows, crowd), TODAY)
        day = datetime.now(UTC).date()
        (plan,) = retention.planned(rows, office, day)
        assert (plan.on - day, plan.signed, plan.payments_until) == (timedelta(days=180), False, None)
        assert retention.sweep(rows, day + timedelta(days=179)) == []
        assert count(rows, own.scholars) == 1
        refused("C002", retention.remove, rows, crowd["scholar"], scholar, day)
        assert retention.remove(rows, office, scholar, day) == []
        assert count(rows, calling.applications) == 1  # it is still selected, and may open its agreement again
        opening.agree(rows, office, calling_of(rows), TODAY)
        retention.sweep(rows, day + timedelta(days=180))
        assert count(rows, own.scholars) == 0


def calling_of(rows):
    return rows.scalar(select(calling.applications.c.id))


def test_service_keeps_data_until_it_is_done(center, crowd):
    office, scholar = crowd["office"], supported(center, crowd)
    with center.database.writing() as rows:
        happening.write(rows, office, scholar, kind="hired", on="2027-03-01")
        record, _ = scholars.enter(rows, office, scholar)
        assert retention.planned(rows, office, date(2028, 3, 1)) == ()
    assert retention.kept_until(record, date(2028, 3, 1)) is None
    assert retention.kept_until(record, date(2030, 1, 1)) == date(2034, 3, 1)


def test_data_of_the_last_day_of_a_month_are_kept_for_whole_years(center, crowd):
    office, scholar = crowd["office"], supported(center, crowd)
    with center.database.writing() as rows:
        happening.write(rows, office, scholar, kind="ended", on="2026-08-31")
        record, _ = scholars.enter(rows, office, scholar)
    assert retention.kept_until(record, date(2027, 1, 1)) == date(2031, 8, 31)


def test_the_page_of_what_goes_asks_no_more_for_more_scholars(center, crowd):
    office, counts = crowd["office"], []
    for name in ("scholar", "trainee"):
        scholar = supported(center, crowd, email=f"{name}@example.org")
        with center.database.writing() as rows:
            happening.write(rows, office, scholar, kind="ended", on="2026-04-01")
            counts.append(questions(rows, retention.planned, office, date(2026, 6, 1)))
            assert len(retention.planned(rows, office, date(2026, 6, 1))) == len(counts)
    assert counts[0] == counts[1]


@pytest.mark.parametrize("paid", [date(2025, 1, 1), date(2025, 12, 31)])
def test_records_of_payments_stay_five_years_from_the_day_on_which_tax_is_declared(paid):
    assert retention.tax_until(paid) == date(2031, 5, 31)


def test_the_hourly_sweep_deletes_what_is_over_with_its_files(center, crowd):
    office = crowd["office"]
    scholar = supported(center, crowd, {"since": "2010-03-01", "until": "2012-02-29"})
    with center.database.writing() as rows:
        (agreement,) = scholars.enter(rows, office, scholar)[0].agreements
    keeping.sweep(center)
    refused("R023", center.blobs.path, agreement.scan)
    with center.database.reading() as rows:
        assert count(rows, own.scholars) == 0


def test_consent_to_provision_that_is_revoked_ends_it_at_once_everywhere(center, crowd):
    later = {"until": f"{datetime.now(UTC).year + 2}-02-28"}
    scholar, me, mentor = supported(center, crowd, later, "engineer@example.org"), crowd["scholar"], crowd["engineer"]
    with center.database.writing() as rows:
        consenting.give(rows, me, scholar, "provision")
        reporting.plan(rows, crowd["office"], scholar)
        report = reporting.of(rows, [scholar])[0].id
        assert reporting.get(rows, mentor, report)[0].id == report
        consenting.revoke(rows, me, scholar, "provision")
        for act, thing in ((scholars.enter, scholar), (reporting.get, report)):
            refused("C001", act, rows, mentor, thing)
        assert scholars.mine(rows, mentor) == ()
