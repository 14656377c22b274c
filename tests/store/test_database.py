"""One schema, two databases: what is written whole is there, what fails leaves nothing, and writers wait in turn."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import Column, Integer, MetaData, String, Table, insert, select, update
from sqlalchemy.exc import IntegrityError

from sanhak.finding import Refusal
from sanhak.store import Database, Moment, new_id

SHELF = MetaData()
BOOKS = Table("books", SHELF, Column("id", Integer, primary_key=True), Column("title", String), Column("at", Moment))


@pytest.fixture
def database(database_url):
    opened = Database(database_url, durable=False)
    SHELF.create_all(opened.engine)
    yield opened
    opened.close()


def titles(database):
    with database.reading() as rows:
        return list(rows.scalars(select(BOOKS.c.title).order_by(BOOKS.c.id)))


def test_what_is_written_is_there(database):
    with database.writing() as rows:
        rows.execute(insert(BOOKS).values(title="수율"))
    assert titles(database) == ["수율"]


def test_a_block_that_fails_leaves_nothing(database):
    with pytest.raises(IntegrityError), database.writing() as rows:
        rows.execute(insert(BOOKS), [{"id": 1, "title": "first"}, {"id": 1, "title": "again"}])
    assert titles(database) == []


def test_moments_come_back_in_utc(database):
    seoul = datetime(2026, 11, 28, 9, 30, tzinfo=timezone(timedelta(hours=9)))
    with database.writing() as rows:
        rows.execute(insert(BOOKS).values(title="now", at=seoul))
    with database.reading() as rows:
        came = rows.scalar(select(BOOKS.c.at))
    assert came == seoul
    assert came.tzinfo is UTC


def test_a_moment_without_a_zone_is_no_moment():
    with pytest.raises(ValueError, match="time zone"):
        Moment().process_bind_param(datetime(2026, 11, 28), None)  # noqa: DTZ001 - that is the point


def test_writers_that_read_first_wait_in_turn_and_lose_nothing(database):
    with database.writing() as rows:
        rows.execute(insert(BOOKS).values(id=1, title="0"))

    def add_one():
        for _ in range(10):
            with database.writing() as rows:
                counted = rows.scalar(select(BOOKS.c.title).where(BOOKS.c.id == 1).with_for_update())
                rows.execute(update(BOOKS).where(BOOKS.c.id == 1).values(title=str(int(counted) + 1)))

    threads = [threading.Thread(target=add_one) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert titles(database) == ["40"]


@pytest.mark.parametrize(
    ("url", "code"),
    [("mysql://host/name", "R020"), ("no address", "R020"), ("sqlite+strange:///x.db", "R020")],
)
def test_an_address_that_nobody_knows_is_refused(url, code):
    with pytest.raises(Refusal) as refused:
        Database(url)
    assert refused.value.findings[0].code == code


def test_a_server_that_does_not_answer_is_told_without_its_password():
    database = Database("postgresql://sanhak:secret@127.0.0.1:9/none?connect_timeout=2")
    with pytest.raises(Refusal) as refused:
        database.check()
    assert refused.value.findings[0].code == "R022"
    assert "secret" not in str(refused.value)


def test_identifiers_do_not_repeat_and_fit_an_address():
    made = {new_id() for _ in range(1000)}
    assert len(made) == 1000
    assert all(one.isalnum() and one.islower() for one in made)
