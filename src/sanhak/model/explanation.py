"""What a model rests on: which columns matter, and how the outcome moves along one of them.

Both are descriptions of the model, not of causes: where inputs moved together, their shares cannot be told apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from sanhak.model.codes.described import DESCRIBED
from sanhak.model.contest import Contest, mixed
from sanhak.model.prediction import Floats
from sanhak.run import Run
from sanhak.table import Table
from sanhak.table.column import Column, Kind

if TYPE_CHECKING:
    from sanhak.model.ensemble import Ensemble
    from sanhak.model.model import Model

_EXCHANGES: Final = 40
"""Exchanges of columns in each fold, shared among the columns; each column gets at least one."""
_MOST_ROWS: Final = 120
_STEPS: Final = 20
_MOST_MOVED: Final = 500


@dataclass(frozen=True, slots=True)
class Importance:
    """What the model loses without one column.

    ``mean`` is the rise of the error on held-out rows when the column's values are exchanged for those of other rows
    (RMSE in the outcome's unit, log loss for labels), ``spread`` its standard deviation over folds.
    """

    column: str
    mean: float
    spread: float

    def times(self, factor: float) -> Importance:
        """The same in another unit."""
        return Importance(self.column, self.mean * factor, self.spread * factor)


@dataclass(frozen=True, slots=True, eq=False)
class Effect:
    """How the prediction moves along one column, the others staying as they were measured.

    ``grid`` holds values of the column (numbers, dates or levels); ``mean``, ``lower`` and ``upper`` have
    one value for each, in the outcome's unit (a probability for labels), as does ``density``: the share of rows nearest
    to it. Between ``lower`` and ``upper`` lies the mean that 90 % of other tables of the same kind would have taught;
    they are NaN for a model that was read from disk, which keeps only the final fit.
    """

    column: Column
    grid: tuple[object, ...]
    mean: Floats
    lower: Floats
    upper: Floats
    density: Floats


def importance(contest: Contest, inputs: Sequence[str], run: Run) -> tuple[tuple[Importance, ...], Floats]:
    """Permutation importance of each input on held-out rows, in standardised units.

    Each fold's own models predict its judging rows with one column taken from randomly drawn other rows (all matrix
    columns of that input together, since they mean one thing).

    Source: A. Fisher, C. Rudin, F. Dominici, "All models are wrong, but many are useful", Journal of Machine Learning
    Research 20 (2019).

    Returns
    -------
    tuple
        One Importance an input, in their order, and the rise of the mean *loss*, shape (inputs,), never below zero.
    """
    task, judged, weights = contest.task, contest.judged, contest.choice.weights
    rises, base, shares = [], [], []
    for number, fold in enumerate(contest.folds):
        rng = run.rng("importance", number)
        here = rng.permutation(len(fold.judging))[:_MOST_ROWS]
        y = judged.y[judged.fold == number][here]
        weight = judged.weight[judged.fold == number][here]
        repeats = run.count(min(4, max(1, _EXCHANGES // len(inputs))))
        moved = _exchanged(fold.X, fold.judging[here], _columns_of(fold.encoder.features, inputs), repeats, rng)
        said = mixed_of(contest, number, moved.reshape(-1, moved.shape[-1]), weights)
        losses = task.loss(np.tile(y, len(moved)), said).reshape(len(moved), -1) @ weight / weight.sum()
        rises.append(losses[1:].reshape(len(inputs), repeats).mean(axis=1))
        base.append(losses[0])
        shares.append(weight.sum())
    loss = np.average(base, weights=shares)
    risen = np.average(rises, axis=0, weights=shares)
    per_fold = [[task.error(with_) - task.error(own) for with_ in rise] for rise, own in zip(rises, base, strict=True)]
    spread = np.std(per_fold, axis=0, ddof=1) if len(per_fold) > 1 else np.full(len(inputs), np.nan)
    found = tuple(
        Importance(name, task.error(float(with_)) - task.error(float(loss)), float(deviation))
        for name, with_, deviation in zip(inputs, risen, spread, strict=True)
    )
    return found, np.maximum(risen - loss, 0.0)


def mixed_of(contest: Contest, fold: int, X: Floats, weights: Floats) -> Floats:
    """What the fold's models say of ``X`` when blended by ``weights``."""
    said = [
        contest.task.ask(entry.members[fold], X) if weight else np.zeros(0)
        for entry, weight in zip(contest.entries, weights, strict=True)
    ]
    return mixed(weights, said)


