"""From tables to the problem: assets with their lives, jobs, crews, parts, windows and hard dates."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Final

import numpy as np

from sanhak.finding import Finding, Refusal
from sanhak.model.life import LEVELS, Lives
from sanhak.study.maintenance_plan.asked import NAN, Asked, Job
from sanhak.study.maintenance_plan.crews import read_crews, read_parts
from sanhak.study.maintenance_plan.dated import earlier, fixed, opened
from sanhak.study.maintenance_plan.findings import (
    AssetTwice,
    CostTooLarge,
    JobTwice,
    LifeOpen,
    LivesNotInTime,
    LivesOpen,
    NoBeginning,
    NoLives,
    OneAsset,
    OrderUnknown,
    StartOutOfReach,
    UnknownAssets,
)
from sanhak.study.maintenance_plan.heads import HEADS, WANTED
from sanhak.study.scheduling.heads import Sheet
from sanhak.table import Kind, Table
from sanhak.table.units import compatible, convert

if TYPE_CHECKING:
    from sanhak.study.maintenance_plan.plan import MaintenancePlanning

MONEY: Final = "만원"
_LEVEL: Final = re.compile(r"^life ([0-9.]+) ?%?$")
_MOST: Final = 1e15
"""The largest cost in any currency that is no slip of the pen."""
_YEARS: Final = (1900, 2200)
"""Plans begin in these years; what lies outside of them is a slip of the pen too."""


def read(study: MaintenancePlanning, tables: Mapping[str, Table]) -> Asked:
    """The question.

    Raises
    ------
    Refusal
        S378, S379, S382, S383, S387, S388, S430, S433, S447, S448; S322, S323, S328, S329 for columns that cannot be
        read; T001 for one that is not there.
    """
    sheets = {name: sheet_of(study, name, table) for name, table in tables.items()}
    lives, column = _lives(study, sheets["lives"])
    told: list[Finding] = []
    endless = [lives.assets[at] for at in np.flatnonzero((lives.survival == 1).all(axis=1))]
    if endless:
        told.append(LifeOpen(count=len(endless), asset=endless[0]))
    start = _start(study, sheets)
    jobs = _jobs(study, lives, sheets.get("jobs"), told)
    if "windows" in sheets:
        jobs = opened(jobs, sheets["windows"], start, told)
    if "fixed" in sheets:
        jobs = fixed(jobs, sheets["fixed"], start, 7.0 * study.weeks, told)
    crews = read_crews(study, sheets.get("crews"), start, told)
    known = float(lives.times[-1])
    if known < 7 * study.weeks:
        told.append(LivesOpen(known=f"{known:.0f} d", start=start))
    before = earlier(sheets["earlier"], jobs, crews, start, 7.0 * study.weeks, told) if "earlier" in sheets else ()
    return Asked(
        lives, jobs, crews, read_parts(sheets.get("parts")), start, study.weeks, column,
        None if study.free is None else study.free / 100, study.repair, study.moving, before, tuple(told),
    )  # fmt: skip


_FIELDS: Final[Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]] = {
    "lives": (("asset",), ("asset",)),
    "jobs": (
        ("job", "location", "duration", "skill", "part", "failing", "planning", "equipment", "wasting", "after",
         "shutdown", "stopping"),
        ("job",),
    ),
    "crews": (("crew", "skills", "weekly", "begins", "ends", "shifts"), ("crew",)),
    "parts": (("stored", "stock", "lead"), ("stored", "stock")),
    "windows": (("opened", "open_from", "open_until"), ("opened", "open_from")),
    "fixed": (("dated", "date", "date_until", "reason", "by"), ("dated", "date")),
    "earlier": (("planned_asset", "planned_start", "planned_crew", "pinned"), ("planned_asset", "planned_start")),
}  # fmt: skip
"""The fields of each table, and those without which it says nothing."""


def sheet_of(study: MaintenancePlanning, name: str, table: Table) -> Sheet:
    """One of the tables of a plan with its columns, named or found by their heads."""
    fields, needed = _FIELDS[name]
    return Sheet.of(name, table, {part: getattr(study, part) for part in fields}, needed, HEADS, WANTED)


def _lives(study: MaintenancePlanning, sheet: Sheet) -> tuple[Lives, str]:
    table = sheet.table
    named = study.quantiles or table.names
    said = ((name, _LEVEL.match(name.strip())) for name in named)
    found = {name: float(level[1]) / 100 for name, level in said if level}
    if study.quantiles and not found and len(named) == len(LEVELS):
        found = dict(zip(named, LEVELS, strict=True))
    names = sorted((name for name in found if table[name].kind is Kind.NUMBER), key=lambda name: found[name])
    if not names or not len(table):
        raise Refusal(NoLives(known=table.names))
    kept = sheet.kept("asset")
    assets = kept.words("asset")
    for asset, count in Counter(assets).items():
        if count > 1:
            raise Refusal(AssetTwice(asset=asset, count=count))
    if len(assets) == 1:
        raise Refusal(OneAsset(asset=assets[0]))
    unit = table[names[0]].unit
    if unit is None or not compatible(unit, "d"):
        raise Refusal(LivesNotInTime(column=names[0], unit=unit or "–"))
    days = convert(1.0, unit, "d")
    quantiles = np.column_stack([kept.table.values(name) for name in names]).astype(float) * days
    # A quantile below the one before it is noise of rounding: chances of failure add up.
    quantiles = np.maximum.accumulate(np.where(np.isfinite(quantiles), np.maximum(quantiles, 0.0), np.inf), axis=1)
    if not (np.isfinite(quantiles) & (quantiles > 0)).any():
        raise Refusal(NoLives(known=table.names))
    levels = np.array([found[name] for name in names])
    return Lives.of_quantiles(assets, levels, quantiles), sheet.columns["asset"]


def _start(study: MaintenancePlanning, sheets: Mapping[str, Sheet]) -> datetime:
    given = (study.start or "").strip()
    if given:
        try:
            stated = datetime.fromisoformat(given).replace(tzinfo=None)
        except ValueError:
            raise Refusal(NoBeginning(given=given), field="start") from None
        return _within(stated)
    wanted = (("crews", "begins"), ("windows", "open_from"), ("fixed", "date"))
    dates = [date for name, part in wanted if name in sheets for date in sheets[name].dates(part) if date]
    if not dates:
        raise Refusal(NoBeginning(given=None), field="start")
    return _within(min(dates))


def _within(start: datetime) -> datetime:
    """The day on which a plan begins; :class:`Refusal` S447 for one that no calendar of a plant has."""
    if not _YEARS[0] <= start.year < _YEARS[1]:
        first, end = map(str, _YEARS)
        raise Refusal(StartOutOfReach(year=f"{start.year:04}", first=first, end=end), field="start")
    return start.replace(hour=0, minute=0, second=0, microsecond=0)


def _money(sheet: Sheet, part: str, default: float) -> list[float]:
    """A column of money in the currency of the fields; ``default`` where it says nothing."""
    if part not in sheet:
        return [default] * len(sheet)
    if np.isnan(default):  # what is NaN cannot be compared with the least that is allowed
        given = sheet.table.values(sheet.columns[part])
        return [NAN if np.isnan(one) else value for one, value in zip(given, _money(sheet, part, 0.0), strict=True)]
    values = sheet.numbers(part, above=False, default=default)
    at = int(np.argmax(values)) if values else 0
    if values and values[at] > _MOST:
        raise Refusal(CostTooLarge(table=sheet.name, row=sheet.row(at), column=sheet.columns[part], cost=values[at]))
    unit = sheet.unit(part)
    if unit is None or not compatible(unit, MONEY):
        return values
    given = sheet.table.values(sheet.columns[part])
    return [default if np.isnan(one) else convert(value, unit, MONEY) for value, one in zip(values, given, strict=True)]


def _jobs(study: MaintenancePlanning, lives: Lives, sheet: Sheet | None, told: list[Finding]) -> tuple[Job, ...]:
    plain = Job("", hours=study.hours, failure=study.failure, planned=study.planned, stop=study.stop)
    if sheet is None:
        return tuple(replace(plain, asset=asset) for asset in lives.assets)
    kept = sheet.kept("job")
    hours = [minutes / 60 for minutes in kept.minutes("duration", default=study.hours * 60)] \
        if "duration" in kept else [study.hours] * len(kept)  # fmt: skip
    names = kept.words("job")
    rows = zip(
        names, kept.words("location"), hours, kept.words("skill"), kept.words("part"),
        _money(kept, "failing", study.failure), _money(kept, "planning", study.planned), kept.words("equipment"),
        _money(kept, "wasting", NAN), kept.words("after"), kept.words("shutdown"),
        _money(kept, "stopping", study.stop), strict=True,
    )  # fmt: skip
    found = {
        name: Job(name, location, length, skill, part, failing, planning, kind=kind, wasted=wasted,
                  after=tuple(filter(None, map(str.strip, re.split("[,;]", after)))), shutdown=shutdown, stop=stop)
        for name, location, length, skill, part, failing, planning, kind, wasted, after, shutdown, stop in rows
    }  # fmt: skip
    _odd_jobs(names, found, frozenset(lives.assets), told)
    return tuple(found.get(asset, replace(plain, asset=asset)) for asset in lives.assets)


def _odd_jobs(names: list[str], found: Mapping[str, Job], assets: frozenset[str], told: list[Finding]) -> None:
    """Jobs of unknown assets, two jobs of one asset, and orders that name an asset without a job."""
    unknown = [name for name in found if name not in assets]
    if unknown:
        told.append(UnknownAssets(table="jobs", count=len(unknown), example=unknown[0]))
    twice = [name for name, count in Counter(names).items() if count > 1]
    if twice:
        told.append(JobTwice(count=len(twice), asset=twice[0]))
    strange = [(job.asset, first) for job in found.values() for first in job.after if first not in assets]
    if strange:
        told.append(OrderUnknown(count=len(strange), asset=strange[0][0], first=strange[0][1]))
