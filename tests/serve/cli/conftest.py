"""The command line with a test area instead of the real ones, and small tables."""

import polars as pl
import pytest

from sanhak.serve.cli import main
from sanhak.serve.cli.console import aside, out
from sanhak.study import Area

AREA = Area(name="test", title="Tests", package="tests.study", studies={"kinds": "Everything", "alone": "Alone"})


@pytest.fixture(autouse=True)
def _plain(monkeypatch, tmp_path):
    monkeypatch.setenv("COLUMNS", "300")
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    monkeypatch.delenv("LC_ALL", raising=False)
    monkeypatch.delenv("LC_MESSAGES", raising=False)
    monkeypatch.setattr("sanhak.areas.areas", lambda: (AREA,))
    monkeypatch.chdir(tmp_path)
    out.cache_clear()
    aside.cache_clear()
    yield
    out.cache_clear()
    aside.cache_clear()


@pytest.fixture
def sanhak(capsys):
    """Carry a command out: exit code, what was printed, and what was said beside it."""

    def call(*words):
        code = main([str(word) for word in words])
        captured = capsys.readouterr()
        assert "Traceback" not in captured.err
        return code, captured.out, captured.err

    return call


@pytest.fixture
def data(tmp_path):
    """A table with a control, a category, a yield, an impurity and the weather."""
    rows = 40
    path = tmp_path / "data.csv"
    pl.DataFrame(
        {
            "T_jacket [degC]": [60 + (7 * row) % 35 for row in range(rows)],
            "catalyst": ["A" if row % 3 else "B" for row in range(rows)],
            "yield [%]": [70 + ((5 * row) % 13) / 2 for row in range(rows)],
            "impurity [%]": [1 + ((3 * row) % 11) / 20 for row in range(rows)],
            "ambient [degC]": [10 + (11 * row) % 17 for row in range(rows)],
        }
    ).write_csv(path)
    return path


@pytest.fixture
def study(tmp_path):
    """A study file that is answered."""
    path = tmp_path / "study.yaml"
    path.write_text("study: test.kinds\ncontrols: {T_jacket: [60, 95]}\nmaximize: yield\n")
    return path
