"""An answer in a terminal: the sentence, the catch, the decision and the findings, in either language."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from rich.console import Console

from sanhak.serve.report import terminal
from sanhak.text import LANGUAGES
from serve.report import sample


def printed(answer, language) -> str:
    console = Console(file=io.StringIO(), width=200)
    terminal(answer, language, console)
    return console.file.getvalue()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_terminal_tells_sentence_catch_decision_and_findings(language):
    answer = sample.answer()
    said = printed(answer, language)
    assert answer.headline.render(language) in said
    assert answer.catch.render(language) in said
    assert "82.5" in said
    for found in answer.findings:
        assert f"{found.code} {found.said.render(language)}" in said
        assert found.remedy.render(language) in said


def test_a_name_in_brackets_is_no_markup():
    answer = replace(sample.answer(findings=False), decision=())
    assert "[" not in printed(replace(answer, compared=(), scores=()), "en").replace("[/", "[")


def test_weak_evidence_is_named():
    answer = sample.answer()
    scores = tuple(replace(score, skill=0.1) if score.chosen else score for score in answer.scores)
    assert "0.74 % (weak)" in printed(replace(answer, scores=scores), "en")


def test_without_a_console_it_prints_to_standard_output(capsys):
    terminal(sample.answer(), "en")
    assert "82.5" in capsys.readouterr().out
