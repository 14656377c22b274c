"""Takes the pictures of the workbench in ``docs/pictures``: each page light, dark and on a phone, in either language.

``python docs/pictures.py`` furnishes a workbench for each language in ``build/pictures`` (CPU minutes, once), serves
it, signs in as its engineer and takes all pages; words take those pages and languages alone, as in ``python
docs/pictures.py answer study ko``. It needs Chromium, which ``CHROMIUM`` names (by default ``/usr/bin/chromium``).
"""

from __future__ import annotations

import io
import os
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from sanhak.serve.web.door import LANGUAGE_COOKIE
from sanhak.serve.workbench.furnishing import DOMAIN, PASSWORD
from sanhak.text import LANGUAGES

ROOT = Path(__file__).parents[1]
WORLDS = ROOT / "build" / "pictures"
SHOWN = ROOT / "docs" / "pictures"
STEPS = [5 * round(value / 5) for value in range(256)]
"""Red, green and blue in steps of five: a quarter less to keep, and nobody sees it."""
FORMS = {"light": (1366, 900, 1), "dark": (1366, 900, 1), "phone": (390, 844, 2)}
"""Each form: how wide and tall its window is, and the dots of a picture for each of its pixels."""
TALLER = {"data": 1200, "answer": 1260, "campaign": 1260}
"""Pages of which more is shown where the window is wide."""
PAGES = {
    "sign_in": "/sign-in",
    "home": "/",
    "project": "/projects/{project}",
    "data": "/data/{data}",
    "signals": "/data/{timed}/signals",
    "questions": "/projects/{project}/studies/new",
    "study": "/studies/{study}#question",
    "answer": "/answers/{answer}",
    "what_if": "/answers/{answer}#what-if",
    "campaign": "/studies/{campaign}#sheet",
    "decisions": "/projects/{project}/decisions",
}
"""What is taken, and its address."""
THINGS = {
    "project": "select id from projects where not private",
    "data": "select id from datasets where name like 'naphthalene%'",
    "timed": "select id from datasets where name like 'reactor data%'",
    "study": "select id from studies where kind = 'process.setpoints' order by made",
    "answer": "select answer from decisions",
    "campaign": "select id from studies where kind = 'process.campaign'",
    "decision": "select id from decisions",
}
OUTCOME = {"value": "85.2", "lower": "84.0", "upper": "86.4"}
NOTE = {"en": "A number to show how this page looks.", "ko": "화면을 보여 주려고 적은 값입니다."}
"""What is reported of the decision, and that it was not measured."""


def sanhak(language: str, *words: str) -> subprocess.Popen[bytes]:
    """A command of Sanhak, begun."""
    return subprocess.Popen(  # noqa: S603 - this program and words from this file
        [sys.executable, "-m", "sanhak.serve.cli", "--lang", language, *words], cwd=ROOT
    )


def furnished(language: str) -> Path:
    """The folder of a furnished workbench, made where it is missing."""
    folder = WORLDS / language
    if not (folder / "workbench").is_dir() and sanhak(language, "demo", "--out", str(folder), "--no-serve").wait():
        sys.exit(f"The workbench in {folder} could not be furnished.")
    return folder / "workbench"


def things(folder: Path) -> dict[str, str]:
    """The identifiers that the addresses name."""
    with closing(sqlite3.connect(folder / "sanhak.db")) as rows:
        return {name: rows.execute(asked).fetchone()[0] for name, asked in THINGS.items()}


@contextmanager
def served(folder: Path, language: str) -> Iterator[str]:
    """The address of the workbench while it is open."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = sanhak(language, "serve", "--folder", str(folder), "--port", str(port), "--runners", "1")
    address = f"http://127.0.0.1:{port}"
    try:
        while process.poll() is None:
            try:
                urllib.request.urlopen(f"{address}/health").close()  # noqa: S310 - the address is made above
                break
            except urllib.error.URLError:
                time.sleep(0.2)
        yield address
    finally:
        process.terminate()
        process.wait()


def sign_in(page: Page, address: str) -> None:
    """Come in as the engineer of the demonstration."""
    page.goto(f"{address}/sign-in")
    page.fill("[name=email]", f"engineer@{DOMAIN}")
    page.fill("[name=password]", PASSWORD)
    page.click("main button")
    page.wait_for_url(f"{address}/")


def report(page: Page, address: str, language: str) -> None:
    """Say once what came of the decision, so that it stands beside what was promised."""
    page.goto(address)
    if page.locator("main .records-of li").count():
        return
    for name, typed in (OUTCOME | {"note": NOTE[language]}).items():
        page.fill(f"main [name={name}]", typed)
    page.locator("form", has=page.locator("[name=measured]")).locator("button").click()
    page.wait_for_load_state("networkidle")


def take(page: Page, address: str, to: Path, tall: int) -> None:
    """What a window of that height shows of a page."""
    wide = page.viewport_size["width"]
    page.set_viewport_size({"width": wide, "height": tall})
    page.goto("about:blank")  # or an address that differs in its end alone is not opened anew
    page.goto(address)
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready")
    page.wait_for_timeout(400)
    shot = Image.open(io.BytesIO(page.screenshot(animations="disabled"))).convert("RGB")
    shot.point(STEPS * 3).save(to, "WEBP", lossless=True, quality=75, method=4)  # the slowest way saves 5 %


def visit(browser: Browser, address: str, language: str, form: str, paths: Mapping[str, str], decision: str) -> None:
    """All pages that were asked for, in one form and language."""
    wide, tall, dots = FORMS[form]
    phone = form == "phone"
    context = browser.new_context(
        viewport={"width": wide, "height": tall},
        device_scale_factor=dots,
        color_scheme="dark" if form == "dark" else "light",
        has_touch=phone,
        is_mobile=phone,
        locale={"en": "en-GB", "ko": "ko-KR"}[language],
    )
    context.add_cookies([{"name": LANGUAGE_COOKIE, "value": language, "url": address}])
    page = context.new_page()
    inside = False
    for name, path in sorted(paths.items(), key=lambda one: one[0] != "sign_in"):
        if name != "sign_in" and not inside:
            sign_in(page, address)
            report(page, f"{address}/decisions/{decision}", language)
            inside = True
        ending = "" if language == "en" else f".{language}"
        to = SHOWN / f"workbench_{name}_{form}{ending}.webp"
        take(page, address + path, to, tall if phone else TALLER.get(name, tall))
    context.close()


def main() -> None:
    """Take the pages and languages named on the command line, or all."""
    asked = [word for word in sys.argv[1:] if word in PAGES] or PAGES
    languages = [word for word in sys.argv[1:] if word in LANGUAGES] or LANGUAGES
    with sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=["--no-sandbox"]
        )
        for language in languages:
            folder = furnished(language)
            known = things(folder)
            paths = {name: PAGES[name].format(**known) for name in asked}
            with served(folder, language) as address:
                for form in FORMS:
                    visit(browser, address, language, form, paths, known["decision"])


if __name__ == "__main__":
    main()
