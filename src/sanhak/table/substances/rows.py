"""The table of substances as text: one row a substance, read and written in the columns of the shipped file."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping
from typing import Final

from sanhak.finding import Finding, Refusal, near
from sanhak.table.substances.findings import NotAPhysicalValue, OwnTableNotRead
from sanhak.table.substances.substance import Substance
from sanhak.text import say

COLUMNS: Final = (
    "name",
    "korean",
    "synonyms",
    "cas",
    "roles",
    "smiles",
    "formula",
    "molar_mass",
    "density",
    "boiling_point",
    "melting_point",
    "hazards",
    "sources",
)
_KOREAN: Final = {
    "이름": "name", "물질": "name", "물질명": "name", "영문명": "name", "한글명": "korean", "국문명": "korean",
    "동의어": "synonyms", "약어": "synonyms", "역할": "roles", "화학식": "formula", "분자량": "molar_mass",
    "몰질량": "molar_mass", "밀도": "density", "끓는점": "boiling_point", "녹는점": "melting_point",
    "위험성": "hazards", "출처": "sources",
}  # fmt: skip
_COLD, _HOT, _DENSEST = -273.15, 1e4, 25.0
_PHYSICAL: Final[Mapping[str, tuple[str, float, float]]] = {
    "molar_mass": ("g/mol", 0.0, float("inf")),
    "density": ("g/mL", 0.0, _DENSEST),
    "boiling_point": ("°C", _COLD, _HOT),
    "melting_point": ("°C", _COLD, _HOT),
}
"""Unit, and the bounds between which a value lies."""


def parse(text: str, path: str) -> list[Substance]:
    """The substances of a table; ``path`` is named in findings. Empty rows are passed over.

    Raises
    ------
    Refusal
        T266 if a column is missing or not known, T267 for each cell that is no physical value.
    """
    header = text.split("\n", 1)[0]
    mark = next((mark for mark in "\t,;" if mark in header), ",")
    lines = csv.reader(io.StringIO(text), delimiter=mark)
    try:
        columns = [_column(cell, path) for cell in next(lines, [])]
        rows = [dict(zip(columns, line, strict=False)) for line in lines if any(cell.strip() for cell in line)]
    except csv.Error as broken:
        raise Refusal(OwnTableNotRead(path=path, because=say("it is no table of text"))) from broken
    if "name" not in columns:
        raise Refusal(OwnTableNotRead(path=path, because=say("it has no column name")))
    findings: list[Finding] = []
    substances = [_substance(row, findings) for row in rows if row["name"].strip()]
    if findings:
        raise Refusal(*findings)
    return substances


def table(substances: Iterable[Substance]) -> str:
    """Substances as the text of such a table; :func:`parse` is its inverse."""
    written = io.StringIO()
    lines = csv.writer(written, lineterminator="\n")
    lines.writerow(COLUMNS)
    lines.writerows([_cell(getattr(one, _field(column))) for column in COLUMNS] for one in substances)
    return written.getvalue()


def _column(cell: str, path: str) -> str:
    """The column that a cell of the header names: ``Density [g/mL]``, ``분자량``."""
    plain = re.split(r"[\[(]", cell, maxsplit=1)[0].strip().casefold().replace(" ", "_")
    column = _KOREAN.get(plain, plain)
    if column not in COLUMNS:
        told = say("the column {column} is not known (nearest: {near})", column=cell, near=near(plain, COLUMNS))
        raise Refusal(OwnTableNotRead(path=path, because=told))
    return column


def _substance(row: Mapping[str, str], findings: list[Finding]) -> Substance:
    def text(column: str) -> str:
        return row.get(column, "").strip()

    def several(column: str) -> tuple[str, ...]:
        return tuple(part.strip() for part in text(column).split(";") if part.strip())

    def number(column: str) -> float | None:
        if not text(column):
            return None
        unit, lower, upper = _PHYSICAL[column]
        try:
            value = float(text(column))
        except ValueError:
            value = float("nan")
        if not lower < value < upper:
            findings.append(NotAPhysicalValue(name=text("name"), column=column, value=text(column), unit=unit))
        return value

    return Substance(
        english=text("name"),
        korean=text("korean"),
        synonyms=several("synonyms"),
        cas=text("cas") or None,
        roles=several("roles"),
        smiles=text("smiles") or None,
        formula=text("formula") or None,
        molar_mass=number("molar_mass"),
        density=number("density"),
        boiling_point=number("boiling_point"),
        melting_point=number("melting_point"),
        hazards=several("hazards"),
        sources=several("sources"),
    )


def _field(column: str) -> str:
    return "english" if column == "name" else column


def _cell(value: str | float | tuple[str, ...] | None) -> str:
    match value:
        case None:
            return ""
        case tuple():
            return "; ".join(value)
        case float():
            return repr(value)
        case _:
            return str(value)
