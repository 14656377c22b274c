"""Remaining life from sequences: the mean of several networks, each of which was stopped on other assets."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, Final

import numpy as np
import torch
from numpy.typing import NDArray

from sanhak.model.learner import State
from sanhak.model.life.past import Past
from sanhak.model.life.sequence.design import Design
from sanhak.model.life.sequence.network import Network
from sanhak.model.life.sequence.steps import Sequences, Steps
from sanhak.model.life.sequence.teaching import Lesson, ask, repeatable, teach
from sanhak.model.prediction import Floats

Facts = NDArray[np.float32]
LEVELS: Final[Floats] = (np.arange(10) + 0.5) / 10
"""Quantiles that are learnt: middles of ten equal parts, so that their mean is that of the distribution."""
_FAR: Final = 5.0
"""A value so many deviations away says no more than one further away."""


def device() -> str:
    """Where networks are taught and asked: on CUDA where there is one."""
    return "cuda" if torch.cuda.is_available() else "cpu"


def version() -> str:
    """The version of PyTorch, without the build."""
    return str(torch.__version__).partition("+")[0]


class Networks:
    """A learner of remaining life up to ``cap`` from sequences, with ``age`` or without; a lower bound is enough."""

    def __init__(self, cap: float, design: Design, seed: int = 0, *, age: bool = True) -> None:
        self.cap, self.design, self.seed, self.age = cap, design, seed, age

    def fit(self, past: Past, y: Floats) -> Networks:
        """Learn from lives whose end is known; see :class:`~sanhak.model.life.remaining.Learner`."""
        return self.bounded(past, y, np.ones(len(y), dtype=np.bool_))

    def bounded(self, past: Past, y: Floats, known: NDArray[np.bool_]) -> Networks:
        """Learn, with a lower bound where the end is not known; see :class:`~sanhak.model.life.remaining.Bounded`."""
        design = self.design
        ended = [past.lives[at] for at in np.unique(past.life[known])]
        reach = design.reach * float(np.median([one.span for one in ended]))
        self.steps = Steps.usual(ended, design.steps, reach)
        raw, facts = self.steps.of(past), self._facts(past)
        self.scale = _deviation(raw[:, : raw.shape[1] // 2].std(axis=(0, 2)))
        self.middle, self.spread = facts.mean(axis=0), _deviation(facts.std(axis=0))
        lesson = Lesson(self._scaled(raw), self._drawn_in(facts), y / self.cap, known, past.life)
        self.members, self.kept = [], []
        for member in range(design.members):
            with repeatable(self.seed * design.members + member):
                network = self._built()
                rng = np.random.default_rng([self.seed, member])
                self.kept.append(teach(network, lesson, LEVELS, design.epochs, design.patience, rng))
            self.members.append(network)
        return self

    def predict(self, past: Past) -> Floats:
        """See :class:`~sanhak.model.life.remaining.Learner`."""
        return np.asarray(self.quantiles(past).mean(axis=1))

    def quantiles(self, past: Past) -> Floats:
        """What the networks themselves say of remaining life up to the cap, at ``LEVELS``: shape (rows, levels)."""
        sequences, facts = self._scaled(self.steps.of(past)), self._drawn_in(self._facts(past))
        with repeatable(self.seed):
            told = np.mean([ask(one, sequences, facts) for one in self.members], axis=0)
        return np.asarray(np.clip(told, 0.0, 1.0) * self.cap)

    def _built(self) -> Network:
        sizes = 2 * len(self.scale), len(self.spread), self.design.width, len(LEVELS)
        return Network(self.design.body, *sizes).to(device())

    def _facts(self, past: Past) -> Facts:
        """Features, or age alone, shape (rows, facts); unknown ones are 0, as are those of a young asset."""
        X = past.X if self.design.features else past.X[:, -1:]
        return np.asarray(np.nan_to_num(X if self.age else X[:, :-1]))

    def _scaled(self, sequences: Sequences) -> Sequences:
        """In deviations of what taught, the far ones drawn in; in place."""
        shown = sequences[:, : len(self.scale)]
        shown /= self.scale[:, None]
        np.clip(shown, -_FAR, _FAR, out=shown)
        return sequences

    def _drawn_in(self, facts: Facts) -> Facts:
        return np.asarray(np.clip((facts - self.middle) / self.spread, -_FAR, _FAR))

    def state(self) -> State:
        """See :class:`~sanhak.model.learner.Lasting`."""
        kept: dict[str, Any] = {
            f"member {at} {name}": value.cpu().numpy()
            for at, one in enumerate(self.members)
            for name, value in one.state_dict().items()
        }
        arrays = {"scale": self.scale, "middle": self.middle, "spread": self.spread}
        values = {"cap": self.cap, "seed": self.seed, "age": self.age, "step": self.steps.width}
        return {**kept, **arrays, **values, **asdict(self.design)}

    @classmethod
    def from_state(cls, state: State) -> Networks:
        """See :class:`~sanhak.model.learner.Lasting`.

        Raises
        ------
        KeyError, ValueError
            If a part is missing, or does not fit the others.
        """
        kept: dict[str, Any] = dict(state)
        design = Design(**{name: kept[name] for name in asdict(Design())})
        new = cls(kept["cap"], design, kept["seed"], age=kept["age"])
        new.steps = Steps(design.steps, kept["step"])
        new.scale, new.middle, new.spread = kept["scale"], kept["middle"], kept["spread"]
        new.members = [new._built() for _ in range(design.members)]
        for at, one in enumerate(new.members):
            own = {name: torch.from_numpy(kept[f"member {at} {name}"]) for name in one.state_dict()}
            try:
                one.load_state_dict(own)
            except RuntimeError as unlike:
                raise ValueError(str(unlike)) from unlike
        return new


def _deviation(spread: Facts) -> Facts:
    """Standard deviations to divide by: 1 where nothing varied."""
    return np.where(spread > 0, spread, 1.0).astype(np.float32)
