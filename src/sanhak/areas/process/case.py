"""The cases of process optimisation: a measured one, read from the package that publishes it, and a virtual reactor."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sanhak.areas.process.findings import ExampleMoved, ExamplesMissing
from sanhak.finding import Refusal
from sanhak.study import Case
from sanhak.table import Column, Source, Table
from sanhak.text import say

if TYPE_CHECKING:
    from sanhak.areas.process.replay import Replay
    from sanhak.areas.process.setpoints import SetPoints

_PACKAGE: Final = "process-improve"
_INSTALL: Final = 'pip install "sanhak[examples]"'
_CATALOGUE: Final = Path("datasets", "experiments", "reference_catalogue", "box-draper-2007.json")
_EXPERIMENT: Final = "box-draper-11-ex-11-11-naphthalene-oxidation"
_COLUMNS: Final = {
    # The catalogue prints the first unit as L/pg; burning naphthalene takes 3.7 L of air for each gram of it.
    "xi1": Column("air_ratio", unit="L/g", lower=0.0),
    "xi2": Column("contact_time", unit="s", lower=0.0),
    "xi3": Column("bed_temperature", unit="°C"),
    "YP": Column("phthalic_anhydride", unit="%", lower=0.0, upper=100.0),
    "YN": Column("naphthoquinone", unit="%", lower=0.0, upper=100.0),
    "YM": Column("maleic_anhydride", unit="%", lower=0.0, upper=100.0),
    "YC": Column("complete_oxidation", unit="%", lower=0.0, upper=100.0),
}
_SOURCE: Final = Source(
    "Oxidation of naphthalene",
    provenance=(
        "80 runs printed by G. E. P. Box and N. R. Draper: Response Surfaces, Mixtures, and Ridge Analyses, 2nd "
        "edition, Wiley 2007, Table E11.11, pp. 375–377; transcribed in process-improve by K. G. Dunn"
    ),
)

_ROWS: Final = 240
_SEED: Final = 7
_USUAL: Final = {"jacket_temperature": (96.0, 108.0), "feed_rate": (200.0, 340.0)}
_LOW_LOAD: Final = {"jacket_temperature": (106.0, 118.0), "feed_rate": (90.0, 140.0)}
_LOW_LOAD_ROWS: Final = (110, 150)
"""First row of the low load, and first row after it. Between both ways of running lies what nobody has tried."""

_SCREENED: Final = {
    "jacket_temperature": (95.0, 101.0, 107.0, 113.0, 119.0, 125.0),
    "feed_rate": (80.0, 128.0, 176.0, 224.0, 272.0, 320.0),
    "feed_concentration": (4.5, 4.9, 5.3, 5.7),
    "feed_temperature": (95.0, 105.0, 115.0),
}
_SCREENED_RUNS: Final = 96


def naphthalene() -> Mapping[str, Table]:
    """The 80 measured runs of a naphthalene oxidation, as published.

    Raises
    ------
    Refusal
        S040 if the package that carries them is not installed, S041 if that package does not hold them any more.
    """
    import polars as pl

    found = find_spec(_PACKAGE.replace("-", "_"))
    if found is None or found.origin is None:
        raise Refusal(ExamplesMissing(case="naphthalene", package=_PACKAGE, command=_INSTALL))
    runs = _runs(Path(found.origin).parent / _CATALOGUE)
    given = pl.DataFrame(runs["rows"], schema=runs["columns"], orient="row")
    frame = given.select(pl.col(name).cast(pl.Float64).alias(column.name) for name, column in _COLUMNS.items())
    return {"data": Table(frame, tuple(_COLUMNS.values()), source=_SOURCE)}


def naphthalene_study() -> SetPoints:
    """More phthalic anhydride, with little naphthoquinone, which colours it, and little burnt to carbon oxides."""
    from sanhak.areas.process.setpoints import SetPoints

    return SetPoints(
        controls={"air_ratio": (8.0, 60.0), "contact_time": (0.3, 1.5), "bed_temperature": (370.0, 410.0)},
        maximize="phthalic_anhydride",
        keep={"naphthoquinone": (None, 5.0), "complete_oxidation": (None, 15.0)},
        today={"air_ratio": 13.0, "contact_time": 0.84, "bed_temperature": 400.0},
    )


def reactor() -> Mapping[str, Table]:
    """Ten days of hourly rows of the virtual reactor, drifting, with changing feed and with forty hours at low load."""
    import polars as pl

    from sanhak.plants import Reactor

    usual = Reactor().record(_ROWS, "drift", _SEED, within=_USUAL)
    low = Reactor().record(_ROWS, "drift", _SEED + 1, within=_LOW_LOAD)
    begin, end = _LOW_LOAD_ROWS
    return {"data": replace(usual, frame=pl.concat([usual.frame[:begin], low.frame[begin:end], usual.frame[end:]]))}


def reactor_study() -> SetPoints:
    """More of the wanted product, with few by-products and within what the jacket can heat and cool."""
    from sanhak.areas.process.setpoints import SetPoints

    return SetPoints(
        controls={"jacket_temperature": (97.0, 117.0), "feed_rate": (95.0, 335.0)},
        maximize="yield",
        keep={"byproducts": (None, 28.0), "cooling": (-0.5, 2.0)},
        context={"feed_concentration": 5.1, "feed_temperature": 104.9},
    )


def screening() -> Mapping[str, Table]:
    """96 runs of the virtual reactor with four factors, from the usual conditions outwards."""
    import numpy as np

    from sanhak.plants import Reactor

    rng, plant = np.random.default_rng(_SEED), Reactor()
    grid = np.stack(np.meshgrid(*_SCREENED.values(), indexing="ij"), axis=-1).reshape(-1, len(_SCREENED))
    chosen = grid[rng.permutation(len(grid))[:_SCREENED_RUNS]]
    usual = np.array([part.nominal for part in plant.inputs])
    far = np.abs((chosen - usual) / np.ptp(grid, axis=0)).sum(axis=1)
    settings = dict(zip(_SCREENED, chosen[np.argsort(far, kind="stable")].T, strict=True))
    # What the recipe set is known; the sensors of the feed would only blur it.
    measured = plant.measure(settings, rng)
    frame = measured.frame.with_columns(**settings)
    return {"runs": replace(measured, frame=frame).select([*_SCREENED, "yield", "byproducts"])}


def screening_study() -> Replay:
    """How soon the best of the 96 runs would have been found, among those with few by-products."""
    from sanhak.areas.process.replay import Replay

    return Replay(
        factors={name: (levels[0], levels[-1]) for name, levels in _SCREENED.items()},
        maximize="yield",
        keep={"byproducts": (None, 25.0)},
    )


def _runs(path: Path) -> dict[str, Any]:
    """The columns and rows of the experiment in the package's catalogue."""
    try:
        experiments = json.loads(path.read_text(encoding="utf-8"))["experiments"]
        runs: dict[str, Any] = next(one["runs"] for one in experiments if one["name"] == _EXPERIMENT)
    except (OSError, KeyError, StopIteration, ValueError) as problem:
        raise Refusal(ExampleMoved(package=_PACKAGE, table="Table E11.11", command=f"{_INSTALL} -U")) from problem
    return runs


