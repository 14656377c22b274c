"""What a plan says about itself: what is not in it, what it shares, what moved, what stays free."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from sanhak.decide.findings.maintenance import (
    FailuresFillCrews,
    HardDatesCollide,
    HoursKeptFree,
    JobsMoved,
    NotPlannable,
    PinnedClash,
    PlanNotProved,
    ShutdownsShared,
    WorthOfLife,
)
from sanhak.decide.findings.schedule import SolverMissing
from sanhak.decide.maintenance import LATER, NONE, Plan, judged, planned
from sanhak.decide.maintenance.planning import installed
from sanhak.finding import Finding
from sanhak.text import Amount, Text

if TYPE_CHECKING:
    from sanhak.study.maintenance_plan.asked import Asked
    from sanhak.study.maintenance_plan.posing import Posed

_MONEY: Final = "만원"


def findings_of(asked: Asked, posed: Posed, plan: Plan, unplanned: Sequence[tuple[int, Text]]) -> Iterator[Finding]:
    """All remarks, the most telling last; ``plan`` is that of the problem in which moving costs something."""
    yield from _missing(asked, posed, unplanned)
    if not plan.proved and not any(posed.steady.must[place] for place, _ in unplanned):
        if not installed():
            yield SolverMissing()
        yield PlanNotProved(gap=Amount(plan.cost - plan.bound, _MONEY, 0))
    if posed.worth:
        usual = posed.worth.get("", float(np.mean(list(posed.worth.values()))))
        yield WorthOfLife(worth=Amount(usual, f"{_MONEY}/d", 2))
    yield from _free(posed)
    yield from _shared(posed, plan)
    yield from _moved(asked, posed, plan)


def _missing(asked: Asked, posed: Posed, unplanned: Sequence[tuple[int, Text]]) -> Iterator[Finding]:
    alone, must = posed.steady.alone, posed.steady.must
    never = [(place, why) for place, why in unplanned if not (must[place] and alone[place].any())]
    collide = [place for place, _ in unplanned if must[place] and alone[place].any()]
    if never:
        yield NotPlannable(count=len(never), asset=asked.jobs[never[0][0]].asset, cause=never[0][1])
    if collide:
        yield HardDatesCollide(count=len(collide), asset=asked.jobs[collide[0]].asset)


def _free(posed: Posed) -> Iterator[Finding]:
    if posed.free > 0:
        yield HoursKeptFree(share=posed.free, hours=Amount(posed.failing, "h", 0))
    if posed.wanted > 0.5:  # noqa: PLR2004
        yield FailuresFillCrews(share=posed.wanted)


def _shared(posed: Posed, plan: Plan) -> Iterator[Finding]:
    """What sharing shutdowns saves: against the plan that does not know what they cost, and then pays for them."""
    ties = posed.steady.ties
    if ties is None or not ties.stop.any():
        return
    blind = planned(replace(posed.steady, ties=replace(ties, stop=np.zeros_like(ties.stop))))
    saved = judged(posed.steady, blind).total - judged(posed.steady, plan).total
    pairs = np.column_stack([ties.shutdown, plan.period])[(ties.shutdown != NONE) & (plan.period != LATER)]
    counts = np.unique(pairs, axis=0, return_counts=True)[1]
    several = counts[counts > 1]
    if len(several):
        yield ShutdownsShared(jobs=int(several.sum()), stops=len(several), saved=Amount(max(0.0, saved), _MONEY, 0))


def _moved(asked: Asked, posed: Posed, plan: Plan) -> Iterator[Finding]:
    before = posed.earlier
    stood = before.period != LATER
    if not stood.any():
        return
    stay = stood & (plan.period == before.period)
    left = stood & (plan.period == LATER)
    yield JobsMoved(
        jobs=int(stood.sum()), stay=int(stay.sum()), moved=int((stood & ~stay & ~left).sum()), left=int(left.sum())
    )
    clashes = [
        (job, clash)
        for clash in judged(posed.problem, plan).clashes
        for job in clash.jobs
        if before.pinned[job] and clash.name != "left"
    ]
    if clashes:
        job, clash = clashes[0]
        count = len({one for one, _ in clashes})
        yield PinnedClash(count=count, asset=asked.jobs[job].asset, clash=clash.said)
