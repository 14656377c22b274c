"""The reader's language, wrong words, and streams that do not know every character."""

import io
import sys

import pytest

from sanhak.serve.cli.console import WrongUsageError, choose_language, make_streams_safe


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "en"),
        ({"LANG": "ko_KR.UTF-8"}, "ko"),
        ({"LANG": "ko_KR.UTF-8", "LC_MESSAGES": "en_US.UTF-8"}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "ko_KR.eucKR"}, "ko"),
        ({"LANG": "ko_KR.UTF-8", "LC_ALL": ""}, "ko"),
        ({"LANG": "C"}, "en"),
    ],
)
def test_the_language_is_that_of_the_locale(environment, language):
    assert choose_language([], environment)[0] == language


@pytest.mark.parametrize(
    "words", [["--lang", "ko", "look", "a"], ["look", "--lang=ko", "a"], ["look", "a", "--lang", "ko"]]
)
def test_the_language_may_be_asked_for_anywhere(words):
    assert choose_language(words, {}) == ("ko", ["look", "a"])


def test_what_follows_two_dashes_is_left_alone():
    assert choose_language(["look", "--", "--lang", "ko"], {}) == ("en", ["look", "--", "--lang", "ko"])


@pytest.mark.parametrize("words", [["--lang", "de"], ["--lang"], ["--lang="]])
def test_a_language_that_is_not_spoken_is_a_wrong_word(words):
    with pytest.raises(WrongUsageError):
        choose_language(words, {})


def test_a_stream_that_knows_few_characters_shows_others_in_their_place(monkeypatch):
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="ascii"))
    make_streams_safe()
    sys.stdout.write("수율 ≤ 95\n")
    sys.stdout.flush()
    assert raw.getvalue() == b"?? ? 95\n"


def test_windows_asks_the_system_for_its_language(monkeypatch):
    import ctypes
    from types import SimpleNamespace

    def kernel(identifier):
        functions = SimpleNamespace(GetUserDefaultUILanguage=lambda: identifier)
        return SimpleNamespace(kernel32=functions)

    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(ctypes, "windll", kernel(0x0412), raising=False)
    assert choose_language([], {})[0] == "ko"
    monkeypatch.setattr(ctypes, "windll", kernel(0x0409), raising=False)
    assert choose_language([], {})[0] == "en"
