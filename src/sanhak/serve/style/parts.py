"""What templates hand to the parts of a page: links, heads and cells of tables, steps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from sanhak.text import Param

State: TypeAlias = Literal["waits", "runs", "done", "warn", "refuse", "note"]


@dataclass(frozen=True, slots=True)
class Link:
    """A way to somewhere; ``count`` is how many things are there, ``current`` whether the reader is there already."""

    title: Param
    href: str
    count: int | None = None
    current: bool = False


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a column; ``href`` sorts by it, ``shape`` puts numbers to the right."""

    title: Param
    unit: str | None = None
    shape: Literal["text", "number", "whole"] = "text"
    href: str | None = None
    sorted: Literal["ascending", "descending"] | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """A value that leads somewhere."""

    value: Param
    href: str | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """A step of something under way, and how far it is."""

    title: Param
    state: State
