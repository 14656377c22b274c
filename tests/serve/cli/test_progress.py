"""Progress: bars where somebody watches, a line now and then in a log file, words in the reader's language."""

import io

import pytest
from rich.console import Console

from sanhak.run import Step
from sanhak.serve.cli import progress as module
from sanhak.serve.cli.console import Voice
from sanhak.serve.cli.progress import progress
from sanhak.text import say

ONE, TWO = say("{name}", name="first case"), say("{name}", name="second case")


def step(doing="fold", done=1, of=4):
    return Step(say("{value}", value=doing), done, of)


@pytest.fixture
def screen(monkeypatch):
    """What is drawn on a terminal."""
    drawn = io.StringIO()
    console = Console(file=drawn, force_terminal=True, width=120, legacy_windows=False, _environ={})
    monkeypatch.setattr(module, "aside", lambda: console)
    monkeypatch.setattr("sanhak.serve.cli.console.aside", lambda: console)
    return drawn


def test_a_terminal_shows_what_is_done_and_that_it_may_be_left_alone(screen):
    with progress(Voice("ko"), [ONE]) as tell:
        tell(0, step("겹 3"))
    assert "지켜보지 않아도 됩니다" in screen.getvalue()
    assert "겹 3" in screen.getvalue()


def test_several_works_have_a_bar_each_with_their_names(screen):
    with progress(Voice("en"), [ONE, TWO]) as tell:
        tell(1, step("fitting [bold]"))
    assert "second case: fitting [bold]" in screen.getvalue()
    assert "first case" in screen.getvalue()


def test_a_log_file_gets_a_line_only_now_and_then(monkeypatch):
    seconds = iter([100.0, 101.0, 111.0])
    monkeypatch.setattr("time.monotonic", lambda: next(seconds))
    told = io.StringIO()
    monkeypatch.setattr(module, "aside", lambda: Console(file=told))
    monkeypatch.setattr("sanhak.serve.cli.console.aside", lambda: Console(file=told))
    with progress(Voice("en"), [ONE]) as tell:
        for doing in ("a", "b", "c"):
            tell(0, step(doing))
    assert told.getvalue().split() == ["a", "c"]
