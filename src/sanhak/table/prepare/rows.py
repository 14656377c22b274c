"""The step that keeps rows by a condition, and what steps say of the rows that they leave out."""

from __future__ import annotations

from typing import ClassVar

import polars as pl

from sanhak.finding import Refusal
from sanhak.table.expression import Expression
from sanhak.table.prepare.findings import NotACondition
from sanhak.table.prepare.flow import ROWS, Counts, Flow, Told
from sanhak.table.prepare.step import Step
from sanhak.text import Text, say


class Where(Step):
    """Keep the rows for which a condition is true: ``where: grade == 'A' and load > 50 %``.

    A row whose condition cannot be told, because a value is missing, is not kept; the step says how many these were.
    """

    verb: ClassVar[str] = "where"
    title: ClassVar[Text] = say("Keep rows")
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
            why = say("{condition} is not true", condition=self.where)
            return Told(left_out(counts["before"] - counts[ROWS], why, self.reason, counts))

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


def left_out(rows: int, why: Text, reason: str | None, counts: Counts) -> Text:
    """How many rows were left out and why; for how many of them that cannot be told."""
    parts = say("{rows:row was|rows were} left out, for {why}", rows=rows, why=why)
    if reason:
        parts = say("{parts} ({reason})", parts=parts, reason=reason)
    if counts["unknown"]:
        parts = say("{parts}; for {unknown} of them it cannot be told", parts=parts, unknown=counts["unknown"])
    return say("{parts}.", parts=parts)
