"""Substances as numbers: descriptors with a chemical meaning, likeness of structures, and distances between levels.

All are worked out from the structure alone, by RDKit, the optional extra ``sanhak[chem]``. A salt is described in
parts: the part with most carbon, written without charge, by its size, polarity, shape, rings and groups; the cation or
metal beside it by its mass, charge, radius and electronegativity; the other anions by their mass. So potassium and
cesium acetate differ, and so do potassium acetate and pivalate.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np

from sanhak.finding import Refusal
from sanhak.model.ions import ionic
from sanhak.model.prediction import Floats
from sanhak.model.skeleton import skeleton
from sanhak.table.substances import Substance
from sanhak.table.substances.findings import NoStructure, NotASmiles
from sanhak.table.substances.names import shown
from sanhak.table.substances.structure import canonical, read

if TYPE_CHECKING:
    from rdkit.Chem import Mol

Structure: TypeAlias = Substance | str
"""A substance, or a SMILES."""
_KEPT: Final = 0.99
"""Share of the variance that the components keep; the rest is rounding and repetition."""
_RADIUS: Final = 2
"""Bonds around an atom that a Morgan environment reaches; 2 is ECFP4 (Rogers and Hahn 2010)."""


@dataclass(frozen=True, slots=True)
class Descriptors:
    """Named columns of a set of substances: ``values`` has the shape (substances, columns)."""

    names: tuple[str, ...]
    values: Floats


def descriptors(substances: Sequence[Structure]) -> Descriptors:
    """The descriptors in which these substances differ, each finite for all of them.

    Columns come from a fixed list, whatever the substances; those that are the same for all, or not defined for one of
    them (partial charges of an element without parameters), are left out.

    Raises
    ------
    Refusal
        T260 if RDKit is not installed, T263 if a SMILES cannot be read, T269 if a substance has no structure.
    """
    molecules = [read(smiles) for smiles in _structures(substances)]
    rows = [_described(molecule) for molecule in molecules if molecule is not None]
    if not rows:
        return Descriptors((), np.empty((0, 0)))
    values = np.array([list(row.values()) for row in rows])
    differs = np.isfinite(values).all(axis=0)
    differs[differs] = np.ptp(values[:, differs], axis=0) > 0
    return Descriptors(tuple(np.array(list(rows[0]))[differs].tolist()), values[:, differs])


def similarity(substances: Sequence[Structure]) -> Floats:
    """How alike the structures are, from 0 to 1, shape (substances, substances): 1 on the diagonal, symmetric.

    The counts of Morgan environments of radius 2 (Rogers and Hahn, J. Chem. Inf. Model. 2010, 50, 742) are compared by
    the Tanimoto coefficient of counts: the sum of the smaller counts over the sum of the larger ones.

    Raises
    ------
    Refusal
        As :func:`descriptors`.
    """
    structures = _structures(substances)
    if not structures:
        return np.empty((0, 0))
    from rdkit import DataStructs
    from rdkit.Chem import rdFingerprintGenerator

    generator = rdFingerprintGenerator.GetMorganGenerator(radius=_RADIUS)
    prints = [generator.GetSparseCountFingerprint(read(smiles)) for smiles in structures]
    return np.array([DataStructs.BulkTanimotoSimilarity(one, prints) for one in prints])


def distances(substances: Sequence[Structure]) -> Floats:
    """How far the levels of a factor lie from one another, shape (levels, levels): symmetric, zero on the diagonal.

    Squared Euclidean distances of the standardised descriptors, decorrelated: their principal components that keep
    99 % of the variance, each divided by the fourth root of its variance. Left as they are, the many columns that all
    tell the size would drown the few that tell the cation; divided by the square root, any n levels would lie equally
    far apart in n - 1 components. The median over all pairs is 1, so that one length scale fits every factor. The order
    of the levels does not matter; isomers that differ in stereochemistry only have the distance 0.

    Raises
    ------
    Refusal
        As :func:`descriptors`.
    """
    structures = _structures(substances)
    # Sums in floating point depend on the order of what is added.
    order = np.argsort(np.array(structures)) if structures else np.empty(0, dtype=np.intp)
    sorted_levels = _spread([structures[at] for at in order])
    back = np.argsort(order)
    return sorted_levels[np.ix_(back, back)]


def _spread(structures: Sequence[str]) -> Floats:
    """Squared distances of levels in this order, their median 1."""
    values = descriptors(structures).values
    levels = len(structures)
    if not values.size:
        return np.zeros((levels, levels))
    standard = (values - values.mean(axis=0)) / values.std(axis=0)
    left, singular, _ = np.linalg.svd(standard, full_matrices=False)
    share = np.cumsum(singular**2) / (singular**2).sum()
    kept = int(np.searchsorted(share, _KEPT)) + 1
    scores = left[:, :kept] * np.sqrt(singular[:kept])
    squared: Floats = ((scores[:, None, :] - scores[None, :, :]) ** 2).sum(axis=2)
    pairs = squared[np.triu_indices(levels, 1)]
    scale = float(np.median(pairs)) or float(pairs.mean())
    return squared / scale


def _structures(substances: Sequence[Structure]) -> list[str]:
    """The canonical SMILES of each; raises what :func:`descriptors` says."""
    without = [one.name() for one in substances if isinstance(one, Substance) and not one.smiles]
    if without:
        raise Refusal(NoStructure(names=tuple(without)))
    given = [(one.name(), one.smiles or "") if isinstance(one, Substance) else (one, one) for one in substances]
    ways = [canonical(smiles) for _, smiles in given]
    unread = [
        NotASmiles(name=shown(name), smiles=shown(smiles))
        for (name, smiles), way in zip(given, ways, strict=True)
        if way is None
    ]
    if unread:
        raise Refusal(*unread)
    return [way for way in ways if way is not None]


def _described(molecule: Mol) -> dict[str, float]:
    """All descriptors of one substance, in the fixed order; NaN where one is not defined."""
    main, ions = ionic(molecule)
    return skeleton(main) | ions
