"""What an answer about new materials says: the batch, why each formula is in it, and what it is compared with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import polars as pl

from sanhak.decide.findings.discovery import BestRecordStays, PricesAreOld, SimpleRuleWins
from sanhak.finding import Severity
from sanhak.model.composition.moves import Made, Way
from sanhak.model.composition.rules import PRICES_OF, novelty, price, shares_of
from sanhak.model.prediction import Domain, LabelPrediction, Prediction
from sanhak.study import Action, Answer, Estimate, Listed, Option, Promise
from sanhak.study.discovery.rehearsing import picture
from sanhak.study.evidence.figures import matters
from sanhak.study.property.figures import figures
from sanhak.study.property.tables import HEADS, rounded, tables_of
from sanhak.study.property.telling import catch
from sanhak.study.property.words import DOMAINS, expected, likely
from sanhak.table import Column, Kind, Source, Table
from sanhak.text import Amount, Param, Text, decimals_for, say

if TYPE_CHECKING:
    from sanhak.finding import Finding
    from sanhak.study.discovery.discovery import Discovery
    from sanhak.study.discovery.proposing import Proposed

_PRICE: Final = "USD/kg"
_TITLES: Final[Mapping[str, Text]] = {
    "title": say("What to make next"),
    "what": say("Formula"),
    "value": say("Expected"),
    "window": say("90 % interval"),
}
_WORDS: Final[Mapping[str, Text]] = {
    **HEADS,
    "formula": say("Formula"),
    "chance to beat the best": say("Chance to beat the best"),
    "price": say("Price of the elements"),
    "novelty": say("Novelty"),
    "made": say("Made by"),
    Way.MOVED.value: say("shares moved"),
    Way.MIXED.value: say("two records mixed"),
    Way.REPLACED.value: say("elements replaced"),
    Way.GIVEN.value: say("given"),
}


def told(study: Discovery, found: Proposed) -> Answer:
    """The whole answer."""
    learnt, ranked = found.learnt, found.ranked
    findings = (*learnt.findings, *found.findings, *_remarks(study, found))
    drawn = [*figures(study, learnt, ranked)] if len(ranked.batch) else []
    if found.rehearsed is not None:
        drawn.insert(1, picture(study, learnt, found.rehearsed))
    if len(study.inputs) > 1 and learnt.model.importance:
        drawn.append(matters(learnt.model))
    return Answer(
        headline=_headline(study, found),
        catch=_catch(found, findings),
        decision=tuple(_action(study, found, place) for place in ranked.batch),
        promise=_promise(study, found),
        compared=_options(study, found),
        scores=learnt.model.scores,
        coverage=(learnt.model.coverage,),
        findings=findings,
        figures=tuple(drawn),
        preparation=learnt.preparation,
        heads=_TITLES,
        listed=(
            Listed(
                "next formulas",
                say("The formulas to make next, in this order"),
                say(
                    "Each was chosen for what it may reach, given those before it; further ones stand in the workbook."
                ),
                _WORDS,
            ),
        ),
        tables={"next formulas": _table(found), **tables_of(study, learnt, ranked)},
        models={learnt.endpoint.name: learnt.model},
    )


def _headline(study: Discovery, found: Proposed) -> Text:
    ranked = found.ranked
    first = ranked.batch[0]
    values: dict[str, Param] = {
        "count": len(ranked.batch),
        "outcome": study.outcome,
        "expected": expected(found.learnt, ranked.said, first),
    }
    beats = _beats(found)
    if beats is None:
        return say("Make {count:new formula|new formulas} in this order; of the first: {outcome} {expected}.", **values)
    values |= {"best": _best(found).amount, "chance": likely(float(beats[list(ranked.batch)].max()))}
    return say(
        "Make {count:new formula|new formulas} in this order; of the first: {outcome} {expected}. The best chance of"
        " one to beat the best record, {best}, is {chance}.",
        **values,
    )


def _catch(found: Proposed, findings: tuple[Finding, ...]) -> Text:
    """What speaks against the batch; of a first formula that is unlike anything measured at least that."""
    ranked = found.ranked
    warned = any(finding.severity is not Severity.NOTE for finding in findings)
    if warned or not len(ranked.batch) or ranked.said.domain[ranked.batch[0]] != Domain.OUTSIDE:
        return catch(findings)
    return say(
        "The first formula is unlike anything measured, so its interval rests on little: make one that lies among what"
        " was measured beside it."
    )


def _beats(found: Proposed) -> Any:
    """The chance that each formula shows more than the best record, shape (formulas,); None for labels and windows."""
    said = found.ranked.said
    if isinstance(said, LabelPrediction) or found.aim.window is not None:
        return None
    return _over(found, said)


def _over(found: Proposed, said: Prediction) -> Any:
    best = _best(found).value
    return said.chance(above=best) if found.aim.high else said.chance(below=best)


def _record(found: Proposed) -> int:
    return int(found.space.order[0])


def _best(found: Proposed) -> Estimate:
    best = float(found.learnt.measured[_record(found)])
    return Estimate(best, best, best, found.learnt.endpoint.column.unit)


def _remarks(study: Discovery, found: Proposed) -> list[Finding]:
    """What speaks against the proposals, and what is to be known of prices."""
    told_: list[Finding] = []
    beats, ranked = _beats(found), found.ranked
    if beats is not None and len(ranked.batch):
        sign = 1.0 if found.aim.high else -1.0
        most = float((sign * ranked.said.mean[list(ranked.batch)]).max())
        best = _best(found)
        if most <= sign * best.value:
            name = found.learnt.called[_record(found)]
            chance = float(beats[list(ranked.batch)].max())
            told_.append(BestRecordStays(name=name, best=best.amount, chance=chance))
        if found.simple is not None and sign * float(found.simple[1].mean[0]) > most:
            name, said = found.simple
            told_.append(
                SimpleRuleWins(name=name, expected=_estimate(said).amount, chance=float(_over(found, said)[0]))
            )
    if study.price is not None:
        told_.append(PricesAreOld(years=PRICES_OF))
    return told_


def _action(study: Discovery, found: Proposed, place: int) -> Action:
    said = found.ranked.said
    value: float | str
    window: tuple[float, ...] = ()
    if isinstance(said, LabelPrediction):
        value = said.likeliest[place]
    else:
        value = float(said.mean[place])
        window = tuple(float(end[place]) for end in said.interval(0.9))
    return Action(
        what=say("{name}", name=_whole(found, place)),
        column=study.outcome,
        today=None,
        value=value,
        unit=found.learnt.endpoint.column.unit,
        reason=_reason(study, found, place),
        window=window,
    )


def _whole(found: Proposed, place: int) -> str:
    """The formula in full: it has to be made from a print."""
    return str(found.ranked.table.frame[found.learnt.matter][place])


def _reason(study: Discovery, found: Proposed, place: int) -> Text:
    """How it came about, how surely it beats the best, what is known of its surroundings, and what it costs."""
    ranked, learnt = found.ranked, found.learnt
    near = int(ranked.near[place, 0])
    measured = learnt.measured[near]
    beats = _beats(found)
    values: dict[str, Param] = {
        "made": _made(found, found.made[place]),
        "role": _role(found, place),
        "domain": DOMAINS[int(ranked.said.domain[place])],
        "near": learnt.called[near],
        "measured": measured if learnt.endpoint.label else Amount(float(measured), learnt.endpoint.column.unit, None),
        "settings": _settings(study, found, place),
        "price": _priced(found.made[place]),
    }
    if beats is None:
        return say(
            "{role}{made}{settings} It lies {domain}; nearest measured: {near} with {measured}. {price}",
            **values,
        )
    return say(
        "{role}{made}{settings} Chance to beat the best record: {chance}. It lies {domain}; nearest measured: {near}"
        " with {measured}. {price}",
        chance=likely(float(beats[place])),
        **values,
    )


def _made(found: Proposed, made: Made) -> Text:
    names = [found.learnt.called[at] for at in made.parents[:2]]
    if made.way is Way.GIVEN:
        return say("Given as a candidate.")
    if made.way is Way.MIXED and len(names) > 1:
        return say("Mixed from {first} and {second}.", first=names[0], second=names[1])
    if made.way is Way.REPLACED:
        return say("Elements replaced in {first}.", first=names[0])
    return say("Shares moved in {first}.", first=names[0])


def _role(found: Proposed, place: int) -> Text:
    """Why the first of a batch is the first."""
    if place == 0 and found.safe:
        return say("Most is expected of it. ")
    return say("")


def _settings(study: Discovery, found: Proposed, place: int) -> Text:
    """How it is to be made; nothing where the formula is the only input."""
    table = found.ranked.table
    parts = []
    for name in study.besides:
        value, column = table.frame[name][place], table[name]
        shown: Param = "–" if value is None else str(value)
        if column.kind is Kind.NUMBER and value is not None:
            shown = Amount(float(value), column.unit, None)
        parts.append(say("{name} {value}", name=name, value=shown))
    return say(" To be made with {settings}.", settings=parts) if parts else say("")


def _priced(made: Made) -> Text:
    cost = price(made.composition)
    if np.isnan(cost):
        return say("The price of an element is not known.")
    return say("Elements cost about {price}.", price=Amount(cost, _PRICE, decimals_for(cost)))


def _estimate(said: Prediction, place: int = 0) -> Estimate:
    low, high = said.interval(0.9)
    return Estimate(float(said.mean[place]), float(low[place]), float(high[place]), said.unit)


def _promise(study: Discovery, found: Proposed) -> Promise | None:
    """What the first formula is to bring against the best record; none for labels."""
    if found.learnt.endpoint.label:
        return None
    before, after = _best(found), _estimate(found.ranked.said, found.ranked.batch[0])
    what = say("{goal}", goal=study.outcome)
    return Promise(what, after.less(before.value), before, after, say("the best record measured"))


def _options(study: Discovery, found: Proposed) -> tuple[Option, ...]:
    """The first formula, the best record, the mixture of the two best records, and formulas made at random."""
    if found.learnt.endpoint.label:
        return ()
    first, ranked = found.ranked.batch[0], found.ranked
    low, high = found.drawn.interval(0.9)
    drawn = Estimate(float(found.drawn.mean.mean()), float(low.mean()), float(high.mean()), found.drawn.unit)
    outcome = study.outcome
    keeps = {outcome: float(ranked.chance[first])} if study.target.stated else {}
    options = [
        Option(say("The formula to make first"), {},
               {outcome: _estimate(ranked.said, first)}, keeps, recommended=True),
        Option(say("Making nothing new: the best record measured"), {},
               {outcome: _best(found)}),
    ]  # fmt: skip
    if found.simple is not None:
        _, said = found.simple
        simple = say("Simple rule: the two best records mixed half and half")
        options.append(Option(simple, {}, {outcome: _estimate(said)}))
    options.append(Option(say("A new formula at random, within the rules"), {}, {outcome: drawn}))
    return tuple(options)


def _table(found: Proposed) -> Table:
    """The batch as a table: formula, settings, what is expected, where it lies, how new it is and what it costs."""
    ranked, learnt = found.ranked, found.learnt
    batch = list(ranked.batch)
    said, unit = ranked.said, learnt.endpoint.column.unit
    made = [found.made[place] for place in batch]
    columns: list[tuple[Column, Any]] = [(Column("place"), np.arange(1.0, len(batch) + 1))]
    columns += [(column, ranked.table.frame[column.name][batch]) for column in ranked.table.columns]
    if isinstance(said, LabelPrediction):
        columns.append((Column("expected", Kind.CATEGORY), [said.likeliest[place] for place in batch]))
    else:
        lower, upper = said.interval(0.9)
        ends = (("expected", said.mean), ("lower 90 %", lower), ("upper 90 %", upper))
        columns += rounded(learnt, said, [(Column(name, unit=unit), values[batch]) for name, values in ends])
    beats = _beats(found)
    if beats is not None:
        columns.append((Column("chance to beat the best", unit="%"), np.round(100 * beats[batch])))
    shares = shares_of([one.composition for one in made])
    names = np.array(learnt.called, dtype=object)
    columns += [
        (Column("known domain", Kind.CATEGORY), [("inside", "edge", "outside")[said.domain[at]] for at in batch]),
        (Column("analogue 1", Kind.TEXT), names[ranked.near[batch, 0]].tolist()),
        (Column("novelty", unit="%"), np.round(100 * novelty(shares, shares_of(found.space.known)), 1)),
        (Column("price", unit=_PRICE), [round(price(one.composition), 1) for one in made]),
        (Column("made", Kind.CATEGORY), [one.way.value for one in made]),
    ]
    frame = pl.DataFrame({column.name: values for column, values in columns}).with_columns(
        pl.col("price").fill_nan(None)
    )
    return Table(frame, tuple(column for column, _ in columns), source=Source("next formulas"))
