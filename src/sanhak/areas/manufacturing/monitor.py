"""Is something off in the plant, since when, which tags moved first, and how often is that a false alarm?"""

from __future__ import annotations

from typing import ClassVar

from sanhak.study.monitoring import Monitoring


class Monitor(Monitoring):
    """The normal course of a plant's tags is learnt, and all other rows are watched against it.

    Raises :class:`~sanhak.finding.Refusal` (T-, M- and S-codes) when there is no normal period to learn from, or
    nothing to watch.
    """

    kind: ClassVar[str] = "manufacturing.monitor"
    title: ClassVar[str] = "Monitor of the plant"
    question: ClassVar[str] = "Is something off, since when, and which tag should be looked at first?"
