"""Catalogue: substances that are found by any of their names, CAS number, formula or SMILES."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import Final, TypeAlias

from sanhak.finding import Finding, Refusal, near
from sanhak.table.substances import structure
from sanhak.table.substances.findings import AmbiguousSubstance, NotASmiles, UnknownSubstances, WrongCheckDigit
from sanhak.table.substances.names import as_cas, check_digit, checks, composition, folded, shown
from sanhak.table.substances.rows import parse
from sanhak.table.substances.substance import Substance
from sanhak.text import Text, say

_TABLE: Final = "substances.csv"


class Catalogue:
    """Substances with the ways to find them. It never changes."""

    def __init__(self, substances: Iterable[Substance]) -> None:
        self.substances = tuple(substances)
        self._exact: dict[str, dict[Substance, None]] = {}
        self._loose: dict[str, dict[Substance, None]] = {}
        self._written: dict[str, dict[Substance, None]] = {}
        self._cas: dict[str, dict[Substance, None]] = {}
        for one in self.substances:
            for name in one.names:
                self._exact.setdefault(folded(name, case=True), {})[one] = None
                self._loose.setdefault(folded(name), {})[one] = None
            if one.smiles:
                self._written.setdefault(one.smiles, {})[one] = None
            if one.cas:
                self._cas.setdefault(one.cas, {})[one] = None
        self._atoms: dict[frozenset[tuple[str, int]], dict[Substance, None]] | None = None
        self._structures: dict[bool, dict[str, dict[Substance, None]]] = {}

    @property
    def names(self) -> tuple[str, ...]:
        """Every name of every substance."""
        return tuple(name for one in self.substances for name in one.names)

    def find(self, text: str) -> Substance | None:
        """The substance that a text names, None where there is none.

        Tried in this order: CAS number; name, first with its capitals and then without; formula, and SMILES in any way
        of writing, without stereochemistry where only one isomer is known.

        Raises
        ------
        Refusal
            T262 if it fits more than one substance, T264 if it is a CAS number whose check digit is wrong, T260 if it
            can only be a SMILES and RDKit is not installed.
        """
        plain = unicodedata.normalize("NFKC", text).strip()
        if cas := as_cas(plain):
            if not checks(cas):
                raise Refusal(WrongCheckDigit(cas=cas, digit=check_digit(cas)))
            return _only(plain, self._cas.get(cas, {}))
        for known, name in ((self._exact, folded(plain, case=True)), (self._loose, folded(plain))):
            if name in known:
                return _only(plain, known[name])
        return _only(plain, self._of_atoms(plain) | self._of_smiles(plain))

    def _of_atoms(self, text: str) -> dict[Substance, None]:
        """The substances with this formula."""
        atoms = composition(text)
        if atoms is None:
            return {}
        if self._atoms is None:
            self._atoms = {}
            for one in self.substances:
                if one.formula and (own := composition(one.formula)):
                    self._atoms.setdefault(own, {})[one] = None
        return self._atoms.get(atoms, {})

    def isomers(self, smiles: str) -> tuple[Substance, ...]:
        """The substances with this structure, in any way of writing; those that state another stereochemistry left out.

        Without stereochemistry in the text, or in the table, all isomers that are known fit.

        Raises
        ------
        Refusal
            T260 if RDKit is not installed.
        """
        for stereo in (True, False):
            way = structure.canonical(smiles, stereo=stereo)
            fitting = self._structure_index(stereo=stereo).get(way or "", {})
            if fitting:
                return tuple(fitting)
        return ()

    def _of_smiles(self, text: str) -> dict[Substance, None]:
        """The substances with this SMILES; what may be an abbreviation is only read where RDKit is at hand."""
        written = self._written.get(text, {})
        if written or not structure.written_as_smiles(text):
            return written
        try:
            return dict.fromkeys(self.isomers(text))
        except Refusal:
            if structure.clearly_smiles(text):
                raise
            return {}

    def _structure_index(self, *, stereo: bool) -> dict[str, dict[Substance, None]]:
        if stereo not in self._structures:
            index: dict[str, dict[Substance, None]] = {}
            for one in self.substances:
                if one.smiles and (way := structure.canonical(one.smiles, stereo=stereo)):
                    index.setdefault(way, {})[one] = None
            self._structures[stereo] = index
        return self._structures[stereo]


@cache
def catalogue() -> Catalogue:
    """The substances that come with the package, read once."""
    text = files("sanhak.table.substances").joinpath(_TABLE).read_text(encoding="utf-8")
    return Catalogue(parse(text, _TABLE))


Known: TypeAlias = Mapping[str, str | Substance] | Iterable[Substance]
"""A user's own substances: a SMILES or a substance for each name, or substances that have their names."""


