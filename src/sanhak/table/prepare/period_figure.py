"""The picture of periods that were found: when each kind took rows out of the history."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

from sanhak.figure import WARN, Figure, names_axis
from sanhak.table.prepare.found_period import CAUSES, Cause, FoundPeriod, amount
from sanhak.text import say

_NAMED: Final = 12
"""The longest periods, which the text alternative names."""


def period_figure(periods: Sequence[FoundPeriod]) -> Figure:
    """A bar for each period along the time, one lane for each kind."""
    order = list(Cause)
    listed = sorted(periods, key=lambda one: (order.index(one.kind), one.start))
    rows = [{"kind": CAUSES[one.kind], "start": _moment(one.start), "end": _moment(one.end)} for one in listed]
    longest = sorted(listed, key=lambda one: one.start - one.end)[:_NAMED]
    named = tuple(
        say("{kind} from {start} for {time}: {reason}", kind=CAUSES[one.kind], start=_moment(one.start),
            time=amount(one.end - one.start), reason=one.reason)
        for one in sorted(longest, key=lambda one: one.start)
    )  # fmt: skip
    time = {"field": "start", "type": "temporal", "title": None, "axis": {"format": "%m-%d", "labelOverlap": True}}
    encoding = {"x": time, "x2": {"field": "end"}, "y": names_axis("kind")}
    mark = {"type": "bar", "color": WARN, "height": {"band": 0.6}}
    return Figure(
        name="periods",
        title=say("{periods:period was|periods were} found and left out", periods=len(listed)),
        caption=say("Each bar is a period whose rows were left out, from its first to its last moment, by its kind."),
        alternative=say("Bars along the time. The longest periods: {named}.", named=named),
        spec={"data": {"values": rows}, "mark": mark, "encoding": encoding},
        aspect=0.25,
    )


def _moment(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M")
