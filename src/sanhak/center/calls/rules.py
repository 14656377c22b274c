"""What a selection must keep: budgets by year, floors by area, caps by laboratory, and what needs what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class Rules:
    """``budget`` in won by year; ``places`` at most in all; ``needs`` lists pairs (application, the one it needs)."""

    budget: Mapping[int, int] = field(default_factory=dict)
    places: int | None = None
    floors: Mapping[str, int] = field(default_factory=dict)
    caps: Mapping[str, int] = field(default_factory=dict)
    cap: int | None = None
    """The most from any laboratory that ``caps`` does not name."""
    needs: Sequence[tuple[str, str]] = ()

    def dump(self) -> dict[str, Any]:
        """As plain data; years are words, as JSON keeps them."""
        return asdict(self) | {"budget": {str(year): won for year, won in self.budget.items()}}

    @classmethod
    def load(cls, given: Mapping[str, Any]) -> Self:
        """From plain data, as :meth:`dump` gives it."""
        budget = {int(year): won for year, won in given["budget"].items()}
        needs = tuple((one, other) for one, other in given["needs"])
        return cls(**dict(given) | {"budget": budget, "needs": needs})
