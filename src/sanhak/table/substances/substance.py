"""Substance: one chemical with its names and the facts by which it is recognised, weighed and handled."""

from __future__ import annotations

from dataclasses import dataclass

from sanhak.text import Language


@dataclass(frozen=True, slots=True)
class Substance:
    """One chemical. What is not known is None or empty, never guessed.

    ``smiles`` writes salts as ions and complexes as metal ion and ligands, ``formula`` counts elements in the order of
    Hill (1900). ``roles`` are among solvent, base, ligand, catalyst, acid, additive and reagent. ``hazards`` are
    classes of the Globally Harmonized System as suppliers state them: a reminder and no safety data sheet. ``sources``
    are keys that the README beside the shipped table explains.
    """

    english: str
    korean: str = ""
    synonyms: tuple[str, ...] = ()
    cas: str | None = None
    roles: tuple[str, ...] = ()
    smiles: str | None = None
    formula: str | None = None
    molar_mass: float | None = None
    """g/mol."""
    density: float | None = None
    """g/mL at 20 to 25 °C; None for solids."""
    boiling_point: float | None = None
    """°C at 101.325 kPa; None where it decomposes first."""
    melting_point: float | None = None
    """°C."""
    hazards: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()

    def name(self, language: Language = "en") -> str:
        """The name in ``language``; the English one where there is no Korean."""
        return (self.korean or self.english) if language == "ko" else self.english

    @property
    def names(self) -> tuple[str, ...]:
        """Every name: English, Korean, synonyms."""
        return tuple(name for name in (self.english, self.korean, *self.synonyms) if name)
