"""A virtual fleet: its truth is one, its records follow from it, and its lives have the length that they were given."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sanhak.plants.fleet import COMPRESSOR, EQUIPMENT, PIPE, PUMP, Fleet
from sanhak.plants.fleet.course import OVERHAULED, RUNNING, SUDDEN, WORN

each_kind = pytest.mark.parametrize("kind", EQUIPMENT, ids=lambda kind: kind.name)


def fleet(kind, **facts):
    long = {"years": 12.0, "ahead": 40.0} if kind is PIPE else {}
    return Fleet(kind, **{"assets": 40, "seed": 1} | long | facts)


@each_kind
def test_lives_follow_each_other_and_end_as_the_wear_says(kind):
    course = fleet(kind).live()
    lived = course.lived
    assert (np.bincount(lived.asset[lived.why == RUNNING], minlength=40) == 1).all()
    same = lived.asset[1:] == lived.asset[:-1]
    assert (lived.begun[1:][same] == lived.ended[:-1][same]).all()
    for why, begun, ended, wear in zip(lived.why, lived.begun, lived.ended, lived.wear, strict=True):
        assert (wear[:-1] < 1).all()
        if why == WORN:
            assert wear[ended - begun] >= 1
        if why == SUDDEN:
            assert wear[ended - begun] < 1
    assert (course.remaining() >= 0).all()


@each_kind
def test_records_show_the_truth_with_noise(kind):
    course = fleet(kind).live()
    seen = course.inspections()
    lived = course.lived
    life = course.running[0]
    asset = course.assets[0]
    shown = seen.frame.filter(seen.frame["asset"] == asset)[kind.condition.name].to_numpy()[-1]
    last = lived.wear[life][: lived.ended[life] - lived.begun[life] + 1].astype(float)
    # The last inspection lies within one interval before today: the truth moved no further than wear did.
    near = kind.shown(last[-1 - round(kind.every / kind.step) :])
    assert near.min() - 5 * kind.noise <= shown <= near.max() + 5 * kind.noise
    assert len(course.orders()) == (lived.why != RUNNING).sum()
    register = course.register()
    assert register.frame["asset"].to_list() == list(course.assets)


def test_a_fleet_without_differences_lasts_as_long_as_was_said():
    kind = replace(COMPRESSOR, spread=0.0, mood=0.0, load=0.0, power=1.0, sudden=None)
    course = fleet(kind, assets=300, years=0.5).live()
    lengths = (course.lived.fails - course.lived.begun)[course.running] * kind.step
    assert np.median(lengths) == pytest.approx(kind.life, rel=0.02)


def test_sudden_failures_are_weibull():
    kind = replace(PUMP, life=1e6, steady=False, step=5.0)
    course = fleet(kind, assets=2000, years=0.5, ahead=20.0).live()
    lengths = (course.lived.fails - course.lived.begun)[course.running] * kind.step
    assert np.median(lengths) == pytest.approx(kind.sudden.scale * np.log(2) ** (1 / kind.sudden.shape), rel=0.06)


def test_what_is_overhauled_is_renewed_at_its_age():
    course = fleet(PUMP, overhaul=200.0).live()
    renewed = course.lived.why == OVERHAULED
    assert renewed.sum() > 40
    assert ((course.lived.ended - course.lived.begun)[renewed] == 200).all()
    assert set(course.orders().frame["order type"].unique()) == {"preventive", "corrective"}


def test_same_seed_same_fleet_and_another_seed_another():
    one, two, other = (fleet(PUMP, seed=seed).live() for seed in (5, 5, 6))
    assert one.readings().frame.equals(two.readings().frame)
    assert np.array_equal(one.remaining(), two.remaining())
    assert not np.array_equal(one.remaining(), other.remaining())
