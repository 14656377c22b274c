from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.linear_model import LogisticRegression

import sanhak.model
from model.rows import FREQUENT, MEAN, STRAIGHT, WAVY, Straight, Wavy, candidate, split_of, table_of
from sanhak.finding import Refusal
from sanhak.model import Domain, LabelPrediction, Prediction, task
from sanhak.model.model import Model
from sanhak.run import Run
from sanhak.table.column import Column, Kind

RNG = np.random.default_rng


@pytest.fixture
def quick(monkeypatch):
    """Candidates that fit in no time."""
    monkeypatch.setattr(task, "number_candidates", lambda: (MEAN, STRAIGHT, WAVY))
    logistic = candidate("logistic", 1, LogisticRegression)
    monkeypatch.setattr(task, "label_candidates", lambda: (FREQUENT, logistic))


def rows_of(rows=150, seed=1, noise=0.2, truth=lambda X: np.sin(2 * X[:, 0]) + X[:, 1]):
    rng = RNG(seed)
    X = rng.uniform(-2, 2, (rows, 2))
    return X, truth(X) + noise * rng.standard_normal(rows)


def fit(table, **more):
    inputs = [name for name in table.names if name != "y"]
    return Model.fit(table, inputs, "y", **{"split": split_of(len(table))} | more)


def codes(model):
    return [finding.code for finding in model.findings]


def test_intervals_cover_ninety_per_cent_of_fresh_rows(quick):
    shares, widths = [], []
    for seed in range(40):
        model = fit(table_of(*rows_of(200, seed)))
        X, y = rows_of(500, 1000 + seed)
        lower, upper = model.predict(table_of(X)).interval()
        shares.append(((lower <= y) & (y <= upper)).mean())
        widths.append((upper - lower).mean())
    assert 0.88 <= np.mean(shares) <= 0.92
    assert np.mean(widths) < 1.2 * 2 * 1.645 * 0.2
    assert min(shares) > 0.75


def test_forward_intervals_cover_the_future_of_a_drifting_process(quick):
    shares = []
    for seed in range(30):
        rng = RNG(seed)
        X = rng.uniform(-2, 2, (300, 2))
        y = X[:, 0] + 0.3 * np.cumsum(rng.standard_normal(300)) / 10 + 0.2 * rng.standard_normal(300)
        split = split_of(240, name="forward")
        model = fit(table_of(X[:240], y[:240]), split=split)
        lower, upper = model.predict(table_of(X[240:])).interval()
        shares.append(((lower <= y[240:]) & (y[240:] <= upper)).mean())
    assert 0.80 <= np.mean(shares) <= 0.97
    assert "M034" in codes(model)
    # The first stretch has no earlier one that could calibrate it, so it does not count.
    assert model.coverage.rows < len(model.held_out.rows)


def test_held_out_rows_are_predicted_without_themselves(quick):
    X, y = rows_of()
    model = fit(table_of(X, y))
    y[3] += 100
    changed = fit(table_of(X, y))
    place = int(np.flatnonzero(model.held_out.rows == 3)[0])
    assert changed.held_out.measured[place] == y[3]
    assert abs(changed.held_out.prediction.mean[place] - model.held_out.prediction.mean[place]) < 15
    assert model.coverage.rows == 150
    assert model.coverage.lower <= model.coverage.measured <= model.coverage.upper
    assert model.coverage.width == pytest.approx(np.ptp(np.array(model.held_out.prediction.interval()), axis=0).mean())


