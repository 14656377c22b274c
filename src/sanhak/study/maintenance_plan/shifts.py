"""When a crew works: weekdays and hours as planners write them, and how long work takes within them."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

DAY: Final = 24.0
WEEK: Final = 7 * DAY
NIGHT: Final = (22.0, 6.0)
"""Night work by law: Labour Standards Act (근로기준법), article 56."""
_MORNING: Final = 8.0
_WORKDAYS: Final = 5
_LONGEST: Final = 12.0
"""A day of a crew that works five days; whoever has more hours works all seven."""
_DAYS: Final = (("mon", "월"), ("tue", "화"), ("wed", "수"), ("thu", "목"), ("fri", "금"), ("sat", "토"), ("sun", "일"))
_EVERY: Final = {"daily": (0, 7), "every day": (0, 7), "매일": (0, 7), "weekdays": (0, 5), "평일": (0, 5),
                 "weekend": (5, 7), "주말": (5, 7)}  # fmt: skip
_CLOCK: Final = re.compile(
    r"(\d{1,2})(?::(\d{2}))?\s*(?:시|h)?\s*[-–~]\s*(\d{1,2})(?::(\d{2}))?\s*(?:시|h)?\s*$", re.IGNORECASE
)
_GRAIN: Final = 1e-9


@dataclass(frozen=True, slots=True)
class Shifts:
    """Spans of work in a week, in hours from Monday midnight: in turn, apart, within 0–168.

    Moments are hours from some Monday midnight, and may lie weeks later.
    """

    spans: tuple[tuple[float, float], ...]

    @staticmethod
    def of(spans: Iterator[tuple[float, float]] | tuple[tuple[float, float], ...]) -> Shifts:
        """From spans in any order; those that reach over the end of the week go on at its beginning."""
        within = sorted(
            (max(first, start) - start, min(last, start + WEEK) - start)
            for first, last in spans
            for start in (0.0, WEEK)
            if min(last, start + WEEK) > max(first, start)
        )
        found: list[tuple[float, float]] = []
        for first, last in within:
            if found and first <= found[-1][1] + _GRAIN:
                found[-1] = (found[-1][0], max(found[-1][1], last))
            else:
                found.append((first, last))
        return Shifts(tuple(found))

    @staticmethod
    def usual(hours: float) -> Shifts:
        """Of a crew of which only the hours a week are known: five days from eight, or all days where that is long."""
        days = _WORKDAYS if hours <= _WORKDAYS * _LONGEST else 7
        length = min(hours / days, DAY)
        begin = max(0.0, min(_MORNING, DAY - length))
        return Shifts.of(tuple((day * DAY + begin, day * DAY + begin + length) for day in range(days)))

    @property
    def weekly(self) -> float:
        """The hours of a week."""
        return sum(last - first for first, last in self.spans)

    def by_day(self) -> Shifts:
        """Without the hours of the night."""
        evening, morning = NIGHT
        light = [(day * DAY + morning, day * DAY + evening) for day in range(7)]
        both = ((max(a, c), min(b, d)) for a, b in self.spans for c, d in light)
        return Shifts.of(tuple((first, last) for first, last in both if last > first))

    def hours(self, first: float, last: float) -> float:
        """The hours of work between two moments."""
        return max(0.0, self._until(last) - self._until(first))

    def opens(self, moment: float) -> float:
        """The first moment from this one on at which work can begin."""
        return self._at(self._until(moment), begins=True) if self.spans else math.inf

    def ends(self, begin: float, work: float) -> float:
        """When so many hours of work that begin at a moment are done."""
        return self._at(self._until(begin) + work, begins=False) if self.spans else math.inf

    def _until(self, moment: float) -> float:
        weeks, rest = divmod(moment, WEEK)
        return weeks * self.weekly + sum(min(max(rest - first, 0.0), last - first) for first, last in self.spans)

    def _at(self, work: float, *, begins: bool) -> float:
        """The moment at which so much has been worked; the last such one where work ``begins``."""
        weeks, rest = divmod(work, self.weekly)
        if not begins and rest < _GRAIN and work > _GRAIN:
            weeks, rest = weeks - 1, self.weekly
        for first, last in self.spans:
            if rest < last - first - (_GRAIN if begins else -_GRAIN):
                return weeks * WEEK + first + rest
            rest = max(0.0, rest - (last - first))
        return (weeks + 1) * WEEK + self.spans[0][0]


def read_shifts(words: str) -> Shifts | None:
    """The shifts that are written, as in ``Mon-Fri 08:00-17:00; Sat 08-12`` or ``월~금 8시~17시``; None if unread.

    Days without hours have eight from eight o'clock, hours without days those of Monday to Friday.
    """
    spans: list[tuple[float, float]] = []
    for part in filter(None, (one.strip() for one in re.split("[;/\n]", words))):
        found = _CLOCK.search(part)
        days = _days(part[: found.start()] if found else part)
        clock = _clock(found) if found else (_MORNING, _MORNING + 8)
        if days is None or clock is None:
            return None
        spans += [(day * DAY + clock[0], day * DAY + clock[1]) for day in days]
    return Shifts.of(tuple(spans)) if spans else None


def _clock(found: re.Match[str]) -> tuple[float, float] | None:
    if any(int(found[minute] or 0) >= 60 for minute in (2, 4)):  # noqa: PLR2004 - minutes
        return None
    first, last = (int(found[hour]) + int(found[minute] or 0) / 60 for hour, minute in ((1, 2), (3, 4)))
    if max(first, last) > DAY or first == last:
        return None
    return first, last if last > first else last + DAY


def _days(words: str) -> list[int] | None:
    """The weekdays, Monday as 0; None if a word is no day."""
    text = words.strip(" ,·:").casefold().replace("요일", "")
    if not text:
        return list(range(_WORKDAYS))
    if text in _EVERY:
        return list(range(*_EVERY[text]))
    found: list[int] = []
    for part in filter(None, re.split(r"[,·\s]+", re.sub(r"\s*[-–~]\s*", "-", text))):
        ends = [_day(word) for word in part.split("-")]
        if len(ends) == 1 and ends[0] is None and all(_day(sign) is not None for sign in part):
            ends_of = [_day(sign) for sign in part]  # 월수금
            found += [day for day in ends_of if day is not None]
        elif None in ends or len(ends) > 2:  # noqa: PLR2004
            return None
        else:
            first, last = (day or 0 for day in (ends[0], ends[-1]))
            found += [day % 7 for day in range(first, last + 1 if last >= first else last + 8)]
    return sorted(set(found))


def _day(word: str) -> int | None:
    return next((at for at, (english, korean) in enumerate(_DAYS) if word == korean or word[:3] == english), None)
