"""How candidates did on held-out rows, and how often intervals held: the numbers that an answer must show."""

from __future__ import annotations

from dataclasses import dataclass

from sanhak.text import Text


@dataclass(frozen=True, slots=True)
class Score:
    """How one candidate did on the held-out rows of a named split.

    ``error`` is taken over all held-out rows, each group weighing one, in ``unit`` (RMSE for numbers, log loss for
    labels), ``spread`` its standard error, ``skill`` the share of the baseline's error that is gone (1 is perfect, 0 is
    the baseline). The chosen candidate also has ``nested``: the error when the choice itself is made again without the
    rows that judge it.
    """

    outcome: str
    candidate: Text
    metric: str
    error: float
    spread: float
    skill: float
    unit: str | None = None
    chosen: bool = False
    baseline: bool = False
    seconds: float = 0.0
    nested: float | None = None


@dataclass(frozen=True, slots=True)
class Coverage:
    """The share of held-out rows inside their interval: measured, with its own 95 % interval and the mean width."""

    outcome: str
    nominal: float
    measured: float
    lower: float
    upper: float
    width: float
    unit: str | None
    rows: int
    split: str
    reason: Text
