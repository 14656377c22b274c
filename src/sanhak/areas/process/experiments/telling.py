"""The answer of a campaign: what to run next, what was learnt, and whether it is worth it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

import numpy as np

from sanhak.areas.process.experiments.asking import Best, Worth
from sanhak.areas.process.experiments.cells import numbers_of, ready
from sanhak.areas.process.experiments.charge import charge_of
from sanhak.areas.process.experiments.domain import domain_of, unit_of
from sanhak.areas.process.experiments.learning import LEVEL, Learnt, learnt
from sanhak.areas.process.experiments.log import Log, log_of
from sanhak.areas.process.experiments.marks import marks_of
from sanhak.areas.process.experiments.pictures import pictures
from sanhak.areas.process.experiments.proposal import Batch, Proposed, bettered, proposed
from sanhak.areas.process.experiments.rows import WORDS, learnt_table, runs_table
from sanhak.areas.process.experiments.sheet import sheets
from sanhak.areas.process.experiments.stock import stock_of
from sanhak.decide.findings.campaign import FewerRunsLeft, NotWorthIt
from sanhak.decide.region import Region
from sanhak.decide.space import Setting
from sanhak.finding import Finding, Severity
from sanhak.model.prediction import Floats
from sanhak.model.score import Coverage, Score
from sanhak.run import Run, one_thread
from sanhak.study import Action, Answer, Estimate, Listed, Option, Promise
from sanhak.text import Amount, Text, decimals_for, say

if TYPE_CHECKING:
    from sanhak.areas.process.campaign import Campaign
    from sanhak.table import Table

HEADS: Final = {
    "title": say("What to run"),
    "what": say("Run"),
    "today": say("Best so far"),
    "value": say("Expected"),
    "effect": say("Beside the best so far"),
}
_RANDOM_BATCHES: Final = 16
_HALF: Final = 0.5


def told(study: Campaign, runs: Table | None, history: Table | None, run: Run) -> Answer:
    """Read the runs, learn from them, choose the next batch, and tell all of it."""
    run.step(say("Reading the runs"), 0, 3)
    known, runs, read = seen(study, runs, history)
    log = known.log
    run.step(say("Choosing the next runs"), 1, 3)
    charge = charge_of(study, known.domain)
    batch = proposed(study, known, last_number(runs), run)
    run.step(say("Weighing what they bring"), 2, 3)
    stock = stock_of(charge)
    marks = marks_of(charge, batch, stock)
    doubts = (*_doubts(study, known, batch), *stock.doubts(), *marks.findings)
    findings = _by_weight((*read, *log.findings, *known.doubts, *doubts))
    listed, tables = sheets(study, known, batch, stock, marks)
    return Answer(
        headline=_headline(study, known, batch),
        catch=_catch(findings, log),
        decision=tuple(_action(study, known, one) for one in batch.runs),
        promise=_promise(study, known, batch),
        compared=_compared(study, known, batch, run),
        scores=tuple(_scores(study, known)),
        coverage=tuple(_coverage(study, known)),
        findings=findings,
        figures=pictures(study, known, batch),
        heads=HEADS,
        listed=(
            *listed,
            *([Listed("learnt", say("What was learnt"), say("What each factor does on its own, averaged over the "
                "others."), WORDS)] if len(log) else []),
        ),
        tables={
            "runs": runs_table(study, known, runs, batch),
            **tables,
            **({"learnt": learnt_table(study, known)} if len(log) else {}),
        },
    )  # fmt: skip


def seen(
    study: Campaign, runs: Table | None, history: Table | None = None
) -> tuple[Learnt, Table | None, tuple[Finding, ...]]:
    """What the runs teach, the table of runs made ready, and what was found in it and in the history."""
    runs, read = ready(study, runs)
    domain = domain_of(study, runs)
    past = None
    if history is not None:
        earlier, found = ready(study, history)
        past = log_of(study, domain, earlier)
        read = (*read, *found, *past.findings)
    return learnt(study, domain, log_of(study, domain, runs), _units(study, runs), past), runs, read


def last_number(runs: Table | None) -> int:
    """The highest number that a run has; 0 before any."""
    return 0 if runs is None or not len(runs) else int(numbers_of(runs).max())


def open_runs(study: Campaign, runs: Table | None) -> tuple[int, ...]:
    """The numbers of the runs that still wait for a result of a goal."""
    runs, _ = ready(study, runs)
    log = log_of(study, domain_of(study, runs), runs)
    return tuple(map(int, log.numbers[log.open(tuple(study.goals))]))


def best_run(study: Campaign, runs: Table) -> Best | None:
    """The best run so far, and what it is expected to give again."""
    known, _, _ = seen(study, runs)
    place = known.best(study)
    if place is None:
        return None
    values = known.domain.space.values(known.log.points[[place]])
    settings = {factor: column[0].item() for factor, column in values.items()}
    estimate = known.estimate(study.goal, known.log.points[place], measured=False)
    return Best(int(known.log.numbers[place]), settings, estimate)


def worth_of(study: Campaign, runs: Table, run: Run) -> Worth:
    """What the next batch is expected to bring, and whether that is worth it."""
    known, table, _ = seen(study, runs)
    with one_thread():
        batch = proposed(study, known, last_number(table), run)
    gain = None
    if len(batch.draws):
        low, high = (float(np.quantile(batch.draws, end)) for end in ((1 - LEVEL) / 2, (1 + LEVEL) / 2))
        gain = Estimate(batch.gain, low, high, known.units[study.goal], LEVEL)
    cost = None if study.run_cost is None else study.run_cost * len(batch.runs)
    return Worth(gain, needed(study, known, batch), cost, worth_it(study, known, batch), _headline(study, known, batch))


def _units(study: Campaign, runs: Table | None) -> dict[str, str | None]:
    """The unit of each outcome: as the table of runs has it, else as the study does."""
    return {
        name: runs[name].unit if runs is not None and name in runs and runs[name].unit else unit_of(study, name)
        for name in study.outcomes
    }


def needed(study: Campaign, known: Learnt, batch: Batch) -> float:
    """The gain from which on the batch is worth running, in the goal's unit."""
    if study.run_cost is not None and study.value is not None:
        return study.run_cost * len(batch.runs) / study.value
    if study.smallest_gain is not None:
        return study.smallest_gain
    place = known.best(study)
    return 0.0 if place is None else _HALF * known.noise(study.goal, place)


