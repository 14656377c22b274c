"""Writes the golden artefacts of models of life: what each predictor and each part must say for ever after.

Run it only for what is new, ``PYTHONPATH=tests python tests/study/lasting/golden/make.py NAME``: an artefact that
exists is a promise to everyone who has stored an answer.
"""

import json
import sys
from pathlib import Path

import numpy as np

from sanhak.model.life.keeping import save
from sanhak.model.life.remaining import Age, Asked, Line, Trees
from sanhak.model.life.survival import Accelerated, Boosted, Cox, Forest, KaplanMeier, Spells
from sanhak.model.life.survival.contest import Blend
from sanhak.model.life.windows import Windows
from sanhak.table.keep import write_table
from study.lasting.fleets import FLEETS, LOOKED_AT, answered

HERE = Path(__file__).parent
ASKED = np.round(np.random.default_rng(1).normal(size=(5, 2)), 9)
AGES = np.array([10.0, 40.0, 90.0])


def spells():
    """Eighty lives, which fail the sooner the more the first input is."""
    rng = np.random.default_rng(0)
    inputs = np.round(rng.normal(size=(80, 2)), 9)
    life = np.round(60 * np.exp(-0.5 * inputs[:, 0]) * rng.weibull(2.0, 80) + 0.1, 9)
    return Spells.of(np.minimum(life, 80.0), life < 80.0, inputs)


def blend():
    """All ways of survival, as a blend of them."""
    parts = (KaplanMeier(), Accelerated(), Cox(), Forest(trees=4), Boosted())
    return Blend(tuple(part.fit(spells()) for part in parts))


def learners():
    """Those who learn remaining life from features."""
    rng = np.random.default_rng(2)
    X = np.round(rng.normal(size=(90, 2)), 6).astype(np.float32)
    y = np.round(np.clip(50 + 20 * X[:, 0] - 10 * X[:, 1], 0, 100), 6).astype(float)
    asked = Asked(100.0, Windows((5.0,)), seeds=1, trees=4)
    return [one.fit(X, y) for one in (Age(), Line(), Trees(asked))]


def said_by(some):
    """What each of them expects of the rows asked about."""
    return [one.predict(ASKED.astype(np.float32)).tolist() for one in some]


def told(outlook):
    """What is kept of what a predictor says."""
    return {"assets": list(outlook.lives.assets), "lasts": outlook.lasts.tolist()}


def make(name):
    """Store one artefact with what it says."""
    folder = HERE / name
    if name == "survival":
        save(folder, "parts", {"model": blend()})
        said = blend().survival(ASKED, AGES).tolist()
    elif name == "learners":
        save(folder, "parts", {"model": learners()})
        said = said_by(learners())
    else:
        answer, tables = answered(name)
        table = tables[LOOKED_AT[name]].rows(range(-5, 0))
        answer.models["life"].save(folder)
        write_table(table, folder.with_suffix(".parquet"))
        said = told(answer.models["life"].predict(table))
    (HERE / f"{name}.json").write_text(json.dumps(said) + "\n")


if __name__ == "__main__":
    for name in (*FLEETS, "survival", "learners"):
        if name in sys.argv[1:]:
            make(name)
