import json
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from sanhak.finding import Refusal
from sanhak.model.life.keeping import CLASSES, load, packed
from sanhak.serve.live.archive import load_answer
from sanhak.serve.live.rows import needed, predicted
from sanhak.study.lasting import load_predictor
from sanhak.table.keep import read_table, write_table
from study.lasting.fleets import FLEETS, LOOKED_AT, answered
from study.lasting.golden.make import AGES, ASKED, HERE, looked_back, said_by, told

KINDS = pytest.mark.parametrize("name", FLEETS)


def lasts(outlook):
    return dict(zip(outlook.lives.assets, outlook.lasts.tolist(), strict=True))


def in_answer(answer):
    """The chance of each asset to last, as the answer's own table of lives and its horizon have it."""
    frame = answer.tables["assets"].frame
    share = frame["lasts"] / 100 if "lasts" in frame.columns else 1 - frame["risk"] / 100
    return dict(zip(frame["asset"].to_list(), share.to_list(), strict=True))


@KINDS
def test_asked_with_the_rows_of_its_answer_a_predictor_says_what_the_answer_said(name):
    answer, tables = answered(name)
    said = lasts(answer.models["life"].predict(tables[LOOKED_AT[name]]))
    want = in_answer(answer)
    assert said.keys() <= want.keys()
    assert len(said) > 10
    assert all(
        abs(said[asset] - want[asset]) <= 0.0005 + 1e-9 for asset in said
    )  # tables round to a tenth of a per cent


@KINDS
def test_it_says_the_same_out_of_the_archive_and_in_a_fresh_process(name, tmp_path):
    answer, tables = answered(name)
    table = tables[LOOKED_AT[name]].rows(range(-30, 0))
    archive = answer.write(tmp_path / "answer.zip")
    want = lasts(answer.models["life"].predict(table))
    assert lasts(load_answer(archive).models["life"].predict(table)) == want
    write_table(table, tmp_path / "rows.parquet")
    code = (
        "import sys, json; from pathlib import Path; from sanhak.serve.live.archive import load_answer\n"
        "from sanhak.table.keep import read_table\n"
        "said = load_answer(Path(sys.argv[1])).models['life'].predict(read_table(Path(sys.argv[2])))\n"
        "print(json.dumps(dict(zip(said.lives.assets, said.lasts.tolist(), strict=True))))"
    )
    asked = [sys.executable, "-c", code, archive, tmp_path / "rows.parquet"]
    told_ = subprocess.run(asked, check=True, capture_output=True, text=True).stdout
    assert json.loads(told_) == want


