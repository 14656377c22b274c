"""From the table of a finished design to a fitted model for each outcome."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from sanhak.finding import Finding, Refusal, Severity
from sanhak.model.experiments import (
    MEAN,
    Coding,
    Fit,
    Lenth,
    Levels,
    Matrix,
    Order,
    Replicates,
    Scale,
    Settings,
    Term,
    balanced,
    completed,
    lenth,
    of_mixture,
    replicates,
    term,
    terms_of,
)
from sanhak.model.experiments.findings import FactorDidNotVary, NothingMeasured, OutcomeConstant, OutcomeNotNumeric
from sanhak.model.prediction import Floats
from sanhak.study.answer import Counted
from sanhak.table import Column, Kind, Table
from sanhak.text import Amount, say

if TYPE_CHECKING:
    from sanhak.areas.process.analyse import Analyse
    from sanhak.run import Run

LEVEL: Final = 0.9
_LEAST: Final = 3
_CURVED: Final = 3
"""Levels of a number from which on its square can be estimated."""
_SPARE: Final = 3
"""Runs that auto leaves for the error."""
_WORDS: Final = (Kind.CATEGORY, Kind.ORDINAL, Kind.TEXT, Kind.IDENTIFIER, Kind.FORMULA, Kind.MOLECULE)


@dataclass(frozen=True)
class Analysis:
    """One outcome's fit.

    ``rows`` are the places of its runs in the table, ``settings`` their factors; ``codings`` those of the factors (the
    block's first, where there is one); ``terms`` what was asked for, ``removed`` what was taken out afterwards.
    """

    outcome: Column
    rows: NDArray[np.intp]
    settings: Settings
    codings: tuple[Coding, ...]
    terms: tuple[Term, ...]
    fit: Fit
    block: str | None
    removed: tuple[Term, ...] = ()

    @cached_property
    def replicates(self) -> Replicates | None:
        """Lack of fit against pure error."""
        return replicates(self.fit, self.settings)

    @cached_property
    def lenth(self) -> Lenth | None:
        """Lenth's analysis of the effects where no run is left for the error."""
        places = self.effect_places
        return lenth(2 * self.fit.coefficients[places], LEVEL) if self.fit.df == 0 and len(places) else None

    @cached_property
    def effect_places(self) -> NDArray[np.intp]:
        """The places of the coefficients that are effects: not the mean's and not the blocks'."""
        return np.array(
            [at for at, one in enumerate(self.fit.matrix.terms) if one != MEAN and self.block not in one.names],
            dtype=np.intp,
        )

    @property
    def sigma(self) -> float:
        """Standard deviation of a run; without runs for the error, what Lenth's pseudo standard error stands for."""
        if self.lenth is None:
            return self.fit.sigma
        return self.lenth.error * float(np.sqrt(len(self.fit.y))) / 2

    @property
    def margin(self) -> float:
        """How many standard errors an interval reaches to each side."""
        from scipy.stats import t

        df = self.fit.df if self.lenth is None else self.lenth.df
        return float(t.ppf((1 + LEVEL) / 2, df)) if df > 0 else float("nan")

    @cached_property
    def errors(self) -> Floats:
        """Standard errors of all coefficients."""
        found: Floats = self.sigma * np.sqrt(np.diag(self.fit.inverse))
        return found

    @cached_property
    def p_values(self) -> Floats:
        """Two-sided p-values of all coefficients."""
        if self.lenth is None:
            return self.fit.p_values
        found = np.full(len(self.fit.coefficients), np.nan)
        found[self.effect_places] = self.lenth.p
        return found

    def expected(self, settings: Settings) -> tuple[Floats, Floats, Floats]:
        """Expected values, their standard errors and leverages at settings of the factors, blocks balanced."""
        rows = balanced(self.fit, self.codings, settings)
        leverage = np.einsum("ij,jk,ik->i", rows, self.fit.inverse, rows)
        return rows @ self.fit.coefficients, self.sigma * np.sqrt(leverage), leverage


@dataclass(frozen=True)
class Evidence:
    """What the runs tell: the table, an analysis for each outcome (the first goal first), and what was counted."""

    table: Table
    codings: tuple[Coding, ...]
    analyses: Mapping[str, Analysis]
    preparation: tuple[Counted, ...]

    @property
    def first(self) -> Analysis:
        """The analysis of the first goal."""
        return next(iter(self.analyses.values()))


def analysed(study: Analyse, table: Table, run: Run) -> Evidence:
    """Check the runs and fit a model to each outcome.

    Raises
    ------
    Refusal
        T001 for names that are not there, M100–M104 and M116 where the runs carry no analysis.
    """
    beside = [name for name in (study.block, study.order) if name is not None]
    data = table.select(tuple(dict.fromkeys([*study.factors, *study.outcomes, *beside])))
    _refuse_words(study, data)
    analyses: dict[str, Analysis] = {}
    counted = []
    for name in study.outcomes:
        run.step(say("Analysing {outcome}", outcome=name), len(analyses), len(study.outcomes))
        rows = _known(study, data, name)
        counted.append(
            Counted(say("{name}", name=name), say("Runs with a result and all settings."), len(data), len(rows))
        )
        analyses[name] = _analysis(study, data, name, rows)
    return Evidence(data, next(iter(analyses.values())).codings, analyses, tuple(counted))


def _refuse_words(study: Analyse, data: Table) -> None:
    found: list[Finding] = [finding for finding in data.findings if finding.severity is Severity.REFUSE]
    for name in study.outcomes:
        if data[name].kind is not Kind.NUMBER and data.frame[name].null_count() < len(data):
            example = next(text for text in data.texts(name) if text is not None)
            found.append(OutcomeNotNumeric(outcome=name, example=example))
    if found:
        raise Refusal(*found)


def _known(study: Analyse, data: Table, outcome: str) -> NDArray[np.intp]:
    """The rows with a result and all settings."""
    if data[outcome].kind is not Kind.NUMBER:
        raise Refusal(NothingMeasured(outcome=outcome, runs=0, rows=len(data)))
    known = np.isfinite(data.values(outcome))
    settings = np.ones(len(data), dtype=bool)
    for name in (*study.factors, *((study.block,) if study.block else ())):
        settings &= data.frame[name].is_not_null().to_numpy()
    rows = np.flatnonzero(known & settings)
    if len(rows) < _LEAST:
        found = _constant(study, data, rows) if len(rows) else None
        raise Refusal(found or NothingMeasured(outcome=outcome, runs=len(rows), rows=int(settings.sum())))
    if (constant := _constant(study, data, rows)) is not None:
        raise Refusal(constant)
    measured = data.values(outcome)[rows]
    if np.ptp(measured) == 0:
        raise Refusal(OutcomeConstant(outcome=outcome, value=Amount(float(measured[0]), data[outcome].unit)))
    return rows


def _constant(study: Analyse, data: Table, rows: NDArray[np.intp]) -> Finding | None:
    """A factor that never changed in these rows."""
    for name in study.factors:
        levels = data.frame[name][rows.tolist()].unique()
        if len(levels) < 2:  # noqa: PLR2004 - nothing to compare
            return FactorDidNotVary(factor=name, value=say("{value}", value=_plain(levels[0])))
    return None


def _plain(value: object) -> float | str:
    return float(value) if isinstance(value, int | float) else str(value)


def _analysis(study: Analyse, data: Table, outcome: str, rows: NDArray[np.intp]) -> Analysis:
    codings = tuple(_coding(study, data, name, rows) for name in study.factors)
    settings: dict[str, Floats | list[str]] = {coding.name: _values(data, coding, rows) for coding in codings}
    blocks: tuple[Term, ...] = ()
    if study.block is not None:
        words = [str(value) for value in data.frame[study.block][rows.tolist()]]
        levels = Levels(study.block, tuple(dict.fromkeys(words)))
        if len(levels.levels) > 1:
            codings = (levels, *codings)
            settings[study.block] = words
            blocks = (Term(((study.block, 1),)),)
    y = data.values(outcome)[rows]
    mean = not study.mixture
    asked = _asked(study, codings[len(blocks) :], settings, len(rows) - len(blocks), mean=mean)
    matrix = Matrix.of(codings, (*blocks, *asked), settings, mean=mean)
    fit = Fit.of(matrix, y) if len(y) >= len(matrix.names) else Fit.of(matrix.keep(matrix.independent()), y)
    removed: tuple[Term, ...] = ()
    if study.eliminate and fit.df > 0:
        fit, removed = _eliminated(fit, blocks)
    return Analysis(data[outcome], rows, settings, codings, asked, fit, study.block if blocks else None, removed)


def _coding(study: Analyse, data: Table, name: str, rows: NDArray[np.intp]) -> Coding:
    """Numbers between the lowest and the highest run; words as levels in their order; parts as shares."""
    if data[name].kind in _WORDS:
        seen = tuple(dict.fromkeys(str(value) for value in data.frame[name][rows.tolist()]))
        known = data[name].levels
        return Levels(name, tuple(level for level in known if level in seen) if known else seen)
    values = data.values(name)[rows]
    if name in study.mixture:
        whole = float(np.sum([data.values(part)[rows] for part in study.mixture], axis=0).mean())
        return Scale(name, -whole, whole)
    return Scale(name, *study.ranges.get(name, (float(values.min()), float(values.max()))))


def _values(data: Table, coding: Coding, rows: NDArray[np.intp]) -> Floats | list[str]:
    if isinstance(coding, Levels):
        return [str(value) for value in data.frame[coding.name][rows.tolist()]]
    return data.values(coding.name)[rows]


def _asked(study: Analyse, codings: Sequence[Coding], settings: Settings, runs: int, *, mean: bool) -> tuple[Term, ...]:
    """The terms that were listed, those of the model, or with auto the largest model that leaves runs for the error."""
    if study.terms:
        return completed((term(text, study.factors) for text in study.terms), study.factors)
    if study.model != "auto":
        return _whole(study, study.model, codings)
    larger: tuple[Order, ...] = ("quadratic", "interactions")
    for model in larger:
        terms = _whole(study, model, codings)
        curved = [one for one in terms if len(one.powers) == 1 and one.order > 1]
        kept = tuple(one for one in terms if one not in curved or _levels(settings, one) >= _CURVED)
        matrix = Matrix.of(codings, kept, settings, mean=mean)
        if model == "quadratic" and curved and not set(curved) & set(kept):
            continue
        if matrix.independent().all() and len(matrix.names) + _SPARE <= runs:
            return kept
    return _whole(study, "main", codings)


def _whole(study: Analyse, model: Order, codings: Sequence[Coding]) -> tuple[Term, ...]:
    numbers = [coding.name for coding in codings if isinstance(coding, Scale)]
    words = [coding.name for coding in codings if isinstance(coding, Levels)]
    return of_mixture(terms_of(model, numbers, words), study.mixture)


def _levels(settings: Settings, one: Term) -> int:
    return len(np.unique(np.round(np.asarray(settings[one.names[0]], dtype=float), 9)))


def _eliminated(fit: Fit, blocks: tuple[Term, ...]) -> tuple[Fit, tuple[Term, ...]]:
    """The fit after its least sure terms were taken out one by one, lower terms staying below higher ones."""
    removed: list[Term] = []
    while True:
        terms = fit.matrix.distinct
        free = [one for one in terms if one not in blocks and not any(one.below(other) for other in terms)]
        if not free or len(terms) <= 1:
            return fit, tuple(removed)
        p = {one: float(fit.p_values[fit.matrix.place(one)].min()) for one in free}
        worst = max(free, key=lambda one: round(p[one], 9))
        if not p[worst] > 1 - LEVEL:
            return fit, tuple(removed)
        removed.append(worst)
        fit = Fit.of(fit.matrix.keep(~fit.matrix.place(worst)), fit.y)
