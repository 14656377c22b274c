"""Steps that make and mend columns: ``derive`` and ``fill``."""

from __future__ import annotations

import math
from datetime import timedelta
from typing import Any, ClassVar, Final, Literal, Self

import polars as pl
from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from sanhak.finding import Refusal
from sanhak.table.column import Column, Kind
from sanhak.table.expression import Expression, Truth
from sanhak.table.prepare.duration import Span, written
from sanhak.table.prepare.findings import (
    FillIncomplete,
    LostInDeriving,
    NotAnAmount,
    NotAValue,
    RuleNeedsNumbers,
    StepNotRead,
)
from sanhak.table.prepare.flow import ROWS, Counts, Flow, Told
from sanhak.table.prepare.step import Step
from sanhak.text import Text, say


class Given(BaseModel):
    """An amount that is no column, such as a price: its value with unit, and where it comes from."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    value: str
    source: str

    @field_validator("value", mode="before")
    @classmethod
    def _as_text(cls, value: Any) -> Any:
        return f"{value:.15g}" if isinstance(value, int | float) and not isinstance(value, bool) else value


class Derive(Step):
    """New columns from expressions: ``derive: {ratio: feed / air}``; a name that exists is replaced.

    Amounts that are no columns get a name in ``given``, each with its value, unit and source, so that a money goal says
    where its prices come from: ``given: {price: {value: 1200 KRW/kg, source: contract of 2026}}``.

    Units are checked and carried along. Where an expression has no value although its columns have (a division by
    zero, the logarithm of nothing), the cell is missing and the step says how many these were.
    """

    verb: ClassVar[str] = "derive"
    title: ClassVar[Text] = say("Derive columns")
    summary: ClassVar[str] = "Make new columns from expressions, their units checked."

    derive: dict[str, str]
    given: dict[str, Given] = Field(default_factory=dict)

    def plan(self, flow: Flow) -> Flow:
        """Add the columns, each from those that came in."""
        known = (flow.facts, flow.time, flow.asset)
        amounts = {name: _amount(name, given, flow) for name, given in self.given.items()}
        made = {name: Expression.parse(text).filled(amounts).plan(*known) for name, text in self.derive.items()}
        for name, text in self.derive.items():
            if made[name].truth:
                raise Refusal(NotAValue(name=name, given=text))
        kinds = {name: part.kind for name, part in made.items() if not isinstance(part.kind, Truth)}
        columns = flow.facts | {name: Column(name, kind, made[name].unit) for name, kind in kinds.items()}
        ordered = flow.frame if all(part.row_wise for part in made.values()) else flow.frame.sort(flow.clock(self.verb))
        frame = ordered.with_columns(**{name: part.expr for name, part in made.items()})
        lost = {_LOST.format(place): part.lost.sum() for place, part in enumerate(made.values())}
        counts = ordered.select(pl.len().alias(ROWS), **lost)

        def tell(counts: Counts) -> Told:
            gone = {name: counts[_LOST.format(place)] or 0 for place, name in enumerate(made)}
            findings = tuple(LostInDeriving(column=name, cells=cells) for name, cells in gone.items() if cells)
            parts = [f"{name} = {text}" for name, text in self.derive.items()]
            said = say("Derived: {parts}.", parts=parts)
            if self.given:
                amounts = [f"{name} = {part.value} ({part.source})" for name, part in self.given.items()]
                said = say("{said} Given: {amounts}.", said=said, amounts=amounts)
            return Told(said, findings)

        return flow.acted(self, frame.select(list(columns)), counts, tell, columns=tuple(columns.values()))


_LOST: Final = "lost {}"


def _amount(name: str, given: Given, flow: Flow) -> Expression:
    """A given amount as an expression.

    Raises
    ------
    Refusal
        T11x if the value cannot be read, T218 if it is no amount or a column has its name.
    """
    read = Expression.parse(given.value)
    if read.columns or name in flow.facts:
        raise Refusal(NotAnAmount(name=name, given=given.value))
    return read


class Fill(Step):
    """Fill gaps of some columns by a stated rule, or leave those that are longer than ``within``.

    ``hold`` repeats the last value (the way a historian means it), ``interpolate`` draws a line between neighbours and
    so looks ahead: good for a report, wrong for whatever must be known at the time. ``middle`` puts the median,
    ``value`` a number or a word.
    """

    verb: ClassVar[str] = "fill"
    title: ClassVar[Text] = say("Fill gaps")
    summary: ClassVar[str] = "Fill gaps by a stated rule, up to a stated length."

    fill: tuple[str, ...]
    by: Literal["hold", "interpolate", "middle", "value"] = "hold"
    within: Span | None = None
    value: float | str | None = None

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if (self.by == "value") != (self.value is not None):
            raise Refusal(FillIncomplete(by=self.by, value="" if self.value is None else str(self.value)))
        return self

    def plan(self, flow: Flow) -> Flow:
        """Fill what may be filled."""
        for column in map(flow.column, self.fill):
            for_numbers = self.by in ("interpolate", "middle") or isinstance(self.value, float)
            if column.kind is not Kind.NUMBER and for_numbers:
                raise Refusal(RuleNeedsNumbers(column=column.name, kind=column.kind.value, rule=self.by))
            if self._spoils(column.kind):
                known = tuple(type(self).model_fields)
                raise Refusal(StepNotRead(step=self.verb, field="value", given=str(self.value)[:60], known=known))
        timed = self.by == "interpolate" or self.within is not None or flow.time is not None
        frame = flow.frame.sort(flow.clock(self.verb)) if timed and self.by in ("hold", "interpolate") else flow.frame
        after = frame.with_columns(self._filled(name, flow) for name in self.fill)
        gaps = frame.select(gaps=pl.sum_horizontal(pl.col(name).null_count() for name in self.fill))
        left = after.select(pl.len().alias(ROWS), left=pl.sum_horizontal(pl.col(n).null_count() for n in self.fill))
        return flow.acted(self, after, pl.concat([left, gaps], how="horizontal"), self._tell)

    def _spoils(self, kind: Kind) -> bool:
        """Whether the value would make something else of a column: words among numbers or dates, no number at all."""
        if isinstance(self.value, float):
            return not math.isfinite(self.value)
        return self.value is not None and kind in (Kind.NUMBER, Kind.DATE)

    def _filled(self, name: str, flow: Flow) -> pl.Expr:
        values = pl.col(name)
        match self.by:
            case "value":
                return values.fill_null(pl.lit(self.value))
            case "middle":
                return values.fill_null(values.median())
            case "interpolate":
                filled = values.interpolate_by(flow.clock(self.verb))
            case _:
                filled = values.forward_fill()
        if self.within is not None:
            filled = values.fill_null(pl.when(self._near(values, pl.col(flow.clock(self.verb)))).then(filled))
        return filled if flow.asset is None else filled.over(flow.asset)

    def _near(self, values: pl.Expr, clock: pl.Expr) -> pl.Expr:
        """Where the last known value, and for a line the next one too, is near enough."""
        known = pl.when(values.is_not_null()).then(clock)
        near = clock - known.forward_fill() <= self.within
        return near & (known.backward_fill() - clock <= self.within) if self.by == "interpolate" else near

    def _tell(self, counts: Counts) -> Told:
        filled, left = counts["gaps"] - counts["left"], counts["left"]
        return Told(
            say(
                "Gaps in {columns} were filled by {rule}: {filled}, and {left} left as they were.",
                columns=self.fill,
                rule=_rule(self.by, self.within, self.value),
                filled=filled,
                left=left,
            )
        )


def _rule(by: str, within: timedelta | None, value: float | str | None) -> Text:
    if by == "value":
        return say("the value {value}", value=value)
    if by == "middle":
        return say("the median")
    rule = say("holding the last value") if by == "hold" else say("a line between neighbours")
    return say("{rule}, {reach} away at most", rule=rule, reach=written(within)) if within else rule
