"""What a sample of data says about a problem: how much there is, how noisy it is, and whether there is signal at all.

Signal is the share of the error of the best naive guess that models take away on rows that taught none of them. The
choice among the models is made anew for each part without it, so that trying several is not rewarded; the interval
comes from resampling the independent parts of the rows (pairs of errors; B. Efron, R. Tibshirani, "An introduction to
the bootstrap", 1993, chapter 6), widened because parts that judge also teach one another's models (S. Bates, T. Hastie,
R. Tibshirani, *J. Am. Stat. Assoc.* 119 (2024) 1434). `bench/intake` measures what it holds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final, Self

from sanhak.center.finding.findings import (
    EverySoManyRows,
    LeftOutAsTooGood,
    NothingBesides,
    OutcomeNotCountable,
    OutcomeNotThere,
    TooFewToMeasure,
)
from sanhak.finding import Finding, Refusal, near
from sanhak.text import Text, dump, load, say

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from sanhak.model.contest import Contest
    from sanhak.model.fitting import Question
    from sanhak.run import Run
    from sanhak.table import Table

LEVEL: Final = 0.9
"""Of the interval of the signal."""
LEAST_ROWS: Final = 20
LEAST_PARTS: Final = 8
MOST_ROWS: Final = 2000
_DRAWS: Final = 2000
_LEAST_APART: Final = 0.01
"""The interval reaches so far at least: what one per cent of the error is worth is not told apart."""
_WORTH: Final = 0.1
"""A share of the error under which nobody would change how a plant is run."""
_LEAST_FREEDOM: Final = 3
_LEARNT_FROM: Final = frozenset({"number", "category", "ordinal", "molecule", "formula"})
_EXPLAINED: Final = frozenset({"number", "category", "ordinal"})
_TOO_GOOD: Final = frozenset({"CopyOfOutcome", "GivesOutcomeAway", "NamedAfterOutcome", "RecordedWithOutcome"})
_NO_INPUT: Final = frozenset({"IdentifierAsInput", "CounterAsInput", "TooManyCategories"})
_SLOW: Final = frozenset({"Gaussian process", "Gaussian process on likeness", "partial least squares"})
"""Candidates that a quick contest leaves out: what they find in addition is no question of whether there is any."""
KINDS: Final[Mapping[str, Text]] = {
    "text": say("free text"),
    "identifier": say("names or numbers of single things"),
    "date": say("moments"),
    "molecule": say("structures of molecules"),
    "formula": say("formulas"),
}
"""What a column holds that cannot be explained."""


class Verdict(StrEnum):
    """What the measurement says about signal."""

    SIGNAL = "signal"
    PERHAPS = "perhaps"
    NONE = "none"
    FEW = "few"


VERDICTS: Final[Mapping[Verdict, Text]] = {
    Verdict.SIGNAL: say("signal"),
    Verdict.PERHAPS: say("perhaps signal"),
    Verdict.NONE: say("no signal seen"),
    Verdict.FEW: say("too few rows"),
}


@dataclass(frozen=True, slots=True)
class Signal:
    """The share of the naive error that is taken away, with its interval at :data:`LEVEL`.

    ``naive`` and ``error`` are root mean squared errors in the outcome's unit (log loss for words), ``parts`` the
    independent parts of the rows, ``method`` what did best, ``split`` why rows were held out as they were.
    """

    share: float
    lower: float
    upper: float
    naive: float
    error: float
    parts: int
    method: Text
    split: Text


@dataclass(frozen=True, slots=True)
class Intake:
    """The measurement of a sample.

    ``usable`` rows have an outcome; ``missing`` is the share of empty cells; ``start`` and ``end`` are the first and
    last moment; ``noise`` is the scatter of the outcome between equal rows (``repeated``), else between each row and
    its nearest neighbour, which is an upper limit; None for words. ``signal`` is None where too few rows were there.
    """

    rows: int
    columns: int
    usable: int
    missing: float
    start: datetime | None
    end: datetime | None
    outcome: str
    unit: str | None
    inputs: int
    noise: float | None
    repeated: bool
    signal: Signal | None
    verdict: Verdict
    findings: tuple[Finding, ...]

    @property
    def reachable(self) -> float | None:
        """The share of the naive error that any model could take away, given the scatter between equal rows."""
        if self.noise is None or not self.repeated or self.signal is None or not self.signal.naive:
            return None
        return max(0.0, 1 - self.noise / self.signal.naive)

    def dump(self) -> dict[str, Any]:
        """Plain JSON data."""
        told = {part.name: getattr(self, part.name) for part in fields(self) if part.name not in ("signal", "findings")}
        signal = self.signal and {name: getattr(self.signal, name) for name in Signal.__slots__}
        plain: dict[str, Any] = dump(told | {"signal": signal, "verdict": self.verdict.value})
        return plain | {"findings": [finding.dump() for finding in self.findings]}

    @classmethod
    def load(cls, data: Mapping[str, Any]) -> Self:
        """What :meth:`dump` wrote."""
        told = load({name: value for name, value in data.items() if name != "findings"})
        signal = Signal(**told["signal"]) if told["signal"] else None
        findings = tuple(map(Finding.load, data["findings"]))
        return cls(**told | {"signal": signal, "verdict": Verdict(told["verdict"]), "findings": findings})


def measure(table: Table, outcome: str, run: Run) -> Intake:
    """Measure a sample.

    Parameters
    ----------
    table
        The sample as it was read.
    outcome
        The column that is to be explained.
    run
        Seed and progress.

    Raises
    ------
    Refusal
        C180–C182 if the outcome is not there, cannot be explained, or stands alone; T070–T072 if it is empty or never
        changes.
    """
    from sanhak.table.check import check_table

    refuse_outcome(table, outcome)
    run.step(say("Looking at rows and columns"), 0, 3)
    found = [*table.findings, *check_table(table)]
    inputs, remarks = _inputs(table, outcome)
    found += remarks
    measured = _measured(table, outcome)
    if len(measured) > MOST_ROWS:
        found.append(EverySoManyRows(rows=len(measured), used=MOST_ROWS))
        measured = _thinned(measured)
    run.step(say("Holding a quick contest against the naive guess"), 1, 3)
    signal, remark = _signal(measured, inputs, outcome, run)
    found += [remark] if remark else []
    noise, repeated = _noise(measured, inputs, outcome)
    start, end = _span(table)
    cells = len(table) * len(table.columns)
    return Intake(
        rows=len(table), columns=len(table.columns), usable=len(_measured(table, outcome)),
        missing=sum(table.frame.null_count().row(0)) / cells if cells else 0.0, start=start, end=end, outcome=outcome,
        unit=table[outcome].unit, inputs=len(inputs), noise=noise, repeated=repeated, signal=signal,
        verdict=verdict_of(signal), findings=tuple(sorted(found, key=lambda one: -one.severity.rank)),
    )  # fmt: skip


def verdict_of(signal: Signal | None) -> Verdict:
    """What is said of a signal: seen where its whole interval lies above nothing, perhaps where it may be worth it."""
    if signal is None:
        return Verdict.FEW
    if signal.lower > 0 and signal.share >= _WORTH / 2:
        return Verdict.SIGNAL
    return Verdict.PERHAPS if signal.share > 0 and signal.upper >= _WORTH else Verdict.NONE


def refuse_outcome(table: Table, outcome: str) -> None:
    """Go on only if the column is there and can be explained; :class:`Refusal` C180 or C181."""
    if outcome not in table.names:
        raise Refusal(OutcomeNotThere(given=outcome, near=near(outcome, table.names) or table.names[:3]))
    if (kind := table[outcome].kind.value) not in _EXPLAINED:
        raise Refusal(OutcomeNotCountable(column=outcome, kind=KINDS[kind]))


def explained(kind: str) -> bool:
    """Whether a column of this kind can be explained."""
    return kind in _EXPLAINED


def _inputs(table: Table, outcome: str) -> tuple[tuple[str, ...], list[Finding]]:
    """The columns that may be learnt from, and what was found about them."""
    from sanhak.table.check import check_question

    apart = {outcome, table.time, table.asset, table.lot}
    offered = [column.name for column in table.columns if column.name not in apart and column.kind in _LEARNT_FROM]
    found = check_question(table, inputs=offered, outcomes=[outcome], labels=True) if offered else ()
    named = {kind: {one.params.get("column") for one in found if type(one).__name__ in kind}
             for kind in (_TOO_GOOD, _NO_INPUT)}  # fmt: skip
    inputs = tuple(name for name in offered if name not in named[_TOO_GOOD] | named[_NO_INPUT])
    if not inputs:
        raise Refusal(NothingBesides(column=outcome, others=len(table.columns) - 1))
    late = tuple(name for name in offered if name in named[_TOO_GOOD])
    return inputs, [*found, *([LeftOutAsTooGood(columns=late, outcome=outcome)] if late else [])]


def _measured(table: Table, outcome: str) -> Table:
    import numpy as np

    return table.rows(np.flatnonzero(table.frame[outcome].is_not_null().to_numpy()))


def _thinned(table: Table) -> Table:
    import numpy as np

    return table.rows(np.linspace(0, len(table) - 1, MOST_ROWS).round().astype(np.intp))


def _span(table: Table) -> tuple[datetime | None, datetime | None]:
    """The first and the last moment of the table's time, or of its first column of moments."""
    dated = [column.name for column in table.columns if column.kind.value == "date"]
    name = table.time if table.time in dated else next(iter(dated), None)
    if name is None:
        return None, None
    return table.frame[name].min(), table.frame[name].max()  # type: ignore[return-value]


