"""Molecules of a column: one way of writing each for a model, without its salt, and what must be said of them."""

from sanhak.table.molecules.standard import Molecule, standardise, structure_of

__all__ = ["Molecule", "standardise", "structure_of"]
