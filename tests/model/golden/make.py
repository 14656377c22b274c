"""Writes the golden artefacts: one small fitted learner of each kind, and what it must say for ever after.

Run it only for a kind that is new, ``python tests/model/golden/make.py KIND``: an artefact that exists is a promise to
everyone who has stored a model.
"""

import json
import sys
from pathlib import Path

import numpy as np

from sanhak.model.learners import METHODS
from sanhak.model.storage import save_learner

HERE = Path(__file__).parent
SMALL = {"trees": 3, "most": 5, "iterations": 10}
ASKED = np.round(np.random.default_rng(1).normal(size=(5, 5)), 9)


def rows():
    """Forty rows of two numbers and a category of three levels, and a rough outcome."""
    rng = np.random.default_rng(0)
    numbers = np.round(rng.normal(size=(40, 2)), 9)
    X = np.hstack([numbers, np.eye(3)[rng.integers(0, 3, 40)]])
    return X, np.round(np.sin(numbers[:, 0]) + numbers[:, 1] * X[:, 2] + 0.1 * rng.normal(size=40), 9)


def make(kind):
    """Fit and store one kind with what it says of ``ASKED``."""
    X, y = rows()
    learner = kind()
    learner.set_params(**{name: least for name, least in SMALL.items() if name in learner.get_params()})
    if "blocks" in learner.get_params():
        learner.set_params(blocks=(slice(2, 5),))
    if "counts" in learner.get_params():
        learner.set_params(counts=(slice(2, 5),))
    labels = hasattr(kind, "predict_proba")
    learner.fit(X, np.digitize(y, [-0.5, 0.5]) if labels else y)
    folder = HERE / kind.__name__
    save_learner(folder, "learner", learner)
    said = learner.predict_proba(ASKED) if labels else learner.predict(ASKED)
    (folder / "said.json").write_text(json.dumps(said.tolist()) + "\n")


if __name__ == "__main__":
    for kind in METHODS:
        if kind.__name__ in sys.argv[1:]:
            make(kind)
