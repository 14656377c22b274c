"""No page keeps anybody out: axe-core finds nothing on any, light and dark, wide and on a phone, in either language."""

from __future__ import annotations

from itertools import cycle

import pytest

from laws.test_routes import OPEN, address, page_routes
from sanhak.serve.assets import TESTING, vendored
from sanhak.serve.web.door import COOKIE
from serve.web.running import browsing, listening

AXE = TESTING / "axe.min.js"
NO_PAGES = ("/running", "/health", "/language", "/static/", "/download", "/file/", "/files/", "figures.json", ".csv")
NO_PAGES += (
    "/what-if",
    "/trial",
    "/progress",
    "/tables/",
    "/signal.json",
    "/welcome/",
    "/state",
    "/report/",
    "/receipt",
    "}/file",
    ".xlsx",
    ".zip",
    "/attachments/",
)
OFFICE_OF_SCHOLARS = ("payments", "import", "mentors", "keeping")
KEEPERS = ("/people", "/rights", "/log", "/office/", *(f"/scholarships/{page}" for page in OFFICE_OF_SCHOLARS))
LANGUAGES = ("en", "ko")
"""A page is seen in one of them by turns: both are filled into the same template, and no other has its own."""
LOOKS = [("dark", 360), ("light", 1366)]
RUN = "axe.run().then(r => r.violations.map(v => [v.id, v.nodes.map(n => n.html.slice(0, 160))]))"


@pytest.fixture(scope="module")
def served(world):
    """The world on a port of this machine."""
    with listening(world.app) as home:
        yield world, home


def paths(world):
    """Every address that shows a page."""
    asked = [path for method, path in page_routes() if method == "GET" and not any(part in path for part in NO_PAGES)]
    return [address(path, world.things) for path in asked if path not in OPEN or path.startswith(("/sign-in", "/help"))]


def test_every_page_is_open_to_everybody(served, chromium):
    if not (vendored() and AXE.is_file()):
        pytest.skip("the scripts of the pages are not installed")
    world, home = served
    axe, found = AXE.read_text(encoding="utf-8"), {}
    tokens = {who: world.client(who).cookies[COOKIE] for who in ("administrator", "engineer")}
    with browsing(chromium, reduced_motion="reduce") as page:  # no colour is on its way when it is measured
        for path, language in zip(paths(world), cycle(LANGUAGES), strict=False):
            token = tokens["administrator" if path.startswith(KEEPERS) else "engineer"]
            cookies = {COOKIE: token, "sanhak_language": language}
            page.context.add_cookies([{"name": name, "value": value, "url": home} for name, value in cookies.items()])
            reply = page.goto(home + path)
            if "html" not in (reply.headers.get("content-type") or ""):
                continue
            assert reply.status in (200, 404, 409), (path, reply.status)
            page.evaluate(axe)
            page.evaluate("document.querySelectorAll('details').forEach((one) => (one.open = true))")
            for theme, width in LOOKS:
                page.emulate_media(color_scheme=theme)
                page.set_viewport_size({"width": width, "height": 800})
                seen = page.evaluate(RUN)
                beyond = page.evaluate("document.documentElement.scrollWidth") - width
                if seen or beyond > 0:
                    found[path, language, theme, width] = [*seen, beyond]
    assert not found, "\n".join(f"{where}: {what}" for where, what in found.items())
