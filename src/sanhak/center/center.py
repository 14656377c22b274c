"""The centre as a whole: where its rows, its blobs and its jobs are."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Self

from sanhak.center.passwords import Passwords
from sanhak.jobs.queue import Queue
from sanhak.store import Blobs, Database
from sanhak.store.migrations import upgrade


@dataclass(frozen=True, slots=True)
class Center:
    """What every act needs; ``folder`` holds the blobs and, by default, the database."""

    folder: Path
    database: Database
    blobs: Blobs
    queue: Queue
    passwords: Passwords

    @classmethod
    def open(cls, folder: Path, url: str | None = None, *, durable: bool = True) -> Self:
        """The centre in a folder, made or brought to the present form if need be.

        Raises
        ------
        Refusal
            R020–R022 if the database cannot be opened, R024 if a newer version has written it.
        """
        folder.mkdir(parents=True, exist_ok=True)
        database = Database(url or place_of(folder), durable=durable)
        database.check()
        upgrade(database)
        return cls(folder, database, Blobs(folder / "blobs"), Queue(database), Passwords())


def place_of(folder: Path) -> str:
    """The address of the database of a folder, where none is named."""
    return f"sqlite:///{folder.resolve() / 'sanhak.db'}"
