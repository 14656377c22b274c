"""What is calculated without rows: load, forecast, gates, value, standing, and money as people write it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanhak.center.carrying.deliverables import held_until
from sanhak.center.carrying.gates import Gate, brought, measured
from sanhak.center.carrying.heads import done_of, kind_of, part_of, plain, verdict_of
from sanhak.center.carrying.load import Load, overloads
from sanhak.center.carrying.money import Line, Spending, accounts, forecast
from sanhak.center.carrying.risks import level, matrix
from sanhak.center.carrying.stages import Stage, Vote
from sanhak.center.carrying.standing import Course, Facts, Gated, following, standing
from sanhak.center.carrying.terms import Terms
from sanhak.center.carrying.value import total, values
from sanhak.center.carrying.words import Comparison, Kind, Reads, Verdict, span, won
from sanhak.center.decisions import Decision, Outcome
from sanhak.center.projects import Milestone
from sanhak.center.rights import Part
from sanhak.finding import Refusal
from sanhak.study import Promise
from sanhak.study.answer import Estimate
from sanhak.text import say

TODAY = date(2026, 7, 1)
NOW = datetime(2026, 7, 1, tzinfo=UTC)


def refused(call, *args, **more):
    with pytest.raises(Refusal) as caught:
        call(*args, **more)
    return caught.value.findings[0].code


@pytest.mark.parametrize(
    ("typed", "value"),
    [("12,000,000", 12_000_000), ("₩12,000,000", 12_000_000), ("1,200만", 12_000_000), ("3억 5천만 원", 350_000_000),
     ("1.5억", 150_000_000), ("0", 0), ("500원", 500), ("2억3000", 200_003_000)],
)  # fmt: skip
def test_money_is_taken_as_people_write_it(typed, value):
    assert won(typed) == value


@pytest.mark.parametrize("typed", ["", "much", "-5", "1.5", "12 USD", "만", "9" * 17])
def test_what_is_no_money_is_refused(typed):
    assert refused(won, typed) == "C200"


@given(st.integers(0, 10**15))
def test_every_amount_reads_back(value):
    assert won(f"{value:,}") == won(f"{value}원") == value


def test_a_span_ends_after_it_starts():
    assert span("2026-01-01", "2026-01-01") == {"starts": date(2026, 1, 1), "ends": date(2026, 1, 1)}
    assert refused(span, "2026-01-02", "2026-01-01") == "C208"


DAYS = st.integers(-20, 60).map(lambda days: TODAY + timedelta(days))
LOADS = st.lists(st.tuples(st.integers(1, 100), DAYS, st.integers(0, 40), st.sampled_from("abc")), max_size=6)


@given(LOADS)
def test_overload_is_what_a_count_of_every_day_finds(drawn):
    loads = [
        Load(str(at), project, "p", "P", float(share), start, start + timedelta(length))
        for at, (share, start, length, project) in enumerate(drawn)
    ]
    found = overloads(loads, TODAY)
    told = {
        one.starts + timedelta(day) for one in found for day in range((one.ends - one.starts).days + 1)
    }  # every day that is named
    for day in (TODAY + timedelta(days) for days in range(120)):
        total_ = sum(one.share for one in loads if one.starts <= day <= one.ends)
        assert (day in told) == (total_ > 100), day
    for one in found:
        days = (one.starts + timedelta(day) for day in range((one.ends - one.starts).days + 1))
        assert one.share == max(sum(load.share for load in loads if load.starts <= day <= load.ends) for day in days)
    assert not any(later.starts - before.ends == timedelta(1) for before, later in pairwise(found))


def line(year=2026, planned=1000):
    return Line("l", Kind.DIRECT, "재료비", year, planned)


@pytest.mark.parametrize(
    ("year", "spent", "today", "value"),
    [
        (2025, 400, TODAY, 400),  # over: nothing more comes
        (2027, 0, TODAY, 1000),  # not begun: as planned
        (2026, 100, date(2026, 2, 1), 1000),  # too early to tell
        (2026, 1200, date(2026, 2, 1), 1200),  # never below what is spent
        (2026, 365, date(2026, 7, 2), 728),  # day 183 of 365: twice as much, nearly
        (2026, 500, date(2026, 12, 31), 500),
    ],
)
def test_the_forecast_follows_the_pace(year, spent, today, value):
    assert forecast(line(year), spent, today) == value


@given(st.integers(0, 10**9), st.integers(0, 10**9), st.integers(0, 364))
def test_a_forecast_is_never_less_than_what_is_spent(planned, spent, day):
    assert forecast(line(planned=planned), spent, date(2026, 1, 1) + timedelta(day)) >= spent


def spending(amount):
    return Spending("s", "p", "l", TODAY, amount, "", None, None, "x")


def test_overspending_is_found_before_and_after():
    assert [one.code for one in accounts([line()], [spending(600), spending(401)], TODAY).findings] == ["C210"]
    assert [one.code for one in accounts([line()], [spending(600)], TODAY).findings] == ["C211"]
    fine = accounts([line()], [spending(400)], TODAY)
    assert (fine.findings, fine.spent, fine.planned, fine.share) == ((), 400, 1000, 0.4)


MET = Estimate(82.0, 80.6, 83.1, "%")


@pytest.mark.parametrize(
    ("comparison", "limit", "worse", "holds"),
    [("least", 81, False, True), ("least", 81, True, False), ("least", 80.6, True, True), ("most", 82.5, False, True),
     ("most", 82.5, True, False), ("most", 83.1, True, True), ("least", 82.1, False, False)],
)  # fmt: skip
def test_a_gate_holds_on_the_agreed_side(comparison, limit, worse, holds):
    assert Gate(Reads.AFTER, Comparison(comparison), limit, "%", worse).holds(MET) is holds


def gate(unit, reads=Reads.AFTER):
    return Gate(reads, Comparison.LEAST, 1.0, unit, worse=False)


def test_a_gate_converts_points_and_differences():
    warm = Estimate(80.0, 79.0, 81.0, "°C")
    assert brought(warm, gate("K"), "x").value == pytest.approx(353.15)
    assert brought(Estimate(5.0, 4.0, 6.0, "K"), gate("°F", Reads.EFFECT), "x").value == pytest.approx(9.0)
    assert brought(warm, gate("°C"), "x") == warm
    assert refused(brought, warm, gate("%"), "x") == "C202"


PROMISE = Promise(
    say("{goal}", goal="yield"), Estimate(2.0, 1.0, 3.0, "%"), Estimate(80.0, 79.0, 81.0, "%"),
    Estimate(82.0, 81.0, 83.0, "%"), say("today's setting as the model predicts it"),
    Estimate(100.0, 50.0, 150.0, "KRW/a"),
)  # fmt: skip


class Answered:
    def __init__(self, promise, scores=()):
        self.promise, self.scores = promise, scores


def test_a_gate_reads_what_the_answer_holds():
    assert measured(Answered(PROMISE), Reads.AFTER, "x") == PROMISE.after
    assert measured(Answered(PROMISE), Reads.EFFECT, "x") == PROMISE.effect
    for reads in Reads:
        assert refused(measured, Answered(None), reads, "x") == "C201"


def decided(promise, *outcomes):
    return Decision("d", "p", "a", say("x"), (), promise, {}, "", "x", "X", NOW, outcomes)


def outcome(value, lower=None, upper=None):
    return Outcome("o", value, lower, upper, "%", TODAY, "", "x", NOW)


def test_value_is_added_with_its_interval_and_promised_beside_realised():
    plain_ = Promise(PROMISE.what, PROMISE.effect, PROMISE.before, PROMISE.after, PROMISE.against)
    (one,) = values([decided(plain_), decided(plain_, outcome(83.0, 82.0, 84.0)), decided(plain_, outcome(81.0))])
    assert (one.taken, one.reported, one.bare) == (3, 2, 1)
    assert one.promised.value == pytest.approx(6.0)
    assert one.promised.upper - one.promised.value == pytest.approx(3**0.5)
    assert one.judged.value == pytest.approx(4.0)
    assert one.realised.value == pytest.approx(3.0 + 1.0)
    assert one.realised.lower == pytest.approx(4.0 - (1 + 1 + 1) ** 0.5)


def test_money_is_realised_in_the_share_of_the_effect():
    (one,) = values([decided(PROMISE, outcome(81.0))])
    assert (one.promised.value, one.realised.value, one.realised.unit) == (100.0, 50.0, "KRW/a")
    assert values([decided(None)]) == ()
    assert total([]) is None


def gated(title, due, *, passed=None):
    return Gated(Milestone(title, title, due, None, None, passed), None, ())


def facts(**given):
    nothing = {"gated": (), "stages": (), "overloads": (), "risks": (), "deliverables": ()}
    return Facts(**{"today": TODAY, "money": accounts([], [], TODAY), **nothing, **given})


def stage(verdict, *votes, settled=NOW, quorum=1):
    listed = tuple(Vote(str(at), f"N{at}", vote, "", None) for at, vote in enumerate(votes))
    return Stage("s", "p", None, "mid", quorum, verdict, "", settled if verdict else None, "x", NOW, listed)


def test_a_standing_follows_from_the_facts():
    assert standing(facts()).course is Course.ON
    assert standing(facts(gated=[gated("a", TODAY - timedelta(1), passed=NOW)])).course is Course.ON
    assert standing(facts(gated=[gated("a", TODAY - timedelta(1))])).course is Course.RISK
    assert standing(facts(gated=[gated("a", TODAY - timedelta(31))])).course is Course.OFF
    assert standing(facts(stages=[stage(Verdict.STOP)])).course is Course.OFF
    assert standing(facts(money=accounts([line()], [spending(1001)], TODAY))).course is Course.OFF
    late = standing(facts(gated=[gated("a", TODAY - timedelta(2))]))
    assert "2 days late" in str(late.sentence)
    assert "2일" in late.sentence.render("ko")


def test_what_waits_comes_first():
    found = following(facts(gated=[gated("a", TODAY + timedelta(3))], stages=[stage(None, None, quorum=1)]))
    assert [one.place for one in found] == ["stages", "gates"]


def test_votes_are_counted_and_a_tie_wants_nothing():
    go, stop = Verdict.GO, Verdict.STOP
    assert stage(None, go, go, stop).wanted is go
    assert stage(None, go, stop).wanted is None
    assert stage(None, None).wanted is None
    assert stage(None, go, None).cast == 1


def test_the_matrix_holds_each_risk_once():
    assert [level(*place) for place in ((1, 1), (2, 3), (3, 4), (5, 5))] == ["low", "middle", "high", "high"]
    fields = [field for row in matrix(()) for field in row]
    assert len(fields) == 25
    assert (fields[0].likelihood, fields[0].impact) == (5, 1)


def test_terms_hold_a_result_until_the_later_day():
    assert held_until(None, NOW) is None
    assert held_until(Terms("x", None, 0, ""), NOW) is None
    assert held_until(Terms("x", None, 30, ""), NOW) == date(2026, 7, 31)
    assert held_until(Terms("x", date(2026, 8, 31), 30, ""), NOW) == date(2026, 9, 1)


def test_words_of_a_workbook_are_read_as_people_write_them():
    assert plain(" 예산액 (원) ") == plain("예산액") == "예산액"
    assert (kind_of("직접비"), kind_of("Overhead"), kind_of("x")) == (Kind.DIRECT, Kind.INDIRECT, None)
    assert (part_of(""), part_of("연구 책임자"), part_of("king")) == (Part.MEMBER, Part.LEAD, None)
    assert (verdict_of("조건부 승인"), verdict_of("maybe")) == (Verdict.CHANGE, None)
    assert (done_of("완료"), done_of(""), done_of("half")) == (True, False, None)
