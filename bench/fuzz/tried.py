"""One input is given to a reader: it comes back as read or refused, and anything else is raised."""

from __future__ import annotations

import math
import zlib
from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import partial
from pathlib import Path
from random import Random
from typing import Any, Final

import polars as pl
from corpus import plant

from sanhak.areas import areas
from sanhak.finding import Finding, Refusal
from sanhak.study.file import read_study, write_study
from sanhak.table import Kind, Table
from sanhak.table.expression import Expression
from sanhak.table.read import read_bytes, read_text
from sanhak.table.read.build import Stated

_KINDS: Final = {f"{area.name}.{name}": area.study(name) for area in areas() for name in area.studies}
_UNITS: Final = ("°C", "kg/h", "%", "", "furlong")


def _told(findings: tuple[Finding, ...]) -> None:
    """What is found can be said in both languages and stored."""
    for finding in findings:
        finding.render("ko")
        finding.render("en")
        Finding.load(finding.dump())


def _refused(act: Callable[[], object]) -> bool:
    """Whether a reader refused, in words that can be said."""
    refused: Refusal | None = None
    try:
        act()
    except Refusal as refusal:
        refused = refusal
    if refused is None:
        return False
    assert refused.findings
    _told(refused.findings)
    return True


def _sound(table: Table) -> Table:
    assert len(table) > 0
    _told(table.findings)
    for column in table.of_kind(Kind.NUMBER):
        values = table.frame[column.name]
        assert values.is_finite().all() in (True, None), f"{column.name} holds what is no number"
    return table


def _stated(pick: Random, table: Table) -> Stated:
    """Something that a user may state about this table, sensible or not."""
    names = [*table.names, "x"]

    def maybe(share: float) -> str | None:
        return pick.choice(names) if pick.random() < share else None

    return Stated(
        {pick.choice(names[:-1]): pick.choice(_UNITS)} if pick.random() < 0.2 else {},
        {name: pick.choice(list(Kind)) for name in names[:-1] if pick.random() < 0.3},
        maybe(0.3),
        maybe(0.2),
        maybe(0.2),
        pick.choice((None, None, "long", "wide")),
        pick.choice((None, None, timedelta(0), timedelta(hours=1), timedelta.max)),
    )


def _table(data: bytes) -> bool:
    """A table by what the file contains; then again with something stated about it, or as pasted text."""
    pick = Random(zlib.crc32(data))  # noqa: S311 - no cryptography here
    tables: list[Table] = []
    if _refused(lambda: tables.append(_sound(read_bytes(data, "x")))):
        return True
    if pick.random() < 0.3:
        stated = _stated(pick, tables[0])
        sheet = pick.choice((None, None, 0, 1))
        _refused(lambda: _sound(read_bytes(data, "x", stated, sheet)))
    if pick.random() < 0.1:
        _refused(lambda: _sound(read_text(data.decode("utf-8", "surrogateescape"))))
    return False


def _expression(data: bytes, columns: Mapping[str, Any], frame: pl.DataFrame) -> bool:
    text = data.decode("utf-8", "surrogatepass" if len(data) % 2 else "replace")
    read: list[Expression] = []
    if _refused(lambda: read.append(Expression.parse(text))):
        return True
    (made,) = read
    assert Expression.parse(str(made)) == made, f"{made} reads back as another"
    pick = Random(zlib.crc32(data))  # noqa: S311 - no cryptography here
    time, asset = pick.choice(("time", "time", "end", None)), pick.choice((None, None, "grade"))
    return _refused(lambda: _worked_out(made, columns, frame, time, asset))


def _worked_out(
    made: Expression, columns: Mapping[str, Any], frame: pl.DataFrame, time: str | None, asset: str | None
) -> None:
    plan = made.plan(columns, time, asset)
    values = frame.with_columns(result=plan.expr, lost=plan.lost)["result"]
    if plan.kind is Kind.NUMBER:
        assert values.dtype == pl.Float64
        assert all(value is None or math.isfinite(value) for value in values.to_list()), "not finite"


def _study(data: bytes, folder: Path) -> bool:
    path = folder / "tried"
    path.write_bytes(data)

    def act() -> None:
        study = read_study(path, _KINDS)
        for ending in (".yaml", ".json", ".xlsx"):
            write_study(study, folder / f"again{ending}")

    return _refused(act)


def triers(folder: Path) -> Mapping[str, Callable[[bytes], bool]]:
    """For each target what tries one input and says whether it was refused."""
    columns, frame = plant()
    return {
        **dict.fromkeys(("text", "workbook", "export", "damaged", "typed", "atheris"), _table),
        "expression": partial(_expression, columns=columns, frame=frame),
        "study": partial(_study, folder=folder),
    }
