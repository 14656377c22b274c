"""The functions of the language, each under an English and, where plants would say it so, a Korean name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from types import MappingProxyType
from typing import Final, NoReturn

import polars as pl

from sanhak.finding import Refusal
from sanhak.table.expression.findings import NotWithUnit, SpanNeedsTime, WrongArguments
from sanhak.table.expression.tree import Call, Number, Words
from sanhak.table.expression.value import Value, added, aligned, needed
from sanhak.table.units import compatible, convert, require
from sanhak.text import Text, say


@dataclass(frozen=True, slots=True)
class Asked:
    """A call with the values of its arguments, and the columns by which rows follow one another."""

    call: Call
    values: tuple[Value, ...]
    time: str | None
    asset: str | None

    def refuse(self, takes: Text) -> NoReturn:
        """Refuse the arguments, saying what the function takes."""
        raise Refusal(WrongArguments(function=self.call.function, takes=takes, given=str(self.call)))

    def numbers(self, least: int, most: int, takes: Text) -> tuple[Value, ...]:
        """The arguments, so many numbers."""
        if not least <= len(self.values) <= most:
            self.refuse(takes)
        for value, part in zip(self.values, self.call.arguments, strict=True):
            needed(value, "number", self.call, part)
        return self.values

    def pure(self, value: Value) -> pl.Expr:
        """A number that must have no unit; a percentage counts as its share."""
        if value.unit == "%":
            return value.expr / 100
        if value.unit is not None:
            raise Refusal(NotWithUnit(part=str(self.call), given=str(self.call.arguments[0]), unit=value.unit))
        return value.expr

    def span(self, place: int) -> timedelta | None:
        """The span of time that an argument is written as, None if it is none."""
        part = self.call.arguments[place] if place < len(self.call.arguments) else None
        if not isinstance(part, Number) or part.unit is None or not compatible(part.unit, "s") or part.value <= 0:
            return None
        return timedelta(seconds=round(convert(part.value, part.unit, "s"), 6))

    def clock(self) -> str:
        """The time column."""
        if self.time is None:
            raise Refusal(SpanNeedsTime(part=str(self.call)))
        return self.time

    def of_rows(self, expr: pl.Expr, like: Value) -> Value:
        """A value that looks at other rows, those of the same asset."""
        apart = expr if self.asset is None else expr.over(self.asset)
        return replace(like, expr=apart, across=True)


Function = Callable[[Asked], Value]
_ONE: Final = say("one number")
_LOOKS_BACK: Final = say("a column and a span such as 10 min")


def _same_unit(act: Callable[[pl.Expr], pl.Expr], asked: Asked) -> Value:
    (value,) = asked.numbers(1, 1, _ONE)
    return replace(value, expr=act(value.expr))


def _pure(act: Callable[[pl.Expr], pl.Expr], asked: Asked) -> Value:
    (value,) = asked.numbers(1, 1, _ONE)
    found = act(asked.pure(value))
    return Value(pl.when(found.is_finite()).then(found), "number", None, value.across)


def _root(asked: Asked) -> Value:
    return _pure(lambda values: values.sqrt(), asked)


def _of_several(act: Callable[..., pl.Expr], asked: Asked) -> Value:
    first, *others = asked.numbers(2, 20, say("two numbers or more"))
    same = [aligned(first, other, asked.call)[1] for other in others]
    unit = first.unit or next((other.unit for other in others if other.unit), None)
    known = [first.expr, *(value.expr for value in same)]
    whole = pl.all_horizontal([expr.is_not_null() for expr in known])
    return Value(pl.when(whole).then(act(*known)), "number", unit, any(value.across for value in asked.values))


def _round(asked: Asked) -> Value:
    value, *places = asked.numbers(1, 2, say("a number, and a whole number of decimals if wanted"))
    digits = asked.call.arguments[1] if places else Number(0.0)
    if not isinstance(digits, Number) or digits.unit or digits.value not in range(13):
        asked.refuse(say("a number, and a whole number of decimals if wanted"))
    return replace(value, expr=value.expr.round(int(digits.value)))


def _clip(asked: Asked) -> Value:
    value, low, high = asked.numbers(3, 3, say("a number, a lower and an upper end"))
    _, low = aligned(value, low, asked.call)
    value, high = aligned(value, high, asked.call)
    return replace(value, expr=value.expr.clip(low.expr, high.expr))


def _if(asked: Asked) -> Value:
    takes = say("a condition and two values of one kind")
    if len(asked.values) != 3:  # noqa: PLR2004 - condition, then, otherwise
        asked.refuse(takes)
    condition, yes, no = asked.values
    needed(condition, "truth", asked.call, asked.call.arguments[0])
    if yes.kind != no.kind or yes.kind == "truth":
        asked.refuse(takes)
    if yes.kind == "number":
        yes, no = aligned(yes, no, asked.call)
    chosen = pl.when(condition.expr.is_null()).then(None).when(condition.expr).then(yes.expr).otherwise(no.expr)
    return Value(chosen, yes.kind, yes.unit, any(value.across for value in asked.values))


def _convert(asked: Asked) -> Value:
    takes = say("a number with a unit and the unit wanted, as in convert(T, 'K')")
    if len(asked.values) != 2 or not isinstance(unit := asked.call.arguments[1], Words):  # noqa: PLR2004
        asked.refuse(takes)
    value = needed(asked.values[0], "number", asked.call, asked.call.arguments[0])
    wanted = require(unit.text)
    if value.unit is None:
        asked.refuse(takes)
    return aligned(Value(pl.lit(0.0), "number", wanted), value, asked.call)[1]


def _calendar(act: Callable[[pl.Expr], pl.Expr], asked: Asked) -> Value:
    if len(asked.values) != 1:
        asked.refuse(say("one date"))
    value = needed(asked.values[0], "date", asked.call, asked.call.arguments[0])
    return Value(act(value.expr).cast(pl.Float64), "number", None, value.across)


def _lag(asked: Asked) -> Value:
    """The value a span ago: that of the last row at or before then, if it is not twice as old; or some rows ago."""
    takes = say("a column, and a span such as 10 min or a number of rows")
    if len(asked.values) != 2:  # noqa: PLR2004 - what, and how far back
        asked.refuse(takes)
    value, rows, span = asked.values[0], asked.call.arguments[1], asked.span(1)
    if span is not None:
        last = value.expr.drop_nulls().last()
        return asked.of_rows(last.rolling(asked.clock(), period=span, offset=-2 * span), value)
    if not isinstance(rows, Number) or rows.unit or rows.value % 1 or rows.value < 1:
        asked.refuse(takes)
    return asked.of_rows(value.expr.shift(int(rows.value)), value)


def _difference(asked: Asked) -> Value:
    """The change since a span, or a number of rows, ago; one row unless it is given."""
    ago = asked.call.arguments[1:] or (Number(1.0),)
    call = Call(asked.call.function, (*asked.call.arguments[:1], *ago))
    if not asked.values:
        asked.refuse(_LOOKS_BACK)
    value = needed(asked.values[0], "number", asked.call, asked.call.arguments[0])
    back = _lag(Asked(call, (value, *(Value(pl.lit(0.0), "number") for _ in ago)), asked.time, asked.asset))
    return added(value, back, "-", asked.call)


def _window(act: Callable[[pl.Expr], pl.Expr], asked: Asked) -> Value:
    """A figure over the past span, up to and with the row itself."""
    span = asked.span(1)
    if len(asked.values) != 2 or span is None:  # noqa: PLR2004 - what, and how far back
        asked.refuse(_LOOKS_BACK)
    value = needed(asked.values[0], "number", asked.call, asked.call.arguments[0])
    return asked.of_rows(act(value.expr).rolling(asked.clock(), period=span), value)


def _sum(values: pl.Expr) -> pl.Expr:
    return pl.when(values.count() > 0).then(values.sum())


_KOREAN: Final = {
    "lag": "지연", "difference": "차이", "mean": "평균", "sum": "합계", "deviation": "표준편차", "least": "최저",
    "most": "최고", "if": "만약", "round": "반올림", "abs": "절댓값", "hour": "시각", "weekday": "요일", "month": "월",
    "year": "연도", "convert": "환산",
}  # fmt: skip
_ENGLISH: Final[Mapping[str, Function]] = {
    "abs": partial(_same_unit, lambda values: values.abs()),
    "round": _round,
    "clip": _clip,
    "min": partial(_of_several, pl.min_horizontal),
    "max": partial(_of_several, pl.max_horizontal),
    "sqrt": _root,
    "exp": partial(_pure, lambda values: values.exp()),
    "log": partial(_pure, lambda values: values.log()),
    "log10": partial(_pure, lambda values: values.log10()),
    "if": _if,
    "convert": _convert,
    "hour": partial(_calendar, lambda moments: moments.dt.hour()),
    "weekday": partial(_calendar, lambda moments: moments.dt.weekday()),
    "month": partial(_calendar, lambda moments: moments.dt.month()),
    "year": partial(_calendar, lambda moments: moments.dt.year()),
    "lag": _lag,
    "difference": _difference,
    "mean": partial(_window, lambda values: values.mean()),
    "sum": partial(_window, _sum),
    "deviation": partial(_window, lambda values: values.std()),
    "least": partial(_window, lambda values: values.min()),
    "most": partial(_window, lambda values: values.max()),
}
FUNCTIONS: Final[Mapping[str, Function]] = MappingProxyType(
    {**_ENGLISH, **{korean: _ENGLISH[english] for english, korean in _KOREAN.items()}}
)
"""Functions by name. ``weekday`` is 1 on Monday."""
