"""A plan on a board: what a move costs, what is against it, and what is held by hand when it is planned again."""

from datetime import datetime

import numpy as np
import polars as pl
import pytest

from sanhak import maintenance
from sanhak.model.life import LEVELS, Lives
from sanhak.run import Run
from sanhak.study.maintenance_plan.board import Board, Move, pins, standing
from sanhak.study.maintenance_plan.posing import posed
from sanhak.study.maintenance_plan.reading import read
from sanhak.table import Table

NAMES = ("A", "B", "C", "D")
USUAL = (40.0, 60.0, 90.0, 120.0)
STUDY = maintenance.Plan(start="2026-06-01", weeks=20)


def day(month, date):
    return datetime(2026, month, date)  # noqa: DTZ001


def table(units=None, **data):
    return Table.of(pl.DataFrame(data), units=units or {})


def asked(**more):
    spread = np.linspace(0.7, 1.3, len(LEVELS))
    lives = Lives.of_quantiles(NAMES, LEVELS, np.array(USUAL)[:, None] * spread).table()
    jobs = table({"hours": "h"}, asset=list(NAMES), hours=[24.0] * 4, skill=["mechanic"] * 4)
    crews = table({"hours": "h"}, crew=["first", "second", "painters"], skills=["mechanic"] * 2 + ["painter"],
                  hours=[40.0, 40.0, 40.0])  # fmt: skip
    return {"lives": lives, "jobs": jobs, "crews": crews, **more}


def board(**more):
    tables = asked(**more)
    answer = STUDY.solve(tables, Run(effort=0.1))
    return Board.of(STUDY, tables).planned(answer.tables["calendar"]), answer, tables


def said(texts):
    return " ".join(text.render("en") for text in texts)


def test_a_board_has_every_job_of_the_calendar_where_it_stands():
    found, answer, _ = board()
    calendar = answer.tables["calendar"].frame
    assert len(found.spots) == len(calendar) == 4
    for row in calendar.iter_rows(named=True):
        place = NAMES.index(row["asset"])
        assert found.asked.moment(found.spots[place].start).strftime("%Y-%m-%d %H:%M") == row["start"]
        assert found.chance(place, found.spots[place].start) * 100 == pytest.approx(row["chance"], abs=0.006)


def test_the_cost_of_a_board_is_that_of_its_plan_and_no_single_move_makes_it_less():
    found, answer, _ = board()
    full = answer.tables["rules"].frame.filter(pl.col("rule") == "plan")["full"][0]
    assert found.total == pytest.approx(full, abs=0.51), "money is told to the whole"
    for job in range(4):
        for week in range(20):
            trial = found.tried(Move(job, 7 * week, found.spots[job].crew))
            if not trial.limits and not trial.others:
                assert trial.change >= -1e-6, (job, week)


def test_a_move_is_priced_like_the_board_that_it_leads_to():
    found, _, _ = board()
    move = Move(0, 100, 1)
    trial, after = found.tried(move), found.after([move])
    assert trial.change == pytest.approx(after.total - found.total)
    assert trial.change > 0
    assert trial.chance > 0.9
    assert after.after([Move(0)]).spots[0] == after.spots[0]
    assert found.after([move, Move(0)]).spots == found.spots


def test_what_no_other_job_can_make_way_for_is_a_limit():
    fixed = table(asset=["D"], date=[day(7, 6)], until=[day(7, 12)], what=["법정검사"])
    windows = table(asset=["C"], **{"from": [day(6, 1)], "until": [day(8, 30)]})
    found, _, _ = board(fixed=fixed, windows=windows)
    assert "법정검사" in said(found.tried(Move(3, 70, 0)).limits)
    assert not found.tried(Move(3, 37, 0)).limits
    assert "no window" in said(found.tried(Move(2, 100, 0)).limits)
    assert "skill" in said(found.tried(Move(0, 7, 2)).limits)
    assert "reaches from" in said(found.tried(Move(0, 200, 0)).limits)
    assert "reaches from" in said(found.tried(Move(0, -3, 0)).limits)


def test_a_part_that_has_not_come_is_a_limit_and_one_that_others_use_is_in_the_way():
    jobs = table({"hours": "h"}, asset=list(NAMES), hours=[24.0] * 4, part=["seal"] * 3 + ["valve"])
    parts = table({"stock": "count", "lead time": "d"}, part=["seal", "valve"], stock=[1.0, 0.0],
                  **{"lead time": [60.0, 30.0]})  # fmt: skip
    found, _, _ = board(jobs=jobs, parts=parts)
    assert "valve" in said(found.tried(Move(3, 7, 0)).limits)
    assert not found.tried(Move(3, 42, 0)).limits
    first = min((at for at in found.spots if at < 3), key=lambda at: found.spots[at].start)
    other = next(at for at in range(3) if at != first)
    assert "seal" in said(found.tried(Move(other, 7, 1)).others)


def test_a_day_without_a_shift_is_a_limit_and_a_job_stands_within_the_shifts_of_its_crew():
    found, _, _ = board()
    assert "does not work" in said(found.tried(Move(0, 5, 0)).limits), "a Saturday"
    spot = found.after([Move(0, 4, 0)]).spots[0]
    assert (spot.start, spot.finish) == (pytest.approx(4 + 8 / 24), pytest.approx(8 + 16 / 24)), "over the weekend"


