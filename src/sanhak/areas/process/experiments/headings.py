"""The columns that the tables of every campaign have besides its factors and results."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

RUN: Final = "run"
"""The column that numbers the runs in a table that begins here."""
WHERE: Final = "of what was measured"
NEAREST: Final = "nearest rows"
FACTOR: Final = "factor"
SETTING: Final = "setting"
PARTS: Final[Mapping[str, str]] = {"value": "expected", "lower": "lower 90 %", "upper": "upper 90 %"}
"""What stands behind a result's name for each part of its estimate."""
