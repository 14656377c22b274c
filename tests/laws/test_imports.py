"""Law: what is not used is not loaded, and the first line of every script is quick."""

from __future__ import annotations

import resource
import subprocess
import sys

import pytest

MOST_SECONDS = 0.4
MOST_OF_POLARS = 1.6
"""The same limit where processors are shared or slow, as a multiple of what ``import polars`` costs there."""
TRIES = 5
HEAVY = {"babel", "jinja2", "lightgbm", "lxml", "matplotlib", "pandas", "pint", "pyarrow", "python_calamine", "scipy"}
HEAVY |= {"ortools", "sklearn", "torch", "vl_convert", "xlsxwriter"}
FIRST_LINE = "from sanhak import Table, process"


def loaded_by(code: str) -> set[str]:
    """The top-level packages in memory after ``code``."""
    asked = f"{code}\nimport sys\nprint(*{{name.split('.')[0] for name in sys.modules}})"
    return set(subprocess.run([sys.executable, "-c", asked], check=True, capture_output=True, text=True).stdout.split())


def cpu_seconds(code: str) -> float:
    """User and system seconds of a new Python that runs ``code``."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-c", code], check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def test_the_first_line_costs_at_most_four_tenths_of_a_second():
    ours, polars = zip(*((cpu_seconds(FIRST_LINE), cpu_seconds("import polars")) for _ in range(TRIES)), strict=True)
    assert min(ours) <= max(MOST_SECONDS, MOST_OF_POLARS * min(polars))


@pytest.mark.parametrize(
    ("code", "unwanted"),
    [
        (FIRST_LINE, HEAVY | {"numpy", "pydantic"}),
        ("import sanhak.table", HEAVY | {"numpy", "pydantic"}),
        ("import sanhak.study", HEAVY),
        ("import sanhak.areas; sanhak.areas.areas()", HEAVY),
    ],
)
def test_heavy_libraries_wait_until_they_are_used(code, unwanted):
    assert not loaded_by(code) & unwanted
