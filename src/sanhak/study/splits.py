"""The ways of holding rows out that a study may be asked to use, and how a form calls them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal, TypeAlias

SplitName: TypeAlias = Literal["auto", "forward", "chemical system", "scaffold", "grouped", "blocked", "random"]
"""``auto`` follows the nature of the table; the others are those of :data:`sanhak.table.split.STRATEGIES`."""

SPLIT_WORDS: Final[Mapping[SplitName, str]] = {
    "auto": "as the table asks for",
    "forward": "forward in time",
    "chemical system": "whole chemical systems",
    "scaffold": "whole scaffolds",
    "grouped": "whole groups",
    "blocked": "blocks of neighbouring rows",
    "random": "at random",
}
"""What each choice means in plain words; a kind whose tables cannot call for one of them leaves it out."""


def split_words(*without: SplitName) -> dict[str, str]:
    """The words of the choices, less those that a kind does not offer."""
    return {name: words for name, words in SPLIT_WORDS.items() if name not in without}