def _signal(table: Table, inputs: Sequence[str], outcome: str, run: Run) -> tuple[Signal | None, Finding | None]:
    """The signal, or None with the reason why it cannot be measured."""
    from sanhak.model.contest import hold
    from sanhak.model.fitting import ask_question

    if len(table) < LEAST_ROWS:
        return None, TooFewToMeasure(len(table), len(table), LEAST_ROWS, LEAST_PARTS)
    question = ask_question(table, inputs, outcome, run, None)
    candidates = [one for one in question.task.candidates() if one.name.message not in _SLOW]
    candidates = [one for one in candidates if question.split.forward or one.name.message != "last value"]
    contest = hold(question.table, question.inputs, question.y, question.task, question.split, candidates, run)
    parts = len(set(contest.judged.unit.tolist()))
    if parts < LEAST_PARTS:
        return None, TooFewToMeasure(len(table), parts, LEAST_ROWS, LEAST_PARTS)
    run.step(say("Weighing what chance could do"), 2, 3)
    return _weighed(contest, question, run), None


def _weighed(contest: Contest, question: Question, run: Run) -> Signal:
    """Naive and nested errors, and the interval of the share between them."""
    import numpy as np

    losses = np.stack([contest.task.loss(contest.judged.y, entry.predictions) for entry in contest.entries])
    naive = min(_places(contest, naive=True), key=lambda place: _mean(contest, losses[place]))
    others = _places(contest, naive=False)
    chosen = _nested(contest, losses, others)
    pairs = contest.judged.by_unit(np.stack([losses[naive], chosen]))
    best = contest.entries[min(others, key=lambda place: _mean(contest, losses[place]))]
    rng = run.rng("intake", "signal")
    drawn = rng.integers(pairs.shape[1], size=(_DRAWS, pairs.shape[1]))
    errors = [contest.task.error(float(mean)) for mean in pairs.mean(axis=1)]
    means = pairs[:, drawn].mean(axis=2)
    shares = 1 - np.sqrt(means[1] / means[0]) if contest.task.metric == "RMSE" else 1 - means[1] / means[0]
    share, factor = 1 - errors[1] / errors[0], question.scale.deviation
    away = np.abs(np.quantile(shares, [(1 - LEVEL) / 2, (1 + LEVEL) / 2]) - share)
    down, up = np.maximum(away * _widening(contest), _LEAST_APART)
    return Signal(
        share, share - float(down), min(1.0, share + float(up)), errors[0] * factor, errors[1] * factor, pairs.shape[1],
        best.candidate.name, question.split.reason,
    )  # fmt: skip


