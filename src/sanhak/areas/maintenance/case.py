"""The cases of predictive maintenance."""

from __future__ import annotations

from typing import Final

from sanhak.areas.maintenance import plan_case
from sanhak.study import Case

CASES: Final[tuple[Case, ...]] = (plan_case.case(),)
"""The cases."""
