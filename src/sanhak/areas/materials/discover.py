"""Which material that nobody has made yet should be made next?"""

from __future__ import annotations

from typing import ClassVar

from sanhak.study.discovery import Discovery


class Discover(Discovery):
    """New formulas to make next: within the rules, unlike each other, and worth it for what they may reach.

    Raises :class:`~sanhak.finding.Refusal` (D-, S- and T-codes) when the rules contradict themselves or leave nothing.
    """

    kind: ClassVar[str] = "materials.discover"
    title: ClassVar[str] = "New materials"
    question: ClassVar[str] = "Which materials that nobody has made yet should be made next?"
