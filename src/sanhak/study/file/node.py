"""What a study file holds before its kind is known: names, values and the lines on which they stand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

LARGEST: Final = 1_000_000
"""Bytes of the largest study file that is read."""
LARGEST_BOOK: Final = 64_000_000
"""Likewise of a workbook, which may hold tables and pictures besides."""

Scalar: TypeAlias = str | float | bool | None


@dataclass(frozen=True, slots=True)
class Node:
    """One value with its line: a scalar, several nodes in order, or nodes by name.

    ``text`` is a scalar as it was written, for fields that want a name whatever it looks like (a column called ``7``).
    ``levels`` is set where a file says that several values are levels and no limits.
    """

    value: Scalar | tuple[Node, ...] | dict[str, Node]
    line: int
    text: str | None = None
    levels: bool = False

    @property
    def plain(self) -> Any:
        """The value as plain data."""
        return self._map(lambda _text, value: value)

    @property
    def names(self) -> Any:
        """The value as plain data, each scalar as the text that was written; an empty one stays None."""
        return self._map(lambda text, _value: text)

    def at(self, path: tuple[str | int, ...]) -> Node:
        """The node at a path of names and positions, or the nearest above it that exists."""
        if not path:
            return self
        inner: Node | None = None
        match self.value, path[0]:
            case dict() as named, str(name):
                inner = named.get(name)
            case tuple() as listed, int(place) if place < len(listed):
                inner = listed[place]
        # Pydantic names the alternatives of a union on the path; they are no places in the file.
        return inner.at(path[1:]) if inner else self.at(path[1:])

    def _map(self, take: Callable[[str | None, Scalar], Scalar]) -> Any:
        match self.value:
            case dict() as named:
                return {name: node._map(take) for name, node in named.items()}  # noqa: SLF001 - another of its kind
            case tuple() as listed:
                return [node._map(take) for node in listed]  # noqa: SLF001 - likewise
            case scalar:
                return None if scalar is None else take(self.text, scalar)
