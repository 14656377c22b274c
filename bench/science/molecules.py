"""Molecules: what reading and describing cost, and which descriptions predict best on the three tables for tuning.

python bench/science/molecules.py            throughput
python bench/science/molecules.py choice     error of each choice, in turns on the same scaffold folds

SANHAK_DATA names the folder with drug/esol.csv, freesolv.csv and lipo.csv; none of them is reported anywhere else.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from time import process_time
from typing import Any

import lightgbm
import numpy as np
import polars as pl
from rdkit import rdBase
from rdkit.Chem import Descriptors, rdFingerprintGenerator, rdMolDescriptors

from sanhak.model.molecule import describe
from sanhak.model.molecule.descriptors import NAMES, PARTS
from sanhak.table.check.check import check_table
from sanhak.table.column import Column, Kind
from sanhak.table.molecules.polymer import capped
from sanhak.table.molecules.standard import standardised, structure_of
from sanhak.table.split_scaffold import scaffold_of
from sanhak.table.table import Table

TABLES = {"freesolv": "freesolv", "esol": "logSolubility", "lipo": "lipo"}
REPEATS = {"freesolv": 3, "esol": 3, "lipo": 1}
FOLDS = 5
REFERENCE = "ours"
Matrix = np.ndarray[Any, np.dtype[np.float64]]


def read(name: str) -> tuple[list[str], Matrix]:
    """Texts and values of one table, without texts that are no molecule."""
    frame = pl.read_csv(Path(os.environ["SANHAK_DATA"]) / "drug" / f"{name}.csv")
    texts = frame["smiles"].to_list()
    kept = [at for at, text in enumerate(texts) if not isinstance(standardised(text), type)]
    return [texts[at] for at in kept], frame[TABLES[name]].to_numpy()[kept]


def seconds(act: Callable[[], object]) -> float:
    """CPU seconds of an act."""
    start = process_time()
    act()
    return process_time() - start


def throughput() -> None:
    """Texts a CPU second, nothing remembered beforehand but what the step before has."""
    for name in TABLES:
        texts = pl.read_csv(Path(os.environ["SANHAK_DATA"]) / "drug" / f"{name}.csv")["smiles"].to_list()
        column = Table(pl.DataFrame({"smiles": texts}), (Column("smiles", Kind.MOLECULE),))
        steps = {
            "standardise": lambda texts=texts: [standardised(text) for text in texts],
            "check": lambda column=column: check_table(column),
            "scaffold": lambda texts=texts: [scaffold_of(text) for text in texts],
            "describe": lambda texts=texts: describe(texts),
            "again": lambda texts=texts: describe(texts),
        }
        told = {step: len(texts) / seconds(act) for step, act in steps.items()}
        print(f"{name:9}", *(f"{step} {rate:8,.0f}/s" for step, rate in told.items()), flush=True)


def choices(texts: list[str]) -> dict[str, Matrix]:
    """The matrix of each choice."""
    ours = describe(texts).values
    plain, groups = ours[:, : len(NAMES)], ours[:, len(NAMES) :]
    molecules = [capped(structure_of(standardised(text).flat)) for text in texts]
    ends = np.cumsum([len(part(molecules[0])) for part in PARTS.values()])
    family = dict(zip(PARTS, np.split(plain, ends[:-1], axis=1), strict=True))
    found = {
        REFERENCE: ours,
        "descriptors only": plain,
        "groups only": groups,
        "groups in 512 columns": np.hstack([plain, counted(molecules, 512)]),
        "groups in 2,048 columns": np.hstack([plain, counted(molecules, 2048)]),
        "with 192 autocorrelations": np.hstack([ours, each(molecules, rdMolDescriptors.CalcAUTOCORR2D)]),
        "all of RDKit's and groups": np.hstack([each(molecules, everything), groups]),
    }
    for name in ("charge", "state", "MQN", "fragment"):
        found[f"without {name}"] = np.hstack([*(part for other, part in family.items() if other != name), groups])
    return found


def each(molecules: list[Any], describing: Callable[[Any], list[float]]) -> Matrix:
    """One row a molecule, finite."""
    return np.clip(np.nan_to_num(np.array([list(describing(one)) for one in molecules], dtype=float)), -1e6, 1e6)


def everything(molecule: Any) -> list[float]:
    """All two-dimensional descriptors of RDKit."""
    return [value(molecule) for _, value in Descriptors.descList]


def counted(molecules: list[Any], width: int) -> Matrix:
    """Groups of atoms in so many columns."""
    generator = rdFingerprintGenerator.GetMorganGenerator(radius=2, fpSize=width)
    return np.minimum(np.array([generator.GetCountFingerprintAsNumPy(one) for one in molecules], dtype=float), 15)


def error(matrix: Matrix, values: Matrix, judged: np.ndarray[Any, Any]) -> float:
    """RMSE of boosted trees on the judged rows."""
    learner = lightgbm.LGBMRegressor(
        n_estimators=300, learning_rate=0.05, num_leaves=15, colsample_bytree=0.3, min_child_samples=10, n_jobs=1,
        verbose=-1, random_state=0,
    )  # fmt: skip
    learner.fit(matrix[~judged], values[~judged])
    return float(np.sqrt(np.mean((learner.predict(matrix[judged]) - values[judged]) ** 2)))


def choice() -> None:
    """RMSE of each choice on the same folds, and its paired difference from ours with one standard error."""
    for name, repeats in REPEATS.items():
        texts, values = read(name)
        matrices = choices(texts)
        frames = np.unique([scaffold_of(text) for text in texts], return_inverse=True)[1]
        errors: dict[str, list[float]] = {alternative: [] for alternative in matrices}
        for seed in range(repeats):
            fold = np.random.default_rng(seed).integers(0, FOLDS, frames.max() + 1)[frames]
            for number in range(FOLDS):
                for alternative, matrix in matrices.items():
                    errors[alternative].append(error(matrix, values, fold == number))
        for alternative, these in errors.items():
            change = 100 * (np.array(these) / np.array(errors[REFERENCE]) - 1)
            spread = change.std(ddof=1) / np.sqrt(len(change))
            width = matrices[alternative].shape[1]
            rmse = np.mean(these)
            print(f"{name:9} {alternative:26} {width:5} {rmse:7.4f} {change.mean():+6.2f} % ± {spread:.2f}", flush=True)


if __name__ == "__main__":
    rdBase.DisableLog("rdApp.*")
    choice() if sys.argv[1:] == ["choice"] else throughput()
