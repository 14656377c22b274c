"""From measured formulas and rules to the batch: formulas made and weighed, and what the model says of the best."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.distance import cdist

from sanhak.decide.discovery.aim import Aim
from sanhak.decide.discovery.choice import View, choose
from sanhak.decide.discovery.making import Sieve, Weighed, grown
from sanhak.decide.findings.discovery import (
    FewerThanAsked,
    NoCandidatesGiven,
    NothingMeasured,
    NothingNew,
    NothingWithin,
    RecordsBreakRules,
    RulesLeaveNothing,
)
from sanhak.finding import Finding, Refusal
from sanhak.model.composition.moves import Made, Way, alloys, compounds
from sanhak.model.composition.rules import shares_of
from sanhak.model.prediction import Domain, Floats, LabelPrediction, Prediction
from sanhak.study.discovery.asked import (
    aim_of,
    most_broken,
    refuse_contradictions,
    rules_of,
    values_of,
    way_of,
)
from sanhak.study.discovery.rehearsing import rehearsal
from sanhak.study.discovery.space import Space, space_of
from sanhak.study.property.learning import Learnt, called, learn
from sanhak.study.property.ranking import ANALOGUES, Ranked
from sanhak.table import Table
from sanhak.text import say

if TYPE_CHECKING:
    from sanhak.decide.discovery.rehearsal import Rehearsed
    from sanhak.run import Run
    from sanhak.study.discovery.discovery import Discovery

_ROUNDS: Final = 3
_PARENTS: Final = 0.2
_FEWEST_PARENTS: Final = 20
"""Share of the records, and how many at least, from which formulas are made: the best ones."""
_SHORTLIST: Final = 300
"""Formulas among which the batch is chosen: those that promise most."""
_SHOWN: Final = 50
SAFE_FROM: Final = 3
"""Size of a batch from which on its first formula is the one of which most is expected."""
_DRAWN: Final = 100
"""Formulas made at random with which the proposals are compared."""
_FEWEST_WEIGHED: Final = 100


@dataclass(frozen=True, slots=True, eq=False)
class Proposed:
    """What is proposed: ``ranked`` holds the batch first, in the order of choice, then what promises most besides.

    ``made`` tells how each of them came about; ``simple`` is the half-and-half mixture of the two best records as a
    formula with what is said of it, None where there is none; ``drawn`` is what is said of formulas made at random.
    ``safe``: whether the first of the batch is the one of which most is expected.
    """

    learnt: Learnt
    aim: Aim
    space: Space
    ranked: Ranked
    made: tuple[Made, ...]
    simple: tuple[str, Any] | None
    drawn: Any
    safe: bool
    rehearsed: Rehearsed | None
    findings: tuple[Finding, ...]


def propose(study: Discovery, tables: Mapping[str, Table], run: Run) -> Proposed:
    """Learn, make formulas, choose the batch and rehearse.

    Raises
    ------
    Refusal
        D130–D135, D140, D142, D143 and D145 for rules or rows that leave nothing, and what a question on a property
        refuses.
    """
    refuse_contradictions(study)
    data = tables["data"]
    both = data.frame[data[study.formula].name].is_not_null() & data.frame[data[study.outcome].name].is_not_null()
    if not both.any():
        raise Refusal(NothingMeasured(formula=study.formula, outcome=study.outcome))
    learnt = learn(study, data, run)
    aim, values = aim_of(study, learnt), values_of(study, learnt)
    space = space_of(study, learnt, tables, np.argsort(-aim.worth(values), kind="stable"), run)
    rules = rules_of(study, space.known)
    broken = most_broken(rules, space.known)
    found: list[Finding] = [] if broken is None else [RecordsBreakRules(rows=len(space.known), rule=broken)]
    sieve = Sieve(rules, shares_of(space.known), study.novelty)
    weighed = _weighed(study, learnt, aim, values, space, sieve, run)
    places, batch = _chosen(study, learnt, aim, values, space, weighed, run)
    if not batch:
        raise Refusal(NothingWithin(made=len(weighed.made)))
    if batch < study.batch:
        found.append(FewerThanAsked(found=batch, asked=study.batch))
    made = tuple(weighed.made[at] for at in places)
    ranked = _ranked(study, learnt, space.table(made), batch)
    rehearsed, told = rehearsal(study, learnt, aim, values, run)
    return Proposed(
        learnt=learnt,
        aim=aim,
        space=space,
        ranked=ranked,
        made=made,
        simple=_simple(learnt, space),
        drawn=_said(learnt, space.table(_at_random(weighed, run))),
        safe=study.batch >= SAFE_FROM,
        rehearsed=rehearsed,
        findings=(*found, *told),
    )


def _weighed(
    study: Discovery, learnt: Learnt, aim: Aim, values: Floats, space: Space, sieve: Sieve, run: Run
) -> Weighed:
    """The formulas that could be made, the most promising first."""
    run.step(say("Making formulas"))
    X = learnt.model.ensemble.encoder.transform(learnt.table)
    rng = run.rng("discover", "weigh")

    def weigh(made: Sequence[Made]) -> Floats:
        points = learnt.model.ensemble.encoder.transform(space.table(made))
        return View.of(X, values, points, rng).hope(aim, rng)

    way = way_of(study, space.known)
    if way == "given":
        if not space.given:
            raise Refusal(NoCandidatesGiven(outcome=study.outcome))
        made = sieve.of(space.given, len(space.given))
        hope = weigh(made) if made else np.zeros(0)
        order = np.argsort(-hope, kind="stable")
        weighed = Weighed(tuple(made[at] for at in order), hope[order])
    else:
        most = min(len(space.order), max(_FEWEST_PARENTS, round(_PARENTS * len(space.order))))
        parents = [space.known[at] for at in space.order[:most]]
        make = partial(alloys if way == "alloys" else compounds, rules=sieve.rules, rng=run.rng("discover", "make"))
        count = run.count(study.candidates, least=_FEWEST_WEIGHED)
        weighed = grown(parents, make, sieve, weigh, count, _ROUNDS)
        origin = space.order.tolist()
        made = [replace(one, parents=tuple(origin[at] for at in one.parents)) for one in weighed.made]
        weighed = Weighed(tuple(made), weighed.hope)
    if not weighed.made:
        raise Refusal(_nothing(sieve))
    return weighed


def _nothing(sieve: Sieve) -> Finding:
    if sieve.kept:
        return NothingNew(made=sieve.kept, novelty=sieve.least)
    return RulesLeaveNothing(made=sieve.made, rule=most_broken(sieve.rules, sieve.broken) or say("allowed elements"))


def _chosen(
    study: Discovery, learnt: Learnt, aim: Aim, values: Floats, space: Space, weighed: Weighed, run: Run
) -> tuple[NDArray[np.intp], int]:
    """Places of the batch, then of what promises most besides, and how many are the batch."""
    run.step(say("Choosing the batch"))
    most = max(_SHORTLIST, 10 * study.batch)
    table = space.table(weighed.made)
    said = learnt.model.predict(table)
    gain = aim.gain(said, values, study.wanted)
    allowed = said.domain != Domain.OUTSIDE if study.outside == "refuse" else np.ones(len(table), dtype=bool)
    # What both the quick belief and the model that was proved expect something of.
    promising = np.argsort(-np.where(allowed, weighed.hope + gain, -np.inf), kind="stable")
    surest = int(np.argmax(np.where(allowed, _expected(aim, said, gain), -np.inf)))
    short = promising[: int(allowed.sum())][:most]
    short = np.concatenate([[surest], short[short != surest]])[: int(allowed.sum())]
    shares = shares_of([weighed.made[at].composition for at in short])
    between = cdist(shares, shares, "cityblock") / 2
    least = max(study.novelty, _usual(shares_of(space.known)))
    encoder = learnt.model.ensemble.encoder
    chosen = choose(
        aim, encoder.transform(learnt.table), values, encoder.transform(table.rows(short)), study.batch,
        run.rng("discover", "choose"), apart=lambda one, others: bool((between[one, others] >= least).all()),
        besides=gain[short], first=0 if study.batch >= SAFE_FROM and len(short) else None,
    )  # fmt: skip
    others = [at for at in range(len(short)) if at not in chosen]
    return short[[*chosen, *others]][: len(chosen) + _SHOWN], len(chosen)


def _expected(aim: Aim, said: Any, gain: Floats) -> Floats:
    """What is expected of each formula, so that larger is better, shape (formulas,)."""
    return gain if isinstance(said, LabelPrediction) or aim.window is not None else aim.worth(said.mean)


def _usual(known: Floats) -> float:
    """How far a measured formula usually lies from its nearest neighbour; repeats of one formula do not count."""
    distinct = np.unique(np.round(known, 6), axis=0)
    if len(distinct) < 2:  # noqa: PLR2004 - one has no neighbour
        return 0.0
    apart = cdist(distinct, distinct, "cityblock") / 2
    np.fill_diagonal(apart, np.inf)
    return float(np.median(apart.min(axis=1)))


def _ranked(study: Discovery, learnt: Learnt, table: Table, batch: int) -> Ranked:
    """What the model says of the proposals, as a question on a property tells its candidates."""
    said = _said(learnt, table)
    target = study.target
    chance = target.chance(said) if target.stated else np.full(len(table), np.nan)
    verdicts = tuple(target.verdict(float(one)) for one in chance) if target.stated else ()
    near, far = learnt.model.nearest(table, min(ANALOGUES, len(learnt.table)))
    none: NDArray[np.intp] = np.zeros(0, dtype=np.intp)
    names = called(table, study.formula, None)
    return Ranked(table, names, said, chance, verdicts, near, far, tuple(range(batch)), none, ())


def _said(learnt: Learnt, table: Table) -> Prediction | LabelPrediction:
    said = learnt.model.predict(table)
    return learnt.endpoint.back(said) if isinstance(said, Prediction) else said


def _simple(learnt: Learnt, space: Space) -> tuple[str, Any] | None:
    """The half-and-half mixture of the two best different records, made as the best one was."""
    first = space.known[int(space.order[0])]
    others = [at for at in space.order.tolist() if space.known[at].key != first.key]
    if not others:
        return None
    made = Made(space.mixture(int(space.order[0]), others[0]), Way.MIXED, (int(space.order[0]), others[0]))
    return made.text, _said(learnt, space.table([made]))


def _at_random(weighed: Weighed, run: Run) -> list[Made]:
    rng = run.rng("discover", "random")
    places = rng.choice(len(weighed.made), min(_DRAWN, len(weighed.made)), replace=False)
    return [weighed.made[at] for at in sorted(places.tolist())]
