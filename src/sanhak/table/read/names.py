"""What a header says: the name, the unit in it, and whether it names a time, an asset, a lot or a running number."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from sanhak.table.read.missing import ALWAYS
from sanhak.table.units import known

_BRACKETS: Final = (
    re.compile(r"(?P<name>.+?)\s*[\[({（［]\s*(?P<unit>[^\[\](){}（）［］]+?)\s*[\])}）］]$"),
    re.compile(r"(?P<name>[^\[({（［]+?)\s*[\[({（［]\s*(?P<unit>.+?)\s*[\])}）］]$"),
)
_COUNT: Final = re.compile(r"(?P<name>.+?)\s*\[1\]")
"""What counts has the unit 1, as tables of ours are written; in round brackets it would number a column."""
_BEHIND: Final = (
    re.compile(r"(?P<name>.+?)\s*,\s*(?P<unit>[^,]+)$"),  # Yield, %
    re.compile(r"(?P<name>.+?)\s+/\s+(?P<unit>\S+)$"),  # T / °C, the way of ISO 80000-1
    re.compile(r"(?P<name>.*?[^\s_])[\s_]*(?P<unit>[%℃]|°C)$"),  # Yield %
    re.compile(
        r"(?P<name>.+?)[\s_]+(?P<unit>\S*[/%°³²㎥℃]\S*|kPa|MPa|barg|ppm|ppb|rpm|mL|kg|kW|kWh|degC)$"
    ),  # flow m3/h
)
_LIKE_A_UNIT: Final = re.compile(r"\S*[/%°²³℃]\S*")
_SUFFIX: Final = r"(?:id|no|num|number|name|code|번호|명|코드|이름|넘버)?"
_LOT: Final = re.compile(rf"(?:lot|batch|로트|롯트|롯|배치|뱃치|제조){_SUFFIX}")
_ASSET: Final = re.compile(
    rf"(?:asset|equipment|machine|line|reactor|plant|engine|설비|호기|장비|기기|라인|반응기|공장|생산라인|생산설비){_SUFFIX}"
)
_NUMBERING: Final = re.compile(
    r"(?:id|no|#|index|idx|seq|row|run|run ?no|run ?order|std ?order|sample ?(?:id|no)"
    r"|번호|순번|연번|일련번호|실험번호|시험번호|시료번호)"
)
_DATE_WORDS: Final = frozenset({"date", "datetime", "timestamp", "day"})
_DATE_ENDS: Final = ("일시", "날짜", "일자", "시각", "측정일", "생산일", "작업일", "년월일")
_TIME_WORDS: Final = frozenset({"time", "stamp"})
_TIME_ENDS: Final = ("시간",)
_MOMENT: Final = r"(?:date|time|datetime|on|at)"
_MOMENT_KO: Final = r"(?:일시|일자|시각|시간|일)"
_SAMPLING: Final = re.compile(
    rf"(?:sample|sampling|sampled|collection|collected|draw|drawn){_MOMENT}{{1,2}}|sampled|collected"
    rf"|(?:시료|샘플)?(?:채취|샘플링){_MOMENT_KO}|시료일시"
)
_ENTRY: Final = re.compile(
    r"(?:results?)?(?:entry|entered|results?|report|reported|approval|approved|authori[sz]ed|released|validated"
    rf"|analy[sz]ed|analysis|test|tested|login|logged|received){_MOMENT}{{1,2}}|(?:results?)?entered"
    rf"|(?:결과)?(?:입력|등록|승인|보고|분석|시험|접수|결과){_MOMENT_KO}"
)


@dataclass(frozen=True, slots=True)
class Head:
    """A column's name with the unit taken off.

    ``doubtful`` is what stands in brackets and looks like a unit that is not known.
    """

    name: str
    unit: str | None = None
    doubtful: str | None = None


def read_heads(texts: Sequence[str]) -> list[Head]:
    """Names and units from header texts.

    ``T (min)`` beside ``T (max)``, or ``T (C)`` beside ``T (B)``, are names: a bracket is a unit only if every header
    with the same words before it carries a unit.
    """
    plain = [_literal(" ".join(text.split())) or f"column_{place}" for place, text in enumerate(texts, 1)]
    heads = [_read_head(text) for text in plain]
    bracketed = [_BRACKETS[0].fullmatch(text) for text in plain]
    names_in_brackets = {
        match["name"]
        for text, match in zip(plain, bracketed, strict=True)
        if match and known(match["unit"]) is None and not _COUNT.fullmatch(text)
    }
    return [
        Head(text) if match and head.unit and match["name"] in names_in_brackets else head
        for text, head, match in zip(plain, heads, bracketed, strict=True)
    ]


def _literal(text: str) -> str:
    """The name in quotation marks where Polars would take it for a pattern of names: ``*``, ``^T.*$``."""
    return f"'{text}'" if text == "*" or (text.startswith("^") and text.endswith("$")) else text


def _read_head(text: str) -> Head:
    count = _COUNT.fullmatch(text)
    if count:
        return Head(_literal(count["name"]), "1")
    for pattern in (*_BRACKETS, *_BEHIND):
        match = pattern.fullmatch(text)
        unit = known(match["unit"]) if match else None
        if match and unit:
            return Head(_literal(match["name"].rstrip(" _,") or match["name"]), unit)
    match = _BRACKETS[0].fullmatch(text)
    doubtful = match["unit"] if match and (_LIKE_A_UNIT.fullmatch(match["unit"])) else None
    return Head(text, None, doubtful)


def unit_of_cell(text: str) -> str | None:
    """The unit in a cell of a row of units, with or without brackets."""
    return None if text.casefold() in ALWAYS else known(text.strip("[](){}（）［］ "))


def unique(heads: Sequence[Head]) -> tuple[list[Head], tuple[str, ...], tuple[str, ...]]:
    """Heads whose names differ; the names that stood more than once; the new names of the later columns."""
    taken = {head.name for head in heads}
    seen: Counter[str] = Counter()
    renamed: list[str] = []
    result: list[Head] = []
    for head in heads:
        seen[head.name] += 1
        if seen[head.name] == 1:
            result.append(head)
            continue
        name = free_name(head.name, taken, seen[head.name])
        taken.add(name)
        renamed.append(name)
        result.append(replace(head, name=name))
    return result, tuple(name for name, count in seen.items() if count > 1), tuple(renamed)


def free_name(name: str, taken: set[str], number: int = 2) -> str:
    """``name (2)``, or with the next number that is free."""
    while f"{name} ({number})" in taken:
        number += 1
    return f"{name} ({number})"


def names_date(name: str) -> bool:
    """Whether the name speaks of a date: ``측정일시``, ``Date``, ``time_stamp``."""
    return bool(_words(name) & _DATE_WORDS) or _compact(name).endswith(_DATE_ENDS)


def names_time(name: str) -> bool:
    """Whether the name speaks of a date or a time."""
    return names_date(name) or bool(_words(name) & _TIME_WORDS) or _compact(name).endswith(_TIME_ENDS)


def names_sampling(name: str) -> bool:
    """Whether the name is that of the moment at which a sample was taken: ``Sampled On``, ``채취일시``."""
    return _SAMPLING.fullmatch(_compact(name)) is not None


def names_entry(name: str) -> bool:
    """Whether the name is that of the moment at which a result was entered: ``Entered On``, ``승인일시``."""
    return _ENTRY.fullmatch(_compact(name)) is not None


def names_lot(name: str) -> bool:
    """Whether the name is that of a lot or batch (``LOT No.``), not of something about it (``batch time``)."""
    return _LOT.fullmatch(_compact(name)) is not None


def names_asset(name: str) -> bool:
    """Whether the name is that of a piece of equipment (``설비명``, ``Line``), not of something about it."""
    return _ASSET.fullmatch(_compact(name)) is not None


def names_numbering(name: str) -> bool:
    """Whether the name is that of a running number: ``No.``, ``순번``, ``Run``."""
    return _NUMBERING.fullmatch(" ".join(name.casefold().replace("_", " ").replace(".", " ").split())) is not None


def _words(name: str) -> set[str]:
    """The Latin words of a name, also of ``TimeStamp`` and ``time_stamp``."""
    return set(re.findall(r"[a-z]+", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).casefold()))


def _compact(name: str) -> str:
    return re.sub(r"[\s_.\-:]", "", name.casefold())
