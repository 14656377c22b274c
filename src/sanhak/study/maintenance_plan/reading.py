"""From tables to the problem: assets with their lives, jobs, crews, parts, windows and hard dates."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

import numpy as np

from sanhak.finding import Finding, Refusal
from sanhak.model.life import LEVELS, Lives
from sanhak.study.maintenance_plan.findings import (
    AssetTwice,
    HardDatePast,
    LivesNotInTime,
    LivesOpen,
    NoBeginning,
    NoCrew,
    NoLives,
    OneAsset,
    UnknownAssets,
    WindowUnread,
)
from sanhak.study.maintenance_plan.heads import HAND, HEADS, WANTED
from sanhak.study.scheduling.heads import Sheet
from sanhak.table import Kind, Table
from sanhak.table.units import compatible, convert
from sanhak.text import LANGUAGES

if TYPE_CHECKING:
    from sanhak.study.maintenance_plan.plan import MaintenancePlanning

MONEY: Final = "만원"
_LEVEL: Final = re.compile(r"^life ([0-9.]+) ?%?$")
_FIRST_WEEK: Final = 7.0
_LEAD_FOREVER: Final = float("inf")


@dataclass(frozen=True, slots=True)
class Job:
    """What is done to an asset: hours, skill, part, costs, and why it has to be done when."""

    asset: str
    location: str = ""
    hours: float = 16.0
    skill: str = ""
    part: str = ""
    failure: float = 0.0
    planned: float = 0.0
    windows: tuple[tuple[float, float], ...] = ()
    """Days from the start in which it may be done; all where there are none."""
    hard: tuple[float, float] | None = None
    reason: str = ""
    known: bool = True
    """Whether the asset's life is known."""
    bound: tuple[float, float] | None = None
    """The hard date that others have set, which no hand moves; ``hard`` lies within it."""
    crew: str = ""
    """The crew that has to do it; empty for any that can."""

    @property
    def by_hand(self) -> bool:
        """Whether somebody has put it where it is."""
        return self.hard != self.bound


@dataclass(frozen=True, slots=True)
class Crew:
    """A crew: its skills (none for all), hours in each week, and the days between which it is there."""

    name: str
    skills: frozenset[str]
    hours: float
    begins: float = 0.0
    ends: float = float("inf")


@dataclass(frozen=True, slots=True)
class Part:
    """A spare part: how many lie in store, and after how many days more come (infinite for never)."""

    name: str
    stock: float
    lead: float


@dataclass(frozen=True)
class Asked:
    """All that was asked, in days from ``start``: jobs in the order of ``lives``, then hard dates without a life."""

    lives: Lives
    jobs: tuple[Job, ...]
    crews: tuple[Crew, ...]
    parts: tuple[Part, ...]
    start: datetime
    weeks: int
    column: str
    findings: tuple[Finding, ...] = field(default=())

    def moment(self, day: float) -> datetime:
        """A day of the plan as a date."""
        return self.start + timedelta(days=day)

    @property
    def end(self) -> datetime:
        """The last day."""
        return self.moment(7 * self.weeks)


def read(study: MaintenancePlanning, tables: Mapping[str, Table]) -> Asked:
    """The question.

    Raises
    ------
    Refusal
        S378, S379, S382, S383; S322, S323, S328, S329 for columns that cannot be read; T001 for one that is not there.
    """
    sheets = {name: sheet_of(study, name, table) for name, table in tables.items()}
    lives, column = _lives(study, sheets["lives"])
    told: list[Finding] = []
    start = _start(study, sheets)
    jobs = _jobs(study, lives, sheets.get("jobs"), told)
    if "windows" in sheets:
        jobs = _opened(jobs, sheets["windows"], start, told)
    if "fixed" in sheets:
        jobs = _fixed(jobs, sheets["fixed"], start, told)
    crews = _crews(study, sheets.get("crews"), start, told)
    known = float(lives.times[-1])
    if known < 7 * study.weeks:
        told.append(LivesOpen(known=f"{known:.0f} d", start=start))
    parts = _parts(sheets.get("parts"))
    return Asked(lives, jobs, crews, parts, start, study.weeks, column, tuple(told))


