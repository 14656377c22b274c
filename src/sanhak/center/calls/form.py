"""The form of a call: its fields are written once, and are shown, checked, hidden and exported from here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from typing import Any, Final, Self

from sanhak.text import Language, Text, say


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
    """What a field means beyond its words; at most one field each, but for amounts and names.

    Those from ``PROBLEM`` on are filled from a problem that is handed in, and go over into the project.
    """

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
    PROBLEM = "problem"
    """What goes wrong; it becomes the question of a project."""
    DATA = "data"
    VALUE = "value"
    GOAL = "goal"
    INDICATOR = "indicator"
    """The one number that a project is judged by, its unit in brackets."""
    START = "start"
    TARGET = "target"
    OVERHEAD = "overhead"
    """Overheads that the amounts include, in % of the direct costs."""
    DELIVERABLES = "deliverables"
    """Lines such as ``2027-06-30: interim report``."""
    COURSE = "course"
    """The course of study, by which the support of a scholarship differs."""
    BEGINS = "begins"
    """The day on which what is applied for would begin."""


PARTS: Final[Mapping[Part, Text]] = {
    Part.NONE: say("nothing in particular"),
    Part.TITLE: say("title of the application"),
    Part.AREA: say("area, by which floors are counted"),
    Part.LABORATORY: say("laboratory, by which caps are counted"),
    Part.AMOUNT: say("amount asked for in a year"),
    Part.NAMES: say("people who are named"),
    Part.ORGANISATION: say("organisation that applies"),
    Part.IDENTITY: say("who applies"),
    Part.PROBLEM: say("what goes wrong"),
    Part.DATA: say("data that there are"),
    Part.VALUE: say("value that is expected"),
    Part.GOAL: say("goal of the project"),
    Part.INDICATOR: say("indicator of the project"),
    Part.START: say("indicator today"),
    Part.TARGET: say("indicator at the end"),
    Part.OVERHEAD: say("overheads in % of the direct costs"),
    Part.DELIVERABLES: say("deliverables with their days"),
    Part.COURSE: say("course of study, by which support differs"),
    Part.BEGINS: say("day on which support begins"),
}
"""What a field can mean to the call."""
KINDS: Final[Mapping[Kind, Text]] = {
    Kind.LINE: say("a line of text"),
    Kind.TEXT: say("a longer text"),
    Kind.NUMBER: say("a number"),
    Kind.MONEY: say("an amount in won"),
    Kind.DAY: say("a day"),
    Kind.CHOICE: say("one of several answers"),
    Kind.FILE: say("a file"),
}
"""What can be filled into a field."""
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


def told(words: Mapping[Language, str] | None, language: Language) -> str:
    """What is said in a language; in the other one where this is missing."""
    said = words or {}
    return said.get(language) or next((text for text in said.values() if text), "")
