"""What the answer says: the sentence, the catch, what to do first, what it is compared with, and what it promises."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from sanhak.decide.capability import Act
from sanhak.finding import Finding, Severity
from sanhak.model.control_chart.findings import FalseAlarms, NoDistributionFits, NotNormal, NotStable, PointsFollow
from sanhak.study.answer import Action, Answer, Counted, Estimate, Promise
from sanhak.study.control_chart.comparing import options
from sanhak.study.control_chart.findings import NoLimitsStated
from sanhak.study.control_chart.judging import Judged
from sanhak.study.control_chart.pictures import figures
from sanhak.study.control_chart.streams import Streams, shown
from sanhak.study.control_chart.tables import listed, tables_of
from sanhak.study.control_chart.words import level, share, shares
from sanhak.text import Amount, Param, Text, say

if TYPE_CHECKING:
    from sanhak.study.control_chart.question import ControlCharts

_MOST_ACTS: Final = 12
HEADS: Final[Mapping[str, Text]] = {
    "title": say("What deserves attention, the first in front"),
    "what": say("Characteristic"),
    "today": say("Mean today"),
    "value": say("Mean to aim at"),
    "allowed": say("Specification"),
    "reason": say("What to do, and what it brings"),
}


def told(study: ControlCharts, read: Streams, judged: Sequence[Judged]) -> Answer:
    """The whole answer."""
    found = (*read.findings, *findings(study, judged))
    lost = (Counted(say("Product"), say("Rows that name no product are on no chart."), None, read.nameless),)
    return Answer(
        headline=headline(study, judged),
        catch=catch(found),
        decision=tuple(_action(study, one) for one in _acted(judged)),
        promise=_promise(judged[0]),
        compared=options(study, judged),
        scores=(),
        coverage=(),
        findings=found,
        figures=figures(judged, study.capable),
        preparation=lost if read.nameless else (),
        heads=HEADS,
        listed=listed(judged),
        tables=tables_of(judged),
    )


def headline(study: ControlCharts, judged: Sequence[Judged]) -> Text:
    """What comes first, what that brings, and how many ask for nothing."""
    first = judged[0]
    values: dict[str, Param] = {"able": sum(one.able for one in judged), "count": len(judged)}
    said = _first(study, first)
    if first.able or len(judged) == 1:
        return said
    return say("{said} {able} of {count:chart|charts} ask for nothing.", said=said, **values)


def _first(study: ControlCharts, one: Judged) -> Text:
    verdict = one.verdict
    values: dict[str, Param] = {"name": one.stream.name, **_facts(study, one)}
    if verdict.act is Act.NONE:
        if one.found is None or one.found.ppk is None:
            return say("Every chart is stable; nothing asks for an act.")
        return say("Everything is stable and reaches a Ppk of {capable}; {name} comes nearest with {ppk}.", **values)
    if verdict.act is Act.CENTRE:
        return say("Move {name} first, from {mean} to {goal}: parts outside fall from {before} to {after} (90 % "
                   "interval {interval}).", **values)  # fmt: skip
    if verdict.act is Act.SPREAD:
        if _still(one):
            return say("Reduce level and spread of {name} first: {before} of parts are outside.", **values)
        return say("Reduce the spread of {name} first: {before} of parts are outside, and at the best level {after} "
                   "would be (90 % interval {interval}).", **values)  # fmt: skip
    if one.reading.shifted is None:
        return say(
            "{name} is not stable ({signals:signal|signals}, by chance {chance}): find the cause first.", **values
        )
    if verdict.after is None or verdict.goal == verdict.mean:
        return say("{name} stepped from {then} to {now} at {when}: find the cause first.", **values)
    return say("{name} stepped from {then} to {now} at {when}: back there, parts outside fall from {before} to {after} "
               "(90 % interval {interval}). Find the cause first.", **values)  # fmt: skip


def _still(one: Judged) -> bool:
    """Whether moving the level alone makes no sense: level and spread come together."""
    ppk = None if one.found is None else one.found.ppk
    return ppk is not None and one.verdict.index == ppk[0]


def _facts(study: ControlCharts, one: Judged) -> dict[str, Param]:
    """All that a sentence on one stream may name."""
    verdict, shifted = one.verdict, one.reading.shifted
    facts: dict[str, Param] = {
        "mean": level(one, verdict.mean),
        "signals": len(one.reading.fired),
        "chance": Amount(one.reading.chance, None, 1),
        "capable": Amount(study.capable, None, 2),
    }
    if verdict.goal is not None:
        facts |= {"goal": level(one, verdict.goal), "by": level(one, verdict.goal - verdict.mean)}
    if verdict.before is not None:
        facts["before"] = share(verdict.before[0])
    if verdict.after is not None:
        facts |= {"after": share(verdict.after[0]), "interval": shares(verdict.after)}
    if verdict.index is not None:
        facts["index"] = Amount(verdict.index, None, 2)
    if one.found is not None and one.found.ppk is not None:
        facts["ppk"] = Amount(one.found.ppk[0], None, 2)
    if shifted is not None:
        facts |= {"then": level(one, shifted.before), "now": level(one, shifted.after)}
        facts["when"] = one.stream.labels[shifted.at]
    return facts


def _acted(judged: Sequence[Judged]) -> Sequence[Judged]:
    """Those that ask for an act; the one nearest to asking where none does."""
    return [one for one in judged if not one.able][:_MOST_ACTS] or judged[:1]


def _action(study: ControlCharts, one: Judged) -> Action:
    verdict, limits = one.verdict, one.stream.limits
    goal = verdict.goal
    within = (limits.lower is None or goal is None or goal >= limits.lower) and (
        limits.upper is None or goal is None or goal <= limits.upper
    )
    ends = (limits.lower, limits.upper) if limits.stated and goal is not None and within else ()
    return Action(
        what=say("{name}", name=one.stream.name),
        column=one.stream.characteristic,
        today=verdict.mean,
        value=goal,
        unit=one.stream.unit,
        reason=reason(study, one),
        allowed=ends,
    )


def reason(study: ControlCharts, one: Judged) -> Text:
    """What to do about one stream, and what it brings."""
    verdict, facts = one.verdict, _facts(study, one)
    if verdict.act is Act.NONE:
        return say("Leave it: stable, Ppk {ppk}.", **facts) if "ppk" in facts else say("Leave it: stable.")
    if verdict.act is Act.CENTRE:
        return say("Move it by {by}: outside {before} → {after} ({interval}), Ppk {ppk} → {index}.", **facts)
    if verdict.act is Act.SPREAD:
        if _still(one):
            return say("Reduce level and spread: Ppk {ppk}, not {capable}; outside {before}.", **facts)
        return say("Reduce the spread: moving it alone reaches a Ppk of {index}, not {capable}; outside {before} → "
                   "{after}.", **facts)  # fmt: skip
    if one.reading.shifted is None:
        told = say("Find the cause: {signals:signal|signals}, by chance {chance}.", **facts)
        return say("{told} Outside so far: {before}.", told=told, **facts) if "before" in facts else told
    told = say("Find what changed at {when}: {then} → {now}.", **facts)
    if verdict.after is None:
        return told
    if verdict.goal == verdict.mean:
        return say("{told} The new level is the better one ({after} outside): hold it.", told=told, **facts)
    return say("{told} Back there: outside {before} → {after} ({interval}).", told=told, **facts)


def _promise(one: Judged) -> Promise | None:
    """The share outside after the first act; nothing where no level would settle it."""
    verdict = one.verdict
    if verdict.act is Act.NONE or verdict.before is None or verdict.after is None or verdict.goal is None:
        return None
    before, after = (
        Estimate(100 * value, 100 * low, 100 * high, "%") for value, low, high in (verdict.before, verdict.after)
    )
    what = say("parts of {name} outside of the specification", name=one.stream.name)
    gain = Estimate(after.value - before.value, after.lower - before.upper, after.upper - before.lower, "%")
    return Promise(what, gain, before, after, say("leaving it as it is"))


def findings(study: ControlCharts, judged: Sequence[Judged]) -> Iterator[Finding]:
    """What must be known before the charts are believed."""
    wild = [one.stream.name for one in judged if not one.reading.stable]
    if wild:
        yield NotStable(count=len(wild), names=shown(wild))
    following = [one.stream.name for one in judged if one.reading.followed > 0]
    if following:
        yield PointsFollow(names=shown(following))
    lost = [
        one.stream.name
        for one in judged
        if one.limited and one.found is not None and one.reading.stable and not one.found.fits
    ]
    if lost:
        yield NoDistributionFits(names=shown(lost))
    bent = [
        one.stream.name
        for one in judged
        if one.limited and one.found is not None and one.reading.stable and not one.found.normal
    ]
    if bent:
        yield NotNormal(names=shown(bent))
    free = [one.stream.name for one in judged if one.found is not None and not one.limited]
    if free:
        yield NoLimitsStated(names=shown(free))
    chance = Amount(sum(one.reading.chance for one in judged), None, 1)
    points = sum(len(one.reading.level.values) for one in judged)
    seen = sum(len(one.reading.fired) for one in judged)
    yield FalseAlarms(points=points, charts=len(judged), rules=study.rules.replace("-", "–"), chance=chance, seen=seen)


def catch(found: Sequence[Finding]) -> Text:
    """The most severe finding with its remedy; where there is none, what was checked."""
    for finding in found:
        if finding.severity is Severity.WARN:
            return say("{said} {act}", said=finding.said, act=finding.remedy)
    return say("Stability, memory from point to point, shape and subgroups were checked; nothing speaks against it.")
