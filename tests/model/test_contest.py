from itertools import pairwise

import numpy as np
import pytest

from model.rows import MEAN, STRAIGHT, WAVY, Straight, Wavy, candidate, split_of, table_of
from sanhak.finding import Refusal
from sanhak.model.contest import BLEND, Entry, Judged, decide, hold, mixed, outside, simplest
from sanhak.model.ensemble import Ensemble
from sanhak.model.findings import MethodFailed
from sanhak.model.task import Member, NumberTask
from sanhak.run import Cancelled, Run
from sanhak.table.split import Split

TASK = NumberTask()


def contest_of(truth, candidates, rows=150, noise=0.1, seed=1, run=None, split=None):
    rng = np.random.default_rng(seed)
    X = rng.uniform(-1.7, 1.7, (rows, 2))
    y = truth(X) + noise * rng.standard_normal(rows)
    y = (y - y.mean()) / y.std()
    return hold(table_of(X, y), ("x0", "x1"), y, TASK, split or split_of(rows), candidates, run or Run())


def winner(contest):
    if contest.choice.order == BLEND:
        return "blend"
    return str(contest.entries[int(contest.choice.weights.argmax())].candidate.name)


def test_a_straight_truth_is_won_by_the_straight_line():
    contest = contest_of(lambda X: X[:, 0] - 2 * X[:, 1], (MEAN, STRAIGHT, WAVY))
    assert winner(contest) == "straight"
    assert all(choice.order == 1 for choice in contest.nested)


def test_a_wavy_truth_is_won_by_the_waves():
    assert winner(contest_of(lambda X: np.sin(2 * X[:, 0]) + np.cos(2 * X[:, 1]), (MEAN, STRAIGHT, WAVY))) == "wavy"


def test_noise_is_won_by_the_baseline():
    contests = [contest_of(lambda X: 0 * X[:, 0], (MEAN, STRAIGHT, WAVY), noise=1.0, seed=seed) for seed in range(10)]
    assert [winner(contest) for contest in contests].count("mean") >= 9


def test_two_halves_of_the_truth_are_won_by_their_blend():
    first = candidate("first", 3, lambda: Only(0))
    second = candidate("second", 3, lambda: Only(1))
    contest = contest_of(lambda X: X[:, 0] + X[:, 1], (MEAN, first, second))
    assert winner(contest) == "blend"
    assert contest.choice.weights[1:] == pytest.approx(1, abs=0.15)


class Only(Straight):
    """Sees one column only."""

    def __init__(self, column=0):
        super().__init__()
        self.column = column

    def fit(self, X, y):
        return super().fit(X[:, [self.column]], y)

    def predict(self, X):
        return super().predict(X[:, [self.column]])


def test_the_blend_predicts_a_fold_with_weights_of_the_other_folds():
    rng = np.random.default_rng(0)
    y = rng.standard_normal(60)
    judged = Judged.of(split_of(60, 3), y)
    said = {"mean": np.zeros(60), "good": judged.y + 0.1 * rng.standard_normal(60), "bad": rng.standard_normal(60)}
    # On the last fold alone the good one turns bad: a blend that saw the fold would leave it out.
    last = judged.fold == 2
    said["good"][last], said["bad"][last] = rng.standard_normal(last.sum()), judged.y[last]
    orders = {"mean": 0, "good": 3, "bad": 3}
    entries = tuple(Entry(candidate(name, orders[name], Straight), (), said[name], None, 0.0) for name in said)
    contest = decide(TASK, judged, (), entries, ())
    assert contest.blend is not None
    assert np.corrcoef(contest.blend.predictions[last], said["good"][last])[0, 1] > 0.95


def test_the_error_of_choosing_is_no_better_than_chance_where_nothing_can_be_learned():
    rng = np.random.default_rng(3)
    y = rng.standard_normal(80)
    judged = Judged.of(split_of(80), y)
    guesses = [Entry(MEAN, (), np.zeros(80), None, 0.0)]
    guesses += [
        Entry(candidate(f"guess {k}", 1, Straight), (), 1.5 * rng.standard_normal(80), None, 0.0) for k in range(30)
    ]
    contest = decide(TASK, judged, (), tuple(guesses), ())
    assert contest.error(contest.predictions)[0] >= 0.98 * contest.error(np.zeros(80))[0]


def test_the_simplest_within_one_standard_error_wins_and_gives_little_away():
    rng = np.random.default_rng(0)
    best = rng.uniform(0.9, 1.1, 400)
    nearly, worse = best + 0.05 * rng.standard_normal(400), best + 0.2 + 3.0 * rng.standard_normal(400)
    assert simplest(np.stack([nearly, best]), (1, 4), TASK) == 0
    # The second is noisy, so its standard error is wide; it costs a tenth of the error, which simplicity is not worth.
    assert worse.mean() - best.mean() < (worse - best).std() / 20 + 0.1
    assert simplest(np.stack([worse, best]), (1, 4), TASK) == 1
    assert simplest(np.ones((2, 1)), (1, 4), TASK) == 0


