"""Readings with one row a value become one row a moment, with a column for each sensor."""

from __future__ import annotations

from typing import Final

import polars as pl

from sanhak.finding import Finding
from sanhak.study.remaining_life.heads import found
from sanhak.study.words import plain, words_of
from sanhak.table import Column, Kind, Table
from sanhak.table.findings_readings import RecordsWidened
from sanhak.table.units import compatible, convert, known

_SENSOR: Final = ("tag", "tagname", "sensor", "variable", "parameter", "signal", "item", "태그", "태그명", "센서",
                  "센서명", "항목", "변수", "측정항목", "신호")  # fmt: skip
_VALUE: Final = ("value", "reading", "measurement", "값", "측정값", "계측값")
_UNIT: Final = ("unit", "units", "uom", "engunit", "단위")


def widened(table: Table, asset: str | None, time: str | None, notes: list[Finding]) -> Table:
    """The table with a column for each sensor, where it has one row a value; else the table as it is.

    It has if a column names sensors beside one of assets, one holds the values, and moments repeat.
    """
    heads = {plain(name): name for name in reversed(table.names)}
    asset = asset or table.asset or found(table, "asset")
    time = time or table.time or found(table, "time")
    sensor, value = (next((heads[word] for word in words if word in heads), None) for words in (_SENSOR, _VALUE))
    if asset is None or time is None or sensor is None or value is None or len({asset, time, sensor, value}) < 4:  # noqa: PLR2004
        return table
    if table[value].kind is not Kind.NUMBER or table[sensor].kind in (Kind.NUMBER, Kind.DATE):
        return table
    unit = next((heads[word] for word in _UNIT if word in heads and heads[word] not in (asset, sensor)), None)
    frame = pl.DataFrame({
        asset: words_of(table, asset), time: table.frame[time], "sensor": words_of(table, sensor),
        "value": table.values(value), "unit": words_of(table, unit) if unit else [""] * len(table),
    }).filter(pl.col("sensor") != "")  # fmt: skip
    frame, units = _in_one_unit(frame, table[value].unit)
    taken = {asset, time}
    names = {name: name if name not in taken else f"{name} (sensor)" for name in units}
    frame = frame.with_columns(pl.col("sensor").replace(names))
    wide = frame.pivot("sensor", index=[asset, time], values="value", aggregate_function="last", maintain_order=True)
    facts = (table[asset], table[time], *(Column(names[name], unit=units[name]) for name in units))
    notes.append(RecordsWidened(records=len(table), rows=wide.height, sensors=len(units)))
    facts = (Column(asset, Kind.CATEGORY), *facts[1:])
    return Table(wide, facts, time=time, asset=asset, findings=table.findings, source=table.source)


def _in_one_unit(frame: pl.DataFrame, unit: str | None) -> tuple[pl.DataFrame, dict[str, str | None]]:
    """The records with the values of each sensor in its first unit, and these units."""
    units: dict[str, str | None] = {}
    said = frame.group_by("sensor", "unit", maintain_order=True).len().select("sensor", "unit").rows()
    parts = pl.col("value")
    for sensor, word in said:
        own = known(word) or unit
        first = units.setdefault(sensor, own)
        if own and first and own != first and compatible(own, first):
            offset = convert(0.0, own, first)
            factor = convert(1.0, own, first) - offset
            here = (pl.col("sensor") == sensor) & (pl.col("unit") == word)
            parts = pl.when(here).then(pl.col("value") * factor + offset).otherwise(parts)
    return frame.with_columns(parts.alias("value")), units
