"""Days are those on the wall where the centre runs, and years later they are the same days."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime

import pytest

from sanhak.center.carrying.deliverables import held_until
from sanhak.center.carrying.terms import Terms
from sanhak.center.days import day_of, years_later


@pytest.fixture
def seoul(monkeypatch):
    monkeypatch.setenv("TZ", "Asia/Seoul")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.usefixtures("seoul")
def test_a_day_begins_by_the_wall_and_not_by_greenwich():
    early = datetime(2026, 6, 30, 23, 0, tzinfo=UTC)  # eight in the morning of the first of July
    assert day_of(early) == date(2026, 7, 1)
    assert held_until(Terms("x", None, 30, ""), early) == date(2026, 7, 31)


def test_a_day_is_the_same_day_years_later():
    assert years_later(date(2027, 8, 31), 5) == date(2032, 8, 31)
    assert years_later(date(2028, 2, 29), 5) == date(2033, 2, 28)
    assert years_later(date(2028, 2, 29), 4) == date(2032, 2, 29)
