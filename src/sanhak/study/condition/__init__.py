"""A condition and its limit as a question: which assets will not last until the turnaround?"""

from sanhak.study.condition.condition import ConditionLives

__all__ = ["ConditionLives"]
