"""Writes the golden artefact of an encoder of formulas: its state, and the matrix that it must give for ever after.

Run it only when the description gets new columns on purpose, ``python tests/model/composition/make.py``: stored models
name their columns by place.
"""

import json
from pathlib import Path

import polars as pl

from sanhak.model.encoder import Encoder
from sanhak.table import Column, Kind, Table

HERE = Path(__file__).parent
TAUGHT = ["Fe2O3", "Fe-18Cr-8Ni", "LiFePO4:0.02Mg", None, "CuSO4·5H2O", "NaCl", "Ca(OH)2"]
ASKED = ["Fe3O4", None, "NaCl", "UO2"]


def rows(formulas):
    """A table of one column of formulas."""
    return Table(pl.DataFrame({"material": formulas}), (Column("material", Kind.FORMULA),))


def make():
    """Fit and store the encoder with what it says of ``ASKED``."""
    encoder = Encoder.fit(rows(TAUGHT), ["material"])
    said = {"state": encoder.state(), "matrix": encoder.transform(rows(ASKED)).tolist()}
    (HERE / "encoder.json").write_text(json.dumps(said, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    make()
