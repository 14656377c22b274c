"""The demonstration answers what it can, skips what is not installed, and ends with the reader's own file."""

import polars as pl
import pytest
from tests.jobs.kinds import Behaving

from sanhak.finding import Refusal
from sanhak.serve.cli import main
from sanhak.serve.cli.console import aside, out
from sanhak.study import Area, Case
from sanhak.study.findings import TableMissing
from sanhak.table import Column, Table
from sanhak.text import say


def case(name, mood="answer", tables=None):
    one = Table(pl.DataFrame({"T": [1.0, 2.0]}), (Column("T"),))
    return Case(
        name=name,
        title=say("{name}", name=f"The case {name}"),
        story=say("{value}", value="A story."),
        provenance=say("{value}", value="Invented for a test."),
        tables=tables or (lambda: {"data": one}),
        study=lambda: Behaving(controls={"T": (0, 1)}, mood=mood),
    )


def not_installed():
    raise Refusal(TableMissing(kind="test", needed=("data",), given=()))


@pytest.fixture
def demo(monkeypatch, capsys, tmp_path):
    """Carry the demonstration out over these cases; exit code and lines."""
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    monkeypatch.setenv("LC_ALL", "")
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.chdir(tmp_path)
    out.cache_clear()
    aside.cache_clear()

    def call(*cases, language="en"):
        area = Area(name="test", title="Tests", package="tests")
        monkeypatch.setattr(Area, "cases", lambda _: cases)
        monkeypatch.setattr("sanhak.serve.demo.areas", lambda: (area,))
        code = main(["demo", "--workers", "1", "--no-serve", "--lang", language])
        return code, capsys.readouterr().out.splitlines()

    yield call
    out.cache_clear()
    aside.cache_clear()


def test_each_case_is_answered_and_its_report_is_on_the_index(demo, tmp_path):
    code, lines = demo(case("one"), case("away", tables=not_installed))
    assert code == 0
    assert any("Skipped: The case away" in line for line in lines)
    assert any("2 rows were read." in line for line in lines)
    assert lines[-1] == "sanhak new process.setpoints --data your-file.xlsx"
    assert (tmp_path / "demo" / "test" / "one" / "report.en.html").is_file()
    assert "test/one/report.en.html" in (tmp_path / "demo" / "index.html").read_text(encoding="utf-8")


def test_a_case_that_is_refused_is_told_and_ends_with_1(demo, tmp_path):
    code, lines = demo(case("refused", "refuse"))
    assert code == 1
    assert any(line.startswith("S002") for line in lines)
    assert lines[-1].startswith("sanhak new")
    assert (tmp_path / "demo" / "index.html").is_file()
