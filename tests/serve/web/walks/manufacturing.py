"""Walks of a plant: the history of its tags, its orders and recipes."""

from __future__ import annotations

from sanhak.plants.exchanger import record
from serve.web.walking import Rows, Sheet, Walk

HEADS = ("시각", "급액 유량 [m3/h]", "급액 온도 [°C]", "출구 온도 [°C]", "스팀 밸브 [%]", "스팀 유량 [t/h]",
         "스팀 압력 [bar]", "응축수 온도 [°C]")  # fmt: skip


def _history() -> Rows:
    frame = record(6, 4.5, None).tags.frame.select("time", "FI-101", "TI-102", "TIC-103.PV", "TIC-103.OP", "FI-104",
                                                   "PI-105", "TI-106")  # fmt: skip
    return [[f"{row[0]:%Y-%m-%d %H:%M}", *row[1:]] for row in frame.rows()]


WATCHED = Walk(
    kind="manufacturing.monitor",
    sheets={"data": Sheet("가열 계통 이력.xlsx", HEADS, _history)},
    columns={},
    typed={"normal_until": "2026-03-05 23:50", "false_alarms": "1"},
    figure="along statistic",
    titles={"ko": "뚜렷한 이상", "en": "clear episode"},
)
DAYS = ("2026-12-02 18:00", "2026-12-03 18:00", "2026-12-03 12:00", "2026-12-04 18:00")
ORDERS = Sheet(
    "12월 주문.xlsx",
    ("주문 번호", "제품", "수량 [kg]", "착수 가능일", "납기"),
    lambda: [[f"O-{at}", "AB"[at % 2], 1500 + 500 * at, "2026-12-01 06:00", due] for at, due in enumerate(DAYS, 1)],
)
RECIPES = Sheet(
    "레시피.xlsx",
    ("제품", "단계", "설비", "소요 시간 [h]", "배치 크기 [kg]", "표준편차 [h]"),
    lambda: [
        ["A", 1, "R-1", 8, 1000, 0.5],
        ["A", 1, "R-2", 9, 1000, 0.5],
        ["A", 2, "D-1", 4, 1000, 0.3],
        ["B", 1, "R-1", 12, 1500, 0.8],
        ["B", 1, "R-2", 12, 1500, 0.8],
        ["B", 2, "D-1", 6, 1500, 0.3],
    ],
)
PLANNED = Walk(
    kind="manufacturing.schedule",
    sheets={"orders": ORDERS, "recipes": RECIPES},
    columns={"quantity": "수량", "due": "납기"},
    typed={"start": "2026-12-01 08:00"},
    figure="along units",
    titles={"ko": "병목", "en": "binds"},
)
WALKS = (WATCHED, PLANNED)
