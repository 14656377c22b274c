"""Attempts: one open at a time, each with a plant of its own, graded once, seen by their person alone."""

from __future__ import annotations

import hashlib
import hmac

import pytest
from sqlalchemy import select

from sanhak.areas import lesson
from sanhak.center import events, schema
from sanhak.center.teaching import attempts
from sanhak.center.teaching.seed import seed_of
from sanhak.finding import Refusal

LESSON = "process.setpoints"
MIDDLE = {"jacket_temperature": 104.0, "feed_rate": "210 L/h"}


def refused(act, *given):
    with pytest.raises(Refusal) as refusal:
        act(*given)
    return refusal.value.findings[0].code


@pytest.fixture
def taken(center, crowd):
    """An open attempt of the trainee."""
    with center.database.writing() as rows:
        return attempts.begin(rows, crowd["trainee"], LESSON)


def test_one_is_open_at_a_time_and_a_decision_ends_it(center, crowd, taken):
    me = crowd["trainee"]
    with center.database.writing() as rows:
        assert attempts.begin(rows, me, LESSON) == taken
        first = attempts.task(rows, me, taken.id)
        graded = attempts.hand_in(rows, me, taken.id, MIDDLE)
    assert graded.grade is not None
    assert graded.settings == {"jacket_temperature": 104.0, "feed_rate": 210.0}
    assert refused(_hand_in, center, me, taken.id) == "C080"
    with center.database.writing() as rows:
        again = attempts.begin(rows, me, LESSON)
        assert again.number == 2
        assert not attempts.task(rows, me, again.id).table.frame.equals(first.table.frame)
        assert attempts.progress(rows, me, LESSON).open == again
        assert attempts.progress(rows, me, LESSON).best == graded
        assert events.broken(rows) is None


def test_the_grade_comes_again_from_seed_and_decision(center, crowd, taken):
    me = crowd["trainee"]
    with center.database.writing() as rows:
        graded = attempts.hand_in(rows, me, taken.id, MIDDLE)
        seed = seed_of(rows, me.id, LESSON, 1)
    again = lesson(LESSON).draw.__wrapped__(seed)
    assert again.carry_out(graded.settings) == graded.grade


def test_the_seed_is_an_hmac_under_a_secret_of_the_workbench(center, crowd, taken):
    me, other = crowd["trainee"], crowd["scholar"]
    with center.database.reading() as rows:
        secret = bytes.fromhex(rows.scalar(select(schema.secrets.c.value)))
        seed = seed_of(rows, me.id, LESSON, 1)
        assert len({seed, seed_of(rows, other.id, LESSON, 1), seed_of(rows, me.id, LESSON, 2)}) == 3
    digest = hmac.digest(secret, f"{me.id}\n{LESSON}\n1".encode(), hashlib.sha256)
    assert seed == int.from_bytes(digest[:8], "big") >> 1


def test_what_is_refused_leaves_the_attempt_open(center, crowd, taken):
    me = crowd["trainee"]
    for given, code in (
        ({}, "S351"), ({**MIDDLE, "T": 1}, "S352"), ({**MIDDLE, "feed_rate": 9999}, "S353"),
        ({**MIDDLE, "feed_rate": "much"}, "S354"), ({**MIDDLE, "feed_rate": "3 kg"}, "S355"),
    ):  # fmt: skip
        assert refused(_hand_in, center, me, taken.id, given) == code
    with center.database.reading() as rows:
        assert attempts.get(rows, me, taken.id)[1].open


def test_nobody_else_sees_or_decides_it(center, crowd, taken):
    for name in ("engineer", "administrator", "office", "auditor"):
        for act in (_get, _hand_in):
            assert refused(act, center, crowd[name], taken.id) == "C001"
    with center.database.reading() as rows:
        assert not attempts.progress(rows, crowd["engineer"], LESSON).attempts


def test_the_office_sees_the_grades_of_all_and_others_do_not(center, crowd, taken):
    _hand_in(center, crowd["trainee"], taken.id)
    for name in ("administrator", "office"):
        with center.database.reading() as rows:
            (one,) = attempts.everybody(rows, crowd[name])
        assert (one.name, one.lesson, len(one.graded)) == ("Trainee", LESSON, 1)
    for name in ("trainee", "engineer", "manager", "auditor"):
        assert refused(_everybody, center, crowd[name]) == "C002"


def test_lessons_are_for_those_who_work_in_projects(center, crowd):
    assert refused(_begin, center, crowd["auditor"], LESSON) == "C002"
    assert refused(_begin, center, crowd["trainee"], "process.alchemy") == "S350"


def test_the_log_tells_that_and_not_how_well(center, crowd, taken):
    _hand_in(center, crowd["trainee"], taken.id)
    with center.database.reading() as rows:
        told = [one for one in events.latest(rows) if one.about == "attempt"]
    assert [one.act for one in told] == ["lesson.decided", "lesson.begun"]
    assert all(one.facts == {"lesson": LESSON, "number": 1} for one in told)


def _get(center, person, id_):
    with center.database.reading() as rows:
        return attempts.get(rows, person, id_)


def _everybody(center, person):
    with center.database.reading() as rows:
        return attempts.everybody(rows, person)


def _begin(center, person, name):
    with center.database.writing() as rows:
        return attempts.begin(rows, person, name)


def _hand_in(center, person, id_, given=MIDDLE):
    with center.database.writing() as rows:
        return attempts.hand_in(rows, person, id_, given)
