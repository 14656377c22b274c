"""Columns of inspections and renewals: named in the question, or found by heads that inspectors use."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sanhak.finding import Refusal
from sanhak.study.condition.findings import UnusableHead
from sanhak.study.words import plain
from sanhak.table import Kind, Table
from sanhak.text import Text, say

HEADS: Final[Mapping[str, tuple[str, ...]]] = {
    "asset": ("asset", "equipment", "tag", "line", "location", "asset no", "functional location", "cml", "설비",
              "설비번호", "설비명", "기기번호", "배관번호", "측정위치", "기능위치"),
    "time": ("date", "time", "inspected", "inspection date", "measured", "hours", "running hours", "cycles", "일자",
             "측정일", "측정일자", "검사일", "점검일", "일시", "가동시간", "운전시간"),
    "condition": ("condition", "reading", "value", "thickness", "wall thickness", "vibration", "fouling resistance",
                  "pressure drop", "efficiency loss", "상태", "측정값", "두께", "측정두께", "진동", "오염저항", "차압"),
    "limit": ("limit", "minimum", "maximum", "minimum thickness", "retirement thickness", "alarm", "threshold",
              "한계", "한계값", "최소두께", "한계두께", "관리한계", "허용값", "기준값"),
    "renewed": ("asset", "equipment", "tag", "line", "설비", "설비번호", "설비명", "기기번호", "배관번호"),
    "renewed_on": ("date", "finished", "completed", "renewed", "일자", "완료일", "작업일", "교체일", "세척일"),
    "order_type": ("order type", "type", "kind", "오더유형", "작업유형", "정비유형", "구분"),
}  # fmt: skip
WANTED: Final[Mapping[str, Text]] = {
    "asset": say("Asset"),
    "time": say("Date"),
    "condition": say("Condition"),
    "limit": say("Limit"),
    "renewed": say("Renewed asset"),
    "renewed_on": say("Renewed on"),
}
FAILED: Final = ("corrective", "breakdown", "failure", "emergency", "pm01", "고장", "사후", "긴급", "돌발")
"""Words in a kind of order that tell that the asset had come to its limit."""


def column_of(table: Table, field: str, named: str | None, taken: tuple[str, ...] = ()) -> str | None:
    """The column of a field; None where it was not named and no head tells it.

    Raises
    ------
    Refusal
        T001 for a column that was named and is not there.
    """
    if named is not None:
        return table[named].name
    heads = {plain(head): head for head in reversed(table.names)}
    known = (heads[plain(word)] for word in HEADS[field] if plain(word) in heads)
    return next((head for head in known if head not in taken), None)


def needed(table: Table, field: str, named: str | None, kinds: tuple[Kind, ...], taken: tuple[str, ...] = ()) -> str:
    """The column of a field that is needed and holds one of these kinds.

    Raises
    ------
    Refusal
        S363 where there is none, or it holds something else; T001 for a name that is not there.
    """
    column = column_of(table, field, named, taken)
    if column is None and field == "asset" and table.asset is not None:
        column = table.asset
    if column is None and field == "time" and table.time is not None:
        column = table.time
    if column is None or (kinds and table[column].kind not in kinds):
        raise Refusal(UnusableHead(wanted=WANTED[field], known=table.names), field=field)
    return column
