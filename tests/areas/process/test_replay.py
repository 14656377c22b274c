"""Replays of tables whose truth is known: a clean optimum, pure noise, repeats, listings, limits and short tables."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

import numpy as np
import polars as pl
import pytest

from sanhak import Table, process
from sanhak.areas.process.replaying.outcome import outcome_of
from sanhak.areas.process.replaying.pool import pool_of
from sanhak.finding import Refusal
from sanhak.run import Run

RUNS = 60
LEVELS = list("abcdef")
FEW = {"repeats": 8}


def hill(seed: int = 0) -> dict[str, np.ndarray]:
    """Sixty different runs of two numbers and a category, best near t = 80 at level c."""
    rng = np.random.default_rng(seed)
    t, p, kind = rng.uniform(50, 100, RUNS), rng.uniform(1, 5, RUNS), rng.choice(LEVELS, RUNS)
    return {"t": t, "p": p, "kind": kind, "y": 60 - ((t - 80) / 8) ** 2 - (p - 3) ** 2 + 4.0 * (kind == "c")}


def study(**changes) -> process.Replay:
    asked = {"factors": {"t": (50, 100), "p": (1, 5), "kind": LEVELS}, "maximize": "y", **FEW}
    return process.Replay(**{**asked, **changes})


def table(columns, **more) -> Table:
    return Table.of(pl.DataFrame({**columns, **more}), units={"t": "°C", "p": "bar", "y": "%"})


def codes(answer) -> list[str]:
    return [finding.code for finding in answer.findings]


def refused(asked, rows) -> list[str]:
    with pytest.raises(Refusal) as found:
        asked.solve(rows)
    return [finding.code for finding in found.value.findings]


@cache
def clean():
    return study().solve(table(hill()))


def needed(answer, order: str) -> dict[str, float]:
    frame = answer.tables["runs needed"].frame
    return frame.row(by_predicate=pl.col("order") == order, named=True)


def test_a_clean_optimum_is_found_sooner_than_at_random_from_the_same_starts():
    asked = study(repeats=20)
    pool = pool_of(asked, table(hill()))
    found = outcome_of(asked, pool, Run())
    for ours, simple in zip(found.surface.orders, found.simple.orders, strict=True):
        assert ours[:5].tolist() == simple[:5].tolist()
    assert found.beats_random
    assert found.told.sure
    assert found.surface.quantile(0.95) < found.random.mean


def test_the_headline_tells_all_three_orders():
    ours, random, own = (needed(clean(), order)["median"] for order in ("learnt", "random", "own"))
    said = str(clean().headline)
    assert f"found after {ours:.0f} runs" in said
    assert f"in random order after {random:.0f} runs" in said
    assert f"you needed {own:.0f}" in said
    assert own == int(np.argmax(hill()["y"])) + 1
    assert random == 30
    assert codes(clean())[0] == "D060"
    assert "D063" not in codes(clean())


def test_the_decision_and_the_comparison_stand_at_the_same_moment():
    answer = clean()
    best = {option.name.params["way"].message: option.outcomes["y"].value for option in answer.compared}
    assert [action.today for action in answer.decision] == list(best.values())[1:]
    assert {action.value for action in answer.decision} == {best["Choosing by what was learnt"]}


def test_a_replay_never_runs_a_row_twice_and_starts_at_random():
    rows = clean().tables["one replay"].frame
    assert rows["row"].is_unique().all()
    assert rows["chosen"].to_list() == ["at random"] * 5 + ["learnt"] * (len(rows) - 5)
    assert (rows["best so far"].diff().drop_nulls() >= 0).all()
    assert rows["y"].max() == rows["best so far"][-1]


@pytest.mark.parametrize("seed", range(3))
def test_of_pure_noise_nothing_can_be_told(seed):
    noise = np.random.default_rng(seed).normal(size=RUNS)
    answer = study().solve(table({**hill(seed), "y": noise}))
    assert codes(answer)[0] == "D063"
    assert "nothing can be told" in str(answer.headline)
    assert all("Chance" in str(action.reason) for action in answer.decision)


def test_the_smallest_is_found_as_soon_as_the_largest():
    mirrored = study(maximize=None, minimize="y").solve(table({**hill(), "y": -hill()["y"]}))
    assert mirrored.tables["runs needed"].frame.equals(clean().tables["runs needed"].frame)
    assert [-action.value for action in mirrored.decision] == pytest.approx([a.value for a in clean().decision])


def test_names_of_levels_and_units_change_nothing():
    other = {**hill(), "t": hill()["t"] * 1.8 + 32, "kind": [f"#{LEVELS.index(kind)}" for kind in hill()["kind"]]}
    asked = study(factors={"t": (122, 212), "p": (1, 5), "kind": [f"#{at}" for at in range(6)]})
    assert asked.solve(table(other)).tables["starts"].frame.equals(clean().tables["starts"].frame)


def test_repeats_are_one_run_with_their_mean_and_show_the_noise():
    rows = {name: np.concatenate([values, values[:10]]) for name, values in hill().items()}
    rows["y"][RUNS:] += np.random.default_rng(1).normal(0, 2, 10)
    pool = pool_of(study(), table(rows))
    assert (len(pool), pool.rows) == (RUNS, RUNS + 10)
    assert pool.noise == pytest.approx(2 / np.sqrt(2), rel=0.7)
    assert pool.log.results["y"][0] == pytest.approx((rows["y"][0] + rows["y"][RUNS]) / 2)
    reached = pool.log.results["y"][pool.good].min()
    assert reached >= pool.log.results["y"].max() - pool.noise - 1e-6
    assert "D066" in codes(study().solve(table(rows)))


def test_failed_runs_cost_a_run_and_open_ones_are_left_out():
    y, state = hill()["y"].copy(), np.full(RUNS, "done", dtype=object)
    y[:4], state[:2], state[2], state[5] = np.nan, "failed", "planned", "left out"
    pool = pool_of(study(), table({**hill(), "y": y}, status=state))
    assert len(pool) == RUNS - 3
    assert pool.worth[:2].tolist() == [0, 0]
    assert study().solve(table({**hill(), "y": y}, status=state)).headline.message


def test_a_run_that_breaks_a_limit_is_not_found():
    impurity = np.where(hill()["t"] > 75, 2.0, 0.5)
    pool = pool_of(study(keep={"impurity": (None, 1.0)}), table({**hill()}, impurity=impurity))
    assert (pool.worth[impurity > 1] == 0).all()
    assert pool.log.results["y"][pool.good].max() < hill()["y"].max()
    assert pool.value(1.0) == pytest.approx(hill()["y"][impurity < 1].max())


@pytest.mark.parametrize(
    "given",
    [
        lambda order: order,
        lambda order: [f"E-{number:03d}" for number in order],
        lambda order: [date(2026, 1, 1) + timedelta(days=int(number)) for number in order],
    ],
    ids=["numbers", "names", "days"],
)
def test_the_order_is_taken_from_its_column(given):
    order = np.random.default_rng(2).permutation(RUNS)
    pool = pool_of(study(order="made"), table(hill(), made=given(order)))
    assert pool.log.rows.tolist() == np.argsort(order).tolist()


@pytest.mark.parametrize("made", [["monday"] * RUNS, [*range(RUNS - 1), None], [f"E-{at // 2}" for at in range(RUNS)]])
def test_an_order_that_cannot_be_read_is_refused(made):
    assert refused(study(order="made"), table(hill(), made=made)) == ["D068"]


def grid(slow: int, fast: int) -> tuple[np.ndarray, np.ndarray]:
    return np.repeat(np.arange(float(slow)), fast), np.tile(np.arange(float(fast)), slow)


def test_a_listing_is_not_taken_for_an_order():
    t, p = grid(6, 8)
    rows = {"t": 50 + t, "p": 1 + p / 2, "y": 60 - (t - 3) ** 2 - (p - 5) ** 2 / 3}
    asked = study(factors={"t": (50, 55), "p": (1, 5)})
    answer = asked.solve(table(rows))
    assert "D069" in codes(answer)
    assert "cannot be told" in str(answer.headline)
    mixed = np.random.default_rng(0).permutation(48)
    assert "D069" not in codes(asked.solve(table({name: values[mixed] for name, values in rows.items()})))


def test_rows_sorted_by_their_result_are_told():
    order = np.argsort(hill()["y"])
    answer = study().solve(table({name: values[order] for name, values in hill().items()}))
    assert "D069" in codes(answer)
    numbered = study(order="made").solve(
        table({name: values[order] for name, values in hill().items()}, made=np.arange(RUNS))
    )
    assert "D069" not in codes(numbered)


def test_short_tables_are_told_and_shorter_ones_refused():
    def first(count):
        return table({name: values[:count] for name, values in hill().items()})

    assert "D067" in codes(study().solve(first(12)))
    assert refused(study(), first(6)) == ["D061"]
    assert refused(study(start=59), first(60)) == ["D061"]


def test_nothing_is_best_where_all_are_the_same_or_none_keeps_the_limits():
    assert refused(study(), table({**hill(), "y": np.full(RUNS, 3.0)})) == ["D062"]
    assert refused(study(keep={"p": (None, 0.0)}, factors={"t": (50, 100)}), table(hill())) == ["D062"]


def test_a_description_that_contradicts_itself_is_refused_as_in_a_campaign():
    with pytest.raises(Refusal, match="D041"):
        study(integers=("q",))
    with pytest.raises(Refusal, match="D015"):
        study(minimize="y")
    assert refused(study(maximize="z"), table(hill())) == ["T001"]


def test_what_is_not_found_within_the_longest_is_not_counted_as_found():
    answer = study(longest=6, batch=1, factors={"t": (50, 100), "p": (1, 5)}).solve(table(hill(1)))
    ours = needed(answer, "learnt")
    assert ours["median"] is None
    assert ours["found"] < 50
    assert "within 6 runs" in str(answer.headline)
    assert answer.dump()


def test_a_target_that_many_reach_is_met_at_once():
    answer = study(target=0.5).solve(table(hill()))
    assert needed(answer, "random")["mean"] < 3
    assert "D066" in codes(answer)
    assert "D064" in codes(answer)
