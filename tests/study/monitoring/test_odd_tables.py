"""What exports do to a table: each oddity is told or refused, by its code."""

import numpy as np
import polars as pl
import pytest
from tests.study.monitoring.watched import TAGS, ask, changed, codes, history

from sanhak.finding import Refusal
from sanhak.table import Column, Kind, Table


def refused(table, **fields):
    """The codes with which a question is refused."""
    with pytest.raises(Refusal) as caught:
        ask(table, **fields)
    return {finding.code for finding in caught.value.findings}


def values(name, table=None):
    return (history() if table is None else table).values(name).copy()


def test_a_fault_inside_the_normal_period_is_told_and_not_learnt():
    spoilt = values("FI-4")
    spoilt[100:115] += 30
    table = changed(history(), **{"FI-4": spoilt})
    without, kept = ask(table), ask(table, doubtful="keep")
    assert "M201" in codes(without)
    assert "M201" in codes(kept)
    assert without.preparation[1].after < kept.preparation[1].after
    assert without.decision[0].column == "PI-3"


def test_a_tag_that_dies_is_told():
    dead = values("LI-5")
    dead[270:] = np.nan
    assert "T315" in codes(ask(changed(history(), **{"LI-5": dead})))


def test_a_tag_that_stands_still_is_told():
    still = values("LI-5")
    still[270:] = still[270]
    assert "T315" in codes(ask(changed(history(), **{"LI-5": still})))


def test_a_tag_that_never_moved_is_left_out_and_told():
    answer = ask(changed(history(), **{"LI-5": np.full(300, 7.0)}))
    assert "T316" in codes(answer)
    assert all(action.column != "LI-5" for action in answer.decision)


def test_a_named_tag_without_values_is_refused_and_an_unnamed_one_left_out():
    table = changed(history(), **{"LI-5": np.full(300, np.nan)})
    assert refused(table, tags=TAGS) == {"T314"}
    assert "T316" in codes(ask(table))


def test_too_short_a_normal_period_is_refused():
    assert refused(history(), normal_until="2026-03-02 02:00") == {"M200"}


def test_too_short_for_the_budget_is_told():
    assert "M203" in codes(ask(history(), false_alarms=0.1))


def test_few_rows_for_the_tags_are_told():
    assert "M204" in codes(ask(history(), normal_until="2026-03-02 04:30"))


def test_rows_out_of_order_are_sorted_and_told():
    order = np.concatenate((np.arange(150, 300), np.arange(150)))
    answer = ask(history().rows(order))
    assert "T310" in codes(answer)
    assert answer.decision == ask(history()).decision


def test_two_rows_of_one_time_are_told():
    answer = ask(history().rows(np.sort(np.append(np.arange(300), [40, 41]))))
    assert "T311" in codes(answer)
    assert answer.decision == ask(history()).decision


def test_gaps_are_counted():
    holed = values("TI-2")
    holed[5:9] = np.nan
    (found,) = [one for one in ask(changed(history(), **{"TI-2": holed})).findings if one.code == "T318"]
    assert found.params == {"rows": 0, "cells": 4}


def test_nothing_to_watch_is_refused():
    assert refused(history(), normal_until="2027-01-01") == {"S331"}


def test_a_normal_period_without_rows_is_refused():
    assert refused(history(), normal_from="2027-01-01", normal_until=None) == {"S332"}


@pytest.mark.parametrize("given", ["last week", "2026-13-40"])
def test_a_moment_that_cannot_be_read_is_refused_at_its_field(given):
    with pytest.raises(Refusal) as caught:
        ask(history(), normal_until=given)
    assert {finding.code for finding in caught.value.findings} == {"S333"}
    assert caught.value.field == "normal_until"


def test_a_condition_that_is_none_is_refused():
    assert refused(history(), normal_where=("[TI-1] + 1",)) == {"T203"}


