"""What an answer about a property says: the sentence, the catch, the candidates to make next, and what is compared."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from sanhak.decide.target import Verdict
from sanhak.finding import Finding, Severity
from sanhak.model.prediction import LabelPrediction, Prediction
from sanhak.study.answer import Action, Answer, Estimate, Listed, Option, Promise
from sanhak.study.evidence.figures import matters
from sanhak.study.property.figures import figures
from sanhak.study.property.tables import heads, tables_of
from sanhak.study.property.words import DOMAINS, asked, expected, likely, verdict
from sanhak.text import Amount, Param, Text, say

if TYPE_CHECKING:
    from sanhak.study.property.learning import Learnt
    from sanhak.study.property.property import Property
    from sanhak.study.property.ranking import Ranked

_RECORDS: Final = 5
"""Measured records that are told where there is no candidate."""


def told(study: Property, learnt: Learnt, ranked: Ranked) -> Answer:
    """The whole answer."""
    findings = _unique((*learnt.findings, *ranked.findings, *study.remarks(learnt, ranked)))
    return Answer(
        headline=headline(study, learnt, ranked),
        catch=catch(findings),
        decision=_actions(study, learnt, ranked),
        promise=_promise(study, learnt, ranked),
        compared=_options(study, learnt, ranked),
        scores=learnt.model.scores,
        coverage=(learnt.model.coverage,),
        findings=findings,
        figures=(*figures(study, learnt, ranked), *study.pictures(learnt), *_matters(study, learnt)),
        preparation=learnt.preparation,
        heads=_HEADS if len(ranked) else _RECORD_HEADS,
        listed=_listed(study, ranked),
        tables=tables_of(study, learnt, ranked),
        models={learnt.endpoint.name: learnt.model},
    )


_HEADS: Final[Mapping[str, Text]] = {
    "title": say("What to make or measure next"),
    "what": say("Name"),
    "value": say("Expected"),
    "window": say("90 % interval"),
}
_RECORD_HEADS: Final[Mapping[str, Text]] = {
    "title": say("The best measured records"),
    "what": say("Record"),
    "value": say("Measured"),
}


def headline(study: Property, learnt: Learnt, ranked: Ranked) -> Text:
    """How many candidates reach what is asked, and the first one; or how well the property can be predicted."""
    if not len(ranked):
        return _without_candidates(study, learnt)
    first = ranked.batch[0]
    values: dict[str, Param] = {
        "count": len(ranked),
        "name": ranked.names[first],
        "outcome": study.outcome,
        "expected": expected(learnt, ranked.said, first),
    }
    if not study.target.stated:
        return say("Of {count:candidate|candidates} make {name} first: {outcome} {expected}.", **values)
    reaching = sum(verdict is Verdict.REACHES for verdict in ranked.verdicts)
    values |= {
        "reaching": reaching,
        "sure": study.sure,
        "chance": likely(float(ranked.chance[first])),
        "asked": asked(study, learnt.endpoint.column.unit),
    }
    if reaching:
        return say(
            "{reaching} of {count:candidate|candidates} reach {asked} with at least {sure:%}; make {name} first:"
            " {outcome} {expected}.",
            **values,
        )
    return say(
        "None of {count:candidate|candidates} surely reaches {asked}; {name} comes nearest with a chance of {chance}:"
        " {outcome} {expected}.",
        **values,
    )


def catch(findings: tuple[Finding, ...]) -> Text:
    """The most severe finding with its remedy; where there is none, what was checked."""
    for severity in (Severity.REFUSE, Severity.WARN):
        for finding in findings:
            if finding.severity is severity:
                return say("{said} {act}", said=finding.said, act=finding.remedy)
    return say("Rows, held-out errors and known domain were checked; nothing speaks against it.")


def _without_candidates(study: Property, learnt: Learnt) -> Text:
    chosen = next(score for score in learnt.model.scores if score.chosen)
    plain = next(score for score in learnt.model.scores if score.baseline)
    values: dict[str, Param] = {
        "outcome": study.outcome,
        "skill": max(0.0, chosen.skill),
        "error": Amount(chosen.error, chosen.unit, None),
        "plain": Amount(plain.error, plain.unit, None),
        "metric": chosen.metric,
    }
    return say(
        "{outcome} can be predicted with a {metric} of {error} where nothing alike was measured, against {plain}"
        " without a model.",
        **values,
    )


def _actions(study: Property, learnt: Learnt, ranked: Ranked) -> tuple[Action, ...]:
    """A row for each candidate to make or measure next; without candidates the best measured records."""
    if not len(ranked):
        return _records(study, learnt, ranked)
    return tuple(_action(study, learnt, ranked, place) for place in ranked.batch)


def _action(study: Property, learnt: Learnt, ranked: Ranked, place: int) -> Action:
    said, unit = ranked.said, learnt.endpoint.column.unit
    value: float | str
    window: tuple[float, ...] = ()
    if isinstance(said, LabelPrediction):
        value = said.likeliest[place]
    else:
        value = float(said.mean[place])
        window = tuple(float(end[place]) for end in said.interval(0.9))
    return Action(
        what=say("{name}", name=ranked.names[place]),
        column=study.outcome,
        today=None,
        value=value,
        unit=unit,
        reason=_reason(study, learnt, ranked, place),
        window=window,
    )


def _reason(study: Property, learnt: Learnt, ranked: Ranked, place: int) -> Text:
    """How surely it reaches what is asked, what is known of its surroundings, and the nearest measured row."""
    near = int(ranked.near[place, 0])
    measured = learnt.measured[near]
    unit = learnt.endpoint.column.unit
    known: dict[str, Param] = {
        "domain": DOMAINS[int(ranked.said.domain[place])],
        "near": learnt.called[near],
        "measured": measured if learnt.endpoint.label else Amount(float(measured), unit, None),
    }
    surroundings = say("It lies {domain}; nearest measured: {near} with {measured}.", **known)
    if not study.target.stated:
        return surroundings
    said, chance = verdict(study, ranked.verdicts[place]), likely(float(ranked.chance[place]))
    return say("{verdict} (chance {chance}). {rest}", verdict=said, chance=chance, rest=surroundings)


def _records(study: Property, learnt: Learnt, ranked: Ranked) -> tuple[Action, ...]:
    names = learnt.called
    reason = say("Measured; it needs no prediction.")
    return tuple(
        Action(
            what=say("{name}", name=names[place]),
            column=study.outcome,
            today=None,
            value=learnt.measured[place] if learnt.endpoint.label else float(learnt.measured[place]),
            unit=learnt.endpoint.column.unit,
            reason=reason,
        )
        for place in ranked.reached[:_RECORDS].tolist()
    )


def _promise(study: Property, learnt: Learnt, ranked: Ranked) -> Promise | None:
    """What the first candidate is to bring against the best record measured; none for labels."""
    if not len(ranked) or learnt.endpoint.label:
        return None
    best = _best_measured(study, learnt)
    before = Estimate(best, best, best, learnt.endpoint.column.unit)
    after = _estimate(ranked.said, ranked.batch[0])
    return Promise(
        what=say("{goal}", goal=study.outcome),
        effect=after.less(best),
        before=before,
        after=after,
        against=say("the best record measured"),
    )


def _best_measured(study: Property, learnt: Learnt) -> float:
    return float(np.nanmax(learnt.measured) if study.prefer == "high" else np.nanmin(learnt.measured))


def _estimate(said: Prediction, place: int) -> Estimate:
    low, high = said.interval(0.9)
    return Estimate(float(said.mean[place]), float(low[place]), float(high[place]), said.unit)


def _options(study: Property, learnt: Learnt, ranked: Ranked) -> tuple[Option, ...]:
    """The first candidate, the best record measured, the pick of the nearest neighbour, and a candidate at random."""
    if not len(ranked) or learnt.endpoint.label:
        return ()
    first, said = ranked.batch[0], ranked.said
    best = _best_measured(study, learnt)
    record = int(np.nanargmin(np.abs(learnt.measured - best)))
    sign = 1.0 if study.prefer == "high" else -1.0
    simple = int(np.argmax(sign * learnt.measured[ranked.near[:, 0]]))
    low, high = said.interval(0.9)
    drawn = Estimate(float(said.mean.mean()), float(low.mean()), float(high.mean()), said.unit)
    unit = learnt.endpoint.column.unit
    names = learnt.called
    return (
        _option(
            study, ranked, first, say("The candidate to make first: {name}", name=ranked.names[first]), recommended=True
        ),
        Option(
            say("The best record measured: {name}", name=names[record]),
            {},
            {study.outcome: Estimate(best, best, best, unit)},
        ),
        _option(
            study,
            ranked,
            simple,
            say("Simple rule, the candidate most like the best measured one: {name}", name=ranked.names[simple]),
        ),
        Option(say("A candidate at random"), {}, {study.outcome: drawn}),
    )


def _option(study: Property, ranked: Ranked, place: int, name: Text, *, recommended: bool = False) -> Option:
    keeps = {study.outcome: float(ranked.chance[place])} if study.target.stated else {}
    return Option(name, {}, {study.outcome: _estimate(ranked.said, place)}, keeps, recommended)


def _listed(study: Property, ranked: Ranked) -> tuple[Listed, ...]:
    if not len(ranked):
        return ()
    return (
        Listed(
            "first candidates",
            say("The candidates, the best first"),
            say("What is expected of each, and the measured row that is most like it. The workbook holds all of them."),
            heads(study),
        ),
    )


def _matters(study: Property, learnt: Learnt) -> tuple[Any, ...]:
    return (matters(learnt.model),) if len(study.inputs) > 1 and learnt.model.importance else ()


def _unique(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    return tuple(finding for place, finding in enumerate(findings) if finding not in findings[:place])
