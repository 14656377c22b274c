"""Checks of single columns and of equal rows; none of them needs a question."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Final

import numpy as np
import polars as pl

from sanhak.finding import Finding
from sanhak.table.check.findings import (
    ConstantColumns,
    DuplicateRows,
    LongTails,
    MissingTogether,
    MissingValues,
    MostlyMissing,
    NearlyConstant,
    Outliers,
    OutOfBounds,
)
from sanhak.table.check.rows import EXAMPLES, Block, Floats, Mask, Rows, blocks, by_appearance, names_of, numbers_of
from sanhak.table.check.strength import FALSE_ALARM
from sanhak.table.column import Column, Kind
from sanhak.table.table import Table

COINCIDENCE: Final = 3.0
"""Equal rows must be this many times more than independent columns would give: real columns are not independent."""
RARE_SHARE, RARE_ROWS, RARE_OF_MANY = 0.05, 5, 0.01
"""Nearly constant: at most one row in twenty differs (Kuhn 2008), and fewer than five rows or 1 % of many."""
MOSTLY: Final = 0.5
"""Share of gaps from which a column speaks for a minority of rows only."""
TOGETHER_ROWS: Final = 3
"""Gaps in the same rows are one event only if there are at least this many."""
FAR: Final = 6.0
"""Robust standard deviations from which a value is far: a normal value lies there once in 500 million."""
LONG_TAIL: Final = 2.9
"""Distance of the 95 % point from the median in quartile distances: normal 2.44, exponential 3.3, Student t3 3.1."""
LEAST_VALUES, LEAST_DISTINCT = 20, 10
"""Outliers need a bulk: below twenty values, or ten different ones (set levels), there is none."""
FEW: Final = 0.1
"""A larger share of far values is a second mode of the process, not a set of mistakes."""
ROBUST_DEVIATION: Final = 1.4826
"""Quartile distance of the normal distribution, inverted."""


def duplicates(table: Table) -> Iterator[Finding]:
    """Rows that are equal in every column, if coincidence does not explain them."""
    if len(table) < 2 or not table.columns:  # noqa: PLR2004 - a pair
        return
    gaps = table.frame.select(pl.sum_horizontal(pl.all().is_null())).to_series().to_numpy()
    numbers = by_appearance(table.frame.hash_rows().to_numpy())
    # Rows that are mostly empty are equal because they are empty.
    numbers = by_appearance(np.where(gaps <= MOSTLY * len(table.columns), numbers, len(table) + np.arange(len(table))))
    first = np.unique(numbers, return_index=True)[1]
    repeats = np.setdiff1d(np.arange(len(table)), first)
    if len(repeats) and _beyond_coincidence(table, first, numbers):
        yield DuplicateRows(rows=len(repeats), examples=numbers_of(repeats))


def _beyond_coincidence(table: Table, first: Rows, numbers: Rows) -> bool:
    """Whether there are more pairs of equal rows than columns would give that know nothing of each other."""
    from scipy.special import pdtrc

    unique = table.frame[first.tolist()]
    chance = 1.0
    for series in unique.get_columns():
        count = series.value_counts()["count"].to_numpy().astype(float)
        chance *= float((count * (count - 1)).sum()) / max(1.0, len(unique) * (len(unique) - 1.0))
    sizes = np.bincount(numbers).astype(float)
    pairs = float((sizes * (sizes - 1) / 2).sum())
    expected = COINCIDENCE * chance * len(table) * (len(table) - 1) / 2
    return bool(pdtrc(pairs - 1, max(expected, 1e-300)) < FALSE_ALARM)


def constants(table: Table) -> Iterator[Finding]:
    """Columns with a single value, and columns with a handful of others."""
    if len(table) < 2 or not table.columns:  # noqa: PLR2004 - one row is constant by nature
        return
    distinct = table.frame.select(pl.all().drop_nulls().n_unique()).row(0)
    most = 1 + max(RARE_ROWS, RARE_OF_MANY * len(table))
    constant: list[Column] = []
    nearly: list[Column] = []
    for column, series, values in zip(table.columns, table.frame.get_columns(), distinct, strict=True):
        others = minority(series) if values <= most else None
        if others == 0:
            constant.append(column)
        elif others is not None:
            nearly.append(column)
    if constant:
        yield ConstantColumns(count=len(constant), columns=names_of(constant))
    if nearly:
        yield NearlyConstant(count=len(nearly), columns=names_of(nearly))


def minority(series: pl.Series) -> int | None:
    """Rows that differ from the commonest value, if they are no more than a handful (0: constant); else None."""
    there = series.drop_nulls()
    if len(there) < 2:  # noqa: PLR2004 - one value says nothing of its constancy
        return None
    allowed = min(RARE_SHARE * len(there), max(RARE_ROWS - 1, RARE_OF_MANY * len(there)))
    others = len(there) - int(there.value_counts()["count"].max())  # type: ignore[arg-type]
    return others if others <= allowed else None


def missing(table: Table) -> Iterator[Finding]:
    """Gaps: how many, in which columns, and which columns share theirs."""
    gaps = {
        column.name: series.is_null()
        for column, series in zip(table.columns, table.frame.get_columns(), strict=True)
        if series.null_count()
    }
    if not gaps or len(table) == 0:
        return
    count = {name: int(gap.sum()) for name, gap in gaps.items()}
    worst = max(count, key=lambda name: count[name])
    incomplete = pl.DataFrame(gaps).select(pl.any_horizontal(pl.all())).to_series().sum()
    yield MissingValues(
        cells=sum(count.values()),
        columns=len(gaps),
        worst=worst,
        share=count[worst] / len(table),
        complete=len(table) - int(incomplete),
    )
    mostly = [name for name in gaps if count[name] > MOSTLY * len(table)]
    if mostly:
        yield MostlyMissing(count=len(mostly), columns=tuple(mostly[:8]))
    yield from _together({name: gap.to_numpy().tobytes() for name, gap in gaps.items()}, count)


def _together(patterns: dict[str, bytes], count: dict[str, int]) -> Iterator[Finding]:
    shared = sorted((name for name in patterns if count[name] >= TOGETHER_ROWS), key=lambda name: patterns[name])
    for _, group in groupby(shared, key=lambda name: patterns[name]):
        names = sorted(group, key=list(patterns).index)
        if len(names) > 1:
            yield MissingTogether(count=len(names), rows=count[names[0]], columns=tuple(names[:8]))


def bounds(table: Table) -> Iterator[Finding]:
    """Values outside of the bounds that the facts about a column give."""
    for column, series in zip(table.columns, table.frame.get_columns(), strict=True):
        if column.kind is not Kind.NUMBER or column.lower is column.upper is None:
            continue
        values = series.drop_nulls().to_numpy()
        low = -np.inf if column.lower is None else column.lower
        high = np.inf if column.upper is None else column.upper
        wrong = values[(values < low) | (values > high)]
        if len(wrong):
            examples = tuple(wrong[:EXAMPLES].tolist())
            yield OutOfBounds(
                column=column.name, rows=len(wrong), lower=column.lower, upper=column.upper, examples=examples
            )


def outliers(table: Table) -> Iterator[Finding]:
    """Single values far from all others; columns with long tails are named and not judged."""
    chance = FALSE_ALARM / max(1, 2 * len(table.of_kind(Kind.NUMBER)))
    long_tails: list[Column] = []
    for block in blocks(table):
        median = block.quantile(0.5)
        far, long = _far(block, chance)
        long_tails += [block.columns[place] for place in np.flatnonzero(long)]
        count = far.sum(axis=1)
        for place in np.flatnonzero((count > 0) & (count <= FEW * block.count)):
            values = block.values[place][far[place]]
            furthest = values[np.argsort(-np.abs(values - median[place]), kind="stable")][:EXAMPLES]
            yield Outliers(
                column=block.columns[place].name,
                rows=int(count[place]),
                median=float(median[place]),
                examples=tuple(furthest.tolist()),
            )
    if long_tails:
        yield LongTails(count=len(long_tails), columns=names_of(long_tails))


def _far(block: Block, chance: float) -> tuple[Mask, Mask]:
    """Which values are outliers, shape (columns, rows), and which columns have too long a tail, shape (columns,).

    Positive columns are judged by their values and by their logarithms; a value must be far on every scale on which the
    tail is short enough to judge at all.
    """
    far, long = _beyond(block, chance)
    positive = (block.quantile(0.0) > 0) & (far.any(axis=1) | long)
    if positive.any():
        places = np.flatnonzero(positive)
        logs = Block(tuple(block.columns[place] for place in places), np.log(block.values[places]))
        log_far, log_long = _beyond(logs, chance)
        raw_far, raw_long = far[places], long[places]
        far[places] = (raw_far | raw_long[:, None]) & (log_far | log_long[:, None])
        long[places] = raw_long & log_long
    far[long] = False
    return far, long


def _beyond(block: Block, chance: float) -> tuple[Mask, Mask]:
    """Values beyond the limits of their column, and columns with far values in a long tail."""
    low, high, long = _limits(block, chance)
    with np.errstate(invalid="ignore"):
        return (block.values < low[:, None]) | (block.values > high[:, None]), long


def _limits(block: Block, chance: float) -> tuple[Floats, Floats, Mask]:
    """Lower and upper limit of each column, and whether it has far values in a long tail; shape (columns,) each.

    The tail is measured on the values within six robust deviations, so that outliers cannot hide themselves. Beyond the
    95 % point it is taken to fall off exponentially, which is slower than a normal one.
    """
    middle = block.quantile(0.5)
    spread_high = ROBUST_DEVIATION * (block.quantile(0.75) - middle)
    spread_low = ROBUST_DEVIATION * (middle - block.quantile(0.25))
    with np.errstate(invalid="ignore"):
        beyond_high = (block.values > (middle + FAR * spread_high)[:, None]).sum(axis=1)
        beyond_low = (block.values < (middle - FAR * spread_low)[:, None]).sum(axis=1)
    center = block.quantile(0.5, beyond_low, beyond_high)
    judged = (block.count >= LEAST_VALUES) & (block.distinct >= LEAST_DISTINCT)
    steps = np.log(np.maximum(1.0, 0.05 * block.count / chance))
    limits, long = [], np.zeros(len(middle), dtype=bool)
    for sign, tail, quartile, spread, beyond in (
        (-1.0, 0.05, 0.25, spread_low, beyond_low),
        (1.0, 0.95, 0.75, spread_high, beyond_high),
    ):
        near = sign * (block.quantile(quartile, beyond_low, beyond_high) - center)
        far = sign * (block.quantile(tail, beyond_low, beyond_high) - center)
        usable = judged & (near > 0) & (spread > 0)
        long |= usable & (far > LONG_TAIL * near) & (beyond > 0)
        reach = np.maximum(FAR * spread, far + (far - near) / np.log(5.0) * steps)
        limits.append(np.where(usable, center + sign * reach, sign * np.inf))
    return limits[0], limits[1], long


CHECKS: Final = (duplicates, constants, missing, bounds, outliers)
"""The checks of this file, in the order in which they report."""
