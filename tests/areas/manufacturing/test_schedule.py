from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np
import polars as pl
import pytest

from sanhak import manufacturing
from sanhak.areas.manufacturing.schedule_case import case
from sanhak.finding import Refusal
from sanhak.run import Run
from sanhak.study.scheduling import planning
from sanhak.study.scheduling.reading import read
from sanhak.table import Table

MONDAY = datetime(2026, 11, 30, 6)  # noqa: DTZ001
QUICK = Run(effort=0.02)


def orders(**changed):
    """Three orders of two products; by due date first, all are on time."""
    rows = {
        "order": ["O-1", "O-2", "O-3"],
        "product": ["A", "B", "A"],
        "quantity": [100.0, 100.0, 150.0],
        "due": [MONDAY + timedelta(hours=hours) for hours in (40, 12, 60)],
        "release": [MONDAY] * 3,
    }
    return Table.of(pl.DataFrame(rows | changed), units={"quantity": "kg"})


def recipes(**changed):
    rows = {
        "product": ["A", "A", "B"],
        "step": [1.0, 2.0, 1.0],
        "unit": ["R1", "D1", "R1"],
        "duration": [8.0, 4.0, 10.0],
        "batch size": [100.0, 100.0, 100.0],
    }
    units = changed.pop("units", {"duration": "h", "batch size": "kg"})
    return Table.of(pl.DataFrame(rows | changed), units=units)


def changeovers(*rows):
    return Table.of(pl.DataFrame(list(rows), schema=["unit", "from", "to", "time"], orient="row"), units={"time": "h"})


def calendar(*rows):
    return Table.of(pl.DataFrame(list(rows), schema=["unit", "from", "until"], orient="row"))


def solve(study=None, **tables):
    return (study or manufacturing.Schedule()).solve({"orders": orders(), "recipes": recipes(), **tables}, QUICK)


def codes(answer):
    return {finding.code for finding in answer.findings}


def test_heads_are_found_and_the_plan_is_the_one_by_hand():
    answer = solve()
    table = answer.tables["schedule"].frame
    # B is due first; then the batch of O-1 and both of O-3, which 150 kg of 100 each need.
    assert table.filter(pl.col("unit") == "R1")["order"].to_list() == ["O-2", "O-1", "O-3", "O-3"]
    assert table["start"].to_list()[:2] == ["2026-11-30 06:00", "2026-11-30 16:00"]
    assert answer.tables["orders"].frame["late"].to_list() == [0.0, 0.0, 0.0]
    assert {"D174", "D179"} <= codes(answer)
    best = next(option for option in answer.compared if option.recommended)
    assert best.outcomes["lateness"].value == 0
    assert next(row for row in answer.decision).value == "O-2"


def test_korean_heads_and_minutes_are_read_the_same():
    heads = ("주문 번호", "제품", "수량", "납기", "착수 가능일")
    korean = orders().frame.rename(dict(zip(orders().names, heads, strict=True)))
    steps = recipes().frame.with_columns(pl.col("duration") * 60)
    steps = steps.rename(dict(zip(steps.columns, ("제품", "단계", "설비", "소요 시간", "배치 크기"), strict=True)))
    given = {
        "orders": Table.of(korean, units={"수량": "kg"}),
        "recipes": Table.of(steps, units={"소요 시간": "min", "배치 크기": "kg"}),
    }
    assert solve(**given).tables["schedule"].frame.equals(solve().tables["schedule"].frame)


def test_a_group_of_units_shares_the_work():
    units = Table.of({"unit": ["R1", "R2", "D1"], "group": ["reactor", "reactor", "dryer"]})
    answer = solve(recipes=recipes(unit=["reactor", "dryer", "reactor"]), units=units)
    assert {"R1", "R2", "D1"} == set(answer.tables["schedule"].frame["unit"])
    assert answer.tables["measures"].frame["measure"].to_list()[:2] == ["as it is", "one more unit"]


def test_rows_of_one_step_are_alternatives_with_durations_of_their_own():
    given = recipes(
        product=["A", "A", "B", "B"],
        step=[1.0, 2.0, 1.0, 1.0],
        unit=["R1", "D1", "R1", "R9"],
        duration=[8.0, 4.0, 10.0, 3.0],
        **{"batch size": [100.0] * 4},
    )
    table = solve(recipes=given).tables["schedule"].frame
    assert table.filter(pl.col("product") == "B")["unit"].to_list() == ["R9"]