def test_other_units_names_and_level_names_change_nothing(quick):
    X, y = rows_of()
    texts = [("a", "b", "c")[place % 3] for place in range(150)]
    y = y + np.array([float(text == "b") for text in texts])
    other = [{"a": "z", "b": "y", "c": "x"}[text] for text in texts]
    first = fit(table_of(X, y, state=texts))
    frame = table_of(X * 1.8 + 32, y * 1000 - 7, state=other)
    names = {"x0": "p", "x1": "q", "state": "r", "y": "s"}
    columns = tuple(column.with_(name=names[column.name]) for column in frame.columns)
    masked = type(frame)(frame.frame.rename(names), columns)
    second = Model.fit(masked, ["p", "q", "r"], "s", split=split_of(150))
    here = first.predict(table_of(X[:20], state=texts[:20]))
    there = second.predict(masked.rows(np.arange(20)))
    assert there.quantiles == pytest.approx(here.quantiles * 1000 - 7, rel=1e-9)
    assert (there.domain == here.domain).all()
    assert [str(a.candidate) for a in first.scores] == [str(b.candidate) for b in second.scores]


def test_the_same_seed_gives_the_same_model_and_rows_outside_of_the_question_do_not_matter(quick):
    X, y = rows_of()
    first, second = fit(table_of(X, y)), fit(table_of(X, y), run=Run(seed=0))
    assert (first.predict(table_of(X)).quantiles == second.predict(table_of(X)).quantiles).all()
    assert first.importance == second.importance
    gaps = np.concatenate([y, np.full(5, np.nan)])
    longer = table_of(np.concatenate([X, X[:5]]), gaps)
    split = split_of(155)
    third = fit(longer, split=split)
    assert "T073" in codes(third)
    assert third.held_out.rows.max() < 150
    assert len(third.held_out.rows) == 150


def test_far_rows_unseen_levels_and_new_gaps_lie_outside(quick):
    X, y = rows_of()
    table = table_of(X, y, state=["a", "b", "a"] * 50)
    model = fit(table)
    asked = table_of(np.array([[0.0, 0.0], [9.0, 0.0], [0.0, 0.0], [np.nan, 0.0]]), state=["a", "a", "new", "a"])
    prediction = model.predict(asked)
    assert prediction.domain.tolist() == [Domain.INSIDE, Domain.OUTSIDE, Domain.OUTSIDE, Domain.OUTSIDE]
    assert np.isfinite(prediction.quantiles).all()
    assert (model.held_out.prediction.domain == Domain.INSIDE).mean() > 0.9


def test_predictions_keep_the_outcomes_physical_bounds(quick):
    X, y = rows_of()
    table = table_of(X, y, unit="%").with_columns(Column("y", unit="%", lower=-0.5, upper=0.5))
    prediction = fit(table).predict(table_of(3 * X))
    assert prediction.quantiles.min() >= -0.5
    assert prediction.quantiles.max() <= 0.5
    assert prediction.unit == "%"


def test_a_unit_that_does_not_convert_is_refused_and_a_missing_column_is_named(quick):
    X, y = rows_of()
    table = table_of(X, y).with_columns(Column("x0", unit="kPa"))
    model = fit(table)
    with pytest.raises(Refusal, match="M003"):
        model.predict(table_of(X).with_columns(Column("x0", unit="kg")))
    with pytest.raises(Refusal, match="T001"):
        model.predict(table_of(X[:, :1]))
    bar = model.predict(table_of(X / [100, 1]).with_columns(Column("x0", unit="bar")))
    assert bar.mean == pytest.approx(model.predict(table).mean)


def test_labels_get_chances_and_sets_that_hold(quick):
    def drawn(rows, seed):
        rng = RNG(seed)
        X = rng.normal(0, 1, (rows, 2))
        chance = 1 / (1 + np.exp(-2 * X[:, 0]))
        return X, np.where(rng.uniform(size=rows) < chance, "pass", "fail")

    shares, said = [], []
    for seed in range(5):
        model = fit(table_of(*drawn(200, seed)))
        X, y = drawn(400, 100 + seed)
        prediction = model.predict(table_of(X))
        place = np.array([model.labels.index(label) for label in y])
        shares.append(prediction.sets[np.arange(400), place].mean())
        said.append(prediction.chance("pass").mean() - (y == "pass").mean())
    assert isinstance(prediction, LabelPrediction)
    assert 0.87 <= np.mean(shares) <= 0.94
    assert abs(np.mean(said)) < 0.02
    assert model.scores[0].metric == "log loss"
    assert model.coverage.unit is None
    assert 1 <= model.coverage.width <= 2
    assert set(np.unique(model.held_out.measured)) == {0, 1}


