"""Everything the laws run over, found by looking: modules, rules, studies, cases, catalogues."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import sanhak
from sanhak.areas import areas
from sanhak.finding import Finding, rules
from sanhak.study import Area, Case, Study

SOURCE = Path(sanhak.__file__).parent
REPOSITORY = Path(__file__).parents[2]
CATALOGUES = sorted((SOURCE / "locale" / "ko").glob("*.po"))


def sources() -> list[Path]:
    """All Python files of the package."""
    return sorted(SOURCE.rglob("*.py"))


def tree_of(path: Path) -> ast.Module:
    """The syntax tree of one file."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def name_of(path: Path) -> str:
    """A file's name for the reader: its place in the package."""
    return path.relative_to(SOURCE).as_posix()


@cache
def all_rules() -> dict[str, type[Finding]]:
    """Every rule, after every module had its chance to declare some. Rules that a test declares are not ours."""
    for module in walk_packages(sanhak.__path__, "sanhak."):
        if module.name != "sanhak.store.migrations.env":  # which Alembic alone can run
            import_module(module.name)
    return {code: rule for code, rule in rules().items() if rule.__module__.startswith("sanhak.")}


def all_studies() -> list[tuple[Area, str, type[Study]]]:
    """Every study kind with its area and its file's name."""
    return [(area, name, area.study(name)) for area in areas() for name in area.studies]


def all_cases() -> Iterator[Case]:
    """Every case of every area."""
    for area in areas():
        yield from area.cases()
