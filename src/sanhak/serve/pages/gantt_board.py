"""The board of a kept answer: its question and the versions of its tables, read once and kept in memory."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sanhak.center import data, moving, studies
from sanhak.center.findings import NotHere
from sanhak.center.moving import Draft
from sanhak.center.projects import Project
from sanhak.center.rights import Part
from sanhak.center.studies import KeptAnswer
from sanhak.finding import Refusal
from sanhak.serve.live.archive import read_answer
from sanhak.serve.pages.gantt_findings import PlanWithoutData
from sanhak.serve.web.door import Signed

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from sanhak.study.maintenance_plan.board import Board, Move
    from sanhak.table import Table

KIND: Final = "maintenance.plan"


@dataclass(frozen=True, slots=True)
class Opened:
    """A plan with its board as the answer has it, and the moves that its reader has made since."""

    project: Project
    kept: KeptAnswer
    board: Board
    draft: Draft

    @property
    def moves(self) -> tuple[Move, ...]:
        """The moves that count."""
        from sanhak.study.maintenance_plan.board import Move

        return tuple(Move(**one) for one in self.draft.made)

    @property
    def now(self) -> Board:
        """The board after the moves."""
        return self.board.after(self.moves)


def opened(me: Signed, answer: str, part: Part = Part.GUEST) -> Opened:
    """The plan of an answer.

    Raises
    ------
    Refusal
        C001, C002; C001 too for an answer that is no plan; W146 if its data were deleted, or are not with it.
    """
    with me.center.database.reading() as rows:
        project, kept = studies.answer(rows, me.person, answer, part)
        if kept.kind != KIND:
            raise Refusal(NotHere())
        draft = moving.of(rows, me.person, answer)
        paths = tuple((name, _path(me, rows, version)) for name, version in sorted(kept.tables.items()))
    asked = json.dumps(kept.values, sort_keys=True)
    return Opened(project, kept, _board(me.center.blobs.path(kept.archive), asked, paths), draft)


def tables_of(values: Mapping[str, Any], paths: tuple[tuple[str, Path], ...]) -> dict[str, Table]:
    """The tables of a plan as its question takes them, the first one prepared."""
    from sanhak.table.keep import read_table

    study = studies.question(KIND, values)
    found = {name: read_table(path) for name, path in paths}
    others = {name: table for name, table in found.items() if name != study.main}
    if study.main in found:
        found[study.main] = found[study.main].prepare(*study.prepare, **others)
    return {name: table for name, table in found.items() if name in (*study.tables, *study.optional)}


def _path(me: Signed, rows: Connection, version: str) -> Path:
    try:
        table = data.version(rows, me.person, version)[2].table
    except Refusal as refusal:
        raise Refusal(PlanWithoutData()) from refusal
    if table is None:
        raise Refusal(PlanWithoutData())
    return me.center.blobs.path(table)


@lru_cache(maxsize=8)
def _board(archive: Path, asked: str, paths: tuple[tuple[str, Path], ...]) -> Board:
    from sanhak.study.maintenance_plan.board import Board

    values = json.loads(asked)
    study: Any = studies.question(KIND, values)
    tables, kept = tables_of(values, paths), read_answer(archive).tables
    if not study.tables.keys() <= tables.keys() or "calendar" not in kept:
        raise Refusal(PlanWithoutData())
    return Board.of(study, tables).planned(kept["calendar"])
