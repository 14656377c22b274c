"""The answer on demand and stock, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

import numpy as np

from sanhak.areas.marketing.findings import NoUnit
from sanhak.decide.findings.stock import FewWindows, ServiceMissed, SimpleRuleSuffices
from sanhak.finding import Finding
from sanhak.model.calibration import wilson
from sanhak.model.findings_forecast import IntervalsTooNarrow, NoBetterThanLastYear
from sanhak.model.score import Coverage, Score
from sanhak.study import Action, Answer, Estimate, Listed, Option, Promise
from sanhak.study.answer import Counted
from sanhak.study.demand.learning import Learnt, learn
from sanhak.study.demand.pictures import figures
from sanhak.study.demand.tables import HEADS, WAYS, judged, rounding, tables_of
from sanhak.table.period_names import dated
from sanhak.table.series import last_values
from sanhak.table.series_findings import PriceBelowZero
from sanhak.text import Amount, Param, Text, say

if TYPE_CHECKING:
    from sanhak.areas.marketing.forecast import Forecast
    from sanhak.model.prediction import Floats
    from sanhak.run import Run
    from sanhak.table import Table

_SHOWN: Final = 60
"""Items whose quantity stands in the decision; all of them stand in the table of orders."""
_NOMINAL: Final = 0.9
_AS_GOOD: Final = 0.005
_NOTHING: Final = 1e-9
_METHODS: Final[Mapping[str, Text]] = {
    "naive": say("last year's value"),
    "theta": say("dynamic theta"),
    "damped": say("damped trend"),
    "winters": say("moving season"),
    "tsb": say("chance times size (TSB)"),
    "sba": say("size over interval (SBA)"),
    "average": say("mean of two years"),
    "trees": say("one forest for all series"),
    "blend": say("their blend"),
}
_ADDED_UP: Final = say("the blend, made to add up")


def told(study: Forecast, table: Table, run: Run) -> Answer:
    """Learn, and tell what to hold, what comes, and how far both can be believed."""
    table, read = dated(table, study.time)
    learnt = learn(study.asked, table, run)
    column = table[study.quantity]
    unit = column.unit
    coverage = _coverage(learnt, study.quantity, unit)
    doubts = (
        *read,
        *learnt.findings,
        *_doubts(study, learnt, coverage),
        *(() if unit else (NoUnit(column=column.name),)),
    )
    stock, price = _beside(study, learnt, table)
    doubts += tuple(_priced(study, price))
    findings = tuple(sorted(doubts, key=lambda finding: -finding.severity.rank))
    return Answer(
        headline=_headline(study, learnt, unit),
        catch=_catch(findings, learnt),
        decision=tuple(_actions(study, learnt, unit, stock, price)),
        heads={
            "title": say("What to hold of each item until the next delivery"),
            "what": say("Item"),
            "today": say("A year ago") if stock is None else say("On hand"),
            "value": say("To hold"),
        },
        promise=_promise(study, learnt, unit, run),
        compared=_compared(study, learnt, unit),
        scores=tuple(_scores(learnt, study.quantity, unit)),
        coverage=(coverage,),
        findings=findings,
        figures=figures(learnt, study.quantity, unit, study.asked.service),
        preparation=tuple(_plan(learnt)),
        listed=tuple(_listed(learnt)),
        tables=tables_of(learnt, unit, stock, price),
    )


def _headline(study: Forecast, learnt: Learnt, unit: str | None) -> Text:
    ours, naive = learnt.trial.served["forecast"], learnt.trial.served["last year"]
    low, high = wilson(ours.share, ours.windows)
    total = float(learnt.supply.held["forecast"].sum())
    return say(
        "Hold {total} in all ({items:item|items}) to serve {service:%} of lead times of {lead} {periods}: on "
        "held-out lead "
        "times this served {share:%} (95 % interval {low}–{high} %) with {held}; what was sold a year ago would have "
        "served "
        "{naive:%} with {naive_held}.",
        total=Amount(total, unit, rounding(learnt, np.array([total]))), items=learnt.hierarchy.items,
        service=study.asked.service, lead=learnt.lead, periods=learnt.lead_periods, share=ours.share,
        low=Amount(100 * low, None, 0), high=Amount(100 * high, None, 0), held=Amount(ours.held, unit, 0),
        naive=naive.share, naive_held=Amount(naive.held, unit, 0),
    )  # fmt: skip


def _catch(findings: tuple[Finding, ...], learnt: Learnt) -> Text:
    if findings and findings[0].severity.rank:
        return say("{said} {act}", said=findings[0].said, act=findings[0].remedy)
    return say(
        "Checked: gaps, doubles, returns, discontinued and new items, the error against last year's value, and how "
        "often "
        "intervals and quantities held on the last {horizon} {periods}. Nothing speaks against these quantities.",
        horizon=learnt.horizon, periods=learnt.periods,
    )  # fmt: skip


def _plan(learnt: Learnt) -> Iterator[Counted]:
    """What was judged from where, as it was fixed before any fit."""
    at = learnt.then.origins.at
    yield Counted(
        say("Plan of the test"),
        say(
            "Fixed before any fit: the last {horizon} {periods}, from {held} on, are held out and only judged. Before "
            "them methods are weighed and intervals calibrated from {origins:origin|origins} between {first} and "
            "{last}, "
            "each looking {horizon} {periods} ahead. Judged are the error of each level against last year's value, how "
            "often 90 % intervals hold, and how often the quantities serve.",
            horizon=learnt.horizon, periods=learnt.periods, held=learnt.series.date(learnt.taught), origins=len(at),
            first=learnt.series.date(at[0]), last=learnt.series.date(at[-1]),
        ),
        None,
        None,
    )  # fmt: skip
    sparse = learnt.now.intermittent[-learnt.hierarchy.items :]
    yield Counted(
        say("Series"),
        say(
            "{items:item|items} over {known} {periods}, {sparse} of them sold only now and then; "
            "{nodes:series|series} with "
            "the sums above them, made to add up by {way}.",
            items=learnt.hierarchy.items, known=learnt.known, periods=learnt.periods, sparse=int(sparse.sum()),
            nodes=len(learnt.hierarchy.level), way=_RECONCILED[learnt.now.way],
        ),
        None,
        None,
    )  # fmt: skip


_RECONCILED: Final[Mapping[str, Text]] = {
    "bottom-up": say("adding up the items"),
    "structure": say("weights by the number of items below (WLS)"),
    "least squares": say("least squares (OLS)"),
    "variances": say("weights by the error of each series (WLS)"),
    "covariances": say("how their errors go together (MinT, shrunk)"),
}


def _beside(study: Forecast, learnt: Learnt, table: Table) -> tuple[Floats | None, tuple[Floats, str | None] | None]:
    """Stock on hand, and price with the unit of a value, of each item, where they were named."""
    stock = last_values(table, study.on_hand, study.time, learnt.labels, learnt.series.keys) if study.on_hand else None
    if study.price is None:
        return stock, None
    unit = table[study.price].unit
    prices = last_values(table, study.price, study.time, learnt.labels, learnt.series.keys)
    return stock, (prices, unit.split("/")[0] if unit else None)


def _priced(study: Forecast, price: tuple[Floats, str | None] | None) -> Iterator[Finding]:
    """Prices that cannot be."""
    if price is not None and study.price is not None and (below := int((price[0] < 0).sum())):
        yield PriceBelowZero(count=below, column=study.price)


def _actions(
    study: Forecast, learnt: Learnt, unit: str | None, stock: Floats | None, price: tuple[Floats, str | None] | None
) -> Iterator[Action]:
    supply = learnt.supply
    held = supply.held["forecast"]
    worth = held * np.nan_to_num(price[0], nan=1.0) if price else held
    first = len(learnt.hierarchy.level) - learnt.hierarchy.items
    decimals = rounding(learnt, supply.expected)
    today = supply.held["last year"] if stock is None else stock
    for at in np.argsort(-worth, kind="stable")[:_SHOWN].tolist():
        yield Action(
            what=learnt.name(first + at),
            column=study.quantity,
            today=None if np.isnan(today[at]) else round(float(today[at]), decimals) + 0.0,
            value=round(float(held[at]), decimals) + 0.0,
            unit=unit,
            reason=say(
                "{expected} expected over {lead} {periods} (90 % interval {low}–{high}); {short} unserved on average.",
                expected=Amount(float(supply.expected[at]), unit, max(decimals, 0)), lead=learnt.lead,
                periods=learnt.lead_periods, low=Amount(float(supply.lower[at]), None, decimals),
                high=Amount(float(supply.upper[at]), None, decimals),
                short=Amount(float(supply.short[at]), unit, decimals + 1),
            ),
        )  # fmt: skip


def _promise(study: Forecast, learnt: Learnt, unit: str | None, run: Run) -> Promise | None:
    """Less demand that goes unserved in a lead time than with last year's quantities; its interval is over items."""
    windows = learnt.trial.windows
    short = {
        way: np.mean([np.maximum(np.nan_to_num(one.came) - one.held[way], 0.0) for one in windows], axis=0)
        for way in ("last year", "forecast")
    }
    if short["last year"].sum() <= short["forecast"].sum():
        return None
    rng, count = run.rng("promise"), learnt.hierarchy.items
    draws = rng.integers(0, count, (400, count))
    ends = {way: np.quantile(values[draws].sum(axis=1), (0.05, 0.95)) for way, values in short.items()}
    gain = np.quantile((short["forecast"] - short["last year"])[draws].sum(axis=1), (0.05, 0.95))
    before, after = (
        Estimate(float(short[way].sum()), float(ends[way][0]), float(ends[way][1]), unit)
        for way in ("last year", "forecast")
    )
    effect = Estimate(after.value - before.value, float(gain[0]), float(gain[1]), unit)
    what = say("unserved {column} in a lead time of {lead} {periods}", column=study.quantity, lead=learnt.lead,
               periods=learnt.lead_periods)  # fmt: skip
    return Promise(what, effect, before, after, say("holding what was sold a year ago, on held-out lead times"))


