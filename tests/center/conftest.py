"""A centre on both databases, with two organisations and somebody of each role."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from sanhak.center import entry, people, projects
from sanhak.center.center import Center
from sanhak.center.passwords import Passwords
from sanhak.center.people import Person
from sanhak.center.rights import Role

PASSWORD = "a sentence of many words"


def opened(folder: Path, url: str | None = None) -> Center:
    """A centre whose passwords are quick to check and whose disk need not survive a power cut."""
    center = Center.open(folder, url, durable=False)
    return replace(center, passwords=Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)))


def peopled(center: Center) -> dict[str, Person]:
    """Somebody of each role by its name, the researcher and the scholar at a university, and a stranger."""
    hashed = center.passwords.hash(PASSWORD)
    with center.database.writing() as rows:
        company, university = (people.found(rows, name, None).id for name in ("화학회사", "University"))
        made = {
            name: people.add(
                rows,
                email=f"{name}@example.org",
                name=name.title(),
                role=role,
                organisation=university if role in (Role.RESEARCHER, Role.SCHOLAR) else company,
                language="en",
                password=hashed,
            )
            for name, role in [*((role.value, role) for role in Role), ("stranger", Role.ENGINEER)]
        }
        for person in made.values():
            projects.own(rows, person, "My work")
    return made


@pytest.fixture
def center(tmp_path: Path, database_url: str) -> Iterator[Center]:
    """A centre on each kind of database."""
    made = opened(tmp_path / "workbench", database_url)
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
