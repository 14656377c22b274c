from datetime import datetime, timedelta

import numpy as np
import polars as pl
import pytest

from sanhak import maintenance
from sanhak.finding import Refusal
from sanhak.model.life.lives import Lives
from sanhak.plants.fleet import PUMP, Fleet
from sanhak.run import Run
from sanhak.study.failing.reading import read
from sanhak.table import Table

QUICK = Run(effort=0.1)
FIRST = datetime(2020, 1, 1)  # noqa: DTZ001


def days(*numbers):
    return [FIRST + timedelta(days=number) for number in numbers]


def orders(assets=("A", "A", "B", "B", "C", "D"), at=(100, 300, 150, 200, 400, 500), **more):
    return Table.of(pl.DataFrame({"asset": list(assets), "date": days(*at), **more}))


def register(assets=("A", "B", "C", "D"), at=(0, 0, 50, 0), **more):
    return Table.of(pl.DataFrame({"asset": list(assets), "installed": days(*at), **more}))


def lives(number=60, **changed):
    rng = np.random.default_rng(0)
    rows = {
        "duration": np.round(100 * rng.weibull(2.0, number) + 1, 1),
        "failed": np.where(np.arange(number) % 4 == 0, "no", "yes"),
        "asset": [f"V-{at}" for at in range(number)],
    }
    return Table.of(pl.DataFrame(rows | changed), units={"duration": "d"})


def history(records, given=None, **fields):
    return read(maintenance.FailureRisk(**fields), {"records": records} | ({"register": given} if given else {}))


def codes(found):
    return {finding.code for finding in found.findings}


def test_orders_cut_the_time_of_an_asset_into_lives():
    found = history(orders(), register(), until="2021-06-14")
    assert found.spells.left.tolist() == [100, 200, 230, 150, 50, 330, 350, 130, 500, 30]
    assert found.spells.failed.tolist() == [True, True, False, True, True, False, True, False, True, False]
    assert found.assets == ("A", "B", "C", "D")
    assert found.ages.tolist() == [230, 330, 130, 30]
    assert found.horizon == 90


def test_planned_renewals_end_a_life_without_a_failure():
    types = ["PM01 고장", "예방", "고장", "예방정비", "고장", "고장"]
    found = history(orders(오더유형=types), register(), failures=("고장", "PM01 고장"))
    assert found.spells.failed.sum() == 4
    assert (found.spells.left - found.spells.entered).sum() == 500 * 3 + 450


def test_korean_heads_give_the_same_lives():
    korean = orders().frame.rename({"asset": "설비번호", "date": "작업일자"})
    given = register().frame.rename({"asset": "설비", "installed": "설치일"})
    found = history(Table.of(korean), Table.of(given))
    assert found.spells.left.tolist() == history(orders(), register()).spells.left.tolist()


def test_what_is_odd_is_told_and_left_out():
    odd = orders(("A", "A", "B", "C", "D", "E", "C", "A"), (100, 100, 150, 20, 0, 300, 400, 450))
    found = history(odd, register())
    # One order twice, one before installation, one on its day, one asset without a date of installation.
    assert {"T388", "S374", "T385", "S377"} <= codes(found)
    assert found.spells.left.min() > 0


def test_an_incomplete_row_is_left_out():
    assert "T386" in codes(history(orders(("A", None, "B", "B", "C", "D")), register()))


@pytest.mark.parametrize(
    ("code", "records", "given", "fields"),
    [
        ("S373", orders(("A", "B"), (10, 20)), register(), {}),
        ("S373", lives(failed=["no"] * 60), None, {}),
        ("S372", lives().select(["duration", "asset"]), None, {}),
        ("S372", orders().select(["date"]), None, {}),
        ("S372", orders(), register().select(["asset"]), {}),
        ("S375", lives(duration=[-5.0, *np.arange(1.0, 60.0)]), None, {}),
        ("S375", orders(), register(at=(0, 0, 50, 900)), {"until": "2021-06-14"}),
        ("S376", orders(), register(("A", "A", "B", "C")), {}),
        ("T387", lives(failed=["perhaps"] * 60), None, {}),
        ("T001", orders(), register(), {"cause": "reason"}),
    ],
)
def test_what_cannot_be_used_is_refused(code, records, given, fields):
    with pytest.raises(Refusal) as refused:
        history(records, given, **fields)
    assert code in {finding.code for finding in refused.value.findings}


def test_the_number_of_failures_to_come_holds_the_truth():
    """The promise of one fleet: the true number of the next 90 days lies within the interval."""
    course = Fleet(PUMP, assets=200, years=5.0, ahead=1.0, seed=4).live()
    study = maintenance.FailureRisk(until="2026-06-01", failure_cost=8.0)
    answer = study.solve({"records": course.orders(), "register": course.register()}, QUICK)
    assert answer.promise is not None
    truth = (course.remaining() <= 90).sum()
    assert answer.promise.before.lower <= truth <= answer.promise.before.upper
    # Assets of the upper half of the told risk fail more often than those of the lower half.
    told = answer.tables["assets"].frame
    order = {name: at for at, name in enumerate(course.assets)}
    remaining = course.remaining()[[order[name] for name in told["asset"]]]
    half = len(remaining) // 2
    assert (remaining[:half] <= 90).sum() > (remaining[half:] <= 90).sum()
    assert set(Lives.read(answer.tables["lives"]).assets) == set(course.assets)


def test_run_to_failure_is_said_where_nothing_wears():
    rng = np.random.default_rng(1)
    table = lives(200, duration=np.round(100 * rng.exponential(size=200) + 0.1, 1))
    answer = maintenance.FailureRisk().solve(table, QUICK)
    assert "run to failure" in answer.headline.render()
    assert answer.decision[-1].value is None
    assert answer.tables["assets"].frame["renew now"].unique().to_list() == ["no"]


def test_a_life_without_unit_of_time_is_read_in_its_own():
    table = Table.of(lives().frame)
    answer = maintenance.FailureRisk(horizon=10).solve(table, QUICK)
    assert " d " not in answer.headline.render()


def test_repairs_that_do_not_renew_are_seen():
    rng = np.random.default_rng(3)
    assets, at = [], []
    for asset in range(40):
        for age in np.sort(1000 * rng.uniform(size=6) ** 0.4):
            assets.append(f"K-{asset}")
            at.append(max(1, int(age)))
    names = tuple(f"K-{asset}" for asset in range(40))
    given = {"records": orders(assets, at), "register": register(names, (0,) * 40)}
    answer = maintenance.FailureRisk(until="2022-09-27").solve(given, QUICK)
    assert "M312" in {finding.code for finding in answer.findings}
    assert answer.tables["failures by age"].frame["failures"][-1] == pytest.approx(6, abs=0.2)
