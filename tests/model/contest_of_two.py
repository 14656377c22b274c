"""A contest that costs nothing, for tests in which it does not matter who wins."""

from __future__ import annotations

import pytest

from sanhak.model import task
from sanhak.model.learners import number_candidates


def quick(patch: pytest.MonkeyPatch) -> None:
    """Let models be taught in a moment: a contest of two."""
    simple = tuple(one for one in number_candidates() if str(one.name) in ("mean", "response surface"))
    patch.setattr(task, "number_candidates", lambda: simple)
