"""The migrations make the very tables that the code knows, on both databases, and refuse what is newer."""

from __future__ import annotations

import threading

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import text

import sanhak.center.tables  # noqa: F401 - all of them
from sanhak.finding import Refusal
from sanhak.store import Database, metadata
from sanhak.store.migrations import upgrade


@pytest.fixture
def database(database_url):
    opened = Database(database_url, durable=False)
    yield opened
    opened.close()


def test_they_make_the_tables_that_the_code_knows(database):
    upgrade(database)
    upgrade(database)
    with database.reading() as rows:
        assert not compare_metadata(MigrationContext.configure(rows), metadata)


def test_two_that_start_at_once_do_it_once(database):
    failures = []

    def start():
        try:
            upgrade(database)
        except Exception as error:  # noqa: BLE001 - any is one too many
            failures.append(error)

    threads = [threading.Thread(target=start) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures


def test_a_newer_form_is_left_alone(database):
    upgrade(database)
    with database.writing() as rows:
        rows.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(Refusal) as refused:
        upgrade(database)
    assert refused.value.findings[0].code == "R024"
