"""What the pages of a study ask its tables: which can be chosen, and what their columns are.

Columns and guesses come from the newest version of the study's first table. They are kept in memory by the blob that
they came from, which never changes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sanhak.areas import Kinds, areas
from sanhak.center import studies
from sanhak.center.data import Dataset
from sanhak.center.studies import KeptStudy
from sanhak.finding import Refusal
from sanhak.serve.new import fill
from sanhak.store import Blobs
from sanhak.study.describe import KindDescription, area_title, describe
from sanhak.study.file import ColumnSeen, Draft
from sanhak.text import Text, say

if TYPE_CHECKING:
    from sanhak.study import Study

KINDS: Final = Kinds()
_TABLES: Final[Mapping[str, Text]] = {
    "data": say("Measured data"),
    "candidates": say("Candidates"),
    "library": say("Library"),
    "runs": say("Runs"),
    "history": say("Earlier runs"),
}
"""The tables of kinds in words."""
_USUAL: Final = ("process", "quality", "manufacturing", "marketing")
"""The areas whose questions suit nearly every table, those first that most people come with; others follow by name."""
_OF_A_TRADE: Final = frozenset({"formula", "molecule"})
"""Kinds of columns that tell the trade of a table."""
_ROWS: Final = 50_000
"""Rows that tell enough of a table to fill in a form."""


@dataclass(frozen=True, slots=True)
class Choosing:
    """One table of a kind, as a form asks for it: what its rows are, and which dataset is chosen, if any."""

    name: str
    rows: Text
    needed: bool
    chosen: str

    @property
    def title(self) -> Text:
        """What the table is called in words; one that is joined on keeps the name that its step gave it."""
        return _TABLES.get(self.name, say("Data for {table}", table=self.name))


@dataclass(frozen=True, slots=True)
class Theme:
    """The questions of one area."""

    title: Text
    kinds: tuple[KindDescription, ...]


def themes(blobs: Blobs, datasets: Sequence[Dataset]) -> tuple[Theme, ...]:
    """All questions that can be asked, by area.

    First those that ask for columns of a kind which some dataset holds, last those that ask for one which none does.
    """
    ready = (one.ready for one in datasets)
    tables = [version.table for version in ready if version is not None and version.table is not None]
    held = frozenset[str]().union(*(_kinds_in(blobs.path(table)) for table in tables))
    found = [
        (area.name, Theme(area_title(area), tuple(describe(KINDS[f"{area.name}.{name}"]) for name in area.studies)))
        for area in areas()
    ]

    def place(one: tuple[str, Theme]) -> tuple[int, int, str]:
        name, theme = one
        usual = _USUAL.index(name) if name in _USUAL else len(_USUAL)
        return min(_fit(kind, held) for kind in theme.kinds) if tables else 0, usual, name

    return tuple(theme for _, theme in sorted(found, key=place))


def _fit(kind: KindDescription, held: frozenset[str]) -> int:
    """0 where a kind asks for columns of a trade and they are held, 1 where most tables would do, 2 where none does."""
    asked = [frozenset(field.holds) for field in kind.fields if field.holds and field.required]
    if not all(held & one for one in asked):
        return 2
    return 0 if any(one & _OF_A_TRADE for one in asked) else 1


def kind_of(study: KeptStudy) -> type[Study] | None:
    """The class of a study; None where this installation no longer has it."""
    return KINDS.get(study.kind)


def question_of(study: KeptStudy) -> Study | None:
    """The question itself; None while it is not complete."""
    return _question(study.kind, json.dumps(study.values, sort_keys=True))


def choosing(
    kind: type[Study], chosen: Mapping[str, str], datasets: Sequence[Dataset], values: Mapping[str, Any] | None = None
) -> tuple[Choosing, ...]:
    """The tables of a kind, and those that the preparation of its values joins.

    Without any choice yet, the first table that is needed gets the dataset of the project that was made last.
    """
    described = describe(kind)
    told = {**described.tables, **described.optional}
    joined = [name for name in _joined(values or {}) if name not in told]
    latest = max(datasets, key=lambda one: one.newest.made, default=None)
    first = next(iter(described.tables), None)
    usual = {first: latest.id} if latest and first and not chosen else {}
    found = [
        Choosing(name, rows, name in described.tables, chosen.get(name, usual.get(name, "")))
        for name, rows in told.items()
    ]
    asked = (Choosing(name, say("{name}", name=name), needed=True, chosen=chosen.get(name, "")) for name in joined)
    return (*found, *asked)


def draft(blobs: Blobs, kind: type[Study], chosen: Mapping[str, str], datasets: Sequence[Dataset]) -> Draft:
    """The study filled in from the newest version of its first table; an empty one where there is none yet."""
    dataset = main_dataset(kind, chosen, datasets)
    if dataset is None or dataset.ready is None or dataset.ready.table is None:
        return Draft(kind, {}, data=None)
    return _draft(kind, blobs.path(dataset.ready.table), dataset.name)


def columns(
    blobs: Blobs, kind: type[Study], study: KeptStudy, datasets: Sequence[Dataset], steps: Sequence[Any] = ()
) -> tuple[ColumnSeen, ...]:
    """The columns of a study's first table, as they are after ``steps`` of preparation, if those can be carried out."""
    drafted = draft(blobs, kind, study.tables, datasets)
    dataset = main_dataset(kind, study.tables, datasets)
    if not steps or dataset is None or dataset.ready is None or dataset.ready.table is None:
        return drafted.columns
    by_id = {one.id: one for one in datasets}
    others = {
        name: blobs.path(table)
        for name, id_ in study.tables.items()
        if (one := by_id.get(id_)) and one.ready and (table := one.ready.table) and one is not dataset
    }
    try:
        return _prepared(kind, blobs.path(dataset.ready.table), _Steps(tuple(steps)), tuple(others.items()))
    except Refusal:
        return drafted.columns


