"""What is the laboratory value now, between the samples, how surely, and when must a sample be taken?"""

from __future__ import annotations

from typing import ClassVar

from sanhak.study.sensing import Sensing


class SoftSensor(Sensing):
    """A laboratory value from tags between its samples, judged forward in time, and the next samples to take.

    Raises :class:`~sanhak.finding.Refusal` (T-, M- and S-codes) when samples, times or tags are missing.
    """

    kind: ClassVar[str] = "quality.soft_sensor"
    title: ClassVar[str] = "Laboratory value between samples"
    question: ClassVar[str] = (
        "What is the laboratory value now, between the samples, how surely, and when is a sample to be taken?"
    )
