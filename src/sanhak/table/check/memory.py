"""Whether rows remember their neighbours: the evidence on which the choice of a split rests."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from sanhak.table.check.rows import Floats, Rows, by_asset, codes, element_shares, equal_rows, floats, times
from sanhak.table.check.strength import correlations, ranks
from sanhak.table.column import Kind

if TYPE_CHECKING:
    from sanhak.table.table import Table

LEAST_ROWS: Final = 10
"""With fewer rows no memory can be told from accident."""
PERMUTATIONS: Final = 399
"""Orders of the rows that are tried: the smallest chance that can be found is 1/400, doubled for two statistics."""
ROWS_PER_EFFECT: Final = 5
"""Rows that each input effect may cost when inputs are taken out, at most fifty of them."""
MOST_EFFECTS: Final = 50
SORTED: Final = 0.95
"""Share of steps in one direction above which a file was sorted by its outcome: no plant rises step after step."""
MOST_LEVELS: Final = 10
"""Levels of a category that are taken out one by one, the commonest first."""
LAG_MATTERS, TREND_MATTERS = 0.1, 0.2
"""Memory below this changes the error of a model by less than its own spread, however certain it is."""


@dataclass(frozen=True, slots=True)
class Memory:
    """What the outcome's ranks keep of their order once the inputs are taken out.

    ``lag`` is the correlation of neighbouring rows, ``trend`` that with the row's place in the order, ``chance`` the
    probability that exchangeable rows show the stronger of the two.
    """

    lag: float = 0.0
    trend: float = 0.0
    chance: float = 1.0

    @property
    def matters(self) -> bool:
        """Whether it is strong enough to change what a split says."""
        return self.lag >= LAG_MATTERS or abs(self.trend) >= TREND_MATTERS


def memory_of(table: Table, outcome: str, inputs: Sequence[str], rng: np.random.Generator) -> Memory:
    """Test whether rows remember their neighbours, in time where there is one, in file order otherwise.

    The outcome's ranks are freed of what the inputs explain (ranks and their squares, levels), then the correlation of
    neighbours on the same asset and the trend are compared with those of shuffled rows. Neighbours with equal inputs do
    not count: they are alike for another reason. Permutation test of serial correlation: A. Wald and J. Wolfowitz,
    Ann. Math. Stat. 14 (1943) 378–388; chance after B. Phipson and G. K. Smyth (2010), doubled for two statistics.
    A file without time that was sorted by a measured outcome tells nothing by its order.
    """
    order, follows = by_asset(table)
    values = floats(table, outcome) if table[outcome].kind is Kind.NUMBER else codes(table, outcome)
    known = ~np.isnan(values[order])
    order, follows = order[known], follows[known] & np.concatenate([[False], known[:-1]])[known]
    by_outcome = table.time is None and table[outcome].kind is Kind.NUMBER and _sorted(values[order])
    if len(order) < LEAST_ROWS or by_outcome:
        return Memory()
    rest = _without_inputs(table, inputs, values, order)
    same = equal_rows(table, inputs)[order]
    later = np.flatnonzero(follows & np.concatenate([[False], same[1:] != same[:-1]]))
    if len(later) < LEAST_ROWS or not rest.any():
        return Memory()
    place = np.argsort(np.argsort(_place(table, order), kind="stable"), kind="stable").astype(float)
    place = (place - place.mean()) / np.linalg.norm(place - place.mean())
    lag, trend = _statistics(rest, later, place)
    shuffled = np.array([_statistics(rng.permutation(rest), later, place) for _ in range(PERMUTATIONS)])
    chances = [
        (1 + int((shuffled[:, 0] >= lag).sum())) / (PERMUTATIONS + 1),
        (1 + int((np.abs(shuffled[:, 1]) >= abs(trend)).sum())) / (PERMUTATIONS + 1),
    ]
    return Memory(round(lag, 2), round(trend, 2), min(1.0, 2 * min(chances)))


def _sorted(values: Floats) -> bool:
    steps = np.sign(np.diff(values))
    moved = np.abs(steps).sum()
    return bool(abs(steps.sum()) > (2 * SORTED - 1) * moved)


def _place(table: Table, order: Rows) -> Floats | Rows:
    return order if table.time is None else times(table)[order]


def _statistics(rest: Floats, later: Rows, place: Floats) -> tuple[float, float]:
    """Correlation of neighbours, and correlation with the place; ``rest`` has mean zero and length one."""
    # einsum, not @: these products are short, and a threaded one costs more in waiting than in reckoning.
    lag = float(np.einsum("i,i->", rest[later], rest[later - 1])) * len(rest) / len(later)
    return lag, float(np.einsum("i,i->", rest, place))


def _without_inputs(table: Table, inputs: Sequence[str], values: Floats, order: Rows) -> Floats:
    """What remains of the outcome's ranks, shape (known rows,), with mean zero and length one (all zero: nothing)."""
    ranked: Floats = ranks(values[order][None])[0]
    ranked = ranked - ranked.mean()
    if not ranked.any():
        return ranked
    effects = list(_effects(table, inputs, order))
    if effects:
        causes = np.stack(effects)
        strength = np.abs(correlations(np.vstack([ranked, causes]))[0][0, 1:])
        most = min(MOST_EFFECTS, len(order) // ROWS_PER_EFFECT)
        strongest = causes[np.argsort(-strength, kind="stable")[:most]].T
        ranked = ranked - strongest @ np.linalg.lstsq(strongest, ranked, rcond=None)[0]
        ranked = np.asarray(ranked - ranked.mean(), dtype=float)
    length = float(np.linalg.norm(ranked))
    return np.asarray(ranked / length if length > 1e-9 * len(order) else np.zeros(len(order)))


def _effects(table: Table, inputs: Sequence[str], order: Rows) -> Iterator[Floats]:
    """Columns of shape (known rows,), centred: numbers, shares of elements, each common level, each asset."""
    for name in dict.fromkeys((*inputs, *([table.asset] if table.asset else ()))):
        if table[name].kind is Kind.NUMBER and name != table.asset:
            yield from _curved(floats(table, name)[order])
        elif table[name].kind is Kind.FORMULA:
            for shares in element_shares(table, name, MOST_LEVELS):
                yield from _curved(shares[order])
        elif table[name].kind in (Kind.CATEGORY, Kind.ORDINAL, Kind.IDENTIFIER) or name == table.asset:
            levels = codes(table, name)[order]
            counts = np.bincount(levels[~np.isnan(levels)].astype(np.intp))
            for level in np.argsort(-counts, kind="stable")[:MOST_LEVELS]:
                yield (levels == level) - (levels == level).mean()


def _curved(values: Floats) -> Iterator[Floats]:
    """The ranks of a number and their squares, centred; nothing where it never varies."""
    ranked = ranks(values[None])[0]
    centred = np.nan_to_num(ranked - np.nanmean(ranked)) / len(values) if not np.isnan(ranked).all() else None
    if centred is not None and centred.any():
        yield centred
        yield centred**2 - (centred**2).mean()
