"""One cell of a form: how a value is written into it, and how what people type or paste is read.

A cell is read leniently and written so that it reads back to the very same value. A text that would read as something
else (a level called ``7`` where a number may stand, a name with a blank at its end) is written in quotation marks with
the escapes of JSON.
"""

from __future__ import annotations

import json
import math
import re
import unicodedata
from collections.abc import Sequence
from typing import Any, Final

_NUMBER: Final = re.compile(r"([-+]?)\s*(∞|inf|\d[\d.,' ]*|[.,]\d+)(?:[eE]([-+]?\d{1,3})(?![\w.]))?\s*(.*)", re.DOTALL)
_THOUSANDS: Final = re.compile(r"[1-9]\d{0,2}(?:([,. '])\d{3})(?:\1\d{3})*")
_QUOTED: Final = re.compile(r'"(?:[^"\\]|\\.)*"')
_MINUS: Final = str.maketrans({"−": "-", "–": "-", "’": "'"})


def number_of(cell: str) -> tuple[float, str] | None:
    """The number in a cell and the unit behind it, empty where there is none; None where the cell is no number."""
    said = _NUMBER.fullmatch(unicodedata.normalize("NFKC", cell).translate(_MINUS).strip())
    if said is None:
        return None
    sign, digits, power, unit = said.groups()
    plain = "inf" if digits in ("∞", "inf") else _plain(digits.rstrip(" '"))
    if plain is None or (unit and unit[0] in "_+-.,<>=*/^'\"~"):
        return None
    value = float(f"{sign}{plain}" + (f"e{power}" if power and plain != "inf" else ""))
    return (value, unit.strip()) if math.isfinite(value) or plain == "inf" else None


def _plain(digits: str) -> str | None:
    """Digits with a point for the decimal sign; None where separators stand as in no number."""
    sign = _decimal_sign(digits)
    head, tail = digits.rsplit(sign, 1) if sign else (digits, "")
    if not re.fullmatch(r"\d*", head) and not _THOUSANDS.fullmatch(head):
        return None
    if not re.fullmatch(r"\d*", tail) or not (head or tail):
        return None
    return f"{re.sub(r'[^0-9]', '', head) or '0'}.{tail or '0'}"


def _decimal_sign(digits: str) -> str:
    """The last of two different marks, a single point, or a comma that does not part thousands; else empty."""
    last = max(",.", key=digits.rfind)
    if "," in digits and "." in digits:
        return last
    if digits.count(last) == 1 and (last == "." or not _THOUSANDS.fullmatch(digits)):
        return last
    return ""


def shown_number(value: float) -> str:
    """A number as it stands in a cell: every digit, no separators."""
    if isinstance(value, float) and math.isinf(value):
        return "∞" if value > 0 else "-∞"
    return repr(value).removesuffix(".0")


def text_of(cell: str) -> str:
    """The text in a cell, without blanks at its ends; what stands in quotation marks as a whole is taken as it is."""
    bare = cell.strip()
    if _QUOTED.fullmatch(bare):
        try:
            return str(json.loads(bare))
        except ValueError:
            return bare
    return bare


def is_quoted(cell: str) -> bool:
    """Whether the cell says that it is a text, whatever it looks like."""
    return text_of(cell) != cell.strip()


def shown_text(text: str, *, or_number: bool = False, with_unit: bool = False) -> str:
    """A text as it stands in a cell; with ``or_number`` in one that may hold a number as well, even ``with_unit``."""
    said = number_of(text) if or_number else None
    plain = text.isprintable() and text != "" and text_of(text) == text
    return text if plain and (said is None or (said[1] and not with_unit)) else json.dumps(text)


def shown(value: Any, *, or_number: bool = True, with_unit: bool = False) -> str:
    """Any single value as it stands in a cell; nothing for none."""
    match value:
        case None:
            return ""
        case bool():
            return str(value).lower()
        case int() | float():
            return shown_number(value)
        case _:
            return shown_text(str(value), or_number=or_number, with_unit=with_unit)


def listed(cell: str, separators: str = ",;\n\t") -> tuple[str, ...]:
    """The cells of a list in one cell, each still as it was typed; empty ones are passed over."""
    marks = re.escape(separators)
    parts = re.findall(rf'\s*(?:("(?:[^"\\]|\\.)*")\s*(?=[{marks}]|$)|([^{marks}]*))(?:[{marks}]|$)', cell)
    return tuple(found for quoted, bare in parts if (found := quoted or bare.strip()))


def shown_list(values: Sequence[Any], *, or_number: bool, separator: str = ", ") -> str:
    """Several values in one cell, as :func:`listed` takes them apart."""
    marks = ",;\n\t" if separator == ", " else separator
    cells = [(value, shown(value, or_number=or_number)) for value in values]
    return separator.join(cell if listed(cell, marks) == (cell,) else json.dumps(str(value)) for value, cell in cells)
