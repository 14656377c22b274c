"""Proposals are worked out once for what they rest on: here, by a job where a call is large, or drawn by lot."""

from __future__ import annotations

import pytest

from center.opening import work
from center.reviewing.calling import in_review
from sanhak.center import events
from sanhak.center.reviewing import assigned, assigning, proposal, proposing, writing
from sanhak.center.reviewing.proposing import Way
from sanhak.finding import Refusal
from sanhak.jobs.job import State


@pytest.fixture
def here(center, crowd):
    return in_review(center, crowd)


@pytest.fixture
def large(monkeypatch):
    monkeypatch.setattr("sanhak.center.reviewing.ground.MOST_PAIRS", 0)


@pytest.fixture
def solved(monkeypatch):
    """What was solved in this process."""
    calls = []

    def counted(name, way):
        def act(*given):
            calls.append(name)
            return way(*given)

        return act

    for name in ("work_out", "cost"):
        monkeypatch.setattr(proposal, name, counted(name, getattr(proposal, name)))
    return calls


def look(center, crowd, here):
    return proposing.look(center.database, crowd["office"], here.id)[1]


def asked(center, crowd, here, way="fairest"):
    with center.database.writing() as rows:
        return proposing.ask(rows, center.blobs, center.queue, crowd["office"], here.id, way)


def take(center, crowd, here, mark):
    with center.database.writing() as rows:
        return assigning.take(rows, crowd["office"], here.id, mark)


def test_a_small_call_is_solved_once_until_something_changes(center, crowd, here, solved):
    first = look(center, crowd, here)
    assert look(center, crowd, here) == first
    assert solved == ["work_out"]
    with center.database.writing() as rows:
        writing.bid(rows, here.reviewers[3], here.id, {here.applications[0]: "eager"})
    assert look(center, crowd, here).mark != first.mark
    assert solved == ["work_out", "work_out"]
    with pytest.raises(Refusal, match="C138"):
        take(center, crowd, here, first.mark)
    assert take(center, crowd, here, look(center, crowd, here).mark) == 6
    assert look(center, crowd, here).new == 0
    assert solved == ["work_out", "work_out"], "what was taken is no reason to solve again"


def test_a_large_call_is_solved_by_a_job_and_never_by_a_page(center, crowd, here, large, solved):
    assert look(center, crowd, here) is None
    assert asked(center, crowd, here)
    assert look(center, crowd, here) is None
    assert not solved
    assert work(center) == [State.DONE]
    found = look(center, crowd, here)
    assert found.fresh
    assert found.proved
    with center.database.writing() as rows:
        writing.bid(rows, here.reviewers[3], here.id, {here.applications[0]: "eager"})
    old = look(center, crowd, here)
    assert (old.fresh, len(old.pairs)) == (False, 6), "the last one is still shown"
    with pytest.raises(Refusal, match="C138"):
        take(center, crowd, here, old.mark)
    asked(center, crowd, here)
    asked(center, crowd, here)
    assert work(center) == [State.DONE] * 2
    assert solved == ["work_out"] * 3
    assert take(center, crowd, here, look(center, crowd, here).mark) == 6
    with center.database.reading() as rows:
        assert len(assigned.of_call(rows, here.id)) == 6


def test_a_large_call_has_its_changes_priced_by_a_job(center, crowd, here, large, solved):
    asked(center, crowd, here)
    work(center)
    found = look(center, crowd, here)
    pair = found.pairs[0].entry.application.id, found.pairs[0].reviewer.person.id
    with center.database.writing() as rows:
        proposing.ask_price(rows, center.blobs, center.queue, crowd["office"], here.id, *pair)
    assert solved == ["work_out"]
    assert work(center) == [State.DONE]
    price = look(center, crowd, here).costs[pair]
    assert price.worst <= 1e-9
    assert price.instead[0].startswith("심사위원")


def test_a_job_that_was_overtaken_changes_nothing(center, crowd, here, large, monkeypatch):
    asked(center, crowd, here)
    job = center.queue.claim("test", (proposing.ASSIGN,))
    result = proposal.carry_out(job.payload, center.blobs.folder, lambda _step: None, lambda: False)
    asked(center, crowd, here, "0.5")
    kept = proposing.keep(result, job, center.blobs)
    center.queue.settle(job, State.DONE, kept.outcome, kept.within)
    assert look(center, crowd, here) is None


def test_a_lot_is_drawn_within_its_cap_from_a_seed_that_stays(center, crowd, here):
    first = look(center, crowd, here)
    assert asked(center, crowd, here, "0.75") is None
    drawn = look(center, crowd, here)
    assert drawn.way is Way.THREE_QUARTERS
    assert drawn.seed == first.seed
    assert 0 < max(pair.chance for pair in drawn.pairs) <= 0.75
    assert drawn.expected <= drawn.highest
    asked(center, crowd, here, "fairest")
    assert look(center, crowd, here).pairs == first.pairs
    asked(center, crowd, here, "0.75")
    assert look(center, crowd, here) == drawn, "asking again draws nothing better"
    with center.database.reading() as rows:
        told = next(one for one in events.latest(rows, limit=9) if one.act == "assignment.drawn")
    assert told.facts == {"most": 0.75, "seed": drawn.seed}
    assert take(center, crowd, here, drawn.mark) == 6
    with center.database.reading() as rows:
        assert all(one.why["chance"] <= 0.75 for one in assigned.of_call(rows, here.id))


def test_a_lot_that_cannot_be_is_refused(center, crowd):
    here = in_review(center, crowd, judges=3)
    asked(center, crowd, here, "0.5")
    with pytest.raises(Refusal, match="D206"):
        look(center, crowd, here)
    with pytest.raises(Refusal, match="C013"):
        asked(center, crowd, here, "0.1")
