from datetime import timedelta

import numpy as np
import polars as pl
import pytest

from sanhak.model.life.lives import Lives
from sanhak.run import Run
from sanhak.study.judging import Came, judged
from study.lasting.fleets import FLEETS

LIVES = Lives(("a", "b", "c", "d"), np.array([10.0, 20.0]), np.array([[0.9, 0.8], [0.9, 0.8], [0.5, 0.0], [0.5, 0.0]]))


def came(seen, failed):
    return Came(("a", "b", "c", "d"), np.array(seen, dtype=float), np.array(failed))


def test_chances_are_judged_at_one_moment_by_who_had_lasted_until_then():
    found = judged(LIVES, 10.0, came([15, 15, 4, 15], [False, False, True, False]))
    assert (found.until, found.known, found.failed) == (10.0, 4, 1)
    assert found.expected == pytest.approx(0.1 + 0.1 + 0.5 + 0.5)
    assert found.brier == pytest.approx((0.01 + 0.01 + 0.25 + 0.25) / 4)
    assert found.simple == pytest.approx(np.mean([0.09, 0.09, 0.49, 0.09]))
    assert found.kept


def test_before_the_time_is_over_it_is_judged_as_far_as_assets_were_seen():
    found = judged(LIVES, 20.0, came([5, 5, 4, 9], [False, False, True, True]))
    assert (found.until, found.known, found.failed) == (5.0, 4, 1)  # what failed at 9 had lasted 5


def test_who_was_not_seen_so_long_counts_for_as_long_as_it_was():
    found = judged(LIVES, 10.0, came([12, 12, 12, 4], [False, False, False, False]))
    assert (found.known, found.failed) == (4, 0)
    assert found.expected == pytest.approx(0.1 + 0.1 + 0.5 + 0.2)


def test_true_chances_are_kept_where_assets_are_renewed_or_last_seen_at_any_time():
    rng = np.random.default_rng(3)
    names, times = tuple(map(str, range(80))), np.linspace(1, 40, 40)
    kept, apart = 0, []
    for _ in range(200):
        mean = rng.uniform(10, 60, 80)
        lives = Lives(names, times, np.exp(-times / mean[:, None]))
        ends, watched = rng.exponential(mean), rng.uniform(0, 20, 80)
        found = judged(lives, 15.0, Came(names, np.minimum(ends, watched), ends <= watched))
        kept += found.kept
        apart.append((found.failed - found.expected) / found.expected)
    assert kept >= 170
    assert abs(np.mean(apart)) < 0.06


def test_where_nothing_came_later_nothing_is_judged():
    assert judged(LIVES, 10.0, came([0, 0, 0, 0], [False] * 4)) is None


def test_more_failures_than_were_told_are_not_kept():
    safe = Lives(("a", "b", "c", "d"), np.array([10.0]), np.full((4, 1), 0.99))
    assert not judged(safe, 10.0, came([1, 2, 3, 12], [True, True, True, False])).kept


@pytest.mark.parametrize(("name", "column"), [("condition", "date"), ("failing", "date"), ("remaining", "date")])
def test_an_answer_from_earlier_rows_is_judged_by_later_ones(name, column):
    study, tables = FLEETS[name]()
    main = next(iter(tables))
    cut = tables[main].frame[column].max() - timedelta(days=500)
    early = {
        key: table.rows(table.frame.with_row_index("at").filter(pl.col(moment) <= cut)["at"].to_numpy())
        for key, table in tables.items()
        for moment in [next((one for one in (column, "ended", "installed") if one in table), column)]
    }
    study = study.model_copy(update={"until": f"{cut:%Y-%m-%d}"} if name == "failing" else {})
    if name == "condition":
        study = study.model_copy(update={"turnaround": f"{cut + timedelta(days=400):%Y-%m-%d}"})
    answer = study.solve(early, Run(effort=0.1))
    model = answer.models["life"]
    lives = Lives.read(answer.tables["lives"])
    later = model.came(study, tables)
    assert set(lives.assets) >= set(later.assets)
    assert len(later.assets) > 0.5 * len(lives.assets)
    assert (later.seen >= 0).all()
    assert later.seen.max() <= 510
    found = judged(lives, model.told_until, later)
    assert found.known > 0.5 * len(later.assets)
    assert 0 <= found.brier < 0.3
    assert not model.came(study, early).failed.any()
