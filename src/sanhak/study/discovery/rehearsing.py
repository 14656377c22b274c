"""The rehearsal on the user's own rows: how soon the search would have found the best of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from sanhak.decide.discovery.rehearsal import BEST, Rehearsed, rehearse
from sanhak.decide.findings.discovery import NotSoonerThanRandom, TooFewToRehearse
from sanhak.figure import ACCENT, PAST, WARN, Figure, layers, quantity, x_axis, y_axis
from sanhak.text import Text, say

if TYPE_CHECKING:
    from sanhak.decide.discovery.aim import Aim
    from sanhak.finding import Finding
    from sanhak.model.prediction import Floats
    from sanhak.run import Run
    from sanhak.study.discovery.discovery import Discovery
    from sanhak.study.property.learning import Learnt

_NEEDED: Final = 20
"""Different rows from which on a rehearsal says something."""
_MOST: Final = 500
"""Rows of a longer table that are drawn for it."""
_LONGEST: Final = 60
_FEWEST: Final = 2


def rehearsal(
    study: Discovery, learnt: Learnt, aim: Aim, values: Floats, run: Run
) -> tuple[Rehearsed | None, tuple[Finding, ...]]:
    """The rehearsal, and what it says against the search; None where it was not asked for or rows are too few."""
    if not study.rehearsals:
        return None, ()
    X = learnt.model.ensemble.encoder.transform(learnt.table)
    points, first = np.unique(X, axis=0, return_inverse=True)
    first = first.ravel()
    merged = np.bincount(first, values) / np.bincount(first)
    if len(points) < _NEEDED or aim.best(merged, BEST).all():
        return None, (TooFewToRehearse(rows=len(points), needed=_NEEDED),)
    rng = run.rng("rehearsal", "rows")
    rows = rng.choice(len(points), min(len(points), _MOST), replace=False)
    starts = run.count(study.rehearsals, least=_FEWEST)
    held = rehearse(aim, points[rows], merged[rows], starts, _LONGEST, run)
    random = held.random.quantile(0.5)
    if held.median(held.hopeful) < random:
        return held, ()
    return held, (NotSoonerThanRandom(needed=runs_said(held.median(held.hopeful), held), random=random),)


def runs_said(runs: float, held: Rehearsed) -> Text:
    """A number of experiments, or more than were rehearsed."""
    if np.isinf(runs):
        return say("more than {runs}", runs=held.longest)
    return say("{runs}", runs=round(runs))


def picture(study: Discovery, learnt: Learnt, held: Rehearsed) -> Figure:
    """The best so far in each order, mean over the starts."""
    needed = runs_said(held.median(held.hopeful), held)
    random = held.random
    shown = min(held.longest, max(10, _shown(held)))
    names = [say("by what it may reach"), say("by what is expected"), say("at random")]
    courses = [held.course(held.hopeful, shown), held.course(held.greedy, shown),
               np.array([random.best(runs) for runs in range(1, shown + 1)])]  # fmt: skip
    sign = 1.0 if study.prefer == "high" or learnt.endpoint.label else -1.0
    back = _back(study, learnt, sign)
    rows = [{"run": at + 1, "value": back(float(course[at])), "order": name}
            for name, course in zip(names, courses, strict=True) for at in range(shown)]  # fmt: skip
    share, best = BEST, int(held.good.sum())
    return Figure(
        name="along 1",
        title=say(
            "On your own table the first of the best {share:%} takes {needed} experiments, at random {random}",
            share=share, needed=needed, random=random.quantile(0.5),
        ),
        caption=say(
            "Rehearsed on {rows:measured row|measured rows} from {starts:random start|random starts} of five; {best} of"
            " them count as the best. Medians; a random order takes {mean} on average, choosing greedily by what is"
            " expected {greedy}. Lines: the best so far, mean over the starts.",
            rows=len(held.worth), starts=len(held.hopeful), best=best, mean=round(random.mean),
            greedy=runs_said(held.median(held.greedy), held),
        ),
        alternative=say(
            "Experiments until the first of the best {share:%}: {needed} by what it may reach, {random} at random.",
            share=share, needed=needed, random=random.quantile(0.5),
        ),
        spec=layers(_lines(study, learnt, rows, names)),
    )  # fmt: skip


def _shown(held: Rehearsed) -> int:
    """Rows that the slowest order by hope took."""
    needed = held.needed(held.hopeful)
    return round(float(np.where(np.isinf(needed), held.longest, needed).max()))


def _back(study: Discovery, learnt: Learnt, sign: float) -> Any:
    """From worth to what is shown: the property itself; for a window the distance from it, as learnt."""
    if study.above is not None and study.below is not None and not learnt.endpoint.label:
        return lambda worth: worth
    if learnt.endpoint.logarithm:
        return lambda worth: 10 ** (sign * worth)
    return lambda worth: sign * worth


def _lines(study: Discovery, learnt: Learnt, rows: list[dict[str, Any]], names: list[Text]) -> dict[str, Any]:
    """One line for each order, told apart by colour, dash and name."""
    window = study.above is not None and study.below is not None and not learnt.endpoint.label
    title = say("Distance from the target") if window else quantity(study.outcome, learnt.endpoint.column.unit)
    scale = {"scale": {"type": "log"}} if learnt.endpoint.logarithm and not window else {}
    order = {"field": "order", "type": "nominal", "legend": {"orient": "bottom-right", "symbolType": "stroke"}}
    return {
        "data": {"values": rows},
        "mark": {"type": "line", "strokeWidth": 2, "interpolate": "step-after"},
        "encoding": {
            "x": x_axis("run", say("Number of experiments")),
            "y": y_axis("value", title) | scale,
            "color": order | {"scale": {"domain": names, "range": [ACCENT, WARN, PAST]}},
            "strokeDash": order | {"scale": {"domain": names, "range": [[1, 0], [2, 3], [7, 3]]}},
        },
    }
