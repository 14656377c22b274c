"""The rows of a table as streams: one characteristic of one product, in order of time, in subgroups."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

import numpy as np

from sanhak.finding import Finding, Refusal
from sanhak.model.control_chart.findings import (
    BeyondReckoning,
    FewPoints,
    LeftOut,
    LimitsUnused,
    MoreThanInspected,
    NoSampleSize,
    NotACount,
    NothingToChart,
    SubgroupsOfOne,
    TimeMissing,
    TooCoarse,
    UnequalSubgroups,
)
from sanhak.model.prediction import Floats
from sanhak.study.control_chart.findings import (
    NoProductNamed,
    NotMeasured,
    SizesNeeded,
)
from sanhak.table import Kind, Table
from sanhak.table.specification import Limits, Specification, limits_for, plain, specifications
from sanhak.table.specification_findings import SpecifiedUnknown
from sanhak.text import Param, Text, say

if TYPE_CHECKING:
    from sanhak.study.control_chart.question import ControlCharts

LEAST_POINTS: Final = 20
_LEAST_STEPS: Final = 5
_SHOWN: Final = 12
_LARGEST: Final = 1e70
"""Fourth powers of larger numbers are none."""
Sort = Literal["measured", "defectives", "defects"]


@dataclass(frozen=True, slots=True)
class Stream:
    """One characteristic of one product.

    ``rows`` are the rows of each point in the table that was given; ``values`` those of each point, in the unit of the
    column, shape (values,) each; ``sizes`` the units inspected at each point, for counts; ``labels`` when or in which
    subgroup a point was taken.
    """

    characteristic: str
    product: str | None
    unit: str | None
    sort: Sort
    rows: tuple[np.ndarray, ...]
    values: tuple[Floats, ...]
    sizes: Floats | None
    labels: tuple[Param, ...]
    limits: Limits

    @property
    def name(self) -> str | Text:
        """Characteristic, and product where there are several."""
        if self.product is None:
            return self.characteristic
        return say("{characteristic} of {product}", characteristic=self.characteristic, product=self.product)

    @property
    def all(self) -> Floats:
        """Every single value, in order."""
        return np.concatenate(self.values)


@dataclass(frozen=True, slots=True)
class Streams:
    """All streams that can be charted, what was found in reading them, and how many rows stand behind them."""

    streams: tuple[Stream, ...]
    findings: tuple[Finding, ...]
    nameless: int
    """Rows without a product, which are on no chart."""


def streams(study: ControlCharts, tables: dict[str, Table]) -> Streams:
    """The streams of a table.

    Raises
    ------
    Refusal
        If columns, limits or counts cannot be what they are said to be, or nothing is left to chart.
    """
    data = tables["data"]
    known = specifications(tables["specifications"]) if "specifications" in tables else ()
    sorts = _columns(study, data)
    order = np.arange(len(data))
    if data.time is not None:
        order = np.argsort(data.frame[data.time].to_numpy(), kind="stable")
    products = _products(study, data, order)
    labels = _labels(study, data)
    found = [
        stream
        for name, sort in sorts.items()
        for product, rows in products.items()
        if (stream := _stream(study, data, known, name, sort, product, rows, labels)) is not None
    ]
    kept = [stream for stream in found if np.ptp(stream.all) > 0]
    if not kept:
        raise Refusal(NothingToChart(characteristics=tuple(sorts)))
    _refuse_single(study, kept)
    nameless = len(data) - sum(len(rows) for rows in products.values())
    empty = [name for name in sorts if all(stream.characteristic != name for stream in found)]
    remarks = (
        *_timeless(data),
        *_unused(study, sorts),
        *_unknown(known, sorts, products),
        *_remarks(empty, found, kept),
    )
    return Streams(tuple(kept), remarks, nameless)


def _columns(study: ControlCharts, data: Table) -> dict[str, Sort]:
    """The columns to chart, each with what it holds; by default all numbers that are not named as something else."""
    counts = dict.fromkeys((*study.defectives, *study.defects))
    named = study.characteristics
    if not named and not counts:
        named = tuple(column.name for column in data.of_kind(Kind.NUMBER) if column.name not in study.besides)
    sorts: dict[str, Sort] = {name: "measured" for name in named if name not in counts}
    sorts |= dict.fromkeys(study.defects, "defects")
    sorts |= dict.fromkeys(study.defectives, "defectives")
    sized = (study.sizes,) if study.sizes is not None and counts else ()
    wrong = [data[name] for name in (*sorts, *sized) if data[name].kind is not Kind.NUMBER]
    if wrong:
        raise Refusal(*(NotMeasured(column=column.name, kind=column.kind.value) for column in wrong))
    if study.defectives and study.sizes is None:
        raise Refusal(SizesNeeded(columns=study.defectives))
    for name in (*study.defectives, *study.defects):
        _check_counts(study, data, name)
    return sorts


def _check_counts(study: ControlCharts, data: Table, name: str) -> None:
    counts = data.values(name)
    there = np.isfinite(counts)
    wrong = there & ((counts < 0) | (counts != np.round(counts)))
    if wrong.any():
        raise Refusal(NotACount(column=name, count=int(wrong.sum()), example=float(counts[wrong][0])))
    if study.sizes is None:
        return
    sizes = data.values(study.sizes)
    empty = there & ~(sizes > 0)
    if (there & (sizes <= 0)).any() or empty.sum() == there.sum():
        raise Refusal(NoSampleSize(column=study.sizes, count=int(empty.sum())))
    if name in study.defectives and (many := there & (counts > sizes)).any():
        raise Refusal(MoreThanInspected(column=name, count=int(many.sum())))


def _products(study: ControlCharts, data: Table, order: np.ndarray) -> dict[str | None, np.ndarray]:
    """The rows of each product in order of time, products by first appearance in the table."""
    if study.product is None:
        return {None: order}
    names = data.texts(study.product)
    known = [name for name in dict.fromkeys(names) if name is not None]
    if not known:
        raise Refusal(NoProductNamed(column=study.product))
    places = {name: place for place, name in enumerate(known)}
    own = np.array([places.get(name, -1) if name is not None else -1 for name in names])[order]
    return {name: order[own == place] for name, place in places.items()}


def _stream(
    study: ControlCharts, data: Table, known: Sequence[Specification], name: str, sort: Sort, product: str | None,
    rows: np.ndarray, labels: Sequence[Param],
) -> Stream | None:  # fmt: skip
    """The stream of one characteristic of one product; None without a value."""
    values = data.values(name)
    sizes = data.values(study.sizes) if study.sizes is not None and sort != "measured" else None
    there = np.isfinite(values[rows]) & (True if sizes is None else sizes[rows] > 0)
    kept = rows[there]
    if not len(kept):
        return None
    _refuse_absurd(name, values[kept])
    points = [kept[at : at + 1] for at in range(len(kept))] if sort != "measured" else _grouped(study, data, kept)
    limits = limits_for(known, name, product, data[name].unit) or study.limits_of(name)
    return Stream(
        name, product, data[name].unit, sort, tuple(points), tuple(values[point] for point in points),
        None if sizes is None else sizes[kept], tuple(labels[int(point[0])] for point in points),
        limits if sort == "measured" else Limits(),
    )  # fmt: skip


def _refuse_absurd(name: str, values: Floats) -> None:
    """Refuse numbers whose squares, or whose deviations' squares, are no numbers any more."""
    largest = values[np.argmax(np.abs(values))]
    if abs(largest) > _LARGEST or 0 < np.ptp(values) < 1 / _LARGEST:
        raise Refusal(BeyondReckoning(column=name, value=float(largest)))


