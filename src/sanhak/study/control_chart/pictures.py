"""The pictures: the chart of what comes first, its values between their limits, all indices, and the next charts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np

from sanhak.figure import (
    IDENTITY,
    INK,
    LIMIT,
    PAST,
    WARN,
    Figure,
    identity,
    layers,
    limit,
    line,
    quantity,
    ranges,
    x_axis,
    y_axis,
)  # fmt: skip
from sanhak.model.control_chart import Chart
from sanhak.study.control_chart.judging import Judged
from sanhak.study.control_chart.words import chart, level, share
from sanhak.text import Amount, Param, Text, say

_SHOWN: Final = 800
"""Points of a chart that are drawn at most: the last ones."""
_NEXT: Final = 4
_MOST_INDICES: Final = 25
_BINS: Final = 30


def figures(judged: Sequence[Judged], capable: float) -> tuple[Figure, ...]:
    """The chart of the first, its values between their limits, the indices of all, and the next charts."""
    first, rest = judged[0], [one for one in judged[1:] if not one.able][:_NEXT]
    found = [control_chart(first, "along chart")]
    if first.limited:
        found.append(histogram(first))
    indexed = [one for one in judged if one.limited]
    if indexed:
        found.append(indices(indexed[:_MOST_INDICES], capable))
    found += [control_chart(one, f"response chart {place}") for place, one in enumerate(rest, 2)]
    return tuple(found)


def control_chart(one: Judged, name: str) -> Figure:
    """Points, centre and limits; signals marked by shape: beyond a limit as triangles, runs as squares."""
    reading = one.reading
    told: dict[str, Param] = {
        "name": one.stream.name, "count": len(reading.fired), "chance": Amount(reading.chance, None, 1),
        "points": len(reading.level.values), "chart": chart(one), "why": reading.why,
        "low": level(one, float(reading.level.lower[-1])), "high": level(one, float(reading.level.upper[-1])),
        "centre": level(one, float(reading.level.centre[-1])),
    }  # fmt: skip
    caption = say("Dashed: control limits, from the scatter of the process; they are no specification. Triangle: "
                  "beyond a limit. Square: a run is complete. {why}.", **told)  # fmt: skip
    if len(reading.level.values) > _SHOWN:
        caption = say("{caption} The last {shown} of {points} points are drawn.", caption=caption, shown=_SHOWN, **told)
    return Figure(
        name=name,
        title=_title(one, told),
        caption=caption,
        alternative=say("{name}: {points:point|points} around {centre}, control limits {low} and {high}; "
                        "{count:signal|signals}.", **told),
        spec=layers(*_layers(one)),
    )  # fmt: skip


def _title(one: Judged, told: Mapping[str, Param]) -> Text:
    shifted = one.reading.shifted
    if shifted is not None:
        return say(
            "{name} stepped from {then} to {now} at {when}", then=level(one, shifted.before),
            now=level(one, shifted.after), when=one.stream.labels[shifted.at], **told,
        )  # fmt: skip
    if not one.reading.stable:
        return say("{name}: {count:signal|signals} where chance gives {chance}", **told)
    return say("{name} is stable: {count:signal|signals}, by chance {chance}", **told)


def _layers(one: Judged) -> list[dict[str, Any]]:
    lines, shifted = one.reading.level, one.reading.shifted
    rows = _points(one)
    drawn = rows[-_SHOWN:]
    x = x_axis("at", say("Point"), axis={"format": "d", "tickMinStep": 1})
    y = y_axis("value", _axis(one))
    edge = {**y, "field": "edge"}
    parts = [line(_edges(lines, "centre"), x, edge, color=INK, strokeWidth=1.2)]
    parts += [line(_edges(lines, part), x, edge, strokeDash=[5, 4], strokeWidth=1.2) for part in ("lower", "upper")]
    parts.append(line(drawn, x, y, color=PAST, strokeWidth=0.8))
    for kind, (shape, colour, size) in _MARKS.items():
        own = [row for row in drawn if row["kind"] == kind]
        if own:
            parts.append(_marks(own, x, y, {"shape": shape, "color": colour, "size": size}))
    if shifted is not None:
        before, after = ({"value": shifted.before}, {"value": shifted.after})
        last, first = float(len(rows)), float(rows.index(drawn[0]) + 1)
        parts += [
            line([{"at": start, **at}, {"at": end, **at}], x, y, color=WARN, strokeWidth=2.5)
            for start, end, at in ((first, float(shifted.at), before), (shifted.at + 1.0, last, after)) if start <= end
        ]  # fmt: skip
    return parts


_MARKS: Final = {
    "usual": ("circle", PAST, 16),
    "run": ("square", WARN, 60),
    "beyond": ("triangle-up", LIMIT, 80),
}


def _marks(rows: Sequence[Mapping[str, Any]], x: Any, y: Any, mark: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "data": {"values": [dict(row) for row in rows]},
        "mark": {"type": "point", "filled": True, "opacity": 1, **mark},
        "encoding": {"x": x, "y": y},
    }


def _points(one: Judged) -> list[dict[str, Any]]:
    kinds = dict.fromkeys((place for place, number in one.reading.fired if number != 1), "run")
    kinds |= dict.fromkeys((place for place, number in one.reading.fired if number == 1), "beyond")
    return [
        {IDENTITY: identity("row", int(one.stream.rows[place][0]) + 1), "at": place + 1, "value": float(value),
         "kind": kinds.get(place, "usual")}
        for place, value in enumerate(one.reading.level.values)
    ]  # fmt: skip


def _edges(chart_: Chart, part: str) -> list[dict[str, Any]]:
    """A line of a chart as steps: level over each point."""
    values = getattr(chart_, part)
    return [
        {"at": place + 1 + side, "edge": float(value)} for place, value in enumerate(values) for side in (-0.5, 0.5)
    ]


def _axis(one: Judged) -> Text:
    """What is plotted, with its unit where it has that of the values."""
    plain = one.reading.level.name in ("individuals", "means", "residuals", "ewma")
    return quantity(one.stream.characteristic, one.stream.unit) if plain else quantity(chart(one))


def histogram(one: Judged) -> Figure:
    """All single values between the limits that were set for them."""
    values, limits = one.stream.all, one.stream.limits
    counts, edges = np.histogram(values, bins=min(_BINS, max(6, int(np.sqrt(len(values))))))
    rows = [{"from": float(low), "to": float(high), "count": int(count)}
            for low, high, count in zip(edges[:-1], edges[1:], counts, strict=True)]  # fmt: skip
    x = x_axis("from", quantity(one.stream.characteristic, one.stream.unit))
    y = y_axis("count", say("Values"), scale={"zero": True})
    bars = {
        "data": {"values": rows},
        "mark": {"type": "rect", "color": PAST, "opacity": 0.6, "stroke": "white", "strokeWidth": 0.5},
        "encoding": {"x": x, "x2": {"field": "to"}, "y": y, "y2": {"datum": 0}},
    }
    parts: list[Mapping[str, Any]] = [bars]
    ends = ((limits.lower, say("lower limit")), (limits.upper, say("upper limit")))
    parts += [limit(end, said, along="x") for end, said in ends if end is not None]
    told: dict[str, Param] = {
        "name": one.stream.name, "share": share(one.share), "seen": one.outside, "count": len(values),
    }  # fmt: skip
    return Figure(
        name="along values",
        title=say("{name}: about {share} of parts are outside of the specification", **told),
        caption=say("Bars: single values. Dashed red: the specification, which knows nothing of the process."),
        alternative=say("{name}: {seen} of {count} values measured were outside; about {share} are expected.", **told),
        spec=layers(*parts),
    )


def indices(judged: Sequence[Judged], capable: float) -> Figure:
    """Ppk of each characteristic with its interval, and the line that is asked for."""
    found = [(one.stream.name, one.found.ppk) for one in judged if one.found is not None]
    known = [(name, ends) for name, ends in found if ends is not None]
    rows = [
        {"name": say("{name}", name=name), "index": ends[0], "from": ends[1], "to": ends[2]} for name, ends in known
    ]
    reached = sum(ends[0] >= capable for _, ends in known)
    least, lowest = min(known, key=lambda one: one[1][0])
    told: dict[str, Param] = {"reached": reached, "count": len(rows), "capable": Amount(capable, None, 2)}
    x = x_axis("index", say("Ppk"))
    return Figure(
        name="compared indices",
        title=say("{reached} of {count} reach a Ppk of {capable}", **told),
        caption=say("Ppk with its 90 % interval, from all values; what deserves attention first stands above."),
        alternative=say("{reached} of {count} reach a Ppk of {capable}; the least is {name} with {least}.",
                        name=least, least=Amount(lowest[0], None, 2), **told),
        spec=layers(ranges(rows, x, "from", "to", "name"), limit(capable, say("{capable}", **told), along="x")),
    )  # fmt: skip
