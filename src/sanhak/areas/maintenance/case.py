"""The cases of predictive maintenance."""

from __future__ import annotations

from typing import Final

from sanhak.areas.maintenance import (
    condition_life_case,
    early_warning_case,
    failure_risk_case,
    plan_case,
    remaining_life_case,
)
from sanhak.study import Case

CASES: Final[tuple[Case, ...]] = (
    condition_life_case.exchanger_case(),
    condition_life_case.pipe_case(),
    remaining_life_case.case(),
    failure_risk_case.pumps_case(),
    failure_risk_case.compressors_case(),
    early_warning_case.case(),
    plan_case.case(),
)
"""The cases."""
