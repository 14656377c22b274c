"""Forms, rubrics, rules, moments and typed values: what goes in comes out, and what is wrong is told at its place."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanhak.center.calls import moments
from sanhak.center.calls.calls import Call, Purpose, State
from sanhak.center.calls.checking import check
from sanhak.center.calls.form import FormField, Kind, Part
from sanhak.center.calls.letters import letter
from sanhak.center.calls.rubric import Criterion, Rubric
from sanhak.center.calls.rules import Rules
from sanhak.center.calls.templates import template
from sanhak.center.calls.values import fault, faults, refuse_resident, shown, taken, typed, won
from sanhak.finding import Refusal
from sanhak.text import say, show

NOW = datetime(2027, 1, 15, 3, 0, tzinfo=UTC)
BOTH = {"ko": "하나", "en": "one"}
said = st.fixed_dictionaries({"ko": st.text(max_size=9), "en": st.text(max_size=9)})
fields = st.builds(
    FormField, st.text("abc_", min_size=1), said, st.sampled_from(Kind), st.sampled_from(Part), st.none() | said,
    st.booleans(), st.none() | st.integers(1, 9999),
    st.none() | st.dictionaries(st.text("abc", min_size=1), said, max_size=3), st.none() | st.integers(2000, 2100),
)  # fmt: skip


@given(fields)
def test_a_field_comes_back_from_plain_data(field):
    assert FormField.load(json.loads(json.dumps(field.dump()))) == field


@given(st.lists(st.tuples(st.text("ab"), st.floats(0, 9), st.dictionaries(st.integers(1, 5), said)), max_size=3))
def test_a_rubric_comes_back_from_plain_data(given_criteria):
    rubric = Rubric(tuple(Criterion(name, BOTH, weight, anchors) for name, weight, anchors in given_criteria))
    assert Rubric.load(json.loads(json.dumps(rubric.dump()))) == rubric


@given(
    st.dictionaries(st.integers(2020, 2040), st.integers(0, 10**12)),
    st.none() | st.integers(0, 99),
    st.dictionaries(st.text("ab"), st.integers(0, 9)),
    st.lists(st.tuples(st.text("xy"), st.text("xy")), max_size=3),
)
def test_rules_come_back_from_plain_data(budget, places, floors, needs):
    rules = Rules(budget, places, floors, needs=tuple(needs))
    assert Rules.load(json.loads(json.dumps(rules.dump()))) == rules


@given(fields, st.text(max_size=40))
def test_whatever_is_typed_is_kept_as_plain_data_and_judged_without_a_fall(field, words):
    value = taken(field, words)
    assert json.loads(json.dumps(value)) == value
    fault(field, value, "ko")
    show(shown(field, value, "en"), "en")
    if fault(field, value, "en") is None and field.kind is not Kind.FILE:
        assert taken(field, typed(value)) == value, "what stands in the field again is the same"


@pytest.mark.parametrize(
    ("words", "amount"),
    [("150,000,000", 150_000_000), ("1억 5,000만 원", 150_000_000), ("1.5억", 150_000_000), ("3만", 30_000), ("0", 0),
     ("₩ 5,000", 5000), ("1억 2,345", 100_002_345)],
)  # fmt: skip
def test_won_are_read_as_they_are_written(words, amount):
    assert won(words) == amount


@pytest.mark.parametrize("words", ["", "-5", "1.5", "much", "1억5천만", "1e6", "0.00001만", "9" * 20])
def test_what_is_no_whole_won_is_refused(words):
    with pytest.raises(Refusal) as caught:
        won(words)
    assert caught.value.findings[0].code == "C104"


@pytest.mark.parametrize(("words", "kept"), [
    ("born 990101-1234567.", False), ("9901011234567", False), ("９９０１０１–２２３４５６７", False),
    ("call 010-1234-5678", True), ("991301-1234567", True), ("19990101-1234567", True), ("990101-9234567", True),
])  # fmt: skip
def test_resident_numbers_are_not_kept(words, kept):
    field = FormField("a", BOTH, Kind.TEXT)
    if kept:
        refuse_resident(field, words, "en")
        return
    with pytest.raises(Refusal) as caught:
        refuse_resident(field, words, "en")
    assert (caught.value.findings[0].code, caught.value.field) == ("C129", "a")


@given(st.integers(0, 10**14))
def test_an_amount_stands_in_its_field_as_it_is_read(amount):
    assert won(typed(amount)) == amount


def test_faults_stand_at_their_fields():
    form = (
        FormField("a", BOTH, most=3), FormField("b", BOTH, Kind.CHOICE, choices={"x": BOTH}),
        FormField("c", BOTH, Kind.DAY), FormField("d", BOTH, Kind.FILE), FormField("e", BOTH, needed=False),
    )  # fmt: skip
    values = {"a": "long", "b": "y", "c": "2027-02-30"}
    assert {name: one.code for name, one in faults(form, values, (), "en", all_=False).items()} == {
        "a": "C103", "b": "C105", "c": "C015",
    }  # fmt: skip
    assert {name: one.code for name, one in faults(form, {}, ("d",), "en", all_=True).items()} == dict.fromkeys(
        "abc", "C102"
    )


@given(st.integers(0, 3 * 10**9), st.sampled_from(["Asia/Seoul", "Europe/Berlin", "America/St_Johns"]))
def test_a_moment_comes_back_from_its_field(seconds, zone):
    at = datetime.fromtimestamp(seconds, UTC)
    back = moments.moment(moments.typed(at, zone), zone)
    assert back - at in (timedelta(0), timedelta(hours=1)), "the later of two equal hours"
    assert moments.typed(back, zone) == moments.typed(at, zone)


@pytest.mark.parametrize(
    ("words", "zone", "utc"),
    [
        ("2027-03-31 18:00", "Asia/Seoul", "2027-03-31T09:00:00"),
        ("2027. 3. 31. 18:00:30", "Asia/Seoul", "2027-03-31T09:00:30"),
        ("2027-03-31 24:00", "Asia/Seoul", "2027-03-31T15:00:00"),
        ("2027-10-31T02:30", "Europe/Berlin", "2027-10-31T01:30:00"),
        ("2027-10-31T01:59", "Europe/Berlin", "2027-10-30T23:59:00"),
    ],
)
def test_a_moment_is_read_in_its_zone(words, zone, utc):
    assert moments.moment(words, zone) == datetime.fromisoformat(utc).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    "words", ["2027-03-28 02:30", "2027-03-28", "tomorrow", "2027-13-01 10:00", "2027-01-01 24:30"]
)
def test_an_hour_that_does_not_exist_is_refused(words):
    with pytest.raises(Refusal) as caught:
        moments.moment(words, "Europe/Berlin")
    assert caught.value.findings[0].code == "C112"


def call_of(purpose=Purpose.PROJECTS, **other):
    ready = template(purpose, 2027)
    values = {
        "id": "c", "organisation": "o", "purpose": purpose, "title": BOTH, "text": BOTH, "state": State.DRAFT,
        "opens": NOW, "closes": NOW + timedelta(days=30), "extended": None, "zone": "Asia/Seoul", "late": False,
        "blind": True, "form": ready.form, "rubric": ready.rubric, "rules": ready.rules, "reviews": 3, "load": 15,
        "person": "p", "made": NOW,
    }  # fmt: skip
    return Call(**values | other)


@pytest.mark.parametrize("purpose", Purpose)
def test_a_template_is_ready_but_for_its_title(purpose):
    assert check(call_of(purpose), NOW) == ()
    assert all(field.title["ko"] != field.title["en"] for field in call_of(purpose).form)


def test_the_check_finds_what_would_leave_a_call_without_ground():
    one = call_of()
    title, area, *rest = one.form
    bare = Criterion("a", BOTH, 0.0, {})

    def found(**other):
        return [finding.code for finding in check(replace(one, **other), NOW)]

    assert found(form=(area, *rest)) == ["C116"]
    assert found(form=(title, title, area, *rest)) == ["C117"]
    assert found(rubric=Rubric((bare,))) == ["C118", "C119"]
    assert found(opens=NOW + timedelta(days=40)) == ["C120"]
    assert found(opens=NOW - timedelta(days=9), closes=NOW - timedelta(days=1)) == ["C121"]
    assert found(closes=NOW + timedelta(days=2)) == ["C122"]
    assert found(rules=replace(one.rules, places=3, floors={"process": 2, "quality": 2})) == ["C123"]
    assert found(rules=replace(one.rules, floors={"cooking": 1})) == ["C124"]
    assert found(form=tuple(field for field in one.form if field.part is not Part.LABORATORY)) == ["C125"]
    assert found(rules=replace(one.rules, budget={2027: 1})) == ["C126"]
    assert found(title={"ko": "", "en": "x"}) == ["C127"]
    assert found(form=(*one.form, FormField("x", BOTH, Kind.CHOICE))) == ["C128"]


def test_a_letter_speaks_both_languages_where_its_reader_is_not_known():
    subject, body = letter(say("More time to apply"), lambda language: (say("withdrawn"),))
    assert subject.endswith(" · More time to apply")
    assert body.splitlines()[0] != "withdrawn"
    assert body.splitlines()[-1] == "withdrawn"
    assert letter(say("More time to apply"), lambda _: (say("withdrawn"),), "en")[1] == "withdrawn\n"
