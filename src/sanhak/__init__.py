"""Sanhak (산학): from a table to a decision that can be defended, with honest uncertainty.

>>> from sanhak import Table, process
>>> table = Table.read("reactor.xlsx")
>>> answer = process.SetPoints(controls={"T_jacket": (60, 95)}, maximize="yield").solve(table)
"""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from sanhak.writers import WRITERS

if TYPE_CHECKING:
    from sanhak.areas import drug, manufacturing, marketing, materials, process, quality
    from sanhak.serve.client import connect
    from sanhak.study import Answer
    from sanhak.table import Table
    from sanhak.text import Language

__all__ = ["Table", "connect", "drug", "maintenance", "manufacturing", "marketing", "materials", "process", "quality"]

_AREAS = ("drug", "maintenance", "manufacturing", "marketing", "materials", "process", "quality")


def _lazy(name: str) -> ModuleType:
    """A module that is loaded at the first use of one of its attributes."""
    if name in sys.modules:
        return sys.modules[name]
    found = importlib.util.find_spec(name)
    if found is None or found.loader is None:
        raise ModuleNotFoundError(name)
    loader = importlib.util.LazyLoader(found.loader)
    found.loader = loader
    module = importlib.util.module_from_spec(found)
    sys.modules[name] = module
    loader.exec_module(module)
    return module


def _write(answer: Answer, path: Path, language: Language) -> None:
    """Write an answer with the report, which stands above the rooms that give answers and is loaded only now."""
    from sanhak.serve.report import write

    write(answer, path, language)


def _write_archive(answer: Answer, path: Path, language: Language) -> None:
    """Write an answer with all that its page shows into one file, loaded only now like the report."""
    from sanhak.serve.live.archive import write_archive

    write_archive(answer, path, language)


def _write_calendar(answer: Answer, path: Path, language: Language) -> None:
    """Write a plan as a calendar file, loaded only now like the report."""
    from sanhak.study.maintenance_plan.calendar import write_calendar

    write_calendar(answer, path, language)


WRITERS.update(dict.fromkeys((".html", ".xlsx", ""), _write))
WRITERS[".zip"] = _write_archive
WRITERS[".ics"] = _write_calendar


def __getattr__(name: str) -> Any:
    if name == "Table":
        from sanhak.table import Table

        return Table
    if name == "__version__":
        from importlib.metadata import version

        return version("sanhak")
    if name == "connect":
        from sanhak.serve.client import connect

        return connect
    if name in _AREAS:
        return _lazy(f"sanhak.areas.{name}")
    raise AttributeError(f"module 'sanhak' has no attribute {name!r}")
