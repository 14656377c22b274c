"""The step that makes one row of all rows in a window of time: ``resample: 10 min``, with a rule for each column."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from typing import ClassVar, Final, Literal, TypeAlias, get_args

import polars as pl
from pydantic import Field

from sanhak.finding import Finding, Refusal
from sanhak.table.column import Column, Kind
from sanhak.table.prepare.clocks import disorder
from sanhak.table.prepare.duration import Span, written
from sanhak.table.prepare.findings import RuleNeedsNumbers
from sanhak.table.prepare.flow import ROWS, Counts, Flow, Told
from sanhak.table.prepare.step import Step
from sanhak.text import Text, say

Rule: TypeAlias = Literal["mean", "median", "least", "most", "sum", "deviation", "count", "first", "last"]

_RULES: Final[Mapping[str, Callable[[pl.Expr, pl.Expr], pl.Expr]]] = {
    "mean": lambda values, _: values.mean(),
    "median": lambda values, _: values.median(),
    "least": lambda values, _: values.min(),
    "most": lambda values, _: values.max(),
    "sum": lambda values, _: pl.when(values.count() > 0).then(values.sum()),
    "deviation": lambda values, _: values.std(),
    "count": lambda values, _: values.count().cast(pl.Float64),
    "first": lambda values, clock: values.sort_by(clock).drop_nulls().first(),
    "last": lambda values, clock: values.sort_by(clock).drop_nulls().last(),
}
_FOR_NUMBERS: Final = frozenset(get_args(Rule)) - {"count", "first", "last"}


class Resample(Step):
    """One row for each window of time, of each asset apart.

    The row of 10:00 speaks of what came after 9:50, up to and with 10:00: of the past only, so that whatever is joined
    to it afterwards was not known before. Numbers become their mean and all else its last value, unless ``rules``
    say otherwise. Windows without a row are left out; ``least`` asks for more rows than one.
    """

    verb: ClassVar[str] = "resample"
    title: ClassVar[Text] = say("Resample")
    summary: ClassVar[str] = "Make one row of all rows in a window of time, by a rule for each column."
    fewer: ClassVar[bool] = True

    resample: Span
    rules: dict[str, Rule] = Field(default_factory=dict)
    least: int = 1

    def plan(self, flow: Flow) -> Flow:
        """Group by window and asset."""
        clock = flow.clock(self.verb)
        groups = [name for name in (clock, flow.asset) if name is not None]
        rules = {name: self._rule(flow.column(name)) for name in (*flow.facts, *self.rules) if name not in groups}
        window = _window(pl.col(clock), self.resample)
        grouped = (
            flow.frame.filter(pl.col(clock).is_not_null())
            .with_columns(pl.col(clock).alias(_MOMENT), window.alias(clock))
            .group_by(groups)
            .agg(*(_RULES[rule](pl.col(name), pl.col(_MOMENT)) for name, rule in rules.items()), pl.len().alias(_ROWS))
        )
        kept = grouped.filter(pl.col(_ROWS) >= self.least).sort(groups).select(list(flow.facts))
        counts = kept.select(pl.len().alias(ROWS))
        order = () if flow.waits else tuple(self._clock(flow, clock))

        def tell(_counts: Counts) -> Told:
            return Told(self._said(), order)

        return flow.acted(self, kept, counts, tell, columns=tuple(map(self._facts, flow.columns)))

    def _clock(self, flow: Flow, clock: str) -> Iterator[Finding]:
        """A clock that is not in order; a file that is streamed is not looked through for it."""
        done = say("Rows of one window count together whatever their order, and each row of a moment counts.")
        return disorder(flow.frame, clock, flow.asset, say("the main table"), done, flow.findings)

    def _rule(self, column: Column) -> str:
        rule = self.rules.get(column.name, "mean" if column.kind is Kind.NUMBER else "last")
        if rule in _FOR_NUMBERS and column.kind is not Kind.NUMBER:
            raise Refusal(RuleNeedsNumbers(column=column.name, kind=column.kind.value, rule=rule))
        return rule

    def _facts(self, column: Column) -> Column:
        """A count has no unit and is a number, whatever was counted."""
        if self.rules.get(column.name) != "count":
            return column
        return Column(column.name)

    def _said(self) -> Text:
        said = say(
            "One row for each {span}; numbers as their mean, all else as its last value", span=written(self.resample)
        )
        if self.rules:
            rules = [f"{name}: {rule}" for name, rule in self.rules.items()]
            said = say("{said}; but {rules}", said=said, rules=rules)
        return say("{said}.", said=said)


_MOMENT: Final = "moment of the row"
_ROWS: Final = "rows of the window"


def _window(clock: pl.Expr, span: timedelta) -> pl.Expr:
    """The end of the window in which a moment lies; a moment on the edge belongs to the window that it ends."""
    before = clock - pl.duration(microseconds=1)
    return before.dt.truncate(span) + pl.duration(microseconds=span // timedelta(microseconds=1))
