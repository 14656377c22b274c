"""Lists of a maintenance system as plants export them, written anew for each test; no plant's data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

KOREAN = (
    "오더", "오더유형", "통지", "통지유형", "설비", "기능위치", "기본시작일", "고장시작일", "고장시작시간",
    "고장종료일", "고장종료시간", "고장", "시스템상태", "보전활동유형", "손상코드", "원인코드", "실제비용",
)  # fmt: skip
ENGLISH = (
    "Order", "Order Type", "Notification", "Notification Type", "Equipment", "Functional Location", "Basic start date",
    "Malfunction start", "Malfunction start time", "Malfunction end", "Malfunction end time", "Breakdown",
    "System status", "PM activity type", "Damage code", "Cause code", "Actual cost",
)  # fmt: skip
Row = Mapping[str, object]
"""What a row says, by the Korean name of the field; what is left out is empty."""


def date(moment: datetime | None, dotted: str) -> str:
    """A date as the list prints it; zeros where there is none."""
    written = {"ymd": "%Y.%m.%d", "dmy": "%d.%m.%Y"}
    zeros = {"ymd": "0000.00.00", "dmy": "00.00.0000"}
    return f"{moment:{written[dotted]}}" if moment else zeros[dotted]


def number(value: float | None) -> str:
    """A number with points between thousands, a decimal comma and the minus behind."""
    if value is None:
        return ""
    text = f"{abs(value):,.2f}".translate(str.maketrans(",.", ".,"))
    return text + ("-" if value < 0 else "")


def cells(row: Row, dotted: str) -> list[str]:
    """A row of the list as texts, in the order of the heads."""
    found = []
    for head in KOREAN:
        value = row.get(head.replace("시간", "일") if head.endswith("시간") else head)
        if head.endswith("일"):
            found.append(date(value if isinstance(value, datetime) else None, dotted))
        elif head.endswith("시간"):
            found.append(f"{value:%H:%M:%S}" if isinstance(value, datetime) else "00:00:00")
        elif head == "실제비용":
            found.append(number(value if isinstance(value, float) else None))
        else:
            found.append(str(value or ""))
    return found


def printed(
    rows: Sequence[Row], heads: Sequence[str] = KOREAN, *, dotted: str = "ymd", page: int = 30, dashes: bool = True
) -> str:
    """The list as text: title, dashes, names and a blank line at the head of each page, cells behind tabs."""
    line = "-" * 80
    out = []
    for number_of, start in enumerate(range(0, max(len(rows), 1), page), 1):
        out += [f"2026.11.23            오더 목록 표시                {number_of}", *([line] if dashes else []), ""]
        out += ["\t" + "\t".join(heads), ""]
        out += ["\t" + "\t".join(cells(row, dotted)) for row in rows[start : start + page]]
    return "\r\n".join([*out, *([line] if dashes else []), ""])
