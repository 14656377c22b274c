"""What a kind of study says of its values, told of the cells that they came from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from pydantic import ValidationError

from sanhak.finding import Finding, Refusal
from sanhak.serve.form.findings import (
    BeyondBounds,
    DoesNotFit,
    FieldEmpty,
    FieldsContradict,
    LineUnfinished,
    NoSuchChoice,
    NotWhole,
)
from sanhak.study.describe import FieldDescription, KindDescription, Role, describe
from sanhak.study.file.build import BOUNDS, bound_of

if TYPE_CHECKING:
    from sanhak.study import Study

_SHOWN: Final = 60
_ENDS: Final = ("lower", "upper")


def judged(
    kind: type[Study], values: Mapping[str, Any], places: Mapping[tuple[str | int, ...], str]
) -> tuple[Study | None, list[tuple[str, Finding]]]:
    """The study of these values, or None; and the remarks on them, each with the name of its cell.

    ``places`` are the cells of columns and items by field and name or number.
    """
    try:
        return kind.model_validate(values), []
    except ValidationError as error:
        description = describe(kind)
        found: dict[tuple[str | int, ...], tuple[str, Finding]] = {}
        for detail in error.errors(include_url=False):
            told = _told(dict(detail), description, places)
            found.setdefault(detail["loc"][:2], told)
        return None, list(found.values())
    except Refusal as refusal:
        return None, [(_place(finding, places), finding) for finding in refusal.findings]


def _place(finding: Finding, places: Mapping[tuple[str | int, ...], str]) -> str:
    """The first line whose column or step the finding names; empty for a finding that names none."""
    named = {value for value in finding.params.values() if isinstance(value, str)}
    line = next((name for (_, *key), name in places.items() if key and key[0] in named), "")
    return line if not line or line.endswith(".step") else f"{line}.column"


def _told(
    detail: Mapping[str, Any], kind: KindDescription, places: Mapping[tuple[str | int, ...], str]
) -> tuple[str, Finding]:
    place: tuple[str | int, ...] = tuple(detail["loc"])
    if not place:
        return "", FieldsContradict(because=str(detail["msg"]).removeprefix("Value error, "))
    part = kind[str(place[0])]
    if len(place) == 1:
        return part.name, _finding(detail, part, "")
    line = places.get(place[:2], "")
    return _cell(part, place, line), _finding(detail, part, str(place[1]))


def _cell(part: FieldDescription, place: tuple[str | int, ...], line: str) -> str:
    """The cell of a line that a remark belongs to."""
    if not line or part.role is Role.STEPS:
        return line or part.name
    if part.role is not Role.RANGES:
        return f"{line}.value" if part.pairs else f"{line}.column"
    end = place[-1]
    tuple_meant = part.limits and isinstance(end, int) and end < len(_ENDS) and "list" not in str(place[-2])
    return (
        f"{line}.{_ENDS[end]}"
        if tuple_meant and isinstance(end, int)
        else f"{line}.{'lower' if part.limits else 'levels'}"
    )


def _finding(detail: Mapping[str, Any], part: FieldDescription, column: str) -> Finding:
    given, kind = detail["input"], detail["type"]
    shown = str(given) if len(str(given)) <= _SHOWN else f"{str(given)[: _SHOWN - 1]}…"
    if kind == "missing" or (not column and (given is None or kind in ("too_short", "missing"))):
        return FieldEmpty(title=part.title, help=part.help)
    if given is None or given == [] or kind == "too_short":
        return LineUnfinished(column=column)
    if kind in BOUNDS and isinstance(given, int | float):
        return BeyondBounds(given=given, bound=bound_of(detail))
    if kind == "literal_error":
        return NoSuchChoice(given=shown, choices=tuple(part.words.values()))
    if kind == "int_from_float":
        return NotWhole(given=given)
    if kind == "value_error":
        return FieldsContradict(because=str(detail["ctx"]["error"]))
    return DoesNotFit(title=part.title, given=shown, help=part.help)
