"""What a page costs over the wire, at the server and until it can be read, beside MLflow, Streamlit and a bare page.

README.md. python bench/pages/run.py --setup makes the peers' environments once; without them they are left out.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2
import psutil
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1] / "workbench"))
import every
import served

from sanhak.serve.assets import VENDOR
from sanhak.serve.workbench.furnishing import PASSWORD

HERE = Path(__file__).parent
VENVS = served.ROOT / "build" / "pages" / "venvs"
PINS = {"mlflow": "mlflow==3.17.2", "streamlit": "streamlit==1.67.0"}
CHROMIUM, FLAGS = "/usr/bin/chromium", ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
VISITS, REQUESTS = 15, 50
FILE = "first.html"
FIRST, SIGN_IN, PROJECT, ANSWER = "Sanhak, first page", "Sanhak, sign in", "Sanhak, project", "Sanhak, answer"
BARE, DEFERRED, STYLED = "bare page with htmx", "bare page, htmx deferred", "the same, with our style"
PLAIN, STILL = "our first page as a file, neither style nor script", "our first page as a file, without script"
SEEN = """
(() => {
  const look = () => {
    const found = document.querySelector("SELECTOR");
    if (found?.innerText.trim() && found.getClientRects().length) globalThis.textAt = performance.now();
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})();
"""
"""The first frame in which a text is laid out that a script has written; what a server wrote is in the first paint."""


@dataclass(frozen=True, slots=True)
class Subject:
    """A page: its address, its server, where its text is if a script writes it, and cookies of who is signed in."""

    name: str
    address: str
    server: psutil.Process
    text: str = ""
    cookies: list[Any] = field(default_factory=list)
    scrolled: bool = False


@dataclass(frozen=True, slots=True)
class Visit:
    """One visit with an empty cache: bytes over the wire, of fonts among them, requests, seconds, CPU seconds.

    ``again`` are the seconds of a second look, with what the browser keeps.
    """

    bytes: int
    fonts: int
    requests: int
    text: float
    again: float
    cpu: float


def visit(browser: Browser, subject: Subject) -> Visit:
    """Look at a page as somebody who was never there; headers count as bytes, too."""
    context = browser.new_context(locale="ko-KR", viewport={"width": 1366, "height": 768})
    context.add_cookies(subject.cookies)
    page = context.new_page()
    wire = _wire(context, page)
    page.add_init_script(SEEN.replace("SELECTOR", subject.text) if subject.text else "globalThis.textAt = 1")
    before = served.cost(subject.server)
    text = _look(page, subject.address)
    if subject.scrolled:
        _scroll(page)
    _quiet(page, wire)
    used = (served.cost(subject.server) - before).all
    fonts = sum(size for url, size in wire.values() if ".woff2" in url)
    whole, requests = sum(size for _, size in wire.values()), len(wire)
    again = _look(page, subject.address)
    context.close()
    return Visit(whole, fonts, requests, text / 1000, again / 1000, used)


def _look(page: Page, address: str) -> float:
    """Milliseconds from asking for a page until its text is shown."""
    page.goto(address, wait_until="load")
    _until(page, "globalThis.textAt && performance.getEntriesByName('first-contentful-paint').length")
    shown = "Math.max(textAt, performance.getEntriesByName('first-contentful-paint')[0].startTime)"
    return float(page.evaluate(shown))


def _wire(context: BrowserContext, page: Page) -> dict[str, tuple[str, int]]:
    """Address and bytes of each request by its number, filled as they come; frames of a socket count as one request."""
    found: dict[str, tuple[str, int]] = {}
    session = context.new_cdp_session(page)

    def more(number: str, size: float) -> None:
        url, had = found.get(number, ("", 0))
        found[number] = (url, had + int(size))

    def frame(told: Any) -> None:
        more(told["requestId"], len(told["response"]["payloadData"]) * (1 if told["response"]["opcode"] == 1 else 0.75))

    session.on(
        "Network.requestWillBeSent", lambda told: found.setdefault(told["requestId"], (told["request"]["url"], 0))
    )
    session.on("Network.webSocketCreated", lambda told: found.setdefault(told["requestId"], (told["url"], 0)))
    session.on("Network.loadingFinished", lambda told: more(told["requestId"], told["encodedDataLength"]))
    session.on("Network.webSocketFrameReceived", frame)
    session.send("Network.enable")
    return found


def _until(page: Page, condition: str) -> None:
    """Wait; the browser's own way of it needs ``eval``, which our pages do not allow."""
    until = time.monotonic() + 30
    while not page.evaluate(condition):
        assert time.monotonic() < until, condition
        page.wait_for_timeout(20)


def _quiet(page: Page, wire: dict[str, tuple[str, int]]) -> None:
    """Wait until nothing has come for a second; a page may ask for what never comes, as from other hosts."""
    before, until = None, time.monotonic() + 15
    while before != (before := sum(size for _, size in wire.values())) and time.monotonic() < until:
        page.wait_for_timeout(1000)


def _scroll(page: Page) -> None:
    """To the end, so that every figure is drawn."""
    high = page.evaluate("document.documentElement.scrollHeight")
    for place in range(0, high, 400):
        page.evaluate(f"scrollTo(0, {place})")
        page.wait_for_timeout(60)
    _until(page, "document.querySelectorAll('.alive').length")


def of_server(subject: Subject) -> tuple[float, float]:
    """CPU milliseconds of the server for the page itself: the median of 50 requests, and their mean by psutil."""
    with _client(subject) as client:
        for _ in range(3):
            client.get(subject.address).raise_for_status()
        begun, each = served.cost(subject.server).own, []
        for _ in range(REQUESTS):
            before = served.nanoseconds(subject.server)
            client.get(subject.address)
            each.append((served.nanoseconds(subject.server) - before) / 1e6)
        mean = 1000 * (served.cost(subject.server).own - begun) / REQUESTS
    return statistics.median(each), mean


def _client(subject: Subject) -> httpx2.Client:
    cookies = {one["name"]: one["value"] for one in subject.cookies}
    return httpx2.Client(cookies=cookies, headers={"accept-encoding": "gzip", "accept-language": "ko"}, timeout=30)


@contextmanager
def sanhak(browser: Browser, folder: Path) -> Iterator[list[Subject]]:
    """The pages of a furnished workbench; somebody signs in by the form once."""
    with served.serving(folder) as (home, server):
        context = browser.new_context(locale="ko-KR")
        page = context.new_page()
        page.goto(f"{home}/sign-in")
        page.fill("[name=email]", served.ENGINEER)
        page.fill("[name=password]", PASSWORD)
        page.press("[name=password]", "Enter")
        page.wait_for_selector("#answers")
        answer = page.locator("#answers a[href*='/answers/']").last.get_attribute("href")
        page.goto(f"{home}{answer}")
        project = page.locator("nav.where a").get_attribute("href")
        cookies: list[Any] = list(context.cookies())
        (folder.parent / FILE).write_text(context.request.get(f"{home}/").text())
        context.close()
        yield [
            Subject(FIRST, f"{home}/", server, cookies=cookies),
            Subject(SIGN_IN, f"{home}/sign-in", server),
            Subject(PROJECT, f"{home}{project}", server, cookies=cookies),
            Subject(ANSWER, f"{home}{answer}", server, cookies=cookies, scrolled=True),
        ]


@contextmanager
def bare(_: Browser, folder: Path) -> Iterator[list[Subject]]:
    """The bare page, and the first page of the workbench as a file."""
    port = served.free_port()
    words = [sys.executable, str(HERE / "bare.py"), str(port), str(VENDOR / "htmx.esm.min.js.gz")]
    words.append(str(folder.parent / FILE))
    with served.running(words, port, folder.parent / "bare.log") as server:
        home = f"http://127.0.0.1:{port}"
        ways = {BARE: "", DEFERRED: "deferred", STYLED: "styled", PLAIN: "plain", STILL: "still"}
        yield [Subject(name, f"{home}/{way}", server) for name, way in ways.items()]


@contextmanager
def mlflow(_: Browser, folder: Path) -> Iterator[list[Subject]]:
    """MLflow's first page, with an empty store of its own."""
    port, place = served.free_port(), folder.parent / "mlflow"
    place.mkdir()
    words = [str(VENVS / "mlflow" / "bin" / "mlflow"), "server", "--host", "127.0.0.1", "--port", str(port)]
    words += [
        "--backend-store-uri",
        f"sqlite:///{place}/mlflow.db",
        "--artifacts-destination",
        str(place),
        "--workers",
        "1",
    ]
    path = f"{VENVS / 'mlflow' / 'bin'}:/usr/bin:/bin"
    with served.running(words, port, folder.parent / "mlflow.log", PATH=path, PYTHONPATH="") as server:
        yield [Subject("MLflow, first page", f"http://127.0.0.1:{port}/", server, "#root main")]


@contextmanager
def streamlit(_: Browser, folder: Path) -> Iterator[list[Subject]]:
    """Streamlit's page with a heading and a text field."""
    port = served.free_port()
    words = [str(VENVS / "streamlit" / "bin" / "streamlit"), "run", str(HERE / "peer_streamlit.py"), "--server.port"]
    words += [
        str(port),
        "--server.address",
        "127.0.0.1",
        "--server.headless",
        "true",
        "--browser.gatherUsageStats",
        "false",
    ]
    with served.running(words, port, folder.parent / "streamlit.log", PYTHONPATH="") as server:
        yield [Subject("Streamlit, first page", f"http://127.0.0.1:{port}/", server, "h1")]


def measured(folder: Path) -> tuple[list[list[str]], list[tuple[str, str, str, str]]]:
    """The rows of the table and of the limits; every round visits all pages, so that all see the same load."""
    peers = {"mlflow": mlflow, "streamlit": streamlit}
    ways: list[Callable[..., Any]] = [
        sanhak,
        bare,
        *(way for name, way in peers.items() if (VENVS / name / "bin" / name).exists()),
    ]
    with sync_playwright() as play, ExitStack() as stack:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        subjects: list[Subject] = [one for way in ways for one in stack.enter_context(way(browser, folder))]
        for one in subjects:
            visit(browser, one)  # what is made at the first request of all is made now
        visits = [[visit(browser, one) for one in subjects] for _ in range(VISITS)]
        browser.close()
        costs = {
            one.name: of_server(one) for one in subjects if one.name.startswith(("bare", "the same", "our", "Sanhak"))
        }
        first = next(one for one in subjects if one.name == FIRST)
        with _client(first) as client:
            pages = every.costs(client, first.address.rstrip("/"), first.server)
        held = {one.name: (served.memory(one.server), one.server.memory_info().rss / 2**20) for one in subjects}
    seen = {one.name: [each[at] for each in visits] for at, one in enumerate(subjects)}
    return [_row(name, seen[name], costs.get(name), held[name]) for name in seen], _limits(seen, costs, pages)


def _median(visits: list[Visit], part: str) -> float:
    return statistics.median(getattr(one, part) for one in visits)


def _row(name: str, visits: list[Visit], cpu: tuple[float, float] | None, held: tuple[float, float]) -> list[str]:
    times = [1000 * one.text for one in visits]
    whole, fonts = _median(visits, "bytes") / 1000, _median(visits, "fonts") / 1000
    return [
        name,
        f"{whole - fonts:,.1f}",
        f"{whole:,.1f}",
        f"{_median(visits, 'requests'):.0f}",
        f"{statistics.median(times):,.0f} ({min(times):,.0f}–{max(times):,.0f})",
        f"{1000 * _median(visits, 'again'):,.0f}",
        f"{1000 * _median(visits, 'cpu'):,.0f}",
        f"{cpu[0]:.1f} ({cpu[1]:.1f})" if cpu else "–",
        f"{held[0]:,.0f} ({held[1]:,.0f})",
    ]


def _limits(
    seen: dict[str, list[Visit]], costs: dict[str, tuple[float, float]], pages: dict[str, float]
) -> list[tuple[str, str, str, str]]:
    def times(part: str, other: str) -> float:
        return _median(seen[FIRST], part) / _median(seen[other], part)

    whole = statistics.median(one.bytes for one in seen[ANSWER])
    dearest = max(cpu for name, (cpu, _) in costs.items() if name.startswith("Sanhak"))
    return served.judged(
        {
            "first page without fonts, kB": (
                statistics.median(one.bytes - one.fonts for one in seen[FIRST]) / 1000,
                60,
            ),
            "text of the first page, times the bare page": (times("text", BARE), 1.3),
            "the same, htmx deferred there": (times("text", DEFERRED), 1.3),
            "the same, and with our style there": (times("text", STYLED), 1.3),
            "the same, and as much text there": (times("text", PLAIN), 1.3),
            "the same, and as much text with our style there": (times("text", STILL), 1.3),
            "text of the first page seen again, times the bare page": (times("again", BARE), 1.3),
            "answer page with its figures and fonts, kB": (whole / 1000, 500),
            "server CPU of the dearest page above, ms": (dearest, 15),
            f"server CPU, median of all {len(pages)} pages within reach, ms": (statistics.median(pages.values()), 15),
            "server CPU of the dearest of them, ms": (max(pages.values()), 15),
        }
    )


HEADS = (
    "page", "kB without fonts", "kB", "requests", "text after ms", "again ms", "server CPU a visit, ms",
    "CPU of the page itself, ms", "memory, MB",
)  # fmt: skip


def main() -> None:
    """Measure and print, or make the environments of the peers."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--setup", action="store_true", help="make the environments of the peers")
    parser.add_argument("--folder", type=Path, help="a furnished workbench; made in build/workbench by default")
    parser.add_argument("--report", action="store_true", help="write the tables into the pages of the documentation")
    given = parser.parse_args()
    if given.setup:
        for name, pin in PINS.items():
            subprocess.run([sys.executable, "-m", "venv", VENVS / name], check=True)  # noqa: S603 - our own interpreter
            subprocess.run([VENVS / name / "bin" / "python", "-m", "pip", "install", "-q", pin], check=True)  # noqa: S603
        return
    before = served.machine()
    with tempfile.TemporaryDirectory() as name:
        rows, limits = measured(served.copy_of(served.furnished(given.folder), Path(name)))
    told = [served.table(HEADS, rows), served.table(("limit", "seen", "at most", "kept"), limits)]
    told.append(f"{before} before, {served.machine().rpartition('; ')[2]} after.")
    print("\n\n".join(told))
    if given.report:
        served.report("pages", "\n\n".join(told), "pages")


if __name__ == "__main__":
    main()
