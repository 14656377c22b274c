"""Which asset should be taken out when, by whom and with which part?"""

from __future__ import annotations

from typing import ClassVar

from sanhak.study.maintenance_plan import MaintenancePlanning


class Plan(MaintenancePlanning):
    """A maintenance plan: a calendar with crews and parts, its cost beside simple rules, and what one more is worth.

    It keeps shifts, orders between jobs, shared shutdowns and hours for failures, and an earlier plan where that pays.
    Raises :class:`~sanhak.finding.Refusal` (S378, S379, S382, S383, S387, S388, S430, S433, S322, S323, S328, S329 and
    T-codes) for what cannot be planned as it stands.
    """

    kind: ClassVar[str] = "maintenance.plan"
    title: ClassVar[str] = "Maintenance plan"
    question: ClassVar[str] = "Which asset should be taken out when, by whom and with which part?"
