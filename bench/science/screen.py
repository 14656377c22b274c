"""Screening: what the first stage costs, how much memory it takes, and how many of the best molecules it keeps.

python bench/science/screen.py cost ROWS [ROWS …]     CPU seconds on one thread and peak memory, for libraries of ROWS
python bench/science/screen.py kept                   share of the best 1 % that is kept, on the table for tuning (lipo)
python bench/science/screen.py whole                  one screening from file to batch, 50,000 molecules, 1,000 measured

SANHAK_DATA names the folder with drug/lipo.csv. The library is enumerated here, written as a list of SMILES and
streamed from it; some have charges and stereochemistry. Set OMP_NUM_THREADS=1 and OPENBLAS_NUM_THREADS=1.
"""

from __future__ import annotations

import os
import resource
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, product
from pathlib import Path
from time import process_time
from typing import Any, cast

import numpy as np
import polars as pl
from scipy.stats import spearmanr

from sanhak.areas.drug import Screen  # type: ignore[attr-defined]
from sanhak.model.molecule.counts import groups
from sanhak.model.molecule.glance import Glance
from sanhak.run import Run
from sanhak.study.property.endpoint import Endpoint
from sanhak.study.screening.first import look_first
from sanhak.study.screening.measured import Taught
from sanhak.table import Column, Kind, Table
from sanhak.table.prepare import Scan
from sanhak.table.split import choose_split

CORES = (
    "O=C(N{b})c1ccc({a})c({c})c1", "O=C(Nc1ccc({a})c({c})c1)N{b}", "O=S(=O)(N{b})c1ccc({a})c({c})c1",
    "c1c({c})c({a})ccc1-c1nnc({b})o1", "O=C(N{b})C1CCN(C(=O)c2ccc({a})c({c})c2)CC1", "c1({a})c({c})sc(N{b})n1",
    "n1c({a})nc(N{b})c2cc({c})ccc12", "O=C(N{b})[C@@H]1CCCN1c1ccc({a})c({c})n1", "Cn1nc({a})c({c})c1C(=O)N{b}",
    "C1({b})CCN(Cc2ccc({a})c({c})c2)CC1", "O=C(O{b})c1cnc({a})c({c})c1", "O=C1N({b})C(=O)c2cc({a})c({c})cc12",
    "CC(=O)N({b})c1ccc({a})c({c})c1", "O=C({b})c1c[nH]c2cc({a})c({c})cc12", "C(C{b})Oc1ccc({a})c({c})c1",
    "N#CC(=C{b})c1ccc({a})c({c})c1",
)  # fmt: skip
RING = (
    "F", "Cl", "Br", "C", "CC", "OC", "C#N", "C(F)(F)F", "N(C)C", "C(C)C", "OC(F)F", "N1CCOCC1", "c2ccncc2", "O",
    "C(=O)N", "S(C)(=O)=O", "[N+](=O)[O-]", "C(=O)[O-]", "c2cccnc2", "C2CC2", "N2CCCC2", "OCC", "C(C)(C)C", "SC",
    "NC(C)=O", "c2ccsc2", "n2ccnc2", "C[NH+](C)C", "CO", "I",
)  # fmt: skip
CHAIN = (
    "C", "CC", "C(C)C", "C3CC3", "CCOC", "Cc3ccccc3", "c3ccccc3", "CCN(C)C", "C3CCCCC3", "c3ccc(F)cc3", "CCO",
    "c3ccc(Cl)cc3", "c3cccnc3", "Cc3ccc(OC)cc3", "CC(C)C", "C3CCOCC3", "CCCC", "Cc3ccco3", "CC#C", "c3ccc(OC)cc3",
    "[C@H](C)c3ccccc3", "CCc3c[nH]c4ccccc34", "CC(F)(F)F", "Cc3cccnc3", "CCC(=O)OC", "C3CCN(C)CC3", "c3nccs3",
    "c3ccc(C)cc3", "CCSC", "Cc3ccc(Cl)c(Cl)c3", "C3CCCC3", "c3ccc4OCOc4c3", "CC(C)O", "CCc3ccccc3", "c3ccccc3C#N",
    "CCCN3CCOCC3", "c3cc(C)on3", "CCCCCC", "Cc3ccc(cc3)C(F)(F)F", "C(C)(C)C", "c3cnccn3", "c3ccc(N(C)C)cc3",
    "CC3CCCO3", "Cc3ccc(C(N)=O)cc3", "CCCl", "c3ccc(S(N)(=O)=O)cc3", "c3ccc(C(C)=O)cc3", "CCCOC", "CC=C", "c3ncccn3",
    "Cc3nc4ccccc4[nH]3", "CCN3CCCC3", "c3ccc(-c4ccccc4)cc3", "c3cccc4ccccc34", "Cc3ccccc3F", "c3ccccc3OC",
    "c3cccc(F)c3", "c3cccc(Cl)c3", "Cc3cccc(OC)c3", "CCOCC", "CC3CCCCC3", "C3CCSCC3", "c3cc(OC)cc(OC)c3", "CCC#N",
    "c3ccc(I)cc3", "c3ccc(Br)cc3", "Cc3ccc(Br)cc3", "c3cc(F)cc(F)c3", "CCC(C)C", "c3cccc(C#N)c3",
)  # fmt: skip
READ = {"molecule": "smiles", "outcome": "lipo", "structures": "smiles", "codes": "name"}