def _grouped(study: ControlCharts, data: Table, rows: np.ndarray) -> list[np.ndarray]:
    """Rows in subgroups: neighbours of one label, or so many in a row, or each alone.

    Where less than half of the subgroups have two values, the spread within them is hardly known; unless means were
    asked for, each value then stands alone.
    """
    single = [rows[at : at + 1] for at in range(len(rows))]
    if study.chart == "individuals":
        return single
    if study.subgroup is not None:
        labels = data.frame[study.subgroup].to_list()
        starts = [at for at in range(len(rows)) if at == 0 or labels[rows[at]] != labels[rows[at - 1]]]
        groups = np.split(rows, starts[1:])
    else:
        groups = [rows[at : at + study.subgroup_size] for at in range(0, len(rows), study.subgroup_size)]
    many = sum(len(group) > 1 for group in groups)
    return groups if study.chart == "means" or 2 * many >= len(groups) else single


def _labels(study: ControlCharts, data: Table) -> Sequence[Param]:
    """When each row was taken, else its subgroup or lot, else its number."""
    named = data.time or study.subgroup or data.lot
    if named is None:
        return [say("row {row}", row=row) for row in range(1, len(data) + 1)]
    return data.frame[named].to_list() if named == data.time else data.texts(named)


def _refuse_single(study: ControlCharts, found: Sequence[Stream]) -> None:
    """A chart of means was asked for where nothing is grouped."""
    single = [
        stream for stream in found if stream.sort == "measured" and max(len(value) for value in stream.values) == 1
    ]
    if study.chart == "means" and single:
        raise Refusal(*(SubgroupsOfOne(name=stream.name) for stream in single))


