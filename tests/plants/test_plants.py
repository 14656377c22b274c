"""The law of plants: whatever a virtual plant claims holds, for each of them."""

import numpy as np
import polars as pl
import pytest

from sanhak.plants import Input, Outcome, Plant, Reactor, Region, Rule, Unreachable, plants
from sanhak.table import Column, Kind
from sanhak.text import say

ALL = pytest.mark.parametrize("plant", plants(), ids=lambda plant: plant.name)
HISTORIES = pytest.mark.parametrize("how", ["experiments", "drift", "operator"])


class Dome(Plant):
    """A plant whose optimum is known on paper: two humps over a square, the far one half as high."""

    name = "dome"
    title = say("Virtual jacketed reactor")
    source = "made up for this test"
    controls = tuple(Input(Column(name, unit="m", lower=0.0, upper=1.0), 0.5) for name in ("x", "y"))
    disturbances = (Input(Column("wind", unit="m/s", lower=-1.0, upper=1.0), 0.0, deviation=0.1),)
    outcomes = (
        Outcome(Column("height", unit="m", lower=-9.0, upper=9.0), 0.1),
        Outcome(Column("slope", unit="m", lower=-9.0, upper=9.0), 0.05),
    )
    rule = Rule("x", "wind", gain=1.0, steps=0.01)

    def steady_state(self, inputs):
        x, y = inputs["x"], inputs["y"]
        far = 0.5 * np.exp(-20 * ((x - 0.1) ** 2 + (y - 0.9) ** 2))
        return {"height": np.exp(-20 * ((x - 0.8) ** 2 + (y - 0.3) ** 2)) + far, "slope": x + y + 0 * inputs["wind"]}

    def balances(self, settings):
        return {"nothing": np.zeros(len(self.complete(settings)["x"]))}


def spread(plant, rows, seed=0):
    """Random settings over all inputs."""
    rng = np.random.default_rng(seed)
    return {part.column.name: rng.uniform(*part.bounds, rows) for part in plant.inputs}


def limits_of(plant):
    """Limits that bite: 30 % of random settings break the upper limit of the second outcome."""
    name = plant.outcomes[1].column.name
    return {name: (None, float(np.quantile(plant.truth(spread(plant, 500))[name], 0.7)))}


@ALL
def test_every_column_has_a_unit_and_bounds(plant):
    assert all(column.unit and column.lower < column.upper for column in plant.columns)
    assert all(lower <= part.nominal <= upper for part in plant.inputs for lower, upper in [part.bounds])


@ALL
def test_it_says_who_published_it(plant):
    assert any(character.isdigit() for character in plant.source)
    assert str(plant.title)


@ALL
def test_truth_is_deterministic_finite_and_within_bounds(plant):
    settings = spread(plant, 400)
    first, again = plant.truth(settings), plant.truth(settings)
    for outcome in plant.outcomes:
        values = first[outcome.column.name]
        assert np.array_equal(values, again[outcome.column.name])
        assert np.isfinite(values).all()
        assert outcome.column.lower < values.min() <= values.max() < outcome.column.upper


@ALL
def test_truth_of_many_rows_is_the_truth_of_each(plant):
    settings = spread(plant, 7)
    together = plant.truth(settings)
    for row in range(7):
        alone = plant.truth({name: values[row] for name, values in settings.items()})
        assert all(alone[name][0] == pytest.approx(values[row], rel=1e-12) for name, values in together.items())


@ALL
def test_mass_and_energy_are_kept(plant):
    for law, rest in plant.balances(spread(plant, 400)).items():
        assert np.abs(rest).max() < 1e-9, law


@ALL
def test_the_measured_mean_tends_to_the_truth_with_the_stated_deviation(plant):
    rows = 4000
    table = plant.measure(
        {plant.controls[0].column.name: np.full(rows, plant.controls[0].nominal)}, np.random.default_rng(3)
    )
    true = {part.column.name: part.nominal for part in plant.inputs} | {n: v[0] for n, v in plant.truth({}).items()}
    for signal in plant.signals:
        values = table.values(signal.column.name)
        assert values.mean() == pytest.approx(true[signal.column.name], abs=4 * signal.noise / rows**0.5 + 1e-12)
        assert values.std() == pytest.approx(signal.noise, rel=0.05, abs=1e-12)


@ALL
@HISTORIES
def test_a_history_is_the_same_for_the_same_seed_and_stays_within_bounds(plant, how):
    one, again, other = (plant.record(60, how, seed) for seed in (1, 1, 2))
    assert one.hash == again.hash != other.hash
    assert one.source.provenance == plant.source
    for part in plant.signals:
        values = one.values(part.column.name)
        assert part.column.lower <= values.min() <= values.max() <= part.column.upper


@ALL
@HISTORIES
def test_a_history_keeps_to_the_asked_range_and_only_that_of_operation_has_time(plant, how):
    name = plant.controls[0].column.name
    lower, upper = plant.controls[0].bounds
    asked = (lower + 0.2 * (upper - lower), lower + 0.5 * (upper - lower))
    table = plant.record(80, how, 4, within={name: asked})
    assert asked[0] <= table.values(name).min() <= table.values(name).max() <= asked[1]
    assert (table.time is None) == (how == "experiments")
    if table.time:
        assert table[table.time].kind is Kind.DATE
        assert table.frame[table.time].diff().drop_nulls().n_unique() == 1


