"""matminer's Magpie set of features and a random forest of 500 trees.

The set is that of L. Ward, A. Agrawal, A. Choudhary and C. Wolverton, npj Comput. Mater. 2 (2016) 16028: statistics
over properties of the elements, norms of the shares, orbitals of valence and ionic character.
"""

from __future__ import annotations

from functools import cache
from importlib.metadata import version
from typing import Any

import numpy as np
from matminer.featurizers.composition import ElementProperty, IonProperty, Stoichiometry, ValenceOrbital
from pymatgen.core import Composition
from sklearn.ensemble import RandomForestClassifier, RandomForestRegressor

VERSIONS = {name: version(name) for name in ("matminer", "pymatgen", "scikit-learn", "numpy")}
SET = (
    ElementProperty.from_preset("magpie"),
    Stoichiometry(),
    ValenceOrbital(props=["avg", "frac"]),
    IonProperty(fast=True),
)


def read(texts: list[str], values: list[Any]) -> tuple[list[str], list[Any]]:
    """The rows whose formula is read."""
    pairs = [(text, value) for text, value in zip(texts, values, strict=True) if described(text) is not None]
    return [text for text, _ in pairs], [value for _, value in pairs]


@cache
def described(text: str) -> tuple[float, ...] | None:
    """The features of one formula; None where pymatgen does not read it."""
    try:
        formula = Composition(text)
    except ValueError:
        return None
    return tuple(float(value) for one in SET for value in one.featurize(formula))


def expect(teaching: list[str], values: list[float], judging: list[str], label: bool) -> np.ndarray:  # noqa: FBT001
    """What is expected of the judging rows; of labels the chance of 1."""
    X, asked = (np.nan_to_num(np.array([described(text) for text in texts])) for texts in (teaching, judging))
    kind = RandomForestClassifier if label else RandomForestRegressor
    forest = kind(500, random_state=0, n_jobs=1).fit(X, values)
    return forest.predict_proba(asked)[:, 1] if label else forest.predict(asked)