@KINDS
def test_every_golden_artefact_still_says_the_same(name):
    predictor = load_predictor(HERE / name)
    said = told(predictor.predict(read_table(HERE / f"{name}.parquet")))
    want = json.loads((HERE / f"{name}.json").read_text())
    assert said["assets"] == want["assets"]
    assert said["lasts"] == pytest.approx(want["lasts"], rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("name", ["survival", "learners"])
def test_parts_of_models_of_life_still_say_the_same(name):
    model = load(HERE / name, "parts")["model"]
    said = model.survival(ASKED, AGES) if name == "survival" else said_by(model)
    want = np.array(json.loads((HERE / f"{name}.json").read_text()))
    assert np.asarray(said) == pytest.approx(want, rel=1e-9, abs=1e-12)


def test_networks_still_say_the_same():
    """To four digits: another processor rounds the sums of single precision in another order."""
    said = load(HERE / "networks", "parts")["model"].predict(looked_back().past)[::40]
    assert said == pytest.approx(np.array(json.loads((HERE / "networks.json").read_text())), rel=1e-4)


def test_every_class_that_can_be_kept_stands_in_an_artefact():
    found = "".join(path.read_text() for path in HERE.rglob("*.json"))
    kept = {name for name in CLASSES if f'\\"is\\": \\"{name}\\"' in found}
    assert set(CLASSES) - kept <= {"Design", "Straight"}


def test_nothing_on_disk_is_a_pickle_and_what_is_not_known_is_refused():
    kept = {path.suffix for folder in HERE.iterdir() if folder.is_dir() for path in folder.glob("*.*")}
    assert kept - {".pyc"} <= {".json", ".npz", ".txt", ".parquet"}
    with pytest.raises(Refusal, match="M005"):
        packed({"model": object()})


def test_an_artefact_that_was_changed_or_is_of_an_unknown_kind_is_refused(tmp_path):
    answer, _ = answered("condition")
    answer.models["life"].save(tmp_path)
    (tmp_path / "data.parquet").unlink()
    with pytest.raises(Refusal, match="M007"):
        load_predictor(tmp_path)
    file = tmp_path / "lives.json"
    file.write_text(file.read_text().replace('\\"what\\": \\"condition\\"', '\\"what\\": \\"os\\"'))
    with pytest.raises(Refusal, match="M007"):
        load_predictor(tmp_path)


def one_more(table, asset, days, **values):
    """One row of an asset so many days after its last."""
    last = table.frame.filter(pl.col("asset") == asset).sort("date").tail(1)
    changed = {name: pl.lit(value) for name, value in values.items()}
    frame = last.with_columns(pl.col("date") + timedelta(days=days), **changed)
    return replace(table, frame=frame.select(table.names))


def test_a_thinner_wall_lowers_the_chance_of_its_pipe_and_leaves_the_others_alone():
    answer, tables = answered("condition")
    before = in_answer(answer)
    asset = max(before, key=before.get)
    limit = float(tables["data"].frame["limit"][0])
    row = one_more(tables["data"], asset, 30, **{"wall thickness": limit + 0.05})
    after = answer.models["life"].predict(row)
    assert after.lives.assets == (asset,)
    assert lasts(after)[asset] < before[asset] - 0.2


def test_a_pipe_that_nobody_knew_is_told_by_the_fleet():
    answer, tables = answered("condition")
    row = one_more(tables["data"], tables["data"].frame["asset"][0], 30)
    new = replace(row, frame=row.frame.with_columns(asset=pl.lit("new")))
    outlook = answer.models["life"].predict(new)
    assert outlook.lives.assets == ("new",)
    assert [one.example for one in outlook.findings if one.code == "S449"] == ["new"]
    assert 0 < outlook.lasts[0] <= 1


def test_readings_in_another_unit_are_converted_and_those_of_another_quantity_refused():
    answer, tables = answered("condition")
    table, model = tables["data"], answer.models["life"]
    other = table.with_columns(*(table[name].with_(unit="cm") for name in ("wall thickness", "limit")))
    frame = other.frame.with_columns(pl.col("wall thickness") / 10, pl.col("limit") / 10)
    said = lasts(model.predict(replace(other, frame=frame).rows(range(-12, 0))))
    want = in_answer(answer)
    assert all(abs(said[asset] - want[asset]) < 0.02 for asset in said)
    with pytest.raises(Refusal, match="M003"):
        model.predict(table.with_columns(table["wall thickness"].with_(unit="bar")))
    with pytest.raises(Refusal, match="T001"):
        model.predict(table.select(["asset", "date"]))


def test_a_turnaround_that_is_over_is_refused():
    answer, tables = answered("condition")
    late = one_more(tables["data"], tables["data"].frame["asset"][0], 2000)
    with pytest.raises(Refusal, match="S364"):
        answer.models["life"].predict(late)


def test_a_time_ahead_may_be_given():
    answer, tables = answered("failing")
    near, far = (answer.models["life"].predict(tables["register"], ahead) for ahead in (30.0, 300.0))
    assert (near.lasts >= far.lasts).all()
    assert near.lasts.min() > far.lasts.min()
    with pytest.raises(Refusal, match="S422"):
        predicted(answer.models, tables["register"], "en", -1.0)


def test_an_order_that_renews_a_pump_makes_it_last_longer():
    answer, tables = answered("failing")
    before = in_answer(answer)
    asset = min(before, key=before.get)
    orders = tables["records"]
    day = orders.frame["date"].max()
    order = orders.frame.head(1).with_columns(asset=pl.lit(asset), date=pl.lit(day, dtype=orders.frame["date"].dtype))
    said = answer.models["life"].predict(replace(orders, frame=order))
    assert lasts(said)[asset] > before[asset]


def test_an_asset_with_two_readings_is_told_nothing_of():
    answer, tables = answered("remaining")
    data = tables["data"]
    new = data.frame.head(2).with_columns(asset=pl.lit("new"))
    with pytest.raises(Refusal, match="S420") as refused:
        answer.models["life"].predict(replace(data, frame=new))
    assert refused.value.findings[0].rows == 2


def test_later_readings_of_a_pump_go_on_from_its_earlier_ones():
    answer, tables = answered("remaining")
    data, before = tables["data"], in_answer(answer)
    asset = max(before, key=before.get)
    worst = data.frame["vibration"].max()
    later = [one_more(data, asset, days, vibration=worst).frame for days in (7, 14, 21, 28, 35, 42)]
    said = answer.models["life"].predict(replace(data, frame=pl.concat(later)))
    assert said.lives.assets == (asset,)
    assert lasts(said)[asset] <= before[asset]


def test_readings_that_look_as_if_a_pump_was_renewed_are_told():
    answer, tables = answered("remaining")
    data, model = tables["data"], answer.models["life"]
    lives = model.predict(data).lives
    order = np.argsort(lives.quantile(0.95))
    oldest, youngest = lives.assets[order[0]], lives.assets[order[-1]]
    new = model.tables["data"].frame.filter(pl.col("asset") == youngest).tail(30)
    last = data.frame.filter(pl.col("asset") == oldest)["date"].max()
    moved = new.with_columns(asset=pl.lit(oldest), date=pl.col("date") - new["date"].min() + last + timedelta(days=1))
    told = [one.code for one in model.predict(replace(model.tables["data"], frame=moved)).findings]
    assert "M325" in told
    same = data.frame.filter(pl.col("asset") == oldest).tail(1)
    later = same.with_columns(date=pl.col("date") + timedelta(days=7))
    assert "M325" not in [one.code for one in model.predict(replace(data, frame=later)).findings]


def test_a_wall_that_grew_thick_again_is_taken_as_renewed_and_told():
    answer, tables = answered("condition")
    data = tables["data"]
    rows = data.frame.filter(pl.col("asset") == data.frame["asset"][0])
    wall = next(name for name in data.names if name not in ("asset", "date", "limit"))
    new = rows.tail(1).with_columns(pl.lit(rows[wall].max()).alias(wall), date=pl.col("date") + timedelta(days=30))
    said = answer.models["life"].predict(replace(data, frame=new))
    assert any("taken as renewals" in one.says for one in said.findings)


def test_lives_stand_beside_assets_and_a_table_brings_one_group_of_columns():
    answer, tables = answered("failing")
    said = predicted(answer.models, tables["records"], "ko")
    assert len(said.table) == len(said.columns[0])
    assert said.columns[0].name.startswith("잔여수명")
    chances = said.columns[3].to_list()
    assert chances == sorted(chances)
    groups = needed(answer.models)
    assert [[column.name for column in group][:2] for group in groups] == [["asset", "date"], ["asset", "installed"]]


def test_the_command_line_predicts_assets(tmp_path):
    answer, tables = answered("failing")
    answer.write(tmp_path / "answer")
    tables["register"].frame.head(4).write_csv(tmp_path / "rows.csv")
    asked = [sys.executable, "-m", "sanhak.serve.cli", "predict", tmp_path / "answer", tmp_path / "rows.csv"]
    asked += ["--ahead", "60", "-o", tmp_path / "said.csv"]
    done = subprocess.run(asked, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    said = pl.read_csv(Path(tmp_path / "said.csv"))
    assert len(said) == 4
    assert any("60 d" in name for name in said.columns)
