"""The tables of the answer: every characteristic with its capability, and every signal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

import polars as pl

from sanhak.model.control_chart import Ends
from sanhak.study.answer import Listed
from sanhak.study.control_chart.judging import Judged
from sanhak.study.control_chart.words import ACTS, CHARTS, RULES
from sanhak.table import Column, Kind, Source, Table
from sanhak.text import Param, Text, say

_SHOWN: Final = 200
"""Signals that a report shows in full."""
_NAMED: Final = ("characteristic", "product")
_CAPABILITY: Final = (
    *_NAMED, "act", "state", "Ppk", "Ppk, from", "Ppk, to", "Cp", "Cpk", "Cpm", "outside, expected", "outside, from",
    "outside, to", "outside, seen",
)  # fmt: skip
_CHARTS: Final = (
    *_NAMED, "unit", "values", "chart", "signals", "by chance", "mean", "deviation within", "deviation", "lower",
    "target", "upper", "Pp", "Cpk, from", "Cpk, to",
)  # fmt: skip
_WORDS: Final = ("characteristic", "product", "unit", "chart", "state", "act", "point", "rule")
_SHARES: Final = ("outside, expected", "outside, from", "outside, to", "outside, seen")
WORDS: Final[dict[str, Text]] = {
    "characteristic": say("Characteristic"),
    "product": say("Product"),
    "unit": say("Unit"),
    "values": say("Values"),
    "chart": say("Chart"),
    "state": say("State"),
    "stable": say("stable"),
    "not stable": say("not stable"),
    "signals": say("Signals"),
    "by chance": say("Signals by chance"),
    "mean": say("Mean"),
    "deviation within": say("Deviation within subgroups"),
    "deviation": say("Deviation, all"),
    "lower": say("Lower limit"),
    "target": say("Target"),
    "upper": say("Upper limit"),
    "Cp": say("Cp"),
    "Cpk": say("Cpk"),
    "Cpk, from": say("Cpk, 90 % from"),
    "Cpk, to": say("Cpk, 90 % to"),
    "Cpm": say("Cpm"),
    "Pp": say("Pp"),
    "Ppk": say("Ppk"),
    "Ppk, from": say("Ppk, 90 % from"),
    "Ppk, to": say("Ppk, 90 % to"),
    "outside, expected": say("Outside, expected"),
    "outside, from": say("Outside, 90 % from"),
    "outside, to": say("Outside, 90 % to"),
    "outside, seen": say("Outside, measured"),
    "act": say("Recommended act"),
    "point": say("When"),
    "number": say("Point"),
    "row": say("Row"),
    "rule": say("Signal"),
    "value": say("Value"),
    "centre line": say("Centre line"),
    "lower control limit": say("Lower control limit"),
    "upper control limit": say("Upper control limit"),
    **{str(chart): chart for chart in CHARTS.values()},
    **{str(said): said for said in RULES.values()},
    **{str(said): said for said in ACTS.values()},
}
"""How heads and cells are called."""


def tables_of(judged: Sequence[Judged]) -> dict[str, Table]:
    """``capability`` and ``charts`` with a row for each characteristic of each product, and ``signals``, if any."""
    rows = [_row(one) for one in judged]
    found = {"capability": _table("capability", rows, _CAPABILITY), "charts": _table("charts", rows, _CHARTS)}
    fired = [row for one in judged for row in _signals(one)]
    if fired:
        found["signals"] = _table("signals", fired[:_SHOWN], tuple(WORDS))
    if len(fired) > _SHOWN:
        found["all signals"] = _table("all signals", fired, tuple(WORDS))
    return found


def listed(judged: Sequence[Judged]) -> tuple[Listed, ...]:
    """The tables as a report shows them."""
    fired = sum(len(one.reading.fired) for one in judged)
    complete = say("A run is told at the point at which it is complete. No point was taken out.")
    part = say("{told} The first {shown} of {count} stand here, all of them in the workbook.", told=complete,
               shown=_SHOWN, count=fired)  # fmt: skip
    return (
        Listed(
            "capability",
            say("Every characteristic, what deserves attention first in front"),
            say("Cp and Cpk rest on the spread within subgroups and need a stable process; Pp "
                "and Ppk on all values. What is expected outside comes from the fitted distribution."),
            WORDS,
        ),
        Listed(
            "charts",
            say("Every chart"),
            say("Means, deviations and limits are in the unit of each row."),
            WORDS,
        ),
        Listed(
            "signals",
            say("Every signal"),
            part if fired > _SHOWN else complete,
            WORDS,
        ),
    )  # fmt: skip


def _row(one: Judged) -> dict[str, Any]:
    reading, found, stream = one.reading, one.found, one.stream
    values = stream.all
    row: dict[str, Any] = {
        "characteristic": stream.characteristic, "product": stream.product, "act": str(ACTS[one.verdict.act]),
        "unit": stream.unit, "values": float(len(values)), "chart": _chart(one),
        "state": "stable" if reading.stable else "not stable", "signals": float(len(reading.fired)),
        "by chance": reading.chance, "mean": float(values.mean()), "deviation": float(values.std(ddof=1)),
    }  # fmt: skip
    if found is None:
        return row
    limits, steady = found.limits, reading.stable and reading.followed == 0
    row |= {"deviation within": reading.level.sigma, "lower": limits.lower, "target": limits.target}
    row |= {"upper": limits.upper, "Cp": _first(found.cp if steady else None)}
    row |= _three("Cpk", found.cpk if steady else None)
    row |= {"Cpm": _first(found.cpm), "Pp": _first(found.pp), **_three("Ppk", found.ppk)}
    if limits.stated:
        told = one.verdict.before or found.outside
        row |= dict(zip(_SHARES, (100 * told[0], 100 * told[1], 100 * told[2], 100 * one.outside / len(values)),
                        strict=True))  # fmt: skip
    return row


def _chart(one: Judged) -> str:
    from sanhak.study.control_chart.words import chart

    return str(chart(one))


def _first(ends: Ends | None) -> float | None:
    return None if ends is None else ends[0]


def _three(name: str, ends: Ends | None) -> dict[str, float | None]:
    if ends is None:
        return {name: None, f"{name}, from": None, f"{name}, to": None}
    return {name: ends[0], f"{name}, from": ends[1], f"{name}, to": ends[2]}


def _signals(one: Judged) -> list[dict[str, Any]]:
    level, stream = one.reading.level, one.stream
    return [
        {
            "characteristic": stream.characteristic, "product": stream.product, "number": float(place + 1),
            "point": _when(stream.labels[place]), "row": float(stream.rows[place][0] + 1),
            "rule": str(RULES[number]), "value": float(level.values[place]),
            "centre line": float(level.centre[place]), "lower control limit": float(level.lower[place]),
            "upper control limit": float(level.upper[place]), "unit": stream.unit,
        }
        for place, number in one.reading.fired
    ]  # fmt: skip


def _when(label: Param) -> str | None:
    """A moment as every reader of a table knows it, or the name of a lot; nothing where only the row is known."""
    if isinstance(label, datetime):
        return label.strftime("%Y-%m-%d %H:%M")
    return label if isinstance(label, str) else None


def _table(name: str, rows: Sequence[dict[str, Any]], order: Sequence[str]) -> Table:
    """Rows as a table with these columns; columns that no row fills are left out."""
    heads = [head for head in order if any(row.get(head) is not None for row in rows)]
    columns = tuple(_column(head) for head in heads)
    kinds = {column.name: pl.String if column.kind is Kind.TEXT else pl.Float64 for column in columns}
    frame = pl.DataFrame({head: [row.get(head) for row in rows] for head in heads}, schema=kinds)
    return Table(frame, columns, source=Source(name))


def _column(head: str) -> Column:
    if head in _WORDS:
        return Column(head, Kind.TEXT)
    return Column(head, unit="%") if head in _SHARES else Column(head)
