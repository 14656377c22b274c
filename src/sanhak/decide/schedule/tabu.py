"""Tabu search for the makespan of a flexible job shop: operations of the longest path are put elsewhere.

M. Mastrolilli, L. M. Gambardella, *Journal of Scheduling* 3 (2000) 3: an operation is taken out, and on each unit it is
put where the longest path through it is shortest without a cycle.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from sanhak.decide.schedule.problem import Plan, Problem

if TYPE_CHECKING:
    import numpy as np

    from sanhak.run import Run


def wandered(problem: Problem, plan: Plan, run: Run, steps: int, *, least: int = 0) -> Plan:
    """The plan with the shortest makespan among so many, each one move from the last.

    Parameters
    ----------
    problem
        A plain problem: without changeovers, closed times and releases, which the longest path does not know.
    plan
        Where to begin.
    run
        Its seed.
    steps
        How many moves are made.
    least
        A makespan that no plan can be below, at which the search stops.

    Raises
    ------
    ValueError
        If the problem is not plain.
    """
    if not problem.plain:
        raise ValueError("changeovers, closed times and releases are not part of the longest path")
    rng = run.rng("schedule", "tabu")
    state = _Graph.of(problem, plan)
    state.measure()
    best, span = plan, plan.makespan(problem)
    if state.span < span:
        best, span = state.plan(), state.span
    until: dict[tuple[int, int], int] = {}
    for at in range(steps):
        if span <= least:
            break
        critical = state.critical(rng)
        move = _chosen(state, critical, until, at, span, rng)
        if move is None:
            break
        node, unit, place = move
        tenure = len(critical) + len(state.lengths[node])
        until[node, state.unit[node]] = at + tenure
        state.take(node)
        state.put(node, unit, place)
        state.measure()
        if state.span < span:
            best, span = state.plan(), state.span
    return best


def _chosen(
    state: _Graph,
    critical: Sequence[int],
    until: dict[tuple[int, int], int],
    at: int,
    span: int,
    rng: np.random.Generator,
) -> tuple[int, int, int] | None:
    """The move with the shortest path that is not tabu, or that beats all so far; any move where all are tabu."""
    best: tuple[float, float, tuple[int, int, int]] | None = None
    any_: tuple[float, tuple[int, int, int]] | None = None
    for node in critical:
        home = (state.unit[node], state.rows[state.unit[node]].index(node))
        for unit, place, length in state.places(node):
            if (unit, place) == home:
                continue
            move, chance = (node, unit, place), float(rng.random())
            if until.get((node, unit), -1) >= at and length >= span:
                if any_ is None or chance < any_[0]:
                    any_ = (chance, move)
            elif best is None or (length, chance) < best[:2]:
                best = (length, chance, move)
    return best[2] if best else any_[1] if any_ else None


def _beside(order: list[int], node: int, neighbour: int) -> list[int]:
    """An order with a node right behind its neighbour, or first where it has none."""
    place = order.index(neighbour) + 1 if neighbour >= 0 else 0
    return [*order[:place], node, *order[place:]]


@dataclass(slots=True)
class _Graph:
    """Operations as nodes, numbered job by job: who follows whom in its job, on its unit, and both longest paths."""

    steps: list[tuple[int, int]]
    lengths: list[dict[int, int]]
    before: list[int]
    after: list[int]
    unit: list[int]
    rows: list[list[int]]
    order: list[int]
    heads: list[int]
    tails: list[int]
    span: int

    @staticmethod
    def of(problem: Problem, plan: Plan) -> _Graph:
        steps = [(job, step) for job, step, _ in problem.operations()]
        count = len(steps)
        place = {key: at for at, key in enumerate(steps)}
        return _Graph(
            steps=steps,
            lengths=[dict(operation.lengths) for _, _, operation in problem.operations()],
            before=[place.get((job, step - 1), -1) for job, step in steps],
            after=[place.get((job, step + 1), -1) for job, step in steps],
            unit=[plan.units[job][step] for job, step in steps],
            rows=[
                [place[job, step] for _, _, job, step in plan.sequence(problem, unit)]
                for unit in range(len(problem.units))
            ],
            order=[],
            heads=[0] * count,
            tails=[0] * count,
            span=0,
        )

    def measure(self) -> None:
        """Both longest paths of each node, and an order in which none comes before what it waits for."""
        waits = [(before >= 0) for before in self.before]
        previous, following = self._neighbours()
        waiting = [int(one) + int(previous[node] >= 0) for node, one in enumerate(waits)]
        ready = [node for node, count in enumerate(waiting) if not count]
        order = []
        while ready:
            node = ready.pop()
            order.append(node)
            for other in (self.after[node], following[node]):
                if other >= 0:
                    waiting[other] -= 1
                    if not waiting[other]:
                        ready.append(other)
        self.order = order
        self.heads = self._passed(order, self.before, previous)
        self.tails = self._passed(order[::-1], self.after, following)
        self.span = max(
            head + self.lengths[node][self.unit[node]] + self.tails[node] for node, head in enumerate(self.heads)
        )

    def _neighbours(self) -> tuple[list[int], list[int]]:
        previous, following = [-1] * len(self.steps), [-1] * len(self.steps)
        for row in self.rows:
            for one, other in pairwise(row):
                previous[other], following[one] = one, other
        return previous, following

    def _passed(self, order: Sequence[int], in_job: Sequence[int], on_unit: Sequence[int], gap: int = -1) -> list[int]:
        """The longest path that ends before each node, along an order; a node that is a gap takes no time."""
        path = [0] * len(self.steps)
        done = [0] * (len(self.steps) + 1)  # the last is what stands for no neighbour
        lengths, unit = self.lengths, self.unit
        for node in order:
            one, other = done[in_job[node]], done[on_unit[node]]
            path[node] = longest = one if one > other else other  # noqa: FURB136 - the innermost loop
            done[node] = longest if node == gap else longest + lengths[node][unit[node]]
        return path

    def critical(self, rng: np.random.Generator) -> list[int]:
        """The nodes of one longest path, drawn where there are several."""
        previous, _ = self._neighbours()
        on = {
            node
            for node, head in enumerate(self.heads)
            if head + self.lengths[node][self.unit[node]] + self.tails[node] == self.span
        }
        ends = [node for node in on if not self.tails[node]]
        node = ends[int(rng.integers(len(ends)))]
        path = [node]
        while self.heads[node]:
            choices = [
                other
                for other in (self.before[node], previous[node])
                if other in on and self.heads[other] + self.lengths[other][self.unit[other]] == self.heads[node]
            ]
            node = choices[int(rng.integers(len(choices)))]
            path.append(node)
        return path

    def places(self, node: int) -> list[tuple[int, int, int]]:
        """Where a node could stand: unit, place among the others, and the longest path through it."""
        home = self.unit[node]
        at = self.rows[home].index(node)
        self.take(node)
        previous, following = self._neighbours()
        order = [other for other in self.order if other != node]
        # Without the node its job has a gap: what comes after it waits all the same for what came before.
        heads = self._passed(_beside(order, node, self.before[node]), self.before, previous, node)
        tails = self._passed(_beside(order[::-1], node, self.after[node]), self.after, following, node)
        found = [
            (unit, place, longest)
            for unit in self.lengths[node]
            for place, longest in self._gaps(node, unit, heads, tails)
        ]
        self.put(node, home, at)
        return found

    def _gaps(self, node: int, unit: int, heads: list[int], tails: list[int]) -> Iterator[tuple[int, int]]:
        """Places on a unit that make no cycle, with the longest path through each.

        After all that must or may come before the node without delaying it, before all that likewise come after it.
        """
        row, ready, rest = self.rows[unit], heads[node], tails[node]
        ends = [heads[other] + self.lengths[other][unit] for other in row]
        left = [tails[other] + self.lengths[other][unit] for other in row]
        lowest = max((at + 1 for at in range(len(row)) if left[at] > rest and ends[at] <= ready), default=0)
        highest = min((at for at in range(len(row)) if ends[at] > ready and left[at] <= rest), default=len(row))
        for place in range(lowest, highest + 1):
            start = max(ready, ends[place - 1] if place else 0)
            behind = max(rest, left[place] if place < len(row) else 0)
            yield place, start + self.lengths[node][unit] + behind

    def take(self, node: int) -> None:
        """Take a node off its unit."""
        self.rows[self.unit[node]].remove(node)

    def put(self, node: int, unit: int, place: int) -> None:
        """Put a node on a unit."""
        self.unit[node] = unit
        self.rows[unit].insert(place, node)

    def plan(self) -> Plan:
        """The schedule in which everything starts as early as the sequences allow."""
        starts: dict[int, list[int]] = {}
        units: dict[int, list[int]] = {}
        for (job, _), head, unit in zip(self.steps, self.heads, self.unit, strict=True):
            starts.setdefault(job, []).append(head)
            units.setdefault(job, []).append(unit)
        jobs = range(max(starts, default=-1) + 1)
        return Plan(tuple(tuple(starts.get(job, ())) for job in jobs), tuple(tuple(units.get(job, ())) for job in jobs))
