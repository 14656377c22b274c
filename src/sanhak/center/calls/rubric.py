"""The rubric of a call: criteria with weights, on one scale whose steps are described (anchored)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Self

from sanhak.text import Language


@dataclass(frozen=True, slots=True)
class Criterion:
    """One criterion; ``anchors`` say by language what a score means, for the scores that are described."""

    name: str
    title: Mapping[Language, str]
    weight: float
    anchors: Mapping[int, Mapping[Language, str]]


@dataclass(frozen=True, slots=True)
class Rubric:
    """Criteria on the scale ``lowest`` … ``highest`` (whole numbers)."""

    criteria: Sequence[Criterion]
    lowest: int = 1
    highest: int = 5

    def total(self, scores: Mapping[str, int]) -> float:
        """The weighted mean of the scores by criterion, on the scale itself."""
        weights = sum(one.weight for one in self.criteria)
        return sum(one.weight * scores[one.name] for one in self.criteria) / weights

    def dump(self) -> dict[str, Any]:
        """As plain data; keys of anchors are words, as JSON keeps them."""
        plain = asdict(self)
        for one in plain["criteria"]:
            one["anchors"] = {str(score): text for score, text in one["anchors"].items()}
        return plain

    @classmethod
    def load(cls, given: Mapping[str, Any]) -> Self:
        """From plain data, as :meth:`dump` gives it."""
        criteria = [
            Criterion(**one | {"anchors": {int(score): text for score, text in one["anchors"].items()}})
            for one in given["criteria"]
        ]
        return cls(tuple(criteria), given["lowest"], given["highest"])