@ALL
def test_experiments_are_independent_and_drift_is_not(plant):
    def echo(how):
        table = plant.record(400, how, 5)
        names = [part.column.name for part in plant.inputs]
        return [np.corrcoef(table.values(name)[:-1], table.values(name)[1:])[0, 1] for name in names]

    assert max(map(abs, echo("experiments"))) < 0.2
    assert min(echo("drift")) > 0.7


@ALL
def test_under_the_operators_rule_the_control_moves_only_with_what_is_watched(plant):
    table = plant.record(300, "operator", 6)
    watched, control = table.values(plant.rule.watched), table.values(plant.rule.control)
    assert abs(np.corrcoef(watched, control)[0, 1]) > 0.9
    others = [part.column.name for part in plant.controls if part.column.name != plant.rule.control]
    assert all(np.ptp(table.values(name)) == 0 for name in others)


@ALL
@pytest.mark.parametrize("assurance", [None, 0.9])
def test_the_optimum_is_feasible_and_beats_random_settings(plant, assurance):
    goal, limits = plant.outcomes[0].column.name, limits_of(plant)
    best = plant.optimum(goal, limits, assurance=assurance)
    rng = np.random.default_rng(9)
    tried = {control.column.name: rng.uniform(*control.bounds, 10_000) for control in plant.controls}
    true, chances = plant.truth(tried), plant.chance(tried, limits)
    least = 0.5 if assurance is None else assurance
    kept = np.all([chance >= least for chance in chances.values()], axis=0)
    assert kept.sum() > 1000
    assert best.value >= true[goal][kept].max()
    assert all(least - 1e-9 <= chance for chance in best.keeps.values())
    assert all(lower <= best.settings[c.column.name] <= upper for c in plant.controls for lower, upper in [c.bounds])
    assert best.outcomes[goal] == best.value


@ALL
def test_the_optimum_within_a_history_lies_in_its_hull_and_is_no_better(plant):
    names = [control.column.name for control in plant.controls]
    ranges = {c.column.name: (c.nominal, c.bounds[1]) for c in plant.controls}
    table = plant.record(40, "experiments", 3, within=ranges)
    hull = Region.hull(names, np.column_stack([table.values(name) for name in names]))
    goal = plant.outcomes[0].column.name
    inner = plant.optimum(goal, {}, within=hull)
    assert hull.contains(np.array([[inner.settings[name] for name in names]]))[0]
    assert inner.value <= plant.optimum(goal, {}).value + 1e-9


@ALL
def test_an_unknown_input_and_one_out_of_bounds_are_refused(plant):
    name, (_, upper) = plant.controls[0].column.name, plant.controls[0].bounds
    with pytest.raises(ValueError, match="has no input"):
        plant.truth({"moon": 1.0})
    for wrong in (upper + 1, np.nan):
        with pytest.raises(ValueError, match="must lie within"):
            plant.truth({name: wrong})


def test_the_higher_of_two_humps_is_found_and_the_lowest_too():
    best = Dome().optimum("height", {})
    assert best.settings == pytest.approx({"x": 0.8, "y": 0.3}, abs=1e-4)
    low = Dome().optimum("slope", {}, lowest=True)
    assert low.value == pytest.approx(0.0, abs=1e-6)


def test_a_limit_moves_the_optimum_onto_itself():
    best = Dome().optimum("height", {"slope": (None, 0.6)})
    # On the line x + y = 0.6 the nearest point to the summit at (0.8, 0.3).
    assert best.settings == pytest.approx({"x": 0.55, "y": 0.05}, abs=1e-3)
    assert best.outcomes["slope"] <= 0.6


def test_assurance_backs_off_by_the_sensors_noise():
    best = Dome().optimum("height", {"slope": (None, 0.6)}, assurance=0.9)
    assert best.outcomes["slope"] == pytest.approx(0.6 - 1.2816 * 0.05, abs=1e-4)
    above = Dome().optimum("height", {"slope": (1.5, None)}, assurance=0.9)
    assert above.outcomes["slope"] == pytest.approx(1.5 + 1.2816 * 0.05, abs=1e-4)


def test_assurance_between_two_limits_is_that_of_both_together():
    best = Dome().optimum("height", {"slope": (0.5, 0.7)}, assurance=0.9)
    assert best.keeps["slope"] == pytest.approx(0.9, abs=1e-6)
    with pytest.raises(Unreachable, match="too often"):
        Dome().optimum("height", {"slope": (0.55, 0.65)}, assurance=0.9)


def test_limits_that_nothing_keeps_are_said_to_be_unreachable():
    with pytest.raises(Unreachable, match="no setting"):
        Dome().optimum("height", {"slope": (2.5, None)})


def test_a_true_chance_is_what_measuring_often_shows():
    reactor, rng = Reactor(), np.random.default_rng(1)
    limits = {"byproducts": (None, 24.0), "cooling": (0.8, 1.0)}
    chances = reactor.chance({}, limits)
    table = reactor.measure({"feed_rate": np.full(20_000, 200.0)}, rng)
    for name, (lower, upper) in limits.items():
        inside = table.frame.select(pl.col(name).is_between(-99 if lower is None else lower, upper).mean()).item()
        assert inside == pytest.approx(chances[name][0], abs=0.02)
