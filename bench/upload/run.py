"""How much memory the server takes while a large file comes in: python bench/upload/run.py [--megabytes 1024].

A real server is started in a folder of its own, a file is sent once as a raw stream (what the page's script does) and
once as a form (what a browser without scripts does), and the memory that the server's process holds is looked at all
the while. Reading the file is the work of another process, which is not counted.
"""

from __future__ import annotations

import argparse
import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Self

import httpx
import psutil

MEGABYTE = 1 << 20
MOST = 300
"""Megabytes that the server may hold."""
PASSWORD = "a long sentence here"  # noqa: S105 - of a benchmark
PORT = 8951


class Watched:
    """The most memory that a process holds while something is done."""

    def __init__(self, pid: int) -> None:
        self._process, self._ended, self.most = psutil.Process(pid), threading.Event(), 0.0
        self._thread = threading.Thread(target=self._look)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._ended.wait(0.02):
            self.most = max(self.most, self._process.memory_info().rss / MEGABYTE)


def pieces(size: int, before: bytes = b"", after: bytes = b"") -> Iterator[bytes]:
    """So many bytes that are no table, made as they are sent; the job that reads them refuses them at once."""
    yield before
    for _ in range(size // MEGABYTE):
        yield bytes(MEGABYTE)
    yield after


def main() -> None:
    """Send, watch, and say what was seen."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--megabytes", type=int, default=1024)
    size = parser.parse_args().megabytes * MEGABYTE
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        server, link = started(folder)
        try:
            measure(server.pid, folder, link, size)
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(30)


def started(folder: Path) -> tuple[subprocess.Popen[bytes], str]:
    """A server, and the path of the link by which its first administrator comes in."""
    told = folder / "told"
    words = [sys.executable, "-m", "sanhak.serve.cli", "serve", "--folder", str(folder / "bench"), "--runners", "1"]
    with told.open("wb") as out:
        server = subprocess.Popen(  # noqa: S603 - our own program
            [*words, "--port", str(PORT)], stdout=out, stderr=out, env={**os.environ, "COLUMNS": "200"}
        )
    until = time.monotonic() + 60
    while time.monotonic() < until:
        found = re.search(r"/welcome/\S+", told.read_text())
        if found:
            return server, found[0]
        time.sleep(0.2)
    server.kill()
    raise SystemExit(told.read_text())


def measure(pid: int, folder: Path, link: str, size: int) -> None:
    """Both ways, each with the time it took and the most memory that was held."""
    with httpx.Client(base_url=f"http://127.0.0.1:{PORT}", timeout=600, follow_redirects=True) as client:
        fields = {"name": "keeper", "email": "keeper@plant.example", "organisation": "plant", "password": PASSWORD}
        token = re.search(r'name="csrf" content="(\w*)"', client.post(link, data=fields).text)
        csrf = token[1] if token else ""
        data = client.post("/projects/new", data={"csrf": csrf, "title": "upload"}).url.path + "/data"
        at_rest = psutil.Process(pid).memory_info().rss / MEGABYTE
        print(f"server at rest: {at_rest:.0f} MB")

        def stream() -> int:
            headers = {"x-csrf-token": csrf, "content-length": str(size)}
            return client.put(f"{data}/upload?name=large.bin", content=pieces(size), headers=headers).status_code

        def form() -> int:
            head = '--{0}\r\nContent-Disposition: form-data; name="{1}"{2}\r\n\r\n'
            before = head.format("part", "csrf", "") + csrf + "\r\n"
            before += head.format("part", "files", '; filename="large.bin"')
            after, inner = b"\r\n--part--\r\n", size - MEGABYTE
            headers = {
                "content-type": "multipart/form-data; boundary=part",
                "content-length": str(len(before) + inner + len(after)),
            }
            content = pieces(inner, before.encode(), after)
            return client.post(data, content=content, headers=headers, follow_redirects=False).status_code

        for way, send, status in (("raw stream", stream, 201), ("form", form, 303)):
            told(way, pid, folder, send, status)


def told(way: str, pid: int, folder: Path, send: Callable[[], int], status: int) -> None:
    """One way of sending."""
    begun = time.monotonic()
    with Watched(pid) as watched:
        replied = send()
    seconds = time.monotonic() - begun
    print(f"{way}: status {replied}, {seconds:.1f} s, server held at most {watched.most:.0f} MB (limit {MOST} MB)")
    assert replied == status, replied
    assert watched.most <= MOST
    until = time.monotonic() + 120
    while list((folder / "bench" / "blobs").glob("??/*")) and time.monotonic() < until:
        time.sleep(0.5)  # the job that reads it throws it away: it is no table
    assert not list((folder / "bench" / "blobs").glob("??/*")), "the refused file is still there"


if __name__ == "__main__":
    main()
