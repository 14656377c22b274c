"""The cases of predictive maintenance."""

from __future__ import annotations

from typing import Final

from sanhak.areas.maintenance import remaining_life_case
from sanhak.study import Case

CASES: Final[tuple[Case, ...]] = (remaining_life_case.case(),)
"""The cases."""
