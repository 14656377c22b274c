"""The words of the language: its functions with their Korean names, and the words that join conditions.

Nothing else can be called. A name is a function only where a parenthesis follows it; a column may be called ``hour``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Function:
    """A function: its Korean names, how it is used, and how many arguments it takes (``most`` None: any number)."""

    name: str
    korean: tuple[str, ...]
    usage: str
    least: int = 1
    most: int | None = 1


FUNCTIONS: Final[Mapping[str, Function]] = {
    function.name: function
    for function in (
        Function("abs", ("절댓값",), "abs(x)"),
        Function("sqrt", ("제곱근",), "sqrt(x)"),
        Function("exp", ("지수",), "exp(x)"),
        Function("log", ("자연로그",), "log(x)"),
        Function("log10", ("상용로그",), "log10(x)"),
        Function("min", ("최소",), "min(a, b)", 2, None),
        Function("max", ("최대",), "max(a, b)", 2, None),
        Function("round", ("반올림",), "round(x, 2)", 1, 2),
        Function("clip", ("제한",), "clip(x, 0, 100)", 3, 3),
        Function("if", ("만약",), "if(x > 80, 'high', 'low')", 3, 3),
        Function("convert", ("환산",), "convert(x, 'kPa')", 2, 2),
        Function("number", ("숫자",), "number(x)"),
        Function("hour", ("시",), "hour(x)"),
        Function("weekday", ("요일",), "weekday(x)"),
        Function("month", ("월",), "month(x)"),
        Function("year", ("연도", "년도"), "year(x)"),
        Function("lag", ("지연",), "lag(x, 10 min)", 2, 2),
        Function("difference", ("차이",), "difference(x, 1 h)", 1, 2),
        Function("mean", ("평균",), "mean(x, 1 h)", 2, 2),
        Function("sum", ("합계",), "sum(x, 1 h)", 2, 2),
        Function("deviation", ("표준편차", "편차"), "deviation(x, 1 h)", 2, 2),
        Function("least", ("최저",), "least(x, 1 h)", 2, 2),
        Function("most", ("최고",), "most(x, 1 h)", 2, 2),
    )
}
SPELLINGS: Final[Mapping[str, str]] = {
    spelling: function.name for function in FUNCTIONS.values() for spelling in (function.name, *function.korean)
}
"""Every name of a function, in lower case, and its English name."""
MEANT: Final[Mapping[str, str]] = {
    "avg": "mean", "average": "mean", "stdev": "deviation", "std": "deviation", "ln": "log", "delay": "lag",
    "shift": "lag", "diff": "difference", "delta": "difference", "iif": "if", "where": "if", "value": "number",
    "rolling_mean": "mean",
}  # fmt: skip
"""What other programs call some of them; only named as the nearest."""
KEYWORDS: Final[Mapping[str, str]] = {
    **{word: word for word in ("and", "or", "not", "between", "in", "is")},
    "그리고": "and",
    "또는": "or",
    "아님": "not",
    "결측": "missing",
}
"""Words that join or ask, in lower case; ``missing`` is one only after ``is``."""
RESERVED: Final = frozenset({*KEYWORDS, "missing"})
"""Words that name a column only in brackets."""
