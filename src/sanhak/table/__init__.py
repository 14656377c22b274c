"""What came in: a table, the facts about its columns, readers, checks and splits."""

from sanhak.table.column import Column, Kind
from sanhak.table.table import Source, Table

__all__ = ["Column", "Kind", "Source", "Table"]
