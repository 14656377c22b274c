import numpy as np
import pytest

from sanhak.model.doubt import NONE
from sanhak.model.outcome import Labels, OutcomeScale
from sanhak.model.prediction import LEVELS
from sanhak.model.task import LabelTask, Member, NumberTask

RNG = np.random.default_rng(0)
NUMBERS, LABELS = NumberTask(), LabelTask(Labels(("good", "bad", "odd")))


class Knows:
    """Knows two of three labels."""

    classes_ = np.array([2, 0])

    def predict_proba(self, X):
        return np.tile([0.25, 0.75], (len(X), 1))


def test_labels_a_member_was_never_shown_keep_a_small_chance():
    chances = LABELS.ask(Member(Knows(), None), np.zeros((2, 1)))
    assert chances[0] == pytest.approx([0.75, 0, 0.25], abs=2e-4)
    assert (chances > 0).all()
    assert chances.sum(axis=1) == pytest.approx(1)


def test_numbers_come_back_on_the_scale_of_the_teaching_rows():
    class Constant:
        def predict(self, X, return_std=False):
            return (np.ones(len(X)), np.full(len(X), 0.5)) if return_std else np.ones(len(X))

    member = Member(Constant(), OutcomeScale(10.0, 4.0))
    assert NUMBERS.ask(member, np.zeros((2, 1))).tolist() == [14, 14]
    assert NUMBERS.doubt(member, np.zeros((2, 1))).deviation.tolist() == [2, 2]
    assert NUMBERS.doubt(member, np.zeros((2, 1))).quantiles is None


def test_predictions_of_a_wrong_shape_are_told():
    class Tall:
        def predict(self, X):
            return np.ones((len(X), 1))

    with pytest.raises(ValueError, match=r"shape \(2, 1\), expected \(2,\)"):
        NUMBERS.ask(Member(Tall(), OutcomeScale(0.0, 1.0)), np.zeros((2, 1)))
    assert NUMBERS.doubt(Member(Tall(), OutcomeScale(0.0, 1.0)), np.zeros((2, 1))).deviation is None


def test_quantiles_that_a_learner_tells_come_back_on_the_scale_of_the_teaching_rows():
    class Tells:
        def predict(self, X):
            return np.zeros(len(X))

        def quantiles(self, X):
            return np.tile(LEVELS, (len(X), 1))

    told = NUMBERS.doubt(Member(Tells(), OutcomeScale(10.0, 4.0)), np.zeros((2, 1)))
    assert told.quantiles == pytest.approx(np.tile(10 + 4 * LEVELS, (2, 1)))
    assert told.deviation is None


def test_a_blend_of_numbers_weighs_what_each_adds_to_the_baseline():
    truth, noise = RNG.standard_normal((2, 500))
    said = [np.zeros(500), 0.5 * truth, noise]
    weights = NUMBERS.weights(truth, said, 0, np.ones(500))
    assert weights == pytest.approx([-1, 2, 0], abs=0.05)
    assert weights[2] == 0
    hardly = [np.zeros(500), 1e-15 * truth]
    assert NUMBERS.weights(truth, hardly, 0, np.ones(500)) == pytest.approx([1, 0], abs=1e-6)
    assert NUMBERS.weights(-truth, said[:2], 0, np.ones(500)).tolist() == [1, 0]


def test_a_blend_of_labels_is_the_mixture_of_highest_likelihood():
    codes = RNG.integers(0, 3, 400).astype(float)
    right = np.eye(3)[codes.astype(int)] * 0.7 + 0.1
    flat, wrong = np.full((400, 3), 1 / 3), np.roll(right, 1, axis=1)
    assert LABELS.weights(codes, [flat, right, wrong], 0, np.ones(400)) == pytest.approx([0, 1, 0], abs=1e-3)
    half = np.concatenate([right[:200], wrong[200:]])
    assert LABELS.weights(codes, [half, half[::-1]], 0, np.ones(400)).sum() == pytest.approx(1)


def test_the_loss_of_a_label_is_minus_its_log_chance():
    chances = np.array([[0.5, 0.25, 0.25]])
    assert LABELS.loss(np.array([1.0]), chances) == pytest.approx(np.log(4))
    assert LABELS.error(0.3) == 0.3
    assert LABELS.doubt(Member(None, None), np.zeros((1, 1))) is NONE
    assert (LABELS.metric, NUMBERS.metric) == ("log loss", "RMSE")
