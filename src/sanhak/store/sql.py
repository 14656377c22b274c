"""Tables from databases: one query that reads, carried out by a named account, its rows streamed to a Parquet file.

Databases are named in ``sources.toml`` in the workbench's folder, which its administrator writes and keeps closed to
others (mode 600)::

    [historian]
    url = "postgresql://reader:secret@host/plant"
    projects = ["h3kq7tw9xz2mfa"]

A page knows them by name alone. Nothing can be written: PostgreSQL declares a cursor in a read-only transaction, SQLite
opens the file for reading and lets nothing but reading through.
"""

from __future__ import annotations

import sqlite3
import tempfile
import time
import tomllib
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, CursorResult, Engine, create_engine, event
from sqlalchemy.exc import SQLAlchemyError

from sanhak.finding import Refusal
from sanhak.store.database import address
from sanhak.store.findings import DriverMissing, QueryRefused, QueryTooLarge, QueryTooLong, SourceClosed
from sanhak.store.sql_text import one_query
from sanhak.text import Amount, say

FILE: Final = "sources.toml"
_BATCH: Final = 20_000
_READS: Final = frozenset(
    {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE}
)
_STEPS: Final = 100_000
"""Steps of SQLite's machine between two looks at the clock."""
_LONGEST: Final = 400
"""Signs of a database's own words that a finding repeats."""


@dataclass(frozen=True, slots=True)
class Source:
    """A database by the name that people know it by; ``url`` holds a secret and is never shown."""

    name: str
    url: str
    projects: tuple[str, ...]

    def __repr__(self) -> str:
        return f"Source({self.name!r})"


@dataclass(frozen=True, slots=True)
class Caps:
    """What one query may bring, in bytes of its Parquet file, and how many seconds it may take."""

    bytes: int = 1 << 30
    seconds: float = 600.0


def sources(folder: Path, project: str) -> tuple[Source, ...]:
    """The databases from which a project may read, by name.

    Raises
    ------
    Refusal
        R025 if the file cannot be understood.
    """
    file = folder / FILE
    if not file.is_file():
        return ()
    try:
        told = tomllib.loads(file.read_text(encoding="utf-8"))
        known = [Source(name, str(one["url"]), tuple(map(str, one["projects"]))) for name, one in told.items()]
    except (OSError, ValueError, KeyError, TypeError):  # the error's words may hold a line with a secret
        raise Refusal(SourceClosed(name=FILE, because=say("the file cannot be understood"))) from None
    return tuple(sorted((one for one in known if project in one.projects), key=lambda one: one.name))


def source(folder: Path, project: str, name: str) -> Source:
    """The database of a name, if the project may read from it; :class:`Refusal` R025 otherwise."""
    found = next((one for one in sources(folder, project) if one.name == name), None)
    if found is None:
        because = say("no database of this name is open to this project")
        raise Refusal(SourceClosed(name=name[:200], because=because))
    return found


def fetch(
    asked: Source,
    query: str,
    file: Path,
    caps: Caps | None = None,
    *,
    told: Callable[[int], None] = lambda _rows: None,
) -> int:
    """Carry a query out and write its rows to a Parquet file, a batch at a time.

    Parameters
    ----------
    asked, query
        Where, and what: one statement that reads.
    file
        Where the rows go. Names are as the database gives them, numbered where one comes twice; whole numbers, numbers,
        truth values, dates and times keep their types, everything else is text.
    caps
        The most that is taken.
    told
        Told the number of rows so far after each batch; what it raises ends the query.

    Returns
    -------
    int
        The number of rows.

    Raises
    ------
    Refusal
        R020, R021 for the address, R026–R029.
    """
    from sanhak.store.sql_frames import join, write

    caps, text = caps or Caps(), one_query(query)
    begun, rows = time.monotonic(), 0
    with tempfile.TemporaryDirectory(dir=file.parent) as place, _connected(asked, caps) as connection:
        parts: list[Path] = []
        with _own_words(asked, caps, begun), closing(_carried_out(connection, text)) as found:
            names = _numbered(tuple(found.keys()))
            for batch in _batches(found):
                parts.append(write(names, batch, Path(place) / f"{len(parts)}.parquet"))
                rows += len(batch)
                _hold(parts, rows, begun, caps)
                told(rows)
        join(parts, file)
    return rows


