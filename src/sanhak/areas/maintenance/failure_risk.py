"""Which asset is likely to fail soon, and from which age on does planned renewal pay?"""

from __future__ import annotations

from typing import ClassVar

from sanhak.study.failing import Failing


class FailureRisk(Failing):
    """Risks of failure from work orders, ages and what assets are, without sensors.

    Raises :class:`~sanhak.finding.Refusal` (S372, S373, S375, S376, T387, T001) for what cannot be used as it stands.
    """

    kind: ClassVar[str] = "maintenance.failure_risk"
    title: ClassVar[str] = "Risk of failure"
    question: ClassVar[str] = "Which assets are likely to fail soon, and from which age on does planned renewal pay?"
