"""The answer keeps its fleet's normal course: further readings of known assets are told by it, without a pickle."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from sanhak.finding import Refusal
from sanhak.serve.live.archive import load_answer
from sanhak.serve.live.rows import needed, predicted, tells_of
from sanhak.study.lasting import load_predictor
from sanhak.table.keep import read_table
from study.early_warning.compressors import SENSORS, answered, calm, further
from study.early_warning.golden.make import told

KEPT = Path(__file__).parent / "golden"


def test_asked_with_its_own_rows_it_says_what_the_answer_said():
    answer, readings = answered()
    said = answer.models["health"].predict(readings).table.frame
    assert said.equals(answer.tables["assets"].frame)
    assert len(said.filter(pl.col("since").is_not_null())) > 0


def test_out_of_the_archive_it_says_the_same_and_nothing_is_a_pickle(tmp_path):
    answer, _ = answered()
    table = further(calm(), power=400.0)
    kept = load_answer(answer.write(tmp_path / "answer.zip")).models["health"]
    assert kept.predict(table).table.frame.equals(answer.models["health"].predict(table).table.frame)
    kept.save(tmp_path / "kept")
    assert {path.suffix for path in (tmp_path / "kept").iterdir()} <= {".json", ".npz", ".txt", ".parquet"}


def test_the_golden_artefact_still_says_the_same():
    said = load_predictor(KEPT / "health").predict(read_table(KEPT / "health.parquet"))
    assert told(said) == json.loads((KEPT / "health.json").read_text())


def test_further_readings_go_on_from_known_ones():
    answer, readings = answered()
    asset, model = calm(), answer.models["health"]
    spread = float(np.nanstd(readings.values("power")))
    still = model.predict(further(asset)).table.frame.row(0, named=True)
    off = model.predict(further(asset, power=20 * spread)).table.frame.row(0, named=True)
    first = further(asset).frame["date"].min()
    assert off["state"] == "off"
    assert off["now"] > max(1.0, still["now"])
    assert off["since"] >= f"{first:%Y-%m-%d}"
    assert "power" in off["speaks"]


def test_assets_that_were_not_learnt_are_told_or_refused():
    answer, readings = answered()
    strange = replace(readings, frame=further(calm()).frame.with_columns(pl.lit("X-1").alias("asset")))
    with pytest.raises(Refusal, match="M335"):
        answer.models["health"].predict(strange)
    both = replace(readings, frame=pl.concat([strange.frame, further(calm()).frame]))
    said = answer.models["health"].predict(both)
    assert [one.code for one in said.findings] == ["M336"]
    assert said.table.frame["asset"].to_list() == [calm()]


def test_a_table_without_a_sensor_is_refused():
    answer, _ = answered()
    table = further(calm())
    with pytest.raises(Refusal, match="T001"):
        answer.models["health"].predict(table.select([name for name in table.names if name != "power"]))


def test_the_page_tells_states_in_words():
    answer, readings = answered()
    said = predicted(answer.models, readings, "ko")
    assert tells_of(answer.models) == "health"
    assert [column.name for column in needed(answer.models)[0]] == ["asset", "date", *SENSORS, "load"]
    of = dict(zip(said.table.frame.to_series(), said.columns[0], strict=True))
    assert of[calm()] == "정상 궤도"
    assert [column.name for column in said.columns][1] == "지금(한계의 배수)"