def _compared(study: Forecast, learnt: Learnt, unit: str | None) -> tuple[Option, ...]:
    """What each way held on average, and the share of held-out lead times that it served."""
    return tuple(
        Option(
            say("{way}: {share:%} of lead times served", way=WAYS[way], share=learnt.trial.served[way].share),
            {},
            {study.quantity: _counted(learnt.trial.served[way].held, unit)},
            recommended=way == "forecast",
        )
        for way in WAYS
    )


def _counted(value: float, unit: str | None) -> Estimate:
    """What was counted on held-out windows, and so has no interval."""
    return Estimate(value, value, value, unit)


def _scores(learnt: Learnt, outcome: str, unit: str | None) -> Iterator[Score]:
    """The error of each method on the held-out periods of the items, each item weighing one."""
    items = slice(len(learnt.hierarchy.level) - learnt.hierarchy.items, None)
    came = learnt.came[items]
    judged_ones = ~np.isnan(came).all(axis=1)

    def errors(said: Floats) -> Floats:
        found: Floats = np.nanmean(np.abs(came - said[items])[judged_ones], axis=1)
        return found

    naive = float(errors(learnt.then_said.methods["naive"]).mean())
    methods = ((_METHODS[name], said) for name, said in learnt.then_said.methods.items())
    every = (*methods, (_ADDED_UP, learnt.then_said.expected))
    for words, said in every:
        found = errors(said)
        yield Score(
            outcome=outcome,
            candidate=words,
            metric="MAE",
            error=float(found.mean()),
            spread=float(found.std(ddof=1) / np.sqrt(len(found))) if len(found) > 1 else 0.0,
            skill=1 - float(found.mean()) / max(naive, 1e-12),
            unit=unit,
            chosen=words is _ADDED_UP,
            baseline=words is _METHODS["naive"],
        )


