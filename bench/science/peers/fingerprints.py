"""CatBoost with its defaults on counts of circular environments and Avalon features, ErG and RDKit's descriptors.

This mixture leads many tables of the ADMET leaderboard: J. H. Notwell and M. W. Wood, ADMET property prediction through
combinations of molecular fingerprints, arXiv:2310.00174 (2023).
"""

from __future__ import annotations

from functools import cache
from importlib.metadata import version
from typing import Any

import numpy as np
from catboost import CatBoostClassifier, CatBoostRegressor
from rdkit import Chem, RDLogger
from rdkit.Avalon import pyAvalonTools
from rdkit.Chem import Descriptors, rdFingerprintGenerator, rdReducedGraphs

RDLogger.DisableLog("rdApp.*")
VERSIONS = {name: version(name) for name in ("rdkit", "catboost", "numpy")}
CIRCULAR = rdFingerprintGenerator.GetMorganGenerator(radius=2, fpSize=1024)
LARGEST = 1e6
"""A descriptor beyond it is cut to it."""


def read(texts: list[str], values: list[Any]) -> tuple[list[str], list[Any]]:
    """The rows whose structure is read."""
    pairs = [(text, value) for text, value in zip(texts, values, strict=True) if described(text) is not None]
    return [text for text, _ in pairs], [value for _, value in pairs]


@cache
def described(text: str) -> np.ndarray | None:
    """The features of one molecule; None where RDKit does not read it."""
    molecule = Chem.MolFromSmiles(text)
    if molecule is None:
        return None
    avalon = pyAvalonTools.GetAvalonCountFP(molecule, nBits=1024)
    counted = np.zeros(1024)
    for place, count in avalon.GetNonzeroElements().items():
        counted[place] = count
    whole = np.array([calculate(molecule) for _, calculate in Descriptors.descList], dtype=float)
    parts = (
        CIRCULAR.GetCountFingerprintAsNumPy(molecule),
        counted,
        rdReducedGraphs.GetErGFingerprint(molecule),
        np.clip(np.nan_to_num(whole), -LARGEST, LARGEST),
    )
    return np.concatenate(parts).astype(np.float32)


def expect(teaching: list[str], values: list[float], judging: list[str], label: bool) -> np.ndarray:  # noqa: FBT001
    """What is expected of the judging rows; of labels the chance of 1."""
    X, asked = (np.array([described(text) for text in texts]) for texts in (teaching, judging))
    settings = {"random_seed": 0, "thread_count": 1, "verbose": False, "allow_writing_files": False}
    if label:
        return CatBoostClassifier(**settings).fit(X, values).predict_proba(asked)[:, 1]
    return CatBoostRegressor(**settings).fit(X, values).predict(asked)
