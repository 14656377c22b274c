"""A screening for tests: virtual assays, a library with prices, and a trade that distrusts bromine."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

import numpy as np
import polars as pl
import pytest
from pydantic import Field

from sanhak.model import task
from sanhak.model.learners import number_candidates
from sanhak.plants.assay import Assay
from sanhak.run import Run
from sanhak.study import Role, asks
from sanhak.study.screening import Calculated, Screening, Window
from sanhak.table import Column, Kind, Table
from sanhak.table.substances.structure import measures
from sanhak.text import Text, say

RUN = Run(effort=0.1)


class Anything(Screening):
    """What to buy: no property is calculated, nothing distrusted."""

    kind: ClassVar[str] = "test.library"
    title: ClassVar[str] = "Buying"
    question: ClassVar[str] = "Which molecules should be bought?"


class Buying(Anything):
    """One property is calculated, and one group of atoms distrusted."""

    calculated: ClassVar[Mapping[str, Calculated]] = {
        "mass": Calculated(say("molar mass"), "g/mol", lambda molecule: measures(molecule)[0])
    }

    heaviest: Annotated[float | None, Field(title="Heaviest", json_schema_extra=asks(Role.NUMBER))] = None
    clean: Annotated[bool, Field(title="Clean", json_schema_extra=asks(Role.CHOICE))] = True

    @property
    def windows(self) -> Mapping[str, Window]:
        return {} if self.heaviest is None else {"mass": (None, self.heaviest)}

    @property
    def left_out(self) -> Text | None:
        return say("Bromine is left out.") if self.clean else None

    def alerts_of(self, structure: Any) -> tuple[str, ...]:
        return ("bromine",) if any(atom.GetSymbol() == "Br" for atom in structure.GetAtoms()) else ()


def question(**changed: Any) -> Buying:
    """Which six molecules bind least, for 120 USD."""
    asked = {"molecule": "structure", "outcome": "bound", "structures": "smiles", "codes": "code", "price": "price"}
    return Buying.model_validate(
        asked | {"below": 50.0, "prefer": "low", "batch": 6, "budget": 120.0, "heaviest": 400.0} | changed
    )


def measured(rows: int = 45) -> Table:
    """So many measured molecules, and one of them twice."""
    return Assay().table(rows, 0, np.random.default_rng(5)).select(["structure", "bound"])


def offered(rows: int = 240) -> Table:
    """So many molecules that can be bought, none of them twice, with their prices."""
    rng = np.random.default_rng(6)
    texts = dict.fromkeys(str(text) for text in Assay().table(2 * rows, 0, rng).texts("structure"))
    return small(list(texts)[:rows], np.round(20 * np.exp(rng.normal(0, 0.6, rows)), 0).tolist())


def small(texts: list[str], prices: list[float | None]) -> Table:
    """A library of these molecules."""
    columns = (Column("smiles", Kind.MOLECULE), Column("code", Kind.TEXT), Column("price", unit="USD"))
    names = [f"n{number}" for number in range(len(texts))]
    frame = {"smiles": texts, "code": names, "price": prices}
    return Table(pl.DataFrame(frame, schema_overrides={"price": pl.Float64}), columns)


def quick(patch: pytest.MonkeyPatch) -> None:
    """Let the model be taught in a moment: a contest of two."""
    candidates = tuple(one for one in number_candidates() if str(one.name) in ("mean", "Gaussian process on likeness"))
    patch.setattr(task, "number_candidates", lambda: candidates)