def test_each_group_weighs_one():
    groups = np.repeat(np.arange(6), [1, 1, 1, 1, 1, 95])
    judged = Judged.of(split_of(100, 3, groups), np.zeros(100))
    assert judged.weight.sum() == pytest.approx(6)
    losses = judged.by_unit((judged.group == 5)[None].astype(float))
    assert losses.mean() == pytest.approx(1 / 6)


def test_forward_neighbours_count_in_batches():
    judged = Judged.of(split_of(90, 3, name="forward"), np.zeros(90))
    assert len(np.unique(judged.unit)) == 18


def test_an_outside_method_enters_under_its_name_and_a_failing_one_leaves_a_finding():
    contest = contest_of(lambda X: X[:, 0], (MEAN, outside(Wavy_()), outside(Broken()), outside(Blank())))
    assert [str(entry.candidate.name) for entry in contest.entries] == ["mean", "Wavy_"]
    assert [finding.method for finding in contest.findings] == ["Broken", "Blank"]
    assert all(isinstance(finding, MethodFailed) for finding in contest.findings)
    assert "out of paper" in contest.findings[0].problem


class Wavy_(Straight):  # noqa: N801 - a name of its own
    """Takes seed, categories and groups."""

    def __init__(self, random_state=None, blocks=()):
        self.random_state = random_state
        self.blocks = blocks

    def fit(self, X, y, groups=None):
        assert self.random_state is not None
        assert groups is not None
        return super().fit(X, y)


class Broken(Straight):
    def fit(self, X, y):
        raise RuntimeError("out of paper")


class Blank(Straight):
    def predict(self, X):
        return np.full(len(X), np.nan)


def test_a_failing_baseline_is_an_error_of_ours():
    with pytest.raises(RuntimeError, match="out of paper"):
        contest_of(lambda X: X[:, 0], (candidate("mean", 0, Broken),))


def test_a_candidate_that_does_not_suit_stays_out():
    shy = type(MEAN)(name=STRAIGHT.name, order=1, make=STRAIGHT.make, suits=lambda rows, *_: rows > 10**6)
    assert len(contest_of(lambda X: X[:, 0], (MEAN, shy)).entries) == 1


def test_the_run_hears_each_fit_and_can_stop_between_them():
    heard = []
    contest_of(lambda X: X[:, 0], (MEAN, STRAIGHT), run=Run(progress=heard.append))
    assert len(heard) == 10
    assert all(first.done < second.done for first, second in pairwise(heard))
    with pytest.raises(Cancelled):
        contest_of(lambda X: X[:, 0], (MEAN,), run=Run(progress=heard.append, cancelled=lambda: len(heard) > 12))
    assert len(heard) == 13


def test_scores_tell_skill_against_the_baseline_and_the_error_of_choosing():
    contest = contest_of(lambda X: X[:, 0], (MEAN, STRAIGHT, WAVY))
    scores = contest.scores("y", "kPa", 2.0)
    chosen = next(score for score in scores if score.chosen)
    base = next(score for score in scores if score.baseline)
    assert chosen.nested == pytest.approx(2 * contest.error(contest.predictions)[0])
    assert chosen.skill == pytest.approx(1 - chosen.error / base.error)
    assert base.skill == 0
    assert {score.unit for score in scores} == {"kPa"}
    assert len(scores) == 4
    assert all(score.nested is None for score in scores if not score.chosen)


def test_the_standard_error_of_the_rmse_is_that_of_the_bootstrap():
    rng = np.random.default_rng(5)
    y = rng.standard_normal(500)
    contest = decide(TASK, Judged.of(split_of(500), y), (), (Entry(MEAN, (), np.zeros(500), None, 0.0),), ())
    draws = [np.sqrt(np.mean(rng.choice(y, 500) ** 2)) for _ in range(500)]
    assert contest.error(np.zeros(500))[1] == pytest.approx(np.std(draws), rel=0.15)


def test_a_fold_without_rows_is_refused():
    empty = Split("random", split_of(10).reason, ((np.arange(10), np.arange(0)),), np.arange(10))
    with pytest.raises(Refusal, match="M041"):
        contest_of(lambda X: X[:, 0], (MEAN,), rows=10, split=empty)


def test_one_fold_is_judged_by_itself():
    split = Split("holdout", split_of(60).reason, ((np.arange(40), np.arange(40, 60)),), np.arange(60))
    contest = contest_of(lambda X: X[:, 0], (MEAN, STRAIGHT, WAVY), rows=60, split=split)
    assert contest.blend is None
    assert winner(contest) == "straight"


def test_members_without_weight_are_not_asked():
    assert mixed([0.0, 1.0], [np.full(2, np.nan), np.ones(2)]).tolist() == [1.0, 1.0]


def test_the_heaviest_member_that_tells_its_doubt_speaks_for_the_blend():
    X = np.random.default_rng(0).standard_normal((30, 2))
    members = tuple(Member(kind().fit(X, X[:, 0]), None) for kind in (Straight, Wavy))
    assert Ensemble(TASK, None, members, (0.9, 0.1)).doubt(X).deviation == pytest.approx(0.1 + np.abs(X[:, 0]))
    assert Ensemble(TASK, None, members[:1], (1.0,)).doubt(X).deviation is None
