"""A delay is found where one shows, and is not claimed where none does."""

import json
import resource

import numpy as np
import pytest
from scipy.signal import lfilter

from sanhak.figure import Figure
from sanhak.finding import Refusal
from sanhak.table.prepare.delay import delay_figure, find_delay

MINUTE = 60.0
LONGEST = 60 * MINUTE
TRUE = 23


def history(rows=12_000, tags=12, samples=150, seed=0, relation=1.0):
    """Minutes, tags of which two matter, and samples of the tags of 23 minutes before."""
    rng = np.random.default_rng(seed)
    times = np.arange(rows) * MINUTE
    keep = np.exp(-1 / 60)
    moved = lfilter([1.0], [1.0, -keep], rng.normal(size=(rows, tags)) * np.sqrt(1 - keep**2), axis=0)
    sampled = np.sort(rng.choice(np.arange(200, rows), samples, replace=False)) * MINUTE
    at = (sampled / MINUTE).astype(int) - TRUE
    values = relation * (2 * moved[at, 0] + moved[at, 1] ** 2) + rng.normal(0, 0.2, samples)
    return times, moved, sampled, values


def test_the_delay_is_found():
    found = find_delay(*history(), LONGEST)
    assert found.delay == TRUE * MINUTE
    assert found.lower <= TRUE * MINUTE <= found.upper
    assert found.certain
    assert found.findings == ()
    assert found.samples == 150
    assert found.delays.shape == found.explained.shape == (61,)
    assert 0.8 < found.explained.max() < 1


def test_several_values_of_a_sample_share_its_delay():
    times, tags, sampled, values = history()
    other = np.where(np.arange(150) % 3 == 0, np.nan, history(relation=0.3)[3])
    still = np.ones(150)
    found = find_delay(times, tags, sampled, np.stack([other, values, still], axis=1), LONGEST)
    assert found.delay == TRUE * MINUTE
    assert found.certain
    alone = find_delay(times, tags, sampled, values, LONGEST)
    assert found.upper - found.lower <= alone.upper - alone.lower + 2 * MINUTE
    assert refused(times, tags, sampled, np.stack([still, still], axis=1), LONGEST) == ["T174"]


def test_a_drift_that_all_share_does_not_decide():
    times, tags, sampled, values = history()
    slow = 20 * np.sin(times / times[-1] * 3)
    found = find_delay(times, tags + slow[:, None], sampled, values + np.interp(sampled, times, slow), LONGEST)
    assert abs(found.delay / MINUTE - TRUE) <= 1


def test_gaps_and_wrong_values_do_not_decide():
    times, tags, sampled, values = history()
    rng = np.random.default_rng(1)
    tags[rng.random(tags.shape) < 0.05] = np.nan
    tags[:300, 3] = np.nan
    tags[rng.random(tags.shape) < 0.002] = 1e6
    values[rng.choice(150, 4, replace=False)] = 500.0
    values[3] = np.nan
    found = find_delay(times, tags, sampled, values, LONGEST)
    assert abs(found.delay / MINUTE - TRUE) <= 1
    assert found.samples == 149


def test_the_order_of_the_samples_and_the_units_of_the_tags_do_not_matter():
    times, tags, sampled, values = history()
    turned = np.random.default_rng(2).permutation(len(sampled))
    found = find_delay(times, 1.8 * tags + 32, sampled[turned], values[turned], LONGEST)
    assert found.delay == find_delay(times, tags, sampled, values, LONGEST).delay


def test_the_step_can_be_chosen():
    found = find_delay(*history(), LONGEST, step=5 * MINUTE)
    assert np.array_equal(found.delays, np.arange(13) * 5 * MINUTE)
    assert abs(found.delay / MINUTE - TRUE) <= 5


def test_tags_that_tell_nothing_are_not_believed():
    codes = [
        {finding.code for finding in find_delay(*history(rows=8000, seed=seed, relation=0.0), LONGEST).findings}
        for seed in range(3, 9)
    ]
    assert sum(bool(found & {"T170", "T175"}) for found in codes) >= 5


def test_a_delay_beyond_the_range_is_not_certain():
    found = find_delay(*history(), 15 * MINUTE)
    assert not found.certain
    assert found.delay == 15 * MINUTE
    assert "T171" in [finding.code for finding in found.findings]


def test_slow_tags_leave_the_delay_open():
    times, _, sampled, _ = history()
    slow = np.sin(times / 40_000)[:, None]
    noise = np.random.default_rng(4).normal(0, 0.1, len(sampled))
    values = np.interp(sampled - TRUE * MINUTE, times, slow[:, 0]) + noise
    found = find_delay(times, slow, sampled, values, 10 * MINUTE)
    assert not found.certain
    assert "T170" in [finding.code for finding in found.findings]


def refused(*given, **more):
    with pytest.raises(Refusal) as caught:
        find_delay(*given, **more)
    return [finding.code for finding in caught.value.findings]


def test_what_cannot_be_answered_is_refused():
    times, tags, sampled, values = history()
    assert refused(times, tags, sampled, values, times[-1]) == ["T172"]
    assert refused(times, tags, sampled[:30], values[:30], LONGEST) == ["T173"]
    assert refused(times, tags, sampled, np.ones(150), LONGEST) == ["T174"]
    assert refused(times, np.ones_like(tags), sampled, values, LONGEST) == ["T174"]
    assert refused(times, np.full_like(tags, np.nan), sampled, values, LONGEST) == ["T174"]


def test_what_does_not_fit_is_an_error():
    times, tags, sampled, values = history(rows=2000)
    with pytest.raises(ValueError, match="rows, tags"):
        find_delay(times[:-1], tags, sampled, values, LONGEST)
    with pytest.raises(ValueError, match="samples"):
        find_delay(times, tags, sampled[:-1], values, LONGEST)
    with pytest.raises(ValueError, match="rise"):
        find_delay(times[::-1], tags, sampled, values, LONGEST)
    with pytest.raises(ValueError, match="positive"):
        find_delay(times, tags, sampled, values, 0.0)


def test_the_figure_tells_the_delay_in_both_languages():
    found = find_delay(*history(), LONGEST)
    drawn = delay_figure(found, "수율")
    assert Figure.load(json.loads(json.dumps(drawn.dump()))).title == drawn.title
    assert "23 min before" in drawn.title.render("en")
    assert "23 min 전" in drawn.title.render("ko")
    assert json.dumps(drawn.view("ko"), allow_nan=False)
    assert "150" in drawn.alternative.render("ko")
    assert "not certain" in delay_figure(find_delay(*history(), 15 * MINUTE), "yield").title.render("en")


def test_a_long_history_takes_a_few_seconds():
    rng = np.random.default_rng(5)
    tags = rng.normal(size=(30_000, 60)).astype(np.float32)
    times = np.arange(30_000) * MINUTE
    sampled = np.linspace(300, 29_900, 120).astype(int) * MINUTE
    before = resource.getrusage(resource.RUSAGE_SELF).ru_utime
    find_delay(times, tags, sampled, tags[(sampled / MINUTE).astype(int) - 40, 7], 60 * MINUTE)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_utime - before < 5
