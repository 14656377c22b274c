"""The space of what could be made: measured formulas, given ones, and how each new formula would be made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from sanhak.model.composition.moves import Made, Way
from sanhak.table import Column, Kind, Table
from sanhak.table.formula import Composition, read_formula

if TYPE_CHECKING:
    from sanhak.run import Run
    from sanhak.study.discovery.discovery import Discovery
    from sanhak.study.property.learning import Learnt

_PLACES: Final = 2
"""Decimal places of a setting between the ends of its range: its unit must not matter."""
_KEPT: Final = 0.5
"""Chance that a setting stays as in the record where a range is given."""


@dataclass(frozen=True, slots=True, eq=False)
class Space:
    """Measured compositions and what could be made.

    ``rows`` holds the inputs of the measured rows, ``known`` their compositions and ``order`` their places, the best
    first, shape (rows,). ``given`` are candidates from a table, whose rows stand in ``offered``. ``settings`` say how
    new formulas may be made; what was drawn for one is kept in ``drawn``, so that it is made in one way only.
    """

    formula: str
    rows: Table
    known: tuple[Composition, ...]
    order: NDArray[np.intp]
    given: tuple[Made, ...]
    offered: Table
    settings: Mapping[str, tuple[float | None, float | None] | list[str]]
    rng: np.random.Generator
    drawn: dict[str, dict[str, Any]] = field(default_factory=dict)

    def table(self, made: Sequence[Made]) -> Table:
        """The inputs of new formulas: each is made as its first parent was, within the settings."""
        if made and made[0].way is Way.GIVEN:
            places = {one.composition.key: at for at, one in reversed(list(enumerate(self.given)))}
            return self.offered.rows([places[one.composition.key] for one in made])
        frame = self.rows.frame[[one.parents[0] for one in made]]
        texts = pl.Series(self.formula, [one.text for one in made], dtype=pl.String)
        frame = frame.with_columns(texts)
        for name in self.settings:
            before = frame[name].to_list()
            values = [self._drawn(one, name, value) for one, value in zip(made, before, strict=True)]
            frame = frame.with_columns(pl.Series(name, values, dtype=frame[name].dtype, strict=False))
        return replace(self.rows, frame=frame)

    def _drawn(self, one: Made, name: str, before: Any) -> Any:
        """One setting of a new formula: as in the record from which it comes, or drawn anew within its range."""
        own = self.drawn.setdefault(one.composition.key, {})
        if name not in own:
            own[name] = self._anew(self.settings[name], before)
        return own[name]

    def _anew(self, limits: tuple[float | None, float | None] | list[str], before: Any) -> Any:
        stays = self.rng.random() < _KEPT
        if isinstance(limits, list):
            return before if before in limits and stays else limits[int(self.rng.integers(len(limits)))]
        lower, upper = limits
        low = before if lower is None else lower
        high = before if upper is None else upper
        if low is None or high is None:
            return before
        if before is not None and stays:
            return min(max(before, low), high)
        return low + round(float(self.rng.random()), _PLACES) * (high - low)

    def mixture(self, one: int, other: int) -> Composition:
        """The half-and-half mixture of the atoms of two measured compositions."""
        first, second = (self.known[at].atomic_fractions for at in (one, other))
        symbols = sorted(first.keys() | second.keys())
        shares = {symbol: (first.get(symbol, 0.0) + second.get(symbol, 0.0)) / 2 for symbol in symbols}
        return Composition.of({symbol: float(f"{share:.4g}") for symbol, share in shares.items()})


def space_of(study: Discovery, learnt: Learnt, tables: Mapping[str, Table], order: NDArray[np.intp], run: Run) -> Space:
    """The space around the measured rows; ``order`` are their places, the best first, shape (rows,).

    Candidates are those of the table ``candidates``, or without one the rows that have no measured value.

    Raises
    ------
    Refusal
        T001 for a column that candidates lack, T280–T285 for a candidate that is no formula.
    """
    rows = learnt.table.select(list(study.inputs))
    data, further = tables["data"], tables.get("candidates")
    unmeasured = np.setdiff1d(np.arange(len(data)), learnt.places)
    offered = (data.rows(unmeasured) if further is None else further).select(list(study.inputs))
    offered = offered.rows(~offered.frame[study.formula].is_null().to_numpy())
    offered = replace(offered, columns=tuple(_facts(column, study.formula) for column in offered.columns))
    texts = [text for text in offered.texts(study.formula) if text is not None]
    return Space(
        formula=study.formula,
        rows=rows,
        known=tuple(read_formula(text or "") for text in rows.texts(study.formula)),
        order=order,
        given=tuple(Made(read_formula(text), Way.GIVEN, ()) for text in texts),
        offered=offered,
        settings=study.settings,
        rng=run.rng("discover", "settings"),
    )


def _facts(column: Column, formula: str) -> Column:
    """A candidate's column of formulas is one, however few of them the table holds."""
    return replace(column, kind=Kind.FORMULA) if column.name == formula else column
