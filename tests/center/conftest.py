"""A centre on both databases, with two organisations and somebody of each role."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from center.opening import PASSWORD, opened, peopled
from sanhak.center import entry
from sanhak.center.center import Center
from sanhak.center.people import Person


@pytest.fixture
def center(tmp_path: Path, center_url: str | None) -> Iterator[Center]:
    """A centre on each kind of database."""
    made = opened(tmp_path / "workbench", center_url)
    yield made
    made.database.close()


@pytest.fixture
def crowd(center: Center) -> dict[str, Person]:
    """Somebody of each role."""
    return peopled(center)


@pytest.fixture
def sign_in(center: Center):
    """Signs somebody in by their name."""

    def act(name: str, password: str = PASSWORD):
        return entry.sign_in(
            center.database, center.passwords, email_given=f"{name}@example.org", password=password,
            address="127.0.0.1", agent="test",
        )  # fmt: skip

    return act
