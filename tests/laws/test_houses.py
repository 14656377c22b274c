"""Law: the house numbers. Short files, short functions, a page for each area."""

from __future__ import annotations

import ast
import re

import pytest

from laws.found import REPOSITORY, SOURCE, all_cases, all_studies, tree_of
from sanhak.areas import areas
from sanhak.serve.documentation import study_page
from sanhak.study import describe

LONGEST_FILE = 400
LONGEST_AREA = 900
LONGER_AREAS = {"process"}
"""It was there before the law."""
SHORT, LONG = 30, 60
SHORT_SHARE, LONG_SHARE = 0.90, 0.01
MIGRATIONS = SOURCE / "store" / "migrations" / "versions"
"""Written by a programme, and never changed afterwards."""
FILES = sorted(
    path
    for folder in ("src", "tests", "bench", "docs", "examples")
    for path in (REPOSITORY / folder).rglob("*.py")
    if MIGRATIONS not in path.parents
)


def lengths() -> dict[str, int]:
    """Lines of each function of the package, its docstring left out."""
    found = {}
    for path in set(FILES).intersection(SOURCE.rglob("*.py")):
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                first = node.body[0]
                told = ast.get_docstring(node, clean=False) is not None
                docstring = (first.end_lineno or 0) - first.lineno + 1 if told else 0
                length = (node.end_lineno or 0) - node.lineno + 1 - docstring
                found[f"{path.relative_to(SOURCE)}:{node.lineno} {node.name}"] = length
    return found


def test_no_file_is_longer_than_a_sitting():
    counted = {str(path.relative_to(REPOSITORY)): path.read_text(encoding="utf-8").count("\n") for path in FILES}
    assert not {name: lines for name, lines in counted.items() if lines > LONGEST_FILE}


@pytest.mark.parametrize(
    "area", [area for area in areas() if area.name not in LONGER_AREAS], ids=lambda area: area.name
)
def test_an_area_is_a_short_room(area):
    own = (SOURCE / "areas" / area.name).rglob("*.py")
    assert sum(path.read_text(encoding="utf-8").count("\n") for path in own) <= LONGEST_AREA


def test_functions_are_short():
    measured = lengths()
    too_long = {name: lines for name, lines in measured.items() if lines > LONG}
    assert sum(lines <= SHORT for lines in measured.values()) >= SHORT_SHARE * len(measured)
    assert len(too_long) <= LONG_SHARE * len(measured), too_long


def test_rooms_are_no_drawers():
    drawer = re.compile(r"_?(utils?|helpers?|misc|common)(\.py)?")
    assert not [path for path in SOURCE.rglob("*") if drawer.fullmatch(path.name)]


@pytest.mark.parametrize("area", areas(), ids=lambda area: area.name)
def test_every_area_has_its_page_its_studies_and_its_cases(area):
    readme = SOURCE / "areas" / area.name / "README.md"
    assert readme.read_text(encoding="utf-8").startswith("# ")
    assert area.studies
    assert area.cases()


@pytest.mark.parametrize(
    ("area", "name", "kind"), all_studies(), ids=lambda part: part if isinstance(part, str) else ""
)
def test_every_study_is_named_after_its_file_and_has_a_page_with_every_field(area, name, kind):
    assert kind.kind == f"{area.name}.{name}"
    for language in ("en", "ko"):
        page = study_page(kind, language)
        for field in describe(kind).fields:
            assert f"`{field.name}`" in page
            assert field.help.render(language) in page


def test_cases_have_names_of_their_own():
    names = [case.name for case in all_cases()]
    assert len(names) == len(set(names))
