"""The steps by which a database comes to the present form, each carried out once, whole or not at all."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from sqlalchemy import text

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


def upgrade(database: Database) -> None:
    """Bring the database to the present form; nothing is done where it has that already.

    Raises
    ------
    Refusal
        R024 if a newer version of this programme has changed it.
    """
    from alembic import command
    from alembic.runtime.migration import MigrationContext
    from alembic.script import ScriptDirectory

    made = config()
    known = {script.revision for script in ScriptDirectory.from_config(made).walk_revisions()}
    with database.writing() as rows:
        if database.dialect == "postgresql":
            rows.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _UPGRADING})
        present = MigrationContext.configure(rows).get_current_revision()
        if present is not None and present not in known:
            raise Refusal(NewerDatabase(url=database.url.render_as_string(hide_password=True), form=present))
        made.attributes["connection"] = rows
        command.upgrade(made, "head")
