"""The pictures of an estimate between samples: over time, against the samples, and by the age of the last sample."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from sanhak.figure import (
    ACCENT,
    INK,
    PAST,
    UNKNOWN,
    Figure,
    band,
    diagonal,
    layers,
    limit,
    line,
    points,
    quantity,
    x_axis,
    y_axis,
)
from sanhak.study.evidence.figures import drawn_rows
from sanhak.study.sensing.proof import root
from sanhak.study.sensing.tables import stretches, written
from sanhak.text import Amount, Param, Text, decimals_for, say

if TYPE_CHECKING:
    from sanhak.study.sensing.estimating import Estimates
    from sanhak.study.sensing.learning import Learnt
    from sanhak.study.sensing.proof import Proof
    from sanhak.study.sensing.sensing import Sensing

_SHOWN: Final = 42
"""The last samples over which the estimate is drawn."""
_HOUR: Final = 3600.0


def figures(study: Sensing, learnt: Learnt, proof: Proof, estimates: Estimates) -> tuple[Figure, ...]:
    """Over time, by the age of the last sample, and against the samples that taught nothing."""
    return (
        _course(study, learnt, estimates),
        _by_age(study, learnt, proof),
        _held_out(study, learnt, proof),
    )


def _course(study: Sensing, learnt: Learnt, estimates: Estimates) -> Figure:
    unit, samples = learnt.samples.column.unit, learnt.samples
    start = max(float(samples.moments[-min(_SHOWN, len(samples.moments))]), float(estimates.moments[0]))
    shown = np.flatnonzero(estimates.moments >= start)
    rows = [
        {"at": written(estimates.moments[i]), "value": float(estimates.value[i]),
         "low": float(estimates.value[i] - estimates.half[i]), "high": float(estimates.value[i] + estimates.half[i])}
        for i in shown
    ]  # fmt: skip
    drawn = [{"at": written(samples.moments[i]), "measured": float(samples.values[i])}
             for i in np.flatnonzero(samples.moments >= start)]  # fmt: skip
    missed = [one for one in stretches(estimates) if one.end >= start]
    x = {"field": "at", "type": "temporal", "title": None, "axis": {"format": "%m-%d", "labelOverlap": True}}
    name = quantity(study.laboratory, unit)
    values: dict[str, Param] = {
        "outcome": study.laboratory,
        "now": Amount(float(estimates.value[-1]), unit, decimals_for(float(estimates.half[-1]))),
        "half": Amount(float(estimates.half[-1]), unit, decimals_for(float(estimates.half[-1]))),
        "share": estimates.trusted,
        "samples": len(drawn),
        "moment": written(estimates.moments[-1]),
    }
    shaded = [_shade([(max(one.start, start), one.end) for one in missed])] if missed else []
    return Figure(
        name="along time",
        title=say("{outcome} can be believed in {share:%} of the time between samples", **values),
        caption=say(
            "Line: the estimate by a model that earlier samples taught. Band: 90 % of samples. Points: what the"
            " laboratory found. Hatched: not to be believed."
        ),
        alternative=say(
            "{outcome} over time with {samples:sample|samples}; at {moment} it is {now} ± {half}.", **values
        ),
        spec=layers(
            *shaded, band(rows, x, "low", "high"), line(rows, x, y_axis("value", name)),
            points(drawn, x, y_axis("measured", name), size=40, opacity=1, color=INK),
        ),
        aspect=0.45,
    )  # fmt: skip


def _shade(spans: list[tuple[float, float]]) -> dict[str, Any]:
    """Stretches of time that are not to be believed; a page hatches them."""
    rows = [{"from": written(start), "to": written(end)} for start, end in spans]
    over = {"x": {"field": "from", "type": "temporal", "title": None}, "x2": {"field": "to"}}
    return {"data": {"values": rows}, "mark": {"type": "rect", "color": UNKNOWN, "opacity": 0.7}, "encoding": over}


def _by_age(study: Sensing, learnt: Learnt, proof: Proof) -> Figure:
    """Half the width of the interval by the time since the last sample, with the tags and without."""
    unit = learnt.samples.column.unit
    hours = proof.ages / _HOUR
    x = x_axis("age", quantity(say("time since the last sample"), "h"), scale={"zero": True, "nice": True})
    y = y_axis("half", quantity(say("half width of the 90 % interval"), unit), scale={"zero": True})
    own, other = (
        [{"age": float(age), "half": float(half)} for age, half in zip(hours, widths.half, strict=True)]
        for widths in (proof.known, proof.held_known)
    )
    parts = [
        line(other, x, y, color=PAST, strokeDash=[5, 4], point={"filled": True, "size": 50, "color": PAST}),
        _label(other[-1], say("last sample held"), PAST, -10),
    ]
    if not proof.holds:
        dots = {"filled": True, "size": 50, "color": ACCENT}
        parts += [line(own, x, y, point=dots), _label(own[-1], say("estimate from the tags"), ACCENT, 16)]
    asked = Amount(proof.needed, unit, decimals_for(proof.needed))
    finest = decimals_for(float(proof.known.half[0]))
    values: dict[str, Param] = {
        "outcome": study.laboratory,
        "usual": Amount(float(hours[0]), "h"),
        "oldest": Amount(float(hours[-1]), "h"),
        "known": Amount(float(proof.known.half[0]), unit, finest),
        "later": Amount(float(proof.known.half[-1]), unit, finest),
        "held": Amount(float(proof.held_known.half[0]), unit, finest),
        "needed": asked,
    }
    return Figure(
        name="compared age",
        title=say("With the age of the last sample {outcome} becomes less sure: ±{known} after {usual}, ±{later} after"
                  " {oldest}", **values)
        if proof.known.grows
        else say("{outcome} stays as sure up to {oldest} after the last sample: ±{known}", **values),
        caption=say("How far off nine of ten samples were at most, by the time since the sample before."),
        alternative=say(
            "After {usual} the estimate is known to ±{known}, the last sample to ±{held}; needed is ±{needed}.",
            **values,
        ),
        spec=layers(*parts, limit(proof.needed, say("needed: ±{needed}", needed=asked))),
    )  # fmt: skip


def _label(at: Mapping[str, float], name: Text, colour: str, below: int) -> dict[str, Any]:
    """The name of a line, so many pixels below its last point."""
    words = {"type": "text", "align": "right", "dy": below, "fontSize": 12, "color": colour, "text": name}
    return {
        "data": {"values": [{}]},
        "mark": words,
        "encoding": {"x": {"datum": at["age"]}, "y": {"datum": at["half"]}},
    }


def _held_out(study: Sensing, learnt: Learnt, proof: Proof) -> Figure:
    unit, name = learnt.samples.column.unit, study.laboratory
    both = np.concatenate([proof.said, proof.measured])
    low, high = float(both.min()), float(both.max())
    scale = {"scale": {"domain": [low, high], "nice": True}}
    x = x_axis("at", quantity(say("{outcome} predicted", outcome=name), unit)) | scale
    y = y_axis("measured", quantity(say("{outcome} measured", outcome=name), unit)) | scale
    places = decimals_for(proof.held_error / 5)
    values: dict[str, Param] = {
        "outcome": name,
        "share": proof.coverage.measured,
        "rows": proof.coverage.rows,
        "samples": len(proof.said),
        "error": Amount(proof.error, unit, places),
        "held": Amount(root(proof.held_errors[0]), unit, places),
    }
    return Figure(
        name=f"held out {name}",
        title=say("On later samples {outcome} is {error} off; the last sample held is {held} off", **values),
        caption=say("Each point is a later sample that taught nothing. On the dashed line estimate equals laboratory."),
        alternative=say(
            "{outcome}: error {error} on {samples:later sample|later samples}; {share:%} of {rows} lie inside their 90"
            " % interval.",
            **values,
        ),
        spec=layers(diagonal(low, high), points(drawn_rows(proof.said, proof.measured, proof.places), x, y)),
        aspect=1.0,
    )
