"""Predictive maintenance: how long assets last, what is about to fail, and which job should be done when."""

from sanhak.study import Area

AREA = Area(
    name="maintenance",
    title="Predictive maintenance",
    package=__name__,
    studies={
        "condition_life": "ConditionLife",
        "remaining_life": "RemainingLife",
        "failure_risk": "FailureRisk",
        "early_warning": "EarlyWarning",
        "plan": "Plan",
    },
)

__getattr__ = AREA.attribute
