"""What came in, as a page: every column with its kind, unit, range, gaps and spread, and what was found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from sanhak.serve.report import sections
from sanhak.serve.report.grid import decimals_of
from sanhak.serve.report.page import fill, grouped
from sanhak.serve.report.sketch import sketch
from sanhak.table import Kind, Table
from sanhak.table.profile import ColumnProfile, profile
from sanhak.text import Amount, Language, Text, decimals_for, say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sanhak.finding import Finding

KINDS: Final[Mapping[Kind, Text]] = {
    Kind.NUMBER: say("number"),
    Kind.CATEGORY: say("category"),
    Kind.ORDINAL: say("ordered category"),
    Kind.DATE: say("date"),
    Kind.MOLECULE: say("molecule"),
    Kind.FORMULA: say("formula"),
    Kind.TEXT: say("free text"),
    Kind.IDENTIFIER: say("identifier"),
}
ROLES: Final[Mapping[str, Text]] = {"time": say("time"), "asset": say("asset"), "lot": say("lot")}
_LEVELS_SHOWN: Final = 4


@dataclass(frozen=True, slots=True)
class ColumnSeen:
    """One column as the page shows it."""

    name: str
    kind: Text
    unit: str
    role: Text | None
    spread: Text
    missing: int
    share: float
    sketch: str


def look_page(table: Table, findings: tuple[Finding, ...], language: Language) -> str:
    """The page of what came in: ``table`` with its facts, and the ``findings`` of its reading and checking."""
    return fill(
        "look.html",
        language,
        title=say("What came in: {name}", name=table.source.name),
        table=table,
        size=say("{rows:row|rows}, {columns:column|columns}", rows=len(table), columns=len(table.columns)),
        columns=columns_seen(profile(table), len(table)),
        findings=grouped(findings, language),
        sections=sections,
    )


def columns_seen(columns: Sequence[ColumnProfile], rows: int) -> tuple[ColumnSeen, ...]:
    """What the page and the terminal say of each column of a table with so many rows."""
    return tuple(
        ColumnSeen(
            name=column.name,
            kind=KINDS[column.kind],
            unit=column.unit or "",
            role=ROLES[column.role] if column.role else None,
            spread=_spread(column),
            missing=column.missing,
            share=column.missing / max(1, rows),
            sketch=sketch(column.counts),
        )
        for column in columns
    )


def _spread(column: ColumnProfile) -> Text:
    """From where to where a column reaches, or which levels it has."""
    if column.low is None or column.high is None:
        return _levels(column)
    if isinstance(column.low, datetime) or isinstance(column.high, datetime):
        return Text("{low} – {high}", {"low": column.low, "high": column.high})
    low, high = column.low, column.high
    decimals = decimals_of([low, high], decimals_for((high - low) / 20)) if high > low else None
    ends = {"low": Amount(low, None, decimals), "high": Amount(high, None, decimals)}
    return Text("{low} – {high}", ends) if high > low else say("always {value}", value=ends["low"])


def _levels(column: ColumnProfile) -> Text:
    if not column.levels:
        return say("no values")
    levels = [f"{level} ({count})" for level, count in column.levels[:_LEVELS_SHOWN]]
    others = column.distinct - len(levels)
    if others > 0:
        return say("{levels} and {others:other|others}", levels=levels, others=others)
    return Text("{levels}", {"levels": levels})
