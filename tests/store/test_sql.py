"""Tables from databases: what is there comes with its names and types, and nothing can be changed or given away."""

from __future__ import annotations

from datetime import datetime

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import create_engine

from sanhak.finding import Refusal
from sanhak.store.database import address
from sanhak.store.sql import Caps, Source, fetch, source, sources
from sanhak.store.sql_text import one_query

TABLE = (
    "CREATE TABLE batches (id INTEGER, yield_ NUMERIC, grade TEXT, taken TIMESTAMP)",
    "INSERT INTO batches VALUES (1, 81.5, '양호', '2026-11-01 08:00:00'), (2, NULL, 'A%B', '2026-11-02 08:00:00')",
)


@pytest.fixture
def plant(database_url):
    engine = create_engine(address(database_url))
    with engine.begin() as rows:
        for statement in TABLE:
            rows.exec_driver_sql(statement.replace("%", "%%") if engine.dialect.name == "postgresql" else statement)
    yield Source("historian", database_url, ("project",))
    engine.dispose()


def count(plant):
    engine = create_engine(address(plant.url))
    with engine.connect() as rows:
        found = rows.exec_driver_sql("SELECT count(*) FROM batches").scalar()
    engine.dispose()
    return found


def code_of(plant, query, tmp_path, caps=None):
    with pytest.raises(Refusal) as refused:
        fetch(plant, query, tmp_path / "rows.parquet", caps)
    assert not list(tmp_path.glob("*.parquet"))
    return refused.value.findings[0]


def test_rows_come_with_names_and_types(plant, tmp_path):
    file, seen = tmp_path / "rows.parquet", []
    query = "SELECT id, yield_, grade, taken, id FROM batches WHERE grade LIKE '%' ORDER BY id; -- all of them"
    assert fetch(plant, query, file, told=seen.append) == 2
    frame = pl.read_parquet(file)
    assert frame.columns == ["id", "yield_", "grade", "taken", "id (2)"]
    assert frame["yield_"].to_list() == [81.5, None]
    assert frame["grade"].to_list() == ["양호", "A%B"]
    assert str(frame["taken"][0]).startswith(str(datetime(2026, 11, 1, 8)))  # noqa: DTZ001
    assert seen == [2]


def test_a_query_without_rows_still_has_its_names(plant, tmp_path):
    file = tmp_path / "rows.parquet"
    assert fetch(plant, "SELECT id, grade FROM batches WHERE id > 5", file) == 0
    assert pl.read_parquet(file).columns == ["id", "grade"]


def test_many_rows_come_in_batches_with_their_widest_type(plant, tmp_path):
    file, seen = tmp_path / "rows.parquet", []
    query = (
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 45000)"
        " SELECT i, CASE WHEN i > 44000 THEN i + 0.5 END AS late FROM n"
    )
    assert fetch(plant, query, file, told=seen.append) == 45_000
    frame = pl.read_parquet(file)
    assert seen == [20_000, 40_000, 45_000]
    assert frame["i"].to_list() == list(range(1, 45_001))
    assert frame["late"].null_count() == 44_000
    assert frame["late"].max() == 45_000.5


@pytest.mark.parametrize(
    "query",
    [
        "DELETE FROM batches",
        "SELECT 1; DELETE FROM batches",
        "WITH gone AS (DELETE FROM batches RETURNING id) SELECT * FROM gone",
        "SELECT * INTO copied FROM batches",
        "COPY batches TO PROGRAM 'cat'",
        "PRAGMA writable_schema = 1",
        "ATTACH DATABASE 'other.db' AS other",
        "",
    ],
)
def test_nothing_is_changed(plant, query, tmp_path):
    assert code_of(plant, query, tmp_path).code in ("R026", "R027")
    assert count(plant) == 2


def test_too_much_is_refused_and_leaves_nothing(plant, tmp_path):
    query = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 30000) SELECT i FROM n"
    assert code_of(plant, query, tmp_path, Caps(bytes=1000)).code == "R028"


def test_too_long_is_stopped(plant, tmp_path):
    query = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"
    assert code_of(plant, query, tmp_path, Caps(seconds=0.3)).code == "R029"


def test_the_words_of_the_database_hold_no_secret(plant, tmp_path):
    finding = code_of(plant, "SELECT 1 FROM nowhere", tmp_path)
    assert finding.code == "R027"
    assert "nowhere" in finding.because
    closed = Source("historian", "postgresql://reader:hidden-word@127.0.0.1:1/plant", ())
    finding = code_of(closed, "SELECT 1", tmp_path)
    assert finding.code == "R027"
    assert not {"hidden-word", "reader", "127.0.0.1"} & set(finding.because.replace(",", " ").split())
    assert "hidden-word" not in repr(closed)


def test_sources_are_open_to_the_projects_that_are_named(tmp_path):
    assert sources(tmp_path, "one") == ()
    (tmp_path / "sources.toml").write_text('["기록계"]\nurl = "sqlite:///plant.db"\nprojects = ["one"]\n')
    assert [found.name for found in sources(tmp_path, "one")] == ["기록계"]
    assert sources(tmp_path, "two") == ()
    for project, name in (("two", "기록계"), ("one", "other")):
        with pytest.raises(Refusal) as refused:
            source(tmp_path, project, name)
        assert refused.value.findings[0].code == "R025"


@pytest.mark.parametrize("content", ["url = 1", "[a]\nurl = 'secret-word'", "[a\n", "[a]\nprojects = 3\nurl = ''"])
def test_a_file_of_sources_that_cannot_be_read_is_not_shown(tmp_path, content):
    (tmp_path / "sources.toml").write_text(content)
    with pytest.raises(Refusal) as refused:
        sources(tmp_path, "one")
    assert refused.value.findings[0].code == "R025"
    assert "secret-word" not in str(refused.value)


PIECES = st.lists(
    st.sampled_from(["'a;b'", '"x;y"', "-- c;d\n", "/* e;f */", "$$g;h$$", "$t$i;j$t$", "name", "1", ",", "''"])
)


@given(PIECES, st.sampled_from(["", ";", " ; ", ";;", "; -- end"]))
def test_semicolons_inside_words_and_comments_end_nothing(pieces, end):
    query = "SELECT " + " ".join(pieces)
    assert one_query(query + end).startswith("SELECT")
    with pytest.raises(Refusal):
        one_query(f"{query}\n; DROP TABLE batches{end}")
