"""The fleet in a browser: sorted, filtered, an asset opened, its signals drawn live."""

from __future__ import annotations

import re

import pytest

import sanhak
from sanhak.center import tokens
from sanhak.serve.assets import vendored
from sanhak.serve.web.door import COOKIE
from serve.web.running import browsing, listening
from serve.web.world_fleet import COUNT, names_of

NAMES = names_of()


def names(page) -> list[str]:
    """The assets of this fleet; those of a plan of the same project stand among them."""
    return [name for name in page.locator("table.fleet tbody th a").all_inner_texts() if name in NAMES]


def test_a_fleet_is_sorted_filtered_and_an_asset_opened(world, chromium):
    if not vendored():
        pytest.skip("the scripts of the pages are not installed")
    token = world.client("engineer").cookies[COOKIE]
    with listening(world.app) as home, browsing(chromium, viewport={"width": 1366, "height": 800}) as page:
        page.context.add_cookies([{"name": COOKIE, "value": token, "url": home}])
        page.goto(f"{home}/projects/{world.things['project']}")
        page.get_by_role("link", name="Fleet", exact=True).first.click()
        page.wait_for_url(re.compile("/fleet$"))
        assert names(page) == NAMES
        page.get_by_role("link", name="Waiting until then costs").click()
        page.wait_for_url(re.compile("order=waiting"))
        assert len(names(page)) == COUNT
        page.get_by_label("Kind").select_option("fan")
        page.get_by_label("Name").fill("p-00")
        page.get_by_role("button", name="Show", exact=True).click()
        page.wait_for_url(re.compile("kind=fan"))
        assert sorted(names(page)) == NAMES[:9:2]
        assert page.get_by_label("Sorted by").input_value() == "waiting"
        page.get_by_role("link", name=NAMES[0]).click()
        page.wait_for_url(re.compile(r"/fleet/P-001$"))
        page.wait_for_function("document.querySelectorAll('#signals canvas').length === 2")
        assert page.locator("#signals figure").first.get_attribute("data-column") == "current"
        page.go_back()
        assert sorted(names(page)) == NAMES[:9:2]


def test_python_reads_the_fleet_over_a_port(world):
    with world.center.database.writing() as rows:
        secret = tokens.make(rows, world.crowd["engineer"], name="fleet", scope="read", days="1")
    with listening(world.app) as home, sanhak.connect(home, secret) as bench:
        project = bench.project(world.things["project"])
        assert [one["name"] for one in project.fleet("life") if one["name"] in NAMES] == NAMES
        assert project.asset(NAMES[0])["like"] == NAMES[-1]
