"""What an answer about a value between samples says: the sentence, the catch, when to sample, and what is compared."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

import numpy as np

from sanhak.finding import Finding, Severity
from sanhak.model.prediction import Floats
from sanhak.study.answer import Action, Answer, Estimate, Listed, Option, Promise
from sanhak.study.evidence.figures import matters
from sanhak.study.sensing.estimating import TRUST, Trust
from sanhak.study.sensing.figures import figures
from sanhak.study.sensing.findings import NotTrustedNow, PrecisionOutOfReach
from sanhak.study.sensing.proof import error_of, root
from sanhak.study.sensing.tables import HEADS, tables_of, written
from sanhak.text import Amount, Param, Text, decimals_for, say, show

if TYPE_CHECKING:
    from sanhak.study.sensing.estimating import Estimates
    from sanhak.study.sensing.learning import Learnt
    from sanhak.study.sensing.proof import Proof
    from sanhak.study.sensing.sensing import Sensing

_HOUR: Final = 3600.0
_MINUTES: Final = 90.0
"""Up to so many minutes a time is told in minutes."""
_DECISION: Final[Mapping[str, Text]] = {
    "title": say("What to believe now, and when to sample"),
    "what": say("What"),
    "today": say("So far"),
    "value": say("From now on"),
    "window": say("90 % interval"),
}


def told(study: Sensing, learnt: Learnt, proof: Proof, estimates: Estimates) -> Answer:
    """The whole answer."""
    given = (*learnt.findings, *proof.findings, *_remarks(study, learnt, proof, estimates))
    findings = tuple(finding for place, finding in enumerate(given) if finding not in given[:place])
    important = () if proof.holds or not learnt.model.importance else (matters(learnt.model),)
    tables = tables_of(learnt, proof, estimates)
    return Answer(
        headline=headline(study, learnt, proof, estimates),
        catch=catch(findings),
        decision=_actions(study, learnt, proof, estimates),
        promise=_promise(study, learnt, proof),
        compared=_options(study, learnt, proof, estimates),
        scores=proof.scores,
        coverage=(proof.coverage,),
        findings=findings,
        figures=(*figures(study, learnt, proof, estimates), *important, *learnt.figures),
        preparation=learnt.preparation,
        heads=_DECISION,
        listed=tuple(part for part in _listed() if part.table in tables),
        tables=tables,
        models={study.laboratory: learnt.model},
    )


def headline(study: Sensing, learnt: Learnt, proof: Proof, estimates: Estimates) -> Text:
    """What the value is now, how surely, whether to believe it, and against what."""
    now, unit = _now(learnt, estimates), learnt.samples.column.unit
    places = decimals_for(proof.held_error / 5)
    errors = proof.measured - proof.plain if proof.holds else proof.measured - proof.said
    values: dict[str, Param] = {
        "outcome": study.laboratory,
        "now": now.amount,
        "interval": now.interval,
        "error": Amount(root(errors), unit, places),
        "held": Amount(proof.held_error, unit, places),
        "because": TRUST[estimates.now],
    }
    if proof.holds:
        return say(
            "The tags tell no more of {outcome} than its last sample: hold {now} (90 % interval {interval}). On later"
            " samples the estimate was {error} off, the last sample {held}.",
            **values,
        )
    if estimates.now is not Trust.YES:
        return say(
            "Take a sample now: {outcome} is estimated at {now} (90 % interval {interval}), but {because}. On later"
            " samples the estimate was {error} off, the last sample {held}.",
            **values,
        )
    return say(
        "{outcome} is now {now} (90 % interval {interval}); on later samples the estimate was {error} off, the last"
        " sample {held}.",
        **values,
    )


def catch(findings: tuple[Finding, ...]) -> Text:
    """The first warning with its remedy; where there is none, what was checked."""
    for finding in findings:
        if finding.severity is Severity.WARN:
            return say("{said} {act}", said=finding.said, act=finding.remedy)
    return say("Tags, samples, delay, later errors and known domain were checked; nothing speaks against it.")


def duration(seconds: float) -> Amount:
    """A time in words: minutes up to an hour and a half, else hours."""
    minutes = seconds / 60
    return Amount(minutes, "min", 0) if minutes <= _MINUTES else Amount(round(seconds / _HOUR, 1), "h")


def _now(learnt: Learnt, estimates: Estimates) -> Estimate:
    value, half = float(estimates.value[-1]), float(estimates.half[-1])
    column = learnt.samples.column
    ends = np.clip([value - half, value + half], column.lower, column.upper)
    return Estimate(value, float(min(ends[0], value)), float(max(ends[1], value)), column.unit)


def _remarks(study: Sensing, learnt: Learnt, proof: Proof, estimates: Estimates) -> tuple[Finding, ...]:
    found: list[Finding] = []
    unit = learnt.samples.column.unit
    if proof.known.half[0] > proof.needed * (1 + 1e-9):
        places = decimals_for(proof.needed)
        needed, half = (Amount(value, unit, places) for value in (proof.needed, float(proof.known.half[0])))
        found.append(PrecisionOutOfReach(outcome=study.laboratory, needed=needed, half=half))
    if estimates.now is not Trust.YES:
        moment = written(estimates.moments[-1])
        found.append(NotTrustedNow(outcome=study.laboratory, moment=moment, because=TRUST[estimates.now]))
    return tuple(found)


def _actions(study: Sensing, learnt: Learnt, proof: Proof, estimates: Estimates) -> tuple[Action, ...]:
    """What the value is, when the next sample is due, and how often from then on."""
    now, samples, planned = _now(learnt, estimates), learnt.samples, estimates.plan
    usual = float(samples.moments[-1]) + proof.usual
    age = duration(float(estimates.age[-1]))
    clock = learnt.clock
    believed = say("The last sample is {age} old; the estimate can be believed.", age=age)
    if estimates.now is not Trust.YES:
        because = TRUST[estimates.now]
        believed = say(
            "The last sample is {age} old; do not believe the estimate: {because}.", age=age, because=because
        )
    return (
        Action(
            what=say("{name} now", name=study.laboratory), column=study.laboratory, today=float(samples.values[-1]),
            value=now.value, unit=samples.column.unit, reason=believed, window=(now.lower, now.upper),
        ),
        Action(
            what=say("Next sample"), column=clock, today=written(usual), value=written(planned.moments[0]), unit=None,
            reason=_why(estimates),
        ),
        Action(
            what=say("Time between samples"), column=clock, today=show(duration(proof.usual)),
            value=show(duration(planned.between)), unit=None,
            reason=_how_often(learnt, proof, estimates),
        ),
    )  # fmt: skip


def _why(estimates: Estimates) -> Text:
    if estimates.now is not Trust.YES:
        return say("At once: {because}.", because=TRUST[estimates.now])
    return say("Until then the interval stays within what is needed.")


def _how_often(learnt: Learnt, proof: Proof, estimates: Estimates) -> Text:
    """Why the time between samples is what it is, beside what the last sample alone would ask for."""
    needed = Amount(proof.needed, learnt.samples.column.unit, decimals_for(proof.needed))
    if proof.growth is not None:
        return say("The error has grown: twice as often until the estimate has learnt what has changed.")
    if estimates.allowed is None:
        return say("No time that was ever kept holds ±{needed}: twice as often, and ask again.", needed=needed)
    if estimates.held_allowed is None:
        return say("The longest that was tried and holds ±{needed}; the last sample alone never does.", needed=needed)
    held = duration(estimates.held_allowed)
    return say(
        "The longest that was tried and holds ±{needed}; the last sample alone holds it for {held}.",
        needed=needed,
        held=held,
    )


def _promise(study: Sensing, learnt: Learnt, proof: Proof) -> Promise | None:
    """What the estimate is to bring against holding the last sample; nothing where that is believed."""
    if proof.holds:
        return None
    unit = learnt.samples.column.unit
    before, after = error_of(proof.held_errors[0], unit), error_of(proof.measured - proof.said, unit)
    half = float(np.hypot(before.upper - before.lower, after.upper - after.lower)) / 2
    gain = after.value - before.value
    return Promise(
        what=say("error of {goal} between samples", goal=study.laboratory),
        effect=Estimate(gain, gain - half, gain + half, unit),
        before=before,
        after=after,
        against=say("holding the last sample"),
    )


def _options(study: Sensing, learnt: Learnt, proof: Proof, estimates: Estimates) -> tuple[Option, ...]:
    """The recommendation, today's schedule without and with the tags, the same schedule without them, and the mean."""
    usual, between = duration(proof.usual), estimates.plan.between
    place = int(np.argmin(np.abs(proof.ages - max(between, proof.usual))))
    time = duration(between)
    own, others = proof.errors, proof.held_errors
    mean = proof.measured - learnt.samples.values.mean()
    best = say("Error if the last sample is held, one every {time}", time=time) if proof.holds else say(
        "Error of the estimate from the tags, a sample every {time}", time=time
    )  # fmt: skip
    listed: list[tuple[Text, Floats]] = [(best, own[place])]
    listed.append((say("Error as so far: the last sample held, one every {time}", time=usual), others[0]))
    if not proof.holds and place:
        listed.append((say("Error of the estimate from the tags, a sample every {time} as so far", time=usual), own[0]))
        listed.append((say("Error if the last sample is held, one only every {time}", time=time), others[place]))
    elif proof.holds:
        tags = say("Error of the estimate all the same, a sample every {time}", time=usual)
        listed.append((tags, proof.measured - proof.plain))
    listed.append((say("Error of a simple rule: the mean of all samples"), mean))
    return tuple(
        Option(
            name, {}, {study.laboratory: error_of(errors, learnt.samples.column.unit)},
            {study.laboratory: float((np.abs(errors) <= proof.needed).mean())}, recommended=at == 0,
        )
        for at, (name, errors) in enumerate(listed)
    )  # fmt: skip


def _listed() -> tuple[Listed, ...]:
    return (
        Listed(
            "next samples",
            say("The next samples"),
            say("When to sample, and how surely the value is known just before."),
            HEADS,
        ),
        Listed(
            "schedules",
            say("How often to sample"),
            say("What each time between samples leaves unknown just before the next one, on samples that were judged."),
            HEADS,
        ),
        Listed(
            "not trusted",
            say("When the estimate was not to be believed"),
            say("The longest stretches, with the reason. All rows stand in the workbook."),
            HEADS,
        ),
    )
