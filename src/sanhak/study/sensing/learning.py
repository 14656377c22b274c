"""What the samples teach: lined up with the tags that they show, a model judged on later samples."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import polars as pl

from sanhak.figure import Figure
from sanhak.finding import Finding, Refusal, Severity
from sanhak.model.model import Model
from sanhak.model.normal.codes import no_measurements
from sanhak.model.normal.findings import NoMeasurement
from sanhak.model.prediction import Floats, Prediction
from sanhak.study.answer import Counted
from sanhak.study.sensing.findings import (
    DelayBeyondTags,
    DelayNotSearched,
    NoTagsLeft,
    SampledByDay,
    SamplesFarOff,
    TagHoldsWords,
)
from sanhak.table import Column, Kind, Source, Table
from sanhak.table.check import check_question
from sanhak.table.check.findings.relations import MovedTogether
from sanhak.table.laboratory import Rows, Samples, Tags, copied_tags, dead_tags, lined_up, moment_of, samples_of
from sanhak.table.prepare.delay import delay_figure, find_delay
from sanhak.table.prepare.delay_findings import DelayAtTheEnd, TagsTellNothing
from sanhak.table.prepare.names import free_name
from sanhak.table.split import Nature, Split, forward
from sanhak.text import Amount, say

if TYPE_CHECKING:
    from sanhak.run import Run
    from sanhak.study.sensing.sensing import Sensing

_BLOCKS: Final = 9
"""Blocks of samples in the order of time; each is judged by a model that learnt from all before it."""
_TAUGHT: Final = 1 / 3
"""Share of the samples that teach before the first are judged."""
_FAR: Final = 30
"""Robust deviations from the median from which on a sample lies far from all others."""
_DAY: Final = 86400.0


@dataclass(frozen=True, slots=True, eq=False)
class Learnt:
    """What the samples teach.

    ``samples`` are those that show rows of the ``tags``; ``table`` has one row for each, with the tags that it shows
    and the value in the column ``outcome``; ``delay`` is in seconds; ``clock`` is the column of time of the tags.
    """

    samples: Samples
    tags: Tags
    table: Table
    outcome: str
    delay: float
    clock: str
    model: Model[Prediction]
    findings: tuple[Finding, ...]
    figures: tuple[Figure, ...]
    preparation: tuple[Counted, ...]


def learn(study: Sensing, data: Table, given: Table | None, run: Run) -> Learnt:
    """Line samples and tags up, and fit a model that is judged forward in time.

    Raises
    ------
    Refusal
        T331, T337, T338 for samples that cannot be used, S343 if no tag is left, S358 for a delay longer than the
        history, T- and M-codes of the checks.
    """
    data, coded = _measured(data)
    if given is not None:
        given, more = _measured(given, study.laboratory)
        coded += more
    read = samples_of(data if given is None else given, study.laboratory, "data" if given is None else "samples")
    tags, found = _tags(study, data, read, own=given is None)
    found = [*coded, *found, *_odd_samples(study, tags, read, own=given is None)]
    lined_up(tags, read, 0.0)  # refuses too few before anything is searched for
    delay, told, figures = _delay(study, tags, read)
    samples, rows = lined_up(tags, read, delay)
    table, outcome = _table(tags, samples, rows)
    asked = check_question(table, inputs=tags.table.names, outcomes=(outcome,))
    checks = [finding for finding in asked if not isinstance(finding, MovedTogether)]  # no effect is asked for
    refused = [finding for finding in checks if finding.severity is Severity.REFUSE]
    if refused:
        raise Refusal(*refused)
    split = forward_split(table, tags.table.names, outcome, run)
    model: Model[Prediction] = Model.fit(table, tags.table.names, outcome, run, split=split, extra=study.models)
    every = (*data.findings, *samples.findings, *found, *told, *checks, *split.findings)
    counted = Counted(
        say("{name}", name=study.laboratory),
        say("Samples that show a row of the tags, from which it is learnt."),
        len(data) if given is None else len(given),
        len(table),
    )
    return Learnt(samples, tags, table, outcome, delay, str(data.time), model, every, figures, (counted,))


def forward_split(table: Table, inputs: Sequence[str], outcome: str, run: Run) -> Split:
    """Blocks of later samples, each judged by a model of all samples before it; the first third only teaches."""
    folds, groups = forward(Nature(table, outcome, tuple(inputs), run, _BLOCKS - 1))
    kept = tuple(pair for pair in folds if len(pair[0]) >= _TAUGHT * len(table))
    reason = say(
        "An estimate between samples knows only the samples before it: every stretch is judged by a model of all"
        " earlier ones."
    )
    return Split("forward", reason, kept or folds[-1:], groups)


def _measured(table: Table, *names: str) -> tuple[Table, list[Finding]]:
    """The table without what is no measurement in its columns of numbers, or in those that are named."""
    found: list[Finding] = []
    columns = []
    for column in table.of_kind(Kind.NUMBER):
        values = table.values(column.name)
        odd = no_measurements(values)
        if odd.any() and (not names or column.name in names):
            found.append(NoMeasurement(column=column.name, value=float(values[odd][0]), rows=int(odd.sum())))
            columns.append(pl.Series(column.name, np.where(odd, np.nan, values)).fill_nan(None))
    return replace(table, frame=table.frame.with_columns(columns)) if columns else table, found


def _odd_samples(study: Sensing, tags: Tags, samples: Samples, *, own: bool) -> Iterator[Finding]:
    """Samples that lie far from all others, and samples of which only the day is known."""
    values, moments = samples.values, samples.moments
    if not len(values):
        return
    middle = float(np.median(values))
    spread = 1.4826 * float(np.median(np.abs(values - middle)))
    far = np.flatnonzero(np.abs(values - middle) > _FAR * spread) if spread > 0 else np.zeros(0, dtype=np.intp)
    if len(far):
        worst = far[int(np.argmax(np.abs(values[far] - middle)))]
        shown = Amount(float(values[worst]), samples.column.unit)
        yield SamplesFarOff(
            outcome=study.laboratory, count=len(far), value=shown, moment=moment_of(float(moments[worst]))
        )
    if not own and len(moments) > 1 and not np.any(moments % _DAY) and 2 * tags.step <= _DAY:
        yield SampledByDay(outcome=study.laboratory)


def _tags(study: Sensing, data: Table, samples: Samples, *, own: bool) -> tuple[Tags, list[Finding]]:
    """The tags that can be learnt from, and what was found on those that cannot."""
    numbers = tuple(column.name for column in data.of_kind(Kind.NUMBER))
    names = tuple(name for name in study.tags or numbers if not (own and name == study.laboratory))
    if words := [name for name in names if data[name].kind is not Kind.NUMBER]:
        raise Refusal(*(TagHoldsWords(column=name) for name in words), field="tags")
    if not names:
        raise Refusal(NoTagsLeft(outcome=study.laboratory, left_out=()))
    tags = Tags.of(data, names, "data")
    found: list[Finding] = list(dead_tags(tags)) if len(tags.moments) else []
    if not study.tags:
        found += copied_tags(tags, samples)
    without = {getattr(finding, "column", "") for finding in found}
    if not set(names) - without:
        raise Refusal(*found, NoTagsLeft(outcome=study.laboratory, left_out=tuple(sorted(without))))
    return tags.without(tuple(without)), found


def _delay(study: Sensing, tags: Tags, samples: Samples) -> tuple[float, tuple[Finding, ...], tuple[Figure, ...]]:
    """The delay [s], as it was given or found, what is to be said of it, and its picture."""
    if study.delay is not None:
        span = float(np.ptp(tags.moments))
        if study.delay * 60 >= span:
            hours = Amount(round(span / 3600, 1), "h")
            raise Refusal(DelayBeyondTags(delay=Amount(study.delay, "min"), span=hours), field="delay")
        return study.delay * 60, (), ()
    nothing = DelayNotSearched(outcome=study.laboratory, delay=Amount(0.0, "min"))
    if study.longest * 60 < tags.step:
        return 0.0, (), ()  # between two rows nothing can be told apart
    readings = tags.table.frame.select(pl.all().cast(pl.Float64).fill_null(float("nan"))).to_numpy()
    try:
        best = find_delay(tags.moments, readings, samples.moments, samples.values, study.longest * 60)
    except Refusal:
        return 0.0, (nothing,), ()
    if any(isinstance(finding, TagsTellNothing) for finding in best.findings):
        return 0.0, (nothing,), ()
    told = best.findings
    if best.delay == 0:  # no delay is no end of a range: nothing lies before it
        told = tuple(finding for finding in told if not isinstance(finding, DelayAtTheEnd))
    picture = replace(delay_figure(best, study.laboratory), name="prepared delay")
    return best.delay, told, (picture,)


def _table(tags: Tags, samples: Samples, rows: Rows) -> tuple[Table, str]:
    """One row for each sample: its moment, the tags that it shows, and its value."""
    taken = set(tags.table.names)
    outcome, time = (free_name(name, "samples", taken) for name in (samples.column.name, "time"))
    moments = pl.Series(time, np.round(samples.moments * 1e6).astype(np.int64)).cast(pl.Datetime("us"))
    shown = tags.table.frame[rows.tolist()].with_columns(moments, pl.Series(outcome, samples.values))
    columns = (*tags.table.columns, Column(time, Kind.DATE), replace(samples.column, name=outcome))
    return Table(shown, columns, time=time, source=Source(samples.column.name)), outcome


def scaled_back(model: Any, said: Floats) -> Floats:
    """Estimates in the outcome's unit, within its physical bounds."""
    real = model.scale.back(said)
    low, high = model.outcome.lower, model.outcome.upper
    return np.asarray(real if low is None and high is None else np.clip(real, low, high))
