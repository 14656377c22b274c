"""The step that leaves rows out: by a condition, by periods that are given, or by periods that are found."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import Annotated, Any, ClassVar, Final, Self

import numpy as np
import polars as pl
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, field_validator, model_validator

from sanhak.figure import Figure
from sanhak.finding import Finding, Refusal
from sanhak.table.column import Kind
from sanhak.table.prepare.duration import Span
from sanhak.table.prepare.findings import NothingToTellPeriods, PeriodReversed, RuleNeedsNumbers
from sanhak.table.prepare.flow import ROWS, Counts, Flow, Told
from sanhak.table.prepare.found_period import CAUSES, Cause, FoundPeriod, Limits, amount
from sanhak.table.prepare.period_figure import period_figure
from sanhak.table.prepare.periods import Periods, find_periods
from sanhak.table.prepare.rows import condition, left_out
from sanhak.table.prepare.step import Step
from sanhak.text import Text, say

_SECOND: Final = timedelta(seconds=1)
_BEGIN: Final = datetime(1970, 1, 1)  # noqa: DTZ001 - times of a table are local
_DEFAULT: Final = Limits()
_NUMBER: Final = "number of the row"


class Period(BaseModel):
    """A stretch of time that is left out: from its first moment up to, but not with, its last one; one may be open."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    start: datetime | None = None
    end: datetime | None = None
    reason: str | None = None

    @field_validator("start", "end")
    @classmethod
    def _local(cls, moment: datetime | None) -> datetime | None:
        """Moments as the plant's clock shows them; one with a zone could be compared with none of them."""
        if moment is not None and moment.tzinfo is not None:
            raise ValueError("a zone")
        return moment

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.start and self.end and not self.start < self.end:
            raise Refusal(PeriodReversed(start=self.start, end=self.end))
        return self


