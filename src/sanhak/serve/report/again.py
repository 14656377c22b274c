"""How to get an answer again: the study file, the command and the Python lines with the study's own values."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from sanhak.areas import areas
from sanhak.study.answer import Provenance
from sanhak.study.describe import describe
from sanhak.study.study import Area, Study
from sanhak.text import Text


@dataclass(frozen=True, slots=True)
class Again:
    """Three texts to copy: the study file, the command that reads it, and the same in Python (empty if unknown)."""

    file: str
    command: str
    python: str


def again(origin: Provenance) -> Again:
    """The texts for an answer of this provenance; only values that differ from the kind's defaults are written."""
    area = _area(origin.kind)
    kind = _study(area, origin.kind)
    given = _given(origin.study, kind)
    lines = [
        f"study: {origin.kind}",
        *(f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in given.items()),
    ]
    python = _python(origin, area.name, kind.__name__, given) if area is not None and kind is not None else ""
    return Again("\n".join(lines), _command(origin), python)


def title_of(kind: str) -> Text:
    """The title of a study kind; the kind itself where this installation does not know it."""
    known = _study(_area(kind), kind)
    return Text("{kind}", {"kind": kind}) if known is None else describe(known).title


def _area(kind: str) -> Area | None:
    return next((area for area in areas() if area.name == kind.split(".", maxsplit=1)[0]), None)


def _study(area: Area | None, kind: str) -> type[Study] | None:
    name = kind.split(".", maxsplit=1)[-1]
    return area.study(name) if area is not None and name in area.studies else None


def _given(study: Mapping[str, Any], kind: type[Study] | None) -> dict[str, Any]:
    if kind is None:
        return dict(study)
    defaults = {part.name: part.default for part in describe(kind).fields if not part.required}
    return {
        name: value for name, value in study.items() if name not in defaults or _plain(defaults[name]) != _plain(value)
    }


def _plain(value: Any) -> Any:
    """A value as it stands in a study file, where tuples are lists and keys are text."""
    return json.loads(json.dumps(value, ensure_ascii=False, default=str))


def _command(origin: Provenance) -> str:
    files = [_quoted(_file(facts)) for facts in origin.data.values()]
    names = list(origin.data)
    given = files if _single(origin) else [f"{name}={file}" for name, file in zip(names, files, strict=True)]
    seed = f" --seed {origin.seed}" if origin.seed else ""
    return "sanhak run study.yaml" + "".join(f" --data {file}" for file in given) + seed


def _single(origin: Provenance) -> bool:
    """Whether there was one table, the one that a study takes a single table for."""
    kind = _study(_area(origin.kind), origin.kind)
    mains = () if kind is None else (*kind.tables, *kind.optional)[:1]
    return len(origin.data) == 1 and (not mains or mains[0] in origin.data)


def _file(facts: Mapping[str, Any]) -> str:
    """The file that a table came from; a table that never was a file stands for one under a name to be replaced."""
    name = str(facts["name"])
    return name if PurePath(name).suffix else "data.xlsx"


def _quoted(word: str) -> str:
    """A word as every shell takes it: bare where nothing in it is special, otherwise quoted."""
    if re.fullmatch(r"[\w./:\\+,=@%-]+", word):
        return word
    return shlex.quote(word) if re.search(r"[\"$`\\!]", word) else f'"{word}"'


def _python(origin: Provenance, area: str, kind: str, given: Mapping[str, Any]) -> str:
    fields = "".join(f"\n    {name}={_literal(value)}," for name, value in given.items())
    lines = [f"from sanhak import {'Table, ' if origin.data else ''}{area}", ""]
    if _single(origin):
        lines += [f"table = {_read(facts)}{_remark(facts)}" for facts in origin.data.values()]
    elif origin.data:
        tables = [f"    {name!r}: {_read(facts)},{_remark(facts)}" for name, facts in origin.data.items()]
        lines += ["table = {", *tables, "}"]
    lines.append(f"study = {area}.{kind}({fields}\n)")
    asked = ["table"] if origin.data else []
    if origin.seed:
        lines.insert(1, "from sanhak.run import Run")
        asked.append(f"run=Run(seed={origin.seed})")
    lines.append(f"answer = study.solve({', '.join(asked)})")
    return "\n".join(lines)


def _read(facts: Mapping[str, Any]) -> str:
    sheet = f", sheet={_literal(facts['sheet'])}" if facts.get("sheet") else ""
    return f"Table.read({_literal(_file(facts))}{sheet})"


def _remark(facts: Mapping[str, Any]) -> str:
    return "" if _file(facts) == facts["name"] else f"  # {facts['name']}"


def _literal(value: Any) -> str:
    """Plain data as Python, pairs as tuples, whole numbers without a point."""
    match value:
        case dict():
            return "{" + ", ".join(f"{_literal(key)}: {_literal(part)}" for key, part in value.items()) + "}"
        case [_]:
            return f"({_literal(value[0])},)"
        case list() | tuple():
            return "(" + ", ".join(map(_literal, value)) + ")"
        case float() if value.is_integer():
            return str(int(value))
        case str():
            return json.dumps(value, ensure_ascii=False)
        case _:
            return repr(value)
