"""What is said of columns of molecules: rows that cannot be used, salts, mixtures, the same molecule measured twice."""

import pytest

from sanhak.table import Kind
from sanhak.table.check import already_measured, check_question, check_table
from sanhak.table.molecules.findings import (
    AlreadyMeasured,
    ConflictingValues,
    NoCarbon,
    NotARepeatUnit,
    ParentTaken,
    RowsWithoutMolecule,
    SameButForStereo,
    SeveralLargeParts,
)

CLEAN = ["CCO", "CCCO", "CCCCO", "c1ccccc1", "Cc1ccccc1"]


@pytest.fixture
def told(make):
    def found(texts, rule):
        table = make({"smiles": texts}, kinds={"smiles": Kind.MOLECULE})
        return [finding for finding in check_table(table) if type(finding) is rule]

    return found


def test_rows_that_cannot_be_used_are_named(told):
    (finding,) = told([*CLEAN, "C1CC", None, "C" * 2000], RowsWithoutMolecule)
    assert (finding.count, finding.rows) == (2, (6, 8))
    assert finding.texts[0] == "C1CC"


def test_the_parent_of_a_salt_is_told(told):
    (finding,) = told([*CLEAN, "CCCN.Cl", "CCCN.Cl"], ParentTaken)
    assert finding.count == 2
    assert finding.example == "CCCN.Cl → CCCN"


def test_a_mixture_says_what_would_be_taken(told):
    (finding,) = told([*CLEAN, "c1ccccc1CCN.c1ccncc1CCCN"], SeveralLargeParts)
    assert (finding.rows, finding.taken, finding.others) == ((6,), "NCCCc1cccnc1", ("NCCc1ccccc1",))


def test_molecules_without_carbon_and_open_ends_are_told(told):
    texts = [*CLEAN, "O=S(=O)(O)O", "*CC(*)C", "*CCO", "*CC(*)*"]
    assert told(texts, NoCarbon)[0].rows == (6,)
    assert told(texts, NotARepeatUnit)[0].rows == (8, 9)


def test_molecules_that_differ_in_stereochemistry_only_are_told(told):
    (finding,) = told([*CLEAN, "N[C@@H](C)C(=O)O", "NC(C)C(=O)O", "N[C@H](C)C(=O)O"], SameButForStereo)
    assert (finding.rows, finding.sets) == (3, 1)


@pytest.mark.parametrize(
    "rule", [RowsWithoutMolecule, ParentTaken, SeveralLargeParts, NoCarbon, NotARepeatUnit, SameButForStereo]
)
def test_nothing_is_said_of_clean_molecules(told, rule):
    assert not told([*CLEAN, "*CC(*)C", None], rule)


def conflicts(table, inputs=("smiles",), **question):
    found = check_question(table, inputs=inputs, outcomes=["y"], **question)
    return [finding for finding in found if type(finding) is ConflictingValues]


def test_the_same_molecule_with_other_values_is_the_noise_floor(make):
    texts = [*CLEAN, "OCC", "[Na+].CC[O-]", "c1ccccc1"]
    table = make({"smiles": texts, "y": [1.0, 2.0, 3.0, 4.0, 5.0, 1.0, 4.0, 4.0]}, kinds={"smiles": Kind.MOLECULE})
    (finding,) = conflicts(table)
    assert (finding.sets, finding.rows, finding.furthest) == (1, 3, (1, 7))
    # 1, 1 and 4 of ethanol and 4, 4 of benzene: the squares 6 + 0 over 2 + 1 degrees of freedom
    assert finding.scatter.params["deviation"].value == pytest.approx(2**0.5)


def test_other_settings_are_no_conflict(make):
    data = {"smiles": ["CCO", "OCC", *CLEAN], "T": [20.0, 30.0, *[25.0] * 5], "y": [1.0, 2.0, 3.0, 3.0, 3.0, 3.0, 4.0]}
    assert not conflicts(make(data, kinds={"smiles": Kind.MOLECULE}), ("smiles", "T"))


def test_labels_that_contradict_are_told_as_a_share(make):
    data = {"smiles": ["CCO", "OCC", "C(O)C", "CCC", *CLEAN[1:]], "y": ["a", "a", "b", "a", "b", "a", "b", "a"]}
    (finding,) = conflicts(make(data, kinds={"smiles": Kind.MOLECULE}), labels=True)
    assert (finding.sets, finding.rows) == (1, 3)
    assert "33" in finding.render("en")


def test_candidates_that_were_measured_are_told(make):
    table = make({"smiles": CLEAN}, kinds={"smiles": Kind.MOLECULE})
    (finding,) = already_measured(table, "smiles", ["OCC", "CCN", "CCCO.O"])
    assert finding == AlreadyMeasured(count=2, examples=("OCC", "CCCO.O"))
    assert not list(already_measured(table, "smiles", ["CCN"]))
