"""Read by Alembic alone: runs the steps in the transaction that it is given."""

from __future__ import annotations

from alembic import context

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=context.config.attributes.get("metadata"),
    render_as_batch=True,  # SQLite changes a table by making a new one
    transactional_ddl=True,
    render_item=context.config.attributes.get("render"),
)
context.run_migrations()
