"""Write the next migration from what the tables have become: python tests/migration.py "what has changed"."""

from __future__ import annotations

import sys
import tempfile
from typing import Any

from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import JSON

import sanhak.center.tables  # noqa: F401 - all of them
from sanhak.store import BlobKey, Database, Moment, metadata
from sanhak.store.migrations import config, upgrade


def plain(kind: str, item: Any, context: Any) -> Any:
    """Columns as the database sees them, so that a migration never changes with our code."""
    if kind == "type" and isinstance(item, Moment):
        return "sa.DateTime()"
    if kind == "type" and isinstance(item, BlobKey):
        return "sa.String(length=64)"
    if kind == "type" and isinstance(item, JSON):
        context.imports.add("from sqlalchemy.dialects import postgresql")
        return 'sa.JSON().with_variant(postgresql.JSONB(), "postgresql")'
    return False


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/empty.db", durable=False)
        made = config()
        made.attributes |= {"metadata": metadata, "render": plain}
        number = f"{len(list(ScriptDirectory.from_config(made).walk_revisions())) + 1:04}"
        upgrade(database)
        with database.writing() as rows:
            made.attributes["connection"] = rows
            command.revision(made, sys.argv[1], autogenerate=True, rev_id=number)
