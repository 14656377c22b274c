"""What the history teaches: its rows checked, and a model for each outcome of the question."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sanhak.areas.process.identification import refuse_unidentified
from sanhak.areas.process.steadiness import steady_rows
from sanhak.decide.findings.doubts import ColumnsNotUsed, LimitNotPredictable
from sanhak.decide.findings.refusals import NothingLearnt
from sanhak.finding import Finding, Refusal, Severity
from sanhak.model.model import Model
from sanhak.model.prediction import Prediction
from sanhak.study.answer import Counted
from sanhak.table import Kind, Table
from sanhak.table.check import check_question, check_table
from sanhak.table.split import choose_split
from sanhak.text import Amount, decimals_for, say

if TYPE_CHECKING:
    from sanhak.areas.process.setpoints import SetPoints
    from sanhak.run import Run


@dataclass(frozen=True)
class Evidence:
    """What the history teaches: the rows used, a model for each outcome (the goal first), and what was found."""

    history: Table
    models: Mapping[str, Model[Prediction]]
    findings: tuple[Finding, ...]
    preparation: tuple[Counted, ...]


def learn(study: SetPoints, table: Table, run: Run) -> Evidence:
    """Check the rows, and fit a model for the goal and for each limited outcome.

    Raises
    ------
    Refusal
        If a column is missing, a check refuses, or nothing predicts the goal.
    """
    inputs = (*study.controls, *study.context, *((study.by,) if study.by else ()))
    outcomes = tuple(dict.fromkeys((study.outcome, *study.also, *study.keep, *study.safety, *study.states)))
    named = (*inputs, *outcomes)
    facts = [name for name in (table.time, table.asset, table.lot) if name is not None and name not in named]
    history = table.select([*named, *facts])
    moved = (*study.controls, *study.context)
    history, preparation = steady_rows(history, moved) if study.unsteady == "leave out" else (history, ())
    found = [*table.findings, *check_table(history)]
    found += check_question(history, inputs=inputs, outcomes=outcomes, controls=tuple(study.controls))
    found += _left_out(table, history)
    refused = [finding for finding in found if finding.severity is Severity.REFUSE]
    if refused:
        raise Refusal(*refused)
    override = None if study.split == "auto" else study.split
    models: dict[str, Model[Prediction]] = {}
    counted = list(preparation)
    for outcome in outcomes:
        rows = history.rows(np.isfinite(history.values(outcome)))
        why = say("Rows with a measured value, from which it is learnt.")
        counted.append(Counted(say("{name}", name=outcome), why, len(history), len(rows)))
        split = choose_split(rows, outcome, run, inputs=inputs, override=override)
        found += split.findings
        models[outcome] = Model.fit(rows, inputs, outcome, run, split=split, extra=study.models)
    found += [finding for model in models.values() for finding in model.findings]
    if study.unidentified == "refuse":
        refuse_unidentified(history, study.controls, models[study.outcome], found)
    found += _unlearnt(study, models)
    return Evidence(history, models, _unique(found), tuple(counted))


def _left_out(table: Table, history: Table) -> Iterator[Finding]:
    unused = tuple(column.name for column in table.of_kind(Kind.NUMBER) if column.name not in history)
    if unused:
        yield ColumnsNotUsed(count=len(unused), columns=unused)


def _unlearnt(study: SetPoints, models: Mapping[str, Model[Prediction]]) -> Iterator[Finding]:
    for outcome, model in models.items():
        chosen = next(score for score in model.scores if score.chosen)
        baseline = next(score for score in model.scores if score.baseline)
        if not chosen.baseline:
            continue
        if outcome == study.outcome or outcome in study.also:
            best = min(model.scores, key=lambda score: score.error)
            unit = model.outcome.unit
            digits = decimals_for(baseline.error / 10)
            error, plain = (Amount(score.error, unit, digits) for score in (best, baseline))
            raise Refusal(NothingLearnt(column=outcome, error=error, baseline=plain))
        if outcome in study.keep or outcome in study.safety:
            yield LimitNotPredictable(column=outcome)


def _unique(findings: list[Finding]) -> tuple[Finding, ...]:
    """Each finding once, in order: several outcomes may raise the same remark."""
    return tuple(finding for place, finding in enumerate(findings) if finding not in findings[:place])
