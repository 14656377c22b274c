"""Crews with their shifts, and spare parts."""

from __future__ import annotations

import math
import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from sanhak.finding import Finding, Refusal
from sanhak.study.maintenance_plan.asked import Crew, Part
from sanhak.study.maintenance_plan.findings import HoursUnread, NightLeft, NoCrew, ShiftUnread, WindowUnread
from sanhak.study.maintenance_plan.shifts import Shifts, read_shifts
from sanhak.study.scheduling.heads import Sheet
from sanhak.text import Amount

if TYPE_CHECKING:
    from sanhak.study.maintenance_plan.plan import MaintenancePlanning

_HOURLY: Final = (None, "h", "h/week", "1")
"""Units under which a number is hours of a week; five days of a crew may be 40 hours or 120."""
_LEAD_FOREVER: Final = float("inf")


def read_crews(
    study: MaintenancePlanning, sheet: Sheet | None, start: datetime, told: list[Finding]
) -> tuple[Crew, ...]:
    """The crews that have hours within the plan.

    Raises
    ------
    Refusal
        S379 if there is none, S430 for shifts that cannot be read, S448 for hours in another unit.
    """
    if sheet is None:
        usual = Shifts.usual(study.shift)
        return tuple(Crew(f"{at}", frozenset(), study.shift, shifts=usual) for at in range(1, study.crews + 1))
    end = start + timedelta(days=7 * study.weeks)
    try:
        kept = sheet.kept("crew")
    except Refusal as refused:
        raise Refusal(NoCrew(count=0, start=start, end=end)) from refused
    shifts = _shifts(study, kept, told)
    found, bad = [], []
    days = zip(kept.dates("begins"), kept.dates("ends"), strict=True)
    for at, (name, skills, (begins, ends)) in enumerate(
        zip(kept.words("crew"), kept.words("skills"), days, strict=True)
    ):
        first, last = (None if date is None else (date - start).total_seconds() / 86400 for date in (begins, ends))
        crew = Crew(name, _words(skills), shifts[at][0], first or 0.0, _LEAD_FOREVER if last is None else last + 1,
                    shifts[at][1])  # fmt: skip
        if crew.ends <= crew.begins:
            bad.append(at)
        else:
            found.append(crew)
    if bad:
        told.append(WindowUnread(table="crews", count=len(bad), row=kept.row(bad[0])))
    there = [crew for crew in found if crew.hours > 0 and crew.open_(start, 0.0, 7.0 * study.weeks) > 0]
    if not there:
        raise Refusal(NoCrew(count=len(kept), start=start, end=end))
    return tuple(there)


def _words(skills: str) -> frozenset[str]:
    return frozenset(word.strip() for word in re.split("[,;/]", skills) if word.strip())


def _shifts(study: MaintenancePlanning, sheet: Sheet, told: list[Finding]) -> list[tuple[float, Shifts]]:
    """Hours a week and shifts of each crew; what is not said follows from the other."""
    given = sheet.words("shifts")
    hours, unit = sheet.numbers("weekly", above=False, default=study.shift), sheet.unit("weekly")
    named = sheet.table.values(sheet.columns["weekly"]) if "weekly" in sheet else [float("nan")] * len(sheet)
    if unit not in _HOURLY:
        raise Refusal(HoursUnread(column=sheet.columns["weekly"], unit=unit), field="weekly")
    found, dark = [], 0.0
    for at, words in enumerate(given):
        if not words:
            found.append((hours[at], Shifts.usual(hours[at])))
            continue
        shifts = read_shifts(words)
        if shifts is None:
            raise Refusal(ShiftUnread(row=sheet.row(at), words=words), field="shifts")
        allowed = shifts if study.night else shifts.by_day()
        dark += shifts.weekly - allowed.weekly
        found.append((allowed.weekly if math.isnan(named[at]) else min(hours[at], allowed.weekly), allowed))
    if dark > 0:
        told.append(NightLeft(hours=Amount(dark, "h", 1)))
    return found


def read_parts(sheet: Sheet | None) -> tuple[Part, ...]:
    """The spare parts in store; empty lead times never end."""
    if sheet is None:
        return ()
    kept = sheet.kept("stored")
    stock = kept.numbers("stock", above=False, default=0.0)
    lead = [_LEAD_FOREVER] * len(kept)
    if "lead" in kept:
        minutes = kept.minutes("lead", above=False, default=_LEAD_FOREVER)
        lead = [one / 1440 for one in minutes]
    return tuple(map(Part, kept.words("stored"), stock, lead))
