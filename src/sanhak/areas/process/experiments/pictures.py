"""The pictures of a campaign: how far it has come, what each factor does, and how well held-out runs are predicted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from sanhak.areas.process.experiments.learning import Learnt
from sanhak.areas.process.experiments.proposal import Batch
from sanhak.areas.process.experiments.rows import alone
from sanhak.figure import (
    ACCENT,
    IDENTITY,
    INK,
    LIMIT,
    Figure,
    diagonal,
    identity,
    layers,
    limit,
    line,
    names_axis,
    points,
    quantity,
    x_axis,
    y_axis,
)
from sanhak.text import Amount, say

if TYPE_CHECKING:
    from sanhak.areas.process.campaign import Campaign


def pictures(study: Campaign, known: Learnt, batch: Batch) -> tuple[Figure, ...]:
    """The course of the campaign first; for several goals the front; then what was learnt."""
    if known.best(study) is None:
        return ()
    front = [_front(study, known, batch)] if len(study.goals) > 1 else []
    return (_course(study, known, batch), *front, *_learnt(study, known), *_held_out(study, known))


def _course(study: Campaign, known: Learnt, batch: Batch) -> Figure:
    """Each run's result in order, the best so far within the limits, and what the next batch is expected to give."""
    log, goal = known.log, study.goal
    done = np.flatnonzero(log.known(goal))
    values, sign, kept = log.results[goal][done], known.signs[goal], known.within(study)[done]
    so_far = sign * np.maximum.accumulate(np.where(kept, sign * values, -np.inf))
    measured, missed = ([{**_run(int(done[at])), "run": int(at) + 1, "value": float(values[at])}
                         for at in np.flatnonzero(which)] for which in (kept, ~kept))  # fmt: skip
    best = [{"run": int(at) + 1, "value": float(so_far[at])} for at in np.flatnonzero(np.isfinite(so_far))]
    next_ = [
        {**_run(len(log.known(goal)) + at), "run": len(done) + 1 + at, "value": one.expected[goal].value,
         "lower": one.expected[goal].lower, "upper": one.expected[goal].upper}
        for at, one in enumerate(batch.runs) if goal in one.expected
    ]  # fmt: skip
    x, y = x_axis("run", say("Run, in order")), y_axis("value", quantity(goal, known.units[goal]))
    broken = [points(missed, x, y, shape="cross", size=50, color=LIMIT, opacity=1, filled=True)] if missed else []
    planned = [
        {"data": {"values": next_}, "mark": {"type": "rule", "color": ACCENT, "opacity": 0.28, "strokeWidth": 6},
         "encoding": {"x": x, "y": {"field": "lower", "type": "quantitative"}, "y2": {"field": "upper"}}},
        points(next_, x, y, size=50, color=ACCENT, opacity=1, filled=True),
    ] if next_ else []  # fmt: skip
    top = Amount(float(so_far[-1]), known.units[goal], 1)
    first = int(np.argmax(so_far == so_far[-1])) + 1
    caption = say("Grey: results in order. Line: the best so far. Bars: 90 % intervals of the next runs.")
    if missed:
        caption = say("{caption} Crosses: a limit is broken.", caption=caption)
    return Figure(
        name="along 1",
        title=say("The best so far, {best}, was found with run {run} of {runs}", best=top, run=first, runs=len(done)),
        caption=caption,
        alternative=say("{runs:run|runs}; the best, {best}, was run {run}.", runs=len(done), best=top, run=first),
        spec=layers(points(measured, x, y, size=40), line(best, x, y, interpolate="step-after", color=INK), *broken,
                    *planned, *_limits(study, goal)),
    )  # fmt: skip


def _run(at: int) -> dict[str, str]:
    """What a datum of the run at a place of the log stands for."""
    return {IDENTITY: identity("run", at + 1)}


def _limits(study: Campaign, outcome: str) -> list[dict[str, Any]]:
    ends = study.keep.get(outcome, ())
    return [limit(end, say("limit {value}", value=Amount(end))) for end in ends if end is not None]


