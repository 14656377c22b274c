"""How long assets last by what their sensors show, learnt from those that failed."""

from sanhak.study.remaining_life.remaining_life import RemainingLives

__all__ = ["RemainingLives"]
