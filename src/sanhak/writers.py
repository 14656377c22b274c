"""How an answer is written, by the ending of its target: the one place where faces offer what they can write.

The rooms below know only this register. The package's root, which may know every room, fills it with functions that
load a face when it is first called; an outside package adds its own ending the same way.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, TypeAlias

from sanhak.text import Language

Writer: TypeAlias = Callable[[Any, Path, Language], None]
"""Writes an answer to a path that does not exist yet, in a language. Whoever calls it moves the path into place."""

WRITERS: Final[dict[str, Writer]] = {}
"""By suffix in lower case, with its dot; the empty suffix is a folder."""
