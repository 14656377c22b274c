"""Days as people count them: by the wall where the centre runs, and by the calendar from year to year."""

from __future__ import annotations

from calendar import isleap
from datetime import UTC, date, datetime


def today() -> date:
    """The day on the wall."""
    return day_of(datetime.now(UTC))


def day_of(moment: datetime) -> date:
    """The day that was on the wall at a moment."""
    return moment.astimezone().date()


def years_later(day: date, years: int) -> date:
    """The same day so many years later; the last of February where that year has no 29th."""
    year = day.year + years
    lost = (day.month, day.day) == (2, 29) and not isleap(year)
    return day.replace(year=year, day=28 if lost else day.day)
