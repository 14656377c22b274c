"""What every test shares: quick Hypothesis runs that are the same each time, and what a machine must have."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import pytest
from hypothesis import settings

import postgres

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from serve.web.world import World

settings.register_profile("sanhak", max_examples=40, deadline=None, derandomize=True, database=None)
settings.load_profile("sanhak")

os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False  # compiling all libraries anew took two CPU seconds of each process that a test starts

NEEDS = {"chromium": ("chromium", "chromium-browser", "google-chrome")}
"""What a test may need of the machine, and the commands of which one must be there."""

MEASURED = ("table", "model", "decide")
"""The rooms whose coverage is measured, by their own tests: nothing is tested because a study passed by."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Measure no coverage in the tests of other rooms; that also saves a third of their time."""
    for item in items:
        if item.path.relative_to(Path(__file__).parent).parts[0] not in MEASURED:
            item.add_marker("no_cover")


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a browser; without one the test is skipped, unless SANHAK_REQUIRE names it."""
    return _command("chromium")


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """A headless browser for each file of tests: to start one costs more than most pages."""
    pytest.importorskip("playwright.sync_api")
    from serve.web.running import launched

    with launched(chromium) as opened:
        yield opened


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The address of a PostgreSQL server; without one the test is skipped, unless SANHAK_REQUIRE names it."""
    program = postgres.server_program()
    if program is None:
        _lacking("postgres")
    with postgres.running(program) as address:
        yield address


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty database, once of each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'sanhak.db'}"
        return
    with postgres.fresh(request.getfixturevalue("server")) as address:
        yield address


@pytest.fixture(scope="session")
def template(server: str) -> Iterator[str]:
    """A PostgreSQL database that the migrations have made, for others to be copied from."""
    from sanhak.store import Database
    from sanhak.store.migrations import upgrade

    with postgres.fresh(server) as address:
        database = Database(address, durable=False)
        upgrade(database)
        database.close()  # nobody may be connected to what is copied
        yield address.rsplit("/", 1)[1]


@pytest.fixture(params=["sqlite", "postgresql"])
def center_url(request: pytest.FixtureRequest) -> Iterator[str | None]:
    """Where a centre keeps its rows, once of each kind: in its folder, or at this address, whose tables are made."""
    if request.param == "sqlite":
        yield None
        return
    with postgres.fresh(request.getfixturevalue("server"), request.getfixturevalue("template")) as address:
        yield address


@pytest.fixture(scope="session")
def first_world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The small world behind the web, made once a worker."""
    from model.contest_of_two import quick
    from serve.web.world import made

    with pytest.MonkeyPatch.context() as patch:
        quick(patch)
        world = made(tmp_path_factory.mktemp("world") / "workbench")
    yield world
    world.center.database.close()


@pytest.fixture(scope="module")
def world(first_world: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A copy of the small world for each file of tests."""
    from serve.web.world import copied

    own = copied(first_world, tmp_path_factory.mktemp("world") / "workbench")
    yield own
    own.center.database.close()


def _command(need: str) -> str:
    found = next(filter(None, map(shutil.which, NEEDS[need])), None)
    return found or _lacking(need)


def _lacking(need: str) -> NoReturn:
    if need in os.environ.get("SANHAK_REQUIRE", "").split(","):
        pytest.fail(f"{need} is required here and was not found")
    pytest.skip(f"{need} is not installed")
