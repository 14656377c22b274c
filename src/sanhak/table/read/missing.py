"""Words that stand where a value is missing: spreadsheet errors, historian states, laboratory remarks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

import polars as pl

from sanhak.finding import Finding
from sanhak.table.read.cell_findings import MissingWords, MissingWordsInMany

MOST_APART: Final = 5
"""Columns whose missing words are told one by one."""

ALWAYS: Final = frozenset({
    "#n/a", "#n/a n/a", "#na", "n/a", "<na>", "nan", "null", "(null)", "nil", "nat", "#value!", "#ref!", "#div/0!",
    "#name?", "#num!", "#null!", "no data", "nodata", "bad input", "bad data", "no result", "not measured", "missing",
    "00.00.0000", "0000.00.00", "0000-00-00", "0000/00/00", "00/00/0000", "00-00-0000",
    "-", "--", "---", "–", "—", "미측정", "결측", "측정불가", "측정 불가", "미분석", "미입력", "자료없음",
    "자료 없음", "데이터 없음", "해당없음", "해당 없음", "n.a.", "not available", "resize to show all values",
    "no good data", "no events found", "tag not found", "point not found",
})  # fmt: skip
"""Missing in any column, whatever else it holds (compared without case)."""
AMONG_NUMBERS: Final = ALWAYS | frozenset({
    "na", "none", "?", "*", "x", ".", "tbd", "불량", "이상", "고장", "점검", "점검중", "교정중", "통신불량",
    "통신 불량", "통신이상", "측정중", "보류", "없음", "무", "공란", "휴지", "시료없음", "시료 없음", "불검출", "bad",
    "error", "err", "err!", "fail", "failed", "fault", "offline", "off-line", "out of serv", "out of service",
    "over range", "under range", "out of range", "i/o timeout", "io timeout", "pt created", "shutdown", "scan off",
    "scan timeout", "configure", "not connect", "not connected", "arc off-line", "comm fail", "intf shut",
    "bad output", "bad total", "calibration", "no sample", "pending", "nd", "n.d.", "not detected", "bdl", "<lod",
    "<loq", "blank", "invalid", "undefined", "unknown", "calc failed", "calc timeout", "calc overflow", "bad quality",
    "bad_quality", "invalid data", "set to bad", "snapfix", "access denied", "dcs failed", "filter failed",
    "inp outrange", "coercion failed", "comm failure", "no good data for calculation",
})  # fmt: skip
"""Missing where the other cells are numbers or dates; in a column of words they may be levels (양품 / 불량)."""
_CODES: Final = ("NA",)  # as written: "Na" is sodium
_ANSWER: Final = r"^\[-\d{3,6}\]\s"  # an answer of a PI server: [-11059] No Good Data For Calculation


def is_word(cells: pl.Expr, words: frozenset[str]) -> pl.Expr:
    """Which cells hold one of the words; False for empty cells."""
    said = cells.str.to_lowercase().is_in(list(words)) | cells.is_in(list(_CODES)) | cells.str.contains(_ANSWER)
    return said.fill_null(value=False)


def missing_in(texts: pl.Series, words: frozenset[str]) -> pl.Series:
    """Which of these cells hold one of the words, shape (rows,)."""
    return pl.select(is_word(pl.lit(texts), words)).to_series()


def finding(column: str, words: pl.Series) -> MissingWords:
    """The finding on the words in these cells (null elsewhere), the most frequent first."""
    counts = Counter(word for word in words.to_list() if word is not None).most_common()
    names, times = zip(*counts, strict=True)
    return MissingWords(column=column, cells=sum(times), words=names, counts=times)


def together(findings: Sequence[Finding], rows: int) -> list[Finding]:
    """The findings, those about missing words as one where many columns have them."""
    apart = [finding for finding in findings if isinstance(finding, MissingWords)]
    if len(apart) <= MOST_APART:
        return list(findings)
    words: Counter[str] = Counter()
    for finding in apart:
        words.update(dict(zip(finding.words, finding.counts, strict=True)))
    most = max(apart, key=lambda finding: finding.cells)
    named, counts = zip(*words.most_common(), strict=True)
    told = MissingWordsInMany(
        cells=sum(counts), columns=len(apart), words=named, counts=counts, most=most.column, share=most.cells / rows
    )
    return [told, *(finding for finding in findings if not isinstance(finding, MissingWords))]
