"""Which rows may teach and which must judge: chosen by the table's nature, and laws of every split."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanhak.finding import Refusal
from sanhak.run import Run
from sanhak.table import Column, Kind, Table
from sanhak.table.check.memory import memory_of
from sanhak.table.split import STRATEGIES, Nature, Split, Strategy, choose_split, hold_out_groups
from sanhak.text import Text, say

ROWS = 120
START = datetime.fromisoformat("2026-03-05")


def table_of(data: Mapping[str, Any], **facts: str | None) -> Table:
    frame = pl.DataFrame({name: list(values) for name, values in data.items()})
    kinds = {pl.Float64: Kind.NUMBER, pl.String: Kind.CATEGORY}
    return Table(frame, tuple(Column(name, kinds.get(frame[name].dtype, Kind.DATE)) for name in frame.columns), **facts)


def normal(seed: int = 0, rows: int = ROWS) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=rows)


def walk(seed: int = 0, rows: int = ROWS) -> np.ndarray:
    return np.cumsum(normal(seed, rows))


def hours(rows: int = ROWS) -> list[datetime]:
    return [START + timedelta(hours=row) for row in range(rows)]


def lots(size: int = 6, rows: int = ROWS) -> list[str]:
    return [f"L{row // size}" for row in range(rows)]


def choose(table: Table, **options: Any) -> Split:
    inputs = options.pop("inputs", [name for name in table.names if name.startswith("x")])
    return choose_split(table, "y", options.pop("run", Run()), inputs=inputs, **options)


TABLES = {
    "exchangeable": table_of({"x": normal(), "y": normal(1)}),
    "designed with time": table_of({"t": hours(), "x": normal(), "y": normal(1)}, time="t"),
    "drifting with time": table_of({"t": hours(), "x": normal(), "y": walk(1)}, time="t"),
    "drifting without time": table_of({"x": normal(), "y": walk(1)}),
    "lots": table_of({"lot": lots(), "x": normal(), "y": normal(1)}, lot="lot"),
    "lots in time": table_of({"t": hours(), "lot": lots(), "x": normal(), "y": walk(1)}, time="t", lot="lot"),
    "assets": table_of({"line": ["A", "B", "C"] * 40, "x": normal(), "y": normal(1)}, asset="line"),
    "mixes": table_of({"x1": np.repeat(normal(0, 40), 3), "x2": np.repeat(normal(2, 40), 3), "y": normal(1)}),
}
CALLED_FOR = {
    "exchangeable": "random",
    "designed with time": "random",
    "drifting with time": "forward",
    "drifting without time": "blocked",
    "lots": "grouped",
    "lots in time": "forward",
    "assets": "grouped",
    "mixes": "grouped",
}


@pytest.mark.parametrize("nature", TABLES)
def test_the_nature_of_the_table_chooses(nature: str):
    split = choose(TABLES[nature])
    assert (split.name, split.chosen, split.findings) == (CALLED_FOR[nature], True, ())
    assert split.forward == (CALLED_FOR[nature] == "forward")


def test_a_time_that_is_no_reason_is_answered_with_the_evidence():
    reason = choose(TABLES["designed with time"]).reason
    assert "The time is no reason to go forward" in str(reason)
    assert reason.render("ko") != str(reason)


def test_a_reason_carries_its_evidence():
    assert "20 lots" in str(choose(TABLES["lots"]).reason)
    assert "3 assets" in str(choose(TABLES["assets"]).reason)
    assert "120 rows hold 40 different settings" in str(choose(TABLES["mixes"]).reason)
    assert "chance 0.005" in str(choose(TABLES["drifting with time"]).reason)


def test_a_long_table_has_three_folds_unless_more_are_asked_for():
    table = table_of({"x": normal(0, 2000), "y": normal(1, 2000)})
    assert [len(choose(table, override="random", **asked)) for asked in ({}, {"folds": 5})] == [3, 5]
    assert len(choose(table, override="blocked")) == 5
    assert len(choose(table.rows(np.arange(1999)), override="random")) == 5


@pytest.mark.parametrize("name", STRATEGIES)
@pytest.mark.parametrize("nature", TABLES)
def test_laws_of_every_split_on_every_table(nature: str, name: str):
    table = TABLES[nature]
    split = choose(table, override=name)
    judged = np.concatenate([judge for _, judge in split])
    assert len(split) == min(5, len(np.unique(split.groups)))
    assert len(np.unique(judged)) == len(judged)
    assert name == "forward" or len(judged) == len(table)
    assert split.groups.shape == (len(table),)
    for teach, judge in split:
        assert len(teach)
        assert len(judge)
        assert not np.intersect1d(teach, judge).size
        assert not np.intersect1d(split.groups[teach], split.groups[judge]).size
        assert name != "forward" or teach.max() < judge.min()


@pytest.mark.parametrize("name", STRATEGIES)
@pytest.mark.parametrize("nature", TABLES)
def test_an_override_is_honoured_and_says_what_was_called_for(nature: str, name: str):
    split = choose(TABLES[nature], override=name)
    called_for = CALLED_FOR[nature]
    assert split.name == name
    assert split.chosen == (name == called_for)
    assert [finding.code for finding in split.findings] == [] if split.chosen else ["T095"]
    if not split.chosen:
        assert f"{name} was asked for; the table itself would have called for {called_for}" in str(split.reason)
        assert split.findings[0].better == called_for


def test_an_unknown_name_is_refused_with_the_known_ones():
    known = "forward, chemical system, scaffold, grouped, blocked, random"
    with pytest.raises(Refusal, match=f"T096 There is no split scafold. Known: {known}"):
        choose(TABLES["exchangeable"], override="scafold")


def test_forward_goes_by_time_whatever_the_order_of_the_file():
    order = np.random.default_rng(0).permutation(ROWS)
    table = TABLES["drifting with time"].rows(order)
    split = choose(table)
    assert split.name == "forward"
    for teach, judge in split:
        assert order[teach].max() < order[judge].min()


def test_forward_never_cuts_a_moment_and_leaves_rows_without_time_out():
    days = [START + timedelta(days=row // 7) for row in range(ROWS)]
    days[3] = None
    split = choose(table_of({"t": days, "x": normal(), "y": walk()}, time="t"), override="forward")
    for teach, judge in split:
        assert max(days[row] for row in teach) < min(days[row] for row in judge)
        assert 3 not in {*teach, *judge}


def test_forward_does_not_teach_with_a_lot_that_is_judged():
    straddling = [f"L{row % 30}" for row in range(60)] + [f"M{row // 3}" for row in range(60)]
    table = table_of({"t": hours(), "lot": straddling, "x": normal(), "y": walk()}, time="t", lot="lot")
    split = choose(table, override="forward")
    lot = np.array(straddling)
    assert all(not set(lot[teach]) & set(lot[judge]) for teach, judge in split)


def test_a_single_lot_cannot_judge_itself():
    table = table_of({"lot": ["L"] * 12, "x": normal(0, 12), "y": normal(1, 12)}, lot="lot")
    assert choose(table).name == "random"
    for name in ("forward", "blocked"):
        with pytest.raises(Refusal, match="T097"):
            choose(table, override=name)


@pytest.mark.parametrize("name", ["forward", "blocked"])
def test_where_rows_are_exchangeable_or_in_time_each_row_weighs_one(name: str):
    assert np.array_equal(choose(TABLES["drifting with time"], override=name).groups, np.arange(ROWS))
    assert len(np.unique(choose(TABLES["lots"], override=name).groups)) == 20


def test_blocks_are_contiguous():
    for _, judge in choose(TABLES["drifting without time"]):
        assert np.array_equal(judge, np.arange(judge[0], judge[-1] + 1))


def test_assets_known_to_the_model_do_not_hold_rows_together():
    table = TABLES["assets"]
    assert choose(table, inputs=["x", "line"]).name == "random"


def test_rows_without_a_lot_stand_for_themselves():
    names = [None if row < 6 else f"L{row // 6}" for row in range(ROWS)]
    split = choose(table_of({"lot": names, "x": normal(), "y": normal(1)}, lot="lot"))
    assert len(np.unique(split.groups)) == 6 + 19


def test_a_serial_number_as_lot_is_no_group():
    table = table_of({"lot": [f"S{row}" for row in range(ROWS)], "x": normal(), "y": normal(1)}, lot="lot")
    assert choose(table).name == "random"


def test_repeated_inputs_with_gaps_are_not_equal():
    x = [1.0, 1.0, None, None, *normal(0, ROWS - 4)]
    split = choose(table_of({"x": x, "y": normal(1)}))
    assert split.name == "grouped"
    assert split.groups[0] == split.groups[1]
    assert split.groups[2] != split.groups[3]


@pytest.mark.parametrize("rows", [2, 3, 4])
@pytest.mark.parametrize("name", STRATEGIES)
def test_few_rows_give_fewer_folds_and_never_an_empty_one(rows: int, name: str):
    split = choose(table_of({"x": normal(0, rows), "y": normal(1, rows)}), override=name)
    assert len(split) == rows - (name == "forward")
    assert all(len(teach) and len(judge) for teach, judge in split)


@pytest.mark.parametrize("rows", [0, 1])
def test_less_than_two_rows_are_refused(rows: int):
    table = Table(
        pl.DataFrame({"x": [1.0] * rows, "y": [1.0] * rows}, schema={"x": pl.Float64, "y": pl.Float64}),
        (Column("x"), Column("y")),
    )
    with pytest.raises(Refusal, match="T097"):
        choose(table)


def test_one_group_is_refused():
    table = table_of({"x": [1.0] * 10, "y": normal(0, 10)})
    assert choose(table).name == "random"
    with pytest.raises(Refusal, match="T097 The split grouped needs at least two groups"):
        choose(table, override="grouped")
    timeless = table_of({"t": [START] * 10, "x": normal(0, 10), "y": normal(1, 10)}, time="t")
    with pytest.raises(Refusal, match="T097 The split forward"):
        choose(timeless, override="forward")


def test_the_seed_draws_and_the_same_seed_draws_the_same():
    def drawn(seed: int) -> list[list[int]]:
        return [judge.tolist() for _, judge in choose(TABLES["exchangeable"], run=Run(seed=seed))]

    assert drawn(1) == drawn(1) != drawn(2)


@pytest.mark.parametrize("nature", TABLES)
def test_names_labels_and_units_change_nothing(nature: str):
    table = TABLES[nature]
    split = choose(table)
    numbers = [column.name for column in table.of_kind(Kind.NUMBER)]
    texts = [column.name for column in table.of_kind(Kind.CATEGORY)]
    frame = table.frame.with_columns(
        *(pl.col(name) * 1.8 + 32 for name in numbers), *(pl.col(name).str.reverse() + "z" for name in texts)
    )
    masked = {name: f"c{len(table.names) - place}" for place, name in enumerate(table.names)}
    facts = {fact: masked.get(getattr(table, fact)) for fact in ("time", "asset", "lot")}
    columns = tuple(Column(masked[column.name], column.kind) for column in table.columns)
    other = Table(frame.rename(masked), columns, **facts)
    inputs = [masked[name] for name in table.names if name.startswith("x")]
    again = choose_split(other, masked["y"], Run(), inputs=inputs)
    assert again.name == split.name
    assert np.array_equal(again.groups, split.groups)
    assert [judge.tolist() for _, judge in again] == [judge.tolist() for _, judge in split]


@given(st.lists(st.integers(0, 9), min_size=2, max_size=60), st.integers(2, 7))
def test_held_out_groups_are_whole_judged_once_and_about_equal(labels: list[int], folds: int):
    groups = np.array(labels)
    nature = Nature(TABLES["exchangeable"], "y", ("x",), Run(), folds)
    if len(set(labels)) < 2:
        with pytest.raises(Refusal):
            hold_out_groups(groups, nature, "grouped")
        return
    held = hold_out_groups(groups, nature, "grouped")
    assert len(held) == min(folds, len(set(labels)))
    assert sorted(np.concatenate([judge for _, judge in held])) == list(range(len(labels)))
    assert all(not set(groups[teach]) & set(groups[judge]) and len(teach) for teach, judge in held)
    sizes = [len(judge) for _, judge in held]
    assert max(sizes) - min(sizes) <= max(np.bincount(groups))


def by_first_letter(nature: Nature) -> tuple:
    letters = np.array([ord(name[0]) for name in nature.table.texts("x")])
    return hold_out_groups(letters, nature, "family"), letters


def test_an_area_adds_a_strategy_of_its_own_before_the_others():
    names = [f"{letter}{row}" for row in range(20) for letter in "abcdef"]
    table = table_of({"x": names, "y": normal()})

    def fits(nature: Nature) -> Text | None:
        return say("Families stay together.") if nature.table["x"].kind is Kind.CATEGORY else None

    strategies = {"family": Strategy(fits, by_first_letter), **STRATEGIES}
    split = choose(table, strategies=strategies)
    assert (split.name, split.chosen, len(split)) == ("family", True, 5)
    assert choose(table, strategies=strategies, override="random").better == "family"
    assert (
        choose(
            TABLES["exchangeable"], strategies={"family": Strategy(lambda _: None, by_first_letter), **STRATEGIES}
        ).name
        == "random"
    )


def memory(table: Table, inputs: list[str], seed: int = 0):
    return memory_of(table, "y", inputs, np.random.default_rng(seed))


def test_memory_is_found_where_it_is():
    found = memory(TABLES["drifting with time"], ["x"])
    assert found.lag > 0.7
    assert found.chance == pytest.approx(2 / 400)
    assert found.matters


def test_a_slow_input_that_explains_the_outcome_is_no_memory():
    slow = walk(3)
    table = table_of({"x": slow, "y": slow + 0.3 * normal(1)})
    assert memory(table, []).matters
    assert not memory(table, ["x"]).lag > 0.2
    graded = table_of({"x": [f"G{row // 30}" for row in range(ROWS)], "y": np.repeat([1.0, 9, 4, 6], 30) + normal()})
    assert memory(graded, []).matters
    assert memory(graded, ["x"]).chance > 0.01


def test_memory_is_looked_for_on_each_asset_by_itself():
    two = np.column_stack([walk(1), walk(2)])
    table = table_of(
        {
            "t": np.repeat(np.array(hours()), 2).tolist(),
            "line": ["A", "B"] * ROWS,
            "x": normal(5, 2 * ROWS),
            "y": two.ravel(),
        },
        time="t",
        asset="line",
    )
    assert memory(table, ["x"]).lag > 0.7


@pytest.mark.parametrize(
    "y", [normal(0, 6), np.ones(ROWS), np.r_[normal(0, 8), [np.nan] * 30]], ids=["few", "constant", "few measured"]
)
def test_without_enough_to_see_there_is_no_memory(y: np.ndarray):
    values = [None if np.isnan(value) else float(value) for value in y]
    found = memory(table_of({"x": normal(1, len(y)), "y": values}), ["x"])
    assert (found.lag, found.chance, found.matters) == (0.0, 1.0, False)


def test_a_file_that_was_sorted_by_its_outcome_has_no_memory():
    y = normal(3, 200)
    piled = np.concatenate([np.sort(y[:150]), np.sort(y[150:])])
    slow = np.cumsum(normal(4, 200))
    assert not memory(table_of({"x": normal(1, 200), "y": np.sort(y)}), ["x"]).matters
    assert not memory(table_of({"x": normal(1, 200), "y": piled}), ["x"]).matters
    assert memory(table_of({"x": normal(1, 200), "y": slow}), ["x"]).matters


def test_an_outcome_that_the_inputs_explain_wholly_has_no_memory():
    x = walk()
    assert memory(table_of({"x": x, "y": 2 * x + 1}), ["x"]).chance == 1.0


def test_labels_and_empty_inputs_have_a_memory_too():
    empty = pl.Series([None] * ROWS, dtype=pl.Float64)
    table = table_of({"x": empty, "y": ["good"] * 60 + ["bad"] * 60})
    assert memory(table, ["x"]).matters


def test_exchangeable_rows_are_rarely_called_dependent():
    called = [choose(table_of({"x": normal(2 * s, 60), "y": normal(2 * s + 1, 60)})).name for s in range(100)]
    assert called.count("random") >= 97


def test_long_tables_are_split_in_a_moment():
    table = table_of({"x": normal(0, 20_000), "y": walk(1, 20_000)})
    assert choose(table).name == "blocked"
