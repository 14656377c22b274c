"""Columns of orders, lives and registers: named in the question, or found by heads that maintenance uses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sanhak.finding import Refusal
from sanhak.study.failing.findings import HeadMissing
from sanhak.study.words import plain
from sanhak.table import Kind, Table
from sanhak.text import Text, say

_ASSET: Final = ("asset", "equipment", "machine", "unit", "tag", "tag no", "equipment no", "설비", "설비번호", "설비명",
                 "기기", "기기번호", "장치", "호기", "태그")  # fmt: skip
HEADS: Final[Mapping[str, tuple[str, ...]]] = {
    "duration": ("duration", "life", "lifetime", "time", "age", "time in use", "수명", "사용시간", "사용기간",
                 "운전시간", "경과시간", "기간"),
    "event": ("failed", "failure", "event", "status", "고장여부", "고장", "사건", "종료사유", "상태"),
    "asset": _ASSET,
    "date": ("date", "order date", "basic start date", "malfunction start", "finished", "일자", "날짜", "오더일자",
             "작업일", "작업일자", "기본시작일", "고장일", "고장일자", "완료일", "발생일"),
    "order_type": ("order type", "type", "maintenance type", "activity type", "오더유형", "작업유형", "정비유형",
                   "유형", "보전활동유형"),
    "cause": ("cause", "failure mode", "damage", "cause code", "원인", "고장원인", "고장모드", "원인코드", "손상"),
    "member": _ASSET,
    "installed": ("installed", "installation date", "commissioned", "startup date", "start up date", "start", "설치일",
                  "설치일자", "가동일", "가동시작일", "가동개시일", "시운전일", "시운전일자", "가동일자", "취득일",
                  "취득일자"),
}  # fmt: skip
"""Heads that mean a column, by the field of the question; compared by letters and digits."""
WANTED: Final[Mapping[str, Text]] = {
    "duration": say("Duration"),
    "event": say("Failed"),
    "asset": say("Asset"),
    "date": say("Date of the order"),
    "member": say("Asset of the register"),
    "installed": say("Installed"),
}
FAILED: Final = frozenset({
    "1", "true", "yes", "y", "failed", "failure", "breakdown", "corrective", "emergency", "unplanned", "dead", "event",
    "m2", "예", "고장", "사후", "사후정비", "사후보전", "돌발", "긴급", "돌발정비",
    "긴급정비", "고장정비", "고장수리", "비계획", "발생",
})  # fmt: skip
"""Cells that mean a failure, where the question names none; compared by letters and digits."""


def found(name: str, table: Table, named: Mapping[str, str | None], needed: tuple[str, ...]) -> dict[str, str]:
    """The columns of a table by field.

    Raises
    ------
    Refusal
        T001 for a column that was named and is not there, S372 for one that is needed and was not found.
    """
    heads = {plain(head): head for head in reversed(table.names)}
    columns = {field: table[column].name for field, column in named.items() if column is not None}
    if table.asset is not None:
        columns |= {field: table.asset for field in ("asset", "member") if field in named and field not in columns}
    for field in (field for field in named if field not in columns):
        words = (heads[plain(word)] for word in HEADS[field] if plain(word) in heads)
        free = next((head for head in words if head not in columns.values() and _suits(field, table, head)), None)
        if free is not None:
            columns[field] = free
        elif field in needed:
            raise Refusal(HeadMissing(table=name, wanted=WANTED[field], known=table.names), field=field)
    return columns


def _suits(field: str, table: Table, head: str) -> bool:
    """Whether a column that was found by its head alone holds what the field asks for."""
    kind = table[head].kind
    if field == "duration":
        return kind is Kind.NUMBER
    return kind is Kind.DATE if field in ("date", "installed") else True
