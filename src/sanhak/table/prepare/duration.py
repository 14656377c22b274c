"""Spans of time as people write them: ``10 min``, ``4 h``, ``4시간``, ``1.5 d``."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Annotated, Final

from pydantic import BeforeValidator, PlainSerializer

from sanhak.finding import Refusal
from sanhak.table.prepare.findings import SpanNotRead
from sanhak.table.units import compatible, convert, known

_LONGEST: Final = timedelta(days=36_525)
"""A hundred years; no span of a plant is longer."""
_SPAN: Final = re.compile(r"\s*(\d+(?:\.\d+)?)\s*(\D.*?)\s*")


def span_of(text: str | timedelta) -> timedelta:
    """The span that a text names, to the microsecond.

    Raises
    ------
    Refusal
        T200 if it is no positive number with a unit of time, or longer than a hundred years.
    """
    if isinstance(text, timedelta):
        return text
    match = _SPAN.fullmatch(str(text))
    unit = known(match[2]) if match else None
    if match is None or unit is None or not compatible(unit, "s"):
        raise Refusal(SpanNotRead(given="null" if text is None else str(text)))
    seconds = convert(float(match[1]), unit, "s")
    span = timedelta(seconds=round(min(seconds, _LONGEST.total_seconds()), 6))
    if not timedelta(0) < span < _LONGEST:
        raise Refusal(SpanNotRead(given=str(text)))
    return span


def written(span: timedelta) -> str:
    """The span in the largest unit that leaves a whole number: ``90 min``, ``4 h``; :func:`span_of` reads it again."""
    seconds = span / timedelta(seconds=1)
    for unit, length in (("d", 86_400), ("h", 3600), ("min", 60)):
        if seconds >= length and not seconds % length:
            return f"{seconds / length:.0f} {unit}"
    return f"{seconds:.15g} s"


Span = Annotated[timedelta, BeforeValidator(span_of), PlainSerializer(written, return_type=str)]
"""A field of a step that holds a span; in a study file it is a text."""
