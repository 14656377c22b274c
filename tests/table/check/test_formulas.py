"""Checks of columns of formulas, and what they change for rows that repeat."""

import polars as pl
import pytest

from sanhak.table import Column, Kind, Table
from sanhak.table.check.check import check_table
from sanhak.table.check.noise import replicate_noise
from sanhak.table.check.rows import element_shares


def column_of(formulas, **others):
    frame = pl.DataFrame({"material": formulas, **others})
    return Table(frame, (Column("material", Kind.FORMULA), *(Column(name) for name in others)))


def found(table, code):
    return [finding for finding in check_table(table) if finding.code == code]


def test_what_cannot_be_read_is_told_by_row_with_its_reason():
    told = found(column_of(["Fe2O3", "steel", None, "La1-xSrxMnO3", "NaCl"]), "T286")
    assert [(one.rows, one.examples) for one in told] == [(2, ("2: steel (T280)", "4: La1-xSrxMnO3 (T285)"))]


def test_shares_that_miss_the_whole_of_the_others_are_told():
    good = [f"Fe{70 + row}Cr{20 - row}Ni10" for row in range(9)]
    told = found(column_of([*good, "Fe70Cr20Ni1", "Al2O3"]), "T287")
    assert [(one.whole, one.examples) for one in told] == [(100, ("10: Fe70Cr20Ni1 (91)",))]
    fractions = [f"Fe0.{70 + row}Cr0.{20 - row}Ni0.1" for row in range(9)]
    assert [one.whole for one in found(column_of([*fractions, "Fe0.7Cr0.2Ni0.01"]), "T287")] == [1]


def test_compounds_claim_no_whole():
    assert not found(column_of(["Li7La3Zr2O12", "LiFePO4", "C60H42O1", "Ca(OH)2", "KNO3", "Na2SO4"]), "T287")


def test_one_composition_in_two_ways_is_noted_and_repeats_tell_the_noise():
    table = column_of(["Ca(OH)2", "CaO2H2", "NaCl", "KBr"], y=[1.0, 3.0, 5.0, 9.0])
    assert [(one.sets, one.examples) for one in found(table, "T288")] == [(1, ("Ca(OH)2 = CaO2H2",))]
    noise = replicate_noise(table, ["material"], "y")
    assert noise is not None
    assert (noise.sets, noise.rows, noise.deviation) == (1, 2, pytest.approx(2**0.5))


def test_a_clean_column_raises_nothing():
    codes = {finding.code for finding in check_table(column_of(["Fe2O3", "NaCl", "KBr", "Fe-18Cr-8Ni", None]))}
    assert not codes & {"T286", "T287", "T288"}


def test_shares_of_the_commonest_elements_are_columns():
    shares = element_shares(column_of(["Fe2O3", "FeO", None, "NaCl"]), "material", 2)
    assert [one.tolist() for one in shares] == [
        pytest.approx([0.6, 0.5, float("nan"), 0.0], nan_ok=True),
        pytest.approx([0.4, 0.5, float("nan"), 0.0], nan_ok=True),
    ]
