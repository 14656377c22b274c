"""Splits: which rows may teach and which must judge. They follow the data's nature and are named with their reason."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from sanhak.finding import Refusal
from sanhak.table.check.findings import SplitOverridden, TooFewGroups, UnknownSplit
from sanhak.table.check.memory import Memory, memory_of
from sanhak.table.check.rows import by_appearance, codes, equal_rows, in_time, times
from sanhak.table.split_chemistry import chemical_system, fits_chemical_system
from sanhak.table.split_scaffold import fits_scaffold, scaffold
from sanhak.text import Text, say

if TYPE_CHECKING:
    from sanhak.run import Run
    from sanhak.table.table import Table

Rows = NDArray[np.intp]
Fold: TypeAlias = tuple[Rows, Rows]

LEAST_GROUPS: Final = 2
"""One group teaches, another judges."""
_FOLDS: Final = 5
_LONG, _FEWER_FOLDS = 2000, 3
"""Of so many rows two thirds teach nearly what four fifths do, in little more than half of the time."""
CERTAIN_WITH_TIME, CERTAIN_WITHOUT_TIME = 0.05, 0.01
"""Chance below which rows count as dependent. A time column makes a memory likely beforehand; file order does not."""


@dataclass(frozen=True, slots=True)
class Split:
    """A named way of holding rows out.

    ``name`` is ``forward``, ``chemical system``, ``scaffold``, ``grouped``, ``blocked`` or ``random`` (areas may bring
    others);
    ``reason`` says why it fits this table. ``folds`` pairs teaching rows with judging rows, both as positions.
    ``groups`` has shape (rows,): rows with the same number stay together and weigh one together.
    ``chosen`` is False where the user has overridden the choice; ``better`` then names what the table calls for.
    """

    name: str
    reason: Text
    folds: tuple[tuple[Rows, Rows], ...]
    groups: NDArray[np.intp]
    chosen: bool = True
    better: str | None = None

    def __iter__(self) -> Iterator[tuple[Rows, Rows]]:
        return iter(self.folds)

    def __len__(self) -> int:
        return len(self.folds)

    @property
    def forward(self) -> bool:
        """Whether every judging row lies after its teaching rows."""
        return self.name == "forward"

    @property
    def findings(self) -> tuple[SplitOverridden, ...]:
        """The warning that belongs to an overridden split."""
        return () if self.better is None else (SplitOverridden(given=self.name, better=self.better),)


@dataclass(frozen=True)
class Nature:
    """What a strategy may look at: the table, what is asked of it, and what follows from both."""

    table: Table
    outcome: str
    inputs: tuple[str, ...]
    run: Run
    most_folds: int | None

    @cached_property
    def memory(self) -> Memory:
        """What rows know of their neighbours once the inputs are taken out."""
        return memory_of(self.table, self.outcome, self.inputs, self.run.rng("split", "memory"))

    @property
    def dependent(self) -> bool:
        """Whether rows remember their neighbours for certain, and enough to matter."""
        certain = CERTAIN_WITHOUT_TIME if self.table.time is None else CERTAIN_WITH_TIME
        return self.memory.matters and self.memory.chance < certain

    @cached_property
    def kept_together(self) -> tuple[str, Rows] | None:
        """``asset`` or ``lot`` and the group of each row, if rows share one that is not an input of the model."""
        for fact in ("asset", "lot"):
            name = getattr(self.table, fact)
            if name is not None and name not in self.inputs:
                groups = _named_groups(self.table, name)
                if LEAST_GROUPS <= len(np.unique(groups)) < len(groups):
                    return fact, groups
        return None

    @cached_property
    def lots(self) -> Rows:
        """The lot of each row, each row by itself where there are no lots, shape (rows,)."""
        return np.arange(len(self.table)) if self.table.lot is None else _named_groups(self.table, self.table.lot)


Parts: TypeAlias = tuple[tuple[Fold, ...], Rows]
"""Folds, and the group of each row."""


@dataclass(frozen=True, slots=True)
class Strategy:
    """One way of holding rows out.

    ``fits`` gives the reason why the table calls for it, or None; ``split`` gives folds and groups, whether it fits or
    not, because the user may ask for it by name.
    """

    fits: Callable[[Nature], Text | None]
    split: Callable[[Nature], Parts]


def choose_split(
    table: Table,
    outcome: str,
    run: Run,
    *,
    inputs: Sequence[str],
    override: str | None = None,
    folds: int | None = None,
    strategies: Mapping[str, Strategy] | None = None,
) -> Split:
    """Choose how rows are held out, by the table's nature.

    Parameters
    ----------
    table
        The rows to divide, those with a measured outcome.
    outcome
        The column that is to be predicted.
    run
        Its seed draws the rows.
    inputs
        The columns from which it is predicted.
    override
        Name of a strategy that the user wants whatever the table calls for.
    folds
        Number of folds; fewer where there are not enough groups. By default five; groups of a long table make three.
    strategies
        Strategies by name in order of precedence, by default :data:`STRATEGIES`; an area puts its own before them.

    Raises
    ------
    Refusal
        T096 for an unknown name, T097 if there are not two groups of rows.
    """
    known = STRATEGIES if strategies is None else strategies
    if override is not None and override not in known:
        raise Refusal(UnknownSplit(given=override, known=tuple(known)))
    nature = Nature(table, outcome, tuple(inputs), run, None if folds is None else max(folds, LEAST_GROUPS))
    if len(table) < LEAST_GROUPS:
        raise Refusal(TooFewGroups(split=override or "random", groups=len(table)))
    fitting = ((name, strategy.fits(nature)) for name, strategy in known.items())
    name, reason = next((name, reason) for name, reason in fitting if reason is not None)
    if table.time is not None and name != "forward":
        reason = say("{reason} {time}", reason=reason, time=_no_memory(nature))
    if override in (None, name):
        return Split(name, reason, *known[name].split(nature))
    reason = say(
        "{given} was asked for; the table itself would have called for {better}. {reason}",
        given=override,
        better=name,
        reason=reason,
    )
    return Split(str(override), reason, *known[str(override)].split(nature), chosen=False, better=name)


def forward(nature: Nature) -> Parts:
    """Rolling origin: each block of rows is judged by a model that learned from all rows before it.

    Rows of one moment stay in one block; the first block only teaches. Rows without time take no part; a lot that is
    judged does not teach. L. J. Tashman, Int. J. Forecasting 16 (2000) 437–450.
    """
    order = in_time(nature.table)
    moments = np.arange(len(order)) if nature.table.time is None else by_appearance(times(nature.table)[order])
    distinct = int(moments.max()) + 1 if len(moments) else 0
    if distinct < LEAST_GROUPS:
        raise Refusal(TooFewGroups(split="forward", groups=distinct))
    block = _blocks(moments, min((nature.most_folds or _FOLDS) + 1, distinct))
    folds = [(order[block < number], order[block == number]) for number in range(1, int(block.max()) + 1)]
    return _without_straddling(folds, nature.lots, "forward"), nature.lots


def blocked(nature: Nature) -> Parts:
    """Contiguous blocks of rows, in time or in file order; each is judged by a model that learned from the others.

    A lot that is judged does not teach. D. R. Roberts and others, Cross-validation strategies for data with temporal,
    spatial, hierarchical, or phylogenetic structure, Ecography 40 (2017) 913–929.
    """
    order = np.concatenate([in_time(nature.table), np.setdiff1d(np.arange(len(nature.table)), in_time(nature.table))])
    block = _blocks(np.arange(len(order)), min(nature.most_folds or _FOLDS, len(order)))
    folds = [(np.sort(order[block != number]), order[block == number]) for number in range(int(block.max()) + 1)]
    return _without_straddling(folds, nature.lots, "blocked"), nature.lots


def grouped(nature: Nature) -> Parts:
    """Rows of one asset, one lot or one mix (equal inputs) stay together, on one side or the other."""
    groups = nature.kept_together[1] if nature.kept_together else equal_rows(nature.table, nature.inputs)
    return hold_out_groups(groups, nature, "grouped"), groups


def random(nature: Nature) -> Parts:
    """Rows are drawn at random."""
    groups = np.arange(len(nature.table))
    return hold_out_groups(groups, nature, "random"), groups


def hold_out_groups(groups: Rows, nature: Nature, name: str) -> tuple[Fold, ...]:
    """Folds of about equal size in which whole groups are judged, each once; drawn with the run's seed.

    Parameters
    ----------
    groups
        Group of each row, shape (rows,).
    nature
        Its run draws, its ``most_folds`` bounds the number of folds.
    name
        Name of the strategy, for the refusal.

    Raises
    ------
    Refusal
        T097 if there are not two groups.
    """
    numbers = by_appearance(groups)
    sizes = np.bincount(numbers)
    if len(sizes) < LEAST_GROUPS:
        raise Refusal(TooFewGroups(split=name, groups=len(sizes)))
    count = min(nature.most_folds or (_FOLDS if len(groups) < _LONG else _FEWER_FOLDS), len(sizes))
    drawn = nature.run.rng("split").permutation(len(sizes))
    fold_of = np.empty(len(sizes), dtype=np.intp)
    filled = np.zeros(count, dtype=np.intp)
    for group in drawn[np.argsort(-sizes[drawn], kind="stable")]:  # the largest first, each into the emptiest fold
        fold_of[group] = filled.argmin()
        filled[fold_of[group]] += sizes[group]
    fold = fold_of[numbers]
    return tuple((np.flatnonzero(fold != number), np.flatnonzero(fold == number)) for number in range(count))


def _fits_forward(nature: Nature) -> Text | None:
    if nature.table.time is None or not nature.dependent or len(np.unique(times(nature.table))) < LEAST_GROUPS:
        return None
    return say(
        "Rows follow each other in time ({time}) and remember: with the inputs taken out, neighbours still correlate by"
        " {lag} and with the course of time by {trend} (chance {chance}). A model must be judged on later rows.",
        time=nature.table.time,
        lag=nature.memory.lag,
        trend=nature.memory.trend,
        chance=nature.memory.chance,
    )


def _fits_grouped(nature: Nature) -> Text | None:
    if nature.kept_together:
        fact, groups = nature.kept_together
        number = len(np.unique(groups))
        if fact == "asset":
            return say("Rows come from {groups} assets; those of one asset are alike and stay together.", groups=number)
        return say("Rows come from {groups} lots; those of one lot are alike and stay together.", groups=number)
    settings = len(np.unique(equal_rows(nature.table, nature.inputs)))
    if not LEAST_GROUPS <= settings < len(nature.table) or (nature.table.time is None and nature.dependent):
        return None
    return say(
        "Inputs repeat: {rows:row holds|rows hold} {groups} different settings; equal settings stay together.",
        rows=len(nature.table),
        groups=settings,
    )


def _fits_blocked(nature: Nature) -> Text | None:
    if nature.table.time is not None or not nature.dependent:
        return None
    return say(
        "There is no time column, but rows remember in the order of the file: with the inputs taken out, neighbours"
        " still correlate by {lag} and with the row number by {trend} (chance {chance}). Neighbours stay together.",
        lag=nature.memory.lag,
        trend=nature.memory.trend,
        chance=nature.memory.chance,
    )


def _fits_random(nature: Nature) -> Text:
    del nature
    return say("Rows are exchangeable: no asset, no lot, no repeated inputs and no memory of neighbours was found.")


def _no_memory(nature: Nature) -> Text:
    return say(
        "The time is no reason to go forward: with the inputs taken out, neighbours in time correlate by {lag} only"
        " (chance {chance}).",
        lag=nature.memory.lag,
        chance=nature.memory.chance,
    )


STRATEGIES: Final[Mapping[str, Strategy]] = MappingProxyType(
    {
        "forward": Strategy(_fits_forward, forward),
        "chemical system": Strategy(fits_chemical_system, chemical_system),
        "scaffold": Strategy(fits_scaffold, scaffold),
        "grouped": Strategy(_fits_grouped, grouped),
        "blocked": Strategy(_fits_blocked, blocked),
        "random": Strategy(_fits_random, random),
    }
)
"""Strategies by name in order of precedence. An area puts its own first: ``{"scaffold": …, **STRATEGIES}``."""


def _named_groups(table: Table, name: str) -> Rows:
    """Rows with one value in a column are one group; a row without a value is its own."""
    values = codes(table, name)
    return by_appearance(np.where(np.isnan(values), len(values) + np.arange(len(values)), values))


def _blocks(units: Rows, count: int) -> Rows:
    """Rows in order cut into ``count`` blocks of about equal length, never inside a unit; shape (rows,), from 0.

    ``units`` numbers what must not be cut, shape (rows,), rising along the rows.
    """
    start = np.searchsorted(units, units, side="left")
    return by_appearance(start * count // len(units))


def _without_straddling(folds: Sequence[Fold], groups: Rows, name: str) -> tuple[Fold, ...]:
    """The folds without those teaching rows whose group is judged; a fold without teachers is dropped."""
    cleaned = [(teach[~np.isin(groups[teach], groups[judge])], judge) for teach, judge in folds]
    kept = tuple((teach, judge) for teach, judge in cleaned if len(teach))
    if not kept:
        raise Refusal(TooFewGroups(split=name, groups=len(np.unique(groups))))
    return kept
