"""The database: SQLite in a file beside the blobs, or PostgreSQL, by one URL and with one schema.

Every write is one short transaction that takes SQLite's only write lock at its start (BEGIN IMMEDIATE): a transaction
that reads first and writes later would be refused at once, without waiting, when another has written in between.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

from sanhak.finding import Refusal
from sanhak.store.findings import DatabaseClosed, DriverMissing, UnknownDatabase

_WRITES: Final = "sanhak_writes"
_WAIT: Final = 30.0
"""Seconds that a transaction waits for another one's lock before it gives up."""
_CONNECTIONS: Final = 8
_DRIVERS: Final = {"postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg"}


class Database:
    """A database and its two kinds of transaction.

    Parameters
    ----------
    url
        ``sqlite:////var/lib/sanhak/sanhak.db`` or ``postgresql://person:secret@host/name``.
    durable
        Whether a commit waits until the disk has it. Without, a power cut may lose the last moments, and nothing else.

    Raises
    ------
    Refusal
        R020 if the URL names no database that is known, R021 if its driver is not installed.
    """

    def __init__(self, url: str, *, durable: bool = True) -> None:
        self.url = address(url)
        self.durable = durable
        self.engine = _engine(self.url, durable=durable)

    @property
    def dialect(self) -> str:
        """``sqlite`` or ``postgresql``."""
        return self.engine.dialect.name

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that sees one state of all rows and changes none."""
        with self.engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that is kept whole when the block ends well, and undone whole when it does not."""
        with (
            self.engine.connect().execution_options(**{_WRITES: True}) as connection,
            connection.begin(),
        ):
            yield connection

    def check(self) -> None:
        """See that the database answers.

        Raises
        ------
        Refusal
            R022 with the database's own words if it does not.
        """
        try:
            with self.reading() as connection:
                connection.exec_driver_sql("SELECT 1")
        except SQLAlchemyError as error:
            because = str(getattr(error, "orig", None) or error).splitlines()[0]
            raise Refusal(DatabaseClosed(url=self.url.render_as_string(hide_password=True), because=because)) from None

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()


def address(given: str) -> URL:
    """The address of a database with the driver that we speak to it by; :class:`Refusal` R020 if it is none."""
    try:
        url = make_url(given)
    except ArgumentError:
        raise Refusal(UnknownDatabase(url=given.rpartition("@")[2])) from None
    return url.set(drivername=_DRIVERS.get(url.drivername, url.drivername))


def _engine(url: URL, *, durable: bool) -> Engine:
    shown = url.render_as_string(hide_password=True)
    kind = url.get_backend_name()
    if kind not in ("sqlite", "postgresql"):
        raise Refusal(UnknownDatabase(url=shown))
    if kind == "sqlite" and url.database:
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    try:
        engine = create_engine(
            url,
            pool_size=_CONNECTIONS,
            max_overflow=2 * _CONNECTIONS,
            pool_timeout=_WAIT,
            pool_pre_ping=kind == "postgresql",
        )
    except NoSuchModuleError:
        raise Refusal(UnknownDatabase(url=shown)) from None
    except ModuleNotFoundError:
        raise Refusal(DriverMissing(url=shown)) from None
    if kind == "sqlite":
        _as_sqlite(engine, durable=durable)
    return engine


def _as_sqlite(engine: Engine, *, durable: bool) -> None:
    """Let SQLAlchemy, not Python's driver, begin transactions, and each as what it is."""

    @event.listens_for(engine, "connect")
    def _(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        for setting in (
            "journal_mode = WAL",
            f"synchronous = {'FULL' if durable else 'NORMAL'}",
            f"busy_timeout = {round(1000 * _WAIT)}",
            "foreign_keys = ON",
            "secure_delete = ON",  # what was deleted is overwritten, not only forgotten
        ):
            connection.execute(f"PRAGMA {setting}").close()

    @event.listens_for(engine, "begin")
    def _(connection: Connection) -> None:
        writes = connection.get_execution_options().get(_WRITES, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
