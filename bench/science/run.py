"""Properties of formulas and molecules on public tables and official splits, beside plain learners on our features.

README.md. ``SANHAK_DATA=… python bench/science/run.py [table …]``: each named table (``all`` for all) is judged and
kept in build/science; the tables are then printed from all that was kept.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.stats import rankdata

from sanhak.model import Model
from sanhak.model.calibration import wilson
from sanhak.model.encoder import Encoder
from sanhak.model.prediction import LabelPrediction
from sanhak.run import Run
from sanhak.table import Column, Kind, Table
from sanhak.table.split import choose_split

ROOT: Final = Path(__file__).parents[2]
KEPT: Final = ROOT / "build" / "science"
SEED: Final = 0
DRAWN: Final = 1000
"""Bootstrap draws of the test rows."""
BANDS: Final = ((0.0, 0.35), (0.35, 0.5), (0.5, 1.01))
ENOUGH: Final = 100
"""Molecules of a band whose coverage is judged."""

Floats = NDArray[np.float64]
Fold = tuple[Table, Table]


@dataclass(frozen=True, slots=True)
class Task:
    """A table: its folds of teaching and judging rows, what is learnt, the metric, its limit and its aim."""

    name: str
    folds: Callable[[Path], list[Fold]]
    matter: str
    outcome: str
    metric: str
    limit: float | None = None
    aim: float | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """What one method did on one table: the metric with its 95 % interval, coverage, and CPU seconds of all folds."""

    method: str
    value: float
    lower: float
    upper: float
    seconds: float
    inside: float | None = None
    split: str = ""
    chosen: str = ""


def formulas(file: str) -> Callable[[Path], list[Fold]]:
    """A table of formulas on the official folds of Matbench."""

    def folds(data: Path) -> list[Fold]:
        frame = pl.read_csv(data / "materials" / f"{file}.csv", schema_overrides={"target": pl.Float64})
        table = Table(frame, (Column("formula", Kind.FORMULA), Column("target")))
        name = {"steels_yield": "steels"}.get(file, file)
        official = json.loads((data / "materials" / "matbench_official_folds.json").read_text(encoding="utf-8"))[name]
        rows = np.arange(len(table))
        return [(table.rows(np.setdiff1d(rows, judging)), table.rows(np.array(judging))) for judging in official]

    return folds


def electrolytes(data: Path) -> list[Fold]:
    """Ionic conductivity by its logarithm, on the official split; what is censored counts as its limit."""

    def read(part: str) -> Table:
        frame = pl.read_csv(data / "materials" / f"obelix_{part}.csv", infer_schema_length=0)
        value = pl.col("Ionic conductivity (S cm-1)").str.strip_chars("<> ").cast(pl.Float64, strict=False)
        chosen = frame.select(pl.col("True Composition").alias("formula"), value.log10().alias("target")).drop_nulls()
        return Table(chosen, (Column("formula", Kind.FORMULA), Column("target")))

    return [(read("train"), read("test"))]


def polymers(data: Path) -> list[Fold]:
    """Glass transitions, whole scaffolds of repeat units held out."""
    frame = pl.read_csv(data / "materials" / "polymer_tg.csv").select(
        pl.col("SMILES").alias("molecule"), pl.col("tg").cast(pl.Float64).alias("target")
    )
    table = Table(frame, (Column("molecule", Kind.MOLECULE), Column("target", unit="°C")))
    split = choose_split(table, "target", Run(seed=SEED), inputs=("molecule",), override="scaffold")
    return [(table.rows(teaching), table.rows(judging)) for teaching, judging in split]


def molecules(name: str, *, label: bool) -> Callable[[Path], list[Fold]]:
    """A table of molecules on its official split."""

    def folds(data: Path) -> list[Fold]:
        def read(part: str) -> Table:
            frame = pl.read_csv(data / "drug" / f"{name}_{part}.csv")
            matter, outcome = frame.columns
            value = pl.col(outcome).cast(pl.Float64)
            shown = value.cast(pl.Int64).cast(pl.String) if label else value
            chosen = frame.select(pl.col(matter).alias("molecule"), shown.alias("target"))
            facts = Column("target", Kind.CATEGORY if label else Kind.NUMBER)
            return Table(chosen, (Column("molecule", Kind.MOLECULE), facts))

        return [(read("train"), read("test"))]

    return folds


TASKS: Final = (
    Task("steels", formulas("steels_yield"), "formula", "target", "MAE [MPa]", 86.0, 81.0),
    Task("expt_gap", formulas("expt_gap"), "formula", "target", "MAE [eV]", 0.40, 0.36),
    Task("obelix", electrolytes, "formula", "target", "MAE [log10 S/cm]", 1.22),
    Task("polymer_tg", polymers, "molecule", "target", "MAE [°C]", 28.5),
    Task("hERG", molecules("hERG", label=True), "molecule", "target", "AUROC", 0.83, 0.86),
    Task("DILI", molecules("DILI", label=True), "molecule", "target", "AUROC", 0.88),
    Task("Pgp", molecules("Pgp_Broccatelli", label=True), "molecule", "target", "AUROC"),
    Task("AMES", molecules("AMES", label=True), "molecule", "target", "AUROC"),
    Task("HLM", molecules("ADME_HLM", label=False), "molecule", "target", "MAE [log10]"),
    Task("Sol", molecules("ADME_Sol", label=False), "molecule", "target", "MAE [log10]"),
)


def judged(task: Task, data: Path) -> tuple[list[Seen], list[dict[str, Any]]]:
    """Every method on one table, and for numbers of molecules the coverage by band of likeness."""
    folds = task.folds(data)
    truth, said, low, high, near, seconds, split, chosen = _ours(task, folds)
    inside = None if low is None else float(((low <= truth) & (truth <= high)).mean())
    rows = [_seen("Sanhak", task, truth, said, seconds, inside, split, chosen)]
    for name, plain in (("extremely randomised trees, 150", _trees), ("LightGBM, 300", _boosted)):
        predicted, used = _plain(task, folds, plain)
        rows.append(_seen(name, task, truth, predicted, used))
    if task.metric == "AUROC":
        constant = np.zeros(len(truth))
    else:
        constant = np.concatenate([np.full(len(test), np.nanmean(train.values(task.outcome))) for train, test in folds])
    rows.append(_seen("mean", task, truth, constant, 0.0))
    return rows, [] if low is None or task.matter == "formula" else list(_bands(truth, low, high, near))


def _ours(task: Task, folds: list[Fold]) -> tuple[Any, ...]:
    truth, said, low, high, near = [], [], [], [], []
    began, split, chosen = time.process_time(), "", []
    for train, test in folds:
        model = Model.fit(train, [task.matter], task.outcome, Run(seed=SEED))
        told = model.predict(test)
        truth.append(_truth(task, test))
        split = model.split.name
        chosen.append(next(score.candidate.render() for score in model.scores if score.chosen))
        if isinstance(told, LabelPrediction):
            said.append(told.chance("1"))
            continue
        said.append(told.mean)
        ends = told.interval(0.9)
        low.append(ends[0])
        high.append(ends[1])
        near.append(1 - model.domain.distance(model.ensemble.encoder.transform(test)))
    used = time.process_time() - began
    ends = (np.concatenate(low), np.concatenate(high), np.concatenate(near)) if low else (None, None, None)
    names = ", ".join(dict.fromkeys(chosen))
    return np.concatenate(truth), np.concatenate(said), *ends, used, split, names


def _truth(task: Task, table: Table) -> Floats:
    if task.metric == "AUROC":
        return np.array([float(text) for text in table.texts(task.outcome) if text is not None])
    return table.values(task.outcome)


def _plain(task: Task, folds: list[Fold], make: Callable[[bool], Any]) -> tuple[Floats, float]:
    """A plain learner on the matrix of our encoder."""
    label = task.metric == "AUROC"
    said, began = [], time.process_time()
    for train, test in folds:
        encoder = Encoder.fit(train, [task.matter])
        learner = make(label).fit(encoder.transform(train), _truth(task, train))
        X = encoder.transform(test)
        said.append(learner.predict_proba(X)[:, 1] if label else learner.predict(X))
    return np.concatenate(said), time.process_time() - began


def _trees(label: bool) -> Any:  # noqa: FBT001 - one of two
    from sklearn.ensemble import ExtraTreesClassifier, ExtraTreesRegressor

    kind = ExtraTreesClassifier if label else ExtraTreesRegressor
    return kind(150, max_features=1.0 if not label else "sqrt", random_state=SEED, n_jobs=1)


def _boosted(label: bool) -> Any:  # noqa: FBT001 - one of two
    from lightgbm import LGBMClassifier, LGBMRegressor

    kind = LGBMClassifier if label else LGBMRegressor
    return kind(n_estimators=300, learning_rate=0.05, n_jobs=1, random_state=SEED, verbosity=-1)


def _seen(
    method: str, task: Task, truth: Floats, said: Floats, seconds: float, inside: float | None = None,
    split: str = "", chosen: str = "",
) -> Seen:  # fmt: skip
    score = auroc if task.metric == "AUROC" else absolute
    rng = np.random.default_rng(SEED)
    drawn = []
    while len(drawn) < DRAWN:
        rows = rng.integers(len(truth), size=len(truth))
        if np.ptp(truth[rows]) > 0:
            drawn.append(score(truth[rows], said[rows]))
    low, high = np.quantile(drawn, (0.025, 0.975))
    return Seen(method, score(truth, said), float(low), float(high), seconds, inside, split, chosen)


def auroc(truth: Floats, said: Floats) -> float:
    """Share of pairs of an active and an inactive molecule that stand in the right order."""
    ranks, active = rankdata(said), truth > 0
    count = int(active.sum())
    return float((ranks[active].sum() - count * (count + 1) / 2) / (count * (len(truth) - count)))


def absolute(truth: Floats, said: Floats) -> float:
    """Mean absolute error."""
    return float(np.abs(truth - said).mean())


def _bands(truth: Floats, low: Floats, high: Floats, near: Floats) -> Iterator[dict[str, Any]]:
    inside = (low <= truth) & (truth <= high)
    for start, end in BANDS:
        here = (near >= start) & (near < end)
        count = int(here.sum())
        if not count:
            continue
        share = float(inside[here].mean())
        least, most = wilson(share, count)
        width = float((high - low)[here].mean())
        yield {"from": start, "rows": count, "inside": share, "lower": least, "upper": most, "width": width}


def told() -> str:
    """The tables of everything that was judged."""
    lines = [
        "| table | metric | limit | Sanhak | of it chosen | 90 % holds | CPU s | trees | LightGBM | mean |",
        "| --- | --- | ---: | ---: | --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    bands = [
        "| table | likeness to the nearest | molecules | 90 % holds | mean width |",
        "| --- | --- | ---: | ---: | ---: |",
    ]
    for task in TASKS:
        file = KEPT / f"{task.name}.json"
        if not file.is_file():
            continue
        kept = json.loads(file.read_text(encoding="utf-8"))
        ours, *others = kept["seen"]
        inside = "–" if ours["inside"] is None else f"{ours['inside']:.3f}"
        limit = "–" if task.limit is None else f"{'≥' if task.metric == 'AUROC' else '≤'} {task.limit:g}"
        cells = [task.name, task.metric, limit, _shown(ours), f"{ours['chosen']} ({ours['split']})", inside]
        lines.append("| " + " | ".join([*cells, f"{ours['seconds']:.0f}", *map(_shown, others)]) + " |")
        for band in kept["bands"]:
            likeness = f"{band['from']:g} and more"
            share = f"{band['inside']:.3f} ({band['lower']:.3f}–{band['upper']:.3f})"
            mark = "" if band["rows"] >= ENOUGH else " (few)"
            bands.append(f"| {task.name} | {likeness} | {band['rows']}{mark} | {share} | {band['width']:.2f} |")
    return "\n".join(lines) + "\n\n" + "\n".join(bands) + "\n"


def _shown(seen: dict[str, Any]) -> str:
    return f"{seen['value']:.3g} ({seen['lower']:.3g}–{seen['upper']:.3g})"


def main() -> None:
    """Judge and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("tables", nargs="*", help="names of tables; none only prints what was kept, all judges all")
    given = parser.parse_args()
    data = os.environ.get("SANHAK_DATA")
    if given.tables and not data:
        sys.exit("SANHAK_DATA is not set: the folder with materials/ and drug/")
    KEPT.mkdir(parents=True, exist_ok=True)
    for task in TASKS:
        if task.name in given.tables or "all" in given.tables:
            seen, bands = judged(task, Path(str(data)))
            kept = {"seen": [asdict(one) for one in seen], "bands": bands}
            (KEPT / f"{task.name}.json").write_text(json.dumps(kept, indent=1), encoding="utf-8")
    sys.stdout.write(told())


if __name__ == "__main__":
    main()
