"""The study kinds of all areas, as words on the command line name them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sanhak import areas
from sanhak.serve.cli.console import WrongUsageError
from sanhak.text import say

if TYPE_CHECKING:
    from sanhak.study import Study

_USUAL: Final = "process.setpoints"


class Kinds(areas.Kinds):
    """The study classes by kind, where a word may be wrong."""

    def named(self, word: str) -> type[Study]:
        """The study class that a word on the command line names.

        Raises
        ------
        WrongUsageError
            If there is none, with the nearest.
        """
        if word not in self:
            raise WrongUsageError(say("There is no study {word}.", word=word), word, self)
        return self[word]


def first_kind() -> str:
    """A kind to name in an example: the one that most people begin with, where it is installed."""
    return _USUAL if _USUAL in Kinds() else next(iter(Kinds()))
