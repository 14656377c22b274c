"""A counter that is reset goes on where it fell from; what is out of order for another reason stays as it is."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanhak.model.life.counters import continued


@given(st.integers(4, 60), st.lists(st.integers(1, 200), max_size=4), st.floats(0.5, 500))
def test_what_was_reset_is_continued(rows, places, step):
    """Readings at even steps that are reset anywhere come back whole."""
    truth = step * np.arange(rows, dtype=float)
    cuts = sorted({2 + place % (rows - 2) for place in places})
    # A reset after one or two readings cannot be told from a slip of the pen.
    cuts = [cut for before, cut in zip([-20, *cuts], cuts, strict=False) if cut >= 11 and cut - before >= 11]
    shown = truth.copy()
    for cut in cuts:
        shown[cut:] -= shown[cut]
    whole, resets = continued(shown)
    assert resets == len(cuts)
    assert whole == pytest.approx(truth)


@pytest.mark.parametrize(
    "times",
    [
        [5.0, 4.0, 3.0, 2.0, 1.0],  # the newest on top
        [0.0, 10.0, 30.0, 20.0, 40.0, 50.0],  # two readings exchanged
        [0.0, 10.0, 20.0, 30.0, 1.0, 200.0],  # one reading that is wrong
        [1.0, 2.0, 3.0],
        [7.0],
        [],
    ],
)
def test_other_disorder_is_left(times):
    given_times = np.array(times)
    whole, resets = continued(given_times)
    assert resets == 0
    assert whole.tolist() == times
