"""Made-up reactions on real structures: yields that hidden rates give, which depend on what the structures are like.

Bases, ligands and solvents are drawn from the shipped table. What a rate sees of a structure is a mixture of chance, of
a few random descriptors of RDKit and of the main components of its Morgan counts: neither our own choice of descriptors
nor another tool's. The product forms by one rate and decays by a second, while the catalyst dies by a third; each rate
depends on all factors and on pairs of substances. The product's rate is set so that 1 to 5 % of the combinations come
near the best one, and each yield has an error of 1 %.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
from lookup import Factor, Lookup, Pool, Value

COUNTS = {"ligand": (8, 17), "base": (3, 7), "solvent": (3, 7)}
"""How many levels a factor of substances has: at least, and fewer than."""
CONCENTRATIONS, TEMPERATURES = (0.06, 0.1, 0.15), (90.0, 105.0, 120.0)
HIGH, HALVINGS = 0.85, 30


@cache
def known(role: str) -> tuple[tuple[str, str], ...]:
    """Names and structures of the shipped substances of a role; of the ligands those with phosphorus."""
    from sanhak.table.substances import catalogue

    rows = [one for one in catalogue().substances if role in one.roles and one.smiles]
    return tuple((one.english, one.smiles) for one in rows if role != "ligand" or "P" in one.smiles)


def made(number: int) -> Lookup:
    """The made-up reaction of this number: the whole grid of its factors with the yields."""
    from rdkit.rdBase import BlockLogs

    rng = np.random.default_rng(50_000 + number)
    counts = {role: rng.integers(*ends) for role, ends in COUNTS.items()}
    levels = {role: [known(role)[at] for at in rng.choice(len(known(role)), count, replace=False)]
              for role, count in counts.items()}  # fmt: skip
    with BlockLogs():
        hidden = {role: _hidden([smiles for _, smiles in levels[role]], rng) for role in levels}
    ligand, base, solvent, hot, dense = (
        axis.ravel() for axis in np.meshgrid(*map(np.arange, (*map(len, hidden.values()), 3, 3)), indexing="ij")
    )
    yields = _yields(hidden, (ligand, base, solvent), hot - 1.0, dense - 1.0, rng)
    rows: list[tuple[Value, ...]] = [
        (levels["base"][b][0], levels["ligand"][a][0], levels["solvent"][s][0], CONCENTRATIONS[c], TEMPERATURES[t])
        for a, b, s, t, c in zip(ligand, base, solvent, hot, dense, strict=True)
    ]
    substances = [Factor(role, "substance", dict(levels[role])) for role in ("base", "ligand", "solvent")]
    factors = (*substances, Factor("Concentration", "number"), Factor("Temp", "number"))
    pool = Pool(factors, tuple(rows), maximize=True, unit="%")
    return Lookup(f"made{number}", "development", pool, tuple(map(float, yields)))


def _hidden(structures: Sequence[str], rng: np.random.Generator) -> np.ndarray:
    """What rates see of structures, shape (structures, properties), each with mean 0 and deviation 1."""
    from rdkit.Chem import Descriptors, MolFromSmiles, rdFingerprintGenerator

    molecules = [MolFromSmiles(one) for one in structures]
    generator = rdFingerprintGenerator.GetMorganGenerator(radius=2)
    counts = [generator.GetSparseCountFingerprint(one).GetNonzeroElements() for one in molecules]
    places = sorted({place for one in counts for place in one})
    roots = np.array([[np.sqrt(one.get(place, 0)) for place in places] for one in counts])
    told = np.array([[function(one) for _, function in Descriptors.descList] for one in molecules], dtype=float)
    told = told[:, np.isfinite(told).all(axis=0)]
    told = told[:, told.std(axis=0) > 1e-9]
    told = np.clip((told - told.mean(axis=0)) / told.std(axis=0), -4, 4)
    chosen = told[:, rng.choice(told.shape[1], min(4, told.shape[1]), replace=False)]
    left, sizes, _ = np.linalg.svd(roots - roots.mean(axis=0), full_matrices=False)
    main = (left * sizes)[:, : min(3, len(structures) - 1)]
    both = np.hstack([chosen, main / main.std()])
    share = rng.uniform(0.4, 1)
    both = np.sqrt(share) * both + np.sqrt(1 - share) * rng.normal(size=both.shape)
    return (both - both.mean(axis=0)) / (both.std(axis=0) + 1e-9)


def _yields(
    hidden: dict[str, np.ndarray], at: Sequence[np.ndarray], hot: np.ndarray, dense: np.ndarray,
    rng: np.random.Generator,
) -> np.ndarray:  # fmt: skip
    """Per cent of each combination; ``at`` are the numbers of its ligand, base and solvent."""

    def rate(main: float, pairs: float, heat: float, crowd: float) -> np.ndarray:
        sizes = (main, 0.5 * main, 0.6 * main)
        alone = [_alone(z, size, rng)[place] for z, size, place in zip(hidden.values(), sizes, at, strict=True)]
        z, together = list(hidden.values()), np.zeros(len(hot))
        for one, other in ((0, 2), (0, 1), (1, 2)):
            together = together + _pair(z[one], z[other], pairs, rng)[at[one], at[other]]
        return sum(alone) + together + heat * hot + crowd * dense

    def some(*ends: tuple[float, float]) -> list[float]:
        return [rng.uniform(*one) for one in ends]

    forms = rate(*some((0.7, 1.4), (0.2, 0.7), (0.3, 0.9), (0, 0.5)))
    dies = rate(*some((0.6, 1.2), (0.2, 0.6), (0.2, 1.2), (-0.3, 0.3)))
    decays = rate(*some((0.5, 1.0), (0.2, 0.5), (0.3, 0.9), (-0.2, 0.2)))
    dying = np.exp(dies + rng.uniform(-1.5, 0.5))
    active, decays = (1 - np.exp(-2 * dying)) / dying, decays - rng.uniform(1, 2.5)

    def reached(faster: float) -> np.ndarray:
        product, other = np.exp(forms + faster), np.exp(decays + faster)
        return 100 * product / (product + other) * (1 - np.exp(-(product + other) * active))

    wanted, low, high = rng.uniform(0.01, 0.05), -6.0, 6.0
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        found = reached(middle)
        low, high = (middle, high) if (found > HIGH * found.max()).mean() < wanted else (low, middle)
    found = found / found.max() * 100 * rng.uniform(HIGH, 1)
    return np.clip(found + rng.normal(size=len(found)), 0, 100)


def _alone(z: np.ndarray, size: float, rng: np.random.Generator) -> np.ndarray:
    """What each level adds to the logarithm of a rate, shape (levels,): few properties count, waves and slopes."""
    waves = rng.normal(size=(z.shape[1], 8)) * (rng.random((z.shape[1], 1)) < 0.5)
    shifts, heights = rng.uniform(0, 6.28, 8), rng.normal(size=8)
    slopes = rng.normal(size=z.shape[1]) * (rng.random(z.shape[1]) < 0.4)
    course = np.sin(0.5 * z @ waves + shifts) @ heights + 0.8 * (z @ slopes)
    course = course - course.mean()
    course = course / (course.std() + 1e-9)
    course = course + rng.uniform(0.1, 0.6) * rng.normal(size=len(z))
    return size * (course - course.mean()) / course.std()


def _pair(one: np.ndarray, other: np.ndarray, size: float, rng: np.random.Generator) -> np.ndarray:
    """What two levels add together, shape (levels of one, levels of the other)."""
    first, second = rng.normal(size=(one.shape[1], 3)), rng.normal(size=(other.shape[1], 3))
    course = np.tanh(0.6 * one @ first) @ np.tanh(0.6 * other @ second).T
    course = course / course.std() + 0.4 * rng.normal(size=(len(one), len(other)))
    return size * (course - course.mean()) / course.std()
