"""What a source says of the quality of its values: words, codes of OPC, flags of a historian."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final

import polars as pl

from sanhak.finding import Finding
from sanhak.table.read.exports import findings as found
from sanhak.table.read.exports.words import compact

_GOOD: Final = frozenset({
    "good", "ok", "g", "true", "valid", "normal", "goodlocaloverride", "양호", "정상", "raw", "calculated", "0xc0",
})  # fmt: skip
_BAD: Final = frozenset({
    "b", "false", "invalid", "fail", "failed", "error", "nodata", "commfail", "offline", "불량", "나쁨", "이상",
    "비정상", "통신이상", "0x00", "questionable", "의심",
})  # fmt: skip
_FLAGS: Final = {
    "questionable": "Questionable", "substituted": "Substituted", "annotated": "Annotated", "의심": "의심",
    "대체": "대체", "주석": "주석",
}  # fmt: skip
_SET: Final = frozenset({"true", "1", "y", "yes", "예"})
_UPPER_BITS, _GOOD_BITS, _BYTE = 0xC0, 0xC0, 256
_SEVERITY_BIT, _UNCERTAIN = 30, 1


def names_flag(name: str) -> bool:
    """Whether a column is a flag of a historian, such as ``Questionable``."""
    return compact(name) in _FLAGS


def judge(columns: Mapping[str, pl.Series]) -> tuple[pl.Series | None, list[Finding]]:
    """Which values are bad, shape (records,), None if none is, and the findings.

    Parameters
    ----------
    columns
        Columns of qualities and of flags by name, as texts, numbers or truth values, shape (records,) each. Empty
        cells are good.
    """
    bad: pl.Series | None = None
    bad_words: Counter[str] = Counter()
    doubted: Counter[str] = Counter()
    for name, cells in columns.items():
        texts = cells.cast(pl.String).str.strip_suffix(".0")
        words = Counter(texts.drop_nulls().to_list())
        unified = _unified(words)
        for word, count in words.items():
            said = _flagged(name, word) if names_flag(name) else word
            verdict = said is None or _verdict(said, unified=unified)
            if verdict is False:
                here = (texts == word).fill_null(value=False)
                bad = here if bad is None else bad | here
                bad_words[said or word] += count
            elif verdict is not True:
                doubted[verdict] += count
    return bad, [*_told(bad_words, found.BadQuality), *_told(doubted, found.DoubtfulQuality)]


def _told(words: Counter[str], told: type[found.BadQuality | found.DoubtfulQuality]) -> list[Finding]:
    if not words:
        return []
    names, counts = zip(*words.most_common(), strict=True)
    return [told(records=sum(counts), words=names, counts=counts)]


def _flagged(name: str, word: str) -> str | None:
    """A flag that is set says its own name; one that is not says nothing."""
    return _FLAGS[compact(name)] if word.casefold() in _SET else None


def _verdict(word: str, *, unified: bool) -> bool | str:
    """True for good, False for bad, the word itself for all between.

    Codes follow OPC Data Access 3.0 (quality flags): the two upper bits of the byte are 11 for good and 00 for bad.
    Those of OPC Unified Architecture (IEC 62541-4, status codes) have 32 bits, of which the two upper are 00 for good
    and 01 for uncertain.
    """
    if word.isdecimal():
        code = int(word)
        if unified:
            severity = code >> _SEVERITY_BIT
            return True if severity == 0 else word if severity == _UNCERTAIN else False
        bits = code & _UPPER_BITS
        return True if bits == _GOOD_BITS else word if bits else False
    plain = compact(word)
    if plain.startswith("bad") or plain in _BAD:
        return False
    return True if plain in _GOOD else word


def _unified(words: Iterable[str]) -> bool:
    """Whether codes are of OPC Unified Architecture: one is larger than a byte, or all are 0, which is good there.

    A column in which Data Access calls each and every value bad is far less likely than one that is good throughout.
    """
    codes = {int(word) for word in words if word.isdecimal()}
    return codes == {0} or any(code >= _BYTE for code in codes)
