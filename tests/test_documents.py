"""What the documents promise: their Python runs as printed, on the sheet that the example writes."""

from __future__ import annotations

import ast
import re
import runpy
from functools import partial
from inspect import signature
from pathlib import Path

import pytest

from sanhak import __version__
from sanhak.areas import areas
from sanhak.finding import rules
from sanhak.run import Run
from sanhak.serve.documentation import case_page, findings_list
from sanhak.study import Answer, Study
from sanhak.text import LANGUAGES

ROOT = Path(__file__).parents[1]
OUTSIDE_METHOD_LINES = 30
FIRST_STATEMENTS = 7
RUNS = 24


def blocks(document: str) -> list[str]:
    """The Python of a document, block by block."""
    return re.findall(r"^```python\n(.*?)^```", (ROOT / document).read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)


@pytest.fixture
def desk(tmp_path, monkeypatch) -> Path:
    """A folder with a short reactor.xlsx in it; studies that are asked here take little effort."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sanhak.study.study.Run", partial(Run, effort=0.1))
    runpy.run_path(str(ROOT / "examples" / "reactor.py"))["main"](RUNS)
    return tmp_path


def test_the_python_of_the_readme_works_as_printed(desk, capsys):
    (lines,) = blocks("README.md")
    assert len(ast.parse(lines).body) <= FIRST_STATEMENTS
    known: dict[str, object] = {}
    exec(lines, known)  # noqa: S102 - the printed lines are what is tested
    answer = known["answer"]
    assert isinstance(answer, Answer)
    assert str(answer.headline) in capsys.readouterr().out
    assert (desk / "reactor.html").stat().st_size > 10_000


@pytest.mark.parametrize("document", ["docs/campaign_file.md", "docs/campaign_file.ko.md"])
def test_a_campaign_goes_round_as_printed(desk, document):
    (lines,) = blocks(document)
    known: dict[str, object] = {}
    exec(lines, known)  # noqa: S102 - likewise
    assert known["runs"].frame["run"].to_list() == [1, 2, 3, 4, 5, 6, 7]
    assert known["runs"].frame["status"].to_list() == ["done", "failed", "done", "done", *["planned"] * 3]
    assert known["best"].run in (1, 4)


def test_an_outside_method_enters_the_contest(desk, capsys):
    method, use = blocks("docs/bring_your_method.md")
    assert len(method.splitlines()) <= OUTSIDE_METHOD_LINES
    known: dict[str, object] = {}
    exec(method + use, known)  # noqa: S102 - likewise
    answer = known["answer"]
    assert isinstance(answer, Answer)
    mine = [score for score in answer.scores if "NearestRows" in str(score.candidate)]
    assert {score.outcome for score in mine} == {"yield", "impurity"}
    assert "NearestRows" in capsys.readouterr().out
    assert answer.coverage
    report = answer.write(desk / "own.html")
    assert "NearestRows" in report.read_text(encoding="utf-8")


@pytest.mark.parametrize("document", ["docs/substances.md", "docs/substances.ko.md"])
def test_the_python_of_the_page_on_substances_works_as_printed(document, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (lines,) = blocks(document)
    known: dict[str, object] = {}
    exec(lines, known)  # noqa: S102 - likewise
    assert (tmp_path / "own.csv").is_file()


@pytest.mark.parametrize("area", areas(), ids=lambda area: area.name)
def test_the_python_of_an_areas_page_asks_what_can_be_asked(area):
    """Imports and questions are carried out; what rests on the reader's own files is read with its argument names."""
    printed = blocks(f"src/sanhak/areas/{area.name}/README.md")
    assert printed
    for lines in printed:
        known: dict[str, object] = {}
        tree = ast.parse(lines)
        for line in tree.body:
            if isinstance(line, ast.Import | ast.ImportFrom):
                exec(ast.unparse(line), known)  # noqa: S102 - likewise
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
            match call.func:
                case ast.Attribute(ast.Name(area.name), _):
                    assert isinstance(eval(ast.unparse(call), known), Study)  # noqa: S307 - likewise
                case ast.Attribute(ast.Name("Table"), name):
                    named = {str(one.arg): None for one in call.keywords}
                    signature(getattr(known["Table"], name)).bind(*call.args, **named)


@pytest.mark.parametrize("document", ["README", "docs/first_hour"])
def test_both_languages_show_the_same_commands(document):
    english, korean = ((ROOT / f"{document}{end}.md").read_text(encoding="utf-8") for end in ("", ".ko"))
    command = re.compile(r"^(?:sanhak|make|pip) .*$|`(sanhak [^`]+)`", re.MULTILINE)
    assert command.findall(english) == command.findall(korean)


@pytest.mark.parametrize("document", ["README.md", "README.ko.md", "CONTRIBUTING.md"])
def test_links_of_the_front_pages_lead_somewhere(document):
    targets = re.findall(r"\]\(([^)#]+)\)", (ROOT / document).read_text(encoding="utf-8"))
    assert targets
    assert not [target for target in targets if "://" not in target and not (ROOT / target).exists()]


def test_the_version_is_the_same_everywhere():
    assert f"version: {__version__}" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")


def test_the_list_of_findings_links_every_rule():
    listed = findings_list("ko")
    assert all(f"[{code}]({code}.md)" in listed for code in rules())


def test_a_case_tells_its_story_and_its_source():
    case = areas()[0].cases()[0]
    for language in LANGUAGES:
        told = case_page(case, None, language)
        assert case.story.render(language) in told
        assert case.provenance.render(language) in told