def shown(names: Sequence[str | Text]) -> tuple[str | Text, ...]:
    """The first names of a list, and how many more there are; all of them stand in the tables."""
    if len(names) <= _SHOWN:
        return tuple(names)
    return (*names[: _SHOWN - 1], say("{count} more", count=len(names) - _SHOWN + 1))


def _timeless(data: Table) -> Iterator[Finding]:
    """Rows whose place in the order of time is not known."""
    if data.time is not None and (count := data.frame[data.time].null_count()):
        yield TimeMissing(count=count, column=data.time)


def _unused(study: ControlCharts, sorts: dict[str, Sort]) -> Iterator[Finding]:
    """Limits and targets of the question that nothing charted has."""
    named = dict.fromkeys((*study.limits, *study.targets))
    if lost := tuple(name for name in named if sorts.get(name) != "measured"):
        yield LimitsUnused(names=lost)


def _unknown(
    known: Sequence[Specification], sorts: dict[str, Sort], products: Iterable[str | None]
) -> Iterator[Finding]:
    """Specifications of what was not measured."""
    measured = {plain(name) for name, sort in sorts.items() if sort == "measured"}
    made = {plain(name) for name in products if name is not None}
    lost: list[str | Text] = []
    for one in known:
        if plain(one.characteristic) not in measured:
            lost.append(one.characteristic)
        elif one.product is not None and plain(one.product) not in made:
            lost.append(say("{characteristic} of {product}", characteristic=one.characteristic, product=one.product))
    if lost:
        yield SpecifiedUnknown(count=len(lost), names=shown(lost))


def _remarks(empty: Sequence[str], found: Sequence[Stream], kept: Sequence[Stream]) -> Iterator[Finding]:
    lost = [*empty, *(stream.name for stream in found if np.ptp(stream.all) == 0)]
    if lost:
        yield LeftOut(names=shown(lost))
    few = [stream.name for stream in kept if len(stream.values) < LEAST_POINTS]
    if few:
        yield FewPoints(least=LEAST_POINTS, names=shown(few))
    measured = [stream for stream in kept if stream.sort == "measured"]
    coarse = [stream.name for stream in measured
              if len(stream.all) >= LEAST_POINTS and len(np.unique(stream.all)) < _LEAST_STEPS]  # fmt: skip
    if coarse:
        yield TooCoarse(names=shown(coarse), least=_LEAST_STEPS)
    unequal = [stream.name for stream in measured if len({len(value) for value in stream.values}) > 1]
    if unequal:
        yield UnequalSubgroups(names=shown(unequal))
