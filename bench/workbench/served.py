"""A furnished workbench as people serve it, and what its processes cost: for the benchmarks of pages and of load."""

from __future__ import annotations

import os
import platform
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

ROOT = Path(__file__).parents[2]
BUILD = ROOT / "build" / "workbench"
MEGABYTE = 1 << 20
ENGINEER = "engineer@demo.example"
COMMAND = (sys.executable, "-m", "sanhak.serve.cli")


def furnished(given: Path | None = None) -> Path:
    """The folder of a furnished workbench, made once (two minutes) unless one is ``given``; it is never changed."""
    folder = given or BUILD / "demo" / "workbench"
    if not (folder / "sanhak.db").is_file():
        subprocess.run([*COMMAND, "demo", "--out", str(folder.parent), "--no-serve"], check=True)  # noqa: S603
    return folder


def copy_of(folder: Path, place: Path) -> Path:
    """A copy of a workbench that nobody serves, to work in."""
    return Path(shutil.copytree(folder, place / "workbench"))


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(command: Sequence[str], port: int, log: Path, **more: str) -> Iterator[psutil.Process]:
    """A server in a process of its own, from when it listens until the block ends."""
    with log.open("wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=out, env=os.environ | more)  # noqa: S603
    try:
        until = time.monotonic() + 120
        while not _listens(port):
            if process.poll() is not None or time.monotonic() > until:
                raise SystemExit(f"{command[0]} did not open:\n{log.read_text()[-2000:]}")
            time.sleep(0.1)
        yield psutil.Process(process.pid)
    finally:
        inner = psutil.Process(process.pid).children(recursive=True) if process.poll() is None else []
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
        for one in inner:
            if one.is_running():
                one.kill()


@contextmanager
def serving(folder: Path, url: str | None = None) -> Iterator[tuple[str, psutil.Process]]:
    """``sanhak serve`` with one runner; gives its address and its process."""
    port = free_port()
    words = ["serve", "--folder", str(folder), "--port", str(port), "--runners", "1", *(["--url", url] if url else ())]
    with running([*COMMAND, *words], port, folder.parent / "server.log") as process:
        yield f"http://127.0.0.1:{port}", process


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


@dataclass(frozen=True, slots=True)
class Cost:
    """CPU seconds so far, by the server's own process and by those under it."""

    own: float
    others: float

    def __sub__(self, before: Cost) -> Cost:
        return Cost(self.own - before.own, self.others - before.others)

    @property
    def all(self) -> float:
        """Of all processes."""
        return self.own + self.others


def cost(process: psutil.Process) -> Cost:
    """What a server has cost so far; a process under it that ended counts by what its parent knows of it."""
    times = process.cpu_times()
    under = [one.cpu_times() for one in process.children(recursive=True)]
    ended = times.children_user + times.children_system
    return Cost(times.user + times.system, ended + sum(one.user + one.system for one in under))


def memory(process: psutil.Process) -> float:
    """Megabytes of a server and all under it; what they share counts once (PSS)."""
    return sum(one.memory_full_info().pss for one in [process, *process.children(recursive=True)]) / MEGABYTE


def nanoseconds(process: psutil.Process) -> int:
    """CPU time of one process so far, finer than the ticks of :func:`cost`: the scheduler's sum over its threads."""
    tasks = Path(f"/proc/{process.pid}/task").glob("*/schedstat")
    return sum(int(one.read_text().split()[0]) for one in tasks)


def machine() -> str:
    """What it runs on, and how busy that is just now."""
    load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
    return f"{platform.system()}, Python {platform.python_version()}, {os.cpu_count()} cores; load {load}"


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table as Markdown; all but the first column are numbers."""
    lines = [heads, ["---", *["---:"] * (len(heads) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def put(page: Path, name: str, text: str) -> None:
    """Write ``text`` between the marks of a part of a page, in place of what stood there."""
    begin, end = f"<!-- {name} -->", f"<!-- /{name} -->"
    before, _, rest = page.read_text(encoding="utf-8").partition(begin)
    assert end in rest, f"{page} has no place for {name}"
    page.write_text(f"{before}{begin}\n{text}\n{end}{rest.partition(end)[2]}", encoding="utf-8")


def judged(limits: Mapping[str, tuple[float, float]]) -> list[tuple[str, str, str, str]]:
    """Rows of limits by name: what was seen, what is allowed at most, and whether it is kept."""
    return [
        (name, f"{seen:.3g}", f"{most:g}", "yes" if seen <= most else "no") for name, (seen, most) in limits.items()
    ]


def report(name: str, text: str, bench: str) -> None:
    """Write what was measured into the page of the benchmark and those of the documentation, in either language."""
    for page in (
        ROOT / "bench" / bench / "README.md",
        *(ROOT / "docs" / f"workbench_bench{end}.md" for end in ("", ".ko")),
    ):
        put(page, name, text)
