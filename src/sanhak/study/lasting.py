"""What an answer on lives keeps of its model: new rows of assets, known or new, and how long these last.

A model of life tells of an asset and not of a row, and what an asset has shown before counts. So it keeps the rows of
the assets that ran, new rows go on from them, and a row that it knows already counts once: asked with the rows of
its own answer, it says what the answer said.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Any, Final, Protocol

import numpy as np
import polars as pl

from sanhak.finding import Finding, Refusal
from sanhak.model.codes.number import numbers_of
from sanhak.model.findings_learning import CannotBeRead, OtherKind
from sanhak.model.life.keeping import load, save
from sanhak.model.life.lives import Lives
from sanhak.model.prediction import Floats
from sanhak.study.findings_lasting import NoAssetRuns, NotNamedBefore
from sanhak.table import Column, Kind, Table
from sanhak.table.keep import read_table, write_table
from sanhak.text import Param, say

PARTS: Final = "lives"
"""The name under which the parts of a model of life stand in its folder."""
_MODULES: Final[Mapping[str, str]] = {
    "condition": "sanhak.study.condition.predictor",
    "remaining": "sanhak.study.remaining_life.predictor",
    "failing": "sanhak.study.failing.predictor",
    "watching": "sanhak.study.early_warning.predictor",
}


@dataclass(frozen=True, slots=True)
class Outlook:
    """The lives of the assets that some rows are about, from the last that is known of each.

    ``until`` is the time for which the chance to last is told, in the unit of the lives; ``asked`` says it in words, as
    a date or a length of time. ``findings`` are what was found in the rows.
    """

    lives: Lives
    until: float
    asked: Param
    findings: tuple[Finding, ...] = ()

    @property
    def lasts(self) -> Floats:
        """The chance of each asset to last until the time that was asked for, shape (assets,)."""
        return self.lives.lasts(self.until)


class LifePredictor(Protocol):
    """A predictor of an answer on lives; see :class:`~sanhak.study.answer.Predictor`."""

    @property
    def inputs(self) -> Sequence[Column]:
        """The facts about the columns that it reads."""

    def predict(self, table: Table, ahead: float | None = None) -> Outlook:
        """The lives of the assets in ``table``; ``ahead`` is the time asked for in the unit of lives, from today.

        Raises
        ------
        Refusal
            T001 for a column that is not there, M002 and M003 for another kind or unit, S420 if no asset of the rows
            runs, S421 if nothing is known so far ahead; what the kind itself refuses.
        """

    @property
    def alternatives(self) -> Sequence[Sequence[Column]]:
        """Groups of columns of which a table has to bring one."""

    def save(self, folder: Path) -> None:
        """Store without pickle."""


def of_folder(folder: Path) -> bool:
    """Whether a folder holds a model of life."""
    return (folder / f"{PARTS}.json").is_file()


def load_predictor(folder: Path) -> LifePredictor:
    """The predictor that was stored in a folder.

    Raises
    ------
    Refusal
        M007 if it cannot be read, or is of a kind that this version does not know.
    """
    parts = load(folder, PARTS)
    try:
        module = import_module(_MODULES[parts["what"]])
        predictor: LifePredictor = module.read(parts, _tables(folder, parts["tables"]))
    except (OSError, KeyError, TypeError, ValueError) as broken:
        problem = say("it is incomplete or damaged")
        raise Refusal(CannotBeRead(name=PARTS, folder=str(folder), problem=problem)) from broken
    return predictor


def store(folder: Path, parts: Mapping[str, Any], tables: Mapping[str, Table]) -> None:
    """Write the parts of a predictor, ``what`` among them, and the rows that it goes on from, one file a table."""
    save(folder, PARTS, {**parts, "tables": list(tables)})
    for name, table in tables.items():
        write_table(replace(table, findings=(), steps=()), folder / f"{name}.parquet")


def _tables(folder: Path, names: Sequence[str]) -> dict[str, Table]:
    return {name: read_table(folder / f"{Path(name).name}.parquet") for name in names}


def facts(columns: Sequence[Column]) -> str:
    """Columns as one text, for the parts of a predictor."""
    plain = [{"name": one.name, "kind": one.kind.value, "unit": one.unit, "levels": one.levels} for one in columns]
    return json.dumps(plain, ensure_ascii=False)


def columns_of(text: str) -> tuple[Column, ...]:
    """The columns that :func:`facts` wrote."""
    return tuple(
        Column(one["name"], Kind(one["kind"]), one["unit"], levels=tuple(one["levels"])) for one in json.loads(text)
    )


def like(known: Sequence[Column], table: Table) -> pl.DataFrame:
    """These columns of a table, in the kinds and units of ``known``.

    Raises
    ------
    Refusal
        T001 for a column that is not there, M002 for another kind of value, M003 for a unit of another quantity.
    """
    return pl.DataFrame([_alike(column, table) for column in known])


def _alike(column: Column, table: Table) -> pl.Series:
    given, series = table[column.name], table.frame[column.name]
    if column.kind is Kind.NUMBER:
        return pl.Series(column.name, numbers_of(column, table), dtype=pl.Float64).fill_nan(None)
    if column.kind is Kind.DATE:
        if given.kind is not Kind.DATE and series.null_count() < len(series):
            example = str(series.drop_nulls()[0])
            raise Refusal(OtherKind(column=column.name, expected="date", given=given.kind.value, example=example))
        return series.cast(pl.Datetime("us"))
    if given.kind is Kind.NUMBER:
        cells = [None if np.isnan(value) else f"{value:.15g}" for value in table.values(column.name)]
        return pl.Series(column.name, cells, dtype=pl.String)
    if given.kind is Kind.DATE:
        cells = [None if one is None else _written(one) for one in series.to_list()]
        return pl.Series(column.name, cells, dtype=pl.String)
    return series.cast(pl.String)


def _written(moment: datetime) -> str:
    """A moment as text; a day without its empty hours."""
    return moment.isoformat(sep=" ").removesuffix(" 00:00:00")


def gone_on(known: Table, more: pl.DataFrame) -> Table:
    """The known rows, then those of ``more`` that are not among them; heads and types of both are the same."""
    frame = known.frame.with_columns(pl.col(pl.Datetime).cast(pl.Datetime("us")))
    # What one delivery holds twice is as the reader of the kind finds it; what is known already is not new.
    fresh = more.join(frame.unique(), on=frame.columns, how="anti", nulls_equal=True, maintain_order="left")
    return replace(known, frame=pl.concat([frame, fresh.select(frame.columns)]), findings=(), steps=())


def names_of(rows: pl.DataFrame, column: Column) -> list[str]:
    """The assets that rows name, one for each row; empty where none is named."""
    if column.kind is Kind.NUMBER:
        return ["" if one is None else f"{one:.15g}" for one in rows[column.name].to_list()]
    return [(one or "").strip() for one in rows[column.name].to_list()]


def new_among(lives: Lives, known: Iterable[str]) -> tuple[Finding, ...]:
    """What is to be told of assets that no row has named before."""
    before = set(known)
    new = [name for name in lives.assets if name not in before]
    return (NotNamedBefore(count=len(new), example=new[0]),) if new else ()


def of_assets(lives: Lives, names: Sequence[str]) -> Lives:
    """The lives of the assets that rows name, in the order of the lives.

    Raises
    ------
    Refusal
        S420 if none of them runs.
    """
    asked = {name for name in names if name}
    rows = [at for at, name in enumerate(lives.assets) if name in asked]
    if not rows:
        raise Refusal(NoAssetRuns(assets=len(asked), example=next(iter(sorted(asked)), "–")))
    return lives.of(rows)
