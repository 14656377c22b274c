"""The form of a call: its fields are written once, and are shown, checked, hidden and exported from here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from typing import Any, Self

from sanhak.text import Language


class Kind(StrEnum):
    """What can be filled into a field."""

    LINE = "line"
    TEXT = "text"
    NUMBER = "number"
    MONEY = "money"
    """Whole won."""
    DAY = "day"
    CHOICE = "choice"
    FILE = "file"


class Part(StrEnum):
    """What a field means to the rest of the call; at most one field each, but for amounts and names."""

    NONE = ""
    TITLE = "title"
    AREA = "area"
    """Floors are counted by it."""
    LABORATORY = "laboratory"
    """Caps are counted by it; it makes conflicts."""
    AMOUNT = "amount"
    """What is asked for in the field's ``year``."""
    NAMES = "names"
    """People whom the application names (supervisor, co-authors): they make conflicts."""
    ORGANISATION = "organisation"
    IDENTITY = "identity"
    """Tells who applies, and nothing else: a name, an address, a number of a student."""


HIDDEN = frozenset({Part.LABORATORY, Part.NAMES, Part.ORGANISATION, Part.IDENTITY})
"""Parts that a blind review never shows."""


@dataclass(frozen=True, slots=True)
class FormField:
    """One field; ``title`` and ``help`` by language, ``most`` signs of a text, ``choices`` by key and language."""

    name: str
    title: Mapping[Language, str]
    kind: Kind = Kind.LINE
    part: Part = Part.NONE
    help: Mapping[Language, str] | None = None
    needed: bool = True
    most: int | None = None
    choices: Mapping[str, Mapping[Language, str]] | None = None
    year: int | None = None

    @property
    def hidden(self) -> bool:
        """Whether a blind review leaves it out."""
        return self.part in HIDDEN

    def dump(self) -> dict[str, Any]:
        """As plain data."""
        return asdict(self)

    @classmethod
    def load(cls, given: Mapping[str, Any]) -> Self:
        """From plain data, as :meth:`dump` gives it."""
        values = {part.name: given[part.name] for part in fields(cls) if part.name in given}
        return cls(**values | {"kind": Kind(values["kind"]), "part": Part(values["part"])})


def of_part(form: Sequence[FormField], part: Part) -> tuple[FormField, ...]:
    """The fields that mean this to the call."""
    return tuple(field for field in form if field.part is part)
