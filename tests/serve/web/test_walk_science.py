"""A researcher's walk, in a browser: drop a CSV of the trade, ask for a property, look at the answer, and decide."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pytest

from sanhak.plants.alloys import Alloys
from sanhak.serve.assets import vendored
from serve.web.running import browsing, serving
from serve.web.test_walk import _come_in


@dataclass(frozen=True)
class Walk:
    """What is dropped, what is asked of it, and the words of a figure that the trade expects, in each language."""

    kind: str
    heads: Sequence[str]
    rows: Callable[[], Sequence[Sequence[object]]]
    fields: Mapping[str, str]
    limit: tuple[str, str]
    figure: str
    titles: Mapping[str, str]


def _alloys() -> list[list[object]]:
    laboratory, rng = Alloys(), np.random.default_rng(4)
    table = laboratory.measure(*laboratory.melt(34, rng), rng)
    rows = [list(row) for row in table.frame.rows()]
    return [row if at < 30 else [*row[:-1], ""] for at, row in enumerate(rows)]


WALKS = (
    Walk(
        kind="materials.property",
        heads=("합금", "조성", "소둔 온도 [°C]", "항복강도 [MPa]"),
        rows=_alloys,
        fields={"material": "조성", "outcome": "항복강도", "names": "합금"},
        limit=("above", "900"),
        figure="held elements",
        titles={"ko": "가장 빗나가고", "en": "worst known with"},
    ),
)


@pytest.mark.parametrize("walk", WALKS, ids=lambda walk: walk.kind)
def test_a_researcher_goes_from_a_file_to_a_decision(tmp_path, chromium, walk):
    if not vendored():
        pytest.skip("the scripts of the pages are not installed")
    path = tmp_path / "시험 결과.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([walk.heads, *walk.rows()])
    with (
        serving(tmp_path / "workbench", "ko") as (address, link),
        browsing(chromium, locale="ko-KR", viewport={"width": 1366, "height": 768}) as page,
    ):
        _come_in(page, address, link)
        page.locator("#projects li a").first.click()
        page.locator('main header a[href$="/data"]').click()
        page.wait_for_load_state("networkidle")
        page.set_input_files("input[type=file]", path)
        page.wait_for_url(re.compile(r"/data/\w{14}"))
        page.locator('a[href*="studies/new?data="]').click()
        page.locator(f'article.question a[href*="{walk.kind}"]').first.click()
        page.locator("main form button.primary").click()
        page.wait_for_url(re.compile(r"/studies/\w{14}"))
        _ask(page, walk)
        page.locator('main a[href*="/answers/"]').first.click(timeout=120_000)
        for language, title in walk.titles.items():
            assert page.evaluate("document.documentElement.lang") == language
            figure = page.locator(f'figure[data-figure^="{walk.figure}"]')
            figure.get_by_text(title).first.wait_for()
            figure.scroll_into_view_if_needed()
            figure.locator(".view svg").wait_for()
            page.locator("nav.tongue a").click()
        page.wait_for_function("document.documentElement.lang === 'ko'")
        page.locator('form[action*="/decide"] button').click()
        page.wait_for_url(re.compile(r"/decisions/\w{14}"))
        assert not page.complaints


def _ask(page, walk):
    page.locator("main form details:has([name=names]) > summary").click()
    for field, column in walk.fields.items():
        page.locator(f"[name={field}]").select_option(column)
    name, value = walk.limit
    page.locator(f"[name={name}]").fill(value)
    page.locator("button[name=act][value=run]").click()
