"""A page in a real browser as the workbench serves it: same origin, strict policy, every complaint written down."""

from __future__ import annotations

import mimetypes
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, Route

from sanhak.serve.assets import STATIC
from sanhak.serve.style import stylesheet

ORIGIN = "http://sanhak.test"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)


@contextmanager
def opened(browser: Browser, answer: Callable[[Route], str]) -> Iterator[Callable[..., Page]]:
    """Opens pages that ``answer`` fills, and holds that the browser complained about nothing."""
    complaints: list[str] = []

    def serve(route: Route) -> None:
        path = urlsplit(route.request.url).path.removeprefix("/static/")
        file = STATIC / path
        if path == "style.css":
            body, kind = stylesheet().encode(), "text/css"
        elif file.is_file():
            body, kind = file.read_bytes(), mimetypes.guess_type(file.name)[0] or "font/woff2"
        else:
            body, kind = answer(route).encode(), "text/html; charset=utf-8"
        route.fulfill(body=body, content_type=kind, headers={"Content-Security-Policy": POLICY})

    pages: list[Page] = []

    def visit(path: str, **how: object) -> Page:
        page = browser.new_page(**how)
        pages.append(page)
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.route("**/*", serve)
        page.goto(f"{ORIGIN}{path}")
        page.wait_for_load_state("networkidle")
        return page

    yield visit
    for page in pages:
        page.close()
    assert not complaints, complaints