def main_dataset(kind: type[Study], chosen: Mapping[str, str], datasets: Sequence[Dataset]) -> Dataset | None:
    """The dataset that is chosen for the first table of a kind."""
    main = next(iter((*kind.tables, *kind.optional)), "")
    return next((one for one in datasets if one.id == chosen.get(main)), None)


def steps_in(values: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The steps of preparation among a study's values; whatever else a program has put there is none."""
    kept = values.get("prepare")
    return [step for step in kept if isinstance(step, Mapping)] if isinstance(kept, list | tuple) else []


def _joined(values: Mapping[str, Any]) -> tuple[str, ...]:
    """The tables that steps of preparation join; steps that cannot be read join none."""
    from sanhak.table.prepare import step_of

    found: list[str] = []
    for step in steps_in(values):
        try:
            found += step_of(step).asks
        except (Refusal, ValueError, TypeError):
            continue
    return tuple(dict.fromkeys(found))


@dataclass(frozen=True, slots=True)
class _Steps:
    """Steps of preparation as one key."""

    steps: tuple[Any, ...]

    def __hash__(self) -> int:
        return hash(repr(self.steps))


@lru_cache(maxsize=64)
def _question(kind: str, values: str) -> Study | None:
    try:
        return studies.question(kind, json.loads(values))
    except Refusal:
        return None


@lru_cache(maxsize=256)
def _kinds_in(path: Path) -> frozenset[str]:
    from sanhak.table.keep import read_table

    return frozenset(column.kind.value for column in read_table(path, 1).columns)


@lru_cache(maxsize=64)
def _draft(kind: type[Study], path: Path, name: str) -> Draft:
    from sanhak.table.keep import read_table

    return fill(kind, read_table(path, _ROWS), name)


@lru_cache(maxsize=32)
def _prepared(
    kind: type[Study], path: Path, steps: _Steps, others: tuple[tuple[str, Path], ...]
) -> tuple[ColumnSeen, ...]:
    from sanhak.table.keep import read_table

    joined = {name: read_table(other, _ROWS) for name, other in others}
    return fill(kind, read_table(path, _ROWS).prepare(*steps.steps, **joined)).columns
