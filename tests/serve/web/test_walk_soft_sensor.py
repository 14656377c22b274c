"""A quality engineer's walk, in a browser: drop a month of tags with a laboratory column, ask, look, and decide."""

from __future__ import annotations

import re

from sanhak.plants.debutaniser import record
from serve.web.test_walk_science import Rows, Sheet, Walk, ask, page

__all__ = ["page"]

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


WALK = Walk(
    kind="quality.soft_sensor",
    sheets={"data": Sheet("탈부탄탑 이력.xlsx", HEADS, _tags)},
    columns={"laboratory": "탑저 부탄"},
    typed={"needed": "0.6", "delay": "30"},
    figure="along time",
    titles={"ko": "추정값을 믿을 수 있음", "en": "can be believed in"},
)


def test_an_engineer_goes_from_tags_to_the_next_sample(tmp_path, page):
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
