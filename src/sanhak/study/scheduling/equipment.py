"""Units and their groups, changeovers between products, and closed times, as the tables tell them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from sanhak.decide.findings.schedule import (
    ChangeoversAssumed,
    ChangeoverTwice,
    ClosureBackwards,
    ClosuresOverlap,
    DayEnds,
    RowsIgnored,
)
from sanhak.decide.schedule import FOREVER
from sanhak.finding import Finding, Refusal
from sanhak.study.scheduling.heads import Sheet
from sanhak.table import Table
from sanhak.text import Amount

if TYPE_CHECKING:
    from sanhak.study.scheduling.scheduling import Scheduling

_HOUR: Final = 60
Changes = dict[int, dict[tuple[int, int], int]]
Closed = dict[int, tuple[tuple[int, int], ...]]


@dataclass(frozen=True)
class Equipment:
    """Units in their order, and the places of the units in each group."""

    names: tuple[str, ...]
    groups: Mapping[str, tuple[int, ...]]

    @property
    def known(self) -> tuple[str, ...]:
        """All names that a recipe may use."""
        return tuple(dict.fromkeys((*self.groups, *self.names)))

    def meant(self, name: str) -> tuple[int, ...]:
        """The units that a name means: the unit itself, or all of its group; none for a strange name."""
        if name in self.names:
            return (self.names.index(name),)
        return self.groups.get(name, ())

    def peers(self, unit: int) -> tuple[str, tuple[int, ...]]:
        """The group of a unit with its members; a unit without one stands alone."""
        found = next(((name, row) for name, row in self.groups.items() if unit in row), None)
        return found or (self.names[unit], (unit,))


def equipment_of(study: Scheduling, table: Table | None, recipes: Sheet) -> Equipment:
    """The units of the table of units, or those that the recipes name."""
    if table is None:
        return Equipment(tuple(dict.fromkeys(name for name in recipes.words("unit") if name)), {})
    named = {"equipment": study.equipment, "group": study.group}
    sheet = Sheet.of("units", table, named, ("equipment",)).kept("equipment")
    names = tuple(dict.fromkeys(sheet.words("equipment")))
    groups: dict[str, tuple[int, ...]] = {}
    for name, group in zip(sheet.words("equipment"), sheet.words("group"), strict=True):
        if group:
            groups[group] = tuple(dict.fromkeys((*groups.get(group, ()), names.index(name))))
    return Equipment(names, groups)


def changeovers_of(
    study: Scheduling,
    table: Table | None,
    equipment: Equipment,
    products: Sequence[str],
    made: Mapping[int, set[int]],
    known: set[str],
) -> tuple[Changes, list[Finding]]:
    """Minutes between two products on each unit, by places; what is not listed takes the time that was stated."""
    assumed = math.ceil(_HOUR * study.unlisted)
    times: Changes = {}
    told: list[Finding] = []
    if table is not None and len(table):
        named = {name: getattr(study, name) for name in ("cleaned", "before", "after", "changeover")}
        sheet = Sheet.of("changeovers", table, named, ("before", "after", "changeover"))
        times, told = _listed(sheet, equipment, products, known)
    missing = [
        (unit, before, after)
        for unit in sorted(times or (made if assumed or told else ()))
        for before in sorted(made.get(unit, ()))
        for after in sorted(made.get(unit, ()))
        if before != after and (before, after) not in times.get(unit, {})
    ]
    for unit, before, after in missing:
        times.setdefault(unit, {})[before, after] = assumed
    if missing and table is not None:
        unit, before, after = missing[0]
        told.append(
            ChangeoversAssumed(
                count=len(missing),
                before=products[before],
                after=products[after],
                unit=equipment.names[unit],
                assumed=Amount(study.unlisted, "h"),
            )
        )
    return times, told


def _listed(
    sheet: Sheet, equipment: Equipment, products: Sequence[str], known: set[str]
) -> tuple[Changes, list[Finding]]:
    """The changeovers of the table; rows of products that nobody ordered have no effect and are no fault."""
    minutes = sheet.minutes("changeover", above=False)
    times: Changes = {}
    strange, twice = [], []
    rows = zip(sheet.words("cleaned"), sheet.words("before"), sheet.words("after"), minutes, strict=True)
    for cleaned, before, after, length in rows:
        units = equipment.meant(cleaned) if cleaned else tuple(range(len(equipment.names)))
        odd = [name or "–" for name in (before, after) if name not in known]
        if not units or odd:
            strange.append(odd[0] if units else cleaned)
        if before in products and after in products:
            pair, minutes_ = (products.index(before), products.index(after)), math.ceil(length)
            for unit in units:
                if times.setdefault(unit, {}).setdefault(pair, minutes_) != minutes_:
                    twice.append((before, after, equipment.names[unit]))
                times[unit][pair] = max(times[unit][pair], minutes_)
    told: list[Finding] = []
    if twice:
        before, after, unit_name = twice[0]
        told.append(ChangeoverTwice(count=len(set(twice)), before=before, after=after, unit=unit_name))
    if strange:
        told.append(RowsIgnored(table="changeovers", count=len(strange), example=strange[0]))
    return times, told


def closures_of(
    study: Scheduling, table: Table | None, equipment: Equipment, start: datetime
) -> tuple[Closed, list[Finding]]:
    """Closed minutes of each unit from the start of the plan, in time and joined where they overlap."""
    if table is None or not len(table):
        return {}, []
    named = {name: getattr(study, name) for name in ("closed", "shut", "opened")}
    sheet = Sheet.of("calendar", table, named, ("closed", "shut"))
    windows: dict[int, list[tuple[int, int]]] = {}
    strange = []
    told: list[Finding] = []
    shut, opened = sheet.dates("shut"), sheet.dates("opened")
    if any(opened) and all(date.time() == time(0) for date in (*shut, *opened) if date is not None):
        # Closed from the 5th until the 6th, without times of day: both days.
        told.append(DayEnds())
        opened = [None if date is None else date + timedelta(days=1) for date in opened]
    for unit_name, window in _windows(sheet.words("closed"), shut, opened, start):
        units = equipment.meant(unit_name)
        if not units:
            strange.append(unit_name or "–")
        for unit in units:
            windows.setdefault(unit, []).append(window)
    if strange:
        told.append(RowsIgnored(table="calendar", count=len(strange), example=strange[0]))
    closed: Closed = {}
    for unit, given in windows.items():
        closed[unit] = _joined(sorted(given))
        if any(later[0] < earlier[1] for earlier, later in zip(sorted(given), sorted(given)[1:], strict=False)):
            told.append(ClosuresOverlap(unit=equipment.names[unit]))
    return closed, told


def _windows(
    units: Sequence[str], begin: Sequence[datetime | None], end: Sequence[datetime | None], start: datetime
) -> Iterator[tuple[str, tuple[int, int]]]:
    """Unit and closed minutes of each row that reaches into the plan."""
    for row, (unit, shut, opened) in enumerate(zip(units, begin, end, strict=True), 1):
        if shut is None or (opened is not None and opened <= shut):
            raise Refusal(ClosureBackwards(row=row, unit=unit or "–"))
        first = max(0, math.floor((shut - start).total_seconds() / 60))
        last = FOREVER if opened is None else math.ceil((opened - start).total_seconds() / 60)
        if last > 0:
            yield unit, (first, last)


def _joined(windows: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    found: list[tuple[int, int]] = []
    for shut, opened in windows:
        if found and shut <= found[-1][1]:
            found[-1] = (found[-1][0], max(opened, found[-1][1]))
        else:
            found.append((shut, opened))
    return tuple(found)
