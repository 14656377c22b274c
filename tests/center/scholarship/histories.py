"""Random histories of agreements, and the same money worked out slowly, day by day: only the rules are shared."""

from __future__ import annotations

import calendar
from collections import Counter
from datetime import date, timedelta
from fractions import Fraction
from functools import cache

import numpy as np

from sanhak.center.scholarship.agreement import Event, Happening, Version

PAUSE = {"leave", "military", "double", "hold"}
END = {"graduated", "ended", "hired", "left", "released"}


def history(seed):
    """Signed versions and events; some days coincide, some versions end before others begin, some ends come early."""
    rng = np.random.default_rng(seed)
    day = date(2024, 1, 1) + timedelta(days=int(rng.integers(0, 800)))
    versions = []
    for number in range(1, 1 + int(rng.integers(1, 4))):
        until = day + timedelta(days=int(rng.integers(20, 600)))
        versions.append(Version(
            number, day, until, stipend=int(rng.integers(0, 3_000_000)), tuition=int(rng.integers(0, 6_000_000)),
            tax=int(rng.choice([0, 330, 880, 2200])), tax_step=int(rng.choice([1, 10, 100])),
            tax_least=int(rng.choice([0, 1_000])), tuition_taxed=bool(rng.integers(2)),
            factor=int(rng.choice([50, 100, 150, 200])), fixed=[None, None, 24, 7][int(rng.integers(4))],
            pro_rata=bool(rng.integers(4)), with_tuition=bool(rng.integers(2)),
        ))  # fmt: skip
        day += timedelta(days=int(rng.integers(-60, 500)))
    first = min(one.since for one in versions)
    kinds = rng.choice(list(Happening), size=int(rng.integers(0, 9)), p=_shares())
    events = [Event(Happening(str(kind)), first + timedelta(days=int(rng.integers(-10, 1000)))) for kind in kinds]
    return versions, events, first + timedelta(days=int(rng.integers(0, 1500)))


def _shares():
    weights = np.array([0.3 if kind in END else 1.0 for kind in Happening])
    return weights / weights.sum()


class Slow:
    """The state of each day, found by going through all that happened before it."""

    def __init__(self, versions, events):
        self.versions = versions
        self.paid, self.state, self.version = cache(self._paid), cache(self._state), cache(self._version)
        self.events = [event for _, event in sorted(enumerate(events), key=lambda pair: (pair[1].on, pair[0]))]

    def _version(self, day):
        begun = [one for one in self.versions if one.since <= day]
        last = max(begun, key=lambda one: one.number) if begun else None
        return last if last and last.until >= day else None

    def _state(self, day):
        paused, ended, serving = False, False, False
        for event in self.events:
            if event.on > day:
                break
            paused = (paused or event.kind in PAUSE) and event.kind != "resume" and event.kind not in END
            ended = ended or event.kind in END
            serving = (serving or event.kind == "hired") and event.kind != "left"
        return paused, ended, serving

    def _paid(self, day):
        paused, ended, _ = self.state(day)
        return self.version(day) is not None and not paused and not ended

    def due(self, year, month):
        """Gross and tax of stipend and of tuition in a month."""
        days = [date(year, month, 1 + i) for i in range(calendar.monthrange(year, month)[1])]
        good = [day for day in days if self.paid(day)]
        exact = Fraction(sum(self.version(day).stipend for day in good), len(days))
        stipend = _nearest(exact)
        tuition = tuition_tax = 0
        under = [day for day in days if self.version(day) is not None]
        if month in (3, 9) and under and self.paid(under[0]):
            terms = self.version(under[0])
            tuition = terms.tuition
            tuition_tax = _tax(terms, tuition) if terms.tuition_taxed else 0
        return stipend, _tax(self.version(good[-1]), stipend) if good else 0, tuition, tuition_tax

    def back(self, on, made):
        """What is paid back by who leaves on a day."""
        begun = [one for one in self.versions if one.since <= on]
        serving = self.state(on)[2]
        released = any(event.kind == "released" and event.on <= on for event in self.events)
        before = [event for event in self.events if event.on <= on]
        cut = Slow(self.versions, [*before, Event(Happening("left" if serving else "ended"), on)])
        dues = {(year, month): cut.due(year, month) for year, month in _span(self.versions)}
        beyond = sum(
            max(0, gross - dues.get((month.year, month.month), (0, 0, 0, 0))[0 if kind == "stipend" else 2])
            for (month, kind), gross in made.items()
        )
        if not begun or released:
            return beyond
        terms = max(begun, key=lambda one: one.number)
        paid, served = Counter(), Counter()
        day = min(one.since for one in self.versions)
        while day < on:
            paused, _, at_work = cut.state(day)
            paid[day.year, day.month] += cut.paid(day)
            served[day.year, day.month] += at_work and not paused
            day += timedelta(days=1)
        paid, served = _in_months(paid), _in_months(served)
        owed = Fraction(terms.fixed) if terms.fixed is not None else paid * terms.factor / 100
        base = sum(due[0] + (due[2] if terms.with_tuition else 0) for due in dues.values())
        if owed == 0 or served >= owed:
            return beyond
        return beyond + (_nearest(base * (owed - served) / owed) if terms.pro_rata else base)


def _in_months(days):
    """Days by month as months."""
    return sum((Fraction(count, calendar.monthrange(*month)[1]) for month, count in days.items()), Fraction(0))


def _span(versions):
    first, last = min(one.since for one in versions), max(one.until for one in versions)
    return [
        (year, month)
        for year in range(first.year, last.year + 1)
        for month in range(1, 13)
        if (first.year, first.month) <= (year, month) <= (last.year, last.month)
    ]


def _tax(terms, gross):
    exact = Fraction(gross * terms.tax, 10_000)
    tax = int(exact / terms.tax_step) * terms.tax_step
    return tax if tax >= terms.tax_least else 0


def _nearest(exact):
    whole = int(exact)
    return whole + (exact - whole > Fraction(1, 2))
