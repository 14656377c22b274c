"""Regions: the box and the hull hold what they should, whatever the units."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sanhak.plants import Region

TRIANGLE = np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]])
CLOUDS = arrays(float, (12, 3), elements=st.floats(-5, 5).map(lambda value: round(value, 3)), unique=True)


def test_a_box_holds_its_border_and_nothing_beyond():
    box = Region.box({"t": (90.0, 130.0), "f": (50.0, 350.0)})
    inside = box.contains(np.array([[90.0, 50.0], [130.0, 350.0], [100.0, 200.0], [89.9, 200.0], [100.0, 351.0]]))
    assert inside.tolist() == [True, True, True, False, False]


def test_a_box_without_width_is_no_region():
    with pytest.raises(ValueError, match="must lie under"):
        Region.box({"t": (90.0, 90.0)})


def test_a_hull_holds_mixtures_of_its_points_only():
    hull = Region.hull(("a", "b"), TRIANGLE)
    assert hull.contains(np.array([[0.3, 0.3], [0.5, 0.5], [0.6, 0.6]])).tolist() == [True, True, False]


@given(CLOUDS, arrays(float, 12, elements=st.floats(0.01, 1)))
def test_every_mixture_of_the_points_lies_in_their_hull(points, weights):
    try:
        hull = Region.hull(("a", "b", "c"), points)
    except ValueError:  # a cloud without volume is refused, as the next tests hold
        return
    assert hull.contains(points).all()
    assert hull.contains((weights / weights.sum() @ points)[None])[0]
    assert not hull.contains(points.max(axis=0, keepdims=True) + 0.1)[0]


def test_the_hull_of_one_control_is_its_range():
    hull = Region.hull(("a",), np.array([[2.0], [5.0], [3.0]]))
    assert (hull.lower[0], hull.upper[0]) == (2.0, 5.0)


@pytest.mark.parametrize("third", [(2.0, 0.0), (2.0, 2.0)], ids=["a control never moved", "moved together"])
def test_points_that_do_not_span_the_controls_are_refused(third):
    flat = np.array([[0.0, 0.0], [1.0, third[1] / 2], third])
    with pytest.raises(ValueError, match=r"span|never moved"):
        Region.hull(("a", "b"), flat)


def test_slack_is_a_share_of_the_region_in_any_unit():
    point = np.array([[0.25, 0.25]])
    scale = np.array([1000.0, 0.001])
    plain = Region.hull(("a", "b"), TRIANGLE).slack(point)
    scaled = Region.hull(("a", "b"), TRIANGLE * scale + 7).slack(point * scale + 7)
    np.testing.assert_allclose(np.sort(plain), np.sort(scaled), atol=1e-9)


def test_filling_stays_inside_and_reaches_everywhere():
    hull = Region.hull(("a", "b"), TRIANGLE)
    points = hull.fill(1024)
    assert hull.contains(points).all()
    assert len(points) == pytest.approx(512, abs=32)
    assert np.abs(points.mean(axis=0) - 1 / 3).max() < 0.01
