"""The cases of predictive maintenance."""

from __future__ import annotations

from typing import Final

from sanhak.areas.maintenance import failure_risk_case
from sanhak.study import Case

CASES: Final[tuple[Case, ...]] = (failure_risk_case.pumps_case(), failure_risk_case.compressors_case())
"""The cases."""
