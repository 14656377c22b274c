"""Networks enter the contest where the effort allows it and PyTorch is there; otherwise the answer says why not."""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np
import polars as pl

from sanhak.areas.maintenance import RemainingLife
from sanhak.model.life.heldout import CANDIDATES
from sanhak.model.life.sequence import Design
from sanhak.run import Run
from sanhak.study.remaining_life import learning
from sanhak.table import Table

START = datetime(2024, 1, 1)  # noqa: DTZ001 - a plant's clock shows local time


def readings(assets, days, name):
    rng = np.random.default_rng(days)
    rows = {
        "asset": [f"{name}-{at}" for at in range(assets) for _ in range(days)],
        "time": [START + timedelta(days=day) for _ in range(assets) for day in range(days)],
        "vibration": np.tile(np.arange(days) / 10, assets) + rng.normal(2, 0.1, assets * days),
    }
    return Table.of(pl.DataFrame(rows), units={"vibration": "mm/s"})


def answered(monkeypatch, *, allowed, installed):
    """The answer of a short study, whose effort counts as enough for networks or not."""
    monkeypatch.setattr(learning, "allowed", lambda _run: allowed)
    monkeypatch.setattr(learning, "installed", lambda: installed)
    monkeypatch.setattr(learning, "Design", lambda: Design(steps=5, width=4, members=1, epochs=1))
    tables = {"data": readings(10, 24, "P"), "running": readings(2, 9, "R")}
    return RemainingLife().solve(tables, Run(effort=0.02))


def test_they_stand_in_the_table_of_candidates_with_what_they_cost_and_where(monkeypatch):
    answer = answered(monkeypatch, allowed=True, installed=True)
    (network,) = [score for score in answer.scores if score.candidate == CANDIDATES["networks"]]
    assert network.seconds > 0
    said = answer.preparation[-1].said
    assert "PyTorch" in said.render("en")
    assert "단계" in said.render("ko")
    assert "M330" not in {finding.code for finding in answer.findings}


def test_without_pytorch_the_others_meet_and_one_line_says_so(monkeypatch):
    answer = answered(monkeypatch, allowed=True, installed=False)
    assert CANDIDATES["networks"] not in [score.candidate for score in answer.scores]
    (left_out,) = [finding for finding in answer.findings if finding.code == "M330"]
    assert 'pip install "sanhak[deep]"' in left_out.remedy.render("en")


def test_a_usual_effort_asks_for_none(monkeypatch):
    answer = answered(monkeypatch, allowed=False, installed=False)
    assert "M330" not in {finding.code for finding in answer.findings}
    assert len(answer.scores) == len(CANDIDATES) - 2
