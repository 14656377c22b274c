"""The lesson of set-points: every seed another plant, a fair question, and a study that beats the simple rule."""

from __future__ import annotations

import importlib.util
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from sanhak.areas import lesson, lessons
from sanhak.areas.process.lesson import draw
from sanhak.finding import Refusal

BENCH = Path(__file__).parents[3] / "bench" / "lessons" / "run.py"
SEEDS = range(2)


def test_lessons_are_found_by_their_name():
    assert "process.setpoints" in [one.name for one in lessons()]
    with pytest.raises(Refusal) as refused:
        lesson("process.alchemy")
    assert refused.value.findings[0].code == "S350"


def test_the_same_seed_gives_the_same_plant_and_grade():
    first = draw(5)
    draw.cache_clear()
    again = draw(5)
    assert first.plant == again.plant
    assert first.best == again.best
    assert first.task.table.frame.equals(again.task.table.frame)
    middle = {knob.name: (knob.lower + knob.upper) / 2 for knob in first.task.knobs}
    assert first.carry_out(middle) == again.carry_out(middle)


def test_every_seed_is_another_plant_with_another_history():
    drawn = [draw(seed) for seed in range(6)]
    assert len({one.plant.constants.rates for one in drawn}) == len(drawn)
    assert len({one.plant.constants.heat_transfer for one in drawn}) == len(drawn)
    assert len({one.task.table.frame["yield"].sum() for one in drawn}) == len(drawn)
    assert len({tuple(one.best.settings.values()) for one in drawn}) == len(drawn)
    assert len({one.task.limits[0].upper for one in drawn}) > 3


@pytest.mark.parametrize("seed", range(4))
def test_the_question_is_fair(seed):
    drawn = draw(seed)
    today, best = drawn.carry_out(drawn.task.today), drawn.carry_out(drawn.best.settings)
    assert today.points == 0
    assert best.points == pytest.approx(100, abs=0.1)
    assert not any(held.broken for held in (*today.limits, *best.limits))
    assert best.best.value - today.today.value >= 1.2 - 0.02
    for knob in drawn.task.knobs:
        assert knob.lower <= knob.today <= knob.upper
        recorded = drawn.task.table.values(knob.name)
        assert recorded.min() >= knob.lower
        assert recorded.max() <= knob.upper


def test_a_study_beats_the_simple_rule_which_beats_guessing():
    """Two plants, every third hour of their history; bench/lessons prints the same for fifty whole ones."""
    bench = _bench()
    points: dict[str, list[float]] = {way: [] for way in bench.WAYS}
    for seed in SEEDS:
        drawn = draw(seed)
        thin = replace(drawn.task.table, frame=drawn.task.table.frame.gather_every(3))
        decided, refused = bench.studied(replace(drawn.task, table=thin), seed)
        assert not refused
        rng = np.random.default_rng(seed)
        decided[bench.RANDOM] = {knob.name: rng.uniform(knob.lower, knob.upper) for knob in drawn.task.knobs}
        for way, settings in decided.items():
            points[way].append(drawn.carry_out(settings).points)
    means = [np.mean(points[way]) for way in bench.WAYS]
    assert means == sorted(means), dict(zip(bench.WAYS, means, strict=True))


def test_the_bench_prints_its_table():
    bench = _bench()
    points = {way: 10.0 * place for place, way in enumerate(bench.WAYS)}
    kept = dict.fromkeys(bench.WAYS, True)
    told = bench.told("process.setpoints", [bench.Result(seed, points, kept, 1.0) for seed in range(3)])
    assert "the study − simple rule: +10.0 points (10.0 to 10.0), better in 100%" in told


def _bench():
    spec = importlib.util.spec_from_file_location("bench_lessons", BENCH)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module
