"""Which assets leave their own normal course or that of their siblings, since when, and how often is that false?"""

from __future__ import annotations

from typing import ClassVar

from sanhak.study.early_warning import EarlyWarnings


class EarlyWarning(EarlyWarnings):
    """Assets without failures watched against their own normal course and their siblings, at promised false alarms.

    Raises :class:`~sanhak.finding.Refusal` (T-, M- and S-codes) when nothing is normal, or nothing is to be watched.
    """

    kind: ClassVar[str] = "maintenance.early_warning"
    title: ClassVar[str] = "Early warning"
    question: ClassVar[str] = (
        "Which assets leave their normal course or that of their siblings, since when, which sensors say so, and how"
        " often is that a false alarm?"
    )
