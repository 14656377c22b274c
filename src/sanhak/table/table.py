"""Table: rows plus the facts about each column. Everything later reads this and nothing else."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from os import PathLike
from typing import TYPE_CHECKING, Any, Final, Literal

import polars as pl

from sanhak.figure import Figure
from sanhak.finding import Finding, Refusal, near
from sanhak.table.column import Column, Kind
from sanhak.table.findings import NoSuchColumn
from sanhak.text import Text

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from sanhak.table.prepare import Step


_FILLED: Final = {pl.String: "", pl.Datetime: datetime(1970, 1, 1), pl.Boolean: False}  # noqa: DTZ001 - as columns are
"""What stands for a missing value where only the place of it counts."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a table came from: a name for the reader, the sheet, and who first published it."""

    name: str = "table"
    sheet: str | None = None
    provenance: str | None = None


@dataclass(frozen=True, slots=True)
class Prepared:
    """One step of preparation that was carried out.

    ``step`` is the step as data, as it stands in a study file; ``said`` what it did and why; ``before`` and ``after``
    count the rows; ``figures`` show the evidence where the step found something out, such as a delay.
    """

    step: Mapping[str, Any]
    said: Text
    before: int
    after: int
    figures: tuple[Figure, ...] = ()


@dataclass(frozen=True)
class Table:
    """Rows, the facts about their columns, and what was found while reading them.

    ``frame`` holds one Polars column for each entry of ``columns``, in the same order: numbers as Float64 (missing is
    null, never NaN), dates as Datetime, all other kinds as String. ``time``, ``asset`` and ``lot`` name the columns
    that say when, on which equipment and in which lot a row was taken; splits follow them. ``steps`` tell how the
    rows were prepared.
    """

    frame: pl.DataFrame
    columns: tuple[Column, ...]
    time: str | None = None
    asset: str | None = None
    lot: str | None = None
    findings: tuple[Finding, ...] = ()
    source: Source = Source()
    steps: tuple[Prepared, ...] = ()

    def __post_init__(self) -> None:
        if tuple(self.frame.columns) != self.names:
            raise ValueError(f"facts for {list(self.names)} do not fit the frame's columns {self.frame.columns}")
        for fact in (self.time, self.asset, self.lot):
            if fact is not None:
                self[fact]

    @staticmethod
    def read(  # noqa: PLR0913 - one argument a fact
        source: str | PathLike[str],
        *,
        units: Mapping[str, str] | None = None,
        kinds: Mapping[str, Kind | str] | None = None,
        sheet: str | int | None = None,
        time: str | None = None,
        asset: str | None = None,
        lot: str | None = None,
        layout: Literal["long", "wide"] | None = None,
        held: timedelta | None = None,
    ) -> Table:
        """Read a file by what it contains: Excel, CSV or other delimited text, Parquet, HTML, a list of structures.

        A list of structures (``.smi``: a SMILES in each line, then a blank or a tab and a name) has the columns
        ``smiles`` and ``name`` unless its first line names them. Files packed with gzip are read as what they hold.

        Parameters
        ----------
        source
            Path of the file.
        units
            Units by column name, for columns whose header does not carry one or carries a wrong one.
        kinds
            Kinds by column name, where the guess from the values is wrong.
        sheet
            Name or 0-based position of an Excel sheet; by default the first that holds a table.
        time, asset, lot
            Names of the columns that say when, on what and in which lot; by default guessed from names and values.
        layout
            ``long`` for one row a record (tag, time, value), which becomes one column a tag; ``wide`` for rows as they
            stand in the file; by default found from what the file contains.
        held
            How long the last value of a tag is held at most where tags were recorded at moments of their own; by
            default ten times the spacing that 95 % of the tag's records keep.

        Raises
        ------
        Refusal
            If the file cannot be read as one table; the findings say why and what to do.
        """
        from sanhak.table.read import read

        facts = {"time": time, "asset": asset, "lot": lot}
        return read(source, units=units, kinds=kinds, sheet=sheet, **facts, layout=layout, held=held)

    @staticmethod
    def of(
        data: Any,
        *,
        units: Mapping[str, str] | None = None,
        kinds: Mapping[str, Kind | str] | None = None,
        time: str | None = None,
        asset: str | None = None,
        lot: str | None = None,
        source: Source | None = None,
    ) -> Table:
        """A table from data in memory: Polars, pandas, Arrow, a mapping of columns, or a NumPy array.

        Typed columns keep their type; text columns are read as in a file. Raises :class:`Refusal` as :meth:`read` does.
        """
        from sanhak.table.border import table_of

        return table_of(data, units=units, kinds=kinds, time=time, asset=asset, lot=lot, source=source or Source())

    @cached_property
    def _facts(self) -> dict[str, Column]:
        return {column.name: column for column in self.columns}

    @property
    def names(self) -> tuple[str, ...]:
        """Column names in order."""
        return tuple(column.name for column in self.columns)

    def __len__(self) -> int:
        return self.frame.height

    def __contains__(self, name: object) -> bool:
        return name in self._facts

    def __getitem__(self, name: str) -> Column:
        """The facts about one column.

        Raises
        ------
        Refusal
            T001, with the nearest names, if there is no such column.
        """
        if name not in self._facts:
            raise Refusal(NoSuchColumn(column=name, near=near(name, self._facts)))
        return self._facts[name]

    def values(self, name: str) -> NDArray[np.float64]:
        """A number column as a float array, shape (rows,), in the column's unit; missing is NaN."""
        import numpy as np

        self[name]
        return self.frame[name].cast(pl.Float64).fill_null(np.nan).to_numpy()

    def texts(self, name: str) -> list[str | None]:
        """Any column as text, for categories and names; missing is None."""
        self[name]
        return self.frame[name].cast(pl.String).to_list()

    def select(self, names: Sequence[str]) -> Table:
        """Only these columns, in this order; facts that point elsewhere are dropped."""
        kept = tuple(self[name] for name in names)
        time, asset, lot = (fact if fact in names else None for fact in (self.time, self.asset, self.lot))
        return replace(self, frame=self.frame.select(list(names)), columns=kept, time=time, asset=asset, lot=lot)

    def rows(self, which: Sequence[int] | NDArray[np.intp] | NDArray[np.bool_]) -> Table:
        """Only these rows, by position or by a mask of shape (rows,)."""
        import numpy as np

        chosen = np.asarray(which)
        positions = np.flatnonzero(chosen) if chosen.dtype == np.bool_ else chosen
        return replace(self, frame=self.frame[positions.tolist()])

    def with_columns(self, *columns: Column) -> Table:
        """The same rows with corrected facts about some columns (values are not converted)."""
        facts = {column.name: self[column.name] and column for column in columns}
        return replace(self, columns=tuple(facts.get(column.name, column) for column in self.columns))

    def with_findings(self, findings: Iterable[Finding]) -> Table:
        """The same table with further findings."""
        return replace(self, findings=(*self.findings, *findings))

    def of_kind(self, *kinds: Kind) -> tuple[Column, ...]:
        """The columns of these kinds, in order."""
        return tuple(column for column in self.columns if column.kind in kinds)

    def prepare(self, *steps: Step | Mapping[str, Any], **others: Table) -> Table:
        """The table after preparation steps, each counted in :attr:`steps`.

        Parameters
        ----------
        steps
            Steps of :mod:`sanhak.table.prepare`, or mappings as in a study file: ``{"where": "load > 50 %"}``.
        others
            Further tables by name, for joins.

        Raises
        ------
        Refusal
            If a step cannot be read, does not fit the table, or leaves nothing of it.
        """
        from sanhak.table.prepare import prepare, step_of

        return prepare(self, [step_of(step) if isinstance(step, Mapping) else step for step in steps], others)

    @property
    def hash(self) -> str:
        """SHA-256 over the canonical Arrow form of the rows and the facts about the columns (64 hexadecimal digits)."""
        arrow = io.BytesIO()
        _canonical(self.frame).write_ipc(arrow, compat_level=pl.CompatLevel.oldest())
        facts = [asdict(column) for column in self.columns] + [self.time, self.asset, self.lot]
        digest = hashlib.sha256(arrow.getbuffer())
        digest.update(json.dumps(facts, ensure_ascii=False, sort_keys=True).encode())
        return digest.hexdigest()


def _canonical(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame as its values alone decide it: what stands in memory under a missing value is no value."""
    gaps = [name for name in frame.columns if frame[name].null_count()]
    filled = [pl.col(name).fill_null(_FILLED.get(frame.schema[name].base_type(), 0)) for name in gaps]
    # As bytes: where the last byte of packed truth values ends, memory holds what it likes.
    marks = [pl.col(name).is_null().cast(pl.UInt8).alias(f"{name}\0") for name in gaps]
    return frame.with_columns(*filled, *marks).rechunk()
