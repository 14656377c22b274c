"""The business areas, found by their folders: a new folder with an ``AREA`` record is a new area."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sanhak.study import Area


@cache
def areas() -> tuple[Area, ...]:
    """The areas in alphabetical order; their studies and cases are loaded only when asked for."""
    return tuple(import_module(f"{__name__}.{found.name}").AREA for found in iter_modules(__path__))