def test_what_cannot_be_answered_is_refused_with_its_code(quick):
    X, y = rows_of(40)
    table = table_of(X, y)

    def refused(code, table, **more):
        with pytest.raises(Refusal, match=code):
            fit(table, **more)

    refused("M030", table.rows(np.arange(7)))
    refused("T072", table_of(X, np.full(40, 3.0)))
    refused("T072", table_of(X, ["one"] * 40))
    refused("T070", table_of(X, np.full(40, np.nan)))
    refused("M032", table_of(X, [f"label {place}" for place in range(40)]))
    refused("M031", table_of(X, ["free text"] * 40).with_columns(Column("y", Kind.TEXT)))
    refused("M041", table, split=split_of(50))
    with pytest.raises(Refusal, match="T074"):
        Model.fit(table, ["x0", "y"], "y")
    with pytest.raises(Refusal, match="T001"):
        Model.fit(table, ["x0"], "z")
    with pytest.raises(Refusal, match="M004"):
        Model.fit(table, [], "y", split=split_of(40))


def test_noise_is_called_noise(quick):
    model = fit(table_of(*rows_of(80, truth=lambda X: 0 * X[:, 0], noise=1.0)))
    assert "M036" in codes(model)
    assert model.noise == pytest.approx(1, abs=0.25)


def test_repeats_give_the_noise_floor_and_a_model_as_good_says_so(quick):
    X = np.repeat(RNG(0).uniform(-2, 2, (40, 2)), 3, axis=0)
    groups = np.repeat(np.arange(40), 3)
    y = X[:, 0] + 0.3 * RNG(1).standard_normal(120)
    model = fit(table_of(X, y, unit="kPa"), split=split_of(120, groups=groups, name="grouped"))
    assert model.noise == pytest.approx(0.3, abs=0.06)
    assert "M038" in codes(model)
    note = next(finding for finding in model.findings if finding.code == "M038")
    assert "kPa" in note.render("ko")
    assert type(note).load(note.dump()) == note


def test_few_groups_say_which_level_holds(quick):
    X, y = rows_of(60)
    model = fit(table_of(X, y), split=split_of(60, 3, groups=np.repeat(np.arange(6), 10), name="grouped"))
    finding = next(finding for finding in model.findings if finding.code == "M035")
    assert finding.level == pytest.approx(6 / 7)
    assert model.coverage.nominal == pytest.approx(6 / 7)


def test_a_learner_that_knows_its_deviation_scales_the_intervals(quick):
    rng = RNG(4)
    X = rng.uniform(-2, 2, (300, 2))
    spread = 0.1 + np.abs(X[:, 0])
    model = fit(table_of(X, np.sin(2 * X[:, 1]) * 3 + spread * rng.standard_normal(300)))
    assert model.calibration.difficulty.kind == "own"
    asked = model.predict(table_of(np.array([[0.0, 0.5], [1.8, 0.5]])))
    narrow, wide = np.ptp(asked.quantiles, axis=1)
    assert wide > 5 * narrow
    with pytest.raises(AttributeError, match="Prophet"):
        sanhak.model.Prophet  # noqa: B018


def test_groups_that_differ_miss_their_coverage_and_say_so(quick):
    X, y = rows_of(400, noise=0.1)
    y[360:] += 30.0 * RNG(0).standard_normal(40)
    split = split_of(400, 5, name="forward")
    assert "M037" in codes(fit(table_of(X, y), split=split))


def test_one_fold_is_enough(quick):
    X, y = rows_of(120)
    whole = split_of(120)
    model = fit(table_of(X, y), split=type(whole)("holdout", whole.reason, whole.folds[:1], whole.groups))
    assert model.coverage.rows == 24
    assert np.isnan(model.importance[0].spread)