def test_what_is_tied_to_a_job_is_in_the_way_and_its_shutdown_is_priced():
    jobs = table({"hours": "h"}, asset=list(NAMES), hours=[8.0] * 4, after=["", "A", "", ""],
                 unit=["", "", "U", "U"], **{"shutdown cost": [0.0, 0.0, 300.0, 300.0]})  # fmt: skip
    found, _, _ = board(jobs=jobs)
    assert "before: A" in said(found.tried(Move(1, 0, 0)).others)
    assert "wait for it: B" in said(found.tried(Move(0, 105, 0)).others)
    near, far = found.after([Move(2, 70, 0), Move(3, 70, 1)]), found.after([Move(2, 70, 0), Move(3, 77, 1)])
    rows = [found.anywhere.cost[at, week] for at, week in ((3, 11), (3, 10))]
    assert far.total - near.total == pytest.approx(300 + rows[0] - rows[1])


def test_a_busy_crew_is_named_with_the_jobs_that_are_in_the_way():
    found, _, _ = board()
    busy = found.spots[1]
    trial = found.tried(Move(0, busy.week * 7, busy.crew))
    assert not trial.limits
    assert "16 h" in said(trial.others)
    assert "B" in said(trial.others)


def test_what_is_put_by_hand_is_kept_when_it_is_planned_again_and_can_be_let_go(tmp_path):
    fixed = table(unit=["U"], date=[day(7, 6)], until=[day(7, 26)], what=["정기보수"])
    jobs = table({"hours": "h"}, asset=list(NAMES), hours=[24.0] * 4, unit=["", "", "U", "U"])
    found, _, tables = board(jobs=jobs, fixed=fixed)
    held = found.pinned([Move(0, 17, 1), Move(2, 45, 0), Move(1, 30, 0), Move(1)])
    assert {at: (spot.start, spot.crew) for at, spot in held.items()} == {0: (17.0, 1), 2: (45.0, 0)}
    for language in ("en", "ko"):
        text, kinds = pins(STUDY, fixed, found, held, language)
        path = tmp_path / f"{language}.csv"
        path.write_text(text, encoding="utf-8")
        again = {**tables, "fixed": Table.read(path, kinds=kinds)}
        answer = STUDY.solve(again, Run(effort=0.1))
        begun = {row["asset"]: (row["start"][:10], row["crew"]) for row in answer.tables["calendar"].frame.to_dicts()}
        assert begun["A"] == ("2026-06-18", "second")
        assert begun["C"] == ("2026-07-16", "first")
        assert "2026-07-06" <= begun["D"][0] <= "2026-07-26"
        next_ = Board.of(STUDY, again).planned(answer.tables["calendar"])
        assert [job.by_hand for job in next_.asked.jobs] == [True, False, True, False]
        assert len(next_.asked.jobs) == 4
        assert "정기보수" in said(next_.tried(Move(2, 100, 0)).limits)
        assert not next_.tried(Move(0, 100, 0)).limits
        left, _ = pins(STUDY, again["fixed"], next_, next_.pinned([Move(0)]), language)
        assert [row.split(",")[0] for row in left.splitlines()] == ["unit", "U", "C"]


def test_where_jobs_stand_goes_on_as_the_earlier_plan_each_job_of_an_asset_by_itself_and_pins_too(tmp_path):
    fixed = table(asset=["A", "A"], date=[day(6, 8), day(9, 7)], until=[day(6, 14), day(9, 13)],
                  what=["법정검사", "정기보수"])  # fmt: skip
    earlier = table(asset=["B"], start=["2026-07-08"], crew=["second"], pinned=["yes"])
    found, answer, tables = board(fixed=fixed, earlier=earlier)
    assert len(found.spots) == 5
    text, kinds = standing(STUDY, found)
    path = tmp_path / "earlier.csv"
    path.write_text(text, encoding="utf-8")
    again = {**tables, "earlier": Table.read(path, kinds=kinds)}
    before = posed(read(STUDY, again)).earlier
    assert {at: spot.week for at, spot in found.spots.items()} == dict(enumerate(before.period.tolist()))
    assert [found.spots[at].crew for at in range(5)] == before.crew.tolist()
    assert np.flatnonzero(before.pinned).tolist() == [1]
    assert STUDY.solve(again, Run(effort=0.1)).tables["calendar"].frame.equals(answer.tables["calendar"].frame)
    moved = found.pinned([Move(1, 65, 0)])
    path.write_text(standing(STUDY, found, moved)[0], encoding="utf-8")
    by_hand = tmp_path / "fixed.csv"
    text, held = pins(STUDY, fixed, found, moved, "en")
    by_hand.write_text(text, encoding="utf-8")
    put = {**again, "earlier": Table.read(path, kinds=kinds), "fixed": Table.read(by_hand, kinds=held)}
    rows = STUDY.solve(put, Run(effort=0.1)).tables["calendar"].frame.to_dicts()
    assert [row["start"][:10] for row in rows if row["asset"] == "B"] == ["2026-08-05"], "by hand goes before a pin"
