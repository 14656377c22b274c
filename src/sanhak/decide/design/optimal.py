"""D-optimal designs: of a list of possible runs those that make the coefficients jointly surest.

Runs are exchanged for better ones until none is left, from several seeded starts (V. V. Fedorov 1972, in the form of
R. D. Cook and C. J. Nachtsheim 1980).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sanhak.model.prediction import Floats

_PASSES: Final = 50
_SMALL: Final = 1e-6
"""What keeps a start invertible before its runs are exchanged."""
_GAIN: Final = 1e-7
"""A factor by which the determinant must grow at least; less is rounding."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which of the possible runs were chosen, shape (runs,), and the determinant's logarithm."""

    rows: NDArray[np.intp]
    logarithm: float


def d_optimal(
    possible: Floats,
    runs: int,
    rng: np.random.Generator,
    *,
    starts: int,
    blocks: NDArray[np.intp] | None = None,
    tell: Callable[[int, int], None] = lambda _done, _of: None,
) -> Chosen:
    """The best of several exchanges.

    Parameters
    ----------
    possible
        The model matrix of all possible runs, shape (candidates, columns).
    runs
        How many runs to choose; a run may be chosen several times.
    rng
        Where the starts come from.
    starts
        How many starts are tried.
    blocks
        The block of each run, from 0 on, shape (runs,): its columns stand beside those of the model.
    tell
        Told how many starts are done.
    """
    beside = _block_columns(blocks, runs)
    best = Chosen(np.zeros(runs, dtype=np.intp), -np.inf)
    for start in range(starts):
        tell(start, starts)
        rows = rng.choice(len(possible), size=runs, replace=len(possible) < runs)
        found = _exchanged(possible, rows.astype(np.intp), beside)
        if found.logarithm > best.logarithm + _GAIN:
            best = found
    return best


def _block_columns(blocks: NDArray[np.intp] | None, runs: int) -> Floats:
    """Sum-to-zero columns of the blocks, shape (runs, blocks - 1)."""
    if blocks is None:
        return np.zeros((runs, 0))
    count = int(blocks.max()) + 1
    columns = np.eye(count)[blocks]
    return np.asarray(columns[:, :-1] - columns[:, -1:], dtype=np.float64)


def _exchanged(possible: Floats, rows: NDArray[np.intp], beside: Floats) -> Chosen:
    """Exchange run after run for the best of all possible ones until a whole pass changes nothing."""
    chosen = rows.copy()
    matrix = np.hstack([possible[chosen], beside])
    for _ in range(_PASSES):
        inverse: Floats = np.asarray(np.linalg.inv(matrix.T @ matrix + _SMALL * np.eye(matrix.shape[1])))
        changed = False
        for place in range(len(chosen)):
            others = np.hstack([possible, np.broadcast_to(beside[place], (len(possible), beside.shape[1]))])
            gains = _gains(others, matrix[place], inverse)
            best = int(np.argmax(np.round(gains, 9)))
            if gains[best] > 1 + _GAIN and best != chosen[place]:
                inverse = _updated(inverse, others[best], matrix[place])
                matrix[place], chosen[place], changed = others[best], best, True
        if not changed:
            break
    sign, logarithm = np.linalg.slogdet(matrix.T @ matrix)
    return Chosen(chosen, float(logarithm) if sign > 0 else -np.inf)


def _gains(others: Floats, out: Floats, inverse: Floats) -> Floats:
    """By what factor the determinant grows where one run is exchanged for each of the others, shape (candidates,)."""
    turned = others @ inverse
    spread = np.sum(turned * others, axis=1)
    own = float(out @ inverse @ out)
    both = turned @ out
    found: Floats = (1 + spread) * (1 - own) + both**2
    return found


def _updated(inverse: Floats, new: Floats, old: Floats) -> Floats:
    """The inverse after a run came in and another went out, by the formula of Sherman and Morrison."""
    towards = inverse @ new
    inverse = inverse - np.outer(towards, towards) / (1 + new @ towards)
    away = inverse @ old
    found: Floats = inverse + np.outer(away, away) / (1 - old @ away)
    return found
