"""How well reviewers suit applications: words in common, in Korean and English, and what reviewers want themselves.

Likeness is the cosine of TF-IDF over runs of two to four signs within words, so that Korean particles and endings do
not keep words apart (Salton and Buckley, *Information Processing & Management* 24 (1988) 513). It is counted against
the greatest of the call, since expertise in a few words is never much like an application of pages.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sanhak.center.reviewing.identities import normal

Floats = NDArray[np.float64]

BID_WEIGHT: Final = 0.6
"""The share of a bid where there is one: reviewers know themselves better than words do, and many bid on few."""
_MOST_SHARED: Final = 4
_SAME_KOREAN, _SAME_LATIN = 2, 5
"""Signs that two words must share at their beginning to count as one."""
_WORD: Final = re.compile(r"[가-힣]{2,}|[A-Za-zÀ-ɏ][\w\-]{2,}")
_COMMON: Final = frozenset(
    ("있습", "합니", "입니", "하는", "위한", "통해", "대한", "그리", "연구", "과제", "개발", "the", "and", "for",
     "with", "that", "this", "from")
)  # fmt: skip
"""Beginnings of words that stand in every application."""


def likeness(applications: Sequence[str], expertise: Sequence[str]) -> Floats:
    """How much each application is like what each reviewer is expert in, 0 to 1, shape (applications, reviewers)."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    nothing = np.zeros((len(applications), len(expertise)))
    texts = [normal(text).lower() for text in (*applications, *expertise)]
    if not any(re.search(r"\w", text) for text in texts):
        return nothing
    coded = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), sublinear_tf=True).fit_transform(texts)
    found = np.asarray((coded[: len(applications)] @ coded[len(applications) :].T).todense(), dtype=float)
    greatest = float(found.max(initial=0.0))
    return found / greatest if greatest > 0 else nothing


def blended(likeness: Floats, bids: Floats) -> Floats:
    """Likeness and bids as one affinity, 0 to 1; a bid is NaN where there is none, all of shape (A, R)."""
    weight = np.where(np.isnan(bids), 0.0, BID_WEIGHT)
    both: Floats = np.round((1 - weight) * likeness + weight * np.nan_to_num(bids), 4)
    return both


def shared(application: str, expertise: str) -> tuple[str, ...]:
    """Words that an application and an expertise have in common, as the expertise writes them, at most four."""
    begun = {_begin(word) for word in _WORD.findall(normal(application))}
    found = [word for word in _WORD.findall(normal(expertise)) if (key := _begin(word)) in begun and key not in _COMMON]
    return tuple(dict.fromkeys(found))[:_MOST_SHARED]


def _begin(word: str) -> str:
    """The beginning by which a word is known."""
    return word[:_SAME_KOREAN] if "가" <= word[0] <= "힣" else word.lower()[:_SAME_LATIN]
