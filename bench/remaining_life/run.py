"""Remaining life on NASA's turbofan engines (C-MAPSS FD001), chosen on whole training engines. See README.md.

SANHAK_DATA=… python bench/remaining_life/run.py          # cross-validation over whole training engines
SANHAK_DATA=… python bench/remaining_life/run.py --test   # and the official test, evaluated once with what was chosen
SANHAK_DATA=… python bench/remaining_life/run.py --deep   # networks on sequences beside it; with --test there too
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from time import process_time
from typing import Final

ONE_THREAD: Final = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "POLARS_MAX_THREADS")
"""CPU time is compared, so one thread does the work; set before a library loads."""
os.environ.update(dict.fromkeys(ONE_THREAD, "1"))

import numpy as np  # noqa: E402
from numpy.typing import NDArray  # noqa: E402

from sanhak.model.life.heldout import Held, held_out, learn, learners  # noqa: E402
from sanhak.model.life.histories import History  # noqa: E402
from sanhak.model.life.past import Past  # noqa: E402
from sanhak.model.life.remaining import Asked, interval  # noqa: E402
from sanhak.model.life.sequence import Design  # noqa: E402
from sanhak.model.life.windows import Windows  # noqa: E402
from sanhak.model.prediction import Floats  # noqa: E402
from sanhak.run import Run  # noqa: E402

CAP: Final = 125.0
"""Cycles up to which lives are learnt, as in the papers that are compared with."""
TRUNCATIONS, YOUNGEST = 12, 30
"""Cuts of each engine that judge in cross-validation, and the least age at which one is cut."""
DRAWS: Final = 2000
SENSORS, SETTINGS = slice(5, 26), slice(2, 5)


def main() -> None:
    """Print the tables of the README."""
    folder = os.environ.get("SANHAK_DATA")
    if not folder:
        sys.exit("SANHAK_DATA names no folder: the engines of plant/cmapss are not there")
    place = Path(folder) / "plant" / "cmapss"
    engines = _read(place / "train_FD001.txt", failed=True)
    print(f"{'cross-validation over whole engines':<38}{'RMSE':>22}{'score':>8}{'covered':>16}{'width':>7}{'CPU s':>7}")
    peer = _peer(engines)
    ours = {}
    for name, age in (("windows up to a life, age", True), ("windows up to a life, no age", False)):
        asked = Asked.usual(engines, CAP, age=age)
        ours[name] = held_out(engines, asked, Run())
    first = next(iter(ours.values()))
    cuts = _cuts(first)
    _line("what engines of this age had left", first, "age", cuts)
    _line("linear health index", first, "line", cuts)
    _line("LightGBM, 60-cycle windows, age", peer, "peer", cuts)
    for name, held in ours.items():
        _line(name, held, "trees", cuts)
    print(_paired("windows up to a life less 60-cycle windows", (first, "trees"), (peer, "peer"), cuts))
    helds = dict(zip(("with age", "without age"), ours.values(), strict=True))
    if "--deep" in sys.argv:
        helds["networks, with age"] = _deep(engines, first, peer, cuts)
    if "--test" in sys.argv:
        _official(place, engines, helds)


def _deep(engines: Sequence[History], trees: Held, peer: Held, cuts: NDArray[np.int64]) -> Held:
    """Networks on the same folds, alone and averaged with the trees."""
    asked = Asked.usual(engines, CAP, networks=Design())
    nets = held_out(engines, asked, Run(), {"networks": learners(asked, 0)["networks"]})
    mean = (nets.said["networks"] + trees.said["trees"]) / 2
    both = replace(nets, said={"both": mean}, seconds={"both": nets.seconds["networks"] + trees.seconds["trees"]})
    _line("networks on sequences, age", nets, "networks", cuts)
    _line("mean of networks and windows, age", both, "both", cuts)
    for name, theirs in (("60-cycle windows", (peer, "peer")), ("windows up to a life", (trees, "trees"))):
        print(_paired(f"networks less {name}", (nets, "networks"), theirs, cuts))
    print(_paired("mean of both less windows up to a life", (both, "both"), (trees, "trees"), cuts))
    return nets


def _read(path: Path, *, failed: bool) -> list[History]:
    rows = np.loadtxt(path)
    parts = [rows[rows[:, 0] == unit] for unit in np.unique(rows[:, 0])]
    return [
        History(f"{part[0, 0]:.0f}", part[:, 1], part[:, SENSORS], part[:, SETTINGS],
                np.zeros(len(part), dtype=np.int64), failed)
        for part in parts
    ]  # fmt: skip


class Peer:
    """LightGBM on one window: last (mean of 5), mean, slope and spread of 60 cycles, and age, as commonly set."""

    def __init__(self, columns: NDArray[np.int64]) -> None:
        self.columns = columns

    def fit(self, past: Past, y: Floats) -> Peer:
        """Learn."""
        from lightgbm import LGBMRegressor

        settings = {"n_estimators": 300, "learning_rate": 0.05, "num_leaves": 31, "num_threads": 1, "verbosity": -1}
        self.model = LGBMRegressor(**settings, random_state=0).fit(past.X[:, self.columns], y)
        return self

    def predict(self, past: Past) -> Floats:
        """Predict."""
        return np.asarray(self.model.predict(past.X[:, self.columns]))


def _peer(engines: Sequence[History]) -> Held:
    windows = Windows((5.0, 60.0))
    names = windows.names(tuple(f"s{at}" for at in range(21)))
    seen = ("mean 5", "mean 60", "slope 60", "spread 60", "age")
    columns = np.array([at for at, (what, _) in enumerate(names) if what in seen])
    return held_out(engines, Asked(CAP, windows), Run(), {"peer": lambda: Peer(columns)})


def _cuts(held: Held) -> NDArray[np.int64]:
    """The same cuts for all, shape (engines, cuts)."""
    rng = np.random.default_rng(1)
    usable = [np.flatnonzero((held.asset == one) & (held.age >= YOUNGEST)) for one in np.unique(held.asset)]
    return np.stack([rng.choice(rows, TRUNCATIONS, replace=False) for rows in usable])


def score(off: Floats) -> Floats:
    """The penalty of each prediction that is ``off`` cycles too long (PHM 2008): late is worse than early."""
    return np.where(off < 0, np.exp(-off / 13) - 1, np.exp(off / 10) - 1)


def root(values: Floats) -> float:
    """Root of the mean square."""
    return float(np.sqrt(np.mean(np.square(values))))


def drawn(parts: Sequence[Floats], of: Callable[..., float]) -> tuple[float, float]:
    """A 95 % interval of ``of`` over engines drawn with replacement; each part has engines first."""
    rng = np.random.default_rng(2)
    engines = len(parts[0])
    found = [of(*(part[rows] for part in parts)) for rows in rng.integers(0, engines, (DRAWS, engines))]
    return float(np.quantile(found, 0.025)), float(np.quantile(found, 0.975))


def _line(name: str, held: Held, key: str, cuts: NDArray[np.int64]) -> None:
    off = (held.said[key] - held.capped)[cuts]
    lower, upper = (np.minimum(end, CAP)[cuts] for end in interval(held.quantiles(key)))
    came = held.capped[cuts]
    inside = ((lower <= came) & (came <= upper)).astype(float)
    low, high = drawn([off], root)
    less, more = drawn([inside], lambda values: float(values.mean()))
    width = (upper - lower).mean()
    print(f"{name:<38}{root(off):8.2f} ({low:5.2f}–{high:5.2f}){100 * score(off).mean():8.0f}"
          f"{inside.mean():7.3f} ({less:.2f}–{more:.2f}){width:6.1f}{held.seconds[key]:7.1f}")  # fmt: skip


def _paired(name: str, ours: tuple[Held, str], theirs: tuple[Held, str], cuts: NDArray[np.int64]) -> str:
    one, other = ((held.said[key] - held.capped)[cuts] for held, key in (ours, theirs))
    low, high = drawn([one, other], lambda one, other: root(one) - root(other))
    return (f"RMSE of {name}, paired by engine: {root(one) - root(other):.2f} ({low:.2f} to {high:.2f}), "
            f"{cuts.size} cuts of {len(cuts)} engines")  # fmt: skip


def _official(place: Path, engines: Sequence[History], helds: dict[str, Held]) -> None:
    tested = _read(place / "test_FD001.txt", failed=False)
    truth = np.loadtxt(place / "RUL_FD001.txt")
    print(f"\n{'official test, 100 engines':<38}{'RMSE':>22}{'score':>8}{'covered':>9}{'width':>7}{'CPU s':>7}")
    for who, held in helds.items():
        start = process_time()
        networks = Design() if "networks" in held.said else None
        asked = Asked.usual(engines, CAP, age=who != "without age", networks=networks)
        model = learn(engines, asked, held, Run())
        said = model.expected(tested)
        lower, upper = interval(model.spread.of(said))
        seconds = process_time() - start + sum(held.seconds.values())
        inside = float(((np.minimum(lower, CAP) <= truth) & (truth <= upper)).mean())
        width = float((np.minimum(upper, CAP) - np.minimum(lower, CAP)).mean())
        for name, came in (("capped at 125", np.minimum(truth, CAP)), ("uncapped", truth)):
            off = said - came
            low, high = drawn([off], root)
            shown = f"{inside:9.2f}{width:7.1f}{seconds:7.1f}" if name != "uncapped" else ""
            label = f"{who}, {name}"
            print(f"{label:<38}{root(off):8.2f} ({low:5.2f}–{high:5.2f}){score(off).sum():8.0f}{shown}")


if __name__ == "__main__":
    main()