def _front(study: Campaign, known: Learnt, batch: Batch) -> Figure:
    """Two goals against each other: all runs, those that none beats, and the next ones."""
    log, (first, second) = known.log, list(study.goals)[:2]
    both = log.known(first) & log.known(second)
    best = set(known.front(study).tolist())
    rows: list[dict[str, Any]] = [
        {**_run(int(at)), "x": float(log.results[first][at]), "y": float(log.results[second][at]), "best": at in best}
        for at in np.flatnonzero(both)
    ]
    next_ = [{**_run(len(both) + at), "x": one.expected[first].value, "y": one.expected[second].value}
             for at, one in enumerate(batch.runs)
             if first in one.expected and second in one.expected]  # fmt: skip
    x, y = (x_axis("x", quantity(first, known.units[first])), y_axis("y", quantity(second, known.units[second])))
    front = sorted((row for row in rows if row["best"]), key=lambda row: row["x"])
    return Figure(
        name="along 2",
        title=say("{count:run is|runs are} beaten by no other in {first} and {second}", count=len(best), first=first,
                  second=second),
        caption=say("Grey: all runs. Line: those that none beats. Blue: expected for the next runs."),
        alternative=say("{count:run|runs} of {runs} are beaten by no other.", count=len(best), runs=len(rows)),
        spec=layers(points(rows, x, y, size=40), line(front, x, y, color=INK, interpolate="step-after", point=True),
                    points(next_, x, y, size=60, color=ACCENT, opacity=1)),
    )  # fmt: skip


def _learnt(study: Campaign, known: Learnt) -> list[Figure]:
    """What each factor does on its own: a line of dots for each factor."""
    goal, unit = study.goal, known.units[study.goal]
    found = []
    for place, (name, settings) in enumerate(alone(study, known).items(), 1):
        rows: list[dict[str, Any]] = [{"setting": word, "value": values[goal]} for word, values in settings.items()]
        ranked = sorted(rows, key=lambda row: -known.signs[goal] * float(row["value"]))
        values = [float(row["value"]) for row in rows]
        span = Amount(max(values) - min(values), unit, 1)
        x = {"field": "value", "type": "quantitative", "title": quantity(goal, unit), "scale": {"zero": False}}
        found.append(
            Figure(
                name=f"response {place}",
                title=say("{name}: {best} is best on average, {span} apart from the worst", name=name,
                          best=str(ranked[0]["setting"]), span=span),
                caption=say("Expected {goal} of each setting, averaged over all other factors.", goal=goal),
                alternative=say("{parts}", parts=[say("{setting} {value}", setting=str(row["setting"]),
                                value=Amount(float(row["value"]), unit, 1)) for row in ranked]),
                spec=layers(points(ranked if len(rows) > 2 else rows, x, names_axis("setting"), size=70,  # noqa: PLR2004
                                   color=ACCENT, opacity=1)),
                aspect=0.3,
            )
        )  # fmt: skip
    return found


def _held_out(study: Campaign, known: Learnt) -> list[Figure]:
    found = []
    for place, outcome in enumerate(study.outcomes, 1):
        rows = known.log.known(outcome)
        if rows.sum() < 3:  # noqa: PLR2004 - of two runs nothing can be told
            continue
        measured = known.log.results[outcome][rows]
        expected = known.held_out(outcome)[0]
        low, high = (float(end(np.concatenate([measured, expected]))) for end in (np.min, np.max))
        error = Amount(float(np.sqrt(np.mean((measured - expected) ** 2))), known.units[outcome], 1)
        data = [{**_run(int(at)), "x": float(said), "y": float(is_)}
                for at, said, is_ in zip(np.flatnonzero(rows), expected, measured, strict=True)]  # fmt: skip
        unit = known.units[outcome]
        x = {"field": "x", "type": "quantitative", "title": quantity(say("expected"), unit),
             "scale": {"domain": [low, high], "nice": False}}  # fmt: skip
        y = {**x, "field": "y", "title": quantity(say("measured"), unit)}
        found.append(
            Figure(
                name=f"held {place}",
                title=say("{outcome}: held-out runs are missed by {error}", outcome=outcome, error=error),
                caption=say("Each run was left out in turn. On the dashed line expectation equals measurement."),
                alternative=say("Root mean square error {error} over {runs:run|runs}.", error=error, runs=len(data)),
                spec=layers(diagonal(low, high), points(data, x, y, size=30)),
                aspect=1.0,
            )
        )
    return found
