"""A call from review to its end, on both databases: verdicts, rules, minutes, letters, appeals."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, insert, select, update

from center.opening import work
from sanhak.center import events, schema
from sanhak.center.calls import applications, applying, calls, writing
from sanhak.center.calls import schema as tables
from sanhak.center.calls.applications import State as Verdict
from sanhak.center.calls.form import FormField, Kind, Part
from sanhak.center.calls.rules import Rules
from sanhak.center.selection import appealing, deciding, proposing
from sanhak.center.selection.deciding import Decided
from sanhak.center.selection.keeping_rules import Candidate, broken
from sanhak.finding import Refusal

WORDS = {"ko": "이름", "en": "Name"}
APPLICANTS = ("researcher", "scholar", "engineer")
SETTLED = datetime(2026, 11, 20, tzinfo=UTC)
LATER = SETTLED + timedelta(days=15)
CHOSEN = (Verdict.SELECTED, Verdict.RESERVE, Verdict.REJECTED)


@pytest.fixture
def run(center):
    """Carries an act out in a transaction of its own."""

    def act(function, *given, **named):
        with center.database.writing() as rows:
            return function(rows, *given, **named)

    return act


@pytest.fixture
def call(run, crowd):
    """A call in review with three applications that ask for 100 million won each."""
    office, now = crowd["office"], datetime.now(UTC)
    made = run(writing.make, office, purpose="courses", title=WORDS)
    form = [
        FormField("title", WORDS, part=Part.TITLE), FormField("won", WORDS, Kind.MONEY, Part.AMOUNT, year=2027),
        FormField("laboratory", WORDS, part=Part.LABORATORY),
    ]  # fmt: skip
    run(writing.set_form, office, made, form)
    moments = {"opens": now - timedelta(days=9), "closes": now + timedelta(days=1)}
    rules = Rules(budget={2027: 200_000_000}, places=2, cap=1).dump()
    run(lambda rows: rows.execute(update(tables.calls).values(**moments, rules=rules)))
    run(writing.open_call, office, made)
    for name in APPLICANTS:
        one = run(applying.begin, crowd[name], made)
        filled = {"title": f"Work of {name}", "won": "1억", "laboratory": f"Laboratory {name}"}
        run(applying.hand_in, crowd[name], one, filled)
    run(lambda rows: rows.execute(update(tables.calls).values(state="review")))
    return made


def codes(act, *given, **named):
    with pytest.raises(Refusal) as caught:
        act(*given, **named)
    return [finding.code for finding in caught.value.findings]


def decided(found, *verdicts, because=""):
    return {one.id: Decided(verdict, because) for one, verdict in zip(found, verdicts, strict=True)}


def letters(run):
    return run(lambda rows: rows.execute(select(schema.outbox.c.to, schema.outbox.c.body)).all())


def test_a_committee_settles_and_every_applicant_gets_a_letter(run, crowd, call):
    office = crowd["office"]
    assert codes(run, deciding.settle, office, call, {}, minutes="x") == ["C160"], "the review has not ended"
    assert codes(run, deciding.begin, crowd["researcher"], call) == ["C002"]
    run(deciding.begin, office, call)
    _, found = run(deciding.standing, office, call)
    run(deciding.keep, office.id, call, {"selected": [found[0].id, found[1].id]})
    chosen = decided(found, *CHOSEN)
    assert codes(run, deciding.settle, office, call, dict(list(chosen.items())[:2]), minutes="x") == ["C161"]
    assert codes(run, deciding.settle, office, call, decided(found, *3 * [Verdict.SELECTED]), minutes="x") == ["C162"]
    assert codes(run, deciding.settle, office, call, chosen, minutes="x") == ["C163"], "the second was proposed"
    chosen = decided(found, *CHOSEN, because="the plant is closed that year")
    assert codes(run, deciding.settle, office, call, chosen, minutes=" ") == ["C164"]
    before = len(letters(run))
    run(deciding.settle, office, call, chosen, minutes="All three were discussed.", at=SETTLED)
    assert [run(applications.get, office, one.id).state for one in found] == list(CHOSEN)
    assert len(letters(run)) == before + 3
    kept = run(deciding.of_call, office, call)
    assert (kept.settled, kept.decided, kept.minutes) == (SETTLED, chosen, "All three were discussed.")
    assert run(calls.get, office, call).state == "decided"
    assert codes(run, deciding.settle, office, call, chosen, minutes="x") == ["C160"], "letters went out"
    assert not run(deciding.keep, office.id, call, {"selected": []}), "a proposal that comes late changes nothing"
    assert run(deciding.of_call, office, call).proposed
    assert run(events.broken) is None


def test_rules_are_departed_from_with_a_reason_alone(run, crowd, call):
    office = crowd["office"]
    run(deciding.begin, office, call)
    _, found = run(deciding.standing, office, call)
    run(deciding.settle, office, call, decided(found, *3 * [Verdict.SELECTED]), minutes="x", despite="the board agreed")
    assert run(deciding.of_call, office, call).despite == "the board agreed"


def test_going_back_to_the_review_keeps_everything(run, crowd, call):
    office = crowd["office"]
    run(deciding.begin, office, call)
    run(deciding.back, office, call)
    assert run(calls.get, office, call).state == "review"
    assert codes(run, deciding.back, office, call) == ["C160"]


def test_an_appeal_is_heard_once_answered_and_may_change_the_verdict(run, crowd, call):
    office, me = crowd["office"], crowd["engineer"]
    run(deciding.begin, office, call)
    _, found = run(deciding.standing, office, call)
    assert codes(run, appealing.appeal, me, found[2].id, "no") == ["C165"], "nothing is decided yet"
    run(deciding.settle, office, call, decided(found, *CHOSEN), minutes="x", at=SETTLED)
    soon = SETTLED + timedelta(days=3)
    assert codes(run, appealing.appeal, me, found[2].id, "no", LATER) == ["C165"], "too late"
    assert codes(run, appealing.appeal, crowd["researcher"], found[0].id, "no", soon) == ["C165"], "was selected"
    assert codes(run, appealing.appeal, crowd["stranger"], found[2].id, "no", soon) == ["C001"]
    run(appealing.appeal, me, found[2].id, "The plant exists.", soon)
    assert codes(run, appealing.appeal, me, found[2].id, "again", soon) == ["C165"]
    assert codes(run, appealing.finish, office, call, LATER) == ["C166"]
    (waits,) = run(appealing.of_call, office, call)
    assert codes(run, appealing.answer, me, waits.id, "yes", upheld=True) == ["C002"]
    run(appealing.answer, office, waits.id, "You are right.", upheld=True)
    assert codes(run, appealing.answer, office, waits.id, "again", upheld=False) == ["C001"]
    assert codes(run, deciding.revise, me, found[2].id, Verdict.SELECTED, "x") == ["C002"]
    run(deciding.revise, office, found[2].id, Verdict.SELECTED, "the appeal was right")
    assert codes(run, deciding.revise, office, found[1].id, Verdict.SELECTED, "x") == ["C162"], "two places"
    assert codes(run, appealing.finish, office, call, soon) == ["C166"], "more may come"
    run(appealing.finish, office, call, LATER)
    assert run(calls.get, office, call).state == "ended"
    assert "You are right." in letters(run)[-2].body + letters(run)[-1].body


def _candidate(at, area, laboratory, won):
    return Candidate(f"id{at}", at, area, laboratory, {2027: won})


@given(
    st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from("xyz"), st.integers(0, 9)), max_size=8),
    st.integers(0, 30), st.integers(0, 8), st.integers(0, 3), st.integers(0, 3),
)  # fmt: skip
def test_what_is_broken_is_what_a_count_finds(drawn, budget, places, floor, cap):
    chosen = [_candidate(at, *one) for at, one in enumerate(drawn)]
    rules = Rules(budget={2027: budget}, places=places, floors={"a": floor}, cap=cap, needs=(("id0", "id9"),))
    laboratories = [sum(one.laboratory == name for one in chosen) for name in "xyz"]
    faults = (
        (len(chosen) > places) + (sum(one.amounts[2027] for one in chosen) > budget)
        + (sum(one.area == "a" for one in chosen) < floor) + sum(count > cap for count in laboratories) + bool(chosen)
    )  # fmt: skip
    assert len(list(broken(rules, chosen))) == faults


def reviewed(run, call, found, crowd):
    """Two reviews of each application: the first one is far better than the third."""
    now, criteria = datetime.now(UTC), [criterion.name for criterion in call.rubric.criteria]
    for one, scores in zip(found, ((5, 4), (3, 4), (1, 2)), strict=True):
        for name, score in zip(("office", "manager"), scores, strict=True):
            seat, who = f"{one.id[:10]}{name[:4]}", crowd[name].id
            pair = {"id": seat, "application": one.id, "person": who, "why": {}, "state": "assigned", "by": who}
            review = {"id": seat, "assignment": seat, "committee": "", "applicant": "Well done.", "changed": now}
            review |= {"scores": dict.fromkeys(criteria, score), "submitted": now}
            run(Connection.execute, insert(tables.assignments).values(**pair, made=now))
            run(Connection.execute, insert(tables.reviews).values(**review))


def test_a_proposal_is_worked_out_by_a_job_and_keeps_the_rules(run, center, crowd, call):
    office = crowd["office"]
    run(deciding.begin, office, call)
    one, found = run(deciding.standing, office, call)
    assert codes(run, proposing.ask, center.queue, office, call) == ["C167"], "nobody has reviewed"
    reviewed(run, one, found, crowd)
    run(proposing.ask, center.queue, office, call)
    assert work(center) == ["done"]
    kept = run(deciding.of_call, office, call)
    assert kept.proposed == {found[0].id, found[1].id}, "two places, the budget of two"
    merit = kept.proposal["merit"]
    assert merit[found[0].id][0] > merit[found[1].id][0] > merit[found[2].id][0]
    assert all(lower < value < upper for value, lower, upper in merit.values())
    assert kept.proposal["share"][found[0].id] > kept.proposal["share"][found[2].id]
    assert {more["kind"] for more in kept.proposal["worth"]} == {"places", "budget"}
    assert proposing.latest(center.queue, office, call).state == "done"
    run(deciding.settle, office, call, decided(found, *CHOSEN, because="too like the first"), minutes="x")
    assert "Well done." in letters(run)[-1].body
