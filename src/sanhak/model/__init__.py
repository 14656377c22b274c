"""What can be predicted, and how surely: one model an outcome, with its contest, calibration and domain.

Names are loaded at their first use: an answer needs scores only, and must not wait for the learners.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from sanhak.model.explanation import Effect, Importance, effects
    from sanhak.model.fitting import HeldOut
    from sanhak.model.model import Model
    from sanhak.model.prediction import LEVELS, Domain, LabelPrediction, Prediction
    from sanhak.model.score import Coverage, Score

__all__ = [
    "LEVELS",
    "Coverage",
    "Domain",
    "Effect",
    "HeldOut",
    "Importance",
    "LabelPrediction",
    "Model",
    "Prediction",
    "Score",
    "effects",
]

_ROOMS: Final = {
    "prediction": ("LEVELS", "Domain", "LabelPrediction", "Prediction"),
    "score": ("Coverage", "Score"),
    "explanation": ("Effect", "Importance", "effects"),
    "fitting": ("HeldOut",),
    "model": ("Model",),
}
_HOME: Final = {name: room for room, names in _ROOMS.items() for name in names}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'sanhak.model' has no attribute {name!r}")
    return getattr(import_module(f"sanhak.model.{_HOME[name]}"), name)
