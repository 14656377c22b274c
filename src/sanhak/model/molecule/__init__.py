"""Molecules as numbers: what a chemist reads from the structure alone, and counts of groups of atoms.

:func:`describe` is what the encoder asks; a salt is described as its parent (:mod:`sanhak.table.molecules`).
"""

from sanhak.model.molecule.describe import describe

__all__ = ["describe"]
