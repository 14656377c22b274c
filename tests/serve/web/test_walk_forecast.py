"""A planner's walk, in a browser: drop the Excel list of what was sold, ask, look at the answer, and decide."""

from __future__ import annotations

import re

import numpy as np

from sanhak.plants.demand import Market
from serve.web.test_walk_science import Rows, Sheet, Walk, ask, page

__all__ = ["page"]
"""The browser is shared with the researcher's walk."""


def _sold() -> Rows:
    table = Market(items=2).table(40, np.random.default_rng(6))
    return [
        [when.strftime("%Y-%m-%d"), *labels, sold]
        for when, *labels, sold in table.frame.select("month", "region", "group", "item", "sold").rows()
    ]


WALK = Walk(
    kind="marketing.forecast",
    sheets={"data": Sheet("판매 실적.xlsx", ("월", "지역", "제품군", "품목", "판매량 [ea]"), _sold)},
    columns={"quantity": "판매량", "time": "월"},
    typed={"horizon": "6", "lead_time": "2"},
    figure="compared service",
    titles={"ko": "리드타임의", "en": "of lead times served with"},
)


def test_a_planner_goes_from_a_list_of_sales_to_quantities(tmp_path, page):
    ask(page, WALK, tmp_path)
    page.locator("button[name=act][value=run]").click()
    page.locator('main a[href*="/answers/"]').first.click(timeout=120_000)
    for language, title in WALK.titles.items():
        assert page.evaluate("document.documentElement.lang") == language
        figure = page.locator(f'figure[data-figure^="{WALK.figure}"]')
        figure.get_by_text(title).first.wait_for()
        figure.scroll_into_view_if_needed()
        figure.locator(".view svg").wait_for()
        page.locator("nav.tongue a").click()
    page.wait_for_function("document.documentElement.lang === 'ko'")
    page.locator('form[action*="/decide"] button').click()
    page.wait_for_url(re.compile(r"/decisions/\w{14}"))
    assert not page.complaints
