"""The answer of a replay: how soon each order met the best run, and how far that can be believed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

import numpy as np

from sanhak.areas.process.replaying.outcome import SURE, Outcome, outcome_of
from sanhak.areas.process.replaying.pictures import pictures
from sanhak.areas.process.replaying.pool import Pool, pool_of
from sanhak.areas.process.replaying.reading import Way, judged_after, runs_said, span_said, ways
from sanhak.areas.process.replaying.rows import WORDS, needed_table, one_table, starts_table
from sanhak.decide.findings.replay import (
    BestMayBeLuck,
    FewRows,
    NoBetterThan,
    NothingToLearn,
    OrderIsSorted,
    PoolWasChosen,
    SeveralCount,
)
from sanhak.finding import Finding
from sanhak.study import Action, Answer, Listed, Option
from sanhak.study.answer import Counted
from sanhak.text import Amount, Text, decimals_for, say

if TYPE_CHECKING:
    from sanhak.areas.process.replay import Replay
    from sanhak.run import Run
    from sanhak.table import Table

_FEW: Final = 24
"""Runs under which a table is called short."""


_HEADS: Final = {
    "title": say("What choosing by what was learnt would have brought"),
    "what": say("Compared"),
    "today": say("The other way"),
    "value": say("Chosen by what was learnt"),
    "effect": say("Difference"),
}


def told(study: Replay, runs: Table, run: Run) -> Answer:
    """Read the pool, replay it in every order, and tell what each needed."""
    pool = pool_of(study, runs)
    found = outcome_of(study, pool, run)
    each = ways(pool, found)
    findings = tuple(sorted(_doubts(study, pool, found, each), key=lambda finding: -finding.severity.rank))
    return Answer(
        headline=_headline(study, pool, found, each),
        catch=_catch(findings),
        decision=tuple(_actions(study, pool, found, each)),
        heads=_HEADS,
        promise=None,
        compared=_compared(study, pool, found, each),
        scores=(),
        coverage=(),
        findings=findings,
        figures=pictures(study, pool, found, each),
        preparation=(Counted(say("Runs that can be replayed"), say("Rows whose settings can be read and that have a "
                             "result or failed; repeats of the same settings are one, with their mean."), pool.rows,
                             len(pool)),),
        listed=(
            Listed("runs needed", say("Runs needed"), say("Up to the first run that counts as found. Empty: not within "
                   "{longest:run|runs}.", longest=found.longest), WORDS),
        ),
        tables={
            "runs needed": needed_table(each),
            "one replay": one_table(study, pool, found),
            "starts": starts_table(study, pool, found),
        },
    )  # fmt: skip


def _headline(study: Replay, pool: Pool, found: Outcome, each: tuple[Way, ...]) -> Text:
    learnt, _, random, own = each
    longest = found.longest
    if not found.told.sure:
        return say("From these {rows:run|runs} nothing can be told: their settings do not predict the result, so one "
                   "order is as good as another.", rows=len(pool))  # fmt: skip
    needed = say("you needed {own}", own=round(own.median)) if study.order is not None or pool.sorted_by is None else \
        say("how many you needed cannot be told, since the rows are sorted")  # fmt: skip
    if np.isfinite(learnt.median):
        return say(
            "Choosing by what was learnt, the best of your {rows:run|runs} would have been found after {learnt} "
            "(median of {starts:start|starts}, 90 % interval {span}); in random order after {random} ({random_span}); "
            "{needed}.",
            rows=len(pool), learnt=runs_said(learnt.median, longest), starts=len(found.surface.needed),
            span=span_said(learnt, longest), random=runs_said(random.median, longest),
            random_span=span_said(random, longest), needed=needed,
        )  # fmt: skip
    return say(
        "Choosing by what was learnt, the best of your {rows:run|runs} would have been found within {longest:run|runs} "
        "from {share:%} of {starts:start|starts}; in random order with a chance of {random:%}; {needed}.",
        rows=len(pool), longest=longest, share=learnt.found, starts=len(found.surface.needed), random=random.found,
        needed=needed,
    )  # fmt: skip


def _catch(findings: tuple[Finding, ...]) -> Text:
    first = findings[0]
    return say("{said} {act}", said=first.said, act=first.remedy)


def _doubts(study: Replay, pool: Pool, found: Outcome, each: tuple[Way, ...]) -> Iterator[Finding]:
    if not found.told.sure:
        digits = decimals_for(found.told.baseline / 2)
        yield NothingToLearn(rows=found.told.rows, column=study.goal,
                             error=Amount(found.told.error, pool.unit, digits),
                             baseline=Amount(found.told.baseline, pool.unit, digits))  # fmt: skip
    if study.order is None and pool.sorted_by is not None:
        yield OrderIsSorted(column=pool.sorted_by)
    yield PoolWasChosen(rows=len(pool))
    yield from _no_better(found, each)
    yield from _luck(study, pool, found)
    if len(pool) < _FEW:
        yield FewRows(rows=len(pool), start=study.start)
    if (count := int(pool.good.sum())) > 1:
        least = pool.value(float(pool.worth[pool.good].min()))
        span = abs(pool.ends[1] - pool.ends[0])
        yield SeveralCount(count=count, rows=len(pool), target=Amount(least, pool.unit, decimals_for(span / 10)))
    yield from pool.log.findings


def _no_better(found: Outcome, each: tuple[Way, ...]) -> Iterator[Finding]:
    """The simpler ways that choosing by what was learnt does not surely beat."""
    learnt, simple, random, _ = each
    for way, beaten in ((simple, found.beats_simple), (random, found.beats_random)):
        if not beaten:
            theirs, ours = (runs_said(one.median, found.longest) for one in (way, learnt))
            yield NoBetterThan(other=way.name, theirs=theirs, ours=ours)


def _luck(study: Replay, pool: Pool, found: Outcome) -> Iterator[Finding]:
    """Runs so near to the best that noise may have made the difference."""
    noise = found.told.error if pool.noise is None else pool.noise
    span = abs(pool.ends[1] - pool.ends[0])
    near = ~pool.good & pool.log.known(study.goal) & (pool.worth > 0)
    count = int((near & (pool.worth >= 1.0 - SURE * np.sqrt(2.0) * noise / span)).sum())
    if count:
        yield BestMayBeLuck(count=count, column=study.goal, noise=Amount(noise, pool.unit, decimals_for(noise)))


def _actions(study: Replay, pool: Pool, found: Outcome, each: tuple[Way, ...]) -> Iterator[Action]:
    """For each other order the best result of both after as many runs, and how many runs are saved."""
    learnt, *others = each
    runs = judged_after(found)
    reached = learnt.best(pool, runs)
    for way in others:
        today = way.best(pool, runs)
        yield Action(
            what=say("Best after {runs:run|runs}, against: {way}", runs=runs, way=way.name),
            column=study.goal,
            today=today.value,
            value=reached.value,
            unit=pool.unit,
            reason=_reason(found, learnt, way),
            effect=reached.less(today.value),
        )


def _reason(found: Outcome, learnt: Way, way: Way) -> Text:
    """How many runs are saved against another order, in the median."""
    if not found.told.sure:
        return say("Chance: the settings do not predict the result.")
    ours, theirs = (runs_said(one.median, found.longest) for one in (learnt, way))
    saved = way.median - learnt.median
    if not np.isfinite(saved):
        return say("{ours} instead of {theirs} until the best is found, in the median.", ours=ours, theirs=theirs)
    if saved <= 0:
        return say("{ours} against {theirs} until the best is found, in the median: none saved.", ours=ours,
                   theirs=theirs)  # fmt: skip
    return say("{ours} instead of {theirs} until the best is found, in the median: {saved} fewer.", ours=ours,
               theirs=theirs, saved=round(saved))  # fmt: skip


def _compared(study: Replay, pool: Pool, found: Outcome, each: tuple[Way, ...]) -> tuple[Option, ...]:
    runs = judged_after(found)
    return tuple(
        Option(say("{way}, after {runs:run|runs}", way=way.name, runs=runs), {}, {study.goal: way.best(pool, runs)},
               recommended=way.key == "learnt")
        for way in each
    )  # fmt: skip
