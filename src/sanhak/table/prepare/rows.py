"""Steps that keep and leave out rows: ``where`` and ``exclude``, each with its reason."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Self

import polars as pl
from pydantic import BaseModel, ConfigDict, model_validator

from sanhak.finding import Refusal
from sanhak.table.expression import Expression
from sanhak.table.prepare.findings import NotACondition, PeriodReversed
from sanhak.table.prepare.flow import ROWS, Counts, Flow, Told
from sanhak.table.prepare.step import Step
from sanhak.text import Text, say


class Where(Step):
    """Keep the rows for which a condition is true: ``where: grade == 'A' and load > 50 %``.

    A row whose condition cannot be told, because a value is missing, is not kept; the step says how many these were.
    """

    verb: ClassVar[str] = "where"
    summary: ClassVar[str] = "Keep the rows for which a condition is true."

    where: str
    reason: str | None = None

    def plan(self, flow: Flow) -> Flow:
        """Keep what is true."""
        holds = condition(self.where, flow)
        before = flow.frame.select(pl.len().alias("before"), unknown=holds.is_null().sum())
        kept = flow.frame.filter(holds)
        counts = pl.concat([kept.select(pl.len().alias(ROWS)), before], how="horizontal")

        def tell(counts: Counts) -> Told:
            left_out = counts["before"] - counts[ROWS]
            return Told(_left_out(left_out, say("{condition} is not true", condition=self.where), self.reason, counts))

        return flow.acted(self, kept, counts, tell)


class Period(BaseModel):
    """A stretch of time that is left out: from its first moment up to, but not with, its last one; one may be open."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    start: datetime | None = None
    end: datetime | None = None
    reason: str | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.start and self.end and not self.start < self.end:
            raise Refusal(PeriodReversed(start=self.start, end=self.end))
        return self


class Exclude(Step):
    """Leave rows out: those of given periods, or those for which a condition is true, each with a reason."""

    verb: ClassVar[str] = "exclude"
    summary: ClassVar[str] = "Leave rows out, by periods or by a condition, with a reason."

    exclude: str | tuple[Period, ...]
    reason: str | None = None

    def plan(self, flow: Flow) -> Flow:
        """Leave out what is true, or what lies inside."""
        if isinstance(self.exclude, str):
            out = condition(self.exclude, flow).fill_null(value=False)
            why = say("{condition} is true", condition=self.exclude)
        else:
            clock = pl.col(flow.clock(self.verb))
            out = pl.any_horizontal([_inside(clock, period) for period in self.exclude]).fill_null(value=False)
            why = say("they lie in {periods:period|periods} to be left out", periods=len(self.exclude))
        kept = flow.frame.filter(~out)
        before = flow.frame.select(pl.len().alias("before"), unknown=pl.lit(0))
        counts = pl.concat([kept.select(pl.len().alias(ROWS)), before], how="horizontal")

        def tell(counts: Counts) -> Told:
            return Told(_left_out(counts["before"] - counts[ROWS], why, self.reason, counts))

        return flow.acted(self, kept, counts, tell)


def condition(text: str, flow: Flow) -> pl.Expr:
    """A condition on the rows of a flow; missing where it cannot be told.

    Raises
    ------
    Refusal
        T11x for an expression that cannot be read or does not fit the columns, T203 if it is no condition.
    """
    planned = Expression.parse(text).plan(flow.facts, flow.time, flow.asset)
    if not planned.truth:
        raise Refusal(NotACondition(given=text))
    return planned.expr


def _inside(clock: pl.Expr, period: Period) -> pl.Expr:
    after = clock >= period.start if period.start else pl.lit(value=True)
    return after & (clock < period.end) if period.end else after


def _left_out(rows: int, why: Text, reason: str | None, counts: Counts) -> Text:
    parts = say("{rows:row was|rows were} left out, for {why}", rows=rows, why=why)
    if reason:
        parts = say("{parts} ({reason})", parts=parts, reason=reason)
    if counts["unknown"]:
        parts = say("{parts}; for {unknown} of them it cannot be told", parts=parts, unknown=counts["unknown"])
    return say("{parts}.", parts=parts)