_FIELDS: Final[Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]] = {
    "lives": (("asset",), ("asset",)),
    "jobs": (("job", "location", "duration", "skill", "part", "failing", "planning"), ("job",)),
    "crews": (("crew", "skills", "weekly", "begins", "ends"), ("crew",)),
    "parts": (("stored", "stock", "lead"), ("stored", "stock")),
    "windows": (("opened", "open_from", "open_until"), ("opened", "open_from")),
    "fixed": (("dated", "date", "date_until", "reason", "by"), ("dated", "date")),
}
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
    for asset in assets:
        if assets.count(asset) > 1:
            raise Refusal(AssetTwice(asset=asset, count=assets.count(asset)))
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
            return datetime.fromisoformat(given).replace(tzinfo=None, hour=0, minute=0, second=0, microsecond=0)
        except ValueError:
            raise Refusal(NoBeginning(given=given), field="start") from None
    wanted = (("crews", "begins"), ("windows", "open_from"), ("fixed", "date"))
    dates = [date for name, part in wanted if name in sheets for date in sheets[name].dates(part) if date]
    if not dates:
        raise Refusal(NoBeginning(given=None), field="start")
    return min(dates).replace(hour=0, minute=0, second=0, microsecond=0)


def _money(sheet: Sheet, part: str, default: float) -> list[float]:
    values = sheet.numbers(part, above=False, default=default)
    unit = sheet.unit(part)
    if unit is None or not compatible(unit, MONEY):
        return values
    given = sheet.table.values(sheet.columns[part])
    return [default if np.isnan(one) else convert(value, unit, MONEY) for value, one in zip(values, given, strict=True)]


def _jobs(study: MaintenancePlanning, lives: Lives, sheet: Sheet | None, told: list[Finding]) -> tuple[Job, ...]:
    plain = Job("", hours=study.hours, failure=study.failure, planned=study.planned)
    if sheet is None:
        return tuple(replace(plain, asset=asset) for asset in lives.assets)
    kept = sheet.kept("job")
    hours = [minutes / 60 for minutes in kept.minutes("duration", default=study.hours * 60)] \
        if "duration" in kept else [study.hours] * len(kept)  # fmt: skip
    failing = _money(kept, "failing", study.failure) if "failing" in kept else [study.failure] * len(kept)
    planning = _money(kept, "planning", study.planned) if "planning" in kept else [study.planned] * len(kept)
    words = zip(kept.words("job"), kept.words("location"), hours, kept.words("skill"), kept.words("part"),
                failing, planning, strict=True)  # fmt: skip
    found = {row[0]: Job(*row) for row in words}
    unknown = [name for name in found if name not in lives.assets]
    if unknown:
        told.append(UnknownAssets(table="jobs", count=len(unknown), example=unknown[0]))
    return tuple(found.get(asset, replace(plain, asset=asset)) for asset in lives.assets)


def _spans(
    sheet: Sheet, parts: tuple[str, str, str], start: datetime, told: list[Finding], table: str
) -> Iterator[tuple[int, str, float, float]]:
    """Row, name, first day and the day after the last of each row that says something."""
    bad = []
    firsts, lasts = sheet.dates(parts[1]), sheet.dates(parts[2])
    for at, (name, first, last) in enumerate(zip(sheet.words(parts[0]), firsts, lasts, strict=True)):
        end = last or first
        if not name or first is None or end is None or end < first:
            bad.append(at)
            continue
        yield at, name, (first - start).total_seconds() / 86400, (end - start).total_seconds() / 86400 + 1
    if bad:
        told.append(WindowUnread(table=table, count=len(bad), row=sheet.row(bad[0])))


def _mine(jobs: Sequence[Job], name: str) -> list[int]:
    """The jobs of an asset, or of all assets of a location."""
    return [place for place, job in enumerate(jobs) if name in (job.asset, job.location) and job.known]


def _movable(jobs: Sequence[Job], name: str, span: tuple[float, float]) -> int | None:
    """The job of an asset that may be put into a span by hand: one without a hard date, or whose own holds the span."""
    mine = [(place, job.bound) for place, job in enumerate(jobs) if job.asset == name]
    within = (at for at, bound in mine if bound is not None and bound[0] <= span[0] and span[1] <= bound[1])
    return next(within, next((at for at, bound in mine if bound is None), None))


def _stranger(table: str, names: Sequence[str], told: list[Finding]) -> None:
    if names:
        told.append(UnknownAssets(table=table, count=len(names), example=names[0]))


