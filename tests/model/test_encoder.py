from datetime import datetime, timedelta

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanhak.finding import Refusal
from sanhak.model.encoder import Encoder
from sanhak.model.outcome import Labels, OutcomeScale
from sanhak.table.column import Column, Kind
from sanhak.table.table import Table

START = datetime(2026, 3, 5, 14, 30)  # noqa: DTZ001 - plants write local time


def table_of(*columns: tuple[Column, list]) -> Table:
    return Table(pl.DataFrame({column.name: values for column, values in columns}), tuple(c for c, _ in columns))


def mixed() -> Table:
    return table_of(
        (Column("T", unit="°C"), [60.0, 70.0, None, 90.0, 80.0]),
        (Column("fed"), [1.0, 2.0, 3.0, 4.0, 10.0]),
        (Column("grade", Kind.ORDINAL, levels=("low", "middle", "high")), ["low", "high", "middle", "low", "high"]),
        (Column("day", Kind.DATE), [START + timedelta(days=day) for day in range(5)]),
        (Column("supplier", Kind.CATEGORY), ["B", "A", "B", None, "A"]),
    )


NAMES = ["T", "fed", "grade", "day", "supplier"]


def test_numbers_have_mean_zero_and_deviation_one_and_gaps_have_a_column():
    table = mixed()
    encoder = Encoder.fit(table, NAMES)
    X = encoder.transform(table)
    assert [column.name for column in encoder.columns] == NAMES
    assert encoder.features == ("T", "T", "fed", "grade", "day", "supplier", "supplier", "supplier")
    assert X.shape == (5, encoder.width) == (5, 8)
    known = [0, 1, 3, 4]
    assert X[known, 0].mean() == pytest.approx(0, abs=1e-9)
    assert X[known, 0].std() == pytest.approx(1, abs=1e-8)
    assert X[2, 0] == 0.0
    assert X[:, 1].tolist() == [0, 0, 1, 0, 0]
    assert np.array_equal(X, np.round(X, 9))


def test_levels_are_ranks_and_dates_are_days():
    X = Encoder.fit(mixed(), NAMES).transform(mixed())
    assert X[:, 3] == pytest.approx((np.array([0, 2, 1, 0, 2]) - 1) / np.std([0, 2, 1, 0, 2]), abs=1e-9)
    assert np.diff(X[:, 4]) == pytest.approx(1 / np.std(np.arange(5)), abs=1e-8)


def test_categories_are_one_hot_in_order_of_first_appearance_with_a_column_for_gaps():
    encoder = Encoder.fit(mixed(), NAMES)
    assert encoder.blocks == (slice(5, 8),)
    assert encoder.transform(mixed())[:, 5:].tolist() == [[1, 0, 0], [0, 1, 0], [1, 0, 0], [0, 0, 1], [0, 1, 0]]


def test_rare_levels_share_a_column_and_an_unseen_level_is_all_zeros():
    kind = Column("c", Kind.CATEGORY)
    encoder = Encoder.fit(table_of((kind, ["a", "x", "a", "y", "b", "b"])), ["c"])
    new = table_of((kind, ["b", "y", "x", "new", "a", None]))
    assert encoder.transform(new).tolist() == [[0, 1, 0], [0, 0, 1], [0, 0, 1], [0, 0, 0], [1, 0, 0], [0, 0, 0]]
    assert encoder.encode(new)[1].tolist() == [False, False, False, True, False, True]


