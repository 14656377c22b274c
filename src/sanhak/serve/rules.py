"""The rules of all rooms, loaded without the rest of the rooms."""

from __future__ import annotations

from importlib import import_module
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable


def load_rules() -> None:
    """Load the rules of all rooms, found by "findings" in a file's or folder's name, so that any can be read back."""
    for module in _finding_modules(files("sanhak"), "sanhak"):
        import_module(module)


def _finding_modules(room: Traversable, name: str) -> list[str]:
    found = []
    for part in sorted(room.iterdir(), key=lambda part: part.name):
        if part.is_dir() and part.joinpath("__init__.py").is_file():
            found += _finding_modules(part, f"{name}.{part.name}")
        elif part.name.endswith(".py") and part.name != "__init__.py" and "findings" in f"{name}.{part.name}":
            found.append(f"{name}.{part.name.removesuffix('.py')}")
    return found
