"""What is known of one column: its kind, unit and bounds."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """What the values of a column are; it decides how they are checked, encoded and shown."""

    NUMBER = "number"
    CATEGORY = "category"
    ORDINAL = "ordinal"
    DATE = "date"
    MOLECULE = "molecule"
    FORMULA = "formula"
    TEXT = "text"
    IDENTIFIER = "identifier"


@dataclass(frozen=True, slots=True)
class Column:
    """The facts about one column.

    ``unit`` is a unit that :mod:`sanhak.table.units` knows, written as it is to be read (``°C``, ``kPa``, ``%``);
    None for no unit. ``lower`` and ``upper`` are physical bounds of the values in that unit (a yield within 0–100 %),
    None where nothing is known. ``levels`` are the ordered values of an ordinal column.
    """

    name: str
    kind: Kind = Kind.NUMBER
    unit: str | None = None
    lower: float | None = None
    upper: float | None = None
    levels: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """Name with unit: ``T_jacket [°C]``."""
        return f"{self.name} [{self.unit}]" if self.unit else self.name

    def with_(self, **facts: Any) -> Column:
        """The same column with other facts."""
        return replace(self, **facts)
