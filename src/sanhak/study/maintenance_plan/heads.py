"""Heads that mean a column of a maintenance plan, by the field of the question."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sanhak.text import Text, say

_ASSET: Final = ("asset", "equipment", "tag", "설비", "설비번호", "설비명", "기기", "대상설비")
_FROM: Final = ("from", "start", "begin", "date", "due", "시작", "시작일", "부터", "일자", "기한", "예정일")
_UNTIL: Final = ("until", "to", "end", "종료", "종료일", "까지", "끝")
HEADS: Final[Mapping[str, tuple[str, ...]]] = {
    "asset": _ASSET,
    "job": _ASSET,
    "location": ("location", "functional location", "unit", "area", "기능위치", "위치", "공정", "구역"),
    "duration": ("duration", "hours", "work", "job time", "소요시간", "작업시간", "공수"),
    "skill": ("skill", "trade", "craft", "직종", "기능", "기술", "자격"),
    "part": ("part", "spare part", "material", "예비품", "부품", "자재", "자재번호"),
    "failing": ("failure cost", "cost of failure", "고장비용", "고장손실"),
    "planning": ("planned cost", "job cost", "cost", "작업비용", "정비비용", "계획비용"),
    "crew": ("crew", "team", "work centre", "work center", "작업조", "작업장", "조"),
    "skills": ("skills", "skill", "trade", "직종", "기능", "기술"),
    "weekly": ("hours", "hours a week", "weekly hours", "capacity", "주당시간", "시간", "가용시간"),
    "begins": _FROM,
    "ends": _UNTIL,
    "stored": ("part", "spare part", "material", "예비품", "부품", "자재", "자재번호"),
    "stock": ("stock", "in store", "on hand", "재고", "재고수량", "보유수량"),
    "lead": ("lead time", "delivery time", "납기", "조달기간", "리드타임"),
    "opened": (*_ASSET, "location", "unit", "기능위치", "공정"),
    "open_from": _FROM,
    "open_until": _UNTIL,
    "dated": (*_ASSET, "location", "unit", "기능위치", "공정"),
    "date": _FROM,
    "date_until": _UNTIL,
    "reason": ("what", "what for", "reason", "event", "kind", "구분", "사유", "내용", "종류"),
    "by": ("crew", "team", "work centre", "work center", "작업조", "작업장", "조"),
    "equipment": ("kind", "equipment type", "type", "class", "설비종류", "종류", "기종", "설비유형"),
    "wasting": ("life cost", "cost of a day of life", "수명비용", "잔여수명가치"),
    "after": ("after", "predecessor", "predecessors", "선행작업", "선행"),
    "shutdown": ("shutdown", "shutdown group", "정지단위", "동시정지"),
    "stopping": ("shutdown cost", "cost of a shutdown", "정지비용"),
    "shifts": ("shift", "shifts", "working hours", "근무", "근무시간", "교대", "근무조"),
    "planned_asset": _ASSET,
    "planned_start": ("start", "begin", "basic start", "시작", "시작일", "시작일시", "기본시작일"),
    "planned_crew": ("crew", "team", "work centre", "work center", "작업조", "작업장", "조"),
    "pinned": ("pinned", "fixed", "고정", "고정여부"),
}
"""Compared by letters and digits."""
HAND: Final = say("put there by hand")
"""What a hard date is for that somebody has set by hand: it may be moved again, one that others have set may not."""
WANTED: Final[Mapping[str, Text]] = {
    "asset": say("Asset"),
    "job": say("Asset of a job"),
    "crew": say("Crew"),
    "stored": say("Part in store"),
    "stock": say("Stock"),
    "opened": say("Asset of a window"),
    "open_from": say("Window from"),
    "open_until": say("Window until"),
    "dated": say("Asset of a hard date"),
    "date": say("Hard date"),
    "planned_asset": say("Asset of an earlier job"),
    "planned_start": say("Start of an earlier job"),
}
