"""What the measured molecules teach: the model of the second stage, and the glance of the first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from sanhak.finding import Finding, Refusal
from sanhak.model.molecule.counts import groups
from sanhak.model.molecule.glance import Glance
from sanhak.model.prediction import Floats
from sanhak.study.property.endpoint import Endpoint
from sanhak.study.property.findings import LabelUnknown
from sanhak.study.property.learning import Learnt, learn
from sanhak.study.screening.findings import GlanceBlind, NothingMeasured
from sanhak.table import Kind
from sanhak.table.molecules import standardise
from sanhak.text import Amount, say

if TYPE_CHECKING:
    from sanhak.run import Run
    from sanhak.study.screening.screening import Screening
    from sanhak.table import Table

_BLIND: Final = 0.3
"""A rank correlation under which the first stage is little better than lots."""


@dataclass(frozen=True, slots=True, eq=False)
class Taught:
    """The model of the second stage, and that of the first.

    ``correlation`` is Spearman's between merit by the glance and merit as measured, on rows that were held out; NaN
    where none were. ``known`` are the measured molecules by their canonical SMILES.
    """

    learnt: Learnt
    glance: Glance
    correlation: float
    known: frozenset[str]
    findings: tuple[Finding, ...]


def teach(study: Screening, table: Table, run: Run) -> Taught:
    """Fit both models.

    Raises
    ------
    Refusal
        S315 without a measured row, S025 if no label is wanted of an outcome of labels; else as a property's model.
    """
    molecule, outcome = table[study.matter], table[study.outcome]
    both = ~table.frame[molecule.name].is_null() & ~table.frame[outcome.name].is_null()
    if molecule.kind is Kind.MOLECULE and not both.any():
        raise Refusal(NothingMeasured(molecule=molecule.name, outcome=outcome.name))
    endpoint = Endpoint.of(table, study.outcome, study.scale, (study.lowest, study.highest))
    if endpoint.label and study.wanted is None:
        labels = dict.fromkeys(str(value) for value in table.frame[outcome.name].drop_nulls().to_list())
        raise Refusal(LabelUnknown(column=outcome.name, labels=tuple(labels)))
    run.step(say("Learning from the measured molecules"))
    learnt = learn(study, table, run)
    texts = [text or "" for text in learnt.table.texts(study.matter)]
    found = groups(texts)
    values = values_of(study, learnt)[found.readable]
    glance = Glance.fit(found.counts, values, run.rng("glance"))
    correlation = _held_out(study, learnt, found.counts, values, run) if found.readable.all() else np.nan
    known = frozenset(standardise(text).smiles for text in texts)
    blind = Amount(correlation, None, 2)
    findings = (GlanceBlind(correlation=blind),) if correlation < _BLIND else ()
    return Taught(learnt, glance, correlation, known, findings)


def values_of(study: Screening, learnt: Learnt) -> Floats:
    """What the glance learns: the learnt column, or 1 for the wanted label and 0 for others."""
    name = learnt.endpoint.name
    if learnt.endpoint.label:
        return np.array([float(text == study.wanted) for text in learnt.table.texts(name)])
    return learnt.table.values(name)


def merit(study: Screening, endpoint: Endpoint, expected: Floats) -> Floats:
    """How good an expected value of the learnt column is, larger is better: in which direction the limits lie."""
    if endpoint.label:
        return expected
    low, high = (_as_learnt(endpoint, end) for end in (study.above, study.below))
    if low is not None and high is not None:
        return -np.abs(expected - (low + high) / 2)
    rising = study.prefer == "high" if low is None and high is None else low is not None
    return expected if rising else -expected


def _as_learnt(endpoint: Endpoint, value: float | None) -> float | None:
    if value is None or not endpoint.logarithm:
        return value
    return float(np.log10(value)) if value > 0 else None


def _held_out(study: Screening, learnt: Learnt, counts: Any, values: Floats, run: Run) -> float:
    """Spearman's correlation of merit on held-out rows, weighed over the folds by their rows."""
    from scipy.stats import spearmanr

    found, rows = [], []
    for number, (teaching, judging) in enumerate(learnt.model.split):
        glance = Glance.fit(counts[teaching], values[teaching], run.rng("glance", number))
        said = merit(study, learnt.endpoint, glance.expect(counts[judging]))
        real = merit(study, learnt.endpoint, values[judging])
        if np.ptp(said) and np.ptp(real):
            found.append(float(spearmanr(said, real).statistic))
            rows.append(len(judging))
    return float(np.average(found, weights=rows)) if found else np.nan
