"""Which batch should start when on which unit, so that orders are ready when they are due?"""

from __future__ import annotations

from typing import ClassVar

from sanhak.study.scheduling import Scheduling


class Schedule(Scheduling):
    """A schedule of batches on units, with changeovers and closed times, beside what rules would give.

    Raises :class:`~sanhak.finding.Refusal` (S320–S329, D171, D182, D185, D186, D188 and T-codes) for what cannot be
    planned as it stands.
    """

    kind: ClassVar[str] = "manufacturing.schedule"
    title: ClassVar[str] = "Batch schedule"
    question: ClassVar[str] = "Which batch should start when on which unit, so that orders are ready when they are due?"
