"""A quality engineer's walk, in a browser: drop the measured parts and the drawing's limits, ask, look, and decide."""

from __future__ import annotations

from collections.abc import Callable

from sanhak.areas.quality.control_chart_case import LIMITS, line
from serve.web import test_walk_science
from serve.web.test_walk_science import Rows, Sheet, Walk

page = test_walk_science.page
_NAMES = {"length": "전장", "wall": "두께", "flatness": "평탄도", "bore": "내경"}


def _parts() -> Callable[[], Rows]:
    def rows() -> Rows:
        frame = line()["data"].frame
        times = frame["time"].dt.strftime("%Y-%m-%d %H:%M")
        return [[time, *row] for time, row in zip(times, frame.drop("time").rows(), strict=True)]

    return rows


def _drawing() -> Rows:
    return [[_NAMES[name], *("" if cell is None else cell for cell in cells)] for name, *cells in LIMITS]


WALK = Walk(
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


def test_a_quality_engineer_goes_from_a_file_to_a_decision(tmp_path, page):
    test_walk_science.test_a_researcher_goes_from_a_file_to_a_decision(tmp_path, page, WALK)
