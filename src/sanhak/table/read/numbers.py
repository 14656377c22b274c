"""Numbers as people write them: separators, decimal comma, glued units, marks of censored laboratory values."""

from __future__ import annotations

import re
from typing import Final, Literal, TypeAlias

import polars as pl

from sanhak.table.units import known

Decimal: TypeAlias = Literal[".", ","]

# Longest text after a number that may be a unit: "kcal/(m²·h·°C)" has 14 signs.
_LONGEST_UNIT: Final = 16
# A float holds every whole number of 15 digits; a longer one is a code that a float would silently change.
_TOO_LONG: Final = r"^[+-]?\d{16,}$"
_LEADING_ZERO: Final = r"^0\d+$"
CODES: Final = f"{_LEADING_ZERO}|{_TOO_LONG}"
"""Digits that are a code, not a number: ``0012``, or more digits than a float holds."""

_PLAIN: Final = {
    ".": r"[+-]?(?:\d{1,3}(?:[,' \u00a0\u202f]\d{3})+(?:\.\d*)?|\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?",
    ",": r"[+-]?(?:\d{1,3}(?:[.' \u00a0\u202f]\d{3})+(?:,\d*)?|\d+,?\d*|,\d+)(?:[eE][+-]?\d+)?",
}
_MARK: Final = r"<=|>=|=<|=>|[<>≤≥]"
_CURRENCY: Final = r"₩|US\$|\$|€"
_CELL: Final = {
    decimal: rf"^({_MARK})?\s*({_CURRENCY})?\s*({number})\s*([^\d\s+.,'<>=-].{{0,{_LONGEST_UNIT - 1}}})?$"
    for decimal, number in _PLAIN.items()
}
_COMPILED: Final = {decimal: re.compile(pattern) for decimal, pattern in _CELL.items()}
# Cells that leave no doubt which sign parts the decimals: not three digits behind it, or a zero before it.
SURELY_COMMA: Final = r"^[+-]?(?:\d*,(?:\d{1,2}|\d{4,})|0,\d+|\d{4,},\d+|\d{1,3}(?:\.\d{3})+,\d+)(?:[eE][+-]?\d+)?$"
SURELY_POINT: Final = r"^[+-]?(?:\d*\.(?:\d{1,2}|\d{4,})|0?\.\d+|\d{4,}\.\d+|\d{1,3}(?:,\d{3})+\.\d+)(?:[eE][+-]?\d+)?$"
GROUPED: Final = {".": r"^[+-]?\d{1,3}(?:,\d{3})+(?:\.\d*)?$", ",": r"^[+-]?\d{1,3}(?:\.\d{3})+(?:,\d*)?$"}
"""Whole numbers in groups of three, by decimal sign."""
_WIDE: Final[dict[str, str]] = {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)} | {
    "−": "-",
    "‐": "-",
    "–": "-",
    "\u3000": " ",
}

_WIDE_CODES: Final = {ord(wide): narrow for wide, narrow in _WIDE.items()}


def narrow(texts: pl.Series) -> pl.Series:
    """Full-width digits and signs, and typographic minus signs, as plain ones (``１２．５`` → ``12.5``)."""
    if not texts.str.contains(r"[^\x00-\x7f]").any():
        return texts
    return texts.str.replace_many(list(_WIDE), list(_WIDE.values()))


def read_numbers(texts: pl.Series, decimal: Decimal) -> pl.DataFrame:
    """Cells as numbers.

    Parameters
    ----------
    texts
        Stripped cells, shape (rows,); null for empty ones.
    decimal
        The sign that parts the decimals in this column.

    Returns
    -------
    frame of the same height with ``value`` (Float64, null where the cell is no number), ``mark`` (``<`` or ``>`` for
    a value beyond a limit of detection, else null) and ``unit`` (the known unit glued to the value, else null).
    """
    parts = narrow(texts).str.extract_groups(_CELL[decimal]).struct.unnest()
    parts.columns = ["mark", "currency", "number", "unit"]
    glued = pl.coalesce(pl.col("unit").str.strip_chars(), pl.col("currency"))
    words = parts.select(glued.alias("unit"))["unit"]
    units = {word: known(word) for word in words.drop_nulls().unique().to_list()}
    separators = r"[,' \u00a0\u202f]" if decimal == "." else r"[.' \u00a0\u202f]"
    number = pl.col("number").str.replace_all(separators, "").str.replace(decimal, ".", literal=True)
    return parts.select(
        value=number.cast(pl.Float64, strict=False),
        mark=pl.when(pl.col("mark").str.contains("[<≤]"))
        .then(pl.lit("<"))
        .when(pl.col("mark").is_not_null())
        .then(pl.lit(">")),
        glued=glued,
        unit=glued.replace_strict(units, return_dtype=pl.String) if units else pl.lit(None, pl.String),
    ).select(
        value=pl.when(pl.col("glued").is_null() | pl.col("unit").is_not_null()).then(pl.col("value")),
        mark="mark",
        unit="unit",
    )


def is_number(text: str) -> bool:
    """Whether one cell reads as a number, with either decimal sign; used to tell headers from data."""
    plain = text.translate(_WIDE_CODES)
    for pattern in _COMPILED.values():
        match = pattern.match(plain)
        if match:
            return match[4] is None or known(match[4]) is not None
    return False


def decimal_signs(frame: pl.DataFrame) -> list[Decimal]:
    """The decimal sign of each column.

    A column's own cells decide where they can; ``1,234`` alone follows the columns that leave no doubt, else it is one
    thousand two hundred and thirty-four. A comma before exactly three digits never decides.
    """
    with_comma = frame.select(pl.all().str.contains(",", literal=True).any())
    if frame.width == 0 or not any(with_comma.row(0)):
        return ["."] * frame.width
    commas = frame.select(pl.all().str.contains(SURELY_COMMA).sum()).row(0)
    points = frame.select(pl.all().str.contains(SURELY_POINT).sum()).row(0)
    doubtful: Decimal = "," if any(commas) and not any(points) else "."
    return ["," if comma > point else "." if point else doubtful for comma, point in zip(commas, points, strict=True)]
