"""What the page of a dataset shows, in words: columns, gaps, what changed between versions, what can be stated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sanhak.center.data import Dataset, Profile, Upload, Version
from sanhak.center.making import NEVER
from sanhak.jobs.job import State
from sanhak.serve.report.look import KINDS, ROLES, ColumnSeen, columns_seen
from sanhak.table.profile import ColumnProfile
from sanhak.table.read.layout_findings import OtherSheets
from sanhak.table.read.refusals import NoSuchSheet
from sanhak.text import Text, say

LAYOUTS: Final[Mapping[str, Text]] = {
    "": say("as found"),
    "wide": say("one column a tag, rows as they stand"),
    "long": say("one row a record: tag, time, value"),
}
_LINE: Final = 36
"""Pixels of a line of the map: a name, and a strip under it."""
_LINES: Final = 20
_SAID: Final = 6


@dataclass(frozen=True, slots=True)
class Row:
    """A column of the table: as it is seen, and as it can be stated otherwise."""

    seen: ColumnSeen
    profile: ColumnProfile


@dataclass(frozen=True, slots=True)
class GapRow:
    """A column with gaps: its name, the share of all rows, rectangles (x and width in percent, opacity), and words."""

    name: str
    share: float
    y: int
    blocks: tuple[tuple[float, float, float], ...]
    told: Text


@dataclass(frozen=True, slots=True)
class Gaps:
    """The map of missing values: blocks of rows from left to right, a line for each column that lacks most.

    ``others`` are columns with gaps that are not shown, ``whole`` those without.
    """

    rows: tuple[GapRow, ...]
    height: int
    others: int
    whole: int


def rows_of(seen: Profile, rows: int) -> tuple[Row, ...]:
    """The columns of a version, in order."""
    return tuple(map(Row, columns_seen(seen.columns, rows), seen.columns))


def gaps_of(seen: Profile, rows: int) -> Gaps | None:
    """The map of missing values; None where nothing is missing."""
    lacking = [column for column in seen.columns if column.gaps]
    if not lacking:
        return None
    least = sorted((column.missing for column in lacking), reverse=True)[:_LINES][-1]
    most = [column for column in lacking if column.missing >= least][:_LINES]
    lines = tuple(
        GapRow(
            column.name, column.missing / max(1, rows), place * _LINE, _blocks(column.gaps), _gaps_told(column, rows)
        )
        for place, column in enumerate(most)
    )
    return Gaps(lines, len(lines) * _LINE, len(lacking) - len(lines), len(seen.columns) - len(lacking))


def _blocks(gaps: Sequence[float]) -> tuple[tuple[float, float, float], ...]:
    """Blocks in which values are missing; neighbours that lack as much are one rectangle."""
    found: list[tuple[float, float, float]] = []
    step, before = 100 / len(gaps), 0.0
    for place, gap in enumerate(gaps):
        if gap and gap == before:
            x, width, weight = found.pop()
            found.append((x, round(width + step, 2), weight))
        elif gap:
            found.append((round(place * step, 2), round(step, 2), round(0.2 + 0.8 * gap, 2)))
        before = gap
    return tuple(found)


def _gaps_told(column: ColumnProfile, rows: int) -> Text:
    """Where a column's values are missing, in words."""
    share = column.missing / max(1, rows)
    touched = [place for place, gap in enumerate(column.gaps) if gap]
    if len(touched) == len(column.gaps):
        return say("{column}: {share:%} missing, all over", column=column.name, share=share)
    first, last = touched[0] / len(column.gaps), (touched[-1] + 1) / len(column.gaps)
    low, high = max(1, round(first * rows) + 1), round(last * rows)
    return say(
        "{column}: {share:%} missing, between rows {low} and {high}",
        column=column.name,
        share=share,
        low=low,
        high=high,
    )


def changed(version: Version, whole: Dataset, uploads: Mapping[str, Upload]) -> tuple[Text, ...]:
    """What sets a version apart from the one before it: the file, how it was read, the steps."""
    if "delivered" in version.job.payload:
        return (_delivered(version),)
    before = next((one for one in whole.versions if one.number == version.number - 1), None)
    told = []
    if before is None or before.upload != version.upload:
        told.append(_from(version, uploads))
    was = before.reading if before else {}
    told += _stated(was, version.reading)
    if list(version.steps) != list(before.steps if before else ()):
        told.append(
            say("prepared by {steps:step|steps}", steps=len(version.steps)) if version.steps else say("no steps")
        )
    return tuple(told) or (say("the same as the version before"),)


def _delivered(version: Version) -> Text:
    """How many rows of a delivery were added, once that is known."""
    name, told = version.job.payload["delivered"]["name"], version.job.outcome or {}
    if not version.ready or "added" not in told:
        return say("rows of {name}", name=name)
    return say("{added:row|rows} added from {name}", added=told["added"], name=name)


def _from(version: Version, uploads: Mapping[str, Upload]) -> Text:
    if "source" in version.reading:
        return say("asked of the database {name}", name=version.reading["source"])
    return say("from the file {name}", name=uploads[version.upload].name)


def _stated(was: Mapping[str, Any], now: Mapping[str, Any]) -> list[Text]:
    """What was stated about the file that was not stated before."""
    told = [
        say("unit of {column}: {unit}", column=column, unit=unit or "–")
        for column, unit in now.get("units", {}).items()
        if was.get("units", {}).get(column) != unit
    ]
    told += [
        say("kind of {column}: {kind}", column=column, kind=_worded(KINDS, kind))
        for column, kind in now.get("kinds", {}).items()
        if was.get("kinds", {}).get(column) != kind
    ]
    told += [
        say("{role}: {column}", role=ROLES[role], column=now[role])
        for role in ROLES
        if now.get(role) and now.get(role) != was.get(role)
    ]
    if now.get("sheet") != was.get("sheet"):
        told.append(say("sheet {name}", name=now["sheet"]) if now.get("sheet") else say("the sheet that is found"))
    if now.get("layout") != was.get("layout"):
        told.append(say("layout: {layout}", layout=_worded(LAYOUTS, now.get("layout") or "")))
    more = len(told) - _SAID
    return [*told[:_SAID], say("and {more:more|more}", more=more)] if more > 0 else told


def _worded(words: Mapping[Any, Text], given: str) -> Text | str:
    """What something is called; as it was stated where there is no such thing, which the reading then refuses."""
    return words.get(given, given)


def sheets_of(seen: Sequence[Profile], version: Version) -> tuple[str, ...]:
    """The sheets of the file that are known to hold a table, from what was found when it was read, in any version."""
    known: list[str] = []
    for one in seen:
        for finding in one.findings:
            if isinstance(finding, OtherSheets):
                known += [finding.sheet, *finding.others]
        known += [one.sheet] if one.sheet else []
    for finding in version.job.findings:
        known += finding.sheets if isinstance(finding, NoSuchSheet) else ()
    return tuple(dict.fromkeys(known))


def lost(version: Version) -> bool:
    """Whether the file was thrown away because no way of reading makes a table of it."""
    return version.job.state is State.REFUSED and any(one.code in NEVER for one in version.job.findings)
