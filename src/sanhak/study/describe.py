"""One description of a study kind, read by the command line, the form, the API, the reference page and the grader."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from typing import Any, Final

from pydantic_core import PydanticUndefined

from sanhak.study.study import Area, Study
from sanhak.text import Text, say

_YES_NO: Final = {"true": say("yes"), "false": say("no")}


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
    """One of a few words, or yes and no where the field is a truth value."""
    NUMBER = "number"
    TEXT = "text"
    CONDITIONS = "conditions"
    """Comparisons of columns, such as ``2 * a + b <= 3``, in the language of :mod:`sanhak.table.expression`."""
    STEPS = "steps"
    """Steps of preparation, one after the other."""


def asks(role: Role, **more: Any) -> dict[str, Any]:
    """What a field tells a form besides its type, for the field's ``json_schema_extra``.

    ``unit`` is the unit of its numbers, ``among`` the field whose names are to be chosen from, ``words`` what each
    choice means in plain words, and ``table`` the table whose column is named, where it is not the first. ``first`` is
    set where a form is to ask it before all further settings, though it may be left out. ``holds`` are the kinds that
    its column may have, by which a new study proposes one.
    """
    return {"role": role, **more}


class Part(StrEnum):
    """What part a field's columns play in the question; it decides which columns a new study proposes for it.

    The values are the names that such fields have in every kind of study.
    """

    CONTROL = "controls"
    """What the user can set."""
    FACTOR = "factors"
    """What is varied on purpose from run to run."""
    RAISE = "maximize"
    """The outcome to bring up."""
    LOWER = "minimize"
    """The outcome to bring down."""
    LIMITED = "keep"
    """Outcomes that must keep a limit."""
    CONTEXT = "context"
    """Measured, but not to be set."""


@dataclass(frozen=True, slots=True)
class FieldDescription:
    """One field of a study: all that a form needs to ask for it.

    ``lower`` and ``upper`` bound the number, or each number of a mapping, in ``unit``; ``choices`` are the words known
    (``true`` and ``false`` for a truth value, where ``truth`` is set). ``pairs`` is set where each column has a value,
    ``levels`` where levels of a category may stand in place of limits, ``numbers`` where several numbers may,
    ``limits`` where a lower and an upper limit may, ``optional`` where no value has a meaning too. ``among`` is the
    field whose names are to be chosen from; ``table`` the table whose column is named, where it is not the first.
    ``takes`` are the JSON types of a value, as in ``number`` or ``string``, and ``words`` the choices in plain words.
    A form asks ``first`` what it asks before all further settings though it may be left out; ``holds`` are the kinds
    that its column may have, where a new study proposes one by its kind.
    """

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
    part: Part | None = None
    truth: bool = False
    pairs: bool = False
    levels: bool = False
    numbers: bool = False
    optional: bool = False
    among: str | None = None
    table: str | None = None
    limits: bool = False
    takes: frozenset[str] = frozenset()
    words: Mapping[str, Text] = field(default_factory=dict)
    first: bool = False
    holds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class KindDescription:
    """One study kind: its question, its tables (those needed, and those that may be given) and its fields."""

    kind: str
    title: Text
    question: Text
    tables: Mapping[str, Text]
    fields: tuple[FieldDescription, ...]
    optional: Mapping[str, Text]

    def __getitem__(self, name: str) -> FieldDescription:
        """The field of this name.

        Raises
        ------
        KeyError
            If the kind has no such field.
        """
        for part in self.fields:
            if part.name == name:
                return part
        raise KeyError(name)

    @property
    def names(self) -> tuple[str, ...]:
        """The fields' names in order."""
        return tuple(part.name for part in self.fields)


def area_title(area: Area) -> Text:
    """The title of a business area, to be spoken in either language."""
    return Text(area.title)


@cache
def describe(kind: type[Study]) -> KindDescription:
    """Everything a face needs to know of a study kind. Fields that are not part of the file are left out."""
    schema = kind.model_json_schema()
    fields = tuple(
        _field(kind, name, schema["properties"][name], schema.get("$defs", {}))
        for name, info in kind.model_fields.items()
        if info.exclude is not True
    )
    tables, optional = ({name: Text(rows) for name, rows in named.items()} for named in (kind.tables, kind.optional))
    # A reader meets the question first: what a family of kinds shares, then a kind's own, then what else it inherits.
    family = kind.__bases__[-1]
    shared = family.model_fields.keys() - Study.model_fields.keys() if issubclass(family, Study) else set()
    own = kind.__annotations__
    rank = {part.name: 0 if part.name in shared else 1 if part.name in own else 2 for part in fields}
    ordered = tuple(sorted(fields, key=lambda part: (part.role is Role.STEPS, rank[part.name])))
    return KindDescription(kind.kind, Text(kind.title), Text(kind.question), tables, ordered, optional)


def _field(kind: type[Study], name: str, schema: Mapping[str, Any], shared: Mapping[str, Any]) -> FieldDescription:
    info = kind.model_fields[name]
    default = info.get_default(call_default_factory=True, validated_data={})
    forms = tuple(_forms(schema, shared))
    truth = any(form.get("type") == "boolean" for form in forms)
    return FieldDescription(
        name=name,
        title=Text(info.title or name),
        help=Text(info.description or ""),
        role=Role(schema["role"]),
        required=info.is_required(),
        default=None if default is PydanticUndefined else default,
        unit=schema.get("unit"),
        lower=_first(forms, "minimum", "exclusiveMinimum"),
        upper=_first(forms, "maximum", "exclusiveMaximum"),
        choices=("true", "false") if truth else tuple(choice for form in forms for choice in _choices(form)),
        part=Part(name) if name in set(Part) else None,
        truth=truth,
        pairs=any(form.get("type") == "object" for form in forms),
        levels=any(form.get("type") == "array" and form.get("items") == {"type": "string"} for form in forms),
        numbers=any(form.get("type") == "array" and form.get("items") == {"type": "number"} for form in forms),
        among=schema.get("among"),
        table=schema.get("table"),
        limits=any("prefixItems" in form for form in forms),
        takes=frozenset(form["type"] for form in forms if form.get("type") not in (None, "array", "object")),
        first=bool(schema.get("first")),
        holds=tuple(schema.get("holds", ())),
        words=_YES_NO if truth else {choice: Text(words) for choice, words in schema.get("words", {}).items()},
        optional=any(form.get("type") == "null" for form in forms if form is not schema),
    )


def _forms(schema: Mapping[str, Any], shared: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The schema itself and every alternative in it: ``X | None``, a named enumeration, the values of a mapping."""
    yield schema
    if "$ref" in schema:
        yield from _forms(shared[schema["$ref"].rsplit("/", 1)[-1]], shared)
    for part in (*schema.get("anyOf", ()), *schema.get("allOf", ())):
        yield from _forms(part, shared)
    if isinstance(schema.get("additionalProperties"), Mapping):
        yield from _forms(schema["additionalProperties"], shared)


def _first(forms: tuple[Mapping[str, Any], ...], *keys: str) -> float | None:
    return next((form[key] for form in forms for key in keys if key in form), None)


def _choices(form: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(form.get("enum", (form["const"],) if "const" in form else ()))
