"""Which characteristics of which products are stable and keep their limits, and which deserves attention first?"""

from __future__ import annotations

from typing import ClassVar

from sanhak.study.control_chart.question import ControlCharts


class ControlChart(ControlCharts):
    """Control charts and capability of everything that is measured, with what to do first.

    Raises :class:`~sanhak.finding.Refusal` (T320–T323, T357, T358, M220–M228, M280–M283, S336–S338) when limits,
    counts or columns cannot be what they are said to be.
    """

    kind: ClassVar[str] = "quality.control_chart"
    title: ClassVar[str] = "Control charts and capability"
    question: ClassVar[str] = (
        "Which characteristics are stable and keep their limits, and which deserves attention first?"
    )
