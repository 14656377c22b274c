"""What the answer to a screening says: the batch and why each was chosen, what is compared, and every count."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from sanhak.finding import Finding
from sanhak.model.prediction import Floats, LabelPrediction
from sanhak.study.answer import Action, Answer, Counted, Estimate, Listed, Option, Promise
from sanhak.study.property.telling import catch
from sanhak.study.property.words import DOMAINS, asked, expected, likely
from sanhak.study.screening.batch import best_measured
from sanhak.study.screening.pictures import pictures
from sanhak.study.screening.tables import heads, tables_of
from sanhak.text import Amount, Param, Text, say

if TYPE_CHECKING:
    from sanhak.study.screening.batch import Batch, Places
    from sanhak.study.screening.close import Shortlist
    from sanhak.study.screening.first import Passed
    from sanhak.study.screening.measured import Taught
    from sanhak.study.screening.screening import Screening

_HEADS: Final[Mapping[str, Text]] = {
    "title": say("What to buy or make next"),
    "what": say("Molecule"),
    "value": say("Expected"),
    "window": say("90 % interval"),
}


def told(study: Screening, taught: Taught, passed: Passed, close: Shortlist, batch: Batch) -> Answer:
    """The whole answer."""
    learnt = taught.learnt
    found = _unique((*learnt.findings, *taught.findings, *passed.findings, *batch.findings))
    return Answer(
        headline=_headline(study, taught, passed, close, batch),
        catch=catch(found),
        decision=tuple(_action(study, taught, close, batch, int(place)) for place in batch.chosen),
        promise=_promise(study, taught, close, batch),
        compared=_options(study, taught, close, batch),
        scores=learnt.model.scores,
        coverage=(learnt.model.coverage,),
        findings=found,
        figures=pictures(study, taught, close, batch),
        preparation=(*learnt.preparation, *_counts(study, taught, passed), *close.counts, *batch.counts),
        heads=_HEADS,
        listed=(
            Listed(
                "batch",
                say("The batch"),
                say(
                    "What is expected of each molecule, what it costs, and the measured molecule that is most like it."
                ),
                heads(study),
            ),
        ),
        tables=tables_of(study, taught, close, batch),
        models={learnt.endpoint.name: learnt.model},
    )


def _headline(study: Screening, taught: Taught, passed: Passed, close: Shortlist, batch: Batch) -> Text:
    first = int(batch.chosen[0])
    values: dict[str, Param] = {
        "chosen": len(batch.chosen),
        "count": passed.readable,
        "name": close.names[first],
        "outcome": study.outcome,
        "expected": expected(taught.learnt, close.said, first),
        "cost": Amount(batch.cost, batch.unit, None),
    }
    if study.budget is None:
        return say(
            "Of {count:molecule|molecules} take {chosen}, {name} first: {outcome} {expected}.",
            **values,
        )
    return say(
        "Of {count:molecule|molecules} take {chosen} for {cost}, {name} first: {outcome} {expected}.",
        **values,
    )


def _counts(study: Screening, taught: Taught, passed: Passed) -> tuple[Counted, ...]:
    """What the first stage has seen and kept."""
    read = say("Rows that are molecules.")
    ranked = say("Ranked by likeness to measured molecules; the best {share:%} go on.", share=study.share)
    if np.isfinite(taught.correlation):
        scaffolds = taught.learnt.model.split.name == "scaffold"
        ranked = say(
            "{ranked} On scaffolds that were held out this rank correlates with the measured one by {correlation}."
            if scaffolds
            else "{ranked} On rows that were held out this rank correlates with the measured one by {correlation}.",
            ranked=ranked,
            correlation=Amount(taught.correlation, None, 2),
        )
    return (
        Counted(say("Library"), read, passed.rows, passed.readable),
        Counted(say("First stage"), ranked, passed.readable, len(passed.best)),
    )


def _action(study: Screening, taught: Taught, close: Shortlist, batch: Batch, place: int) -> Action:
    said = close.said
    value: float | str
    window: tuple[float, ...] = ()
    if isinstance(said, LabelPrediction):
        value = said.likeliest[place]
    else:
        value = float(said.mean[place])
        window = tuple(float(end[place]) for end in said.interval(0.9))
    return Action(
        what=say("{name}", name=close.names[place]),
        column=study.outcome,
        today=None,
        value=value,
        unit=taught.learnt.endpoint.column.unit,
        reason=_reason(study, taught, close, batch, place),
        window=window,
    )


def _reason(study: Screening, taught: Taught, close: Shortlist, batch: Batch, place: int) -> Text:
    """Why it was chosen: its place, how surely it reaches what is asked, what is known nearby, its price and alerts."""
    learnt = taught.learnt
    measured = learnt.measured[int(batch.near[place, 0])]
    known: dict[str, Param] = {
        "place": place + 1,
        "domain": DOMAINS[int(close.said.domain[place])],
        "near": learnt.called[int(batch.near[place, 0])],
        "alike": Amount(100 * float(1 - batch.far[place, 0]), "%", 0),
        "measured": measured if learnt.endpoint.label else Amount(float(measured), learnt.endpoint.column.unit, None),
    }
    reason = say(
        "Place {place} of the shortlist; {domain}. Nearest measured: {near} with {measured} (likeness {alike}).",
        **known,
    )
    if study.target.stated:
        chance = likely(float(close.chance[place]))
        wanted = asked(study, learnt.endpoint.column.unit)
        reason = say("{asked} with a chance of {chance}. {rest}", asked=wanted, chance=chance, rest=reason)
    if study.price is not None or study.price_each is not None:
        price = Amount(float(batch.prices[place]), batch.unit, None)
        reason = say("{rest} Price {price}.", rest=reason, price=price)
    if close.alerts[place]:
        reason = say("{rest} Alerts: {alerts}.", rest=reason, alerts=close.alerts[place])
    return reason


def _promise(study: Screening, taught: Taught, close: Shortlist, batch: Batch) -> Promise | None:
    """What the first of the batch is to bring against the best molecule measured; none for labels."""
    learnt, said = taught.learnt, close.said
    if learnt.endpoint.label:
        return None
    best = float(learnt.measured[best_measured(study, taught)])
    first = batch.chosen[:1]
    after = _mean(said, first)
    before = Estimate(best, best, best, learnt.endpoint.column.unit)
    against = say("the best molecule measured")
    return Promise(say("{goal}", goal=study.outcome), after.less(best), before, after, against)


def _mean(said: Any, places: Places) -> Estimate:
    """The mean of what is expected of some molecules, with the mean ends of their intervals."""
    low, high = (float(end[places].mean()) for end in said.interval(0.9))
    return Estimate(float(said.mean[places].mean()), low, high, said.unit)


def _options(study: Screening, taught: Taught, close: Shortlist, batch: Batch) -> tuple[Option, ...]:
    """The batch, the best measured molecule, the best without variety, the ones most like the best known, and lots."""
    learnt = taught.learnt
    if learnt.endpoint.label:
        return ()
    best = best_measured(study, taught)
    value = float(learnt.measured[best])
    known = {study.outcome: Estimate(value, value, value, learnt.endpoint.column.unit)}
    lots = np.arange(len(close.drawn))
    target = study.target
    chance = target.chance(close.drawn) if target.stated else np.full(len(lots), np.nan)
    return (
        _option(study, say("The batch"), close, batch.chosen, batch.apart[0], recommended=True),
        Option(say("The best molecule measured: {name}", name=learnt.called[best]), {}, known),
        _option(study, say("The best by prediction, alike or not"), close, batch.top, batch.apart[1]),
        _option(study, say("Simple rule: most like the best molecule measured"), close, batch.alike, batch.apart[2]),
        Option(
            say("Molecules of the library at random"),
            {},
            {study.outcome: _mean(close.drawn, lots)},
            _keeps(study, chance),
        ),
    )


def _option(
    study: Screening, name: Text, close: Shortlist, places: Places, apart: float, *, recommended: bool = False
) -> Option:
    """A choice by its mean."""
    named = (
        name
        if np.isnan(apart)
        else say("{name} (apart by {apart} on average)", name=name, apart=Amount(apart, None, 2))
    )
    outcomes = {study.outcome: _mean(close.said, places)}
    return Option(named, {}, outcomes, _keeps(study, close.chance[places]), recommended)


def _keeps(study: Screening, chance: Floats) -> dict[str, float]:
    return {study.outcome: float(chance.mean())} if study.target.stated else {}


def _unique(found: tuple[Finding, ...]) -> tuple[Finding, ...]:
    return tuple(finding for place, finding in enumerate(found) if finding not in found[:place])
