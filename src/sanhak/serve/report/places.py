"""How many decimal places the values of an action are read at: no more than its interval or its range supports."""

from __future__ import annotations

from sanhak.serve.report.grid import decimals_of, resolution
from sanhak.study.answer import Action, Value
from sanhak.text import decimals_for


def places(action: Action) -> int:
    """Decimal places at which the values of one action are read."""
    ends = numbers(*action.allowed)
    if not ends and action.effect is not None:
        # A result that is predicted is read as far as its interval allows.
        return max(0, decimals_for((action.effect.upper - action.effect.lower) / 4))
    if is_interval(action):
        return _interval_places(action)
    most = resolution(min(ends), max(ends)) if len(ends) > 1 and min(ends) < max(ends) else _four_digits(action)
    return decimals_of(numbers(action.today, action.value), most)


def is_interval(action: Action) -> bool:
    """Whether the window is where a predicted result will lie, and no range of a setting."""
    return not action.allowed and len(numbers(*action.window)) == 2  # noqa: PLR2004 - two ends


def _interval_places(action: Action) -> int:
    """Two digits of half the width; more where an end that lies decades below the value would read as zero."""
    lower, upper = numbers(*action.window)
    return max(0, decimals_for((upper - lower) / 2), min(decimals_for(lower) - 1, _four_digits(action)))


def _four_digits(action: Action) -> int:
    return max((decimals_for(abs(value) / 100) for value in numbers(action.today, action.value) if value), default=0)


def numbers(*values: Value) -> list[float]:
    """The values that are numbers."""
    return [float(value) for value in values if isinstance(value, int | float)]
