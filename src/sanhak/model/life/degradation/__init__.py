"""Degradation: from readings of a condition and its limit to lives, with strength borrowed across the fleet."""

from __future__ import annotations

from sanhak.model.life.degradation.calibrating import ENOUGH, Levels
from sanhak.model.life.degradation.contest import CANDIDATES, LAWS, Contest, fitted, held, lasting
from sanhak.model.life.degradation.courses import Courses
from sanhak.model.life.degradation.simple import Straight
from sanhak.model.life.degradation.wear import Wear

__all__ = [
    "CANDIDATES",
    "ENOUGH",
    "LAWS",
    "Contest",
    "Courses",
    "Levels",
    "Straight",
    "Wear",
    "fitted",
    "held",
    "lasting",
]
