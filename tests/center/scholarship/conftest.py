"""A centre in its folder; the acts that rest on what a database promises are tried on ``both``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from center.opening import opened
from sanhak.center.center import Center


@pytest.fixture
def center(tmp_path: Path) -> Iterator[Center]:
    """A centre on SQLite."""
    made = opened(tmp_path / "workbench")
    yield made
    made.database.close()


@pytest.fixture
def both(tmp_path: Path, center_url: str | None) -> Iterator[Center]:
    """A centre on each kind of database."""
    made = opened(tmp_path / "both", center_url)
    yield made
    made.database.close()
