"""One description of a study kind, read by the command line, the form, the API, the reference page and the grader."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from pydantic_core import PydanticUndefined

from sanhak.study.study import Study
from sanhak.text import Text


class Role(StrEnum):
    """What a field asks of the reader; it decides how the field is filled from a table and shown in a form."""

    COLUMN = "column"
    """One column of the table."""
    COLUMNS = "columns"
    """Several columns, or a mapping from column to value."""
    RANGES = "ranges"
    """A mapping from column to lower and upper limit, or to the allowed levels of a category."""
    AMOUNTS = "amounts"
    """A mapping from column to a number."""
    CHOICE = "choice"
    NUMBER = "number"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class FieldDescription:
    """One field of a study: all that a form needs to ask for it."""

    name: str
    title: Text
    help: Text
    role: Role
    required: bool
    default: Any
    unit: str | None
    lower: float | None
    upper: float | None
    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KindDescription:
    """One study kind: its question, its tables and its fields."""

    kind: str
    title: Text
    question: Text
    tables: Mapping[str, Text]
    fields: tuple[FieldDescription, ...]


def describe(kind: type[Study]) -> KindDescription:
    """Everything a face needs to know of a study kind. Fields that are not part of the file are left out."""
    properties = kind.model_json_schema()["properties"]
    fields = tuple(
        _field(kind, name, properties[name]) for name, info in kind.model_fields.items() if info.exclude is not True
    )
    tables = {name: Text(rows) for name, rows in kind.tables.items()}
    return KindDescription(kind.kind, Text(kind.title), Text(kind.question), tables, fields)


def _field(kind: type[Study], name: str, schema: Mapping[str, Any]) -> FieldDescription:
    info = kind.model_fields[name]
    default = None if info.is_required() or info.default is PydanticUndefined else info.default
    return FieldDescription(
        name=name,
        title=Text(info.title or name),
        help=Text(info.description or ""),
        role=Role(schema["role"]),
        required=info.is_required(),
        default=default if info.default_factory is None else info.get_default(call_default_factory=True),
        unit=schema.get("unit"),
        lower=schema.get("minimum", schema.get("exclusiveMinimum")),
        upper=schema.get("maximum", schema.get("exclusiveMaximum")),
        choices=tuple(schema.get("enum", ())),
    )