def test_an_outside_method_gets_intervals_a_domain_and_a_row(quick):
    X, y = rows_of(truth=lambda X: 3 * np.abs(X[:, 0] - X[:, 0].mean()))
    model = fit(table_of(X, y), extra=[Folded()])
    chosen = next(score for score in model.scores if score.chosen)
    assert str(chosen.candidate) == "Folded"
    assert isinstance(model.predict(table_of(X)), Prediction)
    assert "M039" in codes(model)


class Folded(RegressorMixin, BaseEstimator):
    """Knows that the truth is folded, but not how to be kept."""

    def fit(self, X, y):
        self.line_ = Straight().fit(np.abs(X), y)
        return self

    def predict(self, X):
        return self.line_.predict(np.abs(X))


def test_a_winner_that_fails_on_all_rows_hands_over_to_the_next(quick):
    class Greedy(Straight):
        """Perfect on a part, and helpless on the whole."""

        def fit(self, X, y):
            if len(X) == 150:
                raise MemoryError("too many rows")
            return super().fit(np.abs(X), y)

        def predict(self, X):
            return super().predict(np.abs(X))

    model = fit(table_of(*rows_of(truth=lambda X: np.abs(X[:, 0]) * 3)), extra=[Greedy()])
    assert "Greedy" not in {str(score.candidate) for score in model.scores}
    assert "M033" in codes(model)
    assert "M036" in codes(model) or model.scores[0].skill > 0


def test_the_built_in_candidates_find_a_step_that_no_line_can_follow():
    X, y = rows_of(72, truth=lambda X: 2.0 * ((X[:, 0] > 0) ^ (X[:, 1] > 0)), noise=0.2)
    model = fit(table_of(X, y), split=split_of(72, 3))
    chosen = next(score for score in model.scores if score.chosen)
    line = next(score for score in model.scores if str(score.candidate) == "elastic net")
    assert chosen.error < 0.7 * line.error
    assert {score.baseline for score in model.scores} == {True, False}
    assert len(model.scores) >= 6


def test_the_split_is_chosen_from_the_table_where_none_is_given(quick):
    X, y = rows_of(60)
    table = table_of(X, y + np.cumsum(RNG(0).standard_normal(60)))
    days = pl.datetime_range(pl.datetime(2026, 1, 1), pl.datetime(2026, 3, 1), "1d", eager=True).alias("day")
    dated = type(table)(table.frame.with_columns(days), (*table.columns, Column("day", Kind.DATE)), time="day")
    assert Model.fit(dated, ["x0", "x1"], "y").split.forward
    assert not Model.fit(table, ["x0", "x1"], "y").split.forward


def test_the_standard_error_is_that_of_the_expectation(quick):
    """Thirty tables of the same plant: how the expectations scatter is what each of them says of its own error."""
    asked = table_of(np.array([[0.5, 0.5]]))
    models = [fit(table_of(*rows_of(100, seed, truth=lambda X: X[:, 0]))) for seed in range(30)]
    scatter = np.std([model.predict(asked).mean[0] for model in models])
    said = np.sqrt(np.mean([model.standard_error(asked)[0] ** 2 for model in models]))
    assert 0.5 * scatter < said < 2 * scatter


def test_a_loaded_model_has_its_standard_error(quick, tmp_path):
    model = fit(table_of(*rows_of()))
    model.save(tmp_path / "model")
    loaded = Model.load(tmp_path / "model", known=(Straight, Wavy))
    asked = table_of(np.array([[0.5, 0.5], [2.0, 0.1]]))
    assert (model.standard_error(asked) > 0).all()
    assert loaded.standard_error(asked) == pytest.approx(model.standard_error(asked))
    assert replace(loaded, folds=()).standard_error(asked).tolist() == [0.0, 0.0]
