import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sanhak.model.learners.inner import inner_folds


@given(st.lists(st.integers(0, 8), min_size=1, max_size=60), st.integers(2, 6), st.integers(0, 3))
def test_groups_stay_together_and_every_row_judges_once(groups, count, seed):
    codes = np.array(groups)
    folds = inner_folds(len(codes), codes, count, seed)
    if len(set(groups)) < 2:
        assert folds == ()
        return
    assert len(folds) == min(count, len(set(groups)))
    assert np.array_equal(np.sort(np.concatenate([judge for _, judge in folds])), np.arange(len(codes)))
    for teach, judge in folds:
        assert not set(codes[teach]) & set(codes[judge])
        assert len(teach) + len(judge) == len(codes)
        assert len(judge)


@given(st.integers(10, 200), st.integers(2, 6))
def test_rows_that_stand_alone_make_folds_of_equal_size(rows, count):
    sizes = [len(judge) for _, judge in inner_folds(rows, None, count, 0)]
    assert max(sizes) - min(sizes) <= 1


def test_a_large_group_is_balanced_by_the_small_ones():
    groups = np.array([0] * 30 + list(range(1, 31)))
    assert sorted(len(judge) for _, judge in inner_folds(60, groups, 2, 0)) == [30, 30]
