"""A realistic answer for the tests of the report: set-points of a reactor, with Korean or English column names."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl

from sanhak import figure as fig
from sanhak.decide.findings.doubts import AtBound, LimitNotAssured, MoveLimited, RarelyVisited
from sanhak.figure import Figure
from sanhak.model.prediction import LEVELS, Prediction
from sanhak.study import Action, Answer, Coverage, Estimate, Option, Promise, Provenance, Score
from sanhak.study.answer import Counted
from sanhak.table import Column, Kind, Source, Table
from sanhak.text import Amount, Text, say

KOREAN = {"T": "재킷 온도", "ratio": "공급비", "catalyst": "촉매", "yield": "수율", "impurity": "불순물"}
CHECKED = say("Data, held-out rows, known domain and limits were checked; nothing speaks against it.")
WHY_SPLIT = Text("시각이 적혀 있어, 뒤의 행을 떼어 앞의 행으로 학습한 모델을 평가했습니다.")
ENGLISH = {"T": "T_jacket", "ratio": "feed_ratio", "catalyst": "catalyst", "yield": "yield", "impurity": "impurity"}


def _yield(temperature, ratio):
    return 82.4 - 0.021 * (temperature - 84) ** 2 - 38 * (ratio - 1.14) ** 2


def reactor(names, rows=200, seed=0) -> Table:
    """A year of a reactor that has mostly stood at 75 °C."""
    rng = np.random.default_rng(seed)
    temperature = np.clip(rng.normal(74.5, 4.2, rows), 60, 95)
    ratio = np.clip(rng.normal(1.02, 0.07, rows), 0.8, 1.4)
    made = _yield(temperature, ratio) + rng.normal(0, 0.7, rows)
    impurity = 0.16 + 0.0105 * (temperature - 60) + rng.normal(0, 0.03, rows)
    frame = pl.DataFrame(
        {
            names["T"]: temperature.round(1),
            names["ratio"]: ratio.round(3),
            names["catalyst"]: rng.choice(["A-7", "B-2"], rows).tolist(),
            names["yield"]: made.round(2),
            names["impurity"]: impurity.round(3),
        }
    )
    columns = (
        Column(names["T"], unit="°C"),
        Column(names["ratio"], unit="mol/mol"),
        Column(names["catalyst"], Kind.CATEGORY),
        Column(names["yield"], unit="%", lower=0, upper=100),
        Column(names["impurity"], unit="%", lower=0, upper=100),
    )
    return Table(frame, columns, source=Source("반응기_2026.xlsx" if names is KOREAN else "reactor.xlsx", "DCS"))


class Constant:
    """A model that says the same of every row."""

    def __init__(self, level=81.9):
        self.level = level

    def predict(self, table):
        quantiles = self.level + np.linspace(-1.3, 1.3, len(LEVELS)) * np.ones((len(table), 1))
        return Prediction(quantiles, np.zeros(len(table), np.int8), np.full(len(table), self.level), "%")

    def save(self, folder: Path):
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "manifest.json").write_text(f'{{"level": {self.level}}}')


def answer(*, korean: bool = True, findings: bool = True) -> Answer:
    """The answer whose pictures are looked at."""
    names = KOREAN if korean else ENGLISH
    table = reactor(names)
    return Answer(
        headline=say(
            "Set {moves}: {goal} is expected to go from {before} to {after} (90 % interval {interval}).",
            moves=(
                say("{name} to {value}", name=names["T"], value=Amount(82.5, "°C", 1)),
                say("{name} to {value}", name=names["ratio"], value=Amount(1.12, "mol/mol", 2)),
            ),
            goal=names["yield"],
            before=Amount(78.4, None, 1),
            after=Amount(81.9, "%", 1),
            interval=Estimate(81.9, 80.6, 83.1).interval,
        ),
        catch=RarelyVisited(near=6, rows=200).said if findings else CHECKED,
        decision=_decision(names),
        promise=Promise(
            what=Text(names["yield"]),
            effect=Estimate(3.5, 2.2, 4.7, "%"),
            before=Estimate(78.4, 77.9, 78.9, "%"),
            after=Estimate(81.9, 80.6, 83.1, "%"),
            against=Text("오늘의 조건"),
            money=Estimate(412_300_000.0, 259_000_000.0, 553_700_000.0, "원"),
        ),
        compared=_compared(names),
        scores=_scores(names),
        coverage=tuple(
            Coverage(names[what], 0.9, 0.885, 0.833, 0.923, width, "%", 200, "forward", WHY_SPLIT)
            for what, width in (("yield", 2.5), ("impurity", 0.105))
        ),
        findings=_findings(names) if findings else (),
        figures=_figures(names, table),
        preparation=(
            Counted(Text("data"), Text("들어온 행입니다."), None, 203),
            Counted(Text("행 빼기"), Text("중복 3행을 뺐습니다."), 203, 200),
        ),
        tables={"window": table.rows(range(40)), "후보 / 조건": table.rows(range(12))},
        models={names["yield"]: Constant(), names["impurity"]: Constant(0.41)},
        provenance=Provenance(
            kind="process.setpoints",
            study={
                "controls": {names["T"]: [60.0, 95.0], names["ratio"]: [0.8, 1.4], names["catalyst"]: ["A-7", "B-2"]},
                "maximize": names["yield"],
                "keep": {names["impurity"]: [None, 0.5]},
            },
            study_hash="9f2c" * 16,
            data={
                "data": {
                    "name": table.source.name,
                    "sheet": "DCS",
                    "published": None,
                    "rows": 203,
                    "columns": 5,
                    "hash": table.hash,
                }
            },
            versions={"python": "3.11.9", "sanhak": "0.1.0", "numpy": "2.4.6"},
            seed=0,
            seconds=12.4,
        ),
    )


def _decision(names):
    return (
        Action(
            Text(names["T"]), names["T"], 75.0, 82.5, "°C", RarelyVisited(near=6, rows=200).reason,
            (60.0, 95.0), (79.5, 84.0), Estimate(2.4, 1.6, 3.1, "%"),
        ),
        Action(
            Text(names["ratio"]), names["ratio"], 1.02, 1.12, "mol/mol", AtBound(column="x", value=Text("y")).reason,
            (0.8, 1.4), (1.06, 1.19), Estimate(1.1, 0.5, 1.7, "%"),
        ),
        Action(
            Text(names["catalyst"]), names["catalyst"], "A-7", "A-7", None,
            MoveLimited(column="x", move=Amount(1.0)).reason, ("A-7", "B-2"), ("A-7",),
        ),
    )  # fmt: skip


def _compared(names):
    def option(name, settings, goal, impurity, keep, *, recommended=False):
        outcomes = {names["yield"]: Estimate(*goal, "%"), names["impurity"]: Estimate(*impurity, "%")}
        given = dict(zip((names["T"], names["ratio"], names["catalyst"]), settings, strict=True))
        return Option(name, given, outcomes, {names["impurity"]: keep}, recommended)

    return (
        option(Text("권장 조건"), (82.5, 1.12, "A-7"), (81.9, 80.6, 83.1), (0.41, 0.36, 0.46), 0.97, recommended=True),
        option(Text("오늘 그대로"), (75.0, 1.02, "A-7"), (78.4, 77.9, 78.9), (0.32, 0.27, 0.37), 0.999),
        option(Text("지금까지 가장 좋았던 행"), (84.1, 1.09, "B-2"), (81.7, 80.3, 83.0), (0.47, 0.41, 0.53), 0.81),
        option(Text("단순한 규칙"), (79.2, 1.08, "A-7"), (80.8, 79.9, 81.6), (0.36, 0.31, 0.41), 0.99),
    )


def _scores(names):
    rows = (
        ("평균", 2.41, 0.12, 0.0), ("엘라스틱 넷", 1.32, 0.08, 0.452), ("PLS", 1.35, 0.09, 0.44),
        ("가우스 과정", 0.74, 0.05, 0.693), ("ExtraTrees", 0.91, 0.06, 0.622), ("LightGBM", 0.97, 0.07, 0.598),
    )  # fmt: skip
    return tuple(
        Score(
            names[what], Text(name), "RMSE", factor * error, factor * spread, skill, "%",
            chosen=name == "가우스 과정", baseline=name == "평균", seconds=0.02 + 8 * skill,
        )
        for what, factor in (("yield", 1.0), ("impurity", 0.041))
        for name, error, spread, skill in rows
    )  # fmt: skip


def _findings(names):
    return (
        MoveLimited(column=names["ratio"], move=Amount(0.1, "mol/mol")),
        RarelyVisited(near=6, rows=200),
        LimitNotAssured(column=names["impurity"], chance=0.883, asked=0.9),
    )


def _figures(names, table):
    return (
        _response(names, table, "along 1", limit=True),
        _measured(names, table),
        _importance(names),
        _response(names, table, "response 1"),
        _response(names, table, "response 2"),
    )


def _response(names, table, name, *, limit=False):
    key = "ratio" if name == "response 2" else "T"
    column = table[names[key]]
    low, high = (60.0, 95.0) if key == "T" else (0.8, 1.4)
    grid = np.linspace(low, high, 71)
    curve = _yield(grid, 1.12) if key == "T" else _yield(82.5, grid)
    spread = 0.7 + 3.5 * ((grid - grid.mean()) / (high - low)) ** 2
    ends = {"l": -1.6, "h": 1.6, "l5": -0.6, "h5": 0.6}
    rows = [
        {"x": float(x), "y": float(y)} | {end: float(y + by * s) for end, by in ends.items()}
        for x, y, s in zip(grid, curve, spread, strict=True)
    ]
    x = fig.x_axis("x", fig.quantity(column.name, column.unit))
    y = fig.y_axis("y", fig.quantity(names["yield"], "%"))
    measured = [
        {"x": a, "y": b}
        for a, b in zip(table.values(column.name).tolist(), table.values(names["yield"]).tolist(), strict=True)
    ]
    parts = [
        fig.unknown([(low, low + 0.08 * (high - low)), (high - 0.2 * (high - low), high)], Text("데이터 없음")),
        fig.band(rows, x, "l", "h"),
        fig.band(rows, x, "l5", "h5", strong=True),
        fig.points(measured, x, y),
        fig.line(rows, x, y),
        fig.density(measured, x),
    ]
    if limit:
        parts.append(fig.limit(77.0, Text("수율 하한 77.0 %")))
    now, then = (75.0, 82.5) if key == "T" else (1.02, 1.12)
    parts += [
        fig.spot(now, 78.4, Text("오늘 {v}", {"v": Amount(now, column.unit)}), filled=False),
        fig.spot(then, 81.9, Text("권장 {v}", {"v": Amount(then, column.unit)}), filled=True),
    ]
    return Figure(
        name,
        Text("{y:은/는} 84 °C 위에서 더 오르지 않음", {"y": names["yield"]}),
        Text("굵은 선: 예측, 진한 띠: 50 %, 옅은 띠: 90 % 구간, 회색 점: 측정값, 바닥의 눈금: 데이터가 있는 곳."),
        Text("75 °C에서 78.4 %, 82.5 °C에서 81.9 % (90 % 구간 80.6–83.1), 90 °C에서 81.6 %."),
        fig.layers(*parts),
    )


def _measured(names, table):
    truth = table.values(names["yield"])
    guess = truth + np.random.default_rng(1).normal(0, 0.7, len(truth))
    rows = [{"p": p, "m": m} for p, m in zip(guess.tolist(), truth.tolist(), strict=True)]
    low, high = float(truth.min()), float(truth.max())
    x = fig.x_axis("p", fig.quantity("예측 " + names["yield"], "%"))
    y = fig.y_axis("m", fig.quantity("측정 " + names["yield"], "%"))
    view = fig.layers(fig.diagonal(low, high), fig.points(rows, x, y))
    return Figure(
        f"held out {names['yield']}",
        Text("남겨 둔 행에서 예측은 평균 0.74 % 빗나감"),
        Text("점 하나가 남겨 둔 행 하나. 대각선 위에 있으면 예측과 측정이 같습니다."),
        Text("200행, 평균 제곱근 오차 0.74 %, 가장 큰 오차 2.1 %."),
        view,
        aspect=1.0,
    )


def _importance(names):
    rows = [
        {"name": names["T"], "mean": 1.62, "l": 1.45, "h": 1.8},
        {"name": names["ratio"], "mean": 0.71, "l": 0.58, "h": 0.83},
        {"name": names["catalyst"], "mean": 0.05, "l": 0.01, "h": 0.09},
    ]
    value = fig.x_axis("mean", fig.quantity("섞었을 때 늘어나는 오차", "%"), scale={"zero": True})
    return Figure(
        f"matters {names['yield']}",
        Text("{x:이/가} 수율을 가장 크게 움직임", {"x": names["T"]}),
        Text("열 하나를 뒤섞었을 때 오차가 얼마나 커지는지. 막대는 90 % 구간, 점은 평균."),
        Text("1.62, 0.71, 0.05 %."),
        fig.ranges(rows, value, "l", "h", "name"),
    )
