"""Whatever order acts come in, an application stands as it was handed in, numbers are given once, and late is late."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import update

from center.opening import opened, peopled
from sanhak.center.calls import applications, applying, calls, schema, writing
from sanhak.center.calls.form import FormField, Part
from sanhak.finding import Refusal

START = datetime(2030, 1, 1, tzinfo=UTC)
WHO = ("scholar", "researcher", "engineer")
steps = st.tuples(
    st.sampled_from(["begin", "save", "save badly", "hand in", "hand in badly", "withdraw", "extend", "close"]),
    st.integers(0, 2),
    st.integers(0, 40),
)


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    center = opened(tmp_path_factory.mktemp("walk") / "bench")
    yield center, peopled(center)
    center.database.close()


class _BackError(Exception):
    """Ends a walk without a trace."""


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.booleans(), st.lists(steps, max_size=25))
def test_no_order_of_acts_loses_or_doubles_an_application(place, late, walk):
    center, crowd = place
    with pytest.raises(_BackError), center.database.writing() as rows:
        _walked(rows, crowd, walk, late=late)


def _walked(rows, crowd, walk, *, late):
    office, now = crowd["office"], START
    call = writing.make(rows, office, purpose="courses", title={"ko": "공모", "en": "Call"})
    form = [FormField("title", {"ko": "제목", "en": "Title"}, part=Part.TITLE, most=5)]
    writing.set_form(rows, office, call, form)
    moments = {"opens": START, "closes": START + timedelta(hours=99), "late": late}
    rows.execute(update(schema.calls).where(schema.calls.c.id == call).values(**moments))
    writing.open_call(rows, office, call, START)
    mine, handed = {}, {}
    for act, which, hours in walk:
        now += timedelta(hours=hours)
        me, end = crowd[WHO[which]], calls.get(rows, office, call).end
        try:
            with rows.begin_nested():
                _act(rows, act, me, office, call, mine, now)
        except Refusal:
            pass
        else:
            if act == "hand in":
                one = applications.get(rows, me, mine[me.id])
                assert one.late == (now >= end)
                assert late or now < end
                handed[one.id] = one
        _holds(rows, office, call, handed, act)
    raise _BackError


def _act(rows, act, me, office, call, mine, now):
    application = mine.get(me.id, "a" * 14)
    match act:
        case "begin":
            mine[me.id] = applying.begin(rows, me, call, now)
        case "save" | "save badly":
            applying.save(rows, me, application, {"title": "far too long" if "badly" in act else "x"}, now)
        case "hand in" | "hand in badly":
            applying.hand_in(rows, me, application, {"title": "" if "badly" in act else "y"}, now)
        case "withdraw":
            applying.withdraw(rows, me, application)
        case "extend":
            writing.extend(rows, office, call, (now + timedelta(days=3)).strftime("%Y-%m-%d 18:00"))
        case "close":
            writing.close(rows, office, call, now)


def _holds(rows, office, call, handed, act):
    found = applications.of_call(rows, office, call)
    assert [one.number for one in found] == list(range(1, len(handed) + 1)), "numbers are given once, without gaps"
    end = calls.get(rows, office, call).end
    for one in found:
        assert one.values == {"title": "y"}, "nothing but what was handed in is seen"
        assert one.late == (one.submitted >= end)
        if one.state is applications.State.SUBMITTED:
            assert one.submitted == handed[one.id].submitted, act
