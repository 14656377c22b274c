"""A researcher's walk, in a browser: drop the Excel files of the trade, ask, look at the answer, and decide."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from xlsxwriter import Workbook

from sanhak.plants.alloys import Alloys
from sanhak.plants.assay import Assay
from sanhak.serve.assets import vendored
from serve.web.running import browsing, serving
from serve.web.test_walk import _come_in

Rows = Sequence[Sequence[object]]


@dataclass(frozen=True)
class Sheet:
    """An Excel file as a laboratory keeps it: heads with units in brackets, one row for each thing measured."""

    name: str
    heads: Sequence[str]
    rows: Callable[[], Rows]

    def write(self, folder: Path) -> Path:
        path = folder / self.name
        with Workbook(path) as book:
            sheet = book.add_worksheet("결과")
            for at, row in enumerate([self.heads, *self.rows()]):
                sheet.write_row(at, 0, row)
        return path


@dataclass(frozen=True)
class Walk:
    """What is dropped, what is asked of it, and the words of a figure that the trade expects, in each language."""

    kind: str
    sheets: Mapping[str, Sheet]
    columns: Mapping[str, str]
    typed: Mapping[str, str]
    figure: str
    titles: Mapping[str, str]
    chosen: Sequence[str] = ()


def _alloys(measured: int, planned: int) -> Callable[[], Rows]:
    def rows() -> Rows:
        laboratory, rng = Alloys(), np.random.default_rng(4)
        table = laboratory.measure(*laboratory.melt(measured + planned, rng), rng)
        return [row if at < measured else [*row[:-1], ""] for at, row in enumerate(table.frame.rows())]

    return rows


def _molecules(measured: int, planned: int) -> Callable[[], Rows]:
    def rows() -> Rows:
        table = Assay().table(measured, planned, np.random.default_rng(5))
        return [["" if cell is None else cell for cell in row]
                for row in table.frame.select("compound", "structure", "bound").rows()]  # fmt: skip

    return rows


def _library() -> Rows:
    table = Assay().table(26, 130, np.random.default_rng(6))
    offered = table.frame.filter(table.frame["bound"].is_null())["structure"]
    return [[f"L-{at:04d}", text, 20 + at % 30] for at, text in enumerate(offered, 1)]


MELTED = Sheet("인장 시험 결과.xlsx", ("합금", "조성", "소둔 온도 [°C]", "항복강도 [MPa]"), _alloys(30, 4))
MADE = Sheet("인장 시험 결과.xlsx", ("합금", "조성", "소둔 온도 [°C]", "항복강도 [MPa]"), _alloys(30, 0))
ASSAYED = Sheet("혈장 결합 시험.xlsx", ("화합물", "구조 (SMILES)", "혈장 결합 [%]"), _molecules(26, 6))
ALL_ASSAYED = Sheet("혈장 결합 시험.xlsx", ("화합물", "구조 (SMILES)", "혈장 결합 [%]"), _molecules(26, 0))
OFFERED = Sheet("공급사 라이브러리.xlsx", ("품번", "구조", "가격 [USD]"), _library)
WALKS = (
    Walk(
        kind="materials.property",
        sheets={"data": MELTED},
        columns={"material": "조성", "outcome": "항복강도", "names": "합금"},
        typed={"above": "900"},
        figure="held elements",
        titles={"ko": "가장 빗나가고", "en": "worst known with"},
    ),
    Walk(
        kind="materials.discover",
        sheets={"data": MADE},
        columns={"formula": "조성", "outcome": "항복강도"},
        typed={"above": "900", "candidates": "200", "rehearsals": "0"},
        figure="compared candidates",
        titles={"ko": "첫째", "en": "comes first"},
    ),
    Walk(
        kind="drug.property",
        sheets={"data": ASSAYED},
        columns={"molecule": "구조 (SMILES)", "outcome": "혈장 결합", "names": "화합물"},
        typed={"below": "50"},
        chosen=("[name=prefer][value=low]",),
        figure="along structures",
        titles={"ko": "다음에 합성하거나 시험할 분자", "en": "what else to make or assay next"},
    ),
    Walk(
        kind="drug.screen",
        sheets={"data": ALL_ASSAYED, "library": OFFERED},
        columns={"molecule": "구조 (SMILES)", "outcome": "혈장 결합"},
        typed={"below": "50", "structures": "구조", "codes": "품번", "price": "가격", "budget": "150", "batch": "4"},
        chosen=("[name=prefer][value=low]",),
        figure="along structures",
        titles={"ko": "다음에 합성하거나 시험할 분자", "en": "what else to make or assay next"},
    ),
)


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory, chromium: str) -> Iterator[Any]:
    """A browser in a workbench that one organisation has just opened."""
    if not vendored():
        pytest.skip("the scripts of the pages are not installed")
    with (
        serving(tmp_path_factory.mktemp("workbench"), "ko") as (address, link),
        browsing(chromium, locale="ko-KR", viewport={"width": 1366, "height": 768}) as page,
    ):
        _come_in(page, address, link)
        page.locator("#projects li a").first.click()
        page.wait_for_url(re.compile(r"/projects/\w{14}"))
        page.project = page.url
        yield page


@pytest.mark.parametrize("walk", WALKS, ids=lambda walk: walk.kind)
def test_a_researcher_goes_from_a_file_to_a_decision(tmp_path, page, walk):
    ask(page, walk, tmp_path)
    page.locator("button[name=act][value=run]").click()
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


def ask(page, walk, folder):
    """Drop the files, begin the study with them, and fill in the form."""
    for sheet in reversed(walk.sheets.values()):
        page.goto(f"{page.project}/data")
        page.wait_for_load_state("networkidle")
        page.set_input_files("input[type=file]", sheet.write(folder))
        page.wait_for_url(re.compile(r"/data/\w{14}"))
    page.locator('a[href*="studies/new?data="]').click()
    page.locator(f'article.question a[href*="{walk.kind}"]').first.click()
    for name, sheet in list(walk.sheets.items())[1:]:
        page.locator(f"main form [name='table.{name}']").select_option(label=sheet.name)
    page.locator("main form button.primary").click()
    page.wait_for_url(re.compile(r"/studies/\w{14}"))
    page.locator("main form details.settings > summary").click()
    for name, column in walk.columns.items():
        page.locator(f"[name={name}]").select_option(column)
    for name, value in walk.typed.items():
        page.locator(f"[name={name}]").fill(value)
    for choice in walk.chosen:
        page.locator(choice).check()
