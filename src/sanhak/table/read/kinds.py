"""Which kind a column of words is: molecule, formula, ordinal, identifier, category or text."""

from __future__ import annotations

import re
from typing import Final

import polars as pl

from sanhak.table.column import Kind
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
_SMILES_BOND: Final = r"[=#()]|[bcnops]\d|\[[^\[\]]+\]|CC"
_MOLECULE_NAME: Final = re.compile(r"smiles|smi\b|분자|구조식|molecule|structure", re.IGNORECASE)
_FORMULA_NAME: Final = re.compile(r"formula|화학식|조성식|조성\b|composition|stoichiometry", re.IGNORECASE)
_ELEMENTS: Final = (
    "He|Li|Be|Ne|Na|Mg|Al|Si|Cl|Ar|Ca|Sc|Ti|Cr|Mn|Fe|Co|Ni|Cu|Zn|Ga|Ge|As|Se|Br|Kr|Rb|Sr|Zr|Nb|Mo|Tc|Ru|Rh|Pd|Ag|Cd|In|Sn|Sb|"
    "Te|Xe|Cs|Ba|La|Ce|Pr|Nd|Pm|Sm|Eu|Gd|Tb|Dy|Ho|Er|Tm|Yb|Lu|Hf|Ta|Re|Os|Ir|Pt|Au|Hg|Tl|Pb|Bi|Po|At|Rn|Fr|Ra|Ac|Th|Pa|Np|"
    "Pu|Am|Cm|H|B|C|N|O|F|P|S|K|V|Y|I|W|U"
)
_FORMULA: Final = rf"^(?:(?:{_ELEMENTS}|[()\[\]])\d*\.?\d*)+$"
_TWO_ELEMENTS: Final = rf"(?:{_ELEMENTS})[\d.]*[()\[\]]?(?:{_ELEMENTS})"


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
    """Known elements only; without a name that says so also two elements and digits in most values."""
    if _share(distinct, _FORMULA) < _MOSTLY:
        return False
    return bool(_FORMULA_NAME.search(name)) or (
        _share(distinct, _TWO_ELEMENTS) >= _MOSTLY and _share(distinct, r"[A-Za-z][\d.]*\d") >= _MOSTLY
    )


def _is_molecule(name: str, distinct: pl.Series) -> bool:
    """Signs of SMILES only (Weininger 1988, SMILES, a chemical language); without such a name also bonds or rings."""
    if _share(distinct, _SMILES) < _MOSTLY:
        return False
    return bool(_MOLECULE_NAME.search(name)) or (
        _share(distinct, _SMILES_BOND) >= _MOSTLY
        and _share(distinct, r"^\D*$|[A-Za-z\])]") >= _MOSTLY
        and float(distinct.str.len_chars().mean() or 0) >= _SHORTEST_SMILES  # type: ignore[arg-type]
    )


# Shorter words of these letters are labels: CC, NO, B(1).
_SHORTEST_SMILES: Final = 6
