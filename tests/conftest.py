"""What every test shares: quick Hypothesis runs that are the same each time, and what a machine must have."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("sanhak", max_examples=40, deadline=None, derandomize=True, database=None)
settings.load_profile("sanhak")

NEEDS = {"chromium": ("chromium", "chromium-browser", "google-chrome")}
"""What a test may need of the machine, and the commands of which one must be there."""

MEASURED = ("table", "model", "decide")
"""The rooms whose coverage is measured, by their own tests: nothing is tested because a study passed by."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Measure no coverage in the tests of other rooms; that also saves a third of their time."""
    for item in items:
        if item.path.relative_to(Path(__file__).parent).parts[0] not in MEASURED:
            item.add_marker("no_cover")


@pytest.fixture
def chromium() -> str:
    """The path of a browser; without one the test is skipped, unless SANHAK_REQUIRE names it."""
    return _command("chromium")


def _command(need: str) -> str:
    found = next(filter(None, map(shutil.which, NEEDS[need])), None)
    if found is None and need in os.environ.get("SANHAK_REQUIRE", "").split(","):
        pytest.fail(f"{need} is required here and was not found")
    if found is None:
        pytest.skip(f"{need} is not installed")
    return found
