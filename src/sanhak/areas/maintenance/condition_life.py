"""Which assets will not last until the next turnaround, by a condition and its limit?"""

from __future__ import annotations

from typing import ClassVar

from sanhak.study.condition import ConditionLives


class ConditionLife(ConditionLives):
    """Lives from few readings of many assets, with the chance of each to last until the turnaround.

    Raises :class:`~sanhak.finding.Refusal` (S361–S364 and T-codes) for readings that tell no rate, a limit that is not
    there, and a turnaround that does not lie ahead.
    """

    kind: ClassVar[str] = "maintenance.condition_life"
    title: ClassVar[str] = "Life to the limit"
    question: ClassVar[str] = (
        "Which assets will not last until the next turnaround, and which should be inspected again?"
    )
