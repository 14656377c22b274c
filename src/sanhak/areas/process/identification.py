"""Whether the effect of each control was ever seen by itself, and the smallest plant test that would settle it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from sanhak.decide.findings.refusals import EffectNotIdentified, PairNotIdentified
from sanhak.finding import Finding, Refusal
from sanhak.table import Kind, Table
from sanhak.table.check.findings import ControlAnsweredOutcome, ControlFollowed, MovedTogether
from sanhak.text import Amount, decimals_for, say

if TYPE_CHECKING:
    from sanhak.model.model import Model

RUNS: Final = (4, 8)
"""Runs of the smallest test, half of them at each setting, and of one that sees more."""
_NINETY: Final = 1.645
"""Half width of a 90 % interval in standard deviations of a normal distribution."""


def refuse_unidentified(history: Table, controls: Collection[str], goal: Model[Any], found: Sequence[Finding]) -> None:
    """Refuse set-points on controls that moved only in answer to something else, or only together with another.

    The width that a test leaves comes from the error of the goal's model on held-out rows: two means of ``r`` runs
    differ with a deviation of that error times the root of ``2 / r``.

    Raises
    ------
    Refusal
        D024 for each such control and D027 for each such pair, beside the finding that shows the evidence.
    """
    answered = [finding for finding in found if isinstance(finding, ControlFollowed | ControlAnsweredOutcome)]
    paired = [
        finding
        for finding in found
        if isinstance(finding, MovedTogether) and {finding.first, finding.second} <= set(controls)
    ]
    if not answered and not paired:
        return
    error = next(score.error for score in goal.scores if score.chosen)
    widths = [_NINETY * error * np.sqrt(4 / runs) for runs in RUNS]
    shown = [Amount(float(width), goal.outcome.unit, decimals_for(widths[-1])) for width in widths]
    refused = [
        EffectNotIdentified(
            column=finding.column,
            goal=goal.outcome.name,
            low=finding.low,
            high=finding.high,
            runs=RUNS[0],
            width=shown[0],
            more=RUNS[1],
            less=shown[1],
            lasts=_lasts(history),
        )
        for finding in answered
    ]
    pairs = [
        PairNotIdentified(
            first=finding.first,
            second=finding.second,
            goal=goal.outcome.name,
            one=say("{first} = {a} with {second} = {b}", first=finding.first, a=finding.first_low,
                    second=finding.second, b=finding.second_low),
            other=say("{first} = {a} with {second} = {b}", first=finding.first, a=finding.first_high,
                      second=finding.second, b=finding.second_high),
            runs=RUNS[0],
            width=shown[0],
            more=RUNS[1],
            less=shown[1],
            lasts=_lasts(history),
        )
        for finding in paired
    ]  # fmt: skip
    raise Refusal(*refused, *pairs, *answered, *paired)


def _lasts(history: Table) -> Any:
    """How long one run lasts: what a row of the history stands for."""
    if history.time is None or history[history.time].kind is not Kind.DATE:
        return say("as long as a row of the table stands for")
    steps = history.frame[history.time].sort().diff().drop_nulls().dt.total_microseconds() / 60e6
    usual = float(steps.filter(steps > 0).median() or 0.0)  # type: ignore[arg-type]
    return Amount(usual, "min", 0) if usual < 120 else Amount(usual / 60, "h", 1)  # noqa: PLR2004 - minutes
