"""One study to be carried out, and what may come of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from sanhak.finding import Refusal
from sanhak.run import Cancelled
from sanhak.text import Text, say

if TYPE_CHECKING:  # a process that hands work on need not load what the work is made of: 0.9 s and 60 MB
    from sanhak.study import Answer, Given, Study


@dataclass(frozen=True)
class Task:
    """A study with its tables, and the seed and effort of its run; ``name`` is what a reader calls it.

    ``tables`` is empty for a kind that needs none.
    """

    study: Study
    tables: Given | Mapping[str, Given]
    seed: int = 0
    effort: float = 1.0
    name: Text = field(default_factory=lambda: say("the study"))


Outcome: TypeAlias = "Answer | Refusal | Cancelled"
"""What becomes of a task: its answer, the refusal with its findings, or the mark that the user has cancelled it."""