def _widening(contest: Contest) -> float:
    """How many times the deviation of the mean error may be that of independent parts.

    At most the root of the number of folds, as if all folds but one told nothing new (Bates, Hastie, Tibshirani); and
    no less than by C. Nadeau and Y. Bengio (Machine Learning 52 (2003)), whose variance is ``1 + folds · judged /
    taught`` times as large. With five folds it is the first: 2.24 times.
    """
    import numpy as np

    judged, taught = (np.mean([len(rows) for rows in those]) for those in zip(
        *((fold.judging, fold.teaching) for fold in contest.folds), strict=True,
    ))  # fmt: skip
    folds = len(contest.folds)
    return float(np.sqrt(np.maximum(folds, 1 + folds * judged / taught)))


def _places(contest: Contest, *, naive: bool) -> list[int]:
    return [place for place, one in enumerate(contest.entries) if (one.candidate.order == 0) is naive]


def _mean(contest: Contest, losses: NDArray[np.float64]) -> float:
    return float(contest.judged.by_unit(losses[None]).mean())


def _nested(contest: Contest, losses: NDArray[np.float64], others: Sequence[int]) -> NDArray[np.float64]:
    """The loss of each judged row by the model that does best on the other parts of the contest."""
    import numpy as np

    fold, weight = contest.judged.fold, contest.judged.weight
    chosen = np.empty(losses.shape[1])
    for one in contest.judged.folds:
        here = fold == one
        rest = ~here if (~here).any() else here
        best = min(others, key=lambda place: float(np.average(losses[place, rest], weights=weight[rest])))
        chosen[here] = losses[best, here]
    return chosen


def _noise(table: Table, inputs: Sequence[str], outcome: str) -> tuple[float | None, bool]:
    """The scatter between equal rows and True, else that between nearest neighbours and False; None for words.

    Half the mean squared difference of neighbours is the variance of noise where neighbours are near, and more than it
    otherwise (D. Evans, A. J. Jones, "A proof of the gamma test", Proc. R. Soc. A 458 (2002)).
    """
    import numpy as np

    from sanhak.model.encoder import Encoder
    from sanhak.table.check.noise import replicate_noise

    if table[outcome].kind.value != "number" or len(table) < LEAST_ROWS:
        return None, False
    noise = replicate_noise(table, inputs, outcome)
    if noise is not None and noise.freedom >= _LEAST_FREEDOM:
        return noise.deviation, True
    X, y = Encoder.fit(table, inputs).transform(table), table.values(outcome)
    squared = (X * X).sum(axis=1)[:, None] + (X * X).sum(axis=1) - 2 * X @ X.T
    np.fill_diagonal(squared, np.inf)
    return float(np.sqrt(np.mean((y - y[squared.argmin(axis=1)]) ** 2) / 2)), False
