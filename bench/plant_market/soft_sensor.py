"""A laboratory value between samples on public tables, forward in their rows, beside plain regressions."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

import numpy as np
import polars as pl
from peers import told_by

from sanhak.areas.quality.soft_sensor import SoftSensor
from sanhak.model.between import tried
from sanhak.run import Run, one_thread
from sanhak.study.sensing.learning import learn
from sanhak.study.sensing.proof import Proof, proven, root
from sanhak.table import Column, Kind, Table

TITLE: Final = "A laboratory value between samples (quality.soft_sensor)"
PEER: Final = "soft_sensor"
SCRIPT: Final = Path(__file__).parent / "soft_sensor_peer.py"
PLAIN: Final = " (peer)"
MOVED: Final = " (peer, moved by our update)"
TABLES: Final = {"chem_proc_yield": "yield", "kamyr": "outcome"}
_START: Final = datetime(2026, 1, 1)  # noqa: DTZ001 - rows are only in order
_DRAWS: Final = 4000
_CLOSE: Final = 1.05


@dataclass(frozen=True, slots=True)
class Line:
    """What one method said of the judged rows, and the CPU seconds it took."""

    name: str
    said: list[float]
    seconds: float


def carry_out(data: Path, folder: Path) -> None:
    """Judge both tables; each is handed out by its own package in an environment of its own."""
    del data
    for name, outcome in TABLES.items():
        given = told_by(PEER, SCRIPT, {"table": name})
        if given is not None:
            pl.DataFrame(given, strict=False).write_csv(folder / f"{name}.csv")
            found = judged(given, outcome)
            (folder / f"{name}.json").write_text(json.dumps(found, indent=1), encoding="utf-8")


def judged(given: dict[str, Any], outcome: str) -> dict[str, Any]:
    """Our contest, with and without past errors, holding the last sample, and the peers on the same folds."""
    frame = pl.DataFrame(given, strict=False).cast(pl.Float64)
    names = [name for name in frame.columns if name != outcome]
    moments = pl.Series("time", [_START + timedelta(hours=row) for row in range(frame.height)], dtype=pl.Datetime("us"))
    columns = (Column("time", Kind.DATE), *(Column(name) for name in frame.columns))
    table = Table(frame.insert_column(0, moments), columns, time="time")
    study = SoftSensor(laboratory=outcome, delay=0.0)
    began = time.process_time()
    with one_thread():
        learnt = learn(study, table, None, Run())
        seconds = time.process_time() - began
        proof = proven(study, learnt, Run())
    split = learnt.model.split
    values = learnt.table.values(outcome)
    asked = {
        "X": frame.select(names).fill_null(float("nan")).to_numpy().tolist(),  # each row is a sample
        "y": values.tolist(),
        "folds": [[teaching.tolist(), judging.tolist()] for teaching, judging in split],
    }
    order = np.argsort(np.concatenate([judging for _, judging in split]), kind="stable")
    lines = _own(learnt, proof, seconds)
    for name, one in (told_by(PEER, SCRIPT, asked) or {}).items():
        said = np.array(one["said"])[order]
        lines.append(Line(f"{name}{PLAIN}", said.tolist(), one["seconds"]))
        lines.append(Line(f"{name}{MOVED}", tried(said, proof.measured, proof.fold).tolist(), one["seconds"]))
    cover = proof.coverage
    return {
        "measured": proof.measured.tolist(),
        "rows": len(values),
        "coverage": [cover.measured, cover.lower, cover.upper, cover.rows],
        "lines": [{"name": one.name, "said": one.said, "seconds": one.seconds} for one in lines],
    }


def _own(learnt: Any, proof: Proof, seconds: float) -> list[Line]:
    """What we said: the contest alone, as told in the answer, and the last sample."""
    held_out = learnt.model.held_out
    contest = np.asarray(held_out.prediction.mean)[np.argsort(held_out.rows, kind="stable")]
    return [
        Line("**our contest, choice nested**", contest.tolist(), seconds),
        Line("**as the answer believes**", proof.said.tolist(), seconds),
        Line("last sample held", learnt.samples.values[proof.places - 1].tolist(), 0.0),
    ]


def told(folder: Path) -> str:
    """A table for each data set: RMSE with its interval, against the best peer in hindsight, and the coverage."""
    parts = []
    for name in TABLES:
        kept = folder / f"{name}.json"
        if kept.is_file():
            parts.append(_told(name, json.loads(kept.read_text(encoding="utf-8"))))
    return "\n\n".join(parts)


def _told(name: str, found: dict[str, Any]) -> str:
    measured = np.array(found["measured"])
    draws = np.random.default_rng(0).integers(len(measured), size=(_DRAWS, len(measured)))
    errors = {one["name"]: measured - np.array(one["said"]) for one in found["lines"]}
    peers = {label: root(error) for label, error in errors.items() if label.endswith(PLAIN)}
    best = min(peers.values(), default=float("nan"))
    rows = [f"**{name}**: {found['rows']} rows in their order, {len(measured)} judged forward.", ""]
    rows += ["| method | RMSE | against the best peer in hindsight | CPU s |", "| :-- | --: | --: | --: |"]
    for one in sorted(found["lines"], key=lambda one: root(errors[one["name"]])):
        error = errors[one["name"]]
        drawn = np.sqrt((error[draws] ** 2).mean(axis=1))
        low, high = np.quantile(drawn, [0.025, 0.975])
        share = root(error) / best
        rows.append(
            f"| {one['name']} | {root(error):.3f} ({low:.3f}–{high:.3f}) | {share:.3f} | {one['seconds']:.1f} |"
        )
    own = root(errors["**our contest, choice nested**"]) / best
    share, low, high, count = found["coverage"]
    kept = "kept" if own <= _CLOSE else "missed"
    told = f"Within 5 % of the best peer: {kept} ({own:.3f}). 90 % intervals held on {share:.3f} ({low:.3f}–{high:.3f})"
    rows += ["", f"{told} of {count} samples."]
    return "\n".join(rows)
