"""What the data behind the answers record of assets: what they are and where, their readings, events and orders."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import polars as pl
from sqlalchemy import Connection

from sanhak.center import data
from sanhak.center.data import Version
from sanhak.center.fleet.fleet import Facts
from sanhak.center.fleet.source import PLAN, Source
from sanhak.center.grounds import grounds
from sanhak.center.people import Person
from sanhak.store import Blobs
from sanhak.study.lives import ASSET, ASSETS
from sanhak.table import Column, Kind
from sanhak.table.expression.piece import column as named
from sanhak.table.keep import Scanned, scan_table

READINGS: Final = ("running", "data")
"""The tables of questions that hold readings."""
EVENTS: Final = ("records", "ends", "renewals")
"""Those that hold events and orders; all others say what assets are."""
_KINDS: Final = ("kind", "type", "equipmenttype", "equipmentkind", "class", "종류", "설비종류", "기종", "설비구분")
_PLACES: Final = ("location", "functionallocation", "unit", "plant", "area", "위치", "기능위치", "공정", "구역")
_WORDS: Final = frozenset({Kind.CATEGORY, Kind.ORDINAL, Kind.IDENTIFIER, Kind.TEXT})
_MOST: Final = 30
_WIDE: Final = 8


@dataclass(frozen=True, slots=True)
class Recorded:
    """A version of data that records assets: which ``table`` of a question it stood for, and its column of assets."""

    table: str
    dataset: str
    name: str
    version: Version
    file: Path
    asset: str


@dataclass(frozen=True, slots=True)
class Events:
    """What is recorded of one asset, the latest first: the columns, and at most 30 rows of ``count``."""

    of: Recorded
    columns: tuple[Column, ...]
    rows: tuple[tuple[Any, ...], ...]
    count: int


def recorded(
    rows: Connection, person: Person, blobs: Blobs, sources: Sequence[Source], assets: frozenset[str]
) -> tuple[Recorded, ...]:
    """The versions of data behind the answers that name any of the assets, each once; :class:`Refusal` C001."""
    found: dict[str, Recorded] = {}
    for source in sources:
        for ground in grounds(rows, person, source.answer):
            if ground.dataset is None or ground.version in found:
                continue
            version = data.version(rows, person, ground.version)[2]
            file = blobs.path(version.table or "")
            column = column_of(file, assets) if version.ready else None
            if column is not None:
                found[ground.version] = Recorded(
                    ground.table, ground.dataset, ground.name, version, file, column
                )  # fmt: skip
    return tuple(found.values())


@lru_cache(maxsize=128)
def column_of(file: Path, assets: frozenset[str]) -> str | None:
    """The column of a kept table that names assets: that which is marked as such, else that with most of the names."""
    table = scan_table(file)
    words = [column for column in table.columns if column.kind in _WORDS or column.name == table.asset]
    if table.asset is not None:
        words = [column for column in words if column.name == table.asset]
    hits = {column.name: len(assets & _names(table, column)) for column in words}
    best = max(hits, key=lambda name: hits[name], default=None)
    return best if best is not None and hits[best] else None


def _names(table: Scanned, column: Column) -> set[str]:
    """What stands in a column, as answers call assets."""
    known = table.frame.select(named(column.name).drop_nulls().unique()).collect().to_series()
    if column.kind is Kind.NUMBER:
        return {f"{value:.15g}" for value in known.to_list()}
    return {f"{value}".strip() for value in known.to_list()}


def facts(records: Sequence[Recorded], sources: Sequence[Source]) -> Facts:
    """Kind and location of assets, where a plan or a table states one for each."""
    kinds: dict[str, str] = {}
    places: dict[str, str] = {}
    for source in sources:
        if source.answer.kind == PLAN and ASSETS in source.tables:
            stated = source.tables[ASSETS].frame.select(ASSET, "location").iter_rows()
            places = {asset: place for asset, place in stated if place} | places
    for one in records:
        found = _stated(one.file, one.asset)
        kinds, places = dict(found[0]) | kinds, dict(found[1]) | places
    return {name: (kinds.get(name, ""), places.get(name, "")) for name in kinds.keys() | places.keys()}


@lru_cache(maxsize=64)
def _stated(file: Path, asset: str) -> tuple[Mapping[str, str], Mapping[str, str]]:
    table = scan_table(file)
    return _each(table, asset, _KINDS), _each(table, asset, _PLACES)


def _each(table: Scanned, asset: str, heads: Sequence[str]) -> Mapping[str, str]:
    """One word for each asset from the first column with such a head; nothing where an asset has two of them."""
    known = {
        "".join(sign for sign in column.name.casefold() if sign.isalnum()): column.name
        for column in reversed(table.columns)
        if column.name != asset and column.kind in _WORDS
    }
    head = next((known[head] for head in heads if head in known), None)
    if head is None:
        return {}
    pairs = table.frame.select(named(asset).cast(pl.String).alias("a"), named(head).cast(pl.String).alias("b"))
    found = pairs.drop_nulls().unique().collect()
    return dict(found.iter_rows()) if not found["a"].is_duplicated().any() else {}


def events(records: Sequence[Recorded], name: str) -> Iterator[Events]:
    """Events and orders of one asset, table by table."""
    for one in records:
        if one.table in EVENTS:
            table = scan_table(one.file)
            found = table.frame.filter(is_of(table, one.asset, name)).collect()
            if found.height:
                yield _events(one, table, found)


def _events(one: Recorded, table: Scanned, found: pl.DataFrame) -> Events:
    dates = [column.name for column in table.columns if column.kind is Kind.DATE]
    when = table.time if table.time in dates else next(iter(dates), None)
    columns = [column for column in table.columns if column.name != one.asset][:_WIDE]
    if when is not None:
        found = found.sort(named(when), descending=True, nulls_last=True)
    shown = found.head(_MOST).select(named(column.name) for column in columns)
    return Events(one, tuple(columns), tuple(shown.iter_rows()), found.height)


def is_of(table: Scanned, column: str, name: str) -> pl.Expr:
    """Whether a row is about an asset, as answers call it."""
    if next(one.kind for one in table.columns if one.name == column) is not Kind.NUMBER:
        return named(column).cast(pl.String).str.strip_chars() == name
    try:
        return named(column) == float(name)
    except ValueError:
        return pl.lit(value=False)