def effects(model: Model[Any], table: Table, column: str, label: str | None = None) -> Effect:
    """The response of the prediction along one column: accumulated local effects, around the mean prediction.

    For numbers, dates and ordered levels the column is moved only between neighbouring grid values, for the rows that
    lie there, so that no impossible combination is ever asked for. A category has no neighbours: all rows get each
    level in turn (partial dependence). A formula or a molecule has neither order nor levels: nothing can be moved along
    it, and its curve is empty. The interval is the delete-a-group jackknife over the models of the contest's
    folds.

    Source: D. Apley, J. Zhu, "Visualizing the effects of predictor variables in black box supervised learning models",
    Journal of the Royal Statistical Society B 82 (2020); P. Kott, "The delete-a-group jackknife", Journal of Official
    Statistics 17 (2001).

    Parameters
    ----------
    model
        A fitted model.
    table
        Rows over which to describe it, usually those that taught it; at most 500, evenly taken, are used.
    column
        Name of an input.
    label
        For labels: whose probability is shown; by default the last label's.

    Raises
    ------
    Refusal
        T001 if the model has no such input, or the table no such column.
    """
    facts = next((known for known in model.inputs if known.name == column), None) or table.select(model.names)[column]
    if facts.kind in DESCRIBED:
        nothing = np.zeros(0)
        return Effect(facts, (), nothing, nothing, nothing, nothing)
    chosen = np.unique(np.linspace(0, len(table) - 1, min(len(table), _MOST_MOVED)).round().astype(np.intp))
    rows = table.rows(chosen)
    grid = _grid(rows, facts)
    curve = _levels if facts.kind is Kind.CATEGORY else _accumulated
    mean = _shown(model, curve(model.ensemble, rows, column, grid), label)
    folds = np.array([_shown(model, curve(fold, rows, column, grid), label) for fold in model.folds])
    half = _jackknife(folds) if len(folds) > 1 else np.full(len(grid), np.nan)
    values = rows.frame[column].to_list()
    nearest = np.bincount(_cells(rows, column, grid), minlength=len(grid))
    return Effect(
        facts, tuple(values[place] for place in grid), mean, mean - half, mean + half, nearest / nearest.sum()
    )


def _columns_of(features: Sequence[str], inputs: Sequence[str]) -> list[NDArray[np.intp]]:
    return [np.flatnonzero(np.array(features) == name) for name in inputs]


def _exchanged(
    X: Floats, rows: NDArray[np.intp], columns: Sequence[NDArray[np.intp]], repeats: int, rng: np.random.Generator
) -> Floats:
    """The rows, then each column exchanged ``repeats`` times: shape (1 + columns × repeats, rows, width)."""
    moved = np.repeat(X[rows][None], 1 + len(columns) * repeats, axis=0)
    for number, places in enumerate(columns):
        for repeat in range(repeats):
            other = rng.integers(len(X), size=len(rows))
            moved[1 + number * repeats + repeat][:, places] = X[other][:, places]
    return moved


def _grid(rows: Table, facts: Column) -> NDArray[np.intp]:
    """Positions of rows whose values make the grid: evenly spaced in rank, each value once, rising; gaps left out."""
    known = np.flatnonzero(~rows.frame[facts.name].is_null().to_numpy())
    if facts.kind is Kind.CATEGORY:
        first: dict[str | None, int] = {}
        for place, level in enumerate(rows.texts(facts.name)):
            first.setdefault(level, place)
        return np.array([place for level, place in first.items() if level is not None], dtype=np.intp)
    values = _values(rows, facts)[known]
    order = known[np.argsort(values, kind="stable")]
    picked = order[np.unique(np.linspace(0, len(order) - 1, _STEPS + 1).round().astype(np.intp))]
    _, once = np.unique(_values(rows, facts)[picked], return_index=True)
    return picked[once]


