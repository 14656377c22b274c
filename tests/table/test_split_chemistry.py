"""Chemical systems held out: chosen where an input is a formula, and no system teaches and judges at once."""

import numpy as np
import polars as pl
import pytest

from sanhak.finding import Refusal
from sanhak.run import Run
from sanhak.table import Column, Kind, Table
from sanhak.table.formula import read_formula
from sanhak.table.split import choose_split

FORMULAS = ["Fe2O3", "Fe3O4", "FeO", "NaCl", "ClNa", "KBr", "LiFePO4", "FePO4", "Al2O3", "O3Al2"] * 6


def oxides(formulas: list[str | None] | None = None, **facts: str) -> Table:
    rows = formulas or FORMULAS
    rng = np.random.default_rng(0)
    frame = pl.DataFrame(
        {"material": rows, "T": rng.normal(size=len(rows)), "lot": [f"L{row // 5}" for row in range(len(rows))],
         "y": rng.normal(size=len(rows))}
    )  # fmt: skip
    columns = (Column("material", Kind.FORMULA), Column("T"), Column("lot", Kind.CATEGORY), Column("y"))
    return Table(frame, columns, **facts)


def systems_of(formulas: list[str], rows: np.ndarray) -> set[str]:
    return {read_formula(formulas[row]).system for row in rows}


def test_a_formula_calls_for_chemical_systems_and_each_judges_once():
    split = choose_split(oxides(), "y", Run(), inputs=["material", "T"])
    assert (split.name, split.chosen) == ("chemical system", True)
    assert sorted(np.concatenate([judging for _, judging in split]).tolist()) == list(range(60))
    for teaching, judging in split:
        assert not systems_of(FORMULAS, teaching) & systems_of(FORMULAS, judging)
    assert "60 rows have 6 sets of elements" in split.reason.render()
    assert "60" in split.reason.render("ko")


def test_a_lot_comes_before_chemistry_and_chemistry_before_repeated_inputs():
    assert choose_split(oxides(lot="lot"), "y", Run(), inputs=["material", "T"]).name == "grouped"
    assert choose_split(oxides(), "y", Run(), inputs=["material"]).name == "chemical system"


def test_without_a_formula_among_the_inputs_nothing_changes():
    assert choose_split(oxides(), "y", Run(), inputs=["T"]).name == "random"


def test_one_system_for_most_rows_is_no_reason():
    alloys = [f"Fe{60 + row}Ni{40 - row}" for row in range(39)] + ["NaCl", "KBr", "Al2O3"]
    assert choose_split(oxides(alloys), "y", Run(), inputs=["material", "T"]).name == "random"
    asked = choose_split(oxides(alloys), "y", Run(), inputs=["material", "T"], override="chemical system")
    assert (asked.chosen, asked.better, len(asked)) == (False, "random", 4)


def test_a_row_without_a_formula_stands_for_itself_and_one_system_cannot_be_divided():
    split = choose_split(oxides([*FORMULAS, None, "?"]), "y", Run(), inputs=["material"])
    assert len(np.unique(split.groups)) == 8
    with pytest.raises(Refusal, match="T097"):
        choose_split(oxides(["FeO", "Fe2O3"] * 9), "y", Run(), inputs=["material"], override="chemical system")


def test_one_composition_in_two_ways_of_writing_stays_together():
    split = choose_split(oxides(), "y", Run(), inputs=["material"], override="grouped")
    assert split.groups[3] == split.groups[4]
    assert split.groups[0] != split.groups[1]
