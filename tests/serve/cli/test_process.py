"""The command line as a process of its own: exit codes, encodings, Ctrl-C, and how little it loads."""

import os
import signal
import subprocess
import sys

import pytest

COMMAND = [sys.executable, "-m", "sanhak.serve.cli"]


def sanhak(*words, **environment):
    """Exit code, output and complaints as bytes."""
    done = subprocess.run(
        [*COMMAND, *map(str, words)], capture_output=True, check=False, env=os.environ | environment, timeout=120
    )
    assert b"Traceback" not in done.stderr
    return done.returncode, done.stdout, done.stderr


def test_help_loads_nothing_heavy():
    asked = ("polars", "numpy", "pydantic", "sklearn", "scipy", "lightgbm", "pint", "sanhak.study", "sanhak.table")
    lines = (
        f"import sys; from sanhak.serve.cli import main; main(['--help']); print([*set({asked}) & set(sys.modules)])"
    )
    done = subprocess.run([sys.executable, "-c", lines], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_exit_codes_of_a_process(tmp_path):
    assert sanhak("--version")[0] == 0
    assert sanhak("run", tmp_path / "none.yaml", "--data", "none.csv")[0] == 1
    assert sanhak("rnu")[0] == 2


@pytest.mark.parametrize("encoding", ["ascii", "cp949", "utf-8"])
def test_korean_is_written_in_whatever_the_terminal_knows(encoding):
    code, said, _ = sanhak("--lang", "ko", "--help", PYTHONIOENCODING=encoding, PYTHONUTF8="0")
    assert code == 0
    assert ("사용법" in said.decode(encoding)) is (encoding != "ascii")


def test_ctrl_c_stops_cleanly_and_leaves_no_answer(tmp_path):
    rows = "\n".join(f"{60 + 7 * row % 35},{70 + 5 * row % 13 + row % 7 / 10}" for row in range(60))
    (tmp_path / "data.csv").write_text(f"T,yield\n{rows}\n")
    (tmp_path / "study.yaml").write_text("study: process.setpoints\ncontrols: {T: [60, 95]}\nmaximize: yield\n")
    group = {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP} if sys.platform == "win32" else {}
    running = subprocess.Popen(
        [*COMMAND, "run", "study.yaml", "--data", "data.csv"],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=os.environ | {"LANG": "en_US.UTF-8", "LC_ALL": ""},
        **group,
    )
    assert running.stderr.readline()  # it has begun
    running.send_signal(signal.CTRL_BREAK_EVENT if sys.platform == "win32" else signal.SIGINT)
    _, beside = running.communicate(timeout=60)
    assert running.returncode == 130
    assert b"Stopped. Nothing half done was kept." in beside
    assert b"Traceback" not in beside
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data.csv", "study.yaml"]