def test_changeovers_are_kept_and_holes_are_told():
    answer = solve(
        manufacturing.Schedule(unlisted=2.0, goal="makespan"), changeovers=changeovers(("R1", "B", "A", 5.0))
    )
    rows = answer.tables["schedule"].frame.filter(pl.col("unit") == "R1")
    gaps = {
        (one["product"], other["product"]): (
            datetime.fromisoformat(other["start"]) - datetime.fromisoformat(one["end"])
        ).total_seconds()
        / 3600
        for one, other in zip(rows.to_dicts(), rows.to_dicts()[1:], strict=False)
    }
    assert gaps.get(("A", "B"), 2.0) >= 2.0
    assert gaps.get(("B", "A"), 5.0) >= 5.0
    assert "D177" in codes(answer)
    assert "D181" in codes(solve(changeovers=changeovers(("R7", "A", "B", 1.0), ("R1", "A", "B", 1.0))))


def test_closed_times_are_kept_joined_and_may_last_for_ever():
    shut = (MONDAY, MONDAY + timedelta(hours=7)), (MONDAY + timedelta(hours=5), MONDAY + timedelta(hours=9))
    answer = solve(calendar=calendar(*(("R1", *row) for row in shut)))
    assert answer.tables["schedule"].frame["start"][0] == "2026-11-30 15:00"
    assert "D178" in codes(answer)
    with pytest.raises(Refusal, match="D171"):
        solve(calendar=calendar(("R1", MONDAY, None)))
    with pytest.raises(Refusal, match="D182"):
        solve(calendar=calendar(("R1", *reversed(shut[0]))))


def test_days_without_a_time_end_at_midnight():
    days = [datetime(2026, 12, day) for day in (2, 1, 3)]  # noqa: DTZ001
    answer = solve(orders=orders(due=days))
    assert "D180" in codes(answer)
    assert answer.tables["orders"].frame["due"][1] == "2026-12-02 00:00"


FAULTS = {
    "D185": {"orders": orders(quantity=[1e9, 100.0, 150.0])},
    "S320": {"orders": orders(product=["A", "C", "A"])},
    "S321": {"units": Table.of({"unit": ["R1"], "group": ["reactor"]})},
    "S322": {"recipes": recipes(duration=[8.0, 0.0, 10.0])},
    "S323": {"recipes": recipes(units={"duration": "kg"})},
    "S324": {"orders": orders(due=[MONDAY - timedelta(days=1)] * 3)},
    "S325": {"orders": orders(order=["O-1", "O-1", "O-3"])},
    "S326": {"recipes": recipes(step=[1.0, 1.0, 1.0], unit=["R1", "R1", "R1"])},
    "S327": {"orders": orders(release=[None] * 3)},
    "D186": {"recipes": recipes(product=["A", None, "B"])},
    "D188": {"orders": orders(quantity=["100", "open", "150"])},
    "S328": {"recipes": Table.of({"product": ["A", "B"], "hours of work": [1.0, 2.0]})},
    "S329": {"orders": orders().rows([])},
}


@pytest.mark.parametrize("code", FAULTS)
def test_what_cannot_be_planned_is_refused_with_a_code(code):
    with pytest.raises(Refusal, match=code):
        solve(**FAULTS[code])


@pytest.mark.parametrize(
    ("column", "values"),
    [("duration", [8.0, -1.0, 10.0]), ("duration", [8.0, None, 10.0]), ("batch size", [100.0, 0.0, 100.0])],
)
def test_missing_and_negative_values_are_refused(column, values):
    with pytest.raises(Refusal, match="S322"):
        solve(recipes=recipes(**{column: values}))
    with pytest.raises(Refusal, match="S322"):
        solve(orders=orders(quantity=[100.0, None, 150.0]))


def test_a_start_that_is_no_date_is_refused_and_one_that_is_moves_the_plan():
    with pytest.raises(Refusal, match="S327"):
        solve(manufacturing.Schedule(start="next Monday"))
    later = solve(manufacturing.Schedule(start="2026-12-01 06:00"))
    assert later.tables["schedule"].frame["start"][0] == "2026-12-01 06:00"
    assert "D170" in codes(later)


def test_without_the_solver_there_is_a_plan_and_a_warning(monkeypatch):
    monkeypatch.setattr(planning, "installed", lambda: False)
    tight = orders(due=[MONDAY + timedelta(hours=hours) for hours in (9, 9, 20)])
    answer = solve(orders=tight)
    assert {"D170", "D175"} <= codes(answer)


def test_priorities_decide_who_is_late():
    due = [MONDAY + timedelta(hours=12)] * 3
    for weights in ([5.0, 1.0, 1.0], [1.0, 5.0, 1.0]):
        given = orders(due=due, quantity=[100.0] * 3).frame.with_columns(priority=pl.Series(weights))
        late = solve(orders=Table.of(given, units={"quantity": "kg"})).tables["orders"].frame["late"].to_list()
        assert late[int(np.argmax(weights))] == 0.0


