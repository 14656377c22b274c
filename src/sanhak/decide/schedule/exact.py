"""Schedules by constraint programming: OR-Tools CP-SAT, begun from a schedule that is known, with its lower bound.

Changeovers that depend on the sequence are arcs of one circuit through the operations of each unit. All strategies
run interleaved on one thread under a deterministic limit, so that the same seed gives the same schedule on any load.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from sanhak.decide.schedule.problem import FOREVER, Goal, Plan, Problem

if TYPE_CHECKING:
    from sanhak.run import Run

MOST_ARCS: Final = 60_000
"""Beyond so many possible neighbours in sequence the model would cost more than it finds."""
_STRATEGIES: Final = 8
"""Fewer strategies lose proofs; they take turns, so that more cost no more processors."""


@dataclass(frozen=True, slots=True)
class Proven:
    """A schedule, the least value of the goal that any schedule can have, and whether the schedule reaches it."""

    plan: Plan
    bound: int
    best: bool


def installed() -> bool:
    """Whether OR-Tools is there."""
    return find_spec("ortools") is not None


def arcs(problem: Problem) -> int:
    """How many pairs of operations may follow one another where changeovers take time."""
    counts = dict.fromkeys(problem.changeovers, 0)
    for _, _, operation in problem.operations():
        for unit in operation.lengths.keys() & counts.keys():
            counts[unit] += 1
    return sum(count * count for count in counts.values())


def proven(problem: Problem, known: Plan | None, goal: Goal, run: Run, limit: float) -> Proven | None:
    """The best schedule found within a deterministic limit, and what no schedule can beat.

    Parameters
    ----------
    problem, goal
        What is to be scheduled, and for what.
    known
        A schedule to begin from; None to begin from nothing, where None may come back.
    run
        Its seed.
    limit
        The work of the solver in its own deterministic seconds.
    """
    from ortools.sat.python import cp_model

    # Beyond the end of a known schedule nothing better is found: twice of it bounds every variable.
    model = _Model(problem, goal, 2 * known.makespan(problem) + 1 if known else _horizon(problem))
    if known is not None:
        model.hint(known)
    solver = cp_model.CpSolver()
    solver.parameters.max_deterministic_time = limit
    solver.parameters.num_workers = 1
    solver.parameters.interleave_search = True
    solver.parameters.subsolvers.extend(
        ["default_lp", "max_lp", "quick_restart", "reduced_costs", "pseudo_costs", "fixed", "no_lp", "core"]
    )
    solver.parameters.random_seed = run.seed % 2**31
    status = solver.solve(model.model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        # Where the solver was stopped before its first schedule, its objective means nothing.
        return Proven(known, 0, best=False) if known else None
    plan = model.plan(solver)
    if known is not None and known.cost(problem, goal) < plan.cost(problem, goal):
        plan = known
    best = status == cp_model.OPTIMAL
    value = plan.cost(problem, goal)[0]
    bound = value if best else min(value, max(0, model.first(solver.best_objective_bound)))
    return Proven(plan, bound, best=bound == value)


def _horizon(problem: Problem) -> int:
    """A moment by which everything is done if all is done one after another, after the last closure that ends."""
    work = sum(max(part.lengths.values()) for _, _, part in problem.operations())
    changes = sum(max(times.values(), default=0) for times in problem.changeovers.values()) * problem.count
    ends = [end for row in problem.closed.values() for _, end in row if end < FOREVER]
    return work + changes + max([*ends, *(order.release for order in problem.orders), 0]) + 1


class _Model:
    """The variables of one problem, by job and step."""

    def __init__(self, problem: Problem, goal: Goal, horizon: int) -> None:
        from ortools.sat.python import cp_model

        self.problem, self.goal, self.horizon = problem, goal, horizon
        self.model: Any = cp_model.CpModel()
        self.starts: dict[tuple[int, int], Any] = {}
        self.ends: dict[tuple[int, int], Any] = {}
        self.on: dict[tuple[int, int, int], Any] = {}
        self.follows: dict[tuple[int, tuple[int, int] | None, tuple[int, int] | None], Any] = {}
        self.rows: dict[int, list[tuple[int, int]]] = {unit: [] for unit in range(len(problem.units))}
        self._operations()
        for unit in self.rows:
            self._unit(unit)
        self._batches()
        self._objective()

    def _operations(self) -> None:
        model = self.model
        self.intervals: dict[int, list[Any]] = {unit: [] for unit in self.rows}
        for job, step, operation in self.problem.operations():
            release = self.problem.orders[self.problem.jobs[job].order].release
            start = model.new_int_var(release, self.horizon, "")
            end = model.new_int_var(release, self.horizon, "")
            self.starts[job, step], self.ends[job, step] = start, end
            for unit, length in operation.lengths.items():
                taken = model.new_constant(1) if len(operation.lengths) == 1 else model.new_bool_var("")
                self.on[job, step, unit] = taken
                self.rows[unit].append((job, step))
                self.intervals[unit].append(model.new_optional_interval_var(start, length, end, taken, ""))
            model.add_exactly_one(self.on[job, step, unit] for unit in operation.lengths)
            if step:
                model.add(start >= self.ends[job, step - 1])

    def _unit(self, unit: int) -> None:
        closed = [
            self.model.new_fixed_size_interval_var(shut, min(opened, 2 * self.horizon) - shut, "")
            for shut, opened in self.problem.closed.get(unit, ())
            if shut < self.horizon
        ]
        self.model.add_no_overlap([*self.intervals[unit], *closed])
        if any(self.problem.changeovers.get(unit, {}).values()):
            self._sequence(unit)

    def _sequence(self, unit: int) -> None:
        """A circuit through what the unit does, from idle to idle; what it does not do loops on itself."""
        model, row = self.model, self.rows[unit]
        arcs = []
        empty = model.new_bool_var("")
        arcs.append((0, 0, empty))
        for at, one in enumerate(row, 1):
            taken = self.on[*one, unit]
            model.add_implication(empty, taken.Not())
            arcs.append((at, at, taken.Not()))
            for ends, key in (((0, at), (None, one)), ((at, 0), (one, None))):
                literal = self.follows[(unit, *key)] = model.new_bool_var("")
                arcs.append((*ends, literal))
            for to, other in enumerate(row, 1):
                if one[0] != other[0] or one[1] < other[1]:
                    literal = self.follows[unit, one, other] = model.new_bool_var("")
                    arcs.append((at, to, literal))
                    families = (self.problem.jobs[part[0]].family for part in (one, other))
                    change = self.problem.change(unit, *families)
                    model.add(self.starts[other] >= self.ends[one] + change).only_enforce_if(literal)
        model.add_circuit([arc for arc in arcs if arc[0] != arc[1] or arc[2] is not None])

    def _batches(self) -> None:
        """Batches of one order are alike: they start in their order."""
        for before, after in pairwise(range(len(self.problem.jobs))):
            if alike(self.problem, before, after) and self.problem.jobs[before].operations:
                self.model.add(self.starts[before, 0] <= self.starts[after, 0])

    def _objective(self) -> None:
        problem, model = self.problem, self.model
        span = model.new_int_var(0, self.horizon, "")
        self.span, self.lates = span, {}
        for place, order in enumerate(problem.orders):
            last = [
                self.ends[job, len(given.operations) - 1]
                for job, given in enumerate(problem.jobs)
                if given.order == place and given.operations
            ]
            for end in last:
                model.add(span >= end)
            if order.due is not None and last:
                late = self.lates[place] = model.new_int_var(0, max(0, self.horizon - order.due), "")
                for end in last:
                    model.add(late >= end - order.due)
        tardiness = sum(problem.orders[place].weight * late for place, late in self.lates.items())
        # The goal comes first; the makespan breaks ties by less than one grain of lateness.
        self.scale = self.horizon + 1 if self.goal == "tardiness" else 1
        model.minimize(self.scale * tardiness + span if self.goal == "tardiness" else span)

    def first(self, bound: float) -> int:
        """What a bound of the whole objective says of the goal alone."""
        return int(-(-max(0.0, bound - (self.horizon if self.scale > 1 else 0)) // self.scale))

    def hint(self, plan: Plan) -> None:
        """Begin from a schedule, its sequences and its lateness included."""
        plan = ordered(self.problem, plan)
        for (job, step), start in self.starts.items():
            self.model.add_hint(start, plan.starts[job][step])
            self.model.add_hint(self.ends[job, step], plan.end(self.problem, job, step))
        for (job, step, unit), taken in self.on.items():
            if len(self.problem.jobs[job].operations[step].lengths) > 1:
                self.model.add_hint(taken, int(plan.units[job][step] == unit))
        follows = set()
        for unit in self.rows:
            row: list[tuple[int, int] | None] = [(job, step) for _, _, job, step in plan.sequence(self.problem, unit)]
            follows |= {(unit, *pair) for pair in pairwise([None, *row, None])}
        for key, literal in self.follows.items():
            self.model.add_hint(literal, int(key in follows))
        for place, late in plan_late(self.problem, plan).items():
            self.model.add_hint(self.lates[place], late)
        self.model.add_hint(self.span, plan.makespan(self.problem))

    def plan(self, solver: Any) -> Plan:
        """The schedule that was found."""
        jobs = range(len(self.problem.jobs))
        steps = [range(len(job.operations)) for job in self.problem.jobs]
        return Plan(
            tuple(tuple(solver.value(self.starts[job, step]) for step in steps[job]) for job in jobs),
            tuple(
                tuple(
                    next(
                        unit
                        for unit in self.problem.jobs[job].operations[step].lengths
                        if solver.value(self.on[job, step, unit])
                    )
                    for step in steps[job]
                )
                for job in jobs
            ),
        )


def plan_late(problem: Problem, plan: Plan) -> dict[int, int]:
    """Lateness of each order that is due and has batches, by its place."""
    made = {job.order for job in problem.jobs if job.operations}
    return {
        place: late
        for place, late in enumerate(plan.late(problem))
        if problem.orders[place].due is not None and place in made
    }


def alike(problem: Problem, first: int, second: int) -> bool:
    """Whether two batches are of one order and made in the same way."""
    one, other = problem.jobs[first], problem.jobs[second]
    return one.order == other.order and one.operations == other.operations


def ordered(problem: Problem, plan: Plan) -> Plan:
    """The same schedule with the batches of each order numbered as they start."""
    rows = list(zip(plan.starts, plan.units, strict=True))
    place = 0
    while place < len(rows):
        end = place + 1
        while end < len(rows) and alike(problem, place, end):
            end += 1
        rows[place:end] = sorted(rows[place:end])
        place = end
    return Plan(tuple(row[0] for row in rows), tuple(row[1] for row in rows))
