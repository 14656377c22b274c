"""Walks of maintenance: inspections, readings with the orders that ended lives, orders with a register, and a plan."""

from __future__ import annotations

from functools import cache

import numpy as np

from sanhak.model.life import LEVELS, Lives
from sanhak.plants.fleet import PIPE, PUMP, Fleet
from serve.web.walking import Rows, Sheet, Walk


def _inspections() -> Rows:
    frame = (
        Fleet(PIPE, assets=16, years=12, seed=2).live().inspections().frame.select("asset", "date", "wall thickness")
    )
    return [[asset, f"{date:%Y-%m-%d}", round(value, 2), PIPE.limit] for asset, date, value in frame.rows()]


CONDITION = Walk(
    kind="maintenance.condition_life",
    sheets={"data": Sheet("배관 두께.xlsx", ("설비", "검사일", "두께 [mm]", "최소두께 [mm]"), _inspections)},
    columns={},
    typed={"turnaround": "2028-04-01"},
    figure="along lives",
    titles={"ko": "버티지 못할 확률", "en": "does not last until"},
)


@cache
def _pumps():
    return Fleet(PUMP, assets=24, years=3.0, seed=1).live()


def _readings(every: float = 56.0) -> Rows:
    names = ("asset", "date", "load", "vibration", "bearing temperature", "current")
    rows = _pumps().readings(every).frame.select(names).rows()
    return [[asset, f"{date:%Y-%m-%d}", *(None if one is None else round(one, 2) for one in rest)]
            for asset, date, *rest in rows]  # fmt: skip


def _ends() -> Rows:
    rows = _pumps().orders().frame.select("asset", "date", "cause").rows()
    return [[asset, f"{date:%Y-%m-%d}", "예" if cause == PUMP.mode else "아니오"] for asset, date, cause in rows]


REMAINING = Walk(
    kind="maintenance.remaining_life",
    sheets={
        "data": Sheet(
            "펌프 측정값.xlsx", ("설비", "일자", "부하 [%]", "진동 [mm/s]", "베어링 온도 [°C]", "전류 [A]"), _readings
        ),
        "ends": Sheet("펌프 교체.xlsx", ("설비", "고장일", "고장"), _ends),
    },
    columns={},
    typed={},
    figure="along lives",
    titles={"ko": "가동 중인 설비", "en": "running asset"},
)


WATCHED = Walk(
    kind="maintenance.early_warning",
    sheets={
        "data": Sheet(
            "펌프 감시.xlsx", ("설비", "일자", "부하 [%]", "진동 [mm/s]", "베어링 온도 [°C]", "전류 [A]"),
            lambda: _readings(14.0),
        )
    },
    columns={},
    typed={},
    figure="along fleet",
    titles={"ko": "지금 궤도를 벗어", "en": "off course today"},
)  # fmt: skip


def _orders() -> Rows:
    names = ("order", "asset", "date", "order type", "cause")
    words = {"corrective": "고장", "preventive": "예방"}
    rows = _pumps().orders().frame.select(names).rows()
    return [
        [order, asset, f"{date:%Y-%m-%d}", words.get(kind, kind), cause] for order, asset, date, kind, cause in rows
    ]


def _register() -> Rows:
    rows = _pumps().register().frame.select("asset", "installed").rows()
    return [[asset, f"{date:%Y-%m-%d}"] for asset, date in rows]


RISK = Walk(
    kind="maintenance.failure_risk",
    sheets={
        "records": Sheet("펌프 오더.xlsx", ("오더번호", "설비", "오더일자", "오더유형", "원인"), _orders),
        "register": Sheet("펌프 대장.xlsx", ("설비", "설치일"), _register),
    },
    columns={},
    typed={},
    figure="along risk",
    titles={"ko": "고장 날 확률이 가장 높은 설비", "en": "likeliest to fail"},
)
_NAMES = [f"P-{at:03d}" for at in range(1, 13)]


def _lives() -> Rows:
    quantiles = np.linspace(30, 300, 12)[:, None] * np.linspace(0.6, 1.4, len(LEVELS))
    table = Lives.of_quantiles(_NAMES, LEVELS, quantiles).table()
    return [list(row) for row in table.frame.rows()]


PLANNED = Walk(
    kind="maintenance.plan",
    sheets={
        "lives": Sheet("수명.xlsx", ("설비", *(f"life {100 * level:.0f} [d]" for level in LEVELS)), _lives),
        "jobs": Sheet(
            "작업.xlsx", ("설비", "기능위치", "소요시간 [h]", "직종", "예비품"),
            lambda: [[name, "U-100", 12, "기계", "씰"] for name in _NAMES],
        ),
        "crews": Sheet(
            "작업조.xlsx", ("작업조", "직종", "주당시간 [h]"), lambda: [["1조", "기계", 40], ["2조", "기계", 24]]
        ),
        "parts": Sheet("예비품.xlsx", ("예비품", "재고", "조달기간 [d]"), lambda: [["씰", 2, 28]]),
        "fixed": Sheet(
            "정해진 날.xlsx", ("설비", "시작일", "종료일", "구분"),
            lambda: [["P-012", "2026-10-05", "2026-10-25", "정기보수"]],
        ),
    },
    columns={},
    typed={"start": "2026-06-01", "weeks": "30"},
    figure="along crews",
    titles={"ko": "작업조", "en": "on hard dates"},
)  # fmt: skip
WALKS = (CONDITION, REMAINING, WATCHED, RISK, PLANNED)
