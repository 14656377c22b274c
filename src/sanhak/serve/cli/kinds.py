"""The study kinds of all areas: found by name, loaded when asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from sanhak.areas import areas
from sanhak.serve.cli.console import WrongUsageError
from sanhak.text import say

if TYPE_CHECKING:
    from sanhak.study import Study


class Kinds(Mapping[str, "type[Study]"]):
    """The study classes by kind, as in ``process.setpoints``; a class is loaded when it is looked up."""

    def __getitem__(self, kind: str) -> type[Study]:
        for area in areas():
            for name in area.studies:
                if kind == f"{area.name}.{name}":
                    return area.study(name)
        raise KeyError(kind)

    def __iter__(self) -> Iterator[str]:
        return (f"{area.name}.{name}" for area in areas() for name in area.studies)

    def __len__(self) -> int:
        return sum(len(area.studies) for area in areas())

    def __contains__(self, kind: object) -> bool:
        return kind in tuple(self)

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
    """A kind to name in an example."""
    return next(iter(Kinds()))
