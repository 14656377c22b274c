"""Which kind a column of words is: molecule, formula, ordinal, identifier, category or text."""

from __future__ import annotations

import re
from typing import Final

import polars as pl

from sanhak.finding import Finding
from sanhak.table.column import Kind
from sanhak.table.formula import read_formulas
from sanhak.table.read.dates import CLOCK

# Shares of the distinct values. Nine in ten: a few typing errors must not hide what a column plainly is.
_MOSTLY: Final = 0.9
# A code that differs in nearly every row names the row; with fewer rows the share says nothing.
_FEW_ROWS: Final = 20
# Longer than a label on a drum: a remark.
_LONG_LABEL: Final = 40

_LADDERS: Final = (
    ("very low", "low", "medium", "high", "very high"),
    ("low", "mid", "high"),
    ("low", "med", "high"),
    ("small", "medium", "large"),
    ("weak", "normal", "strong"),
    ("매우낮음", "낮음", "보통", "높음", "매우높음"),
    ("하", "중하", "중", "중상", "상"),
    ("저", "중", "고"),
    ("소", "중", "대"),
    ("약", "중", "강"),
    ("5등급", "4등급", "3등급", "2등급", "1등급"),
)
_SMILES: Final = r"^(?:\[[^\[\]\s]+\]|Br|Cl|[BCNOPSFIbcnops]|[()=#$/\\.+\-%:@~*]|\d)+$"
_SIGNS: Final = re.compile(_SMILES)
_ATOM: Final = re.compile(r"[A-Za-z*]")
_SMILES_BOND: Final = r"[=#()]|[bcnops]\d|\[[^\[\]]+\]|CC"
_MOLECULE_NAME: Final = re.compile(r"smiles|smi\b|분자|구조식|molecule|structure", re.IGNORECASE)
_FORMULA_NAME: Final = re.compile(r"formula|화학식|조성식|조성\b|composition|stoichiometry", re.IGNORECASE)
_ALLOY_NAME: Final = re.compile(r"alloy|합금", re.IGNORECASE)
# Signs of formulas: small letters only after a capital, but for what states a basis, a balance or an open amount.
_FORMULA_SIGNS: Final = (
    r"^(?:[A-Z][a-z]?|\d|[\s.,:;%()\[\]{}+\-‐‑–−·•∙⋅・ㆍ*/^½¼¾₀-₉⁰¹²³⁴-⁹⁺⁻δ]|(?:wt|at|mol|mass)\.?\s*%|[Bb]al|[xyn])+$"
)
_TWO_CAPITALS: Final = r"[A-Z].*[A-Z]"
_AMOUNT: Final = r"[A-Za-z)\]][\d.]*[\d₀-₉]|\d[A-Z(\[]"
# Symbols of one letter make labels too (S45C, H1B): half of the values must hold one of two, or a decimal amount.
_TWO_LETTERS, _HALF = r"[A-Z][a-z]|\d\.\d", 0.5
_LAST_NUMBER: Final = r"[\d.₀-₉]+$"
_CODE_NUMBER: Final = r"^[A-Z][A-Za-z]*\d{3,}[A-Z]?$"
_LABEL_DASH: Final = r"^[A-Z][a-z]?-\d*[A-Z]?[a-z]?\d*$"
_MOST_READ: Final = 200
# Three values with one stem are a running number (PK12, PK13, PK14); a formula varies in more than its last amount.
_A_STEM: Final = 3


def kind_of_words(name: str, texts: pl.Series) -> tuple[Kind, tuple[str, ...]]:
    """The kind of a column of words by its name and values, and the levels in order where it is ordinal."""
    values = texts.drop_nulls()
    distinct = values.unique(maintain_order=True)
    if distinct.len() == 0 or _share(distinct, CLOCK) == 1:
        return Kind.TEXT, ()
    levels = _ladder(distinct)
    if levels:
        return Kind.ORDINAL, levels
    if _is_formula(name, distinct):
        return Kind.FORMULA, ()
    if _is_molecule(name, distinct):
        return Kind.MOLECULE, ()
    if float(distinct.str.len_chars().median() or 0) > _LONG_LABEL:  # type: ignore[arg-type]
        return Kind.TEXT, ()
    if values.len() >= _FEW_ROWS and distinct.len() >= _MOSTLY * values.len():
        return (Kind.IDENTIFIER if _share(distinct, r"^\S*\d\S*$") >= _MOSTLY else Kind.TEXT), ()
    return Kind.CATEGORY, ()


def has_signs_of_smiles(text: str) -> bool:
    """Whether a text has signs of SMILES only, an atom among them, so that it can be a molecule."""
    return _SIGNS.match(text) is not None and _ATOM.search(text) is not None


def names_molecules(name: str) -> bool:
    """Whether a name is that of a column of molecules: ``Canonical_SMILES``, ``구조식``."""
    return _MOLECULE_NAME.search(name) is not None


def _share(values: pl.Series, pattern: str) -> float:
    return float(values.str.contains(pattern).mean() or 0)  # type: ignore[arg-type]


def _ladder(distinct: pl.Series) -> tuple[str, ...]:
    """The values in their order if they are steps of one ladder, at least two of them."""
    steps = {value.casefold().replace(" ", ""): value for value in distinct.to_list()}
    for ladder in _LADDERS:
        order = [step.replace(" ", "") for step in ladder]
        if 1 < len(steps) == distinct.len() and set(steps) <= set(order):
            return tuple(steps[step] for step in order if step in steps)
    return ()


def _is_formula(name: str, distinct: pl.Series) -> bool:
    """Values that are read as formulas; without a name that says so also two elements and amounts in most of them.

    What a name such as ``SUS304``, ``PK12``, ``S45C`` or ``F-16C`` has in common with formulas is not enough: a running
    or a three-digit number behind capitals is a label, and so are single capitals throughout.
    """
    if _share(distinct, _FORMULA_SIGNS) < _MOSTLY:
        return False
    some = distinct.gather_every(max(1, distinct.len() // _MOST_READ))
    against = [finding.code for finding in read_formulas(some.to_list()) if isinstance(finding, Finding)]
    if sum(code in _NO_FORMULA for code in against) > (1 - _MOSTLY) * some.len():
        return False
    if _FORMULA_NAME.search(name):
        return True
    stems = distinct.str.replace(_LAST_NUMBER, "").n_unique()
    if distinct.len() >= _A_STEM and stems * _A_STEM <= distinct.len():
        return False
    if _share(distinct, _CODE_NUMBER) > 1 - _MOSTLY or _share(distinct, _TWO_LETTERS) < _HALF:
        return False
    return bool(_ALLOY_NAME.search(name)) or (
        _share(distinct, _TWO_CAPITALS) >= _MOSTLY
        and _share(distinct, _AMOUNT) >= _MOSTLY
        and _share(distinct, _LABEL_DASH) <= 1 - _MOSTLY
    )


_NO_FORMULA: Final = frozenset({"T280", "T281"})


def _is_molecule(name: str, distinct: pl.Series) -> bool:
    """Signs of SMILES only (Weininger 1988, SMILES, a chemical language); without such a name also bonds or rings."""
    if _share(distinct, _SMILES) < _MOSTLY:
        return False
    return names_molecules(name) or (
        _share(distinct, _SMILES_BOND) >= _MOSTLY
        and _share(distinct, r"^\D*$|[A-Za-z\])]") >= _MOSTLY
        and float(distinct.str.len_chars().mean() or 0) >= _SHORTEST_SMILES  # type: ignore[arg-type]
    )


# Shorter words of these letters are labels: CC, NO, B(1).
_SHORTEST_SMILES: Final = 6
