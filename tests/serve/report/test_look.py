"""What came in: every kind of column says where it reaches, and what it lacks."""

from __future__ import annotations

from datetime import datetime

import polars as pl

from sanhak.serve.report.look import columns_seen
from sanhak.serve.report.sketch import sketch
from sanhak.table import Column, Kind, Table
from sanhak.table.profile import BINS, counts, profile

FRAME = pl.DataFrame(
    {
        "when": [datetime(2026, 3, day, 8) for day in (5, 6, 7)],  # noqa: DTZ001 - plant clocks carry no zone
        "x": [1.0, 2.5, None],
        "same": [4.0, 4.0, 4.0],
        "empty": pl.Series([None, None, None], dtype=pl.Float64),
        "who": ["a", "b", "a"],
    }
)
KINDS = (Kind.DATE, Kind.NUMBER, Kind.NUMBER, Kind.NUMBER, Kind.CATEGORY)
COLUMNS = tuple(Column(name, kind) for name, kind in zip(FRAME.columns, KINDS, strict=True))
TABLE = Table(FRAME, COLUMNS, time="when")


def test_columns_say_where_they_reach():
    spreads = [column.spread.render("ko") for column in columns_seen(profile(TABLE), len(TABLE))]
    assert spreads == [
        "2026. 3. 5. (목) 08:00 – 2026. 3. 7. (토) 08:00", "1.0 – 2.5", "늘 4", "값 없음", "a (2), b (1)",
    ]  # fmt: skip


def test_gaps_are_counted_and_roles_named():
    seen = columns_seen(profile(TABLE), len(TABLE))
    assert [column.missing for column in seen] == [0, 1, 0, 3, 0]
    assert seen[1].share == 1 / 3
    assert [column.role and column.role.render() for column in seen] == ["time", None, None, None, None]


def test_many_levels_are_counted_not_listed():
    names = [f"l{place}" for place in range(50)]
    table = Table(pl.DataFrame({"c": names}), (Column("c", Kind.CATEGORY),))
    assert columns_seen(profile(table), len(table))[0].spread.render().endswith("and 46 others")


def test_a_sketch_has_a_bar_for_each_filled_bin():
    assert sketch(counts(pl.Series([float(place) for place in range(BINS)]))).count("M") == BINS
    drawn = {column.name: column.sketch for column in columns_seen(profile(TABLE), len(TABLE))}
    assert [drawn[name] for name in ("same", "empty", "who")] == ["", "", ""]
    assert drawn["when"].count("M") == 3