def _opened(jobs: Sequence[Job], sheet: Sheet, start: datetime, told: list[Finding]) -> tuple[Job, ...]:
    """The jobs with the windows in which they may be done."""
    found, strangers = list(jobs), []
    for _, name, first, last in _spans(sheet, ("opened", "open_from", "open_until"), start, told, "windows"):
        mine = _mine(found, name)
        for place in mine:
            found[place] = replace(found[place], windows=(*found[place].windows, (first, last)))
        if not mine:
            strangers.append(name)
    _stranger("windows", strangers, told)
    return tuple(found)


def _fixed(jobs: Sequence[Job], sheet: Sheet, start: datetime, told: list[Finding]) -> tuple[Job, ...]:
    """The jobs with their hard dates; a second date of an asset, and one of an unknown asset, is a job of its own."""
    found, strangers, past = list(jobs), [], []
    reasons, crews = sheet.words("reason"), sheet.words("by")
    hand = {HAND.render(language) for language in LANGUAGES}
    spans = list(_spans(sheet, ("dated", "date", "date_until"), start, told, "fixed"))
    # What was put by hand comes last: it chooses a day within what others have set.
    for at, name, first, last in sorted(spans, key=lambda row: reasons[row[0]] in hand):
        if last <= 0:
            past.append((name, first))
        span = (first, last) if last > 0 else (0.0, _FIRST_WEEK)
        if reasons[at] in hand and (held := _movable(found, name, span)) is not None:
            reason = found[held].reason or reasons[at]
            found[held] = replace(found[held], hard=span, reason=reason, crew=crews[at])
            continue
        mine = _mine(found, name)
        for place in mine:
            dated = replace(found[place], hard=span, bound=span, reason=reasons[at], crew=crews[at])
            if found[place].hard is None:
                found[place] = dated
            else:
                found.append(replace(dated, known=False, failure=0.0))
        if not mine:
            strangers.append(name)
            usual = jobs[0]
            found.append(Job(name, hours=usual.hours, planned=usual.planned, hard=span, reason=reasons[at],
                             known=False, bound=span, crew=crews[at]))  # fmt: skip
    _stranger("fixed", strangers, told)
    if past:
        date = start + timedelta(days=past[0][1])
        told.append(HardDatePast(count=len(past), start=start, asset=past[0][0], date=date))
    return tuple(found)


def _crews(study: MaintenancePlanning, sheet: Sheet | None, start: datetime, told: list[Finding]) -> tuple[Crew, ...]:
    if sheet is None:
        return tuple(Crew(f"{at}", frozenset(), study.shift) for at in range(1, study.crews + 1))
    end = start + timedelta(days=7 * study.weeks)
    try:
        kept = sheet.kept("crew")
    except Refusal as refused:
        raise Refusal(NoCrew(count=0, start=start, end=end)) from refused
    hours = kept.numbers("weekly", above=False, default=study.shift)
    rows = zip(kept.words("crew"), kept.words("skills"), hours, kept.dates("begins"), kept.dates("ends"), strict=True)
    found, bad = [], []
    for at, (name, skills, most, begins, ends) in enumerate(rows):
        days = [None if date is None else (date - start).total_seconds() / 86400 for date in (begins, ends)]
        first, last = days[0] or 0.0, float("inf") if days[1] is None else days[1] + 1
        if last <= first:
            bad.append(at)
        else:
            words = frozenset(word.strip() for word in re.split("[,;/]", skills) if word.strip())
            found.append(Crew(name, words, most, first, last))
    if bad:
        told.append(WindowUnread(table="crews", count=len(bad), row=kept.row(bad[0])))
    there = [crew for crew in found if crew.hours > 0 and crew.ends > 0 and crew.begins < 7 * study.weeks]
    if not there:
        raise Refusal(NoCrew(count=len(kept), start=start, end=end))
    return tuple(there)


def _parts(sheet: Sheet | None) -> tuple[Part, ...]:
    if sheet is None:
        return ()
    kept = sheet.kept("stored")
    stock = kept.numbers("stock", above=False, default=0.0)
    lead = [_LEAD_FOREVER] * len(kept)
    if "lead" in kept:
        minutes = kept.minutes("lead", above=False, default=_LEAD_FOREVER)
        lead = [one / 1440 for one in minutes]
    return tuple(map(Part, kept.words("stored"), stock, lead))
