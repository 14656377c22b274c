"""What came in, as a page: every column with its kind, unit, range, gaps and spread, and what was found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sanhak.serve.report import sections
from sanhak.serve.report.grid import decimals_of
from sanhak.serve.report.page import fill, grouped
from sanhak.serve.report.sketch import sketch
from sanhak.table import Kind, Table
from sanhak.text import Amount, Language, Text, decimals_for, say

if TYPE_CHECKING:
    from collections.abc import Mapping

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
        columns=columns_seen(table),
        findings=grouped(findings, language),
        sections=sections,
    )


def columns_seen(table: Table) -> tuple[ColumnSeen, ...]:
    """What the page and the terminal say of each column."""
    roles = {table.time: say("time"), table.asset: say("asset"), table.lot: say("lot")}
    seen = []
    for column in table.columns:
        missing = table.frame[column.name].null_count()
        seen.append(
            ColumnSeen(
                name=column.name,
                kind=KINDS[column.kind],
                unit=column.unit or "",
                role=roles.get(column.name),
                spread=_spread(table, column.name),
                missing=missing,
                share=missing / max(1, len(table)),
                sketch=sketch(table, column.name),
            )
        )
    return tuple(seen)


def _spread(table: Table, name: str) -> Text:
    """From where to where a column reaches, or which levels it has."""
    values = table.frame[name].drop_nulls()
    if values.is_empty():
        return say("no values")
    if values.dtype.is_numeric():
        low, high = float(values.min()), float(values.max())  # type: ignore[arg-type]
        decimals = decimals_of([low, high], decimals_for((high - low) / 20)) if high > low else None
        ends = {"low": Amount(low, None, decimals), "high": Amount(high, None, decimals)}
        return Text("{low} – {high}", ends) if high > low else say("always {value}", value=ends["low"])
    if values.dtype.is_temporal():
        return Text("{low} – {high}", {"low": values.min(), "high": values.max()})  # type: ignore[dict-item]
    counted = values.value_counts(sort=True, name="count").head(_LEVELS_SHOWN)
    levels = [f"{level} ({count})" for level, count in counted.iter_rows()]
    others = values.n_unique() - len(levels)
    if others > 0:
        return say("{levels} and {others:other|others}", levels=levels, others=others)
    return Text("{levels}", {"levels": levels})
