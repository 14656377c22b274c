"""The batch: diverse, under the budget, beside what simpler rules would have taken."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from sanhak.decide.diverse import choose_diverse
from sanhak.finding import Finding, Refusal
from sanhak.model.prediction import Floats
from sanhak.study.answer import Counted
from sanhak.study.screening.findings import BudgetTooSmall, FewerThanAsked, NoneLeft, WithoutPrice
from sanhak.study.screening.measured import Taught, merit, values_of
from sanhak.table import Table
from sanhak.text import Amount, say

if TYPE_CHECKING:
    from sanhak.run import Run
    from sanhak.study.screening.close import Shortlist
    from sanhak.study.screening.first import Passed
    from sanhak.study.screening.screening import Screening

_ANALOGUES: Final = 3
_UNLIKE: Final = 0.5
"""Distance from which two molecules count as different: less than half of their groups of atoms is shared."""
Places = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """Places in the shortlist: the ``chosen``, and those that simpler rules would take for the same number and budget.

    ``prices`` has shape (shortlist,), zeros where nothing has a price. ``near`` are positions among the measured rows
    and ``far`` their distances, shape (shortlist, analogues); ``apart`` is the mean distance within each choice.
    """

    chosen: Places
    top: Places
    alike: Places
    prices: Floats
    unit: str | None
    near: Places
    far: Floats
    apart: Floats
    counts: tuple[Counted, ...]
    findings: tuple[Finding, ...]

    @property
    def cost(self) -> float:
        """What the batch costs."""
        return float(self.prices[self.chosen].sum())


def batch_of(study: Screening, taught: Taught, passed: Passed, close: Shortlist, run: Run) -> Batch:
    """Choose the batch.

    Raises
    ------
    Refusal
        S313 if a budget is given and nothing has a price, S314 if it does not buy one molecule.
    """
    run.step(say("Choosing the batch"))
    prices, findings = _prices(study, close)
    unit = passed.columns.price.unit if passed.columns.price else None
    able = np.flatnonzero(np.isfinite(prices))
    if not len(able):
        raise Refusal(NoneLeft(counts=(say("No molecule of the shortlist has a price."),)))
    cheapest = float(prices[able].min())
    if study.budget is not None and cheapest > study.budget:
        budget, least = Amount(study.budget, unit, None), Amount(cheapest, unit, None)
        raise Refusal(BudgetTooSmall(budget=budget, cheapest=least))
    model = taught.learnt.model
    apart = model.apart(close.table)
    near, far = model.nearest(close.table, min(_ANALOGUES, len(taught.learnt.table)))
    costs, among = prices[able], apart[np.ix_(able, able)]
    by_likeness = np.argsort(_from_best(study, taught, close.table)[able], kind="stable")
    diverse = able[choose_diverse(among, study.batch, _UNLIKE, costs, study.budget)]
    first = able[choose_diverse(among, study.batch, -1.0, costs, study.budget)]
    turned = choose_diverse(
        among[np.ix_(by_likeness, by_likeness)], study.batch, -1.0, costs[by_likeness], study.budget
    )
    closest = able[by_likeness[turned]]
    within = np.array([_within(apart, places) for places in (diverse, first, closest)])
    if len(diverse) < study.batch:
        findings.append(FewerThanAsked(chosen=len(diverse), asked=study.batch))
    why = say("Diverse, the best first, within the budget.") if study.budget else say("Diverse, the best first.")
    count = Counted(say("Batch"), why, len(close), len(diverse))
    return Batch(
        diverse, first, closest, np.nan_to_num(prices), unit, near, far, within, (count,), tuple(findings)
    )  # fmt: skip


def _prices(study: Screening, close: Shortlist) -> tuple[Floats, list[Finding]]:
    """What each costs; NaN for what cannot be bought under a budget because its price is not known."""
    if study.price is None:
        return np.full(len(close), study.price_each or 0.0), []
    each = np.nan if study.price_each is None else study.price_each
    given = close.frame["price"].cast(pl.Float64).fill_null(each).to_numpy()
    unknown = int(np.isnan(given).sum())
    if study.budget is None or not unknown:
        return np.nan_to_num(given), []
    return given, [WithoutPrice(count=unknown, column=study.price)]


def _from_best(study: Screening, taught: Taught, table: Table) -> Floats:
    """Distance of each molecule to the best measured one, shape (rows,)."""
    learnt = taught.learnt
    best = best_measured(study, taught)
    model: Any = learnt.model
    encoder, hood = model.ensemble.encoder, model.domain.neighbourhood
    return np.asarray(hood.apart(encoder.transform(table), encoder.transform(learnt.table.rows([best])))[:, 0])


def best_measured(study: Screening, taught: Taught) -> int:
    """The row of the best measured molecule."""
    learnt = taught.learnt
    return int(np.argmax(merit(study, learnt.endpoint, values_of(study, learnt))))


def _within(apart: Floats, places: Places) -> float:
    """Mean distance between any two of the places; NaN for fewer than two."""
    if len(places) < 2:  # noqa: PLR2004 - a pair
        return float("nan")
    return float(apart[np.ix_(places, places)][np.triu_indices(len(places), 1)].mean())
