"""Further rows of a table: what is new among them, and whether they fit what is there. Nothing here keeps anything."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

import polars as pl

from sanhak.center.findings_delivering import (
    AssetsNotKnown,
    CameLate,
    Contradicts,
    CountedOnce,
    HeadsDiffer,
    LiesAhead,
    NothingNew,
    ReadOtherwise,
    ReadWithDoubt,
    StandsNowhere,
)
from sanhak.finding import Finding, Refusal, Severity
from sanhak.study.lasting import like
from sanhak.table import Table

_NAMED: Final = 5
_OURS: Final = ("C28", "C29")
"""How the codes begin of what was said of one delivery, and is no longer true of the next."""
_SINGLE: Final = "T030"
"""That a table has one row, which is nothing to be told of a delivery."""


@dataclass(frozen=True, slots=True)
class Joined:
    """All rows, with what was found in the new ones; how many of these were added, and how many were known."""

    table: Table
    added: int
    known: int


def joined(known: Table, more: Table, today: date | None = None) -> Joined:
    """The rows of ``known`` and those of ``more`` that are new, in the order of time where there is one.

    However rows are split into deliveries, and in whichever order these come, the same table comes of them where rows
    have a time; without one, rows stand as they came. A row that is there counts once, and what lies after
    ``today`` is told.

    Raises
    ------
    Refusal
        C280 for other heads, C281 for another kind or quantity, C282 for rows that contradict, C283 if none is new,
        C291 for rows of no asset or no moment, where those that are known have one.
    """
    frame = known.frame.with_columns(pl.col(pl.Datetime).cast(pl.Datetime("us")))
    came = _fitting(known, more).select(frame.columns).unique(maintain_order=True)
    fresh = came.join(frame, on=frame.columns, how="anti", nulls_equal=True, maintain_order="left")
    if fresh.is_empty():
        raise Refusal(NothingNew(rows=len(more)))
    doubts = tuple(_doubts(more))
    _refuse_nowhere(known, frame, fresh, doubts)
    whole = pl.concat([frame, fresh])
    _refuse_contradictions(known, frame, whole)
    if known.time is not None:
        first = [name for name in (known.time, known.asset) if name is not None]
        whole = whole.sort([*first, *(name for name in frame.columns if name not in first)], maintain_order=True)
    said = tuple(_said(known, frame, fresh, len(more)))
    before = tuple(one for one in known.findings if not one.code.startswith(_OURS))
    table = replace(known, frame=whole, findings=(*before, *said, *_ahead(known, fresh, today), *doubts), steps=())
    return Joined(table, len(fresh), len(more) - len(fresh))


def _fitting(known: Table, more: Table) -> pl.DataFrame:
    """The new rows under the heads, in the kinds and units of those that are known."""
    lacking = tuple(name for name in known.names if name not in more)
    besides = tuple(name for name in more.names if name not in known)
    if lacking or besides:
        raise Refusal(HeadsDiffer(lacking=lacking or ("–",), besides=besides or ("–",)))
    try:
        return like(known.columns, more)
    except Refusal as refusal:
        told = refusal.findings[0].params
        wrong = {name: str(told[name]) for name in ("column", "expected", "given") if name in told}
        raise Refusal(ReadOtherwise(**wrong)) from refusal


def _ahead(known: Table, fresh: pl.DataFrame, today: date | None) -> Iterator[Finding]:
    """Rows of days that have not come; tomorrow has, in another zone."""
    if today is None or known.time is None or fresh.schema[known.time] != pl.Datetime:
        return
    late = fresh[known.time].drop_nulls().filter(fresh[known.time].drop_nulls().dt.date() > today + timedelta(days=1))
    if len(late):
        yield LiesAhead(rows=len(late), example=f"{late[0]:%Y-%m-%d}")


def _doubts(more: Table) -> Iterator[Finding]:
    """What is doubtful of the new rows as they were read, in words of their delivery."""
    for one in more.findings:
        if one.severity is Severity.WARN and one.code != _SINGLE:
            yield ReadWithDoubt(of=one.code, told=one.said)


def _refuse_nowhere(known: Table, frame: pl.DataFrame, fresh: pl.DataFrame, doubts: tuple[Finding, ...]) -> None:
    for name in (known.asset, known.time):
        if name is not None and not frame[name].null_count() and (rows := fresh[name].null_count()):
            raise Refusal(StandsNowhere(rows=rows, column=name), *doubts)


def _key(known: Table) -> list[str] | None:
    """What tells rows apart: asset and time, where a table has both; None where whole rows do."""
    return [known.asset, known.time] if known.asset is not None and known.time is not None else None


def _refuse_contradictions(known: Table, frame: pl.DataFrame, whole: pl.DataFrame) -> None:
    """Refuse rows that say something else under the same key, where the known rows have one each."""
    key = _key(known)
    if key is None or frame.select(key).is_duplicated().any():
        return
    named = whole.drop_nulls(key)
    twice = named.filter(named.select(key).is_duplicated())
    if len(twice):
        first = twice.row(0, named=True)
        example = f"{first[key[0]]}, {first[key[1]]}"
        raise Refusal(Contradicts(rows=len(twice) - twice.select(key).n_unique(), example=example))


def _said(known: Table, frame: pl.DataFrame, fresh: pl.DataFrame, sent: int) -> Iterator[Finding]:
    """What is to be known of the new rows."""
    if sent > len(fresh):
        yield CountedOnce(known=sent - len(fresh), added=len(fresh))
    if known.asset is None:
        return
    there = set(frame[known.asset].drop_nulls().to_list())
    new = [
        str(one) for one in fresh[known.asset].drop_nulls().unique(maintain_order=True).to_list() if one not in there
    ]
    if new:
        yield AssetsNotKnown(count=len(new), examples=tuple(new[:_NAMED]))
    if known.time is None:
        return
    last = frame.group_by(known.asset).agg(pl.col(known.time).max().alias("last of it"))
    late = fresh.join(last, on=known.asset).filter(pl.col(known.time) < pl.col("last of it"))
    if len(late):
        names = late[known.asset].unique(maintain_order=True)
        yield CameLate(rows=len(late), assets=len(names), example=str(names[0]))