def test_the_virtual_plant_is_planned_better_than_by_rule_and_what_is_promised_holds():
    one = case()
    answer = one.study().solve(one.tables(), Run(effort=0.1))
    ours, rule, today = (option.outcomes["lateness"] for option in answer.compared)
    assert ours.value < 0.8 * rule.value < rule.value < today.value
    assert answer.promise.effect.value == pytest.approx(ours.value - rule.value)
    saved = answer.tables["measures"].frame
    assert saved["lateness"][1] < saved["lateness"][0]
    asked = read(one.study(), one.tables())
    assert asked.grain == 60
    assert ours.lower < ours.value < ours.upper


def test_the_rows_of_a_table_may_come_in_any_order_of_columns():
    turned = orders().frame.select(reversed(orders().names))
    assert solve(orders=replace(orders(), frame=turned, columns=tuple(reversed(orders().columns)))).headline.message


def test_tonnes_are_ordered_and_kilograms_are_made():
    tonnes = orders().frame.with_columns(pl.col("quantity") / 1000)
    answer = solve(orders=Table.of(tonnes, units={"quantity": "t"}))
    assert answer.tables["orders"].frame["batches"].to_list() == ["1", "1", "2"]
    with pytest.raises(Refusal, match="T0"):
        solve(orders=Table.of(tonnes, units={"quantity": "h"}))


def test_without_due_dates_the_end_is_planned_for():
    answer = solve(orders=Table.of(orders().frame.drop("due"), units={"quantity": "kg"}))
    assert "the last one ready after" in str(answer.headline)
    assert {row.what.params["name"] for row in answer.decision} == {"R1", "D1"}


def test_a_step_whose_cell_was_merged_is_not_lost():
    for column in ("unit", "step"):
        blank = recipes().frame.with_columns(pl.col(column).cast(pl.String).replace({"D1": None, "2.0": None}))
        with pytest.raises(Refusal, match="D186"):
            solve(recipes=Table.of(blank, units={"duration": "h", "batch size": "kg"}))


def test_an_order_without_a_product_is_told():
    answer = solve(orders=orders(product=["A", "B", None]))
    (found,) = [one for one in answer.findings if one.code == "D187"]
    assert found.params == {"count": 1, "row": 3}


def test_numbers_are_names_of_orders_and_products():
    answer = solve(
        orders=orders(order=[4500012345.0, 2.0, 3.0], product=[100.0, 200.0, 100.0]),
        recipes=recipes(product=["100", "100", "200"]),
    )
    assert answer.tables["orders"].frame["order"].to_list() == ["4500012345", "2", "3"]


def test_changeovers_that_contradict_or_name_nothing_known_are_told():
    answer = solve(changeovers=changeovers(("R1", "B", "A", 5.0), ("R1", "B", "A", 7.0), ("R1", "A", "B", 1.0)))
    assert "D189" in codes(answer)
    rows = answer.tables["schedule"].frame.filter(pl.col("unit") == "R1").to_dicts()
    ends = {one["product"]: datetime.fromisoformat(one["end"]) for one in rows if one["product"] == "B"}
    after = [datetime.fromisoformat(one["start"]) for one in rows if one["product"] == "A"]
    assert all(start < ends["B"] or start >= ends["B"] + timedelta(hours=7) for start in after)
    assert {"D177", "D181"} <= codes(solve(changeovers=changeovers(("R1", "b", "A", 5.0))))


def test_units_that_may_be_one_are_told():
    assert "D190" in codes(solve(recipes=recipes(unit=["R1", "D1", "r1"])))
    assert "D190" not in codes(solve())


def test_a_start_is_read_as_files_write_dates():
    later = solve(manufacturing.Schedule(start="2026. 12. 1. 오전 6:00"))
    assert later.tables["schedule"].frame["start"][0] == "2026-12-01 06:00"
    assert solve(manufacturing.Schedule(start=" ")).headline == solve().headline


def test_absurd_numbers_are_refused_in_few_words():
    with pytest.raises(Refusal, match="D185") as caught:
        solve(orders=orders(quantity=[1e308, 100.0, 150.0]), recipes=recipes(**{"batch size": [1e-9, 1e-9, 100.0]}))
    assert len(str(caught.value)) < 400
    with pytest.raises(ValueError, match="unlisted"):
        manufacturing.Schedule(unlisted=float("inf"))


def test_large_questions_have_less_work_for_each_batch():
    few, many = (read(manufacturing.Schedule(), {"orders": orders(quantity=[size] * 3), "recipes": recipes()}).problem
                 for size in (1000.0, 30000.0))  # fmt: skip
    assert planning._part(few, 1500) == 1500
    tries = planning._part(many, 1500)
    assert 1 <= tries * many.count**2 <= 1500 * 250**2


def test_a_duration_without_end_is_refused():
    with pytest.raises(Refusal, match="D171"):
        solve(recipes=recipes(duration=[1e300, 4.0, 10.0]))
