"""The money of agreements: known cases, and a thousand random histories beside an independent slow calculation."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from center.scholarship.histories import Slow, history
from sanhak.center.scholarship.agreement import Event, Happening, Version, half_down
from sanhak.center.scholarship.clawback import owed, service_clock
from sanhak.center.scholarship.schedule import Kind, State, Sums, schedule

HISTORIES = 1_000
PARTS = 8
TWO_YEARS = Version(1, date(2025, 3, 1), date(2027, 2, 28), 1_200_000, 4_000_000, factor=100)


def by_month(payments, kind=Kind.STIPEND):
    return {(one.month.year, one.month.month): one for one in payments if one.kind is kind}


@pytest.mark.parametrize("part", range(PARTS))
def test_a_thousand_histories_agree_with_the_slow_calculation_to_the_won(part):
    nonzero = 0
    for seed in range(part, HISTORIES, PARTS):
        versions, events, on = history(seed)
        slow, payments = Slow(versions, events), schedule(versions, events)
        made = {}
        for month in dict.fromkeys(one.month for one in payments):
            stipend, tax, tuition, tuition_tax = slow.due(month.year, month.month)
            mine = {one.kind: one.due for one in payments if one.month == month}
            assert mine[Kind.STIPEND] == Sums(stipend, tax), (seed, month)
            assert mine.get(Kind.TUITION, Sums(0, 0)) == Sums(tuition, tuition_tax), (seed, month)
            if month < on:
                made[month, Kind.STIPEND] = Sums(stipend, tax)
        answer = owed(versions, events, made, on)
        assert answer.total == slow.back(on, {key: sums.gross for key, sums in made.items()}), seed
        nonzero += answer.total > 0
    assert nonzero > HISTORIES // PARTS // 3


def test_half_a_won_goes_down_and_more_goes_up():
    assert [half_down(Fraction(n, 4)) for n in (0, 1, 2, 3, 4, 6, 7)] == [0, 0, 0, 1, 1, 1, 2]


def test_leave_stops_payments_by_days_and_resuming_begins_them_again():
    events = [Event(Happening.LEAVE, date(2025, 9, 11)), Event(Happening.RESUME, date(2026, 3, 1))]
    payments = schedule([TWO_YEARS], events)
    stipends = by_month(payments)
    assert stipends[2025, 9].due.gross == 400_000
    assert all(stipends[year, month].state is State.NOTHING for year, month in ((2025, 10), (2026, 2)))
    assert stipends[2026, 3].due.gross == 1_200_000
    assert by_month(payments, Kind.TUITION)[2025, 9].due.gross == 4_000_000
    assert "10" in stipends[2025, 9].why.render()


def test_each_month_follows_the_version_in_force():
    doctoral = Version(2, date(2026, 3, 16), date(2029, 2, 28), 1_860_000, 0)
    stipends = by_month(schedule([TWO_YEARS, doctoral], []))
    assert stipends[2026, 2].due.gross == 1_200_000
    assert stipends[2026, 3].due.gross == half_down(Fraction(1_200_000 * 15 + 1_860_000 * 16, 31))
    assert stipends[2026, 4].due.gross == 1_860_000


def test_tax_is_cut_down_to_its_step_and_left_out_below_the_least():
    taxed = Version(1, date(2025, 3, 1), date(2025, 12, 31), 1_234_567, tax=880, tax_step=10, tax_least=1_000)
    due = by_month(schedule([taxed], []))[2025, 4].due
    assert (due.tax, due.net) == (108_640, 1_234_567 - 108_640)
    assert taxed.taxed(11_000) == 0
    assert taxed.taxed(12_000) == 1_050


def test_who_has_served_half_owes_half():
    hired = [Event(Happening.GRADUATED, date(2027, 2, 28)), Event(Happening.HIRED, date(2027, 3, 1))]
    agreed = Version(1, date(2025, 3, 1), date(2027, 2, 27), 1_000_000, with_tuition=False, fixed=24)
    support = sum(one.due.gross for one in schedule([agreed], hired) if one.kind is Kind.STIPEND)
    answer = owed([agreed], hired, {}, date(2028, 3, 1))
    assert answer.total == half_down(Fraction(support, 2))
    assert any("50.0 %" in line.said.render() for line in answer.lines)
    assert owed([agreed], hired, {}, date(2029, 3, 1)).total == 0


def test_military_service_stops_the_clock():
    hired = [Event(Happening.HIRED, date(2027, 3, 1))]
    away = [*hired, Event(Happening.MILITARY, date(2027, 9, 1)), Event(Happening.RESUME, date(2028, 9, 1))]
    running, paused = (service_clock([TWO_YEARS], one, date(2028, 12, 1)) for one in (hired, away))
    assert (running.served, paused.served) == (21, 9)
    assert (running.owed, running.ends) == (24, date(2029, 3, 1))
    assert paused.ends == date(2030, 3, 1)


def test_without_pro_rata_all_is_owed_until_the_last_day():
    strict = Version(1, date(2025, 3, 1), date(2026, 2, 28), 1_000_000, pro_rata=False)
    hired = [Event(Happening.HIRED, date(2026, 3, 1))]
    assert owed([strict], hired, {}, date(2027, 2, 28)).total == 12_000_000
    assert owed([strict], hired, {}, date(2027, 3, 1)).total == 0


def test_what_was_paid_for_days_after_the_last_is_owed_besides():
    month = (date(2025, 4, 1), Kind.STIPEND)
    answer = owed([TWO_YEARS], [], {month: Sums(1_200_000, 0)}, date(2025, 4, 16))
    assert answer.total == 1_200_000 + 4_000_000 + 600_000 + 600_000
    assert answer.total == sum(line.won or 0 for line in answer.lines if "until then" in line.said.render()) + 600_000


def test_release_ends_support_and_service():
    events = [Event(Happening.RELEASED, date(2026, 3, 1))]
    assert owed([TWO_YEARS], events, {}, date(2027, 3, 1)).total == 0
    assert service_clock([TWO_YEARS], events, date(2027, 3, 1)).left == 0


def test_before_any_agreement_nothing_is_owed():
    assert owed([TWO_YEARS], [], {}, date(2025, 2, 1)).total == 0
    assert schedule([], []) == ()
