"""The inside of the answer page: the report's parts in its order, and nothing that a strict page would stop."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import html as parser

import sanhak
from sanhak.figure import IDENTITY, Figure, identity, layers, line, names_axis, points, quantity, spot, x_axis, y_axis
from sanhak.serve.live import SETTINGS_HERE, body, figures, stylesheet
from sanhak.serve.report import html
from sanhak.text import LANGUAGES, Text
from serve.report import sample

STATIC = Path(sanhak.__file__).parent / "serve" / "static"
X, Y = x_axis("x", quantity("온도", "°C")), y_axis("y", quantity("수율", "%"))


def figure(spec, name="response 1", aspect=0.6):
    return Figure(name, Text("t"), Text("c"), Text("a"), spec, aspect)


@pytest.fixture(scope="module")
def answer():
    whole = sample.answer()
    return replace(whole, figures=whole.figures[:3])


@pytest.fixture(scope="module")
def trees(answer):
    return {language: parser.fragment_fromstring(body(answer, language)) for language in LANGUAGES}


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_says_what_the_report_says(answer, trees, language):
    report = parser.document_fromstring(html(answer, language)).xpath("//main")[0]
    order = [(part.tag, part.get("id"), part.get("class")) for part in report.xpath(".//section|.//table|.//figure")]
    same = [
        (part.tag, part.get("id"), part.get("class")) for part in trees[language].xpath(".//section|.//table|.//figure")
    ]
    assert same == order
    read, shown = (" ".join(" ".join(tree.itertext()).split()) for tree in (report, trees[language]))
    assert read in shown


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_in_it_needs_what_a_strict_page_forbids(answer, language):
    drawn = body(answer, language)
    assert not re.search(r"<(script|style|link|base|iframe|object)\b|\sstyle\s*=|\son\w+\s*=|javascript:", drawn)
    assert drawn.count(SETTINGS_HERE) == 1


def test_figures_and_rows_name_what_they_are(answer, trees):
    tree = trees["en"]
    assert set(tree.xpath(".//figure/@data-figure")) == {figure.name for figure in answer.figures}
    outcomes = tree.xpath(".//table[contains(@class, 'outcomes')]/tbody/tr/@data-is")
    assert outcomes == [identity("option", at) for at in range(len(answer.compared))]
    decided = tree.xpath(".//table[contains(@class, 'decision')]/tbody/tr/@data-is")
    assert decided == [identity("column", action.column) for action in answer.decision]


def test_a_report_carries_nothing_of_it(answer):
    assert not re.search(r"data-is|data-figure|data-keys|settings to try", html(replace(answer, figures=()), "en"))


def test_the_style_sheet_keeps_to_the_answer():
    sheet = stylesheet()
    assert sheet.startswith(".answer {")
    assert sheet.count("{") == sheet.count("}")
    assert not re.search(r":root|@page\s*\{|url\((?!#)|#[0-9a-f]{6}(?!\"\])", sheet)


def test_specs_are_plain_vega_with_the_words_of_the_reader(answer):
    sent = figures(answer, "ko")
    assert json.loads(json.dumps(sent, allow_nan=False)) == sent
    assert sent["figures"].keys() == {figure.name for figure in answer.figures}
    assert sent["time"]["months"][0] == "1월"
    for one in sent["figures"].values():
        assert {"marks", "scales", "axes", "data"} <= one["spec"].keys()
        assert "encoding" not in one["spec"]
    assert "공급비" in json.dumps(sent, ensure_ascii=False)


def told(spec) -> list[str]:
    found = []
    for mark in spec.get("marks", ()):
        tooltip = mark.get("encode", {}).get("update", {}).get("tooltip")
        found += [str(tooltip)] if tooltip else []
        found += told(mark)
    return found


def compiled(answer, spec, **more):
    return figures(replace(answer, figures=(figure(spec, **more),)), "en")["figures"]["response 1"]


def test_marks_tell_their_numbers_and_what_they_stand_for(answer):
    rows = [{IDENTITY: identity("row", at), "x": at / 3, "y": float(at)} for at in range(4)]
    one = compiled(answer, layers(points(rows, X, Y), spot(1.0, 2.0, Text("best"), filled=True)))
    seen, spotted = told(one["spec"])
    assert '"수율 [%]"' in seen
    assert '"온도 [°C]"' in seen
    assert "best; 온도 [°C]: 1; 수율 [%]: 2" in spotted
    sent = next(data["values"] for data in one["spec"]["data"] if len(data["values"]) == 4)
    assert [row[IDENTITY] for row in sent] == ["row 0", "row 1", "row 2", "row 3"]
    assert sent[1]["x"] == 0.3333333  # as many digits as a screen can show


def test_an_interval_is_told_with_the_value_that_it_belongs_to(answer):
    from sanhak.figure import band

    rows = [{"x": 1.0, "y": 2.0, "l": 1.0, "h": 3.0}, {"x": 2.0, "y": 3.0, "l": 2.0, "h": 4.0},
            {"x": 3.0, "y": 3.0, "l": 2.0, "h": 4.0}]  # fmt: skip
    (seen,) = told(compiled(answer, layers(band(rows, X, "l", "h"), line(rows, X, Y)))["spec"])
    assert seen.index("수율") < seen.index("lower end") < seen.index("upper end")


def test_a_list_takes_its_own_height(answer):
    rows = [{"n": name, "x": 1.0} for name in "abc"]
    assert compiled(answer, layers(points(rows, X, names_axis("n"))))["aspect"] is None
    assert compiled(answer, layers(points([{"x": 1, "y": 2}], X, Y)), aspect=0.5)["aspect"] == 0.5


def test_styles_of_a_drawing_become_attributes():
    from sanhak.serve.report.drawing import _tidy

    drawn = '<svg xmlns="http://www.w3.org/2000/svg"><path style="fill: red; mix-blend-mode:multiply" d="M0,0"/></svg>'
    assert 'style="' not in _tidy(drawn, "a")
    assert 'fill="red"' in _tidy(drawn, "a")


@pytest.mark.parametrize(("script", "most"), [("figures.js", 3_200), ("what-if.js", 1_500)])
def test_scripts_are_small_and_ask_for_nothing_dangerous(script, most):
    import gzip

    text = (STATIC / script).read_text(encoding="utf-8")
    assert len(gzip.compress(text.encode(), 9, mtime=0)) <= most
    assert not re.search(
        r"\beval\b|new Function|setAttribute\(\"style\"|document\.write|https?://(?!www\.w3\.org)", text
    )
