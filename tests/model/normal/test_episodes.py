"""Episodes: where they begin and end, which tag moved, and that chance is told from faults."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.model.normal.rows import follows, normal

from sanhak.model.normal.detectors import AllTags
from sanhak.model.normal.episodes import APART, Usual, episodes, merged
from sanhak.model.normal.heldout import judged


def found(X, new):
    """The episodes of new rows, watched by the distance of all tags."""
    held = judged(AllTags(), X, follows(len(X)))
    model, limit = AllTags().fit(X, follows(len(X))), held.limit(0.01)
    return episodes(model.statistic(new, follows(len(new))), limit, Usual.of(held.statistic, limit), model, X, new)


@given(st.lists(st.booleans(), max_size=80))
def test_every_alarm_lies_in_one_episode_and_episodes_lie_apart(given_alarms):
    alarms = np.array(given_alarms, dtype=bool)
    runs = merged(alarms)
    inside = np.zeros(len(alarms), dtype=bool)
    for first, end in runs:
        assert alarms[first]
        assert alarms[end - 1]
        inside[first:end] = True
    assert not (alarms & ~inside).any()
    assert all(later[0] - earlier[1] > APART for earlier, later in pairwise(runs))


@pytest.mark.parametrize("tag", range(6))
def test_a_step_is_found_at_its_row_and_blamed_on_its_tag(tag):
    X, new = normal(800), normal(300, seed=7)
    new[150:220, tag] += 8 * AllTags().fit(X, follows(800)).scatter[tag]
    heaviest = max((one for one in found(X, new) if one.clear), key=lambda one: one.alarms)
    assert heaviest.lead.tag == tag
    assert heaviest.lead.earliest <= 150 <= heaviest.lead.latest + 1
    assert abs(heaviest.lead.onset - 150) <= 2
    assert abs(heaviest.end - 220) <= 3


def test_the_tag_that_moved_first_stands_first():
    X, new = normal(800), normal(300, seed=8)
    scatter = AllTags().fit(X, follows(800)).scatter
    new[120:, 4] += 8 * scatter[4]
    new[160:, 1] += 8 * scatter[1]
    heaviest = max(found(X, new), key=lambda one: one.alarms)
    order = [moved.tag for moved in heaviest.moved]
    assert order.index(4) < order.index(1)
    assert heaviest.lead.tag == 4


def test_a_drift_is_not_said_to_begin_where_it_is_large():
    X, new = normal(800), normal(300, seed=9)
    new[100:, 2] += np.linspace(0, 12, 200) * AllTags().fit(X, follows(800)).scatter[2]
    heaviest = max(found(X, new), key=lambda one: one.alarms)
    assert heaviest.lead.tag == 2
    assert heaviest.lead.onset <= 150


def test_normal_rows_have_no_clear_episode():
    clear = [any(one.clear for one in found(normal(800, seed=seed), normal(400, seed=50 + seed))) for seed in range(10)]
    assert sum(clear) <= 1
