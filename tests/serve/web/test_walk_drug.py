"""A chemist's walk, in a browser: drop a CSV of molecules, ask for the property, see them drawn, and decide."""

from __future__ import annotations

import csv
import re

import numpy as np
import pytest

from sanhak.plants.assay import Assay
from sanhak.serve.assets import vendored
from serve.web.running import browsing, serving
from serve.web.test_walk import _come_in

HEADS = ("화합물", "구조 (SMILES)", "혈장 결합 [%]")


@pytest.fixture
def molecules(tmp_path):
    """A CSV as a laboratory keeps it: measured molecules, and below them some without a value."""

    path = tmp_path / "시험 결과.csv"
    table = Assay().table(26, 6, np.random.default_rng(5))
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        sheet = csv.writer(file)
        sheet.writerow(HEADS)
        sheet.writerows(table.frame.select("compound", "structure", "bound").rows())
    return path


def test_a_chemist_goes_from_a_file_of_molecules_to_a_decision(tmp_path, chromium, molecules):
    if not vendored():
        pytest.skip("the scripts of the pages are not installed")
    with (
        serving(tmp_path / "workbench", "ko") as (address, link),
        browsing(chromium, locale="ko-KR", viewport={"width": 1366, "height": 768}) as page,
    ):
        _come_in(page, address, link)
        page.locator("#projects li a").first.click()
        page.locator('main header a[href$="/data"]').click()
        page.wait_for_load_state("networkidle")
        page.set_input_files("input[type=file]", molecules)
        page.wait_for_url(re.compile(r"/data/\w{14}"))
        page.locator('a[href*="studies/new?data="]').click()
        page.locator('article.question a[href*="drug.property"]').first.click()
        page.locator("main form button.primary").click()
        page.wait_for_url(re.compile(r"/studies/\w{14}"))
        _ask(page)
        page.locator('main a[href*="/answers/"]').first.click(timeout=120_000)
        for language, title in (("ko", "다음에 합성하거나 시험할 분자"), ("en", "what else to make or assay next")):
            assert page.evaluate("document.documentElement.lang") == language
            _see_them_drawn(page, title)
            page.locator("nav.tongue a").click()
        page.wait_for_function("document.documentElement.lang === 'ko'")
        page.locator('form[action*="/decide"] button').click()
        page.wait_for_url(re.compile(r"/decisions/\w{14}"))
        assert not page.complaints


def _ask(page):
    name, structure, bound = (re.sub(r" \[.*", "", head) for head in HEADS)
    page.locator("main form details:has([name=names]) > summary").click()
    for field, column in (("molecule", structure), ("outcome", bound), ("names", name)):
        page.locator(f"[name={field}]").select_option(column)
    page.locator("[name=below]").fill("50")
    page.locator("[name=prefer][value=low]").check()
    page.locator("button[name=act][value=run]").click()


def _see_them_drawn(page, title):
    """The molecules stand on the page as lines and letters, alive as well."""
    figure = page.locator('figure[data-figure="compared structures"]')
    figure.get_by_text(title).first.wait_for()
    figure.scroll_into_view_if_needed()
    figure.locator(".view svg").wait_for()
    assert figure.locator(".view svg path[stroke]").count() > len(HEADS)
    assert re.search(r"C-0\d\d", figure.locator(".view svg").text_content())
