"""Screening: of very many columns only those that tell most of the outcome are worth a penalised fit.

Source: J. Fan and J. Lv, Sure independence screening for ultrahigh dimensional feature space (2008).
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from sanhak.model.prediction import Floats

MOST_COLUMNS: Final = 350
"""Columns that a penalised linear model looks at: its time grows with their square."""


def telling(Z: Floats, Y: Floats) -> NDArray[np.intp]:
    """Positions of the columns of ``Z`` that vary most with one of the outcomes, rising, at most so many.

    ``Z`` has shape (rows, columns), standardised; ``Y`` has shape (rows, outcomes), of mean zero.
    """
    told = np.abs(Z.T @ Y).max(axis=1)
    return np.sort(np.argsort(-told, kind="stable")[:MOST_COLUMNS])
