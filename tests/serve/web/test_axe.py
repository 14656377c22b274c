"""No page keeps anybody out: axe-core finds nothing on any, in both languages, light and dark, wide and on a phone."""

from __future__ import annotations

import threading
import time

import pytest
import uvicorn

from laws.test_routes import OPEN, address, page_routes
from sanhak.serve.assets import TESTING, vendored
from sanhak.serve.web.door import COOKIE
from serve.web.running import browsing

AXE = TESTING / "axe.min.js"
NO_PAGES = ("/running", "/health", "/language", "/static/", "/download", "/file/", "/files/", "figures.json", ".csv")
NO_PAGES += (
    "/what-if",
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
KEEPERS = (
    "/people",
    "/rights",
    "/log",
    "/office/",
    "/scholarships/payments",
    "/scholarships/import",
    "/scholarships/mentors",
    "/scholarships/keeping",
)
LOOKS = [("en", "light", 1366), ("ko", "dark", 360)]


@pytest.fixture(scope="module")
def served(world):
    """The world on a port of this machine."""
    server = uvicorn.Server(uvicorn.Config(world.app, host="127.0.0.1", port=0, log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield world, f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(10)


def paths(world):
    """Every address that shows a page."""
    asked = [path for method, path in page_routes() if method == "GET" and not any(part in path for part in NO_PAGES)]
    return [address(path, world.things) for path in asked if path not in OPEN or path.startswith(("/sign-in", "/help"))]


@pytest.mark.parametrize(("language", "theme", "width"), LOOKS)
def test_every_page_is_open_to_everybody(served, chromium, language, theme, width):
    if not (vendored() and AXE.is_file()):
        pytest.skip("the scripts of the pages are not installed")
    world, home = served
    found = {}
    with browsing(chromium, viewport={"width": width, "height": 800}, color_scheme=theme) as page:
        for path in paths(world):
            who = "administrator" if path.startswith(KEEPERS) else "engineer"
            token = world.client(who).cookies["sanhak"]
            page.context.add_cookies(
                [
                    {"name": name, "value": value, "url": home}
                    for name, value in ((COOKIE, token), ("sanhak_language", language))
                ]
            )
            reply = page.goto(home + path)
            if "html" not in (reply.headers.get("content-type") or ""):
                continue
            assert reply.status in (200, 404, 409), (path, reply.status)
            page.evaluate(AXE.read_text(encoding="utf-8"))
            page.evaluate("document.querySelectorAll('details').forEach((one) => (one.open = true))")
            seen = page.evaluate(
                "axe.run().then(r => r.violations.map(v => [v.id, v.nodes.map(n => n.html.slice(0, 160))]))"
            )
            beyond = page.evaluate("document.documentElement.scrollWidth") - width
            if seen or beyond > 0:
                found[path] = [*seen, beyond]
    assert not found, "\n".join(f"{path}: {what}" for path, what in found.items())