def _values(rows: Table, facts: Column) -> Floats:
    """The column as rising numbers: values, moments or ranks."""
    if facts.kind is Kind.ORDINAL:
        rank = {level: float(place) for place, level in enumerate(facts.levels)}
        return np.array([rank.get(text or "", np.nan) for text in rows.texts(facts.name)])
    return rows.values(facts.name)


def _cells(rows: Table, column: str, grid: NDArray[np.intp]) -> NDArray[np.intp]:
    """For each row without a gap the place of the grid value that is nearest to it."""
    facts = rows[column]
    if facts.kind is Kind.CATEGORY:
        texts = rows.texts(column)
        place = {texts[row]: number for number, row in enumerate(grid)}
        return np.array([place[text] for text in texts if text is not None], dtype=np.intp)
    values = _values(rows, facts)
    known, edges = values[np.isfinite(values)], values[grid]
    return np.asarray(np.searchsorted((edges[1:] + edges[:-1]) / 2, known))


def _accumulated(ensemble: Ensemble, rows: Table, column: str, grid: NDArray[np.intp]) -> Floats:
    """Accumulated local effects at the grid, shape (grid, …), centred on the mean prediction."""
    X = ensemble.encoder.transform(rows)
    places = np.flatnonzero(np.array(ensemble.encoder.features) == column)
    values = _values(rows, rows[column])
    known = np.flatnonzero(np.isfinite(values))
    cell = (
        np.clip(np.searchsorted(values[grid], values[known], side="left"), 1, len(grid) - 1)
        if len(grid) > 1
        else np.zeros(0, int)
    )
    middle = ensemble.ask(X)
    curve = np.zeros((len(grid), *middle.shape[1:]))
    if len(grid) > 1:
        low, high = X[known].copy(), X[known].copy()
        low[:, places], high[:, places] = X[grid[cell - 1]][:, places], X[grid[cell]][:, places]
        rise = ensemble.ask(high) - ensemble.ask(low)
        for step in range(1, len(grid)):
            here = cell == step
            curve[step] = curve[step - 1] + (rise[here].mean(axis=0) if here.any() else 0.0)
        share = np.bincount(cell, minlength=len(grid))[1:] / len(cell)
        curve -= np.tensordot(share, (curve[1:] + curve[:-1]) / 2, axes=1)
    return np.asarray(curve + middle.mean(axis=0))


def _levels(ensemble: Ensemble, rows: Table, column: str, grid: NDArray[np.intp]) -> Floats:
    """Mean prediction with each level of a category in turn, shape (grid, …)."""
    X = ensemble.encoder.transform(rows)
    places = np.flatnonzero(np.array(ensemble.encoder.features) == column)
    moved = np.repeat(X[None], len(grid), axis=0)
    moved[:, :, places] = X[grid][:, None, places]
    said = ensemble.ask(moved.reshape(-1, X.shape[1]))
    return np.asarray(said.reshape(len(grid), len(X), *said.shape[1:]).mean(axis=1))


def _shown(model: Model[Any], curve: Floats, label: str | None) -> Floats:
    """A curve in the outcome's unit, or the probability of one label."""
    if not model.labels:
        return model.scale.back(curve)
    return curve[:, -1 if label is None else model.labels.index(label)]


def _jackknife(curves: Floats) -> Floats:
    """Half width of a 90 % interval at each grid value, from one curve a fold, shape (grid,)."""
    from scipy.special import stdtrit

    count = len(curves)
    error = np.sqrt((count - 1) / count * ((curves - curves.mean(axis=0)) ** 2).sum(axis=0))
    return np.asarray(error * stdtrit(count - 1, 0.95))