def _carried_out(connection: Connection, text: str) -> CursorResult[Any]:
    """The rows of a statement as they come; a sign such as % in it means nothing."""
    streamed = connection.execution_options(no_parameters=True, stream_results=True, max_row_buffer=_BATCH)
    return streamed.exec_driver_sql(text)


def _batches(found: Any) -> Iterator[Sequence[Sequence[Any]]]:
    """The rows in batches; the first one comes even if there are none, for the sake of the names."""
    yield found.fetchmany(_BATCH)
    while batch := found.fetchmany(_BATCH):
        yield batch


def _hold(parts: Sequence[Path], rows: int, begun: float, caps: Caps) -> None:
    if sum(part.stat().st_size for part in parts) > caps.bytes:
        raise Refusal(QueryTooLarge(most=Amount(max(1, caps.bytes >> 20), "MB"), rows=rows))
    if time.monotonic() - begun > caps.seconds:
        raise Refusal(QueryTooLong(seconds=round(caps.seconds)))


def _numbered(names: Sequence[str]) -> list[str]:
    taken: dict[str, int] = {}
    made: list[str] = []
    for name in names:
        taken[name] = taken.get(name, 0) + 1
        made.append(name if taken[name] == 1 else f"{name} ({taken[name]})")
    return made


@contextmanager
def _connected(asked: Source, caps: Caps) -> Iterator[Connection]:
    """A connection on which nothing can be written and nothing takes longer than it may."""
    engine = _engine(asked)
    _as_reader(engine, caps)
    try:
        with _own_words(asked, caps, time.monotonic()), engine.connect() as connection, connection.begin():
            yield connection
    finally:
        engine.dispose()


def _engine(asked: Source) -> Engine:
    url = address(asked.url)
    try:
        if url.get_backend_name() == "sqlite":
            place = Path(url.database or "").resolve().as_uri()
            return create_engine("sqlite://", creator=lambda: sqlite3.connect(f"{place}?mode=ro", uri=True))
        return create_engine(url, pool_size=1, max_overflow=0)
    except ModuleNotFoundError:
        raise Refusal(DriverMissing(url=url.get_backend_name())) from None


def _as_reader(engine: Engine, caps: Caps) -> None:
    """Let transactions of an engine read and nothing else."""

    @event.listens_for(engine, "begin")
    def _(connection: Connection) -> None:
        if engine.dialect.name == "sqlite":
            driver: Any = connection.connection.driver_connection
            until = time.monotonic() + caps.seconds
            driver.isolation_level = None
            driver.set_progress_handler(lambda: time.monotonic() > until, _STEPS)
            driver.set_authorizer(lambda act, *_: sqlite3.SQLITE_OK if act in _READS else sqlite3.SQLITE_DENY)
        else:
            connection.exec_driver_sql("SET TRANSACTION READ ONLY")
            connection.exec_driver_sql(f"SET LOCAL statement_timeout = {max(1, round(1000 * caps.seconds))}")


@contextmanager
def _own_words(asked: Source, caps: Caps, begun: float) -> Iterator[None]:
    """Let an error of the database become a finding that holds its words without what is secret."""
    try:
        yield
    except (SQLAlchemyError, sqlite3.Error) as error:
        if time.monotonic() - begun >= caps.seconds:
            raise Refusal(QueryTooLong(seconds=round(caps.seconds))) from None
        said = " ".join(str(getattr(error, "orig", None) or error).split())
        raise Refusal(QueryRefused(name=asked.name, because=_without_secrets(said, asked)[:_LONGEST])) from None


def _without_secrets(said: str, asked: Source) -> str:
    """The words of a database without its address, its server, and whatever stands in them."""
    url = address(asked.url)
    file = url.database if url.get_backend_name() == "sqlite" else None
    for secret in filter(None, (asked.url, url.password, file, url.host, url.username)):
        said = said.replace(str(secret), "…")
    return said