def _coverage(learnt: Learnt, outcome: str, unit: str | None) -> Coverage:
    """How often the 90 % intervals of the items held; periods of one item are alike, so that items count."""
    items = np.zeros(len(learnt.hierarchy.level), dtype=bool)
    items[-learnt.hierarchy.items :] = True
    inside = judged(learnt, items)[2]
    known = ~np.isnan(learnt.came[items])
    low, high = wilson(inside, max(float(known.any(axis=1).sum()), 1.0))
    width = (learnt.then_ends[items, :, -1] - learnt.then_ends[items, :, 0])[known]
    return Coverage(
        outcome, _NOMINAL, inside, low, high, float(width.mean()), unit, int(known.sum()), "forward",
        say("The last {horizon} {periods} were held out; intervals were calibrated from origins before them.",
            horizon=learnt.horizon, periods=learnt.periods),
    )  # fmt: skip


def _doubts(study: Forecast, learnt: Learnt, coverage: Coverage) -> Iterator[Finding]:
    service = study.asked.service
    ours, rule = learnt.trial.served["forecast"], learnt.trial.served["simple"]
    items = np.arange(len(learnt.hierarchy.level)) >= len(learnt.hierarchy.level) - learnt.hierarchy.items
    error, naive, _ = judged(learnt, items)
    if error >= naive and error > _NOTHING * float(np.nanmean(np.abs(learnt.came))):
        yield NoBetterThanLastYear(error=error, naive=naive)
    if coverage.upper < _NOMINAL:
        yield IntervalsTooNarrow(rows=coverage.rows, measured=coverage.measured, nominal=_NOMINAL)
    if wilson(ours.share, ours.windows)[1] < service:
        yield ServiceMissed(windows=ours.windows, share=ours.share, asked=service)
    if rule.share >= ours.share - _AS_GOOD and rule.held <= ours.held:
        held, stock = (Amount(one.held, None, 0) for one in (rule, ours))
        yield SimpleRuleSuffices(
            share=rule.share, ours=ours.share, held=say("{amount}", amount=held), stock=say("{amount}", amount=stock),
            factor=round(learnt.trial.factor, 1),
        )  # fmt: skip
    least = int(np.ceil(2 / (1 - service)))
    if learnt.trial.tuned_on < least:
        yield FewWindows(windows=learnt.trial.tuned_on, service=service, least=least)


def _listed(learnt: Learnt) -> Iterator[Listed]:
    lead: dict[str, Param] = {"lead": learnt.lead, "periods": learnt.lead_periods}
    horizon: dict[str, Param] = {"horizon": learnt.horizon, "periods": learnt.periods}
    yield Listed("total", say("The forecast of the whole"), say("What is expected of all items together, with the "
        "points "
                 "below which it stays with that chance. All levels stand in the workbook."), HEADS)  # fmt: skip
    yield Listed("ways", say("Ways to hold stock"), say("On held-out lead times of {lead} {periods}; stock and "
        "unserved "
                 "quantity of all items together, for one lead time.", **lead), HEADS)  # fmt: skip
    yield Listed("levels", say("How well each level was forecast"), say("On the {horizon} {periods} that were held "
        "out; "
                 "errors are means of one series.", **horizon), HEADS)  # fmt: skip
