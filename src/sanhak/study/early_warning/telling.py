"""The answer on early warning in words: which assets are off, since when and why, and how often that is false."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

import numpy as np

from sanhak.finding import Finding, Severity
from sanhak.model.normal.fleet.budget import mean_rate
from sanhak.model.normal.fleet.contest import BASELINE, Candidate
from sanhak.model.score import Coverage, Score
from sanhak.run import Run
from sanhak.study.answer import Action, Answer, Counted, Estimate, Listed, Option, Promise
from sanhak.study.early_warning.pictures import pictures
from sanhak.study.early_warning.tables import FALSE, MISSED, WEEKLY, WITHIN, WORDS, at, spoken, tables_of
from sanhak.study.lives import said
from sanhak.text import Amount, Param, Text, say

if TYPE_CHECKING:
    from sanhak.model.normal.fleet import Warned
    from sanhak.study.early_warning.early_warning import EarlyWarnings
    from sanhak.study.early_warning.learning import Learnt, State

_MOST: Final = 8
"""Assets that the decision names."""
_FIRST: Final = 5
"""Rows of long tables that a page shows first, or all standing alarms."""
_WIDTH: Final = 3.0
_NORMAL: Final = 1.645
_HEADS: Final = {
    "title": say("What to look at"),
    "what": say("Asset or sensor"),
    "today": say("Measured"),
    "value": say("Normal course"),
    "allowed": say("Normal range"),
    FALSE: say("false alarms of a normal asset"),
    MISSED: say("missed of simulated disturbances"),
    WITHIN: say("asset-weeks in which no false alarm began"),
}


def told(study: EarlyWarnings, learnt: Learnt) -> Answer:
    """Put what was learnt and seen into words, tables and pictures."""
    del study
    findings = tuple(sorted(learnt.findings, key=lambda one: -one.severity.rank))
    return Answer(
        headline=_headline(learnt),
        catch=_catch(learnt, findings),
        decision=tuple(_actions(learnt)),
        heads=_HEADS,
        promise=_promise(learnt),
        compared=tuple(_compared(learnt)),
        scores=tuple(_scores(learnt)),
        coverage=(_coverage(learnt),),
        findings=findings,
        figures=pictures(learnt),
        preparation=_prepared(learnt),
        listed=(
            Listed("first", say("Assets"), say("Those with a standing alarm first, then by how far they are from"
                   " normal; all of them stand in the workbook."), WORDS, first=max(_FIRST, len(learnt.standing))),
            Listed("latest", say("Latest episodes"), say("Alarms at most seven readings apart are one episode; one"
                   " without an end still stands. Most like: the earlier episode in which the same sensors spoke."),
                   WORDS, first=_FIRST),
        ),
        tables=tables_of(learnt),
    )  # fmt: skip


def _rate(value: float, lower: float, upper: float) -> Estimate:
    """Alarms of one asset in a week."""
    return Estimate(value, lower, upper, WEEKLY)


def _false(one: Candidate) -> Estimate:
    return _rate(one.false_alarms.value, one.false_alarms.lower, one.false_alarms.upper)


def _missed(one: Candidate) -> Estimate:
    half = _NORMAL * one.spread
    return Estimate(100 * one.error, 100 * max(0.0, one.error - half), 100 * min(1.0, one.error + half), "%")


def _headline(learnt: Learnt) -> Text:
    rate, hand = learnt.contest.best.false_alarms, learnt.contest.simple.false_alarms
    values: dict[str, Param] = {
        "count": len(learnt.standing), "of": len(learnt.states), "budget": Amount(learnt.budget, None, 3),
        "rate": Amount(rate.value, None, 3), "low": Amount(rate.lower, None, 3), "high": Amount(rate.upper, None, 3),
        "hand": Amount(hand.value, None, 3),
    }  # fmt: skip
    honest = say("normal assets raise {rate} false alarms a week (90 % interval {low} to {high}; {budget} promised),"
                 " with each sensor at three deviations {hand}", **values)  # fmt: skip
    worst = learnt.states[0]
    if worst.told is None or not worst.standing:
        return say("None of {of:asset|assets} is off course today; {honest}.", honest=honest, **values)
    values |= {"asset": learnt.ready.assets[worst.asset], "since": said(at(learnt, worst.told.first))}
    return say("{count} of {of:asset is|assets are} off course today, {asset} first, since {since}; {honest}.",
               honest=honest, **values)  # fmt: skip


def _catch(learnt: Learnt, findings: tuple[Finding, ...]) -> Text:
    for finding in findings:
        if finding.severity is Severity.WARN:
            return say("{said} {act}", said=finding.said, act=finding.remedy)
    return say("Checked: order of the readings, two assets under one name, renewals, faults inside the normal period,"
               " stuck sensors, and the false alarms of {assets:asset|assets} that taught nothing.",
               assets=learnt.contest.judged)  # fmt: skip


def _actions(learnt: Learnt) -> Iterator[Action]:
    """Standing alarms and stuck sensors, the first to look at first; where there is nothing, that."""
    shown = [one for one in learnt.states if one.standing or one.stuck][:_MOST]
    for one in shown:
        if one.standing and one.told is not None:
            yield _off(learnt, one.told)
        else:
            yield _stuck(learnt, one)
    if not shown:
        yield _nothing(learnt)


def _off(learnt: Learnt, one: Warned) -> Action:
    lead = one.voices[0]
    values: dict[str, Param] = {
        "asset": learnt.ready.assets[one.asset], "sensor": learnt.ready.sensors[lead.sensor].name,
        "since": said(at(learnt, one.first)),
    }  # fmt: skip
    what = say("{asset}, off since {since}", **values)
    if one.cause != "asset":
        what = say("{sensor} of {asset}, off since {since}", **values)
    return _action(learnt, one.at, lead.sensor, what, _reason(learnt, one))


def _reason(learnt: Learnt, one: Warned) -> Text:
    like = None if one.like is None else learnt.watched.episodes[one.like]
    values: dict[str, Param] = {
        "voices": spoken(learnt, one), "peak": Amount(one.peak, None, 1), "share": one.voices[0].share,
        "sensor": learnt.ready.sensors[one.voices[0].sensor].name, "against": WORDS[one.against],
        "like": "" if like is None else learnt.ready.assets[like.asset],
        "then": "" if like is None else said(at(learnt, like.first)),
    }  # fmt: skip
    seen = say(
        "It left {against}, up to {peak} times the limit; what speaks: {voices}, {sensor} with {share:%}.", **values
    )
    if like is not None:
        seen = say("{seen} It looks like {like} from {then} on.", seen=seen, **values)
    return say("{seen} {act}", seen=seen, act=_act(one, values))


def _act(one: Warned, values: dict[str, Param]) -> Text:
    """What to do next."""
    match one.cause:
        case "stuck":
            return say("{sensor} shows the same number all the time: have the sensor looked at, not the asset.",
                       **values)  # fmt: skip
        case "jumped":
            return say("{sensor} jumped alone from one reading to the next: check the sensor and what was done to it"
                       " that day, then the asset.", **values)  # fmt: skip
        case "against others":
            return say("{sensor} goes against sensors that usually tell what it shows: check it first.", **values)
        case "one sensor":
            return say("Only {sensor} speaks, and nothing else can confirm it: measure it by hand, then plan an"
                       " inspection.", **values)  # fmt: skip
        case _:
            return say("Several sensors speak: plan an inspection of what they share, and read again within a week.",
                       **values)  # fmt: skip


def _stuck(learnt: Learnt, one: State) -> Action:
    sensor, since = one.stuck[0]
    values: dict[str, Param] = {
        "sensor": learnt.ready.sensors[sensor].name, "asset": learnt.ready.assets[one.asset],
        "since": said(at(learnt, since)),
    }  # fmt: skip
    return _action(learnt, one.row, sensor, say("{sensor} of {asset}, stuck since {since}", **values),
                   say("{sensor} shows the same number all the time: have the sensor looked at, not the asset.",
                       **values))  # fmt: skip


def _nothing(learnt: Learnt) -> Action:
    one = learnt.states[0]
    view = next(iter(learnt.contest.views.each.values()))
    off = np.abs(np.nan_to_num(view.away[one.row] - view.level.level[learnt.ready.courses.course[one.row]]))
    values: dict[str, Param] = {"asset": learnt.ready.assets[one.asset], "now": Amount(one.now, None, 2)}
    return _action(learnt, one.row, int(np.argmax(off)), say("Nothing; {asset} comes nearest to its limit", **values),
                   say("It stands at {now} times its limit.", **values))  # fmt: skip


def _action(learnt: Learnt, row: int, sensor: int, what: Text, reason: Text) -> Action:
    """A sensor as it was read, or last read, and its normal range at those settings."""
    courses = learnt.ready.courses
    rows = np.flatnonzero((courses.course == courses.course[row]) & ~np.isnan(courses.values[:, sensor]))
    read = int(rows[np.argmin(np.abs(rows - row))])
    expected, scatter = learnt.contest.views.expected(courses)
    usual, half = float(expected[read, sensor]), _WIDTH * float(scatter[read, sensor])
    column = learnt.ready.sensors[sensor]
    return Action(what=what, column=column.name, today=float(courses.values[read, sensor]), value=usual,
                  unit=column.unit, reason=reason, allowed=(usual - half, usual + half))  # fmt: skip


def _promise(learnt: Learnt) -> Promise:
    """How many false alarms fewer than with each sensor at three deviations, paired by assets."""
    best, simple = learnt.contest.best, learnt.contest.simple
    fewer = best.counts.counted(learnt.budget) - simple.counts.at(simple.limit)
    saved = mean_rate(fewer, best.counts.weeks, Run().rng("saved"))
    return Promise(
        what=say("false alarms of a normal asset"),
        effect=_rate(saved.value, saved.lower, saved.upper),
        before=_false(simple),
        after=_false(best),
        against=say("each sensor at three deviations"),
    )


def _compared(learnt: Learnt) -> Iterator[Option]:
    yield Option(say("no watch"), {}, {FALSE: _rate(0, 0, 0), MISSED: Estimate(100.0, 100.0, 100.0, "%")})
    base, best = learnt.contest.candidates[BASELINE], learnt.contest.best
    for one in (learnt.contest.simple, base) if learnt.contest.chosen != BASELINE else (learnt.contest.simple,):
        yield Option(one.way.name, {}, {FALSE: _false(one), MISSED: _missed(one)})
    yield Option(best.way.name, {}, {FALSE: _false(best), MISSED: _missed(best)}, recommended=True)


def _scores(learnt: Learnt) -> Iterator[Score]:
    base = learnt.contest.candidates[BASELINE]
    for key, one in learnt.contest.candidates.items():
        yield Score(
            outcome=MISSED, candidate=one.way.name, metric="MAR", error=100 * one.error, spread=100 * one.spread,
            skill=1 - one.error / base.error if base.error > 0 else 0.0, unit="%", chosen=key == learnt.contest.chosen,
            baseline=key == BASELINE, seconds=one.seconds,
        )  # fmt: skip


def _coverage(learnt: Learnt) -> Coverage:
    """Held-out asset-weeks in which no false alarm began, with the 95 % interval."""
    best = learnt.contest.best
    rate = best.counts.rate(learnt.budget, Run().rng("coverage"), level=0.95)
    return Coverage(
        outcome=WITHIN, nominal=max(0.0, 1 - learnt.budget), measured=max(0.0, 1 - rate.value),
        lower=max(0.0, 1 - rate.upper), upper=max(0.0, 1 - rate.lower), width=100 * (rate.upper - rate.lower), unit="%",
        rows=round(float(best.counts.weeks.sum())), split="grouped",
        reason=say("Assets are held out whole: the first half of their normal period tells their level, the second half"
                   " is judged by what other assets taught, each limit set by other assets than those that it"
                   " judges."),
    )  # fmt: skip


def _prepared(learnt: Learnt) -> tuple[Counted, ...]:
    ready = learnt.ready
    rows, calm = len(ready.courses), int(ready.courses.calm.sum())
    regimes = len(learnt.contest.views.plane.regimes)
    return (
        Counted(say("Courses"), say("{courses:course|courses} of {assets:asset|assets}, each from a beginning or a"
                " renewal on; {regimes:regime|regimes} found.", courses=len(ready.courses.asset),
                assets=len(learnt.states), regimes=regimes), None, rows),
        Counted(say("Normal readings"), say("The readings from which the normal course was learnt."), rows, calm),
        Counted(say("Watched readings"), say("The readings that were compared with it."), rows, rows - calm),
    )  # fmt: skip
