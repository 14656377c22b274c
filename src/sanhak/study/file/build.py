"""From the values in a file to a study: each field checked, every remark told at once, in the reader's words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from pydantic import ValidationError

from sanhak.finding import Finding, Refusal, near
from sanhak.study.describe import FieldDescription, KindDescription, Role, describe
from sanhak.study.file.node import Node
from sanhak.study.findings import (
    FieldMissing,
    FieldsDisagree,
    KindMissing,
    NotAChoice,
    OutsideBounds,
    UnknownField,
    UnknownKind,
    WrongValue,
)
from sanhak.study.study import Study
from sanhak.text import Text, say

_NAMES: Final = (Role.COLUMN, Role.TEXT, Role.CHOICE)
_LISTS: Final = (Role.CONDITIONS,)
TRUTHS: Final = {"true": True, "yes": True, "예": True, "false": False, "no": False, "아니요": False}
"""What people write for yes and no."""
BOUNDS: Final = ("greater_than", "greater_than_equal", "less_than", "less_than_equal")
"""What Pydantic calls a bound that is not kept."""
_SHOWN: Final = 60


def study_of(
    root: Node,
    kinds: Mapping[str, type[Study]],
    path: str,
    shape: Callable[[Node, FieldDescription], Node] = lambda node, _part: node,
) -> Study:
    """The study that the file asks for; ``shape`` turns a value as the file lays it out into what the field expects.

    Raises
    ------
    Refusal
        S009–S016, all remarks at once; D-codes of the kind itself.
    """
    fields: dict[str, Node] = dict(root.value) if isinstance(root.value, dict) else {}
    kind = _kind(fields.pop("study", None), kinds, path)
    known = describe(kind)
    findings = list(_unknown(fields, known, path))
    values = {part.name: _value(shape(fields[part.name], part), part) for part in known.fields if part.name in fields}
    given = {name: value for name, value in values.items() if value is not None or known[name].optional}
    missing = [part for part in known.fields if part.required and given.get(part.name) is None]
    findings += [FieldMissing(path=path, name=part.name, title=part.title, help=part.help) for part in missing]
    if findings:
        raise Refusal(*findings)
    try:
        return kind.model_validate(given)
    except ValidationError as error:
        raise Refusal(*_findings(error, known, root, path)) from None


def _kind(node: Node | None, kinds: Mapping[str, type[Study]], path: str) -> type[Study]:
    name = None if node is None else node.text
    if not name:
        raise Refusal(KindMissing(path=path, known=tuple(kinds)))
    if name not in kinds:
        raise Refusal(UnknownKind(kind=name, near=near(name, kinds)))
    return kinds[name]


def _unknown(fields: Mapping[str, Node], kind: KindDescription, path: str) -> Iterator[Finding]:
    for name, node in fields.items():
        if name not in kind.names:
            yield UnknownField(
                path=path, line=node.line, name=name, kind=kind.kind, near=near(name, kind.names), known=kind.names
            )


def _value(node: Node, part: FieldDescription) -> Any:
    """The field's value as plain data: names as they were written, truth values from their words."""
    if part.truth and node.text is not None:
        return TRUTHS.get(node.text.lower(), node.text)
    if part.role in _LISTS:
        return node.names if isinstance(node.value, tuple) else [node.names]
    if part.role in _NAMES:
        return node.names
    if part.role is Role.COLUMNS and not part.pairs:
        return node.names
    if part.role is Role.STEPS and isinstance(node.value, dict):
        return [node.plain]
    if part.role is Role.RANGES and isinstance(node.value, dict):
        return {column: _limits(inner) for column, inner in node.value.items()}
    return node.plain


def _limits(node: Node) -> Any:
    """Two limits, or levels as they were written as soon as one of them is a word."""
    if isinstance(node.value, tuple) and any(isinstance(part.value, str) for part in node.value):
        return node.names
    return node.plain


def _findings(error: ValidationError, kind: KindDescription, root: Node, path: str) -> list[Finding]:
    """One finding for each field, or column of a field, that Pydantic refused."""
    found: dict[tuple[str | int, ...], Finding] = {}
    for detail in error.errors(include_url=False):
        place = detail["loc"][:2] if isinstance(detail["loc"][1:2], tuple) else detail["loc"]
        finding = _finding(dict(detail), kind, root, path)
        found.setdefault(place, finding)
    return list(found.values())


def _finding(detail: Mapping[str, Any], kind: KindDescription, root: Node, path: str) -> Finding:
    if not detail["loc"]:
        return FieldsDisagree(path=path, because=str(detail["msg"]).removeprefix("Value error, "))
    part = kind[str(detail["loc"][0])]
    place = tuple(detail["loc"])
    node = root.at(place)
    name = part.name if len(place) == 1 or not isinstance(place[1], str) else f"{part.name}, {place[1]}"
    given = detail["input"]
    if detail["type"] in BOUNDS and isinstance(given, int | float):
        return OutsideBounds(path=path, name=name, line=node.line, given=given, bound=bound_of(detail))
    if part.choices and isinstance(given, str):
        choices = tuple(map(str, part.choices))
        return NotAChoice(path=path, name=name, line=node.line, given=given, choices=choices, near=near(given, choices))
    if detail["type"] == "value_error":
        return FieldsDisagree(path=path, because=f"{name}: {detail['ctx']['error']}")
    shown = str(given)
    shown = shown if len(shown) <= _SHOWN else f"{shown[: _SHOWN - 1]}…"
    return WrongValue(
        path=path, name=name, line=node.line, given=shown, expected=_expected(part, nested=len(place) > 1)
    )


def bound_of(detail: Mapping[str, Any]) -> Text:
    """The bound that a detail of a Pydantic error says is not kept, in words."""
    (limit,) = (value for key, value in detail["ctx"].items() if key in ("gt", "ge", "lt", "le"))
    match detail["type"]:
        case "greater_than":
            return say("above {limit}", limit=limit)
        case "greater_than_equal":
            return say("at least {limit}", limit=limit)
        case "less_than":
            return say("below {limit}", limit=limit)
        case _:
            return say("at most {limit}", limit=limit)


def _expected(part: FieldDescription, *, nested: bool) -> Text:  # noqa: C901, PLR0911 - a table of cases
    """What the field, or one column's place in it, wants to see."""
    match part.role:
        case Role.COLUMN:
            return say("the name of one column")
        case Role.COLUMNS if part.pairs:
            return (
                say("a number or a word")
                if nested
                else say("columns, each with a value, as in {example}", example="{feed: 20}")
            )
        case Role.COLUMNS:
            return say("names of columns, as in {example}", example="[feed, lot]")
        case Role.RANGES if nested and not part.levels:
            return say("a lower and an upper limit, as in {example}", example="[null, 95]")
        case Role.RANGES if nested:
            return say(
                "a lower and an upper limit, as in {example}, or levels, as in {levels}",
                example="[60, 95]",
                levels="[A, B]",
            )
        case Role.RANGES:
            return say("columns, each with its limits, as in {example}", example="{T_jacket: [60, 95]}")
        case Role.AMOUNTS if not nested:
            return say("columns, each with a number, as in {example}", example="{T_jacket: 5}")
        case Role.NUMBER | Role.AMOUNTS:
            return say("a number without unit and separators, as in {example}", example="1200.5")
        case Role.CONDITIONS:
            return say("conditions, as in {example}", example="[2 * a + b <= 3]")
        case Role.STEPS:
            return say("steps, one below the other, as in {example}", example="- where: load > 50 %")
        case Role.CHOICE:
            return say("one of {choices}", choices=part.choices)
        case _:
            return say("a text")
