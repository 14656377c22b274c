"""Walks of a quality engineer: measured parts with the drawing's limits, tags with a laboratory column."""

from __future__ import annotations

from collections.abc import Callable

from sanhak.areas.quality.control_chart_case import LIMITS, line
from sanhak.plants.debutaniser import record
from serve.web.walking import Rows, Sheet, Walk

_NAMES = {"length": "전장", "wall": "두께", "flatness": "평탄도", "bore": "내경"}


def _parts() -> Callable[[], Rows]:
    def rows() -> Rows:
        frame = line()["data"].frame
        times = frame["time"].dt.strftime("%Y-%m-%d %H:%M")
        return [[time, *row] for time, row in zip(times, frame.drop("time").rows(), strict=True)]

    return rows


def _drawing() -> Rows:
    return [[_NAMES[name], *("" if cell is None else cell for cell in cells)] for name, *cells in LIMITS]


CHARTED = Walk(
    kind="quality.control_chart",
    sheets={
        "data": Sheet("치수 측정.xlsx", ("시각", "제품", *(f"{name} [mm]" for name in _NAMES.values())), _parts()),
        "specifications": Sheet("규격표.xlsx", ("검사항목", "제품", "하한 [mm]", "목표 [mm]", "상한 [mm]"), _drawing),
    },
    columns={"product": "제품"},
    typed={"subgroup_size": "5"},
    figure="along chart",
    titles={"ko": "옮겨 감", "en": "stepped from"},
)
HEADS = (
    "시각", "원료 유량 [t/h]", "원료 온도 [°C]", "환류 유량 [t/h]", "탑상 유량 [t/h]", "탑정 압력 [bar]",
    "탑정 온도 [°C]", "중간단 온도 [°C]", "탑저 온도 [°C]", "탑저 부탄 [%]",
)  # fmt: skip


def _tags() -> Rows:
    table = record(days=20, step=1800.0, every=16, delay=1).table
    return [
        [row[0].strftime("%Y-%m-%d %H:%M"), *("" if cell is None else cell for cell in row[1:])]
        for row in table.frame.rows()
    ]


SENSED = Walk(
    kind="quality.soft_sensor",
    sheets={"data": Sheet("탈부탄탑 이력.xlsx", HEADS, _tags)},
    columns={"laboratory": "탑저 부탄"},
    typed={"needed": "0.6", "delay": "30"},
    figure="along time",
    titles={"ko": "추정값을 믿을 수 있음", "en": "can be believed in"},
)
WALKS = (CHARTED, SENSED)
