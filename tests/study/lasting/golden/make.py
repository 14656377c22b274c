"""Writes the golden artefacts of models of life: what each predictor and each part must say for ever after.

Run it only for what is new, ``PYTHONPATH=tests python tests/study/lasting/golden/make.py NAME``: an artefact that
exists is a promise to everyone who has stored an answer.
"""

import json
import sys
from pathlib import Path

import numpy as np

from sanhak.model.life.histories import History
from sanhak.model.life.keeping import save
from sanhak.model.life.past import Past
from sanhak.model.life.remaining import Age, Asked, Line, Mean, Rows, Trees, taught
from sanhak.model.life.sequence import Design
from sanhak.model.life.survival import Accelerated, Boosted, Cox, Forest, KaplanMeier, Spells
from sanhak.model.life.survival.blend import Blend
from sanhak.model.life.survival.ranked import Ranked
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
    parts = (KaplanMeier(), Accelerated(), Ranked(Cox()), Forest(trees=4), Boosted())
    return Blend(tuple(part.fit(spells()) for part in parts), np.array([0.1, 0.2, 0.3, 0.2, 0.2]))


def learners():
    """Those who learn remaining life from features."""
    rng = np.random.default_rng(2)
    X = np.round(rng.normal(size=(90, 2)), 6).astype(np.float32)
    y = np.round(np.clip(50 + 20 * X[:, 0] - 10 * X[:, 1], 0, 100), 6).astype(float)
    asked = Asked(100.0, Windows((5.0,)), seeds=1, trees=4)
    return [one.fit(_past(X), y) for one in (Age(), Line(), Trees(asked))]


def said_by(some):
    """What each of them expects of the rows asked about."""
    return [one.predict(_past(ASKED.astype(np.float32))).tolist() for one in some]


def _past(X):
    """Features alone, of no life."""
    return Past(X, (), np.zeros(len(X), dtype=np.int64), np.zeros(len(X), dtype=np.int64))


def lives():
    """Readings of eight assets, whose first sensor rises until they fail."""
    for seed in range(8):
        rng = np.random.default_rng([5, seed])
        time = np.arange(40.0 + 5 * seed)
        values = np.round(np.column_stack([4 * (time / time[-1]) ** 3, rng.normal(size=len(time))]), 6)
        still = np.zeros((len(time), 0)), np.zeros(len(time), dtype=int)
        yield History(f"A{seed}", time, values, *still, failed=True)


def looked_back():
    """The past of those assets at their readings."""
    return Rows.of(tuple(lives()), Asked(40.0, Windows((5.0,))))


def networks():
    """Small networks on sequences, and their mean with a line."""
    from sanhak.model.life.sequence.networks import Networks

    design = Design(steps=8, width=4, members=1, epochs=2)
    return taught(Mean([Line(), Networks(40.0, design)], 40.0), looked_back(), 40.0)


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
    elif name == "networks":
        save(folder, "parts", {"model": networks()})
        said = networks().predict(looked_back().past)[::40].tolist()
    else:
        answer, tables = answered(name)
        table = tables[LOOKED_AT[name]].rows(range(-5, 0))
        answer.models["life"].save(folder)
        write_table(table, folder.with_suffix(".parquet"))
        said = told(answer.models["life"].predict(table))
    (HERE / f"{name}.json").write_text(json.dumps(said) + "\n")


if __name__ == "__main__":
    for name in (*FLEETS, "survival", "learners", "networks"):
        if name in sys.argv[1:]:
            make(name)
