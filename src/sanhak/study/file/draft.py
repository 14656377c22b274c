"""A study on its way to a file: values, remarks, and the columns to choose from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from sanhak.study.growing import Growing
from sanhak.study.study import Study
from sanhak.text import Amount, Text, say

_LEVELS_SHOWN: Final = 12


@dataclass(frozen=True, slots=True)
class ColumnSeen:
    """One column of the user's table, as far as a file shows it.

    ``lower`` and ``upper`` are the 5 % and 95 % points of a number column in ``unit``; ``levels`` are the values of a
    category in the order of first appearance.
    """

    name: str
    kind: Text
    unit: str | None = None
    lower: float | None = None
    upper: float | None = None
    levels: tuple[str, ...] = ()

    @property
    def seen(self) -> Text:
        """What was observed, in one line."""
        if self.lower is not None and self.upper is not None:
            ends = {
                name: Amount.within(end, self.lower, self.upper) for name, end in (("a", self.lower), ("b", self.upper))
            }
            return say("{a} to {b} in nine rows of ten", **ends)
        if self.levels:
            return say("levels {levels}", levels=self.levels[:_LEVELS_SHOWN])
        return self.kind


@dataclass(frozen=True, slots=True)
class Draft:
    """A study that need not be complete.

    ``values`` are the fields' values as plain data, without those at their default; ``notes`` are remarks, by field
    or by field and column, as in "guessed from the name; check"; ``columns`` are those of the table, to choose from.
    """

    kind: type[Study]
    values: Mapping[str, Any]
    notes: Mapping[tuple[str, ...], Text] = field(default_factory=dict)
    columns: tuple[ColumnSeen, ...] = ()
    data: str | None = "data.xlsx"
    """The name of the table's file, for the line that says how to go on; None where there is no table."""

    def go_on(self, file: str) -> Text:
        """How to go on once the draft stands in ``file``."""
        verb = command_of(self.kind)
        if self.data is None:
            return say("Fill it in, then: sanhak {verb} {file}", verb=verb, file=file)
        return say("Check and complete, then: sanhak {verb} {file} --data {data}", verb=verb, file=file, data=self.data)


def command_of(kind: type[Study]) -> str:
    """The command that carries a study of this kind out."""
    return "next" if issubclass(kind, Growing) else "run"


def draft_of(study: Study) -> Draft:
    """A complete study as a draft."""
    return Draft(type(study), file_values(study))


def file_values(study: Study) -> dict[str, Any]:
    """A study's fields as plain data, without those that are left at their default."""
    values: dict[str, Any] = study.model_dump(mode="json", exclude_defaults=True)
    return values
