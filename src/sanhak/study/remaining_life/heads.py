"""Columns of readings and ends: named in the question, known to the table, or found by the heads that are usual."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sanhak.finding import Refusal
from sanhak.study.remaining_life.findings import ColumnNotFound
from sanhak.study.words import plain
from sanhak.table import Table
from sanhak.text import Text, say

HEADS: Final[Mapping[str, tuple[str, ...]]] = {
    "asset": ("asset", "unit", "equipment", "machine", "engine", "tag", "functional location", "id", "설비", "설비번호",
              "설비명", "호기", "장치", "기기", "태그"),
    "time": ("time", "date", "cycle", "cycles", "hours", "operating hours", "running hours", "timestamp", "datetime",
             "failed on", "ended", "malfunction start", "시간", "일시", "날짜", "일자", "운전시간", "가동시간",
             "사이클", "고장일", "고장일시"),
    "failed": ("failed", "failure", "event", "breakdown", "고장", "고장여부", "고장유무"),
    "settings": ("load", "speed", "setting", "setting 1", "setting 2", "setting 3", "op setting 1", "op setting 2",
                 "op setting 3", "부하", "부하율", "회전수", "속도", "설정", "설정1", "설정2", "설정3"),
}  # fmt: skip
"""Heads that mean a column, by the field of the question; compared by letters and digits."""
WANTED: Final[Mapping[str, Text]] = {
    "asset": say("the asset"),
    "time": say("the time"),
    "sensors": say("a sensor"),
}


def found(table: Table, field: str, named: str | None = None, fact: str | None = None) -> str | None:
    """The column of a field: the one that was named, that the table knows, or whose head is usual; None for none.

    Raises
    ------
    Refusal
        T001 for a column that was named and is not there.
    """
    if named is not None:
        return table[named].name
    if fact is not None:
        return fact
    usual = {plain(word) for word in HEADS[field]}
    return next((name for name in table.names if plain(name) in usual), None)


def needed(name: str, table: Table, field: str, named: str | None = None, fact: str | None = None) -> str:
    """Like :func:`found`, of a column that must be there.

    Raises
    ------
    Refusal
        S370 if it is not.
    """
    column = found(table, field, named, fact)
    if column is None:
        raise Refusal(ColumnNotFound(table=name, wanted=WANTED[field], known=table.names))
    return column


def settings_of(table: Table) -> tuple[str, ...]:
    """All columns whose heads are usual for a setting."""
    usual = {plain(word) for word in HEADS["settings"]}
    return tuple(name for name in table.names if plain(name) in usual)
