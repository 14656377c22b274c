"""A small screening on made-up data: a series of benzamides and ureas, of which the property is known by construction.

What is measured is a time of retention on a column that sorts by lipophilicity: 2 min and 1.5 min for each unit of the
calculated log P (S. A. Wildman and G. M. Crippen, 1999), with a deviation of 0.3 min. So the truth is known of every
molecule of the library.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from typing import Final

import numpy as np
import polars as pl

from sanhak.areas.drug.screen import Screen
from sanhak.run import Run
from sanhak.study import Case, Study
from sanhak.table import Column, Kind, Source, Table
from sanhak.text import say

_CORES: Final = (
    "O=C(N{b})c1ccc({a})cc1", "O=C(Nc1ccc({a})cc1)N{b}", "O=C(N{b})c1ccc({a})nc1", "O=S(=O)(N{b})c1ccc({a})cc1",
    "c1cc({a})ccc1-c1nnc({b})o1", "O=C(N{b})c1cc({a})c[nH]1", "O=C(N{b})C1CCN({a})CC1", "c1c({a})sc({b})n1",
)  # fmt: skip
_A: Final = ("F", "Cl", "C", "CC", "OC", "C#N", "C(F)(F)F", "N(C)C", "C(C)C", "OC(F)F", "N1CCOCC1", "c2ccncc2")
_B: Final = ("C", "CC", "C(C)C", "C2CC2", "CCOC", "Cc2ccccc2", "c2ccccc2", "CCN(C)C", "C2CCCCC2", "c2ccc(F)cc2")
_MEASURED: Final = 90


def _molecules() -> list[str]:
    return [core.format(a=a, b=b) for core, a, b in product(_CORES, _A, _B)]


def screening() -> Mapping[str, Table]:
    """Measured molecules of four scaffolds and a library of all, with prices."""
    from rdkit.Chem import MolFromSmiles
    from rdkit.Chem.rdMolDescriptors import CalcCrippenDescriptors

    rng = Run(7).rng("screening")
    texts = np.array(_molecules())
    taught = np.sort(rng.permutation(len(texts) // 2)[:_MEASURED])
    true = np.array([CalcCrippenDescriptors(MolFromSmiles(text))[0] for text in texts[taught]])
    times = np.round(2 + 1.5 * true + rng.normal(0, 0.3, len(true)), 2)
    data = pl.DataFrame({"molecule": texts[taught], "retention": times})
    facts = (Column("molecule", Kind.MOLECULE), Column("retention", unit="min"))
    codes = [f"L-{number:04}" for number in range(1, len(texts) + 1)]
    prices = np.round(20 * np.exp(rng.normal(0, 0.6, len(texts))), 0)
    library = pl.DataFrame({"smiles": texts, "code": codes, "price": prices})
    columns = (Column("smiles", Kind.MOLECULE), Column("code", Kind.TEXT), Column("price", unit="USD"))
    return {
        "data": Table(data, facts, source=Source("measured", provenance="made up")),
        "library": Table(library, columns, source=Source("library", provenance="made up")),
    }


def _study() -> Study:
    return Screen(
        molecule="molecule", outcome="retention", structures="smiles", codes="code", price="price",
        above=5.0, below=7.0, batch=8, budget=160.0, heaviest=400.0, most_donors=3.0,
    )  # fmt: skip


CASE: Final = Case(
    name="library",
    title=say("Which molecules of a library should be bought?"),
    story=say(
        "A group has measured how long 90 molecules stay on a column that sorts them by lipophilicity, and is offered a"
        " library of 960 with prices. Eight that stay for 5 to 7 min are to be bought for 160 USD. What is measured"
        " follows a known formula with noise, so that the truth is known of all of them."
    ),
    provenance=say("Made up: from log P by Wildman and Crippen, with noise, on enumerated molecules."),
    tables=screening,
    study=_study,
)
"""A case whose truth is known."""
