"""What a job does in a worker's process, as its payload says; this module loads little, as a handler's should."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from sanhak.finding import Refusal
from sanhak.jobs.findings import MemoryFull
from sanhak.run import Cancelled, Step
from sanhak.text import say

MUCH = 400 << 20


def behave(payload, folder, progress, cancelled):
    progress(Step(say("{part}", part=0), 0, 2))
    MOODS.get(payload["mood"], lambda *_: None)(payload, cancelled)
    progress(Step(say("{part}", part=1), 1, 2))
    return os.getpid()


def refuse(payload, cancelled):
    raise Refusal(MemoryFull(name=say("{name}", name="the test")))


def fault(payload, cancelled):
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # what Python prints of it is not for the test's reader
    raise ValueError("on purpose")


def killed(payload, cancelled):
    with Path(payload["sign"]).open("a") as sign:
        sign.write("x")
    os.kill(os.getpid(), signal.SIGKILL)


def hunger(payload, cancelled):
    held = b"x" * MUCH
    time.sleep(60)
    return held


def hungry_child(payload, cancelled):
    code = f"held = b'x' * {MUCH}; import time; time.sleep(60)"
    subprocess.run([sys.executable, "-c", code], check=False)


def toil(payload, cancelled):
    while True:
        sum(range(10_000))


def linger(payload, cancelled):
    Path(payload["sign"]).write_text(str(os.getpid()))
    while not cancelled():
        time.sleep(0.02)
    raise Cancelled


def deaf(payload, cancelled):
    Path(payload["sign"]).write_text(str(os.getpid()))
    time.sleep(60)


MOODS = {function.__name__: function for function in (refuse, fault, killed, hunger, hungry_child, toil, linger, deaf)}
