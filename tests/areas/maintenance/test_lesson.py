"""The lesson of renewals: every seed other pumps, a fair question, and a study that beats what a spreadsheet says."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest

from sanhak.areas import lessons
from sanhak.areas.maintenance.lesson import draw
from sanhak.text import LANGUAGES

BENCH = Path(__file__).parents[3] / "bench" / "lessons" / "run.py"
NAME = "maintenance.failure_risk"


def test_the_lesson_is_found_and_told_in_both_languages():
    one = next(lesson for lesson in lessons() if lesson.name == NAME)
    told = {language: " ".join(line.render(language) for line in one.draw(2).task.told) for language in LANGUAGES}
    assert "To be kept" not in told["en"]  # nothing is
    assert "만원" in told["ko"]
    assert told["ko"] != told["en"]


def test_the_same_seed_gives_the_same_pumps_and_grade():
    first = draw(5)
    draw.cache_clear()
    again = draw(5)
    assert first.plant == again.plant
    assert first.task.table.frame.equals(again.task.table.frame)
    middle = {knob.name: (knob.lower + knob.upper) / 2 for knob in first.task.knobs}
    assert first.carry_out(middle) == again.carry_out(middle)


@pytest.mark.parametrize("seed", range(6))
def test_the_question_is_fair(seed):
    drawn = draw(seed)
    today, best = drawn.carry_out(drawn.task.today), drawn.carry_out(drawn.best.settings)
    assert today.points == 0
    assert best.points == pytest.approx(100, abs=0.1)
    assert best.best.value <= 0.9 * best.today.value + 1
    assert best.catch.message == "There were no limits to be kept."
    rarer = [unit.name for unit in drawn.plant.units if unit.shape <= 1]
    assert len(rarer) == 1
    assert drawn.best.settings[rarer[0]] == pytest.approx(2400)


def test_a_study_beats_a_spreadsheet_and_a_guess():
    """Three fleets; bench/lessons prints the same for fifty."""
    spec = importlib.util.spec_from_file_location("bench_lessons_renewed", BENCH)
    bench = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = bench
    spec.loader.exec_module(bench)
    results = [bench.graded(NAME, seed) for seed in range(3)]
    assert not any(result.refused for result in results)
    means = [sum(result.points[way] for result in results) / len(results) for way in bench.WAYS]
    assert means == sorted(means)
    assert means[-1] > 80
