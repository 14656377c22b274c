"""How long will each running asset last, which sensors say so, and which is to be renewed first?"""

from __future__ import annotations

from typing import ClassVar

from sanhak.study.remaining_life import RemainingLives


class RemainingLife(RemainingLives):
    """Remaining life of running assets as a distribution, learnt from the readings of those that failed.

    Raises :class:`~sanhak.finding.Refusal` (T-, M- and S-codes) when no failure is known, or too few, or nothing runs.
    """

    kind: ClassVar[str] = "maintenance.remaining_life"
    title: ClassVar[str] = "Remaining life from sensors"
    question: ClassVar[str] = (
        "How long will each running asset last, which sensors say so and since when, and which is to be renewed first?"
    )
