"""Life: how long assets last, as probabilities; from their condition, their sensors, or their orders alone."""

from __future__ import annotations

from sanhak.model.life.lives import LEVELS, Lives

__all__ = ["LEVELS", "Lives"]
