"""How alike texts are, in Korean and English alike: TF-IDF over runs of letters.

Runs of two to four letters within words need no list of endings, so that 수율이 and 수율을 are alike, and yield and
yields. Source: G. Salton, C. Buckley, "Term-weighting approaches in automatic text retrieval", Information Processing &
Management 24 (1988); P. McNamee, J. Mayfield, "Character n-gram tokenization for European language text retrieval",
Information Retrieval 7 (2004).
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

_RUNS: Final = (2, 3, 4)
_WORD: Final = re.compile(r"[^\W_]+")
_MOST: Final = 20_000
"""Letters of a text that count."""


def alike(asked: str, others: Sequence[str]) -> tuple[float, ...]:
    """The cosine between a text and each of the others, from 0 to 1."""
    counted = [Counter(_runs(text)) for text in (asked, *others)]
    seen = Counter(run for one in counted for run in one)
    rarity = {run: math.log((1 + len(counted)) / (1 + among)) + 1 for run, among in seen.items()}
    ours, *theirs = ({run: (1 + math.log(count)) * rarity[run] for run, count in one.items()} for one in counted)
    return tuple(_cosine(ours, one) for one in theirs)


def shared(one: str, other: str, most: int = 5) -> tuple[str, ...]:
    """Words of ``one`` that ``other`` has too, or that begin as one of its words does; the longest first."""
    words, there = _words(one), _words(other)
    begin = {word[:length] for word in there for length in range(2, len(word) + 1)}
    same = {word for word in words if any(word[:length] in begin for length in _stems(word))}
    return tuple(sorted(same, key=lambda word: (-len(word), word))[:most])


def _stems(word: str) -> range:
    """Lengths of beginnings that count as the word: a Korean one without its ending, a Latin one nearly whole."""
    least = max(2, len(word) - 1) if not word.isascii() else max(4, len(word) - 2)
    return range(least, len(word) + 1)


def _words(text: str) -> set[str]:
    return {word for word in _WORD.findall(_plain(text)) if len(word) > 1 and not word.isdecimal()}


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text[:_MOST]).casefold()


def _runs(text: str) -> Iterator[str]:
    for word in _WORD.findall(_plain(text)):
        held = f" {word} "
        for length in _RUNS:
            yield from (held[at : at + length] for at in range(len(held) - length + 1))


def _cosine(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    dot = sum(weight * other[run] for run, weight in one.items() if run in other)
    size = math.sqrt(sum(weight**2 for weight in one.values()) * sum(weight**2 for weight in other.values()))
    return dot / size if size else 0.0
