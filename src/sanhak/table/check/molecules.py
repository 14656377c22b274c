"""Checks of columns of molecules: what cannot be read, what is taken off, and the same molecule with other values.

Without RDKit nothing is said here: what needs the molecules refuses then, and says how it is installed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from importlib.util import find_spec
from typing import Final

import numpy as np
import polars as pl

from sanhak.finding import Finding
from sanhak.table.check.noise import replicate_noise
from sanhak.table.check.question import Question
from sanhak.table.check.rows import EXAMPLES, Floats, Rows, equal_rows, numbers_of
from sanhak.table.column import Kind
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
from sanhak.table.molecules.polymer import ENDS
from sanhak.table.molecules.standard import Molecule, Trouble, standardise, standardised
from sanhak.table.substances.names import shown
from sanhak.table.table import Table
from sanhak.text import Amount, Text, decimals_for, say

MOST: Final = 20_000
"""Different texts of one column that are looked at: about ten CPU seconds."""

Found = dict[str, Molecule | Trouble]


def molecules(table: Table) -> Iterator[Finding]:
    """Columns of molecules: rows that cannot be used, salts, mixtures, no carbon, open ends, stereoisomers."""
    if find_spec("rdkit") is None:
        return
    for column in table.of_kind(Kind.MOLECULE):
        texts = table.texts(column.name)
        found = _read(texts)
        yield from _unusable(column.name, texts, found)
        yield from _taken_off(column.name, texts, found)
        yield from _odd(column.name, texts, found)
        yield from _stereoisomers(column.name, texts, found)


def same_molecules(question: Question) -> Iterator[Finding]:
    """The same molecule, all other inputs equal too, with different values of an outcome."""
    columns = [name for name in question.inputs if question.kind(name) is Kind.MOLECULE]
    if not columns or find_spec("rdkit") is None:
        return
    keys = {name: _keys(question.table.texts(name)) for name in columns}
    frame = question.table.frame.with_columns(pl.Series(name, those, dtype=pl.String) for name, those in keys.items())
    keyed = replace(question.table, frame=frame)
    sets = equal_rows(keyed, question.inputs)
    for outcome, values in question.measured.items():
        spread = _spreads(sets, values)
        differ = np.flatnonzero(spread > 0)
        if not len(differ):
            continue
        rows = np.flatnonzero(np.isin(sets, differ) & np.isfinite(values))
        worst = rows[sets[rows] == int(spread.argmax())]
        pair = worst[[int(values[worst].argmin()), int(values[worst].argmax())]]
        yield ConflictingValues(
            outcome=outcome,
            sets=len(differ),
            rows=len(rows),
            scatter=_scatter(question, keyed, outcome, sets, values),
            example=shown(str(keys[columns[0]][pair[0]])),
            furthest=numbers_of(np.sort(pair)),
        )


def already_measured(table: Table, column: str, candidates: Sequence[str]) -> Iterator[Finding]:
    """Candidates that are a molecule of the table already, whatever the salt and the way of writing.

    Raises
    ------
    Refusal
        T001 if the column is not there, T260 if RDKit is not installed.
    """
    known = set(_keys(table.texts(column)))
    again = [text for text, key in zip(candidates, _keys(candidates), strict=True) if key in known]
    if again:
        yield AlreadyMeasured(count=len(again), examples=_examples(again))


def _read(texts: Sequence[str | None]) -> Found:
    """The molecule of each different text, of the first :data:`MOST`."""
    distinct = list(dict.fromkeys(text for text in texts if text is not None))
    return {text: standardised(text) for text in distinct[:MOST]}


def _keys(texts: Sequence[str | None]) -> list[str | None]:
    """The key of the molecule in each row; a text that is none is its own."""
    found: list[str | None] = []
    for text in texts:
        one = None if text is None else standardised(text)
        found.append(one.smiles if isinstance(one, Molecule) else text)
    return found


def _where(texts: Sequence[str | None], found: Found, holds: Callable[[Molecule], object]) -> Rows:
    """Positions of the rows whose molecule is such a one."""
    those = {text for text, one in found.items() if isinstance(one, Molecule) and holds(one)}
    return np.array([at for at, text in enumerate(texts) if text in those], dtype=np.intp)


def _unusable(name: str, texts: Sequence[str | None], found: Found) -> Iterator[Finding]:
    broken = {text: None for text, one in found.items() if not isinstance(one, Molecule)}
    rows = np.array([at for at, text in enumerate(texts) if text in broken], dtype=np.intp)
    if len(rows):
        yield RowsWithoutMolecule(column=name, count=len(rows), rows=numbers_of(rows), texts=_examples(list(broken)))


def _taken_off(name: str, texts: Sequence[str | None], found: Found) -> Iterator[Finding]:
    salts = _where(texts, found, lambda one: one.stripped)
    if len(salts):
        first = str(texts[salts[0]])
        taken = standardise(first).smiles
        yield ParentTaken(column=name, count=len(salts), example=f"{shown(first)} → {shown(taken)}")
    mixed = _where(texts, found, lambda one: one.rivals)
    if len(mixed):
        one = standardise(str(texts[mixed[0]]))
        others = _examples(one.rivals)
        yield SeveralLargeParts(
            column=name, count=len(mixed), rows=numbers_of(mixed), taken=shown(one.smiles), others=others
        )


def _odd(name: str, texts: Sequence[str | None], found: Found) -> Iterator[Finding]:
    bare = _where(texts, found, lambda one: not one.carbon and not one.points)
    if len(bare):
        yield NoCarbon(column=name, count=len(bare), rows=numbers_of(bare))
    open_ends = _where(texts, found, lambda one: one.points not in (0, ENDS))
    if len(open_ends):
        yield NotARepeatUnit(column=name, count=len(open_ends), rows=numbers_of(open_ends))


def _stereoisomers(name: str, texts: Sequence[str | None], found: Found) -> Iterator[Finding]:
    sets: dict[str, dict[str, None]] = {}
    for one in found.values():
        if isinstance(one, Molecule):
            sets.setdefault(one.flat, {})[one.smiles] = None
    several = {flat: list(forms) for flat, forms in sets.items() if len(forms) > 1}
    if several:
        rows = _where(texts, found, lambda one: one.flat in several)
        example = next(iter(several.values()))
        yield SameButForStereo(column=name, rows=len(rows), sets=len(several), examples=_examples(example[:2]))


def _spreads(sets: Rows, values: Floats) -> Floats:
    """How far the values of each set lie apart, shape (sets,); 0 for a set with a single one."""
    high, low = np.full(sets.max(initial=-1) + 1, -np.inf), np.full(sets.max(initial=-1) + 1, np.inf)
    known = np.isfinite(values)
    np.maximum.at(high, sets[known], values[known])
    np.minimum.at(low, sets[known], values[known])
    return np.asarray(np.maximum(high - low, 0.0))


def _scatter(question: Question, keyed: Table, outcome: str, sets: Rows, values: Floats) -> Text:
    """The noise floor that repeated molecules show."""
    noise = replicate_noise(keyed, question.inputs, outcome)
    if noise is not None:
        deviation = Amount(noise.deviation, noise.unit, decimals_for(noise.deviation))
        return say("repeated molecules scatter by {deviation}", deviation=deviation)
    known = np.isfinite(values)
    counts = np.zeros((int(sets.max()) + 1, int(values[known].max()) + 1))
    np.add.at(counts, (sets[known], values[known].astype(int)), 1)
    repeated = counts[counts.sum(axis=1) > 1]
    share = 1 - float(repeated.max(axis=1).sum() / repeated.sum())
    return say("{share:%} of the repeated rows contradict the most frequent label of their molecule", share=share)


def _examples(texts: Sequence[str]) -> tuple[str, ...]:
    return tuple(shown(text) for text in texts[:EXAMPLES])
