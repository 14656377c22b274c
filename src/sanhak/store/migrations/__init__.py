"""The steps by which a database comes to the present form, each carried out once, whole or not at all."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from sqlalchemy import Connection, text

from sanhak.finding import Refusal
from sanhak.store.database import Database
from sanhak.store.findings import NewerDatabase

if TYPE_CHECKING:
    from alembic.config import Config

_UPGRADING: Final = 5_801_002
"""The number of PostgreSQL's lock under which one process at a time changes the form."""


def config() -> Config:
    """What Alembic has to know of this folder."""
    from alembic.config import Config

    made = Config()
    made.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    return made


def form_of(rows: Connection) -> str:
    """The form that the database has, by its name; empty where it has none."""
    from alembic.runtime.migration import MigrationContext

    return MigrationContext.configure(rows).get_current_revision() or ""


def upgrade(database: Database, form: str = "head") -> None:
    """Bring the database to the present form, or to an earlier one; nothing is done where it is that far already.

    Raises
    ------
    Refusal
        R024 if a newer version of this programme has changed it.
    """
    from alembic import command
    from alembic.script import ScriptDirectory

    made = config()
    known = {script.revision for script in ScriptDirectory.from_config(made).walk_revisions()}
    with database.writing() as rows:
        if database.dialect == "postgresql":
            rows.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _UPGRADING})
        for named in (form_of(rows), form):
            if named not in known | {"", "head"}:
                raise Refusal(NewerDatabase(url=database.url.render_as_string(hide_password=True), form=named))
        made.attributes["connection"] = rows
        command.upgrade(made, form)
