"""How networks that read sequences are built and taught, and when they enter the contest. Needs no PyTorch."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from sanhak.run import Run

Body = Literal["convolution", "recurrence"]
EFFORT: Final = 2.0
"""The effort from which on networks enter: they take many times the CPU seconds of all others."""
INSTALL: Final = 'pip install "sanhak[deep]"'


@dataclass(frozen=True, slots=True)
class Design:
    """One kind of network, and how it is taught.

    ``steps`` of equal length reach back by ``reach`` median lives; ``width`` is that of each layer. So many ``members``
    are taught from seeds of their own, each with other assets held out; what they tell is averaged. A member is taught
    for at most ``epochs``, and stopped when its held-out assets have not been told better for ``patience`` of them.
    ``features`` says whether it is told the features of windows besides; if not, only the age.
    """

    body: Body = "convolution"
    steps: int = 30
    reach: float = 1.2
    features: bool = True
    width: int = 32
    members: int = 3
    epochs: int = 20
    patience: int = 6


def installed() -> bool:
    """Whether PyTorch is there."""
    return find_spec("torch") is not None


def allowed(run: Run) -> bool:
    """Whether the effort of a study is enough for networks."""
    return run.effort >= EFFORT
