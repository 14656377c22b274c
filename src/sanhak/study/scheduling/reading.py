"""From orders, recipes, units, changeovers and a calendar to a problem in whole numbers."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from functools import reduce
from typing import TYPE_CHECKING, Final

import polars as pl

from sanhak.decide.findings.schedule import (
    DayEnds,
    RoundedUp,
    RowIncomplete,
    RowsWithoutProduct,
    TooManyBatches,
    UnitsAlike,
)
from sanhak.decide.schedule import FOREVER, Job, Operation, Order, Problem
from sanhak.finding import Finding, Refusal
from sanhak.study.scheduling.equipment import Equipment, changeovers_of, closures_of, equipment_of
from sanhak.study.scheduling.findings import (
    DueBeforeRelease,
    NoStart,
    OrderTwice,
    OrderWithoutRecipe,
    StepTwice,
    UnknownEquipment,
)
from sanhak.study.scheduling.heads import Sheet
from sanhak.table import Table
from sanhak.table.units import convert

if TYPE_CHECKING:
    from sanhak.study.scheduling.scheduling import Scheduling

_EXACT: Final = 1e-9
MOST_BATCHES: Final = 1000
"""More batches than these are no plan that anybody waits for."""
_NEVER: Final = 1e15
"""A count of batches that no number of batches reaches; it keeps absurd quantities countable."""


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a recipe: its name, and minutes and spread on each unit by the unit's place."""

    name: str
    minutes: Mapping[int, float]
    spread: Mapping[int, float]


@dataclass(frozen=True, slots=True)
class Recipe:
    """The steps of a product in their order, and how much a batch makes (None for not said)."""

    steps: tuple[Step, ...]
    size: float | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """An order as the table has it."""

    name: str
    product: str
    quantity: float | None
    due: datetime | None
    release: datetime | None
    priority: float
    batches: int


@dataclass(frozen=True)
class Asked:
    """The problem with all that a reader needs to recognise it.

    ``scale`` is the weight of an order of priority 1.

    ``grain`` is the length of a unit of time in minutes, ``spreads`` the deviation of each operation by job, step and
    unit in that grain, empty where none was given; ``column`` is what names an order in its table.
    """

    problem: Problem
    start: datetime
    grain: int
    orders: tuple[Wanted, ...]
    products: tuple[str, ...]
    steps: Mapping[str, tuple[str, ...]]
    equipment: Equipment
    column: str
    numbered: bool
    scale: float
    spreads: Mapping[tuple[int, int, int], float] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()

    def called(self, order: int) -> str:
        """What an order is called in the column that the answer speaks of."""
        return self.orders[order].name if self.numbered else self.orders[order].product

    def moment(self, at: float) -> datetime:
        """A time of the plan as a date."""
        return self.start + timedelta(minutes=self.grain * at)

    def hours(self, length: float) -> float:
        """A length of the plan in hours."""
        return length * self.grain / 60

    def product(self, job: int) -> str:
        """What a batch makes."""
        return self.products[self.problem.jobs[job].family]


