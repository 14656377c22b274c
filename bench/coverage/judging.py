"""How often 90 % intervals of a study hold on rows that it never saw, held out as the study itself holds rows out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from sanhak.areas.process.analyse import Analyse
from sanhak.areas.process.analyse_words import estimate
from sanhak.areas.process.analysis import analysed
from sanhak.areas.process.campaign import Campaign
from sanhak.areas.process.experiments.log import log_of
from sanhak.areas.process.experiments.telling import seen
from sanhak.run import Run
from sanhak.study import Answer, Study
from sanhak.table import Table
from sanhak.table.split import choose_split

Floats = NDArray[np.float64]
LEVEL: Final = 0.9
LOGARITHM: Final = "log10("
"""How a column that a study learns by its logarithm is called."""


@dataclass(frozen=True, slots=True)
class Piece:
    """What one study said of one outcome in rows that it never saw; ``low`` and ``high`` of shape (rows,) as ``truth``.

    ``promised`` is the share that the answer itself saw inside, on ``promised_rows`` rows that it held out. ``span`` is
    the range of the outcome from its 5th to its 95th per cent, over all rows of the table.
    """

    split: str
    promised: float
    promised_rows: int
    truth: Floats
    low: Floats
    high: Floats
    span: float


def by_models(
    study: Study, table: Table, inputs: tuple[str, ...], outcome: str, run: Run, folds: int, matter: str = "data"
) -> Iterator[Piece]:
    """The models that an answer rests on, asked about the last folds of the split that the table calls for.

    A study that chooses among a library (``matter`` of another name) is given the rows held out as that library.
    """
    split = choose_split(table, outcome, run, inputs=inputs)
    for teaching, judging in split.folds[-folds:]:
        open_rows = table.rows(judging)
        given = {"data": table.rows(teaching)} | ({} if matter == "data" else {matter: open_rows})
        answer = study.solve(given, run)
        told = {one.outcome: one for one in answer.coverage}
        for name, model in answer.models.items():
            low, high = model.predict(open_rows).interval(LEVEL)
            every, truth = _values(table, name), _values(open_rows, name)
            yield Piece(
                split.name, told[name].measured, told[name].rows, truth, np.asarray(low), np.asarray(high), span(every)
            )


def by_campaign(study: Campaign, table: Table, run: Run, taught: int) -> Iterator[Piece]:
    """The belief of a campaign after so many runs drawn at random, asked about all the others."""
    order = run.rng("runs").permutation(len(table))
    answer, told = _campaign(study, table.rows(np.sort(order[:taught])), run)
    yield from told(table.rows(np.sort(order[taught:])), table)
    del answer


def by_proposals(study: Campaign, table: Table, run: Run, measure: Callable[[Table], Table]) -> Iterator[Piece]:
    """The runs that a campaign proposes, carried out."""
    answer, told = _campaign(study, table, run)
    planned = answer.tables["runs"].frame[study.status].to_numpy() == "planned"
    made = measure(answer.tables["runs"].rows(np.flatnonzero(planned)))
    yield from told(made, table)


def _campaign(study: Campaign, runs: Table, run: Run) -> tuple[Answer, Callable[[Table, Table], Iterator[Piece]]]:
    answer = study.solve({"runs": runs}, run)
    known, _, _ = seen(study, runs)
    promised = {one.outcome: one for one in answer.coverage}

    def told(open_rows: Table, whole: Table) -> Iterator[Piece]:
        log = log_of(study, known.domain, open_rows)
        for name in study.outcomes:
            _, low, high = known.predicted(name, log.points)
            own = promised[name]
            yield Piece(own.split, own.measured, own.rows, log.results[name], low, high, span(whole.values(name)))

    return answer, told


def by_analysis(study: Analyse, table: Table, run: Run, open_rows: Table) -> Iterator[Piece]:
    """The interval of a new run by the effects of a design, at other settings inside the same region."""
    answer = study.solve(table, run)
    promised = {one.outcome: one for one in answer.coverage}
    for name, analysis in analysed(study, table, run).analyses.items():
        if name not in promised:
            continue
        ends = [estimate(analysis, dict(row)) for row in open_rows.frame.select(study.factors).iter_rows(named=True)]
        low, high = (np.array([getattr(one, end) for one in ends]) for end in ("lower", "upper"))
        whole = np.concatenate([table.values(name), open_rows.values(name)])
        own = promised[name]
        yield Piece(own.split, own.measured, own.rows, open_rows.values(name), low, high, span(whole))


def chosen(answer: Answer, name: str, truth: Floats, outcome: str, whole: Table, count: int) -> Piece:
    """What an answer chose to make or buy next, by its table of that, once it was made."""
    frame, own = answer.tables[name].frame[:count], answer.coverage[0]
    low, high = (frame[f"{end} 90 %"].to_numpy() for end in ("lower", "upper"))
    return Piece(own.split, own.measured, own.rows, truth, low, high, span(whole.values(outcome)))


def span(values: Floats) -> float:
    """From the 5th to the 95th per cent."""
    low, high = np.nanquantile(values, (0.05, 0.95))
    return float(high - low)


def _values(table: Table, learnt: str) -> Floats:
    """An outcome as it is learnt, shape (rows,)."""
    if learnt.startswith(LOGARITHM):
        return np.log10(table.values(learnt[len(LOGARITHM) : -1]))
    return table.values(learnt)


def summed(pieces: list[Piece]) -> Mapping[str, Any]:
    """What is kept of a trial: counts and sums, so that trials can be added up."""
    inside = [(piece.low <= piece.truth) & (piece.truth <= piece.high) for piece in pieces]
    rows = sum(len(one) for one in inside)
    width = sum(float((piece.high - piece.low).sum()) / piece.span for piece in pieces)
    promised = sum(piece.promised * piece.promised_rows for piece in pieces)
    return {
        "split": ", ".join(dict.fromkeys(piece.split for piece in pieces)),
        "rows": rows,
        "inside": int(sum(one.sum() for one in inside)),
        "width": width,
        "promised": promised,
        "promised rows": sum(piece.promised_rows for piece in pieces),
    }
