"""Holding a row, so that no two act on one thing at once: the second waits, and then sees what the first has done."""

from __future__ import annotations

from sqlalchemy import Connection, Table, select


def hold(rows: Connection, table: Table, id_: str) -> None:
    """Hold a row until the transaction ends; it is to be read after that.

    SQLite needs none of it: its transactions that write wait for each other from the start.
    """
    rows.execute(select(table.c.id).where(table.c.id == id_).with_for_update())
