"""Windows and hard dates: when jobs may be done, and when they have to be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

import polars as pl

from sanhak.finding import Finding
from sanhak.study.maintenance_plan.asked import Crew, Earlier, Job
from sanhak.study.maintenance_plan.findings import (
    EarlierGone,
    HardDateBeyond,
    HardDatePast,
    PinnedAdrift,
    UnknownAssets,
    WindowUnread,
)
from sanhak.study.maintenance_plan.heads import HAND
from sanhak.study.scheduling.heads import Sheet
from sanhak.table import Kind
from sanhak.table.read.dates import read_dates
from sanhak.text import LANGUAGES, Text, say

_FIRST_WEEK: Final = 7.0
_YES: Final = frozenset({"yes", "y", "true", "1", "o", "x", "pinned", "예", "네", "고정"})


def spans(
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


def stranger(table: str, names: Sequence[str], told: list[Finding]) -> None:
    """Tell of names that no life is known of."""
    if names:
        told.append(UnknownAssets(table=table, count=len(names), example=names[0]))


def opened(jobs: Sequence[Job], sheet: Sheet, start: datetime, told: list[Finding]) -> tuple[Job, ...]:
    """The jobs with the windows in which they may be done."""
    found, strangers = list(jobs), []
    for _, name, first, last in spans(sheet, ("opened", "open_from", "open_until"), start, told, "windows"):
        mine = _mine(found, name)
        for place in mine:
            found[place] = replace(found[place], windows=(*found[place].windows, (first, last)))
        if not mine:
            strangers.append(name)
    stranger("windows", strangers, told)
    return tuple(found)


def fixed(jobs: Sequence[Job], sheet: Sheet, start: datetime, end: float, told: list[Finding]) -> tuple[Job, ...]:
    """The jobs with their hard dates; a second date of an asset, and one of an unknown asset, is a job of its own."""
    found, strangers, past, beyond = list(jobs), [], [], []
    reasons, crews = sheet.words("reason"), sheet.words("by")
    hand = {HAND.render(language) for language in LANGUAGES}
    rows = list(spans(sheet, ("dated", "date", "date_until"), start, told, "fixed"))
    # What was put by hand comes last: it chooses a day within what others have set.
    for at, name, first, last in sorted(rows, key=lambda row: reasons[row[0]] in hand):
        if last <= 0:
            past.append((name, first))
        if first >= end:
            beyond.append((name, first))
            continue
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
                found.append(replace(dated, known=False, failure=0.0, after=(), shutdown=""))
        if not mine:
            strangers.append(name)
            usual = jobs[0]
            found.append(Job(name, hours=usual.hours, planned=usual.planned, hard=span, reason=reasons[at],
                             known=False, bound=span, crew=crews[at]))  # fmt: skip
    stranger("fixed", strangers, told)
    if past:
        date = start + timedelta(days=past[0][1])
        told.append(HardDatePast(count=len(past), start=start, asset=past[0][0], date=date))
    if beyond:
        last_day, date = (start + timedelta(days=day) for day in (end, beyond[0][1]))
        told.append(HardDateBeyond(count=len(beyond), end=last_day, asset=beyond[0][0], date=date))
    return tuple(found)


def earlier(
    sheet: Sheet, jobs: Sequence[Job], crews: Sequence[Crew], start: datetime, end: float, told: list[Finding]
) -> tuple[Earlier, ...]:
    """The rows of an earlier plan that are still to come, and those that have to stay, within ``end`` days."""
    found, strangers, gone = [], [], 0
    assets = {job.asset for job in jobs}
    pinned = sheet.words("pinned")
    for at, (name, moment, crew) in enumerate(
        zip(sheet.words("planned_asset"), _moments(sheet, "planned_start"), sheet.words("planned_crew"), strict=True)
    ):
        day = -1.0 if moment is None else (moment - start).total_seconds() / 86400
        if name not in assets:
            strangers.append(name)
        elif day < 0:
            gone += 1
        else:
            found.append(Earlier(name, day, crew, pinned[at].casefold() in _YES))
    stranger("earlier", strangers, told)
    if gone:
        told.append(EarlierGone(count=gone, start=start))
    adrift = list(_adrift(found, jobs, {crew.name for crew in crews}, end))
    if adrift:
        told.append(PinnedAdrift(count=len(adrift), asset=adrift[0][0], because=adrift[0][1]))
    return tuple(found)


def _adrift(
    rows: Sequence[Earlier], jobs: Sequence[Job], crews: Collection[str], end: float
) -> Iterator[tuple[str, Text]]:
    """The pinned jobs that cannot stay as they are, and why."""
    free = Counter(job.asset for job in jobs)
    for row in (one for one in rows if one.pinned):
        free[row.asset] -= 1
        if row.day >= end:
            yield row.asset, say("it lies after the end of the plan")
        elif row.crew and row.crew not in crews:
            yield row.asset, say("there is no crew {crew}", crew=row.crew)
        elif free[row.asset] < 0:
            yield row.asset, say("it is pinned more often than it has jobs")


def _moments(sheet: Sheet, part: str) -> list[datetime | None]:
    """Dates, from the words of an answer's calendar as well."""
    column = sheet.columns[part]
    if sheet.table[column].kind is Kind.DATE:
        return sheet.dates(part)
    words = pl.Series(sheet.words(part), dtype=pl.String)
    read = read_dates(words.replace("", None)).values
    if read.null_count() > words.is_in([""]).sum():
        return sheet.dates(part)
    return read.cast(pl.Datetime("us")).to_list()
