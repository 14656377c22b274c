"""The words by which exports name their columns and rows, in English and Korean."""

from __future__ import annotations

import re
from enum import Enum, auto
from typing import Final

from sanhak.table.read.names import names_time


class Part(Enum):
    """What a row above the values, or a column of a long file, holds."""

    TAG = auto()
    DESCRIPTION = auto()
    UNIT = auto()
    TIME = auto()
    VALUE = auto()
    QUALITY = auto()


_WORDS: Final = {
    Part.TAG: {
        "tag", "tags", "tagname", "tagid", "tagno", "point", "pointname", "pointid", "pitag", "pipoint", "sourcetag",
        "태그", "태그명", "태그이름", "태그번호", "태그id", "포인트", "포인트명", "측정점", "계기번호", "계기명",
    },
    Part.DESCRIPTION: {
        "description", "descriptor", "desc", "tagdescription", "pointdescription", "설명", "태그설명", "내용", "명칭",
        "계기설명",
    },
    Part.UNIT: {
        "unit", "units", "engunit", "engunits", "engineeringunit", "engineeringunits", "eu", "uom", "단위", "공학단위",
    },
    Part.TIME: {"timestamp", "time", "datetime", "date", "시각", "시간", "일시", "날짜", "타임스탬프"},
    Part.VALUE: {"value", "values", "값", "측정값", "지시값", "데이터값", "측정치"},
    Part.QUALITY: {
        "quality", "status", "opcquality", "qualitycode", "statuscode", "isgood", "품질", "상태", "품질코드",
        "상태코드",
    },
}  # fmt: skip
_PARTS: Final = {word: part for part, words in _WORDS.items() for word in words}
_TRADED: Final = re.compile(
    r"판매|매출|출하|주문|수요|수주|납품|\b(sold|sales?|demand|qty|quantity|shipped|shipments?|orders?|ordered)\b",
    re.IGNORECASE,
)
_TAG: Final = re.compile(r"(?=.*[A-Za-z가-힣])(?=.*[\d._])[\w.\-:/\\#%$@]+")


def compact(text: str) -> str:
    """A name without the signs between its words: ``Tag Name:`` → ``tagname``."""
    return re.sub(r"[\s_.\-:/()?]", "", text.casefold())


def part_of(text: str | None) -> Part | None:
    """What a label says that its row or column holds; None if it is no label."""
    if text is None:
        return None
    part = _PARTS.get(compact(text))
    return Part.TIME if part is None and names_time(text) else part


def names_trade(text: str) -> bool:
    """Whether a column is called after what was sold or ordered, which no instrument measures."""
    return _TRADED.search(text.replace("_", " ")) is not None


def like_a_tag(text: str) -> bool:
    """Whether a cell looks like the name of a tag: one word of letters with a digit, a point or an underscore in it."""
    return _TAG.fullmatch(text) is not None
