"""A question that is asked again and again: each answer adds rows to one of its tables, which wait for results."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from typing import ClassVar, Self

from sanhak.study.study import Study
from sanhak.table import Table
from sanhak.text import Text


class Growing(Study):
    """A study whose answer holds one of its tables with further rows under it, planned and without results.

    The file of such a table is kept by a person; :mod:`sanhak.study.file.rows` adds to it and touches nothing else.
    """

    grows: ClassVar[str]
    """The table that goes on, by its name among ``tables`` or ``optional`` and in the answer."""
    words: ClassVar[Mapping[str, Text]] = {}
    """What is written into the table as words, such as the state of a planned row, in both languages."""

    @property
    @abstractmethod
    def several(self) -> int:
        """How many rows are planned at once."""

    @abstractmethod
    def waiting(self, table: Table | None) -> tuple[int, ...]:
        """The numbers of the rows that still wait for a result."""

    @abstractmethod
    def numbers(self, table: Table) -> tuple[int, ...]:
        """The number of each row, as a person calls it."""

    @abstractmethod
    def further(self, count: int) -> Self:
        """The same question for this many rows."""
