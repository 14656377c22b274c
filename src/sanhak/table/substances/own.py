"""The user's own substances on disk: given once, remembered, and passed in where names are resolved."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from sanhak.finding import Finding, Refusal
from sanhak.table.substances import structure
from sanhak.table.substances.findings import (
    MassContradicts,
    NotASmiles,
    OwnTableNotRead,
    OwnTableNotWritten,
    WrongCheckDigit,
)
from sanhak.table.substances.names import check_digit, checks, shown
from sanhak.table.substances.rows import parse, table
from sanhak.table.substances.substance import Substance
from sanhak.text import Text, say

_ENCODINGS: Final = ("utf-8-sig", "cp949")
_ROUNDING: Final = 0.1
_SHARE: Final = 1e-3


def read_own(path: str | Path) -> tuple[Substance, ...]:
    """A user's own substances from a CSV in the columns of the shipped table; only ``name`` is required.

    Where RDKit is installed, structures are read, molar masses checked against them, and missing ones filled in.

    Raises
    ------
    Refusal
        T266 if the file is no such table; and one refusal with all remarks on its cells: T263, T264, T265, T267.
    """
    substances = parse(_text(Path(path)), str(path))
    remarks: list[Finding] = [
        WrongCheckDigit(cas=one.cas, digit=check_digit(one.cas))
        for one in substances
        if one.cas and not checks(one.cas)
    ]
    if find_spec("rdkit") is not None:
        substances = [_checked(one, remarks) for one in substances]
    if remarks:
        raise Refusal(*remarks)
    return tuple(substances)


def write_own(path: str | Path, substances: Iterable[Substance]) -> Path:
    """Write a user's own substances, as a whole or not at all; an earlier file is replaced. Returns its path.

    Raises
    ------
    Refusal
        T268 if the place cannot be written; what stood there before stays.
    """
    target = Path(path)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".unfinished-") as folder:
            unfinished = Path(folder) / target.name
            # With the mark that tells a spreadsheet that the Korean is UTF-8.
            unfinished.write_text(table(substances), encoding="utf-8-sig")
            unfinished.replace(target)
    except OSError as error:
        raise Refusal(OwnTableNotWritten(path=str(target), because=error.strerror or type(error).__name__)) from error
    return target


def _text(path: Path) -> str:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise _not_read(path, error.strerror or type(error).__name__) from error
    for encoding in _ENCODINGS:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise _not_read(path, say("it is no table of text"))


def _not_read(path: Path, because: Text | str) -> Refusal:
    return Refusal(OwnTableNotRead(path=str(path), because=because))


def _checked(one: Substance, remarks: list[Finding]) -> Substance:
    """The substance with what follows from its structure; what contradicts it is added to ``remarks``."""
    if one.smiles is None:
        return one
    molecule = structure.read(one.smiles)
    if molecule is None:
        remarks.append(NotASmiles(name=shown(one.english), smiles=shown(one.smiles)))
        return one
    mass, formula = structure.measures(molecule)
    if one.molar_mass is not None and abs(one.molar_mass - mass) > max(_ROUNDING, _SHARE * mass):
        remarks.append(MassContradicts(name=one.english, given=one.molar_mass, computed=round(mass, 2)))
    return replace(one, molar_mass=one.molar_mass or round(mass, 2), formula=one.formula or formula)