class Stretch(BaseModel):
    """Rows that are left out by their numbers, counted from 1 as they come to the step: from the first to the last."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    first: Annotated[int, Field(ge=1)]
    last: Annotated[int, Field(ge=1)]
    reason: str | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.first > self.last:
            raise ValueError("reversed")
        return self


def _listed(given: object) -> object:
    """One kind of period alone is a list of one."""
    return (given,) if isinstance(given, str) and given in set(Cause) else given


def _plain(out: tuple[Cause | Period | Stretch, ...] | str) -> Any:
    """What is left out, as it stands in a study file."""
    if isinstance(out, str):
        return out
    return [part.value if isinstance(part, Cause) else part.model_dump(mode="json", exclude_none=True) for part in out]


Out = Annotated[tuple[Cause | Period | Stretch, ...] | str, BeforeValidator(_listed), PlainSerializer(_plain)]


class Exclude(Step):
    """Leave rows out: those for which a condition is true, those of given periods, or those of periods that are found.

    A period is given by its ``start`` and ``end``, or by the numbers of its ``first`` and its ``last`` row.

    Kinds of periods that are found: ``stop`` (the ``throughput`` lies under the share ``below`` of its usual level for
    at least ``shortest``); ``flat`` (none of the tags moves); ``start-up`` and ``grade change`` (from the end of a
    stop, or a change in the column ``grade``, until nothing moves, at most ``longest``); ``unsteady`` (within
    ``window`` a tag in ``steady`` moves by more than ``drift`` times its noise and ``share`` of its usual spread).
    """

    verb: ClassVar[str] = "exclude"
    title: ClassVar[Text] = say("Leave rows out")
    summary: ClassVar[str] = "Leave rows out, by a condition or by periods, given or found, with a reason."

    exclude: Out
    reason: str | None = None
    throughput: str | None = None
    grade: str | None = None
    steady: tuple[str, ...] = ()
    window: Span = timedelta(seconds=_DEFAULT.window)
    drift: Annotated[float, Field(gt=0)] = _DEFAULT.drift
    share: Annotated[float, Field(ge=0)] = _DEFAULT.share
    longest: Span = timedelta(seconds=_DEFAULT.longest)
    below: Annotated[float, Field(gt=0, lt=1)] = _DEFAULT.below
    shortest: Span = timedelta(seconds=_DEFAULT.least)

    def plan(self, flow: Flow) -> Flow:
        """Leave out what is true, or what lies inside."""
        if isinstance(self.exclude, str):
            out = condition(self.exclude, flow).fill_null(value=False)
            return self._without(flow, out, say("{condition} is true", condition=self.exclude))
        given = [part for part in self.exclude if not isinstance(part, Cause)]
        causes = tuple(part for part in self.exclude if isinstance(part, Cause))
        outs = [self._given(flow, part) for part in given]
        found = self._found(flow, causes) if causes else []
        outs += [inside for asset, periods in found for inside in _rows(flow, self.verb, asset, periods.periods)]
        out = pl.any_horizontal(outs).fill_null(value=False) if outs else pl.lit(value=False)
        listed = [one for _, periods in found for one in periods.periods]
        why = (*((say("{periods:period|periods} given", periods=len(given)),) if given else ()), *_counted(listed))
        nothing = say("no such period was found")
        said = say("they lie in periods ({periods})", periods=why) if why else nothing
        told = [finding for _, periods in found for finding in periods.findings]
        figures = (period_figure(listed),) if listed else ()
        return self._without(flow, out, said, told, figures)

    def _without(
        self,
        flow: Flow,
        out: pl.Expr,
        why: Text,
        findings: Sequence[Finding] = (),
        figures: tuple[Figure, ...] = (),
    ) -> Flow:
        kept = flow.frame.with_row_index(_NUMBER, 1).filter(~out).drop(_NUMBER)
        before = flow.frame.select(pl.len().alias("before"), unknown=pl.lit(0))
        counts = pl.concat([kept.select(pl.len().alias(ROWS)), before], how="horizontal")

        def tell(counts: Counts) -> Told:
            said = left_out(counts["before"] - counts[ROWS], why, self.reason, counts)
            return Told(said, tuple(findings), figures)

        return flow.acted(self, kept, counts, tell)

    def _given(self, flow: Flow, part: Period | Stretch) -> pl.Expr:
        """The rows of a period that was given."""
        if isinstance(part, Stretch):
            return pl.col(_NUMBER).is_between(part.first, part.last)
        return _inside(pl.col(flow.clock(self.verb)), part.start, part.end)

    def _found(self, flow: Flow, causes: tuple[Cause, ...]) -> list[tuple[str | None, Periods]]:
        """What is found, for each asset by itself."""
        self._told_by(flow, causes)
        clock = flow.clock(self.verb)
        columns = dict.fromkeys((self.throughput, self.grade, *self.steady, flow.asset))
        frame = flow.frame.select(clock, *(name for name in columns if name)).drop_nulls(clock).collect()
        if flow.asset is None:
            return [(None, self._periods(frame, clock, causes))]
        parts = frame.partition_by(flow.asset, as_dict=True, maintain_order=True)
        return [(asset, self._periods(part, clock, causes)) for (asset,), part in parts.items()]

    def _periods(self, frame: pl.DataFrame, clock: str, causes: tuple[Cause, ...]) -> Periods:
        judged = self.steady or ((self.throughput,) if self.throughput else ())
        return find_periods(
            frame[clock].dt.timestamp("us").to_numpy() / 1e6,
            throughput=_numbers(frame, self.throughput) if self.throughput else None,
            grades=frame[self.grade].cast(pl.String).to_list() if self.grade else None,
            tags=np.column_stack([_numbers(frame, name) for name in judged]) if judged else None,
            names=(*((self.throughput,) if self.throughput else ()), *judged),
            limits=Limits(
                below=self.below,
                least=self.shortest / _SECOND,
                window=self.window / _SECOND,
                drift=self.drift,
                share=self.share,
                longest=self.longest / _SECOND,
            ),
            kinds=causes,
        )

    def _told_by(self, flow: Flow, causes: Sequence[Cause]) -> None:
        """Raise where a kind lacks the column that tells it, or the column does not fit."""
        for name in (*self.steady, *([self.throughput] if self.throughput else [])):
            kind = flow.column(name).kind
            if kind is not Kind.NUMBER:
                raise Refusal(RuleNeedsNumbers(column=name, rule=self.verb, kind=kind.value))
        if self.grade:
            flow.column(self.grade)
        needed = {
            Cause.STOP: ("throughput", self.throughput),
            Cause.START_UP: ("throughput", self.throughput),
            Cause.GRADE_CHANGE: ("grade", self.grade),
            Cause.UNSTEADY: ("steady", self.steady),
            Cause.FLAT: ("steady", self.steady),
        }
        for cause in causes:
            field, there = needed[cause]
            if not there:
                raise Refusal(NothingToTellPeriods(kind=CAUSES[cause], field=field))


def _numbers(frame: pl.DataFrame, name: str) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return frame[name].cast(pl.Float64).fill_null(float("nan")).to_numpy()


def _inside(clock: pl.Expr, start: datetime | None, end: datetime | None) -> pl.Expr:
    after = clock >= start if start else pl.lit(value=True)
    return after & (clock < end) if end else after


def _rows(flow: Flow, step: str, asset: str | None, periods: Sequence[FoundPeriod]) -> Iterator[pl.Expr]:
    """The rows of found periods, those that touch one another as one."""
    clock = pl.col(flow.clock(step))
    own = pl.lit(value=True) if asset is None or flow.asset is None else pl.col(flow.asset) == asset
    start = end = -np.inf
    for one in sorted(periods, key=lambda one: one.start):
        if one.start > end:
            if end > start:
                yield own & _inside(clock, _date(start), _date(end))
            start = one.start
        end = max(end, one.end)
    if end > start:
        yield own & _inside(clock, _date(start), _date(end))


def _date(seconds: float) -> datetime:
    return _BEGIN + timedelta(microseconds=round(seconds * 1e6))


def _counted(periods: Sequence[FoundPeriod]) -> Iterator[Text]:
    """How many periods of each kind, and how long they were together."""
    order = list(Cause)
    for kind, group in groupby(sorted(periods, key=lambda one: order.index(one.kind)), key=lambda one: one.kind):
        parts = list(group)
        together = amount(sum(one.end - one.start for one in parts))
        yield say("{kind} {count}×, {time} in all", kind=CAUSES[kind], count=len(parts), time=together)
