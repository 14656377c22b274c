"""What an analysis says: the sentence, the findings, the setting and what it is compared with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from sanhak.areas.process.analysis import LEVEL, Analysis, Evidence
from sanhak.areas.process.judged import judged, outside
from sanhak.finding import Finding, Severity
from sanhak.model.experiments import Levels, Line, Term, box_cox
from sanhak.model.experiments.findings import (
    BetterTransformed,
    ChosenAfterwards,
    DriftsWithOrder,
    ManyEffects,
    ModelLacksFit,
    NoEffectFound,
    NoErrorLeft,
    PredictsNothing,
    RunFarOff,
    TermsNotEstimable,
)
from sanhak.study import Action, Estimate, Option, Promise
from sanhak.table import Kind
from sanhak.text import Amount, Param, Text, decimals_for, say

if TYPE_CHECKING:
    from sanhak.areas.process.analyse import Analyse
    from sanhak.areas.process.best import Best

_IN_HEADLINE: Final = 3
_MISFIT: Final = 0.05
_FAR: Final = 0.02
_DRIFT: Final = 0.01
_NOTHING: Final = 1e-9
_MANY: Final = 3


def active(analysis: Analysis) -> list[tuple[Term, float, float]]:
    """The effects whose interval leaves zero out, the largest first: term, effect and p-value."""
    found = []
    for at in analysis.effect_places:
        p = float(analysis.p_values[at])
        if p < 1 - LEVEL:
            found.append((analysis.fit.matrix.terms[at], effect(analysis, int(at)), p))
    return sorted(found, key=lambda one: -round(abs(one[1]), 9))


def effect(analysis: Analysis, at: int) -> float:
    """The effect of a coefficient: the change from low to high; of a level or a square the coefficient itself."""
    return factor_of(analysis, at) * float(analysis.fit.coefficients[at])


def factor_of(analysis: Analysis, at: int) -> float:
    """What an effect is of its coefficient: 2 between -1 and +1, 1 for levels of a category and for squares."""
    one = analysis.fit.matrix.terms[at]
    square = len(one.powers) == 1 and one.order > 1
    return 1.0 if "[" in analysis.fit.matrix.names[at] or square else 2.0


def estimate(analysis: Analysis, settings: Mapping[str, float | str], *, single: bool = True) -> Estimate:
    """What is expected at one setting, with the interval of a new run or, not ``single``, of the expectation."""
    given = {name: [value] if isinstance(value, str) else np.array([value]) for name, value in settings.items()}
    value, _, leverage = analysis.expected(given)
    half = analysis.margin * analysis.sigma * float(np.sqrt(leverage[0] + single))
    half = half if np.isfinite(half) else 0.0
    return Estimate(float(value[0]), float(value[0]) - half, float(value[0]) + half, analysis.outcome.unit)


def mean_of(analysis: Analysis) -> Estimate:
    """The mean of all runs, with the interval of a run drawn from them."""
    from scipy.stats import t

    y = analysis.fit.y
    half = float(t.ppf((1 + LEVEL) / 2, len(y) - 1) * y.std(ddof=1) * np.sqrt(1 + 1 / len(y)))
    middle = float(y.mean())
    return Estimate(middle, middle - half, middle + half, analysis.outcome.unit)


def headline(study: Analyse, evidence: Evidence, best: Best) -> Text:
    """Which factors matter, and what the best setting inside the region brings."""
    first = evidence.first
    found = active(first)
    after = estimate(first, best.settings)
    digits = decimals_for((after.upper - after.lower) / 2)
    value = Amount(after.value, after.unit, digits) if after.upper > after.lower else Amount(after.value, after.unit)
    if not found:
        return say("No effect on {outcome} can be told from noise.", outcome=first.outcome.name)
    shown = tuple(
        say("{term} ({effect})", term=str(one), effect=_signed(first, size)) for one, size, _ in found[:_IN_HEADLINE]
    )
    told: dict[str, Param] = {
        "outcome": first.outcome.name,
        "effects": shown,
        "value": value,
        "interval": after.interval,
        "settings": _settings(study, evidence, best),
    }
    said = say(
        "{outcome} depends most on {effects}. Best inside the runs: {settings}; expected {value} (90 % interval "
        "{interval}).",
        **told,
    )
    others = tuple(
        say("{name} {value}", name=name, value=estimate(analysis, best.settings).amount)
        for name, analysis in evidence.analyses.items()
        if analysis is not first
    )
    return say("{said} At the same setting: {others}.", said=said, others=others) if others else said


def _signed(analysis: Analysis, size: float) -> Text:
    decimals = decimals_for(analysis.margin * 2 * float(np.nanmin(analysis.errors))) if analysis.sigma > 0 else None
    amount = Amount(size, analysis.outcome.unit, decimals)
    return say("+{amount}", amount=amount) if size > 0 else say("{amount}", amount=amount)


def _settings(study: Analyse, evidence: Evidence, best: Best) -> tuple[Text, ...]:
    named = dict.fromkeys(name for one, _, _ in active(evidence.first) for name in one.names)
    kept = list(named)[:_IN_HEADLINE] or list(study.factors)[:1]
    return tuple(say("{name} {value}", name=name, value=_setting(evidence, name, best.settings[name])) for name in kept)


def _setting(evidence: Evidence, name: str, value: float | str) -> Amount | str:
    if isinstance(value, str):
        return value
    values = np.asarray(evidence.first.settings[name], dtype=float)
    return Amount(value, evidence.table[name].unit, max(0, decimals_for(float(np.ptp(values)) / 10)))


def findings(study: Analyse, evidence: Evidence) -> tuple[Finding, ...]:
    """What must be known before the effects are believed."""
    found = [finding for analysis in evidence.analyses.values() for finding in _findings(study, evidence, analysis)]
    count = sum(len(analysis.effect_places) for analysis in evidence.analyses.values())
    if count > _MANY:
        found.append(ManyEffects(count=count, alarms=Amount((1 - LEVEL) * count, None, 1)))
    return tuple(found)


def _findings(study: Analyse, evidence: Evidence, analysis: Analysis) -> Iterator[Finding]:
    fit, name = analysis.fit, analysis.outcome.name
    if fit.dropped or _missing(analysis):
        yield TermsNotEstimable(terms=fit.dropped or _missing(analysis))
    if analysis.lenth is not None:
        yield NoErrorLeft(runs=len(fit.y))
    both = analysis.replicates
    if both is not None and both.lack.p < _MISFIT:
        yield ModelLacksFit(outcome=name, f=both.lack.f, p=both.lack.p)
    if not active(analysis):
        least = analysis.margin * 2 * float(np.nanmin(analysis.errors[analysis.effect_places]))
        yield NoEffectFound(outcome=name, least=Amount(least, analysis.outcome.unit))
    elif judged(analysis) and fit.r_squared_predicted <= 0:
        yield PredictsNothing(outcome=name, share=fit.r_squared_predicted)
    if judged(analysis):
        yield from _far(analysis)
        yield from _drifts(study, evidence, analysis)
    if analysis.removed:
        yield ChosenAfterwards(outcome=name, count=len(analysis.removed), terms=tuple(map(str, analysis.removed)))
    yield from _transformed(analysis)


def _missing(analysis: Analysis) -> tuple[str, ...]:
    kept = {*analysis.fit.matrix.terms, *analysis.removed}
    return tuple(str(one) for one in analysis.terms if one not in kept)


def _far(analysis: Analysis) -> Iterator[Finding]:
    """The run that lies furthest off, where chance would not put any of so many runs there."""
    from scipy.stats import t

    off = outside(analysis)
    row = int(np.argmax(np.abs(off)))
    if 2 * t.sf(abs(off[row]), analysis.fit.df - 1) * len(off) < _FAR:
        unit, y = analysis.outcome.unit, analysis.fit.y
        yield RunFarOff(
            outcome=analysis.outcome.name,
            row=int(analysis.rows[row]) + 1,
            value=Amount(float(y[row]), unit),
            expected=Amount(float(y[row] - analysis.fit.left_out[row]), unit),
        )


def _drifts(study: Analyse, evidence: Evidence, analysis: Analysis) -> Iterator[Finding]:
    """Whether the order of the runs explains what the model leaves, as a further term would."""
    from scipy.stats import rankdata

    fit = analysis.fit
    order = rankdata(run_order(study, evidence, analysis)) - (len(fit.y) + 1) / 2
    basis, _ = np.linalg.qr(fit.matrix.values)
    free = order - basis @ (basis.T @ order)
    if float(free @ free) < _NOTHING * float(order @ order) or fit.rss == 0:
        return
    shared = float(free @ fit.residuals) ** 2 / float(free @ free)
    line = Line(shared, 1).against(Line(fit.rss - shared, fit.df - 1))
    if line.p < _DRIFT:
        r = float(np.sign(free @ fit.residuals) * np.sqrt(shared / fit.rss))
        yield DriftsWithOrder(outcome=analysis.outcome.name, r=Amount(r, None, 2))


def run_order(
    study: Analyse, evidence: Evidence, analysis: Analysis
) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    """The order in which the runs were made, shape (runs,)."""
    if study.order is None:
        return analysis.rows.astype(float) + 1
    column = evidence.table.frame[study.order]
    if evidence.table[study.order].kind not in (Kind.NUMBER, Kind.DATE):
        # A running number may be read as a name; then its digits count, and other names in the order of the rows.
        digits = column.cast(pl.String).cast(pl.Float64, strict=False)
        column = digits if digits.null_count() == column.null_count() else pl.Series(range(len(column)))
    values = column.rank("dense").cast(pl.Float64).fill_null(0.0).to_numpy()
    return np.asarray(values[analysis.rows], dtype=np.float64)


def _transformed(analysis: Analysis) -> Iterator[Finding]:
    """A power that does clearly better than none, where the outcome spans a factor that lets one tell."""
    y, fit = analysis.fit.y, analysis.fit
    if fit.df <= 1 or float(y.min()) <= 0 or float(y.max()) < _MANY * float(y.min()) or fit.rss == 0:
        return
    found = box_cox(fit.matrix, y, 0.95)
    if found is not None and not found.lower <= 1 <= found.upper and np.isfinite([found.lower, found.upper]).all():
        powers = {name: Amount(value, None, 1) for name, value in
                  (("power", found.best), ("lower", found.lower), ("upper", found.upper))}  # fmt: skip
        yield BetterTransformed(outcome=analysis.outcome.name, **powers)


def catch(found: tuple[Finding, ...]) -> Text:
    """The most severe finding with its remedy; where there is none, what was checked."""
    for finding in found:
        if finding.severity is not Severity.NOTE:
            return say("{said} {act}", said=finding.said, act=finding.remedy)
    return say(
        "Confounding, lack of fit, single runs, drift and left-out runs were checked; nothing speaks against it."
    )


def actions(study: Analyse, evidence: Evidence, best: Best) -> tuple[Action, ...]:
    """A row for each factor: the best setting, the range that was run, and what the factor does."""
    return tuple(_action(evidence, name, best) for name in study.factors)


def _action(evidence: Evidence, name: str, best: Best) -> Action:
    first = evidence.first
    coding = next(one for one in first.codings if one.name == name)
    if isinstance(coding, Levels):
        allowed: tuple[float | str, ...] = coding.levels
    else:
        values = np.asarray(first.settings[name], dtype=float)
        allowed = (float(values.min()), float(values.max()))
    mine = [(one, size, p) for one, size, p in active(first) if name in one.names]
    if not mine:
        reason = say("No effect of it can be told from noise.")
    else:
        shown = tuple(
            say("{term} {effect}", term=str(one), effect=_signed(first, size)) for one, size, _ in mine[:_IN_HEADLINE]
        )
        reason = say("Effects: {effects}.", effects=shown)
    return Action(
        what=say("{name}", name=name),
        column=name,
        today=None,
        value=best.settings[name],
        unit=evidence.table[name].unit,
        reason=reason,
        allowed=allowed,
    )


def promise(evidence: Evidence, best: Best) -> Promise:
    """What the best setting is to bring against the mean of all runs."""
    first = evidence.first
    before, after = mean_of(first), estimate(first, best.settings)
    return Promise(
        what=say("{goal}", goal=first.outcome.name),
        effect=after.less(before.value),
        before=before,
        after=after,
        against=say("the mean of all runs"),
    )


def alternatives(evidence: Evidence, best: Best) -> tuple[Option, ...]:
    """The best setting, the best run ever measured, the simple rule, and the mean of all runs."""
    named = (
        (say("best inside the runs"), best.settings),
        (say("best run measured"), best.measured),
        (say("simple rule: each factor at its better level"), best.simple),
    )
    options = [
        Option(
            name,
            settings,
            {outcome: estimate(analysis, settings) for outcome, analysis in evidence.analyses.items()},
            recommended=place == 0,
        )
        for place, (name, settings) in enumerate(named)
    ]
    means = {outcome: mean_of(analysis) for outcome, analysis in evidence.analyses.items()}
    return (*options, Option(say("mean of all runs"), {}, means))
