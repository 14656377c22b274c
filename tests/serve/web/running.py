"""The workbench as people start it: a process of its own with its runners, and a browser in front of it."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

BROWSER = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


@contextmanager
def serving(folder: Path, language: str = "en", *more: str) -> Iterator[tuple[str, str]]:
    """``sanhak serve`` on a free port; gives its address and the path of the first administrator's link, if any."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "sanhak.serve.cli", "--lang", language, "serve", "--folder", str(folder)]
    process = subprocess.Popen(
        [*command, "--port", str(port), "--runners", "1", *more], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        text=True, env=os.environ | {"COLUMNS": "300", "PYTHONUNBUFFERED": "1"},
    )  # fmt: skip
    try:
        link, said = "", []
        for line in process.stdout:
            said.append(line)
            link = found[0] if (found := re.search(r"/welcome/\S+", line)) else link
            if "Ctrl-C" in line:
                break
        else:
            raise AssertionError("the workbench did not open:\n" + "".join(said))
        _wait_for(port)
        yield f"http://localhost:{port}", link
    finally:
        process.terminate()
        process.communicate(timeout=20)


@contextmanager
def listening(app: Any) -> Iterator[str]:
    """An application on a port of this machine; gives its address."""
    import uvicorn

    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join(10)


def _wait_for(port: int) -> None:
    for _ in range(100):
        with socket.socket() as probe:
            probe.settimeout(1)
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)
    raise AssertionError(f"nobody listens at {port}")


@contextmanager
def launched(chromium: str) -> Iterator[Any]:
    """A headless browser."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium, args=BROWSER)
        yield browser
        browser.close()


@contextmanager
def browsing(chromium: str, **options: Any) -> Iterator[Any]:
    """A page of a headless browser; what its console complains of is told by ``page.complaints``."""
    with launched(chromium) as browser:
        page = browser.new_context(**options).new_page()
        page.set_default_timeout(120_000)
        page.complaints = []
        page.on("console", lambda said: page.complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        yield page