def test_words_are_no_tags():
    frame = history().frame.with_columns(pl.lit("open").alias("valve"))
    table = Table(frame, (*history().columns, Column("valve", Kind.CATEGORY)), time="time")
    assert refused(table, tags=("valve",)) == {"T313"}
    assert refused(table.select(["time", "valve"])) == {"T312"}


def test_watched_rows_need_the_same_tags_in_the_same_units():
    table = history()
    other = table.with_columns(table["TI-1"].with_(unit="K"))
    assert refused({"data": table, "watched": other}) == {"T317"}
    assert refused({"data": table, "watched": table.select(["time", "TI-1"])}) == {"T317"}


def test_a_normal_course_that_moves_on_is_told():
    wilder = np.random.default_rng(0).normal(0, 3, (600, 6)) * (np.arange(600) > 325)[:, None]
    table = history(600, fault=None)
    moving = {name: values(name, table) + wilder[:, at] for at, name in enumerate(TAGS)}
    fields = {"normal_until": "2026-03-04 18:30", "doubtful": "keep"}
    assert "M202" in codes(ask(changed(table, **moving), **fields))
    assert "M202" not in codes(ask(table, **fields))


def test_a_single_tag_is_watched_by_its_own_limits():
    answer = ask(history(), tags=("PI-3",))
    assert answer.decision[0].column == "PI-3"
    assert np.isfinite(answer.decision[0].value)


def test_codes_for_no_value_are_missing_and_told():
    coded = values("FI-4")
    coded[::9] = -9999
    coded[250] = 1e300
    (found,) = [one for one in ask(changed(history(), **{"FI-4": coded})).findings if one.code == "M270"]
    assert found.params["column"] == "FI-4"
    assert found.params["rows"] == 35
    assert ask(changed(history(), **{"FI-4": coded})).decision[0].column == "PI-3"


def test_one_absurd_row_is_found_and_darkens_few_others():
    spoilt = values("FI-4")
    spoilt[100] = 1e12
    (found,) = [one for one in ask(changed(history(), **{"FI-4": spoilt})).findings if one.code == "M201"]
    assert found.params["rows"] < 20


def test_a_tag_that_is_silent_in_the_watched_rows_is_not_watched():
    silent = values("TI-1")
    silent[199:] = np.nan
    answer = ask(changed(history(), **{"TI-1": silent}))
    assert "M271" in codes(answer)
    assert answer.decision[0].column == "PI-3"


def test_a_totaliser_is_left_out_unless_it_is_named():
    table = changed(history(), **{"LI-5": np.arange(300.0)})
    assert "M272" in codes(ask(table))
    assert "M272" not in codes(ask(table, tags=TAGS))


def test_a_normal_period_of_two_kinds_is_told():
    assert "M273" in codes(ask(history(fault=100)))
    assert "M273" not in codes(ask(history()))


def test_a_normal_period_that_begins_with_a_stop_is_answered():
    stopped = {name: np.where(np.arange(300) < 91, 0.0, values(name)) for name in TAGS}
    assert ask(changed(history(), **stopped)).headline.message


def test_a_count_in_place_of_the_time_is_the_order_of_the_rows():
    frame = history().frame.with_columns(pl.int_range(300).cast(pl.Float64).alias("time"))
    table = Table(frame, (Column("time", Kind.NUMBER), *history().columns[1:]), time="time")
    assert str(ask(table, normal_until=None).decision[0].what).startswith("PI-3, off since row 25")


def test_a_blank_moment_is_none_and_a_small_share_is_written_out():
    answer = ask(history(), normal_until=" ", false_alarms=0.01)
    assert "S330" in codes(answer)
    (found,) = [one for one in answer.findings if one.code == "M203"]
    assert "0.01 %" in str(found.said)


def test_where_nothing_is_left_to_watch_it_is_said_what_was_left_out():
    empty = {name: np.where(np.arange(300) < 199, values(name), np.nan) for name in TAGS}
    assert refused(changed(history(), **empty)) == {"S331", "T318"}
