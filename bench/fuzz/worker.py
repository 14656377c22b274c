"""Tries inputs one after the other in a process of its own and prints one line of JSON before and after each."""

from __future__ import annotations

import faulthandler
import json
import os
import resource
import signal
import sys
import time
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path
from random import Random
from typing import Any


def say(**line: Any) -> None:
    """One line for the process that watches."""
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


def _key(error: BaseException) -> str:
    """Where an error arose: its sort, and the last place of ours on the way."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if "/sanhak/" in frame.filename] or list(frames)
    place = ours[-1]
    return f"{type(error).__name__} in {'/'.join(Path(place.filename).parts[-2:])}:{place.lineno} {place.name}"


def try_one(target: str, data: bytes, triers: Mapping[str, Callable[[bytes], bool]], folder: Path) -> None:
    """Keep the input where it can be found, try it and tell how it ended."""
    (folder / "current").write_bytes(data)
    say(begin=target)
    began = time.process_time()
    line: dict[str, Any] = {"end": target}
    try:
        line["refused"] = triers[target](data)
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # noqa: BLE001 - a panic of Polars is no Exception, and all are what is looked for
        line["key"] = _key(error)
        line["told"] = traceback.format_exc()[-4000:]
    line["seconds"] = time.process_time() - began
    line["peak"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    say(**line)


def by_number(targets: list[str], seed: int, first: int, folder: Path) -> None:
    """All targets in turn, for ever: each input is made from the seed, the target and its number."""
    from corpus import gathered
    from made import TARGETS
    from tried import triers

    corpus, ways = gathered(folder), triers(folder)
    say(ready=True)
    number = first
    while True:
        for target in targets:
            pick = Random(f"{seed}/{target}/{number}")  # noqa: S311 - no cryptography here
            data = TARGETS[target](pick, corpus)
            try_one(target, data, ways, folder)
        number += 1
        say(number=number)


def by_coverage(seed: int, folder: Path, seconds: int) -> None:
    """Bytes for the readers of tables, led by the lines that they reach (Atheris)."""
    import atheris

    with atheris.instrument_imports(include=["sanhak.table.read"]):
        import sanhak.table.read
    from corpus import gathered
    from made import TARGETS
    from tried import triers

    corpus, ways = gathered(folder), triers(folder)
    begun = folder / "begun"
    begun.mkdir(exist_ok=True)
    small = [*corpus.files.values(), *(text.encode() for name, text in corpus.texts.items() if name[:3] != "pi.")]
    pick = Random(seed)  # noqa: S311 - no cryptography here
    small += [TARGETS["text"](pick, corpus) for _ in range(200)]
    for place, data in enumerate(small):
        (begun / str(place)).write_bytes(data)
    say(ready=True)
    options = [f"-max_total_time={seconds}", f"-seed={seed + 1}", "-rss_limit_mb=0", "-timeout=0", "-max_len=20000"]
    options.append(f"-artifact_prefix={folder}/")
    atheris.Setup([sys.argv[0], *options, str(begun)], lambda data: try_one("atheris", data, ways, folder))
    atheris.Fuzz()
    del sanhak


def main() -> None:
    """What the process that watches asks for."""
    asked = json.loads(sys.argv[1])
    folder = Path(asked["folder"])
    with (folder / "stack").open("w") as stack:
        faulthandler.enable(stack)
        faulthandler.register(signal.SIGUSR1, stack)
        os.dup2(os.open(folder / "errors", os.O_WRONLY | os.O_CREAT | os.O_TRUNC), 2)
        if asked["atheris"]:
            by_coverage(asked["seed"], folder, asked["seconds"])
        elif asked["replay"]:
            from tried import triers

            say(ready=True)
            try_one(asked["targets"][0], Path(asked["replay"]).read_bytes(), triers(folder), folder)
        else:
            by_number(asked["targets"], asked["seed"], asked["first"], folder)


if __name__ == "__main__":
    main()
