"""The question: which characteristics of which products are stable and keep their limits, and which comes first?"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Final, Literal, Self

from pydantic import Field, model_validator

from sanhak.finding import Refusal
from sanhak.model.control_chart.findings import LimitNotFinite, NamedForTwo
from sanhak.run import Run
from sanhak.study.answer import Answer
from sanhak.study.describe import Role, asks
from sanhak.study.study import Study
from sanhak.table.specification import Limits
from sanhak.text import say

_ROLES: Final = {
    "characteristics": say("Characteristics"), "defectives": say("Units that do not conform"),
    "defects": say("Defects"), "sizes": say("Sample size"), "product": say("Product"), "subgroup": say("Subgroup"),
}  # fmt: skip
Columns = tuple[str, ...]
Column = str | None


def _columns(title: str, description: str) -> Any:
    return Field(title=title, description=description, json_schema_extra=asks(Role.COLUMNS))


def _column(title: str, description: str) -> Any:
    return Field(title=title, description=description, json_schema_extra=asks(Role.COLUMN, first=True))


class ControlCharts(Study):
    """The right control chart and the capability of every characteristic of every product, worst first.

    Raises :class:`~sanhak.finding.Refusal` (T320–T323, T357, T358, M220–M228, M280–M283, S336–S338) when limits,
    counts or columns cannot be what they are said to be.
    """

    tables: ClassVar[Mapping[str, str]] = {
        "data": "One row for each part or sample, in the order in which it was made."
    }
    optional: ClassVar[Mapping[str, str]] = {
        "specifications": "One row for each characteristic, and product where they differ: lower, target, upper."
    }

    characteristics: Annotated[
        Columns, _columns("Characteristics", "What was measured; by default every column of numbers.")
    ] = ()
    product: Annotated[Column, _column("Product", "The column that names the product; each has charts of its own.")] = (
        None
    )
    subgroup: Annotated[
        Column, _column("Subgroup", "The column that tells which values were taken together: hour, lot, sample.")
    ] = None
    subgroup_size: Annotated[
        int,
        Field(
            ge=1,
            title="Size of a subgroup",
            description="How many values in a row were taken together, where no column tells; 1 for single values.",
            json_schema_extra=asks(Role.NUMBER),
        ),
    ] = 1
    limits: Annotated[
        dict[str, tuple[float | None, float | None]],
        Field(
            title="Limits",
            description="Lower and upper limit of a characteristic that the table of specifications does not hold.",
            json_schema_extra=asks(Role.RANGES),
        ),
    ] = {}  # noqa: RUF012 - pydantic copies the defaults of a field
    targets: Annotated[
        dict[str, float],
        Field(
            title="Targets",
            description="Where a characteristic is to lie; by default in the middle between both limits.",
            json_schema_extra=asks(Role.AMOUNTS),
        ),
    ] = {}  # noqa: RUF012 - pydantic copies the defaults of a field
    defectives: Annotated[
        Columns,
        _columns("Units that do not conform", "Columns that count units that do not conform, of those inspected."),
    ] = ()
    defects: Annotated[Columns, _columns("Defects", "Columns that count defects; a unit may have several.")] = ()
    sizes: Annotated[
        Column, _column("Sample size", "The column that tells how many units were inspected, for counts.")
    ] = None
    chart: Annotated[
        Literal["auto", "individuals", "means", "ewma", "cusum"],
        Field(
            title="Chart",
            description="The chart of measurements; by default the one that fits the subgroups and how points follow.",
            json_schema_extra=asks(
                Role.CHOICE,
                words={
                    "auto": "the one that fits",
                    "individuals": "single values",
                    "means": "means of subgroups",
                    "ewma": "weighted means (EWMA)",
                    "cusum": "cumulative sums (CUSUM)",
                },
            ),
        ),
    ] = "auto"
    rules: Annotated[
        Literal["1", "1-4", "1-8"],
        Field(
            title="Rules on runs",
            description="Nelson's rules by which points are judged; more of them see more, and alarm more.",
            json_schema_extra=asks(
                Role.CHOICE,
                words={
                    "1": "limits alone (one false alarm in 370 points)",
                    "1-4": "limits and runs (one in 115)",
                    "1-8": "all eight (one in 65)",
                },
            ),
        ),
    ] = "1-4"
    baseline: Annotated[
        int | None,
        Field(
            ge=2,
            title="Limits from the first",
            description="So many first points of each chart give its limits and judge the others. Empty: all.",
            json_schema_extra=asks(Role.NUMBER),
        ),
    ] = None
    capable: Annotated[
        float,
        Field(
            gt=0,
            le=10,
            title="Index asked for",
            description="The Ppk from which on a characteristic needs no act; 1.33 in most contracts.",
            json_schema_extra=asks(Role.NUMBER),
        ),
    ] = 1.33

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        self._refuse_two_roles()
        named = dict.fromkeys((*self.limits, *self.targets))
        wrong = [name for name in named if not self._finite(name)]
        if wrong:
            raise Refusal(*(LimitNotFinite(characteristic=name) for name in wrong), field="limits")
        faults = [fault for name in named if (fault := self.limits_of(name).fault(name)) is not None]
        if faults:
            raise Refusal(*faults)
        return self

    def _finite(self, name: str) -> bool:
        """Whether limits and target of a characteristic are numbers; an end that is open may be infinite."""
        low, high = self.limits.get(name, (None, None))
        numbers = (0.0 if low == -math.inf else low, 0.0 if high == math.inf else high, self.targets.get(name))
        return all(number is None or math.isfinite(number) for number in numbers)

    def _refuse_two_roles(self) -> None:
        """Refuse a column that is named for two things."""
        roles: dict[str, str] = {}
        for field in _ROLES:
            given = getattr(self, field)
            for name in dict.fromkeys((given,) if isinstance(given, str) else given or ()):
                if name in roles:
                    first, second = _ROLES[roles[name]], _ROLES[field]
                    raise Refusal(NamedForTwo(column=name, first=first, second=second), field=field)
                roles[name] = field

    @property
    def besides(self) -> frozenset[str]:
        """Columns that are named for something other than being charted."""
        return frozenset(name for name in (self.product, self.subgroup, self.sizes) if name is not None)

    @property
    def numbers(self) -> tuple[int, ...]:
        """The rules on runs by their numbers."""
        return tuple(range(1, int(self.rules[-1]) + 1))

    def limits_of(self, characteristic: str) -> Limits:
        """The limits that the question itself states."""
        low, high = self.limits.get(characteristic, (None, None))
        low, high = None if low == -math.inf else low, None if high == math.inf else high
        return Limits(low, self.targets.get(characteristic), high)

    def answer(self, tables: Mapping[str, Any], run: Run) -> Answer:
        """The charts, the capability table and what comes first; see :class:`~sanhak.study.Study`."""
        from sanhak.study.control_chart.judging import judge
        from sanhak.study.control_chart.streams import streams
        from sanhak.study.control_chart.telling import told

        read = streams(self, dict(tables))
        return told(self, read, judge(self, read, run))