def worth_it(study: Campaign, known: Learnt, batch: Batch) -> bool:
    """Whether the next batch is expected to bring what it costs; always before there is a best run."""
    return known.best(study) is None or batch.gain >= needed(study, known, batch)


def _headline(study: Campaign, known: Learnt, batch: Batch) -> Text:
    place = known.best(study)
    count = len(batch.runs)
    if place is None and not count:
        return say("No further run can be proposed, and no run has a result that keeps the limits.")
    if place is None and known.log.known(study.goal).any():
        return say("No run keeps the limits yet: run these {count:run|runs} next.", count=count)
    if place is None and known.taught(study.goal):
        return say("Run these {count:run|runs} first: they start from what was known before.", count=count)
    if place is None:
        return say("Run these {count:run|runs} first: they spread over everything that may be run.", count=count)
    best = known.estimate(study.goal, known.log.points[place], measured=False)
    start = say(
        "Best so far is run {run} with {goal} of {best} (90 % interval {interval}).",
        run=int(known.log.numbers[place]),
        goal=study.goal,
        best=best.amount,
        interval=best.interval,
    )
    if not count:
        return say("{start} No further run can be proposed.", start=start)
    gain = Amount(batch.gain, best.unit, decimals_for(max(batch.gain, (best.upper - best.lower) / 4)))
    low, high = (float(np.quantile(batch.draws, end)) for end in ((1 - LEVEL) / 2, (1 + LEVEL) / 2))
    span = Estimate(batch.gain, low, high, best.unit).interval
    if worth_it(study, known, batch):
        return say("{start} The next {count:run|runs} should better it by {gain} (90 % interval {span}).",
                   start=start, count=count, gain=gain, span=span)  # fmt: skip
    return say("{start} Another {count:run|runs} would hardly better it: {gain} are expected (90 % interval {span}).",
               start=start, count=count, gain=gain, span=span)  # fmt: skip


