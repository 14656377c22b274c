"""Trials without any data: virtual plants, laboratories and assays, whose truth is known and whose rows never end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

import numpy as np
import polars as pl
from judging import Piece, by_analysis, by_campaign, by_models, by_proposals, chosen

from sanhak.areas.drug.property import Property as DrugProperty
from sanhak.areas.drug.screen import Screen
from sanhak.areas.materials.discover import Discover
from sanhak.areas.materials.property import Property as MaterialsProperty
from sanhak.areas.process.analyse import Analyse
from sanhak.areas.process.campaign import Campaign
from sanhak.areas.process.design import Design
from sanhak.areas.process.setpoints import SetPoints
from sanhak.plants import Reactor
from sanhak.plants.alloys import ELEMENTS, Alloys
from sanhak.plants.assay import Assay
from sanhak.run import Run
from sanhak.table import Table
from sanhak.table.formula import read_formula

PLANT: Final = Reactor()
RANGES: Final = {"jacket_temperature": (96.0, 112.0), "feed_rate": (160.0, 320.0)}
FEED: Final = ("feed_concentration", "feed_temperature")
OUTCOMES: Final = ("yield", "byproducts")
LIMIT: Final = {"byproducts": (None, 30.0)}
ANNEALING: Final = {"annealing": (800.0, 1200.0)}
BATCH: Final = 10


def set_points(how: str, rows: int, folds: int, seed: int) -> Iterator[Piece]:
    """Set-points of the reactor, after experiments or after an operation that drifts."""
    table = PLANT.record(rows, "drift" if how == "drift" else "experiments", 100 + seed, within=RANGES)
    study = SetPoints(
        controls=RANGES, maximize="yield", keep=LIMIT, context=FEED, unreachable="nearest", unidentified="mark"
    )
    yield from by_models(study, table, (*RANGES, *FEED), "yield", Run(seed), folds)


def _campaign(seed: int, rows: int) -> tuple[Campaign, Table]:
    runs = PLANT.record(rows, "experiments", 200 + seed, within=RANGES).select([*RANGES, *OUTCOMES])
    return Campaign(factors=RANGES, maximize="yield", keep=LIMIT, batch=BATCH), runs


def campaign(seed: int) -> Iterator[Piece]:
    """A campaign on the reactor after 25 runs, asked about a hundred others; the feed varies and is not told."""
    study, table = _campaign(seed, 125)
    yield from by_campaign(study, table, Run(seed), 25)


def proposals(seed: int) -> Iterator[Piece]:
    """The ten runs that a campaign on the reactor proposes after 25, carried out."""
    study, table = _campaign(seed, 25)
    rng = Run(seed).rng("carried out")

    def measure(planned: Table) -> Table:
        settings = {name: planned.values(name) for name in RANGES}
        feed = {one.column.name: rng.normal(one.nominal, one.deviation, len(planned)) for one in PLANT.disturbances}
        shown = PLANT.measure(settings | feed, rng)
        return replace(shown, frame=shown.frame.with_columns(**settings)).select([*RANGES, *OUTCOMES])

    yield from by_proposals(study, table, Run(seed), measure)


def analysis(seed: int) -> Iterator[Piece]:
    """A central composite design on the reactor, asked about a hundred new runs anywhere between its corners."""
    design = Design(factors=RANGES, design="central composite", model="quadratic", centre=5, outcomes=())
    settings = {name: design.solve().tables["runs"].frame[name].to_numpy() for name in RANGES}
    rng = Run(seed).rng("measured")
    others = {name: rng.uniform(settings[name].min(), settings[name].max(), 100) for name in RANGES}
    made, new = (_run(given, rng) for given in (settings, others))
    yield from by_analysis(Analyse(factors=tuple(RANGES), maximize="yield", also={"byproducts": "minimize"}), made,
                           Run(seed), new)  # fmt: skip


def _run(settings: dict[str, np.ndarray], rng: np.random.Generator) -> Table:
    """Runs at a feed that stands still, the settings as they were set."""
    shown = PLANT.measure(settings, rng)
    return replace(shown, frame=shown.frame.with_columns(**settings)).select([*RANGES, *OUTCOMES])


def _alloys(seed: int, rows: int) -> Table:
    rng = Run(seed).rng("alloys")
    return Alloys().measure(*Alloys().melt(rows, rng), rng)


def materials(rows: int, folds: int, seed: int) -> Iterator[Piece]:
    """The strength of alloys by formula and annealing."""
    study = MaterialsProperty(material="composition", besides=("annealing",), outcome="yield_strength")
    table = _alloys(seed, rows)
    yield from by_models(study, table, ("composition", "annealing"), "yield_strength", Run(seed), folds)


def _discover() -> Discover:
    return Discover(
        formula="composition", outcome="yield_strength", besides=("annealing",), settings=ANNEALING,
        candidates=1000, rehearsals=0, batch=BATCH,
    )  # fmt: skip


def discovery(rows: int, folds: int, seed: int) -> Iterator[Piece]:
    """The model behind a search for alloys, on other alloys than those of the property."""
    table = _alloys(1000 + seed, rows)
    yield from by_models(_discover(), table, ("composition", "annealing"), "yield_strength", Run(seed), folds)


def new_alloys(rows: int, seed: int) -> Iterator[Piece]:
    """The ten alloys that a search proposes, melted and pulled."""
    table = _alloys(2000 + seed, rows)
    answer = _discover().solve(table, Run(seed))
    next_ones = answer.tables["next formulas"].frame
    shares = [read_formula(text).atomic_fractions for text in next_ones["composition"]]
    atoms = np.array([[share.get(name, 0.0) for name in ELEMENTS] for share in shares])
    made = Alloys().measure(atoms, next_ones["annealing"].to_numpy(), Run(seed).rng("melted"))
    truth = made.values("yield_strength")
    yield chosen(answer, "next formulas", truth, "yield_strength", table, BATCH)


def _molecules(seed: int, rows: int) -> Table:
    table = Assay().table(rows, 0, Run(seed).rng("molecules"))
    return table.rows(np.arange(rows))  # the last row repeats a molecule with another value


def drug(rows: int, folds: int, seed: int) -> Iterator[Piece]:
    """What plasma binds of molecules."""
    study = DrugProperty(molecule="structure", outcome="bound")
    yield from by_models(study, _molecules(seed, rows), ("structure",), "bound", Run(seed), folds)


def screening(rows: int, folds: int, seed: int) -> Iterator[Piece]:
    """The model behind a screening for solubility; the molecules that are held out are its library."""
    study = Screen(molecule="structure", outcome="solubility", codes="compound", batch=BATCH, alerts="tell")
    table = _molecules(1000 + seed, rows)
    yield from by_models(study, table, ("structure",), "solubility", Run(seed), folds, "library")


def bought(rows: int, seed: int) -> Iterator[Piece]:
    """The ten molecules that a screening chooses, measured."""
    study = Screen(molecule="structure", outcome="solubility", codes="compound", batch=BATCH, alerts="tell")
    table = _molecules(2000 + seed, rows)
    half = Run(seed).rng("half").permutation(rows)
    library = table.rows(half[rows // 2 :])
    answer = study.solve({"data": table.rows(half[: rows // 2]), "library": library}, Run(seed))
    names = pl.DataFrame({"name": answer.tables["batch"].frame["name"][:BATCH]})
    shown = names.join(library.frame.rename({"compound": "name"}), on="name", how="left", maintain_order="left")
    yield chosen(answer, "batch", shown["solubility"].to_numpy(), "solubility", table, BATCH)
