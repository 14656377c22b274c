"""Mentors: named, matched by the wishes of both sides, changed with a reason, and no reviewers of their scholars."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from center.counting import questions
from center.opening import peopled
from center.racing import raced
from center.reviewing.calling import application, call, review_by
from center.scholarship.supporting import supported
from center.scholarship.test_opening import TODAY, VALUES, decided, refused
from sanhak.center.matching import matching
from sanhak.center.matching.matching import Side
from sanhak.center.reviewing import conflicts
from sanhak.center.scholarship import agreeing, consenting, mentor_matching, mentoring, opening, scholars
from sanhak.center.scholarship.mentor_matching import MENTORS
from sanhak.center.scholarship.scholars import Seat

KINDS = {"mentors": MENTORS}
LATER = {"until": f"{datetime.now(UTC).year + 2}-02-28"}


def wish(rows, person, made, side, thing, order):
    matching.wish(rows, person, KINDS, made, side=side, thing=thing, order=order)


def two(center, crowd):
    """Two scholars who consent to provision, the second with a topic, and two mentors with a place each."""
    office, first = crowd["office"], supported(center, crowd, LATER)
    with center.database.writing() as rows:
        second = opening.agree(rows, office, decided(rows, crowd, who="trainee"), TODAY)
        (draft,) = scholars.enter(rows, office, second)[0].agreements
        agreeing.confirm(rows, office, draft.id)
        agreeing.confirm(rows, crowd["trainee"], draft.id)
        for person, scholar in ((crowd["scholar"], first), (crowd["trainee"], second)):
            consenting.give(rows, person, scholar, "provision")
        for name, fields in (("engineer", "촉매 수명, 반응기"), ("manager", "수요 예측")):
            mentoring.keep(rows, office, email=f"{name}@example.org", fields=fields)
    return first, second


def test_scholars_and_mentors_get_the_stable_result_of_their_wishes(both):
    center, crowd = both, peopled(both)
    office, engineer, manager = crowd["office"], crowd["engineer"], crowd["manager"]
    first, second = two(center, crowd)
    with center.database.writing() as rows:
        made = matching.begin(rows, office, MENTORS, "가을")
        here = matching.get(rows, crowd["trainee"], KINDS, made)
        assert here.sides[Side.FIRST][second].about == VALUES["title"]
        assert matching.suggested(here, Side.FIRST, second)[0][0] == engineer.id  # by likeness of topic and fields
        refused("C001", wish, rows, crowd["trainee"], made, "first", first, [engineer.id])
        refused("C001", matching.get, rows, crowd["stranger"], KINDS, made)
        wish(rows, crowd["scholar"], made, "first", first, [engineer.id, manager.id])
        wish(rows, crowd["trainee"], made, "first", second, [engineer.id, manager.id])
        wish(rows, engineer, made, "second", engineer.id, [second, first])
        pairs = {one.first: one for one in matching.take(rows, office, KINDS, made)}
        assert (pairs[second].second, pairs[second].wish, pairs[second].rank) == (engineer.id, 1, 1)
        assert (pairs[first].second, pairs[first].wish) == (manager.id, 2)
        assert (pairs[first].passed[0].full, pairs[first].passed[0].of) == (True, 2)
        assert scholars.enter(rows, engineer, second)[1] is Seat.MENTOR
        assert [one.room for one in mentoring.mentors(rows, office, TODAY)] == [0, 0]
        refused("C251", matching.take, rows, office, KINDS, made)
        refused("C250", matching.begin, rows, office, MENTORS, "겨울")
        consenting.revoke(rows, crowd["trainee"], second, "provision")
        assert not matching.get(rows, engineer, KINDS, made).sides[Side.FIRST][second].shown


def test_a_matching_is_read_at_once_however_many_take_part_and_one_that_is_over_only_by_its_page(center, crowd):
    first, second = two(center, crowd)
    office, here = crowd["office"], MENTORS.sides[Side.FIRST]
    with center.database.writing() as rows:
        assert questions(rows, here, [second]) == questions(rows, here, [first, second])
        made = matching.begin(rows, office, MENTORS, "가을")
        matching.take(rows, office, KINDS, made)
        assert questions(rows, matching.open_of, office, KINDS) == 1
        assert [one.id for one in matching.of(rows, office, KINDS)] == [made]


def test_a_result_that_two_take_at_once_is_taken_once(both):
    center, crowd = both, peopled(both)
    two(center, crowd)
    with center.database.writing() as rows:
        made = matching.begin(rows, crowd["office"], MENTORS, "가을")
    assert raced(center, lambda rows: matching.take(rows, crowd["office"], KINDS, made)) == "C251"


def test_a_mentor_sees_a_scholar_until_support_ends_by_the_wall(center, crowd, monkeypatch):
    office, engineer = crowd["office"], crowd["engineer"]
    scholar = supported(center, crowd, LATER, mentor="engineer@example.org")
    with center.database.writing() as rows:
        consenting.give(rows, crowd["scholar"], scholar, "provision")
        assert scholars.enter(rows, engineer, scholar)[1] is Seat.MENTOR
        ended = date(datetime.now(UTC).year + 2, 3, 1)
        monkeypatch.setattr("sanhak.center.days.today", lambda: ended)  # by the wall
        refused("C001", scholars.enter, rows, engineer, scholar)
        assert scholars.enter(rows, office, scholar)[1] is Seat.OFFICE


def test_who_revokes_consent_is_gone_from_the_lists_at_once(center, crowd):
    first, second = two(center, crowd)
    with center.database.writing() as rows:
        made = matching.begin(rows, crowd["office"], MENTORS, "가을")
        consenting.revoke(rows, crowd["scholar"], first, "provision")
        here = matching.get(rows, crowd["engineer"], KINDS, made)
        assert [one for one, _ in matching.suggested(here, Side.SECOND, crowd["engineer"].id)] == [second]
        refused("C013", wish, rows, crowd["engineer"], made, "second", crowd["engineer"].id, [first])
        assert [one.first for one in matching.take(rows, crowd["office"], KINDS, made)] == [second]
        waits = {one.id: one.why for one in mentor_matching.waiting(rows, crowd["office"])}
        assert waits[first].render() == "no consent to provision"


def test_a_mentor_changes_with_a_reason_and_the_earlier_one_stays_known(center, crowd):
    office, scholar = crowd["office"], supported(center, crowd, LATER, mentor="engineer@example.org")
    with center.database.writing() as rows:
        for code, person, address, because in (
            ("C002", "scholar", "manager@example.org", "x"), ("C001", "engineer", "manager@example.org", "x"),
            ("C009", "office", "manager@example.org", ""), ("C252", "office", "researcher@example.org", "x"),
            ("C016", "office", "nobody@example.org", "x"),
        ):  # fmt: skip
            refused(code, mentoring.name, rows, crowd[person], scholar, address, TODAY, because)
        mentoring.name(rows, office, scholar, "engineer@example.org", TODAY)  # nothing changes
        mentoring.name(rows, office, scholar, "manager@example.org", TODAY, "부서 이동")
        record, _ = scholars.enter(rows, office, scholar)
        assert record.mentor == crowd["manager"].id
        assert [(one.ended, one.because) for one in record.mentorships] == [(TODAY, "부서 이동"), (None, "")]
        mentoring.name(rows, office, scholar, "", TODAY, "퇴사")
        assert scholars.enter(rows, office, scholar)[0].mentor is None


@pytest.mark.parametrize("name", ["engineer", "manager"])
def test_a_mentor_of_now_or_before_is_no_reviewer_of_the_scholar(center, crowd, name):
    scholar = supported(center, crowd, LATER, mentor="engineer@example.org")
    with center.database.writing() as rows:
        mentoring.name(rows, crowd["office"], scholar, "manager@example.org", TODAY, "부서 이동")
        here = call(rows, crowd["office"])
        application(rows, here, crowd["scholar"], 1, {"title": "x"})
        review_by(rows, here, crowd[name])
        review_by(rows, here, crowd["stranger"])
        conflicts.infer(rows, crowd["office"], here)
        found = [one for one in conflicts.of_call(rows, here) if one.reason == "mentored"]
    assert [one.person for one in found] == [crowd[name].id]


def test_who_can_be_a_mentor_is_kept_by_the_office(center, crowd):
    office = crowd["office"]
    given = {"email": "engineer@example.org", "fields": "촉매", "capacity": "2"}
    with center.database.writing() as rows:
        refused("C002", mentoring.keep, rows, crowd["engineer"], **given)
        for code, wrong in (("C009", {"fields": ""}), ("C223", {"capacity": "40"}), ("C014", {"capacity": ""}),
                            ("C252", {"email": "scholar@example.org"}), ("C008", {"email": ""})):  # fmt: skip
            refused(code, mentoring.keep, rows, office, **given | wrong)
        mentoring.keep(rows, office, **given)
        mentoring.keep(rows, office, **given | {"capacity": "3"}, open_=False)
        (mentor,) = mentoring.mentors(rows, office, TODAY)
        assert (mentor.capacity, mentor.room, mentor.organisation_name) == (3, 0, "화학회사")
