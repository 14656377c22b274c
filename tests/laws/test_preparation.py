"""Law: every step of preparation stands in a file, says what it did and to how many rows, and does the same again."""

import json
from itertools import permutations

import numpy as np
import polars as pl
import pytest

from sanhak.finding import Refusal
from sanhak.table import Table
from sanhak.table.prepare import STEPS, step_of
from sanhak.text import LANGUAGES

EXAMPLES = {
    "where": [{"where": "T < 84 °C and flow is not missing", "reason": "cold enough"}],
    "exclude": [
        {"exclude": "flow > 12 m3/h"},
        {"exclude": [{"start": "2026-03-02 01:00", "end": "2026-03-02 02:00", "reason": "test"}]},
        {"exclude": [{"first": 40, "last": 60, "reason": "test"}]},
        {"exclude": ["stop", "start-up", "grade change", "unsteady"], "throughput": "flow", "grade": "grade",
         "steady": ["T"], "longest": "30 min"},
    ],
    "resample": [{"resample": "10 min"}, {"resample": "7 min", "rules": {"T": "most"}, "least": 2}],
    "join": [
        {"join": "laboratory", "delay": "12 min", "within": "5 min", "keep": "all"},
        {"join": "laboratory", "delay": "find", "longest": "40 min"},
        {"join": "calendar", "start": "start", "end": "end", "keep": "all"},
        {"join": "suppliers", "on": ["grade"]},
    ],
    "genealogy": [{"genealogy": "parents", "lot": "lot", "parent": "parent", "share": "share", "bring": "raw"}],
    "derive": [
        {"derive": {"heat": "flow * 4.2 kJ/(kg*K) * 1000 kg/m3 * (T - 20 °C)", "change": "difference(T, 5 min)"}},
        {"derive": {"money": "price * flow"}, "given": {"price": {"value": "3 EUR/m3", "source": "contract"}}},
    ],
    "fill": [{"fill": ["flow"], "by": "hold", "within": "20 min"}],
}  # fmt: skip
GIVEN = [step for steps in EXAMPLES.values() for step in steps]


def history() -> tuple[Table, dict[str, Table]]:
    """Six hours of a plant by the minute, with gaps and a stop, and all tables that the examples join."""
    rng = np.random.default_rng(0)
    minutes = np.arange(360)
    moments = pl.datetime_range(
        pl.datetime(2026, 3, 2), pl.datetime(2026, 3, 2, 6), "1m", closed="left", eager=True
    ).alias("time")
    hot = 80 + 3 * np.cumsum(rng.normal(0, 0.3, 360)) / 3
    flow = np.where((minutes > 200) & (minutes < 230), 0.0, 10 + rng.normal(0, 0.5, 360))
    flow[rng.choice(360, 10)] = np.nan
    frame = pl.DataFrame({
        "time": moments, "T": hot, "flow": pl.Series(flow).fill_nan(None),
        "grade": np.where(minutes < 150, "A", "B"), "lot": np.where(minutes < 180, "P-1", "P-2"),
    })  # fmt: skip
    sampled = np.arange(45, 360, 6)
    others = {
        "laboratory": Table.of({"sampled": moments.gather(sampled), "y": hot[sampled - 12] + rng.normal(0, 0.1, 53)},
                               time="sampled"),
        "calendar": Table.of({"start": [moments[0], moments[180]], "end": [moments[180], moments[300]],
                              "shift": ["day", "night"]}),
        "suppliers": Table.of({"grade": ["a", "B"], "supplier": ["north", "south"]}),
        "parents": Table.of({"lot": ["P-1", "P-1", "P-2"], "parent": ["A", "B", "B"], "share": [0.25, 0.75, 1.0]}),
        "raw": Table.of({"parent": ["A", "B"], "assay": [98.0, 99.0]}),
    }  # fmt: skip
    return Table.of(frame, units={"T": "degC", "flow": "m3/h"}, time="time"), others


def test_every_step_has_an_example():
    assert set(EXAMPLES) == set(STEPS)


@pytest.mark.parametrize("step", GIVEN, ids=str)
def test_a_step_stands_in_a_file_and_does_the_same_again(step):
    table, others = history()
    data = json.loads(json.dumps(step_of(step).data))
    assert step_of(data) == step_of(step)
    first, again = table.prepare(step, **others), table.prepare(data, **others)
    assert first.hash == again.hash
    assert first.steps == again.steps
    assert table.prepare(*(done.step for done in first.steps), **others).hash == first.hash


@pytest.mark.parametrize("step", GIVEN, ids=str)
def test_a_step_counts_its_rows_and_says_what_it_did(step):
    table, others = history()
    (done,) = table.prepare(step, **others).steps
    assert (done.before, done.after) == (360, len(table.prepare(step, **others)))
    for language in LANGUAGES:
        assert done.said.render(language).strip()
        assert STEPS[next(iter(step))].title.render(language).strip()
    if done.after < done.before and next(iter(step)) in ("where", "exclude"):
        assert f"{done.before - done.after}" in done.said.render("en")


@pytest.mark.parametrize("pair", list(permutations(["where", "resample", "derive", "fill", "exclude"], 2)), ids=str)
def test_steps_follow_one_another_with_the_rows_that_were_left(pair):
    table, others = history()
    first, second = table.prepare(*(EXAMPLES[verb][0] for verb in pair), **others).steps
    assert first.after == second.before


@pytest.mark.parametrize("step", GIVEN, ids=str)
def test_a_table_without_rows_is_refused(step):
    table, others = history()
    with pytest.raises(Refusal) as caught:
        table.rows([]).prepare(step, **others)
    assert all(finding.code[0] == "T" for finding in caught.value.findings)