CASES: Final = (
    Case(
        name="naphthalene",
        title=say("Oxidation of naphthalene (measured)"),
        story=say(
            "Naphthalene and air over a catalyst give phthalic anhydride; what is not yet oxidised stays as "
            "naphthoquinone, which colours the product, and what is oxidised too far burns to carbon oxides. 80 "
            "measured runs at irregular settings are all that is known; nobody knows the truth behind them. Which air "
            "ratio, contact time and bed temperature give more product without more of either?"
        ),
        provenance=say(
            "Measured. 80 runs, Table E11.11 of Box and Draper, Response Surfaces, Mixtures, and Ridge Analyses, 2nd "
            "edition, Wiley 2007, pages 375–377; read from the package process-improve."
        ),
        tables=naphthalene,
        study=naphthalene_study,
    ),
    Case(
        name="reactor",
        title=say("Jacketed reactor (virtual)"),
        story=say(
            "A reactor turns A into B, but B goes on to C, and A also joins to D. It has run for ten days in the usual "
            "way, well clear of the by-products' limit, and for forty hours at low load, far beyond it; nobody has "
            "tried what lies between. The plant is simulated, so the true best point is known and the recommendation "
            "can be checked."
        ),
        provenance=say(
            "Simulated, no plant data. Reactions of van de Vusse (1964) with the constants of the benchmark reactor of "
            "Chen, Kremling and Allgöwer (1995) and of Klatt and Engell (1998)."
        ),
        tables=reactor,
        study=reactor_study,
    ),
    Case(
        name="screening",
        title=say("Screening of a reactor, run again (virtual)"),
        story=say(
            "96 runs of a reactor with four factors are finished: from the usual conditions outwards, as one does. The "
            "table is complete, so it can be run again in other orders: how soon would its best run with few by-"
            "products have been found, and how much of that is luck?"
        ),
        provenance=say(
            "Simulated, no plant data. Reactions of van de Vusse (1964) with the constants of the benchmark reactor of "
            "Chen, Kremling and Allgöwer (1995) and of Klatt and Engell (1998)."
        ),
        tables=screening,
        study=screening_study,
    ),
)
"""The cases, the measured one first."""