def library(rows: int) -> Iterator[str]:
    """Lines of a list of SMILES, in an order that mixes the cores."""
    every = ((core, a, c, b) for b, a, c, core in product(CHAIN, RING, RING, CORES))
    for number, (core, a, c, b) in enumerate(islice(every, rows)):
        yield f"{core.format(a=a, b=b, c=c)} B-{number}\n"


def measured() -> tuple[Table, list[str], np.ndarray[Any, Any]]:
    """The table for tuning."""
    frame = pl.read_csv(Path(os.environ["SANHAK_DATA"]) / "drug" / "lipo.csv").select("smiles", "lipo")
    table = Table(frame, (Column("smiles", Kind.MOLECULE), Column("lipo")))
    return table, frame["smiles"].to_list(), frame["lipo"].to_numpy()


@dataclass
class Endpoints:
    """As much of what was learnt as the first stage asks for."""

    endpoint: Endpoint


def cost(counts: list[int]) -> None:
    """CPU seconds of the first stage from a file to what is kept, and peak memory of the process."""
    table, texts, values = measured()
    found = groups(texts)
    start = process_time()
    glance = Glance.fit(found.counts, values[found.readable], Run().rng("glance"))
    print(f"taught by {len(texts)} molecules in {process_time() - start:.1f} CPU s", flush=True)
    endpoint = Endpoint(Column("lipo"), logarithm=False, label=False)
    taught = Taught(cast("Any", Endpoints(endpoint)), glance, float("nan"), frozenset(), ())
    study = Screen(**READ)
    with tempfile.TemporaryDirectory() as folder:
        for rows in counts:
            path = Path(folder) / "library.smi"
            with path.open("w") as file:
                file.writelines(library(rows))
            start = process_time()
            passed = look_first(study, taught, table, Scan(path), Run(folder=Path(folder) / str(rows)))
            spent = process_time() - start
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
            told = f"{passed.rows:9,} rows, {passed.unreadable} unreadable, kept {len(passed.best):,}"
            speed = f"{passed.rows / spent:6,.0f}/s, {spent / passed.rows * 1e6 / 60:4.1f} min a million"
            print(f"{told}: {spent:7.1f} CPU s, {speed}, {peak:.2f} GB", flush=True)


def kept() -> None:
    """On held-out scaffolds: rank correlation, and the share of the best 1 % among what the first stage keeps."""
    table, texts, values = measured()
    found = groups(texts)
    said = np.full(len(texts), np.nan)
    for teaching, judging in choose_split(table, "lipo", Run(), inputs=["smiles"], override="scaffold"):
        glance = Glance.fit(found.counts[teaching], values[teaching], Run().rng("glance"))
        said[judging] = glance.expect(found.counts[judging])
    rows = np.flatnonzero(np.isfinite(said))
    rho = spearmanr(said[rows], values[rows]).statistic
    print(f"lipo, {len(rows)} molecules on held-out scaffolds: Spearman {rho:.3f}")
    best = rows[np.argsort(-values[rows], kind="stable")][: round(0.01 * len(rows))]
    ranked = rows[np.argsort(-said[rows], kind="stable")]
    rng = Run().rng("bootstrap")
    for share in (0.05, 0.1, 0.2):
        held = np.isin(best, ranked[: round(share * len(rows))])
        drawn = held[rng.integers(0, len(held), (2000, len(held)))].mean(axis=1)
        low, high = np.quantile(drawn, (0.05, 0.95))
        print(
            f"best 1 % ({len(best)}) kept in {share:.0%}: {held.mean():.2f} ({low:.2f}–{high:.2f}); by lot {share:.2f}"
        )


def whole() -> None:
    """A screening from a file to a batch."""
    table, _, _ = measured()
    few = table.rows(np.sort(Run().rng("few").permutation(len(table))[:1000]))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "library.smi"
        with path.open("w") as file:
            file.writelines(library(50_000))
        start = process_time()
        answer = Screen(**READ, price_each=30, budget=600, batch=20).solve({"data": few, "library": Scan(path)})
        print(f"{process_time() - start:.1f} CPU s: {answer.headline.render()}")
    for count in answer.preparation:
        print(f"  {count.what.render()}: {count.before} → {count.after}. {count.said.render()}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(f"peak memory {peak:.2f} GB")


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["cost", *counts]:
            cost([int(count) for count in counts])
        case ["kept"]:
            kept()
        case ["whole"]:
            whole()
        case _:
            print(__doc__)