def test_a_category_keeps_at_most_two_hundred_levels_the_frequent_ones():
    kind = Column("c", Kind.CATEGORY)
    texts = [f"level {number}" for number in range(300) for _ in range(2 + number // 150)]
    encoder = Encoder.fit(table_of((kind, texts)), ["c"])
    X = encoder.transform(table_of((kind, ["level 299", "level 0", "level 149"])))
    assert encoder.width == 201
    assert X[:, 200].tolist() == [0, 0, 1]
    assert X.sum(axis=1).tolist() == [1, 1, 1]


@given(scale=st.floats(1e-3, 1e3), shift=st.floats(-1e3, 1e3), seed=st.integers(0, 9))
def test_another_unit_gives_the_same_matrix(scale, shift, seed):
    values = np.random.default_rng(seed).normal(50, 20, 30)
    first = table_of((Column("x"), values.tolist()))
    second = table_of((Column("x"), (scale * values + shift).tolist()))
    X, Z = (Encoder.fit(table, ["x"]).transform(table) for table in (first, second))
    assert pytest.approx(X, abs=2e-9) == Z


@given(st.permutations(["a", "b", "c", "d"]))
def test_other_names_of_the_categories_give_the_same_matrix(names):
    codes = np.random.default_rng(0).integers(0, 4, 40)
    first = table_of((Column("c", Kind.CATEGORY), [names[code] for code in codes]))
    second = table_of((Column("k", Kind.CATEGORY), ["abcd"[code] for code in codes]))
    assert np.array_equal(Encoder.fit(first, ["c"]).transform(first), Encoder.fit(second, ["k"]).transform(second))


def test_a_column_that_never_varied_is_zero_and_a_change_in_it_is_unseen():
    encoder = Encoder.fit(table_of((Column("x"), [0.1 + 0.2] * 7)), ["x"])
    new = table_of((Column("x"), [0.3, 0.1 + 0.2, 5.0]))
    assert encoder.transform(new).tolist() == [[0], [0], [0]]
    assert encoder.encode(new)[1].tolist() == [False, False, True]


@pytest.mark.parametrize("kind", [Kind.NUMBER, Kind.DATE])
def test_an_empty_column_is_zero_with_its_gap(kind):
    empty = table_of((Column("x", kind), [None, None]))
    assert Encoder.fit(empty, ["x"]).transform(empty).tolist() == [[0, 1], [0, 1]]


def test_rows_with_a_gap_where_none_was_taught_are_unseen():
    encoder = Encoder.fit(mixed(), NAMES)
    new = table_of(
        (Column("T"), [None, 60.0]),
        (Column("fed"), [1.0, None]),
        (Column("grade", Kind.ORDINAL, levels=("low", "middle", "high")), ["low", "low"]),
        (Column("day", Kind.DATE), [START, START]),
        (Column("supplier", Kind.CATEGORY), [None, "A"]),
    )
    assert encoder.encode(new)[1].tolist() == [False, True]


def test_an_ordered_level_never_listed_is_unseen_and_one_without_levels_is_a_category():
    column = Column("grade", Kind.ORDINAL, levels=("low", "high"))
    encoder = Encoder.fit(table_of((column, ["low", "high"])), ["grade"])
    assert encoder.encode(table_of((column, ["higher", "high"])))[1].tolist() == [True, False]
    plain = Column("grade", Kind.ORDINAL)
    assert Encoder.fit(table_of((plain, ["low", "high"])), ["grade"]).blocks == (slice(0, 1),)


def test_another_unit_of_the_same_quantity_is_converted_and_another_quantity_refused():
    encoder = Encoder.fit(table_of((Column("T", unit="°C"), [0.0, 100.0])), ["T"])
    assert encoder.transform(table_of((Column("T", unit="°F"), [212.0]))).tolist() == [[1.0]]
    assert encoder.transform(table_of((Column("T"), [100.0]))).tolist() == [[1.0]]
    with pytest.raises(Refusal, match="M003"):
        encoder.transform(table_of((Column("T", unit="kPa"), [1.0])))


def test_a_category_that_comes_as_whole_numbers_is_recognised():
    encoder = Encoder.fit(table_of((Column("line", Kind.CATEGORY), ["1", "2", "1", "2"])), ["line"])
    assert encoder.transform(table_of((Column("line"), [2.0, None, 1.0]))).tolist() == [[0, 1], [0, 0], [1, 0]]


def test_numbers_written_as_text_are_read_and_words_are_refused_with_an_example():
    encoder = Encoder.fit(table_of((Column("x"), [1.0, 3.0])), ["x"])
    text = Column("x", Kind.TEXT)
    assert encoder.transform(table_of((text, ["3"]))).tolist() == [[1.0]]
    with pytest.raises(Refusal, match=r"M002.*high"):
        encoder.transform(table_of((text, ["1", "high"])))
    with pytest.raises(Refusal, match="M002"):
        encoder.transform(table_of((Column("x", Kind.DATE), [START])))
    day = Encoder.fit(table_of((Column("d", Kind.DATE), [START, START + timedelta(days=1)])), ["d"])
    with pytest.raises(Refusal, match="M002"):
        day.transform(table_of((Column("d"), [3.0])))


@pytest.mark.parametrize("kind", [Kind.IDENTIFIER, Kind.TEXT])
def test_what_a_model_cannot_read_is_refused(kind):
    with pytest.raises(Refusal, match="M001"):
        Encoder.fit(table_of((Column("x", kind), ["a", "b"])), ["x"])


def test_no_inputs_no_rows_and_unknown_names_are_refused():
    table = mixed()
    with pytest.raises(Refusal, match="M004"):
        Encoder.fit(table, [])
    with pytest.raises(Refusal, match="M004"):
        Encoder.fit(table.rows(np.zeros(5, dtype=bool)), ["T"])
    with pytest.raises(Refusal, match="T001"):
        Encoder.fit(table, ["pressure"])


def test_a_stored_encoder_gives_the_same_matrix_to_the_last_digit():
    encoder = Encoder.fit(mixed(), NAMES)
    again = Encoder.from_state(encoder.state())
    assert again == encoder
    assert np.array_equal(again.transform(mixed()), encoder.transform(mixed()))


@given(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=20))
def test_an_outcome_comes_back_from_its_scale(values):
    array = np.array(values)
    scale = OutcomeScale.fit(array)
    assert scale.back(scale.forward(array)) == pytest.approx(
        array, abs=1e-8 * scale.deviation + 1e-9 * np.abs(array).max()
    )
    assert OutcomeScale.from_state(scale.state()) == scale


def test_an_outcome_that_never_varies_has_the_deviation_one():
    scale = OutcomeScale.fit(np.full(9, 0.1 + 0.2))
    assert scale.deviation == 1.0
    assert scale.forward(np.full(2, 0.1 + 0.2)).tolist() == [0, 0]


def test_labels_are_numbered_as_they_appear():
    labels = Labels.fit(["ok", "불량", "ok", "rework"])
    assert labels.names == ("ok", "불량", "rework")
    assert len(labels) == 3
    assert labels.codes(["rework", "new", None, "ok"]).tolist() == [2, -1, -1, 0]
    assert Labels.from_state(labels.state()) == labels
