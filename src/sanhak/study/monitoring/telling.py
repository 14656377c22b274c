"""The answer of a monitor: what is off, since when, what to look at first, and how often it cries wolf."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

import numpy as np

from sanhak.finding import Finding
from sanhak.model.normal.contest import Candidate
from sanhak.model.normal.episodes import Episode
from sanhak.model.normal.findings import MayBeFalse
from sanhak.model.normal.heldout import forward
from sanhak.model.score import Coverage, Score
from sanhak.run import Run
from sanhak.study.answer import Action, Answer, Counted, Estimate, Listed, Option, Promise
from sanhak.study.monitoring.learning import Learnt
from sanhak.study.monitoring.pictures import pictures
from sanhak.study.monitoring.tables import FALSE, MISSED, WITHIN, WORDS, episodes_table, monitors_table, watched_table
from sanhak.text import Amount, Param, Text, say

if TYPE_CHECKING:
    from sanhak.study.monitoring.monitoring import Monitoring

_MOST: Final = 8
"""Episodes that the decision names."""
_WIDTH: Final = 3.0
"""Scatters about what the other tags let expect within which a tag is on its course."""
_NORMAL: Final = 1.645
_HEADS: Final = {
    "title": say("What to look at"),
    "what": say("Look at"),
    "today": say("Measured"),
    "value": say("Normal course"),
    "allowed": say("Normal range"),
    FALSE: say("false alarms"),
    MISSED: say("missed of simulated disturbances"),
    WITHIN: say("normal rows within the limit"),
}


def told(study: Monitoring, learnt: Learnt) -> Answer:
    """Put what was learnt and seen into words, tables and pictures."""
    findings = tuple(sorted((*learnt.findings, *_weak(learnt)), key=lambda one: -one.severity.rank))
    return Answer(
        headline=_headline(learnt),
        catch=_catch(learnt, findings),
        decision=tuple(_actions(learnt)) or (_nothing(learnt),),
        heads=_HEADS,
        promise=_promise(learnt),
        compared=tuple(_compared(learnt)),
        scores=tuple(_scores(learnt)),
        coverage=(_coverage(study, learnt),),
        findings=findings,
        figures=pictures(learnt),
        preparation=_prepared(learnt),
        listed=_listed(learnt),
        tables={
            "episodes": episodes_table(learnt),
            "monitors": monitors_table(learnt),
            "watched": watched_table(learnt),
        },
    )


def _percent(share: float, lower: float, upper: float) -> Estimate:
    return Estimate(100 * share, 100 * lower, 100 * upper, "%")


def false_alarms(one: Candidate) -> Estimate:
    """The measured share of held-out normal rows that raised an alarm [%]."""
    counted = one.false_alarms
    return _percent(counted.value, counted.lower, counted.upper)


def missed(one: Candidate) -> Estimate:
    """The share of rows under a simulated disturbance that raised none [%]."""
    half = _NORMAL * one.spread
    return _percent(one.error, max(0.0, one.error - half), min(1.0, one.error + half))


def _weak(learnt: Learnt) -> Iterator[Finding]:
    if learnt.weak:
        expected = round(learnt.usual.episodes_a_row * len(learnt.watched), 1)
        yield MayBeFalse(count=len(learnt.weak), expected=expected)


def _headline(learnt: Learnt) -> Text:
    """What is off and since when, how often the monitor is wrong, and how often limits by hand would be."""
    best, simple = false_alarms(learnt.contest.best), false_alarms(learnt.contest.simple)
    honest = say(
        "of normal rows {share} raise a false alarm (90 % interval {interval}), with each tag at three deviations "
        "{by_hand}",
        share=best.amount, interval=best.interval, by_hand=simple.amount,
    )  # fmt: skip
    if not learnt.clear:
        return say("Nothing is clearly off in {rows:watched row|watched rows}; {honest}.", rows=len(learnt.watched),
                   honest=honest)  # fmt: skip
    worst = learnt.clear[0]
    values: dict[str, Param] = {
        "tag": learnt.tags[worst.lead.tag].name, "since": _at(learnt, worst.lead.onset),
        "until": _at(learnt, worst.end - 1), "count": len(learnt.clear), "rows": len(learnt.watched), "honest": honest,
    }  # fmt: skip
    if worst.end == len(learnt.watched):
        return say("{tag} has been off its normal course since {since} ({count:clear episode|clear episodes} in"
                   " {rows:watched row|watched rows}); {honest}.", **values)  # fmt: skip
    return say("{tag} was off its normal course from {since} to {until} ({count:clear episode|clear episodes} in"
               " {rows:watched row|watched rows}); {honest}.", **values)  # fmt: skip


def _at(learnt: Learnt, row: int) -> Text:
    return learnt.watched.moment(row)


def _catch(learnt: Learnt, findings: tuple[Finding, ...]) -> Text:
    if findings:
        return say("{said} {act}", said=findings[0].said, act=findings[0].remedy)
    return say(
        "Checked: order and gaps of the rows, faults inside the normal period, and the false alarms on"
        " {rows:held-out normal row|held-out normal rows}.",
        rows=len(learnt.contest.best.held.statistic),
    )


def _actions(learnt: Learnt) -> Iterator[Action]:
    """The clear episodes, the heaviest first: the tag to look at, what it showed, and what was to be expected."""
    for one in learnt.clear[:_MOST]:
        rows = slice(one.lead.onset, max(one.end, one.lead.onset + 1))
        yield _action(learnt, one.lead.tag, rows, _look(learnt, one), _reason(learnt, one))


def _look(learnt: Learnt, one: Episode) -> Text:
    name, since = learnt.tags[one.lead.tag].name, _at(learnt, one.lead.onset)
    if one.end == len(learnt.watched):
        return say("{tag}, off since {since} and still so", tag=name, since=since)
    return say("{tag}, off from {since} to {until}", tag=name, since=since, until=_at(learnt, one.end - 1))


def _reason(learnt: Learnt, one: Episode) -> Text:
    others = tuple(
        say("{tag} from {since}", tag=learnt.tags[other.tag].name, since=_at(learnt, other.onset))
        for other in one.moved
        if other is not one.lead
    )
    lead = one.lead
    values: dict[str, Param] = {
        "share": lead.share,
        "earliest": _at(learnt, lead.earliest),
        "latest": _at(learnt, lead.latest),
        "alarm": _at(learnt, one.first),
        "others": others,
    }
    if not others:
        return say("It left its course between {earliest} and {latest}, alone, with an alarm from {alarm} on: "
                "{share:%} of"
                   " what was unusual.", **values)  # fmt: skip
    return say("It left its course between {earliest} and {latest}, among the first, with an alarm from {alarm} on:"
               " {share:%} of what was unusual. Besides: {others}.", **values)  # fmt: skip


def _action(learnt: Learnt, tag: int, rows: slice, what: Text, reason: Text) -> Action:
    shown = float(np.median(learnt.watched.X[rows, tag]))
    expected = float(np.median(learnt.model.expected(learnt.watched.X[rows])[:, tag]))
    half = _WIDTH * float(learnt.model.scatter[tag])
    column = learnt.tags[tag]
    return Action(
        what=what, column=column.name, today=shown, value=expected, unit=column.unit, reason=reason,
        allowed=(expected - half, expected + half),
    )  # fmt: skip


def _nothing(learnt: Learnt) -> Action:
    """Where nothing is clear: the tag that came nearest to leaving its course, and that nothing is to be done."""
    row = int(np.argmax(learnt.statistic))
    tag = int(np.argmax(np.abs(learnt.model.residuals(learnt.watched.X[row : row + 1]))[0]))
    return _action(
        learnt, tag, slice(row, row + 1),
        say("Nothing; {tag} came nearest to leaving its course", tag=learnt.tags[tag].name),
        say("The statistic was at {share} times its limit, at {since}.",
            share=Amount(float(learnt.statistic[row]), None, 2), since=_at(learnt, row)),
    )  # fmt: skip


def _promise(learnt: Learnt) -> Promise:
    """That it cries wolf as often as asked, against limits for each tag that are drawn by hand."""
    saved = learnt.saved
    return Promise(
        what=say("false alarms on normal rows"),
        effect=_percent(saved.value, saved.lower, saved.upper),
        before=false_alarms(learnt.contest.simple),
        after=false_alarms(learnt.contest.best),
        against=say("each tag at three deviations"),
    )


def _compared(learnt: Learnt) -> Iterator[Option]:
    none = _percent(0.0, 0.0, 0.0)
    yield Option(say("no monitor"), {}, {FALSE: none, MISSED: _percent(1.0, 1.0, 1.0)})
    simple, base, best = learnt.contest.simple, learnt.contest.baseline, learnt.contest.best
    for one in (simple, base) if best.key != base.key else (simple,):
        yield Option(one.name, {}, {FALSE: false_alarms(one), MISSED: missed(one)})
    yield Option(best.name, {}, {FALSE: false_alarms(best), MISSED: missed(best)}, recommended=True)


def _scores(learnt: Learnt) -> Iterator[Score]:
    base = learnt.contest.baseline
    for key, one in learnt.contest.candidates.items():
        skill = 1 - one.error / base.error if base.error > 0 else 0.0
        yield Score(
            outcome=MISSED, candidate=one.name, metric="MAR", error=100 * one.error, spread=100 * one.spread,
            skill=skill, unit="%", chosen=key == learnt.contest.chosen, baseline=key == base.key, seconds=one.seconds,
        )  # fmt: skip


def _coverage(study: Monitoring, learnt: Learnt) -> Coverage:
    """The share of held-out normal rows without alarm, with its 95 % interval."""
    best = learnt.contest.best
    counted = best.held.rate(study.false_alarms / 100, best.remembers, Run().rng("coverage"), level=0.95)
    ahead = forward(learnt.normal.X)
    return Coverage(
        outcome=WITHIN, nominal=1 - study.false_alarms / 100, measured=1 - counted.value, lower=1 - counted.upper,
        upper=1 - counted.lower, width=100 * (counted.upper - counted.lower), unit="%", rows=len(best.alarms),
        split="forward" if ahead else "blocked",
        reason=say("Normal rows are judged by what was learnt before them, as new rows will be; each limit is set "
                "by other"
                   " rows than those that it judges.") if ahead
        else say("Normal rows are few for the tags: six blocks are judged by the five others, each limit set by other"
                 " rows than those that it judges."),
    )  # fmt: skip


def _prepared(learnt: Learnt) -> tuple[Counted, ...]:
    normal, watched = len(learnt.normal), len(learnt.watched)
    return (
        Counted(say("Normal rows"), say("The rows from which the course of {tags:tag|tags} was learnt.",
                                        tags=len(learnt.tags)), normal + watched, normal),
        Counted(say("Watched rows"), say("The rows that were compared with it."), normal + watched, watched),
    )  # fmt: skip


def _listed(learnt: Learnt) -> tuple[Listed, ...]:
    best = learnt.contest.best
    ways = {one.key: one.name for one in (*learnt.contest.candidates.values(), learnt.contest.simple)}
    return (
        Listed("episodes", say("Episodes"), say("Alarms at most seven rows apart are one episode. Tags stand in the "
                "order in"
               " which they moved, with what each shows beyond what the others let expect."), WORDS),
        Listed("monitors", say("Ways of watching"), say("{trials} disturbances of {tags:tag|tags} were simulated in "
                "held-out"
               " normal rows, without any fault in sight; taken is what misses least: {name}.",
               trials=len(learnt.contest.trials), tags=len(learnt.tags), name=best.name), {**WORDS, **ways}),
    )  # fmt: skip
