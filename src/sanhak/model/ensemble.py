"""The fitted winner: one learner, or a blend of several, on one encoder."""

from __future__ import annotations

from dataclasses import dataclass

from sanhak.model.contest import mixed
from sanhak.model.doubt import Doubt
from sanhak.model.encoder import Encoder
from sanhak.model.prediction import Floats
from sanhak.model.task import Member, Task


@dataclass(frozen=True, slots=True, eq=False)
class Ensemble:
    """Fitted members and their weights, all other than zero; the outcome is standardised (or a label's chances)."""

    task: Task
    encoder: Encoder
    members: tuple[Member, ...]
    weights: tuple[float, ...]

    def ask(self, X: Floats) -> Floats:
        """Predictions for encoded rows: shape (rows,) for numbers, (rows, labels) for labels."""
        return mixed(self.weights, [self.task.ask(member, X) for member in self.members])

    def doubt(self, X: Floats) -> Doubt:
        """The own doubt of the heaviest member that tells it."""
        heaviest = sorted(zip(self.weights, self.members, strict=True), key=lambda pair: -pair[0])
        return Doubt.first(self.task.doubt(member, X) for _, member in heaviest)
