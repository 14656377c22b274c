"""Kill ``sanhak next`` at random moments and at every step of its writing, and look at what it leaves.

The program is loaded once and forked, so that a kill costs a fraction of a second. After each kill the file must be
whole, the old one or the new one, and going on must give the very bytes that were due without the kill.

    python bench/interruptions/killing.py [KILLS] [SEED] [STRIDE]
"""

from __future__ import annotations

import importlib
import json
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout, suppress
from pathlib import Path

STEPS = ("open", "fsync", "replace", "ftruncate", "write", "unlink", "close")
"""What the operating system is asked for while a file is exchanged; a kill before each is tried."""


def started(work: Callable[[], None]) -> int:
    """A child that does the work, its output closed."""
    child = os.fork()
    if child:
        return child
    code = 1
    with suppress(BaseException), Path(os.devnull).open("w") as nowhere:
        with redirect_stdout(nowhere), redirect_stderr(nowhere):
            work()
        code = 0
    os._exit(code)


def ended(child: int) -> int:
    """How the child ended: its code, or less than zero for the signal that killed it."""
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def asked(folder: Path) -> None:
    """``sanhak next campaign.xlsx`` in a folder."""
    from sanhak.serve.cli import main

    os.chdir(folder)
    if main(["--lang", "en", "next", "campaign.xlsx"]) != 0:
        raise SystemExit(1)


def killed_at(step: int, folder: Path) -> None:
    """The same, killed right before its ``step``-th request to the operating system from the lock on."""
    count = 0

    def counted(name: str, before: Callable[..., object]) -> Callable[..., object]:
        def request(*given: object, **more: object) -> object:
            nonlocal count
            if any(str(folder) in str(one) for one in given) or name not in ("open", "unlink"):
                count += 1
                if count == step:
                    os.kill(os.getpid(), signal.SIGKILL)
            return before(*given, **more)

        return request

    for name in STEPS:
        setattr(os, name, counted(name, getattr(os, name)))
    asked(folder)


def loaded(folder: Path) -> float:
    """Load in this process whatever an answer loads, so that children need not; seconds that one then takes."""
    listed = folder / "modules.json"

    def listing() -> None:
        asked(copied(folder, "modules"))
        listed.write_text(json.dumps(sorted(sys.modules)))

    if ended(started(listing)) != 0:
        raise SystemExit("the campaign was not answered")
    for name in json.loads(listed.read_text()):
        with suppress(ImportError):
            importlib.import_module(name)
    start = time.perf_counter()
    ended(started(lambda: asked(copied(folder, "timed"))))
    return time.perf_counter() - start


def copied(folder: Path, name: str) -> Path:
    """A fresh folder with the campaign as it was before."""
    place = folder / name
    place.mkdir()
    shutil.copy(folder / "campaign.xlsx", place / "campaign.xlsx")
    return place


def look(place: Path, before: bytes, after: bytes) -> str:
    """Whether the file is the old or the new one, and whether going on gives the new one; says what it found."""
    file = place / "campaign.xlsx"
    left = file.read_bytes()
    assert left in (before, after), "the file is neither the old nor the new one"
    kept = place / "campaign.bak.xlsx"
    assert not kept.exists() or kept.read_bytes() == before, "the last state is not whole"
    assert ended(started(lambda: asked(place))) == 0, "it does not go on"
    assert file.read_bytes() == after, "going on gives something else"
    assert sorted(part.name for part in place.iterdir()) == ["campaign.bak.xlsx", "campaign.xlsx"], "something is left"
    assert kept.read_bytes() == before, "the last state is not kept"
    return "new" if left == after else "old"


def kill(campaign: bytes, kills: int, seed: int, stride: int = 1) -> dict[str, int]:
    """Kill so many times at random, then at each ``stride``-th step of writing; how often the file was old or new."""
    rng, found = random.Random(seed), {"old": 0, "new": 0, "steps": 0}  # noqa: S311 - no cryptography here
    with tempfile.TemporaryDirectory() as held:
        folder = Path(held)
        (folder / "campaign.xlsx").write_bytes(campaign)
        seconds = loaded(folder)
        after = (folder / "timed" / "campaign.xlsx").read_bytes()
        assert after != campaign
        for number in range(kills):
            place = copied(folder, f"random-{number}")
            child = started(lambda place=place: asked(place))
            time.sleep(rng.uniform(0.0, 1.1 * seconds))
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
            ended(child)
            found[look(place, campaign, after)] += 1
        step = 0
        while True:
            step += stride
            place = copied(folder, f"step-{step}")
            if ended(started(lambda step=step, place=place: killed_at(step, place))) == 0:
                break
            found[look(place, campaign, after)] += 1
            found["steps"] += 1
    return found


def small() -> bytes:
    """A workbook of a small campaign with three results and a failure."""
    from sanhak.areas.process.campaign import Campaign
    from sanhak.study.file import write_study
    from sanhak.study.file.book import with_rows
    from sanhak.study.file.rows import Further
    from sanhak.table import Column, Kind

    study = Campaign(factors={"T": (20.0, 90.0), "base": ["KOAc", "CsOAc"]}, maximize="yield", batch=2)
    columns = (Column("run"), Column("T"), Column("base", Kind.CATEGORY), Column("yield"))
    rows = ((1, 30.0, "KOAc", 40.0), (2, 80.0, "KOAc", 55.0), (3, 50.0, "CsOAc", 48.0), (4, 90.0, "CsOAc", "failed"))
    names = [column.name for column in columns]
    further = Further(columns, tuple(dict(zip(names, row, strict=True)) for row in rows))
    with tempfile.TemporaryDirectory() as folder:
        book = write_study(study, Path(folder) / "campaign.xlsx").read_bytes()
    return with_rows(book, "campaign.xlsx", further, ("Runs",), None)


if __name__ == "__main__":
    # The campaign is written by a child: threads that are started here would be missing in every fork.
    with tempfile.NamedTemporaryFile() as file:
        if ended(started(lambda: Path(file.name).write_bytes(small()))):  # type: ignore[arg-type, return-value]
            raise SystemExit("the campaign was not written")
        words = [int(word) for word in sys.argv[1:]] + [200, 0, 1][len(sys.argv) - 1 :]
        told = kill(Path(file.name).read_bytes(), *words)
    print(json.dumps(told))
