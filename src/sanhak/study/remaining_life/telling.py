"""The answer on remaining life in words: how many will not last, which to renew first and why, and what is compared."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

import numpy as np

from sanhak.finding import Finding, Severity
from sanhak.model.life.heldout import BASELINE, CANDIDATES
from sanhak.model.life.remaining import interval
from sanhak.model.score import Coverage, Score
from sanhak.study.answer import Action, Answer, Counted, Estimate, Listed, Option, Promise
from sanhak.study.remaining_life.pictures import pictures
from sanhak.study.remaining_life.tables import FAILED, LEFT, WASTED, WORDS, renew_before, spoken, tables_of
from sanhak.text import Amount, Param, Text, say

if TYPE_CHECKING:
    from sanhak.study.remaining_life.learning import Learnt, Told
    from sanhak.study.remaining_life.remaining_life import RemainingLives
    from sanhak.study.remaining_life.rules import Outcome

_MOST: Final = 8
"""Assets that the decision names."""
_DRAWS: Final = 400
_HEADS: Final = {
    "title": say("What to renew first"),
    "what": say("Asset"),
    "today": say("Last reading"),
    "value": say("Renew before"),
    FAILED: say("failed before they were renewed"),
    WASTED: say("life left unused"),
    LEFT: say("remaining life"),
}


def told(study: RemainingLives, learnt: Learnt) -> Answer:
    """Put what was learnt into words, tables and pictures."""
    del study
    findings = tuple(sorted(dict.fromkeys(learnt.findings), key=lambda one: -one.severity.rank))
    return Answer(
        headline=_headline(learnt),
        catch=_catch(learnt, findings),
        decision=tuple(_action(learnt, one) for one in learnt.told[:_MOST]),
        heads=_HEADS,
        promise=_promise(learnt),
        compared=tuple(_compared(learnt)),
        scores=tuple(_scores(learnt)),
        coverage=(_coverage(learnt),),
        findings=findings,
        figures=pictures(learnt),
        preparation=_prepared(learnt),
        listed=(
            Listed("first", say("Running assets"), say("The least likely to last first; all of them stand in the "
                   "workbook. An end that stands empty is open."), WORDS),
        ),
        tables=tables_of(learnt),
    )  # fmt: skip


def _headline(learnt: Learnt) -> Text:
    failing = 1 - np.array([one.lasts for one in learnt.told])
    worst = learnt.told[0]
    error, spread = learnt.held.error(learnt.chosen)
    age, _ = learnt.held.error(BASELINE)
    unit = learnt.ready.unit
    values: dict[str, Param] = {
        "count": Amount(float(failing.sum()), None, 1), "of": len(learnt.told), "ahead": learnt.amount(learnt.ahead),
        "asset": worst.history.asset, "lasts": worst.lasts,
        "error": Amount.within(error, error - spread, error + spread, unit),
        "age": Amount.within(age, age - spread, age + spread, unit),
    }  # fmt: skip
    return say("Of {of:running asset|running assets} {count} are expected to fail within {ahead}, {asset} first"
               " ({lasts:%} to last); on assets that taught nothing the life told was {error} off, by age alone"
               " {age}.", **values)  # fmt: skip


def _catch(learnt: Learnt, findings: tuple[Finding, ...]) -> Text:
    for finding in findings:
        if finding.severity is Severity.WARN:
            return say("{said} {act}", said=finding.said, act=finding.remedy)
    return say("Checked: order of the readings, lives without history, counters, sensors that came late, and"
               " {lives:life|lives} that taught nothing.", lives=learnt.trial.lives)  # fmt: skip


def _action(learnt: Learnt, one: Told) -> Action:
    ready = learnt.ready
    return Action(
        what=say("{name}", name=one.history.asset), column=ready.clock.name, today=ready.moment(one.history.last),
        value=renew_before(learnt, one), unit=None if ready.zero else ready.clock.unit, reason=_reason(learnt, one),
    )  # fmt: skip


def _reason(learnt: Learnt, one: Told) -> Text:
    values: dict[str, Param] = {
        "lasts": one.lasts, "ahead": learnt.amount(learnt.ahead), "lower": learnt.amount(one.lower),
        "upper": learnt.amount(min(one.upper, learnt.asked.cap)), "voices": spoken(learnt, one),
        "like": learnt.ready.failed[one.like.life].asset, "left": learnt.amount(one.like.left),
    }  # fmt: skip
    life = say("at least {lower}", **values) if np.isinf(one.upper) else say("{lower} to {upper} (90 %)", **values)
    off = say("off their course: {voices}", **values) if one.voices else say("no sensor is off its course", **values)
    like = (
        say("like nothing seen before", **values)
        if one.unlike
        else say("most like {like}, which then had {left} left", **values)
    )
    return say("{lasts:%} to last {ahead}; remaining life {life}; {off}; {like}.", life=life, off=off,
               **values | {"like": like})  # fmt: skip


def _time(learnt: Learnt, ends: tuple[float, float, float]) -> Estimate:
    return Estimate(*ends, learnt.ready.unit)


def _percent(ends: tuple[float, float, float]) -> Estimate:
    value, lower, upper = (100 * end for end in ends)
    return Estimate(value, lower, upper, "%")


def _promise(learnt: Learnt) -> Promise:
    """Life that is not thrown away, against renewal at the fixed age that lets as many assets fail."""
    trial = learnt.trial
    return Promise(
        what=say("life left unused at a renewal"),
        effect=_time(learnt, trial.gain),
        before=_time(learnt, trial.fixed.wasted),
        after=_time(learnt, trial.sensors.wasted),
        against=say("renewal at the fixed age that lets as many assets fail"),
    )


def _compared(learnt: Learnt) -> Iterator[Option]:
    trial = learnt.trial

    def outcomes(of: Outcome) -> dict[str, Estimate]:
        return {FAILED: _percent(of.failed), WASTED: _time(learnt, of.wasted)}

    yield Option(say("renewed when one in ten would fail before the work is done"), {}, outcomes(trial.sensors),
                 recommended=True)  # fmt: skip
    yield Option(say("run to failure"), {}, outcomes(trial.failure))
    yield Option(say("renewed at the age of {age}, tuned to as many failures", age=learnt.amount(trial.age)), {},
                 outcomes(trial.fixed))  # fmt: skip


def _scores(learnt: Learnt) -> Iterator[Score]:
    held = learnt.held
    base, _ = held.error(BASELINE)
    for key in held.said:
        error, spread = held.error(key)
        yield Score(
            outcome=LEFT, candidate=CANDIDATES[key], metric="RMSE", error=error, spread=spread,
            skill=1 - error / base if base > 0 else 0.0, unit=learnt.ready.unit, chosen=key == learnt.chosen,
            baseline=key == BASELINE, seconds=held.seconds[key],
        )  # fmt: skip


def _coverage(learnt: Learnt) -> Coverage:
    """The share of held-out readings within their interval, each asset weighing one, drawn again by assets."""
    held, cap = learnt.held, learnt.asked.cap
    lower, upper = interval(held.quantiles(learnt.chosen))
    inside = (np.minimum(lower, cap) <= held.came) & (held.came <= upper)
    places, asset = np.unique(held.asset, return_inverse=True)
    share = np.bincount(asset, inside) / np.bincount(asset)
    rng = np.random.default_rng(len(places))
    drawn = share[rng.integers(0, len(share), (_DRAWS, len(share)))].mean(axis=1)
    low, high = (float(end) for end in np.quantile(drawn, (0.025, 0.975)))
    width = float((np.minimum(upper, cap) - np.minimum(lower, cap)).mean())
    return Coverage(
        outcome=LEFT, nominal=0.9, measured=float(share.mean()), lower=low, upper=high, width=width,
        unit=learnt.ready.unit, rows=len(inside), split="asset",
        reason=say("All lives of an asset are held out together, so that no life is told by its neighbours in time."),
    )  # fmt: skip


def _prepared(learnt: Learnt) -> tuple[Counted, ...]:
    ready = learnt.ready
    readings = sum(map(len, ready.histories))
    ended = sum(map(len, ready.failed))
    lives = (
        Counted(say("Lives"), say("{lives:life|lives} that ended in a failure, {running:asset|assets} that run; "
                "{regimes:regime|regimes} found.", lives=len(ready.failed), running=len(ready.running),
                regimes=len(learnt.model.young.regimes)), readings, ended),
    )  # fmt: skip
    return (*lives, *_entered(learnt))


def _entered(learnt: Learnt) -> Iterator[Counted]:
    """How networks were learnt, and on what: on another device their last digits differ."""
    if (design := learnt.asked.networks) is None:
        return
    from sanhak.model.life.sequence.networks import device, version

    yield Counted(
        say("Networks"),
        say("The mean of {members:network|networks}, each reading {steps} steps back and stopped on assets that taught"
            " it nothing; PyTorch {version} on {device}.", members=design.members, steps=design.steps,
            version=version(), device=device().upper()), None, None,
    )  # fmt: skip
