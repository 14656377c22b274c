"""A planner's walk, in a browser: drop the Excel files of orders and recipes, ask, look at the plan, and decide."""

from __future__ import annotations

from serve.web.test_walk_science import (
    Sheet,
    Walk,
    page,  # noqa: F401 - the fixture
)
from serve.web.test_walk_science import (
    test_a_researcher_goes_from_a_file_to_a_decision as goes,
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
WALK = Walk(
    kind="manufacturing.schedule",
    sheets={"orders": ORDERS, "recipes": RECIPES},
    columns={"quantity": "수량", "due": "납기"},
    typed={"start": "2026-12-01 08:00"},
    figure="along units",
    titles={"ko": "병목", "en": "binds"},
)


def test_a_planner_goes_from_orders_to_a_decision(tmp_path, page):  # noqa: F811 - pytest hands it in
    goes(tmp_path, page, WALK)
