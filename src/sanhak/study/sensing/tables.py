"""The tables of an estimate between samples: what is believed when, the next samples, schedules, and the proof."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import polars as pl

from sanhak.model.prediction import Floats
from sanhak.study.sensing.estimating import TRUST, Trust
from sanhak.study.sensing.proof import root
from sanhak.table import Column, Kind, Source, Table
from sanhak.table.laboratory import moment_of
from sanhak.text import Text, decimals_for, say

if TYPE_CHECKING:
    from sanhak.study.sensing.estimating import Estimates
    from sanhak.study.sensing.learning import Learnt
    from sanhak.study.sensing.proof import Proof

_HOUR: Final = 3600.0
_STRETCHES: Final = 12
"""The longest stretches that a report lists."""
HEADS: Final[Mapping[str, Text]] = {
    "from": say("From"),
    "to": say("To"),
    "time": say("Time"),
    "lasts": say("Lasts"),
    "why": say("Why"),
    "sample at": say("Sample at"),
    "between samples": say("Between samples"),
    "estimate off": say("Estimate off"),
    "estimate ±": say("Estimate ±"),
    "last sample off": say("Last sample off"),
    "last sample ±": say("Last sample ±"),
    **{one.value: words for one, words in TRUST.items()},
}
"""Heads and cells that are words."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Rows that follow one another and cannot be believed for the same reason; ``start`` and ``end`` in seconds."""

    start: float
    end: float
    why: Trust


def written(seconds: float) -> str:
    """A moment as a table shows it."""
    return moment_of(seconds).strftime("%Y-%m-%d %H:%M")


def stretches(estimates: Estimates) -> tuple[Stretch, ...]:
    """The stretches that cannot be believed, in the order of time."""
    trust, moments = estimates.trust, estimates.moments
    edges = np.flatnonzero(np.append(True, trust[1:] != trust[:-1]))
    ends = np.append(edges[1:], len(trust))
    return tuple(
        Stretch(float(moments[first]), float(moments[min(last, len(moments) - 1)]), Trust(str(trust[first])))
        for first, last in zip(edges, ends, strict=True)
        if trust[first] != Trust.YES.value
    )


def tables_of(learnt: Learnt, proof: Proof, estimates: Estimates) -> dict[str, Table]:
    """The tables by name.

    ``estimates`` at every row, ``schedules`` by time between samples, ``next samples``, ``not trusted`` (the longest
    stretches, where there are some) and ``held out 1``.
    """
    found = {
        "estimates": _estimates(learnt, estimates),
        "next samples": _planned(learnt, proof, estimates),
        "schedules": _schedules(learnt, proof),
        "held out 1": _held_out(learnt, proof),
    }
    missed = sorted(stretches(estimates), key=lambda one: one.start - one.end)[:_STRETCHES]
    if missed:
        listed = sorted(missed, key=lambda one: one.start)
        found["not trusted"] = _table("not trusted", [
            (Column("from", Kind.TEXT), [written(one.start) for one in listed]),
            (Column("to", Kind.TEXT), [written(one.end) for one in listed]),
            (Column("lasts", unit="h"), [(one.end - one.start) / _HOUR for one in listed]),
            (Column("why", Kind.CATEGORY), [one.why.value for one in listed]),
        ])  # fmt: skip
    return found


def _estimates(learnt: Learnt, estimates: Estimates) -> Table:
    unit = learnt.samples.column.unit
    return _table("estimates", [
        (Column("time", Kind.DATE), [moment_of(one) for one in estimates.moments]),
        (Column("expected", unit=unit), estimates.value),
        (Column("lower 90 %", unit=unit), estimates.value - estimates.half),
        (Column("upper 90 %", unit=unit), estimates.value + estimates.half),
        (Column("age of the last sample", unit="h"), estimates.age / _HOUR),
        (Column("trust", Kind.CATEGORY), estimates.trust.tolist()),
    ])  # fmt: skip


def _planned(learnt: Learnt, proof: Proof, estimates: Estimates) -> Table:
    """The next samples, how old the last one will be then, and how surely the value is known just before."""
    moments = np.array(estimates.plan.moments)
    before = np.concatenate([learnt.samples.moments[-1:], moments[:-1]])
    return _table("next samples", [
        (Column("sample at", Kind.TEXT), [written(one) for one in moments]),
        (Column("between samples", unit="h"), np.round((moments - before) / _HOUR, 2)),
        (Column("estimate ±", unit=learnt.samples.column.unit), _told(proof, proof.known.at(moments - before))),
    ])  # fmt: skip


def _schedules(learnt: Learnt, proof: Proof) -> Table:
    """What each time between samples leaves unknown just before the next one, with the tags and without."""
    unit = learnt.samples.column.unit
    return _table("schedules", [
        (Column("between samples", unit="h"), np.round(proof.ages / _HOUR, 2)),
        (Column("estimate off", unit=unit), _told(proof, [root(errors) for errors in proof.errors])),
        (Column("estimate ±", unit=unit), _told(proof, proof.known.half)),
        (Column("last sample off", unit=unit), _told(proof, [root(errors) for errors in proof.held_errors])),
        (Column("last sample ±", unit=unit), _told(proof, proof.held_known.half)),
    ])  # fmt: skip


def _told(proof: Proof, values: Sequence[float] | Floats) -> Floats:
    """Errors and half widths with as many digits as the interval has."""
    return np.round(np.asarray(values, dtype=float), decimals_for(float(proof.known.half[0])))


def _held_out(learnt: Learnt, proof: Proof) -> Table:
    unit = learnt.samples.column.unit
    return _table("held out", [
        (Column("time", Kind.DATE), [moment_of(one) for one in proof.moments]),
        (Column("measured", unit=unit), proof.measured),
        (Column("expected", unit=unit), proof.said),
        (Column("lower 90 %", unit=unit), pl.Series(proof.lower).fill_nan(None)),
        (Column("upper 90 %", unit=unit), pl.Series(proof.upper).fill_nan(None)),
        (Column("last sample", unit=unit), learnt.samples.values[proof.places - 1]),
    ])  # fmt: skip


def _table(name: str, columns: Sequence[tuple[Column, Any]]) -> Table:
    frame = pl.DataFrame({column.name: values for column, values in columns}, schema_overrides={
        column.name: {Kind.NUMBER: pl.Float64(), Kind.DATE: pl.Datetime("us")}.get(column.kind, pl.String())
        for column, _ in columns
    })  # fmt: skip
    return Table(frame, tuple(column for column, _ in columns), source=Source(name))