def _catch(findings: tuple[Finding, ...], log: Log) -> Text:
    for finding in findings:
        if finding.severity is not Severity.NOTE:
            return say("{said} {act}", said=finding.said, act=finding.remedy)
    return say("{runs:run|runs} were read; ranges, conditions, repeats and failures were checked.", runs=len(log))


def _doubts(study: Campaign, known: Learnt, batch: Batch) -> Iterator[Finding]:
    if len(batch.runs) < study.batch:
        yield FewerRunsLeft(count=len(batch.runs), asked=study.batch)
    if batch.runs and not worth_it(study, known, batch):
        wanted = needed(study, known, batch)
        unit, digits = known.units[study.goal], decimals_for(max(wanted, batch.gain))
        yield NotWorthIt(
            runs=len(batch.runs), gain=Amount(batch.gain, unit, digits), needed=Amount(wanted, unit, digits)
        )


def _by_weight(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    return tuple(sorted(findings, key=lambda finding: -finding.severity.rank))


def _action(study: Campaign, known: Learnt, one: Proposed) -> Action:
    """One run as a row: its settings, what is expected of it beside the best run, and why."""
    place = known.best(study)
    best = None if place is None else known.estimate(study.goal, known.log.points[place], measured=False).value
    expected = one.expected.get(study.goal)
    settings = [setting(study, known, name, value) for name, value in one.settings.items()]
    return Action(
        what=say("Run {number}: {settings}", number=one.number, settings=settings),
        column=study.goal,
        today=best,
        value=None if expected is None else expected.value,
        unit=known.units[study.goal],
        reason=one.reason,
        effect=None if expected is None or best is None else expected.less(best),
    )


def setting(study: Campaign, known: Learnt, name: str, value: Setting) -> Text:
    """A factor with its value, as a reader expects it."""
    if isinstance(value, str):
        return say("{name} {value}", name=name, value=value)
    unit = known.domain.region.columns[name].unit
    low, high = study.factors[name][0], study.factors[name][-1]
    digits = decimals_for((float(high) - float(low)) / 10)
    exact = next((place for place in range(digits + 1) if round(value, place) == round(value, 9)), digits)
    return say("{name} {value}", name=name, value=Amount(value, unit, exact))


def _promise(study: Campaign, known: Learnt, batch: Batch) -> Promise | None:
    place = known.best(study)
    if place is None or not len(batch.draws):
        return None
    sign = known.signs[study.goal]
    before = known.estimate(study.goal, known.log.points[place], measured=False)
    ends = sorted(sign * float(np.quantile(batch.draws, end)) for end in ((1 - LEVEL) / 2, (1 + LEVEL) / 2))
    effect = Estimate(sign * batch.gain, ends[0], ends[1], before.unit)
    after = Estimate(before.value + effect.value, before.value + ends[0], before.value + ends[1], before.unit)
    money = None
    if study.value is not None and study.run_cost is not None:
        cost = study.run_cost * len(batch.runs)
        gains = [
            study.value * float(np.quantile(batch.draws, end)) - cost for end in ((1 - LEVEL) / 2, (1 + LEVEL) / 2)
        ]
        money = Estimate(study.value * batch.gain - cost, gains[0], gains[1], study.currency)
    return Promise(
        say("{goal} of the best run", goal=study.goal),
        effect,
        before,
        known.possible(study.goal, after),
        say("the best run so far"),
        money,
    )


def _compared(study: Campaign, known: Learnt, batch: Batch, run: Run) -> tuple[Option, ...]:
    """The batch beside stopping now and beside as many runs drawn at random."""
    place = known.best(study)
    if place is None or not len(batch.draws):
        return ()
    best = known.estimate(study.goal, known.log.points[place], measured=False)
    rng = run.rng("campaign", "random")
    region = known.domain.region
    chance = []
    for _ in range(_RANDOM_BATCHES):
        points = _at_random(region, len(batch.runs), rng)
        chance.append(bettered(study, known, points, rng)[:, -1])
    options = ((say("These runs"), batch.draws), (say("As many runs at random"), np.concatenate(chance)))
    rows = [Option(name, {}, {study.goal: _reached(study, known, best, draws)}, recommended=not at)
            for at, (name, draws) in enumerate(options)]  # fmt: skip
    settings = {factor: column[0].item() for factor, column in region.space.values(known.log.points[[place]]).items()}
    return (*rows, Option(say("Stop at the best run so far"), settings, {study.goal: best}))


def _at_random(region: Region, count: int, rng: np.random.Generator) -> Floats:
    """As many points of the region drawn evenly, shape (points, factors)."""
    listed = region.listed
    if listed is None:
        return region.draw(count, rng)
    return listed[rng.choice(len(listed), min(count, len(listed)), replace=False)]


def _reached(study: Campaign, known: Learnt, best: Estimate, draws: Floats) -> Estimate:
    """The best run after some runs, whose gains were drawn."""
    sign = known.signs[study.goal]
    ends = sorted(sign * float(np.quantile(draws, end)) for end in ((1 - LEVEL) / 2, (1 + LEVEL) / 2))
    reached = Estimate(best.value + sign * float(draws.mean()), best.value + ends[0], best.value + ends[1], best.unit)
    return known.possible(study.goal, reached)


def _scores(study: Campaign, known: Learnt) -> Iterator[Score]:
    """The surface beside the mean of the others, each run left out in turn."""
    for outcome in study.outcomes:
        rows = known.log.known(outcome)
        count = int(rows.sum())
        if count < 3:  # noqa: PLR2004 - of two runs nothing can be told
            continue
        measured = known.log.results[outcome][rows]
        expected = known.held_out(outcome)[0]
        others = (measured.sum() - measured) / (count - 1)
        base = float(np.sqrt(np.mean((measured - others) ** 2)))
        for name, said, chosen in (
            (say("mean of the other runs"), others, False),
            (say("response surface"), expected, True),
        ):
            squares = (measured - said) ** 2
            error = float(np.sqrt(squares.mean()))
            spread = float(squares.std() / np.sqrt(count) / (2 * error)) if error else 0.0
            yield Score(outcome, name, "RMSE", error, spread, 1 - error / base if base else 0.0, known.units[outcome],
                        chosen=chosen, baseline=not chosen)  # fmt: skip


def _coverage(study: Campaign, known: Learnt) -> Iterator[Coverage]:
    from scipy.stats import beta

    for outcome in study.outcomes:
        rows = known.log.known(outcome)
        count = int(rows.sum())
        if count < 3:  # noqa: PLR2004 - likewise
            continue
        _, low, high = known.held_out(outcome)
        measured = known.log.results[outcome][rows]
        held = int(((measured >= low) & (measured <= high)).sum())
        lower = 0.0 if held == 0 else float(beta.ppf(0.025, held, count - held + 1))
        upper = 1.0 if held == count else float(beta.ppf(0.975, held + 1, count - held))
        reason = say("Each run was left out in turn, the surface's parameters held.")
        width, unit = float((high - low).mean()), known.units[outcome]
        yield Coverage(outcome, LEVEL, held / count, lower, upper, width, unit, count, "each left out", reason)
