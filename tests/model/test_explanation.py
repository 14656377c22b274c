import numpy as np
import polars as pl
import pytest
from sklearn.linear_model import LogisticRegression

from model.rows import FREQUENT, MEAN, STRAIGHT, WAVY, candidate, split_of, table_of
from sanhak.finding import Refusal
from sanhak.model import task
from sanhak.model.explanation import effects
from sanhak.model.model import Model
from sanhak.table.column import Column, Kind
from sanhak.table.table import Table

RNG = np.random.default_rng


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    monkeypatch.setattr(task, "number_candidates", lambda: (MEAN, STRAIGHT, WAVY))
    logistic = candidate("logistic", 1, LogisticRegression)
    monkeypatch.setattr(task, "label_candidates", lambda: (FREQUENT, logistic))


def fitted(truth, rows=150, columns=3, noise=0.1, **texts):
    rng = RNG(1)
    X = rng.uniform(-2, 2, (rows, columns))
    y = truth(X) + noise * rng.standard_normal(rows)
    table = table_of(X, y, unit="kPa", **texts)
    inputs = [name for name in table.names if name != "y"]
    return Model.fit(table, inputs, "y", split=split_of(rows)), table


def test_importance_is_the_rise_of_the_error_in_the_outcomes_unit():
    model, _ = fitted(lambda X: 50 + 10 * X[:, 0] + 3 * X[:, 1], rows=400)
    first, second, third = model.importance
    # Exchanging a column of slope b and variance v raises the mean squared error by 2 b² v, on top of the noise.
    deviation = np.std(RNG(1).uniform(-2, 2, 10**5))
    assert first.mean == pytest.approx(np.sqrt(2) * 10 * deviation, rel=0.1)
    assert second.mean == pytest.approx(np.sqrt(2) * 3 * deviation, rel=0.1)
    assert abs(third.mean) < 0.01
    assert 0 < first.spread < first.mean


def test_the_effect_of_a_straight_truth_is_its_slope():
    model, table = fitted(lambda X: 50 + 10 * X[:, 0] + 3 * X[:, 1])
    effect = effects(model, table, "x0")
    grid = np.array(effect.grid, dtype=float)
    assert np.diff(effect.mean) / np.diff(grid) == pytest.approx(10, rel=0.02)
    assert effect.density.sum() == pytest.approx(1)
    assert effect.column.name == "x0"
    assert effect.mean @ effect.density == pytest.approx(table.values("y").mean(), abs=1.5)


def test_the_interval_of_an_effect_holds_the_truth_and_narrows_with_more_rows():
    few, many = (fitted(lambda X: 10 * X[:, 0], rows=rows, noise=5.0) for rows in (60, 600))
    wide, narrow = effects(*few, "x0"), effects(*many, "x0")
    assert np.mean(wide.upper - wide.lower) > 1.5 * np.mean(narrow.upper - narrow.lower)
    rise = wide.mean[-1] - wide.mean[0]
    half = (wide.upper - wide.lower)[[0, -1]].sum() / 2
    assert abs(rise - 10 * (wide.grid[-1] - wide.grid[0])) < half


def test_the_effect_of_a_wave_is_a_wave():
    model, table = fitted(lambda X: np.sin(2 * X[:, 0]) + X[:, 1], noise=0.05)
    effect = effects(model, table, "x0")
    shape = np.sin(2 * np.array(effect.grid, dtype=float))
    assert effect.mean - effect.mean.mean() == pytest.approx(shape - shape.mean(), abs=0.25)


def test_a_category_gets_one_value_a_level():
    texts = [("wet", "dry", "dry")[place % 3] for place in range(150)]
    level = np.array([5.0 if text == "wet" else 0.0 for text in texts])
    model, table = fitted(lambda X: X[:, 0] + level, state=texts)
    effect = effects(model, table, "state")
    assert effect.grid == ("wet", "dry")
    assert effect.mean[0] - effect.mean[1] == pytest.approx(5, abs=0.2)
    assert effect.density == pytest.approx([1 / 3, 2 / 3])


def test_gaps_a_constant_column_and_ordered_levels_are_shown_as_they_are():
    rng = RNG(2)
    X = np.column_stack([rng.uniform(-2, 2, 120), np.full(120, 3.0)])
    y = X[:, 0] + 0.1 * rng.standard_normal(120)
    X[::10, 0] = np.nan
    grades = [("low", "middle", "high")[place % 3] for place in range(120)]
    table = table_of(X, y, grade=grades).with_columns(Column("grade", Kind.ORDINAL, levels=("low", "middle", "high")))
    model = Model.fit(table, ["x0", "x1", "grade"], "y", split=split_of(120))
    assert not any(value is None for value in effects(model, table, "x0").grid)
    assert effects(model, table, "x1").grid == (3.0,)
    assert effects(model, table, "grade").grid == ("low", "middle", "high")


def test_dates_are_an_axis_too():
    rng = RNG(2)
    table = table_of(rng.uniform(-2, 2, (100, 1)), rng.standard_normal(100))
    moments = pl.datetime_range(pl.datetime(2026, 1, 1), pl.datetime(2026, 4, 10), "1d", eager=True).alias("day")
    dated = Table(table.frame.with_columns(moments), (*table.columns, Column("day", Kind.DATE)))
    model = Model.fit(dated, ["x0", "day"], "y", split=split_of(100))
    effect = effects(model, dated, "day")
    assert effect.grid[0].isoformat() == "2026-01-01T00:00:00"
    assert len(effect.grid) == len(effect.mean) == 21


def test_a_label_is_shown_by_its_probability():
    X = RNG(3).uniform(-2, 2, (200, 2))
    labels = np.where(X[:, 0] > 0, "high", "low")
    table = table_of(X, labels)
    model = Model.fit(table, ["x0", "x1"], "y", split=split_of(200))
    effect = effects(model, table, "x0", "high")
    assert effect.mean[-1] - effect.mean[0] > 0.7
    other = effects(model, table, "x0", "low")
    assert effect.mean + other.mean == pytest.approx(1)


def test_a_column_that_is_no_input_is_refused():
    model, table = fitted(lambda X: X[:, 0])
    with pytest.raises(Refusal, match="T001"):
        effects(model, table, "x9")
    with pytest.raises(Refusal, match="T001"):
        effects(model, table, "y")
