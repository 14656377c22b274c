"""A scholarship in a browser, in both languages: signed, paid, reported, and what would be owed; axe finds nothing."""

from __future__ import annotations

import re
import threading
import time

import pytest
import uvicorn

from center.opening import opened, peopled
from center.scholarship.supporting import PDF
from sanhak.serve.assets import TESTING, vendored
from sanhak.serve.pages.center.scholarship import today_here
from sanhak.serve.web.door import COOKIE
from sanhak.serve.web.settings import Settings
from sanhak.serve.workbench.application import application
from serve.web.running import browsing
from serve.web.world import World

AXE = TESTING / "axe.min.js"
WORDS = {
    "en": {"owed": "To pay back", "done": "paid", "title": "My scholarship", "asked": "What would I owe"},
    "ko": {"owed": "반환할 금액", "done": "지급 완료", "title": "나의 산학장학금", "asked": "얼마를 반환"},
}


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """People of a workbench, on a port of this machine."""
    folder = tmp_path_factory.mktemp("walk") / "workbench"
    center = opened(folder)
    crowd, settings = peopled(center), Settings(folder, language="ko")
    world = World(center, application(center, settings), settings, crowd, {})
    server = uvicorn.Server(uvicorn.Config(world.app, host="127.0.0.1", port=0, log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    yield world, f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join(10)
    center.database.close()


def sit_down(page, world, home, name, language):
    """The browser is somebody's, and speaks a language."""
    cookies = {COOKIE: world.client(name).cookies["sanhak"], "sanhak_language": language}
    page.context.add_cookies([{"name": key, "value": value, "url": home} for key, value in cookies.items()])


def looked_at(page, width):
    """What axe finds on a page with all of it open, and how far it reaches beyond the window."""
    page.evaluate("document.querySelectorAll('details').forEach((one) => (one.open = true))")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    seen = page.evaluate("axe.run().then(r => r.violations.map(v => [v.id, v.nodes.map(n => n.html.slice(0, 120))]))")
    return [*seen, *(["wide"] if page.evaluate("document.documentElement.scrollWidth") > width else [])]


def opened_form(page, section):
    """Opens what a section keeps under a word."""
    page.locator(f"#{section} details.more > summary").last.click()


def agreed(page, home, today):
    """The office adds the scholar, writes a version and signs it with a scan; gives the address of the scholar."""
    page.goto(f"{home}/scholarships")
    page.fill("#form-scholar [name=name]", "신청자 3")
    page.fill("#form-scholar [name=email]", "scholar@example.org")
    page.locator("#form-scholar button.primary").click()
    page.wait_for_url(re.compile(r"/scholarships/\w{14}"))
    opened_form(page, "versions")
    page.fill("#form-version [name=since]", f"{today.year - 1}-03-01")
    page.fill("#form-version [name=until]", f"{today.year + 1}-02-28")
    page.fill("#form-version [name=stipend]", "1,200,000")
    page.locator("#form-version .buttons button").click()
    page.locator("#versions form[action*='/sign']").wait_for(state="attached")
    page.locator("#versions article details.more > summary").click()
    page.fill("#versions [name=approval]", "품의-2025-014")
    page.set_input_files("#versions [name=scan]", {"name": "a.pdf", "mimeType": "application/pdf", "buffer": PDF})
    page.locator("#versions form[action*='/sign'] button").click()
    page.locator("#versions .badge.done").wait_for()
    page.locator("#reports form button").last.click()
    page.locator("#reports article").first.wait_for()
    return page.url.partition("#")[0]


def test_a_scholarship_from_agreement_to_what_would_be_owed(served, chromium):
    if not (vendored() and AXE.is_file()):
        pytest.skip("the scripts of the pages are not installed")
    (world, home), found, today = served, {}, today_here()
    with browsing(chromium, viewport={"width": 1366, "height": 800}) as page:
        page.set_default_timeout(40_000)
        page.on("dialog", lambda asked: asked.accept())
        sit_down(page, world, home, "office", "ko")
        place = agreed(page, home, today)
        found["office"] = looked_at(page, 1366)
        page.goto(f"{home}/scholarships/payments")
        found["payments"] = looked_at(page, 1366)
        page.locator("#due form button.primary").click()
        page.locator("#batches li").first.wait_for()
        sit_down(page, world, home, "scholar", "ko")
        page.goto(place)
        page.locator("#consents form button").first.click()
        page.locator("#consents .badge.done").first.wait_for()
        page.locator("#reports details.more > summary").first.click()
        page.locator("#reports [name=average]").first.fill("4.1")
        report = {"name": "report.pdf", "mimeType": "application/pdf", "buffer": PDF}
        page.locator("#reports input[type=file]").first.set_input_files(report)
        page.locator("#reports form[action*='/hand-in'] button").first.click()
        page.get_by_text("4.1/4.5").wait_for()
        page.fill("#owed-on", f"{today.year + 1}-01-16")
        page.locator("#owed form button").click()
        page.wait_for_url(re.compile("on="))
        for language, words in WORDS.items():
            sit_down(page, world, home, "scholar", language)
            page.goto(f"{place}?on={today.year + 1}-01-16")
            page.get_by_role("heading", name=words["title"]).wait_for()
            page.get_by_role("heading", name=words["asked"]).wait_for()
            assert words["done"] in page.locator("#payments").inner_text()
            line = page.locator("#owed tr.chosen")
            assert words["owed"] in line.inner_text()
            found[f"own {language}"] = looked_at(page, 1366)
        page.set_viewport_size({"width": 360, "height": 800})
        for path in (place, f"{home}/scholarships", f"{home}/"):
            page.goto(path)
            found[path] = looked_at(page, 360)
        for path in ("/scholarships", "/scholarships/import", "/scholarships/payments", place.removeprefix(home)):
            sit_down(page, world, home, "office", "en")
            page.goto(home + path)
            found[f"office {path}"] = looked_at(page, 360)
        assert not page.complaints
    assert not {name: what for name, what in found.items() if what}
