"""Further reviews: who has room is asked once more, as many as can be; the others wait and are told."""

from __future__ import annotations

import pytest

from center.reviewing.calling import in_review
from sanhak.center.calls import schema as calling
from sanhak.center.reviewing import assigned, assigning, conflicts, further, proposing, writing
from sanhak.center.reviewing.assigned import State
from sanhak.finding import Refusal


@pytest.fixture
def here(center, crowd):
    """A call of three applications that has two reviews of each."""
    made = in_review(center, crowd)
    with center.database.writing() as rows:
        found = proposing.renew(rows, crowd["office"], made.id)[1]
        assigning.take(rows, crowd["office"], made.id, found.mark)
    return made


def given(rows, here):
    found = {}
    for one in assigned.of_call(rows, here.id):
        if one.state is State.ASSIGNED:
            found.setdefault(one.application, set()).add(one.person)
    return found


def test_one_more_review_goes_to_somebody_with_room_and_no_conflict(center, crowd, here):
    office, (first, second, third) = crowd["office"], here.applications
    with center.database.writing() as rows:
        before = given(rows, here)
        rest = [one for one in here.reviewers if one.id not in before[first]]
        writing.conflicted(rows, rest[0], here.id, first, "family", "")
        assert further.ask(rows, office, here.id, {first, third}) == 2
        after = given(rows, here)
        assert after[first] - before[first] == {rest[1].id}
        assert len(after[third]) == 3
        assert after[second] == before[second]
        assert further.waiting(rows, office, here.id) == ()
        _, found = proposing.renew(rows, office, here.id)
        assert found.new == 0, "three reviews of these are what is wanted now"


def test_who_gives_it_back_is_replaced_by_the_proposal(center, crowd, here):
    office, first = crowd["office"], here.applications[0]
    with center.database.writing() as rows:
        before = given(rows, here)[first]
        further.ask(rows, office, here.id, {first})
        (one,) = [
            one for one in assigned.of_call(rows, here.id) if one.application == first and one.person not in before
        ]
        person = next(judge for judge in here.reviewers if judge.id == one.person)
        writing.decline(rows, person, one.id, "", "")
        assert further.waiting(rows, office, here.id) == (1,)
        _, found = proposing.renew(rows, office, here.id)
        assert [pair.entry.number for pair in found.pairs if not pair.stands] == [1]


def test_without_room_nothing_is_changed_and_some_room_serves_some(center, crowd, here):
    office = crowd["office"]
    with center.database.writing() as rows:
        rows.execute(calling.call_reviewers.update().values(load=0))
        with pytest.raises(Refusal, match="C261"):
            further.ask(rows, office, here.id, here.applications)
    with center.database.writing() as rows:
        before = given(rows, here)
        judge = here.reviewers[0]
        load = sum(judge.id in people for people in before.values())
        rows.execute(
            calling.call_reviewers.update().where(calling.call_reviewers.c.person == judge.id).values(load=load + 1)
        )
        assert further.ask(rows, office, here.id, here.applications) == 1
        assert len(further.waiting(rows, office, here.id)) == 2
        assert not conflicts.of_call(rows, here.id)


def test_a_review_more_by_hand_is_no_contradiction(center, crowd, here):
    office, first = crowd["office"], here.applications[0]
    with center.database.writing() as rows:
        other = next(one for one in here.reviewers if one.id not in given(rows, here)[first])
        assigning.add(rows, office, here.id, first, other.id)
        _, found = proposing.renew(rows, office, here.id)
        assert sum(pair.entry.number == 1 for pair in found.pairs) == 3