def resolve(names: Iterable[str], known: Known = ()) -> dict[str, Substance]:
    """The substance of each name, in the order in which the names come first.

    ``known`` are the user's own substances: a mapping from a name to a SMILES or a substance, or substances as
    :func:`read_own` returns them. They come before those of the package. A name that is itself a SMILES of no known
    substance becomes a substance with that structure.

    Raises
    ------
    Refusal
        One refusal for all names: T261 with every unknown name and the nearest known ones, T262 for each that fits two
        substances, T264 for each CAS number whose check digit is wrong, T263 for each own SMILES that cannot be read;
        T260 if RDKit is needed and not installed.
    """
    findings: list[Finding] = []
    own = _own(known, findings)
    found: dict[str, Substance] = {}
    unknown: list[str] = []
    for name in dict.fromkeys(names):
        try:
            one = own.find(name) or catalogue().find(name) or _from_structure(name)
        except Refusal as refused:
            findings += [finding for finding in refused.findings if finding not in findings]
            continue
        if one is None:
            unknown.append(name)
        else:
            found[name] = one
    if unknown:
        everyone = (*own.names, *catalogue().names)
        findings.append(UnknownSubstances(len(unknown), tuple(_with_nearest(name, everyone) for name in unknown)))
    if findings:
        raise Refusal(*findings)
    return found


def _own(known: Known, findings: list[Finding]) -> Catalogue:
    """The user's own substances; what cannot be read is added to ``findings``."""
    if not isinstance(known, Mapping):
        return Catalogue(known)
    own: list[Substance] = []
    for name, given in known.items():
        if isinstance(given, Substance):
            own.append(replace(given, english=name, korean=name, synonyms=()))
            continue
        try:
            own.append(named(name, given))
        except Refusal as refused:
            findings += refused.findings
    return Catalogue(own)


def named(name: str, smiles: str) -> Substance:
    """A substance of the user's own with this name and structure; what the package knows of the structure is kept.

    Raises
    ------
    Refusal
        T263 if the SMILES cannot be read, T262 if it fits several isomers, T260 if RDKit is not installed.
    """
    molecule = structure.read(smiles)
    if molecule is None:
        raise Refusal(NotASmiles(name=shown(name), smiles=shown(smiles)))
    listed = _only(smiles, dict.fromkeys(catalogue().isomers(smiles)))
    if listed is not None:
        return replace(listed, english=name, korean=name, synonyms=())
    mass, formula = structure.measures(molecule)
    return Substance(name, name, smiles=smiles, molar_mass=round(mass, 2), formula=formula)


def _from_structure(text: str) -> Substance | None:
    """A substance that is named by a SMILES which nobody knows yet; None where the text is none."""
    if not structure.clearly_smiles(text) or structure.read(text) is None:
        return None
    return named(text, text)


def _only(text: str, fitting: Mapping[Substance, None]) -> Substance | None:
    if len(fitting) > 1:
        raise Refusal(AmbiguousSubstance(name=shown(text), candidates=tuple(one.english for one in fitting)))
    return next(iter(fitting), None)


def _with_nearest(name: str, known: Iterable[str]) -> Text:
    name = shown(name)
    nearest = near(name, known)
    return say("{name} (nearest: {nearest})", name=name, nearest=nearest) if nearest else say("{name}", name=name)
