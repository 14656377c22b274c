"""Candidates in order: which reach what is asked, which are worth making or measuring next, and what is like them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from sanhak.decide.target import Verdict
from sanhak.finding import Finding, Refusal
from sanhak.model.codes.described import DESCRIBED, Describe
from sanhak.model.prediction import Domain, Floats, LabelPrediction, Prediction
from sanhak.study.property.findings import CandidatesLeftOut, MostlyUnknown, NothingToPredict, ReachedAlready
from sanhak.study.property.learning import called
from sanhak.table import Table
from sanhak.table.units import compatible, convert
from sanhak.text import Amount

if TYPE_CHECKING:
    from sanhak.study.property.learning import Learnt
    from sanhak.study.property.property import Property

ANALOGUES: Final = 3
"""Measured rows that are told beside each candidate."""
_MOSTLY: Final = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class Ranked:
    """The candidates, best first; every array has shape (candidates, …).

    ``said`` is in the unit of the measured property; ``chance`` is the probability of reaching the target; ``near`` are
    positions among the measured rows and ``far`` their distances, shape (candidates, analogues). ``batch`` are the
    places of those to make or measure next. ``reached`` are the measured rows that reach the target, best first.
    """

    table: Table
    names: tuple[str, ...]
    said: Any
    chance: Floats
    verdicts: tuple[Verdict, ...]
    near: NDArray[np.intp]
    far: Floats
    batch: tuple[int, ...]
    reached: NDArray[np.intp]
    findings: tuple[Finding, ...]

    def __len__(self) -> int:
        return len(self.names)


def rank(study: Property, learnt: Learnt, table: Table, further: Table | None) -> Ranked:
    """Predict every candidate and put the best first.

    Candidates are the rows without a measured value, and those of ``further``; those that cannot be read are left out.
    They are ranked by their verdict, then by the probability of reaching the target, then by what is expected. Of a
    candidate unlike anything measured no verdict says that it reaches the target, and it comes after the others of its
    verdict: there the chance rests on what happened to others.
    """
    candidates, left_out = _readable(_candidates(study, learnt, table, further), study.matter)
    reached = _reached(study, learnt)
    if candidates is None or not len(candidates):
        nothing = left_out or [NothingToPredict(column=study.outcome)]
        return _none(learnt, reached, (*nothing, *_already(study, learnt, reached)))
    said = learnt.model.predict(candidates)
    said = learnt.endpoint.back(said) if isinstance(said, Prediction) else said
    target = study.target
    chance = target.chance(said) if target.stated else np.full(len(said), np.nan)
    verdicts = _verdicts(study, said, chance)
    order = _order(study, said, chance, verdicts)
    table_, said, chance = candidates.rows(order), _taken(said, order), chance[order]
    verdicts = tuple(verdicts[place] for place in order) if verdicts else ()
    near, far = learnt.model.nearest(table_, ANALOGUES)
    outside = float((said.domain == Domain.OUTSIDE).mean())
    unknown = [MostlyUnknown(share=outside)] if outside > _MOSTLY else []
    found = [*_already(study, learnt, reached), *left_out, *unknown]
    names = called(table_, study.matter, study.names)
    batch = _diverse(learnt, table_, min(study.batch, len(names)))
    return Ranked(table_, names, said, chance, verdicts, near, far, batch, reached, tuple(found))


def _candidates(study: Property, learnt: Learnt, table: Table, further: Table | None) -> Table | None:
    """Rows to predict: those of the table without a value, then those of the further table, each once."""
    named = study.names is not None and (further is None or study.names in further)
    inputs = list(dict.fromkeys([*study.inputs, *([study.names] if study.names and named else [])]))
    open_rows = np.setdiff1d(np.arange(len(table)), learnt.places)
    parts = [table.select(inputs).rows(open_rows)]
    if further is not None:
        parts.append(_as_taught(further, table.select(inputs)))
    frames = [part.frame for part in parts if len(part)]
    if not frames:
        return None
    frame = pl.concat(frames).unique(maintain_order=True).filter(pl.col(study.matter).is_not_null())
    return Table(frame, parts[0].columns, source=parts[-1].source)


def _as_taught(further: Table, taught: Table) -> Table:
    """The columns of a table of candidates in the units and kinds of the measured one."""
    frame = further.select(list(taught.names)).frame
    for column in taught.columns:
        own = further[column.name].unit
        if own is not None and column.unit is not None and own != column.unit and compatible(own, column.unit):
            values = convert(further.values(column.name), own, column.unit)
            frame = frame.with_columns(pl.Series(column.name, values).fill_nan(None))
    frame = frame.cast(dict(zip(taught.names, taught.frame.dtypes, strict=True)), strict=False)
    return Table(frame, taught.columns, source=further.source)


def _readable(candidates: Table | None, matter: str) -> tuple[Table | None, list[Finding]]:
    """The candidates that can be described, and what is to be said of the others."""
    if candidates is None or not len(candidates):
        return candidates, []
    texts = [str(text) for text in candidates.texts(matter)]
    describe = DESCRIBED[candidates[matter].kind]
    try:
        describe(list(dict.fromkeys(texts)))
    except Refusal:
        problems = {text: _problem(describe, text) for text in dict.fromkeys(texts)}
    else:
        return candidates, []
    wrong = [text for text in texts if problems[text] is not None]
    kept = np.array([place for place, text in enumerate(texts) if problems[text] is None], dtype=np.intp)
    first = problems[wrong[0]]
    found = CandidatesLeftOut(count=len(wrong), example=wrong[0], problem=first.said) if first else None
    return candidates.rows(kept), [] if found is None else [found]


def _problem(describe: Describe, text: str) -> Finding | None:
    try:
        describe([text])
    except Refusal as refused:
        return refused.findings[0]
    return None


def _verdicts(study: Property, said: Any, chance: Floats) -> tuple[Verdict, ...]:
    """What can be said of each candidate; of one unlike anything measured never that it reaches the target."""
    if not study.target.stated:
        return ()
    told = [study.target.verdict(float(one)) for one in chance]
    unlike = said.domain == Domain.OUTSIDE
    return tuple(
        Verdict.MEASURE if far and verdict is Verdict.REACHES else verdict
        for verdict, far in zip(told, unlike, strict=True)
    )


def _order(study: Property, said: Any, chance: Floats, verdicts: tuple[Verdict, ...]) -> NDArray[np.intp]:
    sign = -1.0 if study.prefer == "high" else 1.0
    if isinstance(said, LabelPrediction):
        hope = np.zeros(len(said))
        chance = said.chances.max(axis=1) if study.wanted is None else said.chance(study.wanted)
    else:
        hope = sign * said.mean
    ranks = (Verdict.REACHES, Verdict.MEASURE, Verdict.MISSES)
    rank = np.array([ranks.index(verdict) for verdict in verdicts] or [0] * len(said))
    unlike = said.domain == Domain.OUTSIDE
    keys: tuple[Any, ...] = (said.domain, hope, -np.round(np.nan_to_num(chance), 3), unlike, rank)
    return np.lexsort(keys)


def _taken(said: Any, order: NDArray[np.intp]) -> Any:
    if isinstance(said, LabelPrediction):
        return LabelPrediction(said.chances[order], said.labels, said.sets[order], said.domain[order])
    return Prediction(said.quantiles[order], said.domain[order], said.centre[order], said.unit)


def _diverse(learnt: Learnt, table: Table, count: int) -> tuple[int, ...]:
    """The best candidates of which no two lie nearer to each other than measured rows usually do to their neighbours.

    Where too few are left, the best of the others follow.
    """
    pool = table.rows(np.arange(min(len(table), 50 * count)))
    apart = learnt.model.apart(pool)
    usual = float(np.median(learnt.model.nearest(learnt.table, 2)[1][:, -1]))
    chosen: list[int] = []
    for place in range(len(pool)):
        if len(chosen) < count and all(apart[place, other] >= usual for other in chosen):
            chosen.append(place)
    others = [place for place in range(len(pool)) if place not in chosen]
    return tuple(sorted([*chosen, *others[: count - len(chosen)]]))


def _reached(study: Property, learnt: Learnt) -> NDArray[np.intp]:
    """Positions among the measured rows of those that reach the target, the best first; without a target all."""
    measured, target = learnt.measured, study.target
    if learnt.endpoint.label:
        return np.flatnonzero([text == study.wanted for text in measured])
    sign = -1.0 if study.prefer == "high" else 1.0
    order = np.argsort(sign * measured, kind="stable")
    return np.asarray(order[target.reached(measured)[order]])


def _already(study: Property, learnt: Learnt, reached: NDArray[np.intp]) -> list[Finding]:
    if not study.target.stated or not len(reached) or learnt.endpoint.label:
        return []
    best = int(reached[0])
    value = Amount(float(learnt.measured[best]), learnt.endpoint.column.unit, None)
    return [ReachedAlready(count=len(reached), name=learnt.called[best], value=value)]


def _none(learnt: Learnt, reached: NDArray[np.intp], findings: tuple[Finding, ...]) -> Ranked:
    empty = learnt.table.rows(np.zeros(0, dtype=np.intp))
    nothing = np.zeros(0)
    near = np.zeros((0, ANALOGUES), dtype=np.intp)
    return Ranked(empty, (), None, nothing, (), near, np.zeros((0, ANALOGUES)), (), reached, findings)
