"""Takes the pictures of the workbench in ``docs/pictures``: each page light, dark and on a phone, in either language.

``python docs/pictures.py`` furnishes a workbench for each language in ``build/pictures`` (CPU minutes, once), serves
it, signs in as those whose pages they are and takes all pages; words take those pages and languages alone, as in
``python docs/pictures.py answer study ko``. It needs Chromium, which ``CHROMIUM`` names (by default
``/usr/bin/chromium``).
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
TALLER = {
    "data": 1200,
    "answer": 1260,
    "campaign": 1260,
    "application": 1260,
    "selection": 1480,
    "steering": 1260,
    "asset": 1260,
    "gantt": 1100,
}
"""Pages of which more is shown where the window is wide."""
PAGES = {
    "sign_in": ("", "/sign-in"),
    "home": ("engineer", "/"),
    "project": ("engineer", "/projects/{project}"),
    "data": ("engineer", "/data/{data}"),
    "signals": ("engineer", "/data/{timed}/signals"),
    "questions": ("engineer", "/projects/{project}/studies/new"),
    "study": ("engineer", "/studies/{study}#question"),
    "answer": ("engineer", "/answers/{answer}"),
    "what_if": ("engineer", "/answers/{answer}#what-if"),
    "campaign": ("engineer", "/studies/{campaign}#sheet"),
    "decisions": ("engineer", "/projects/{project}/decisions"),
    "call": ("researcher", "/calls/{call}"),
    "application": ("researcher", "/calls/{call}"),
    "assignment": ("office", "/office/calls/{review}/assignment"),
    "review": ("reviewer", "/reviews/{seat}"),
    "selection": ("office", "/office/calls/{decided}/selection#proposal"),
    "problem": ("engineer", "/problems/{problem}"),
    "matching": ("office", "/matching/{matching}"),
    "steering": ("engineer", "/projects/{carried}/steering"),
    "scholarship": ("scholar", "/scholarships/{scholar}"),
    "payments": ("office", "/scholarships/payments"),
    "fleet": ("engineer", "/projects/{fleet}/fleet"),
    "asset": ("engineer", "/projects/{fleet}/fleet/P-004"),
    "gantt": ("engineer", "/answers/{plan}/gantt"),
}
"""What is taken: who sees it, by the word before the @ of the address, and its address."""
BRIGHT = frozenset(list(PAGES)[list(PAGES).index("call") :])
"""Pages of the centre's programmes and of a fleet, which are taken light and on a phone alone."""
TOLD = "from decisions where promise like '%phthalic_anhydride%'"
"""The decision of which an outcome is told to show the page: no other has such numbers."""
THINGS = {
    "project": f"select project {TOLD}",
    "data": "select id from datasets where name like 'naphthalene%'",
    "timed": "select id from datasets where name like 'reactor data%'",
    "study": "select id from studies where kind = 'process.setpoints' order by made",
    "answer": f"select answer {TOLD}",
    "campaign": "select id from studies where kind = 'process.campaign'",
    "decision": f"select id {TOLD}",
    "call": "select id from calls where state = 'open' and purpose = 'scholarships'",
    "review": "select id from calls where state = 'review'",
    "decided": "select id from calls where state = 'decided'",
    "seat": "select a.id from assignments a join people p on p.id = a.person "
    "left join reviews r on r.assignment = a.id "
    "where p.email like 'reviewer@%' and r.submitted is null order by r.changed is null",
    "problem": "select id from problems where intake is not null and state = 'sent'",
    "matching": "select id from matchings where state = 'taken'",
    "carried": "select project from problems where state = 'started'",
    "scholar": "select id from scholars where person is not null",
    "fleet": "select project from answers where kind = 'maintenance.plan'",
    "plan": "select id from answers where kind = 'maintenance.plan'",
}
OUTCOME = {"value": "85.2", "lower": "84.0", "upper": "86.4"}
NOTE = {"en": "A number to show how this page looks.", "ko": "화면을 보여 주려고 적은 값입니다."}
"""What is reported of the decision, and that it was not measured."""
TOPIC = {"en": "What makes the colour of the granulate drift", "ko": "과립의 색이 서서히 변하는 까닭"}
QUESTION = {
    "en": "Which of the recorded conditions move the colour, and could be held more steadily at no cost?",
    "ko": "기록된 조건 가운데 무엇이 색을 움직이며, 그중 비용 없이 더 고르게 지킬 수 있는 것은 무엇입니까?",
}
"""What the researcher types into an application."""


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
        found = {name: rows.execute(asked).fetchone() for name, asked in THINGS.items()}
    return {name: row[0] for name, row in found.items() if row is not None}


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


def sign_in(page: Page, address: str, who: str) -> None:
    """Come in as somebody of the demonstration."""
    page.goto(f"{address}/sign-in")
    page.fill("[name=email]", f"{who}@{DOMAIN}")
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


def begun(page: Page, address: str, language: str) -> str:
    """The address of the researcher's application to a call, which is begun once."""
    page.goto(address)
    page.click("main header .primary")
    page.wait_for_url("**/applications/*")
    if not page.input_value("[name='value.title']"):
        page.fill("[name='value.title']", TOPIC[language])
        page.select_option("[name='value.area']", "quality")
        page.fill("[name='value.statement']", QUESTION[language])
        page.locator("form button[formaction$='/save']").last.click()
        page.wait_for_load_state("networkidle")
    return page.url.partition("#")[0]


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
    """All pages that were asked for, in one form and language, person by person."""
    wide, tall, dots = FORMS[form]
    phone = form == "phone"
    wanted = {name: path for name, path in paths.items() if form != "dark" or name not in BRIGHT}
    for who in dict.fromkeys(PAGES[name][0] for name in wanted):
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
        if who:
            sign_in(page, address, who)
        if who == "engineer" and decision:
            report(page, f"{address}/decisions/{decision}", language)
        for name in (name for name in wanted if PAGES[name][0] == who):
            ending = "" if language == "en" else f".{language}"
            to = SHOWN / f"workbench_{name}_{form}{ending}.webp"
            shown = address + wanted[name]
            shown = begun(page, shown, language) if name == "application" else shown
            take(page, shown, to, tall if phone else TALLER.get(name, tall))
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
            paths = {name: PAGES[name][1].format(**known) for name in asked}
            with served(folder, language) as address:
                for form in FORMS:
                    visit(browser, address, language, form, paths, known.get("decision", ""))


if __name__ == "__main__":
    main()
