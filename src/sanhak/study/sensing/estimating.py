"""What is believed at every row of the tags, whether it can be trusted, and when the next sample is due."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from sanhak.decide.sampling import Plan, longest, plan
from sanhak.model.prediction import Domain, Floats
from sanhak.study.sensing.learning import scaled_back
from sanhak.text import Text, say

if TYPE_CHECKING:
    from sanhak.study.sensing.learning import Learnt
    from sanhak.study.sensing.proof import Proof
    from sanhak.study.sensing.sensing import Sensing

_MOST: Final = 1500
"""Rows that are estimated; a longer history is thinned evenly, its last row stays."""
_AHEAD: Final = 3.0
"""Times between samples for which samples are planned."""
_HOUR: Final = 3600.0


class Trust(StrEnum):
    """Whether an estimate can be believed, and if not, why."""

    YES = "trusted"
    UNLIKE = "unlike anything sampled"
    GROWN = "the error has grown"
    WIDE = "too wide an interval"


TRUST: Final[Mapping[Trust, Text]] = {
    Trust.YES: say("trusted"),
    Trust.UNLIKE: say("the tags are unlike anything sampled"),
    Trust.GROWN: say("the error has grown"),
    Trust.WIDE: say("the interval is wider than what is needed"),
}


@dataclass(frozen=True, slots=True, eq=False)
class Estimates:
    """What a sample drawn at each of ``moments`` [s] would show; all arrays have shape (rows,), in the order of time.

    ``half`` is half the width of the 90 % interval, ``age`` [s] that of the last sample, ``trust`` says whether it can
    be believed. Each row was estimated by a model that was taught by earlier samples only. ``plan`` says when to sample
    next.
    """

    moments: Floats
    value: Floats
    half: Floats
    age: Floats
    trust: NDArray[np.str_]
    plan: Plan
    allowed: float | None
    held_allowed: float | None

    @property
    def now(self) -> Trust:
        """Whether the last row can be believed."""
        return Trust(str(self.trust[-1]))

    @property
    def trusted(self) -> float:
        """The share of rows that can be believed."""
        return float((self.trust == Trust.YES.value).mean())


def estimated(study: Sensing, learnt: Learnt, proof: Proof) -> Estimates:
    """Estimate the rows from the first judged sample on."""
    moments, rows = _rows(learnt, proof)
    value = _held(learnt, moments) if proof.holds else _moved(learnt, proof, moments, rows)
    age = moments - learnt.samples.moments[np.maximum(_before(learnt.samples.moments, moments) - 1, 0)]
    half = proof.known.at(age)
    trust = np.full(len(moments), Trust.YES.value, dtype="<U30")
    trust[half > proof.needed * (1 + 1e-9)] = Trust.WIDE.value
    if proof.growth is not None:
        trust[moments >= proof.moments[proof.growth.place]] = Trust.GROWN.value
    if not proof.holds:
        domain = learnt.model.predict(learnt.tags.table.rows(rows)).domain
        trust[domain == Domain.OUTSIDE] = Trust.UNLIKE.value
    allowed = None if proof.growth is not None else longest(proof.ages, proof.known.half, proof.needed)
    held = longest(proof.ages, proof.held_known.half, proof.needed)
    horizon = study.horizon * _HOUR if study.horizon is not None else _AHEAD * (allowed or proof.usual)
    ahead = plan(
        proof.usual, allowed, float(learnt.samples.moments[-1]), float(moments[-1]), horizon,
        trusted=bool(trust[-1] == Trust.YES.value),
    )  # fmt: skip
    return Estimates(moments, value, half, age, trust, ahead, allowed, held)


def _rows(learnt: Learnt, proof: Proof) -> tuple[Floats, NDArray[np.intp]]:
    """The moments to estimate, and the row of the tags that each of them shows."""
    every = learnt.tags.moments[learnt.tags.moments > proof.moments[0]]
    if not len(every):
        every = learnt.samples.moments[-1:]
    places = np.unique(np.linspace(0, len(every) - 1, min(len(every), _MOST)).astype(np.intp))
    moments = every[places]
    rows, near = learnt.tags.at(moments - learnt.delay)
    return (moments[near], rows[near]) if near.any() else (moments, rows)


def _before(samples: Floats, moments: Floats) -> NDArray[np.intp]:
    """How many samples were drawn before each moment, shape (rows,); now, at the last one, a sample of now counts."""
    count = np.searchsorted(samples, moments, side="left")
    count[-1] = np.searchsorted(samples, moments[-1], side="right")
    return count


def _held(learnt: Learnt, moments: Floats) -> Floats:
    """The last sample before each moment."""
    return np.asarray(learnt.samples.values[np.maximum(_before(learnt.samples.moments, moments) - 1, 0)])


def _moved(learnt: Learnt, proof: Proof, moments: Floats, rows: NDArray[np.intp]) -> Floats:
    """What the model of each time said, moved by the errors that were known then."""
    table, model = learnt.tags.table.rows(rows), learnt.model
    begins = np.array([proof.moments[proof.fold == number].min() for number in np.unique(proof.fold)])
    of = np.searchsorted(begins, moments, side="right") - 1
    said = np.empty(len(moments))
    later = moments > learnt.samples.moments[-1]
    parts = [(np.flatnonzero((of == number) & ~later), fold) for number, fold in enumerate(model.folds)]
    for places, ensemble in [*parts, (np.flatnonzero(later), model.ensemble)]:
        if len(places):
            X = ensemble.encoder.transform(table.rows(places))
            said[places] = scaled_back(model, ensemble.ask(X))
    states = np.concatenate([[0.0], proof.bias])
    low, high = model.outcome.lower, model.outcome.upper
    moved = said + states[_before(proof.moments, moments)]
    return np.asarray(moved if low is None and high is None else np.clip(moved, low, high))
