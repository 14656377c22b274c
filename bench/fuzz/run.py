"""Random files for every reader: each gives a table, a study or a formula, or is refused with a code.

A process of its own tries them, so that one that takes too long, too much memory or the whole process is found too.
"""

from __future__ import annotations

import argparse
import json
import os
import select
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

HERE: Final = Path(__file__).parent
TARGETS: Final = ("text", "workbook", "export", "damaged", "typed", "expression", "study")
LONGEST: Final = 5.0
"""CPU seconds that one input may take …"""
WAITED: Final = 60.0
"""… or seconds on the clock."""
MOST: Final = 1_000_000
"""Memory that one input may take beyond what was in use before, in kB."""
_ONE_THREAD: Final = {f"{name}_THREADS": "1" for name in ("OMP_NUM", "OPENBLAS_NUM", "POLARS_MAX", "RAYON_NUM")}
_TICKS: Final = os.sysconf("SC_CLK_TCK")


@dataclass
class Tally:
    """What was tried and what was found: how often each failure, by target and place."""

    tried: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    slowest: dict[str, float] = field(default_factory=dict)
    failures: Counter[str] = field(default_factory=Counter)
    last: float = 0.0
    """Seconds into the run at the last failure."""
    number: int = 0


class Watched:
    """The process that tries, its lines as they come, and how much it uses."""

    def __init__(self, asked: dict[str, Any]) -> None:
        command = [sys.executable, str(HERE / "worker.py"), json.dumps(asked)]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, env=os.environ | _ONE_THREAD)  # noqa: S603 - our own script
        self._rest = b""

    def lines(self, wait: float) -> list[dict[str, Any]] | None:
        """What was told within so many seconds; None once the process has ended."""
        assert self._process.stdout is not None
        source = self._process.stdout.fileno()
        if not select.select([source], [], [], wait)[0]:
            return []
        given = os.read(source, 1 << 16)
        *whole, self._rest = (self._rest + given).split(b"\n")
        told = [json.loads(line) for line in whole if line.startswith(b"{")]
        return told if given or told else None

    def used(self) -> tuple[float, int]:
        """CPU seconds so far and the memory in use in kB."""
        try:
            parts = Path(f"/proc/{self._process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        except (OSError, IndexError):
            return 0.0, 0
        return (int(parts[11]) + int(parts[12])) / _TICKS, int(parts[21]) * os.sysconf("SC_PAGE_SIZE") // 1000

    def end(self, *, ask: bool = False) -> int:
        """Stop it, after its stack was asked for if so wished; its exit code."""
        if ask and self._process.poll() is None:
            self._process.send_signal(signal.SIGUSR1)
            time.sleep(0.3)
        self._process.kill()
        return self._process.wait()


class Watch:
    """One run: starts the process, starts it again after a failure that ends it, and keeps what was found."""

    def __init__(self, given: argparse.Namespace, folder: Path) -> None:
        self.tally = Tally()
        self._given, self._folder = given, folder
        self._started = time.monotonic()
        self._keep = given.keep
        self._base = 0
        self._at: tuple[str, float, float] | None = None

    @property
    def elapsed(self) -> float:
        """Seconds since the beginning."""
        return time.monotonic() - self._started

    def run(self) -> None:
        """Until the time is over."""
        while self.elapsed < self._given.seconds:
            asked = {
                "folder": str(self._folder), "seed": self._given.seed, "first": self.tally.number,
                "targets": self._given.targets, "atheris": self._given.atheris, "replay": self._given.replay,
                "seconds": int(self._given.seconds - self.elapsed) + 5,
            }  # fmt: skip
            self._watch(Watched(asked))
            self.tally.number += 1
            if self._given.replay:
                return

    def _watch(self, process: Watched) -> None:
        self._at, self._base = None, 0
        while self.elapsed < self._given.seconds:
            told = process.lines(0.05)
            if told is None:
                code = process.end()
                errors = (self._folder / "errors").read_text(errors="replace")[-2000:]
                if self._at:
                    self._fail(self._at[0], f"the process ended with {code} at {self._stack()}", errors)
                elif code:
                    raise SystemExit(f"the process that tries ended with {code} between two inputs:\n{errors}")
                return
            for line in told:
                if not self._take(line, process):
                    process.end()
                    return
            if self._at and (reason := self._too_much(process)):
                process.end(ask=True)
                self._fail(self._at[0], f"{reason} at {self._stack()}", "")
                return
        process.end()

    def _take(self, line: dict[str, Any], process: Watched) -> bool:
        """Take in one line; False where the process has grown so much that a new one is needed."""
        if "begin" in line:
            used, memory = process.used()
            self._at = (line["begin"], used, time.monotonic())
            self._base = self._base or memory
        if "number" in line:
            self.tally.number = line["number"]
        if "end" not in line:
            return True
        self._at = None
        target = line["end"]
        self.tally.tried[target] += 1
        self.tally.refused[target] += bool(line.get("refused"))
        self.tally.slowest[target] = max(self.tally.slowest.get(target, 0.0), line["seconds"])
        if "key" in line:
            self._fail(target, line["key"], line["told"])
        if line["seconds"] > LONGEST:
            self._fail(target, "slow", f"{line['seconds']:.1f} CPU seconds")
        if self._base and line["peak"] > self._base + MOST:
            self._fail(target, "much memory", f"{line['peak']} kB at most, {self._base} kB before")
            return False
        return True

    def _too_much(self, process: Watched) -> str | None:
        assert self._at is not None
        used, memory = process.used()
        _, before, began = self._at
        if used - before > LONGEST or time.monotonic() - began > WAITED:
            return "slow"
        return "much memory" if self._base and memory > self._base + MOST else None

    def _stack(self) -> str:
        """The innermost of our own places in the last stack that was written."""
        lines = (self._folder / "stack").read_text(errors="replace").splitlines()
        ours = [line.strip() for line in lines if "/sanhak/" in line]
        return ours[0].split("/sanhak/", 1)[1] if ours else "an unknown place"

    def _fail(self, target: str, key: str, told: str) -> None:
        key = f"{target}: {key}"
        self.tally.failures[key] += 1
        self.tally.last = self.elapsed
        if self.tally.failures[key] > 1:
            return
        self._keep.mkdir(parents=True, exist_ok=True)
        path = self._keep / f"{target}-{self._given.seed}-{self.tally.number}-{len(self.tally.failures)}"
        path.write_bytes((self._folder / "current").read_bytes())
        print(f"\n== {self.elapsed:.0f} s  {key}\n   python bench/fuzz/run.py --replay {path}\n{told}", flush=True)


def table_of(tally: Tally) -> Iterator[str]:
    """The figures of a run as a table in Markdown."""
    yield "| target | inputs | refused | slowest, CPU s |"
    yield "|---|---|---|---|"
    for target, tried in tally.tried.items():
        share = 100 * tally.refused[target] / tried
        yield f"| {target} | {tried:,} | {share:.0f} % | {tally.slowest[target]:.2f} |"


def main() -> None:
    """Fuzz, or try one file again."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=3600.0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--first", type=int, default=0, help="number of the first input of each target")
    parser.add_argument("--targets", nargs="+", choices=TARGETS, default=list(TARGETS))
    parser.add_argument("--atheris", action="store_true", help="bytes led by coverage; needs the package atheris")
    parser.add_argument("--replay", help="a file that was kept; its name begins with its target")
    parser.add_argument(
        "--keep", type=Path, default=Path(tempfile.gettempdir()) / "fuzz", help="where inputs that fail are kept"
    )
    given = parser.parse_args()
    if given.replay:
        given.targets = [Path(given.replay).name.split("-")[0]]
    with tempfile.TemporaryDirectory() as folder:
        watch = Watch(given, Path(folder))
        watch.tally.number = given.first
        with suppress(KeyboardInterrupt):  # what was found until then is told all the same
            watch.run()
    tally = watch.tally
    print(f"\n{watch.elapsed:.0f} s, seed {given.seed}, {sum(tally.tried.values()):,} inputs")
    print("\n".join(table_of(tally)))
    for key, times in tally.failures.most_common():
        print(f"{times:6} × {key}")
    print(f"{len(tally.failures)} failures; clean for the last {watch.elapsed - tally.last:.0f} s")
    sys.exit(bool(tally.failures))


if __name__ == "__main__":
    main()
