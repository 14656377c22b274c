"""A newcomer's walk for each question, in a browser, from the files of the trade to a decision."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from sanhak.serve.assets import vendored
from serve.web.running import browsing, serving
from serve.web.test_walk import _come_in
from serve.web.walking import go
from serve.web.walks import manufacturing, marketing, quality, science

WALKS = (*science.WALKS, *quality.WALKS, *manufacturing.WALKS, *marketing.WALKS)


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
def test_a_newcomer_goes_from_files_to_a_decision(tmp_path, page, walk):
    go(page, walk, tmp_path)