def read(study: Scheduling, tables: Mapping[str, Table]) -> Asked:
    """The problem that the tables describe.

    Raises
    ------
    Refusal
        S320–S329, D182, D185, D186 and D188 for what cannot be planned, T001 for a column that is not there.
    """
    every = Sheet.of("recipes", tables["recipes"], _named(study, *_RECIPES), ("made", "unit", "duration"))
    _refuse_incomplete(every)
    recipes = every.kept("made")
    given = Sheet.of("orders", tables["orders"], _named(study, *_ORDERS), ("product",))
    orders = given.kept("product")
    equipment = equipment_of(study, tables.get("units"), recipes)
    cooked = _recipes(recipes, equipment)
    wanted, notes = _orders(orders, cooked, recipes.unit("batch"))
    start = _start(study, wanted)
    products = tuple(dict.fromkeys(one.product for one in wanted))
    changes, changes_told = changeovers_of(
        study, tables.get("changeovers"), equipment, products, _made(cooked, products), set(cooked)
    )
    closed, closed_told = closures_of(study, tables.get("calendar"), equipment, start)
    minutes = [
        *(math.ceil(one - _EXACT) for name in products for step in cooked[name].steps for one in step.minutes.values()),
        *(time_ for times in changes.values() for time_ in times.values()),
    ]
    grain = max(1, reduce(math.gcd, (*minutes, *_dates(wanted, closed, start)), 0))
    problem, spreads = _problem(wanted, cooked, products, start, grain)
    return Asked(
        problem=Problem(
            units=equipment.names,
            orders=problem.orders,
            jobs=problem.jobs,
            changeovers={unit: {key: time_ // grain for key, time_ in row.items()} for unit, row in changes.items()},
            closed={unit: tuple(_scaled(window, grain) for window in row) for unit, row in closed.items()},
        ),
        start=start,
        grain=grain,
        orders=wanted,
        products=products,
        steps={name: tuple(step.name for step in cooked[name].steps) for name in products},
        equipment=equipment,
        column=orders.columns["order" if "order" in orders else "product"],
        numbered="order" in orders,
        scale=_scale(wanted),
        spreads=spreads,
        findings=tuple(dict.fromkeys((*notes, *_passed_over(given, equipment), *changes_told, *closed_told))),
    )


_ORDERS: Final = ("quantity", "product", "order", "due", "release", "priority")
_RECIPES: Final = ("made", "step", "unit", "duration", "batch", "spread")


def _refuse_incomplete(recipes: Sheet) -> None:
    """A step that lacks its product, its unit or its number would be left out, or have no place."""
    for asked, beside in (("made", "unit"), ("unit", "made"), ("step", "made")):
        if rows := recipes.empty(asked, (beside, "duration")):
            row = recipes.row(rows[0])
            raise Refusal(RowIncomplete(table="recipes", row=row, column=recipes.columns[asked]))


def _passed_over(orders: Sheet, equipment: Equipment) -> Iterator[Finding]:
    """Orders without a product, and units that may be one."""
    if rows := orders.empty("product", ("order", "quantity", "due")):
        yield RowsWithoutProduct(count=len(rows), row=orders.row(rows[0]))
    seen: dict[str, str] = {}
    for name in equipment.names:
        plain = "".join(unicodedata.normalize("NFKC", name).casefold().split())
        if plain in seen:
            yield UnitsAlike(one=seen[plain], other=name)
        seen.setdefault(plain, name)


def _named(study: Scheduling, *fields: str) -> dict[str, str | None]:
    return {name: getattr(study, name) for name in fields}


def _recipes(sheet: Sheet, equipment: Equipment) -> dict[str, Recipe]:
    """The recipes by product: rows of one step are alternatives, steps go by their number or their place."""
    made, unit = sheet.words("made"), sheet.words("unit")
    minutes = sheet.minutes("duration")
    spread = sheet.minutes("spread", above=False, default=0.0)
    sizes = sheet.numbers("batch", default=0.0, least=-1.0) if "batch" not in sheet else sheet.numbers("batch")
    steps = _steps(sheet)
    found: dict[str, dict[float, Step]] = {}
    for row, product in enumerate(made):
        rank, name = steps[row]
        units = equipment.meant(unit[row])
        if not units:
            known = equipment.known
            raise Refusal(UnknownEquipment(product=product, step=name, unit=unit[row] or "–", known=known))
        one = found.setdefault(product, {}).setdefault(rank, Step(name, {}, {}))
        if set(units) & set(one.minutes):
            raise Refusal(StepTwice(product=product, step=name, unit=unit[row]))
        more = Step(
            one.name,
            {**one.minutes, **dict.fromkeys(units, minutes[row])},
            {**one.spread, **dict.fromkeys(units, spread[row])},
        )
        found[product][rank] = more
    size: dict[str, float] = {}
    for row, product in enumerate(made):
        if sizes[row] > 0:  # the smallest vessel of a chain decides how much a batch can make
            size[product] = min(sizes[row], size.get(product, math.inf))
    return {
        product: Recipe(tuple(rows[rank] for rank in sorted(rows)), size.get(product))
        for product, rows in found.items()
    }


def _steps(sheet: Sheet) -> list[tuple[float, str]]:
    """Rank and name of the step in each row."""
    if "step" not in sheet:
        seen: dict[str, int] = {}
        ranks = []
        for product in sheet.words("made"):
            seen[product] = seen.get(product, 0) + 1
            ranks.append((float(seen[product]), str(seen[product])))
        return ranks
    names = sheet.words("step")
    try:
        ranks_ = [float(name) for name in names]
    except ValueError:
        # Words have no order of their own: the rows of each product are in the order of its steps.
        order: dict[str, list[str]] = {}
        for product, name in zip(sheet.words("made"), names, strict=True):
            if name not in order.setdefault(product, []):
                order[product].append(name)
        return [
            (float(order[product].index(name)), name) for product, name in zip(sheet.words("made"), names, strict=True)
        ]
    return [(rank, f"{rank:g}") for rank in ranks_]


def _orders(sheet: Sheet, recipes: Mapping[str, Recipe], unit: str | None) -> tuple[tuple[Wanted, ...], list[Finding]]:
    names = sheet.words("order") if "order" in sheet else [str(row) for row in range(1, len(sheet) + 1)]
    names = [name or str(row) for row, name in enumerate(names, 1)]
    for name in names:
        if names.count(name) > 1:
            raise Refusal(OrderTwice(order=name, count=names.count(name)))
    due, release = sheet.dates("due"), sheet.dates("release")
    quantity = _quantities(sheet, unit)
    priority = sheet.numbers("priority", default=1.0)
    notes: list[Finding] = []
    known = [date for date in due if date is not None]
    if known and all(date.time() == time(0) for date in known):
        notes.append(DayEnds())
        due = [None if date is None else date + timedelta(days=1) for date in due]
    found = []
    for row, product in enumerate(sheet.words("product")):
        if product not in recipes:
            raise Refusal(OrderWithoutRecipe(order=names[row], product=product, known=tuple(recipes)))
        _refuse_early(names[row], due[row], release[row])
        size, wanted = recipes[product].size, quantity[row]
        batches = 1 if size is None or wanted is None else math.ceil(min(wanted / size, _NEVER) - _EXACT)
        found.append(Wanted(names[row], product, wanted, due[row], release[row], priority[row], batches))
    _refuse_many(found)
    return tuple(found), [*notes, *_rounded(found, recipes)]


def _refuse_many(orders: Sequence[Wanted]) -> None:
    count = sum(one.batches for one in orders)
    if count > MOST_BATCHES:
        most = max(orders, key=lambda one: one.batches)
        raise Refusal(TooManyBatches(count=count, order=most.name, own=most.batches, most=MOST_BATCHES))


def _quantities(sheet: Sheet, unit: str | None) -> Sequence[float | None]:
    """What was ordered, in the unit of the batch sizes; a column without a unit is taken to have the same."""
    if "quantity" not in sheet:
        return [None] * len(sheet)
    given = sheet.unit("quantity")
    values = sheet.numbers("quantity")
    return values if unit is None or given in (None, unit) else [convert(value, str(given), unit) for value in values]


def _refuse_early(order: str, due: datetime | None, release: datetime | None) -> None:
    if due is not None and release is not None and due < release:
        raise Refusal(DueBeforeRelease(order=order, due=due, release=release))


def _rounded(orders: Sequence[Wanted], recipes: Mapping[str, Recipe]) -> list[Finding]:
    """What is made beyond the orders, told by the largest share."""
    surplus = {}
    for one in orders:
        size = recipes[one.product].size
        if one.quantity is not None and size is not None:
            surplus[one.name] = one.batches * size / one.quantity - 1
    over = {name: share for name, share in surplus.items() if share > _EXACT}
    if not over:
        return []
    most = max(over, key=lambda name: over[name])
    return [RoundedUp(count=len(over), order=most, surplus=over[most])]


def _start(study: Scheduling, orders: Sequence[Wanted]) -> datetime:
    if study.start is not None and study.start.strip():
        return _moment(study.start)
    released = [one.release for one in orders if one.release is not None]
    if not released:
        raise Refusal(NoStart(given=None), field="start")
    return min(released)


def _moment(given: str) -> datetime:
    """A moment as it was typed, in one of the ways in which files write it."""
    from sanhak.table.read.dates import read_dates

    try:
        return datetime.fromisoformat(given.strip()).replace(tzinfo=None)
    except ValueError:
        moment = read_dates(pl.Series([given.strip()])).values[0]
    if moment is None:
        raise Refusal(NoStart(given=given), field="start")
    return datetime.combine(moment.date(), moment.time())


def _made(recipes: Mapping[str, Recipe], products: Sequence[str]) -> dict[int, set[int]]:
    """Which products each unit makes, by places."""
    found: dict[int, set[int]] = {}
    for family, product in enumerate(products):
        for step in recipes[product].steps:
            for unit in step.minutes:
                found.setdefault(unit, set()).add(family)
    return found


def _scaled(window: tuple[int, int], grain: int) -> tuple[int, int]:
    shut, opened = window
    return shut // grain, opened if opened >= FOREVER else -(-opened // grain)


def _minutes(date: datetime, start: datetime) -> float:
    return (date - start).total_seconds() / 60


def _dates(orders: Sequence[Wanted], closed: Mapping[int, Sequence[tuple[int, int]]], start: datetime) -> list[int]:
    """All dates that matter, in minutes from the start."""
    dates = [date for one in orders for date in (one.due, one.release) if date is not None]
    return [
        *(round(_minutes(date, start)) for date in dates),
        *(end for row in closed.values() for window in row for end in window if end < FOREVER),
    ]


def _scale(orders: Sequence[Wanted]) -> float:
    """How much a priority of 1 weighs: weights are whole numbers, a tenth of the least priority is told apart."""
    priorities = {one.priority for one in orders}
    return 10 / min(priorities) if len(priorities) > 1 else 1 / min(priorities)


def _problem(
    orders: Sequence[Wanted], recipes: Mapping[str, Recipe], products: Sequence[str], start: datetime, grain: int
) -> tuple[Problem, dict[tuple[int, int, int], float]]:
    """Orders and batches in whole grains: durations and releases rounded up, due dates down."""
    scale = _scale(orders)
    scaled = [
        Order(
            one.name,
            0 if one.release is None else max(0, math.ceil(_minutes(one.release, start) / grain - _EXACT)),
            None if one.due is None else math.floor(_minutes(one.due, start) / grain + _EXACT),
            max(1, round(scale * one.priority)),
        )
        for one in orders
    ]
    jobs: list[Job] = []
    spreads: dict[tuple[int, int, int], float] = {}
    chains = {
        name: tuple(
            Operation({unit: math.ceil(time_ / grain - _EXACT) for unit, time_ in sorted(step.minutes.items())})
            for step in recipes[name].steps
        )
        for name in products
    }
    for place, one in enumerate(orders):
        steps = recipes[one.product].steps
        for _ in range(one.batches):
            for at, step in enumerate(steps):
                spreads |= {(len(jobs), at, unit): sd / grain for unit, sd in step.spread.items() if sd > 0}
            jobs.append(Job(place, products.index(one.product), chains[one.product]))
    return Problem((), tuple(scaled), tuple(jobs)), spreads
