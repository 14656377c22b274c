"""How often a database is asked."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection, event


def questions(rows: Connection, act: Callable[..., object], *given: object) -> int:
    """How many statements an act carries out."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    event.listen(rows, "before_cursor_execute", note)
    try:
        act(rows, *given)
    finally:
        event.remove(rows, "before_cursor_execute", note)
    return len(seen)
