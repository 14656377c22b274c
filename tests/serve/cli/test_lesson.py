"""Lessons on the command line: listed, fetched, decided in words, by a sheet or by an answer; the truth stays away."""

from __future__ import annotations

import threading
import time

import openpyxl
import pytest
import uvicorn

from sanhak.areas import areas as all_areas
from sanhak.study import Answer
from sanhak.study.answer import Action
from sanhak.text import say
from serve.hidden import best_value, found, hidden, unpacked
from serve.workbench import workbench as opened

LESSON = "process.setpoints"


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """A workbench on a port, and somebody with a token."""
    bench = opened(tmp_path_factory.mktemp("bench"))
    server = uvicorn.Server(uvicorn.Config(bench.app, port=0, log_level="error", ws="none", lifespan="off"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    me = bench.person()
    yield bench, me, f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}", bench.token(me)
    server.should_exit = True
    thread.join()
    bench.center.database.close()


@pytest.fixture
def lesson(sanhak, served, monkeypatch):
    """``sanhak lesson`` with the address and the token in its environment."""
    monkeypatch.setattr("sanhak.areas.areas", all_areas)
    monkeypatch.setenv("SANHAK_WORKBENCH", served[2])
    monkeypatch.setenv("SANHAK_TOKEN", served[3])
    return lambda *words: sanhak("lesson", *words)


def test_a_whole_walk_tells_the_grade_and_never_the_plant(served, lesson, tmp_path):
    bench, me, *_ = served
    said = []

    def call(*words):
        code, out, err = lesson(*words)
        said.append(out + err)
        return code, out, err

    assert "Not tried yet." in call()[1]
    assert "Fetch a task with" in call(LESSON)[1]
    assert call(LESSON, "--decide", "feed_rate=1")[2].startswith("C081")
    code, out, _ = call(LESSON, "--for", "me", "-o", str(tmp_path / "task"))
    assert code == 0
    assert "Aim: yield as high as possible." in out
    files = {path.name: unpacked(path.read_bytes()) for path in (tmp_path / "task").iterdir()}
    assert set(files) == {"history.xlsx", "decision.xlsx", "question.txt"}
    assert "An attempt waits for your decision." in call()[1]
    code, _, err = call(LESSON, "--decide", "feed_rate=200", "T=82")
    assert (code, err[:4]) == (1, "S352")
    secrets, best = hidden(bench.center, me.id, 1), best_value(bench.center, me.id, 1)
    assert f"{best} %" not in " ".join(said)
    code, out, _ = call(LESSON, "--decide", "jacket_temperature=104 °C", "feed_rate=200")
    assert code == 0
    assert "of 100 points" in out
    assert f"{best} % was possible" in " ".join(out.split())
    assert call(LESSON, "--decide", "feed_rate=1")[2].startswith("C081")
    assert not found(" ".join((*said, *files.values())), secrets)
    assert "1 attempt graded" in call()[1]


def test_a_filled_in_sheet_is_a_decision(lesson, tmp_path):
    lesson(LESSON, "--for", "me", "-o", str(tmp_path), "--lang", "ko")
    path = tmp_path / "decision.xlsx"
    book = openpyxl.load_workbook(path)
    assert book.active["A2"].value == "재킷 온도"
    code, _, err = lesson(LESSON, "--decide", str(path))
    assert (code, err[:4]) == (1, "W131")
    book.active["F2"], book.active["F3"] = 104, 215.5
    book.save(path)
    code, out, _ = lesson("--lang", "ko", LESSON, "--decide", str(path))
    assert code == 0
    assert "100점 만점에" in out


def test_the_folder_of_an_answer_is_a_decision(lesson, tmp_path):
    lesson(LESSON, "--for", "me", "-o", str(tmp_path / "task"))
    steps = (("jacket temperature", 103.0, "°C"), ("feed rate", 230.0, "L/h"))
    rows = tuple(Action(say("{value}", value=name), name, 1.0, value, unit, say("")) for name, value, unit in steps)
    Answer(say("yes"), say("no"), rows, None, (), (), (), (), ()).write(tmp_path / "answer")
    code, out, _ = lesson(LESSON, "--decide", str(tmp_path / "answer"))
    assert code == 0
    assert "of 100 points" in out


def test_a_place_that_cannot_be_written_is_refused_and_the_attempt_stays(lesson, tmp_path):
    (tmp_path / "taken").write_text("mine")
    (tmp_path / "task" / "history.xlsx").mkdir(parents=True)
    for place in ("taken", "taken/below", "task", "x" * 300):
        code, _, err = lesson(LESSON, "--for", "me", "-o", str(tmp_path / place))
        assert (code, err[:4]) == (1, "W133")
    assert "An attempt waits for your decision." in lesson()[1]


def test_a_setting_that_stands_twice_is_not_carried_out(lesson, tmp_path):
    lesson(LESSON, "--for", "me", "-o", str(tmp_path))
    sheet = tmp_path / "mine.csv"
    sheet.write_text("control,decided\nfeed rate,200\nfeed rate,210\njacket temperature,104\n,5\n")
    assert lesson(LESSON, "--decide", str(sheet))[2].startswith("W134 feed rate is set twice")
    assert lesson(LESSON, "--decide", "feed_rate=1", "feed_rate=2", "jacket_temperature=104")[2].startswith("W134")
    assert "An attempt waits for your decision." in lesson()[1]


@pytest.mark.parametrize("token", ["토큰", "a\nb"])
def test_a_token_that_no_header_holds_opens_nothing(lesson, monkeypatch, token):
    monkeypatch.setenv("SANHAK_TOKEN", token)
    assert lesson()[2].startswith("C040")


def test_without_a_workbench_it_says_what_to_do(sanhak, monkeypatch):
    monkeypatch.delenv("SANHAK_WORKBENCH", raising=False)
    code, _, err = sanhak("lesson")
    assert code == 1
    assert err.startswith("W130 Lessons are taken at a workbench, and SANHAK_WORKBENCH is not set.")
    assert "sanhak serve" in err
    monkeypatch.setenv("SANHAK_WORKBENCH", "http://127.0.0.1:9")
    monkeypatch.delenv("SANHAK_TOKEN", raising=False)
    assert "SANHAK_TOKEN is not set" in sanhak("lesson")[2]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((LESSON, "feed_rate=2"), "--decide"),
        (("--decide",), "Name the lesson"),
        ((LESSON, "--decide", "feed_rate=2", "fast"), "fast is no setting"),
    ],
)
def test_a_command_that_is_not_understood(lesson, words, said):
    lesson(LESSON, "--for", "me", "-o", "task")
    code, _, err = lesson(*words)
    assert code == 2
    assert said in err


def test_a_task_is_fetched_for_oneself_and_a_lesson_has_to_be_there(lesson):
    assert lesson(LESSON, "--for", "you")[2].startswith("W132")
    assert lesson("process.alchemy")[2].startswith("S350")
