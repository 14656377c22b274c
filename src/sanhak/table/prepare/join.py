"""The step that brings another table in: by time with a delay, by equal keys, or by the period in which a row lies."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, ClassVar, Final, Literal, Self

import polars as pl
from pydantic import Field, model_validator

from sanhak.figure import Figure
from sanhak.finding import Finding, Refusal
from sanhak.table.column import Column, Kind
from sanhak.table.prepare.assets import partners
from sanhak.table.prepare.clocks import check_delay, crowded, disorder
from sanhak.table.prepare.duration import Span, written
from sanhak.table.prepare.findings import JoinedNothing, JoinUnclear, KeyIsNoKey, NoSuchTable, NoTime, UnmatchedRows
from sanhak.table.prepare.flow import ROWS, Counts, Flow, Told
from sanhak.table.prepare.lag import Lag, found_lag
from sanhak.table.prepare.names import free_name, spelled
from sanhak.table.prepare.step import Step
from sanhak.table.table import Table
from sanhak.text import Text, say

_ROW: Final = "row of the main table"
_MOMENT: Final = "moment of the sample"
_MOST_ROWS: Final = 20
"""So many rows of the other table for each of its keys are repeats; more say that the key is none."""


@dataclass(frozen=True, slots=True, eq=False)
class Match:
    """Which row of the main table gets which values: ``rows`` holds its number and the columns that are brought."""

    rows: pl.DataFrame
    brought: Mapping[str, Column]
    offered: int | None
    said: Text
    findings: tuple[Finding, ...] = ()
    figures: tuple[Figure, ...] = ()


class Join(Step):
    """Bring the columns of another table to the rows that belong to them.

    By time: a sample taken at 10:00 with a delay of 35 min shows the plant as it was at 9:25, so it joins the last row
    at or before 9:25, at most ``within`` older (ten times the usual step between rows, unless told otherwise). With
    ``keep: matched`` one row stays for each sample, with ``all`` every row stays and most have gaps. ``delay: find``
    takes the delay, up to ``longest``, at which the numbers of the main table best predict those that are joined, and
    says how surely. Where both tables name their equipment a sample joins rows of its own only, names compared by their
    letters and digits; ``assets: ignore`` leaves that out.

    By columns (``on``): equal values find one another, whatever their case and blanks; where the other table repeats a
    key, its numbers are averaged and of all else the last is taken.

    By periods (``start`` and, if given, ``end`` name columns of the other table): a row gets what the period in which
    it lies has to say, as from a calendar of grades.
    """

    verb: ClassVar[str] = "join"
    title: ClassVar[Text] = say("Join")
    summary: ClassVar[str] = "Bring another table in: by time with a delay, by equal keys, or by periods."

    join: str
    columns: tuple[str, ...] = ()
    within: Span | None = None
    delay: Annotated[Literal["find"] | Span | None, Field(union_mode="left_to_right")] = None
    longest: Span = timedelta(hours=4)
    on: tuple[str, ...] = ()
    start: str | None = None
    end: str | None = None
    keep: Literal["matched", "all"] = "matched"
    assets: Literal["match", "ignore"] = "match"

    @model_validator(mode="after")
    def _clear(self) -> Self:
        by_time = self.within is not None or self.delay is not None
        if sum((by_time, bool(self.on), self.start is not None)) > 1:
            raise Refusal(JoinUnclear(table=self.join, because=say("it names more than one way")))
        if self.end is not None and self.start is None:
            raise Refusal(JoinUnclear(table=self.join, because=say("it has an end and no start")))
        return self

    @property
    def asks(self) -> tuple[str, ...]:
        """The table that is joined."""
        return (self.join,)

    def plan(self, flow: Flow) -> Flow:
        """Join, in the way that was asked for."""
        if self.join not in flow.others:
            raise Refusal(NoSuchTable(table=self.join, known=tuple(flow.others)))
        flow, theirs = flow.settled(), flow.others[self.join]
        if self.on:
            match = self._by_key(flow, theirs)
        elif self.start is not None:
            match = self._by_period(flow, theirs, self.start)
        else:
            match = self._by_time(flow, theirs)
        return self._joined(flow, match)

    def _by_time(self, flow: Flow, theirs: Table) -> Match:
        clock = flow.clock(self.verb)
        if theirs.time is None or theirs[theirs.time].kind is not Kind.DATE:
            raise Refusal(NoTime(step=self.verb, columns=theirs.names))
        pairs = partners(flow, theirs, self.join, ignore=self.assets == "ignore")
        brought = self._brought(flow, theirs, without=pairs.without)
        lag = self._lag(flow, theirs, clock, theirs.time)
        check_delay(flow, clock, lag.span)
        moment = pl.col(theirs.time) - lag.span
        samples = theirs.frame.lazy().select(*pairs.theirs, moment.alias(_MOMENT), *_renamed(brought))
        samples = samples.drop_nulls([_MOMENT, *pairs.by])
        rows = flow.frame.with_row_index(_ROW).select(*pairs.ours, clock, _ROW).drop_nulls(clock)
        within = self.within or _usual_step(flow, clock)
        near = samples.sort(_MOMENT).join_asof(
            rows.sort(clock, maintain_order=True), left_on=_MOMENT, right_on=clock, by=list(pairs.by) or None,
            tolerance=within, strategy="backward", check_sortedness=False,
        )  # fmt: skip
        found = near.drop_nulls(_ROW).select(_ROW, *(column.name for column in brought.values())).collect()
        parts = [say("{table} was joined by time", table=self.join)]
        parts += [lag.said] if lag.span else []
        parts += [say("to rows at most {within} older", within=written(within))] if within else []
        parts += pairs.said
        findings = (
            *lag.findings, *pairs.findings, *self._clock(flow),
            *crowded(flow, clock, self.join, found[_ROW]),
        )  # fmt: skip
        return Match(found, brought, len(theirs), say("{parts}", parts=parts), findings, lag.figures)

    def _clock(self, flow: Flow) -> Iterator[Finding]:
        """A clock of the main table that is not in order; a laboratory lists its samples as results come in."""
        done = say("Rows were joined in the order of their times, and of rows of one moment the last.")
        yield from disorder(flow.frame, str(flow.time), flow.asset, say("the main table"), done, flow.findings)

    def _lag(self, flow: Flow, theirs: Table, clock: str, sampled: str) -> Lag:
        """The delay that was given, or the one that is found for the value that tells it best."""
        if self.delay != "find":
            span = self.delay or timedelta(0)
            return Lag(span, say("with a delay of {delay}", delay=written(span)) if span else say("without delay"))
        rows = flow.frame.drop_nulls(clock).sort(clock).collect()
        tags = [column.name for column in flow.columns if column.kind is Kind.NUMBER]
        wanted = self.columns or theirs.names
        values = [column.name for column in theirs.of_kind(Kind.NUMBER) if column.name in wanted]
        if not tags or not values:
            raise Refusal(JoinUnclear(table=self.join, because=say("a delay is found between numbers only")))
        return found_lag(rows, clock, tags, theirs.frame.drop_nulls(sampled), sampled, values, self.longest)

    def _by_key(self, flow: Flow, theirs: Table) -> Match:
        for name in self.on:
            flow.column(name)
            theirs[name]
        brought = self._brought(flow, theirs, without=self.on)
        names = [f"key {place}" for place in range(len(self.on))]
        keys = [spelled(flow.column(name)).alias(key) for name, key in zip(self.on, names, strict=True)]
        their_keys = [spelled(theirs[name]).alias(key) for name, key in zip(self.on, names, strict=True)]
        found_there = theirs.frame.lazy().select(*their_keys, *_renamed(brought)).drop_nulls(names)
        once = found_there.group_by(names).agg(*map(_one, brought.values()), pl.len().alias(_MOMENT)).collect()
        offered = int(once[_MOMENT].sum())
        if offered > _MOST_ROWS * max(1, once.height):
            raise Refusal(KeyIsNoKey(columns=self.on, table=self.join, partners=offered / once.height))
        rows = flow.frame.with_row_index(_ROW).select(_ROW, *keys)
        wanted = [_ROW, *(column.name for column in brought.values())]
        found = rows.join(once.lazy(), on=names, how="inner").select(wanted).collect()
        said = say("{table} was joined where {columns} agree", table=self.join, columns=self.on)
        repeated = int((once[_MOMENT] > 1).sum())
        if repeated:
            said = say(
                "{said} ({keys:key was|keys were} there more than once: numbers averaged, the last of all else)",
                said=said, keys=repeated,
            )  # fmt: skip
        return Match(found, brought, None, said)

    def _by_period(self, flow: Flow, theirs: Table, start: str) -> Match:
        clock = flow.clock(self.verb)
        ends = () if self.end is None else (theirs[self.end].name,)
        theirs[start]
        brought = self._brought(flow, theirs, without=(start, *ends))
        until = pl.col(ends[0]) if ends else pl.lit(None, dtype=pl.Datetime("us"))
        periods = theirs.frame.lazy().select(pl.col(start).alias(_MOMENT), until.alias(_END), *_renamed(brought))
        rows = flow.frame.with_row_index(_ROW).select(_ROW, clock).drop_nulls(clock)
        inside = rows.sort(clock).join_asof(
            periods.drop_nulls(_MOMENT).sort(_MOMENT), left_on=clock, right_on=_MOMENT, coalesce=False,
            strategy="backward", check_sortedness=False,
        )  # fmt: skip
        lies = pl.col(_MOMENT).is_not_null() & (pl.col(_END).is_null() | (pl.col(clock) < pl.col(_END)))
        found = inside.filter(lies).select(_ROW, *(column.name for column in brought.values())).collect()
        return Match(
            found, brought, None, say("{table} was joined by the period in which each row lies", table=self.join)
        )

    def _brought(self, flow: Flow, theirs: Table, without: tuple[str, ...]) -> dict[str, Column]:
        """Their columns by their name there, with the facts and the name that they get here."""
        wanted = self.columns or tuple(name for name in theirs.names if name not in without)
        taken = set(flow.facts)
        return {name: theirs[name].with_(name=free_name(name, self.join, taken)) for name in wanted}

    def _joined(self, flow: Flow, match: Match) -> Flow:
        if match.rows.is_empty():
            theirs = flow.others[self.join]
            raise Refusal(JoinedNothing(table=self.join, rows=len(theirs), ours=_reach(flow), theirs=_reach(theirs)))
        how: Literal["inner", "left"] = "inner" if self.keep == "matched" else "left"
        frame = flow.frame.with_row_index(_ROW).join(match.rows.lazy(), on=_ROW, how=how).sort(_ROW).drop(_ROW)
        matched = match.rows.height

        def tell(_counts: Counts) -> Told:
            said = say("{said}: {matched:match|matches}.", said=match.said, matched=matched)
            return Told(said, (*match.findings, *self._unmatched(match.offered, matched)), match.figures)

        columns = (*flow.columns, *match.brought.values())
        return flow.acted(self, frame, frame.select(pl.len().alias(ROWS)), tell, columns=columns)

    def _unmatched(self, offered: int | None, matched: int) -> Iterator[Finding]:
        if offered is not None and matched < offered:
            yield UnmatchedRows(table=self.join, unmatched=offered - matched, rows=offered)


_END: Final = "end of the period"
_STEPS: Final = 10
"""So many usual steps of the main table are bridged at most: what was left out of it must not be found again."""


def _usual_step(flow: Flow, clock: str) -> timedelta | None:
    """Ten times the usual step of the main table, None where it has no two moments."""
    moments = flow.frame.select(pl.col(clock).drop_nulls().unique().sort()).collect()[clock]
    step: timedelta | None = moments.diff().drop_nulls().median()  # type: ignore[assignment]
    return step * _STEPS if step else None


def _renamed(brought: Mapping[str, Column]) -> list[pl.Expr]:
    return [pl.col(name).alias(column.name) for name, column in brought.items()]


def _one(column: Column) -> pl.Expr:
    """Repeated values as one: the mean of numbers, the last of all else."""
    values = pl.col(column.name)
    return values.mean() if column.kind is Kind.NUMBER else values.drop_nulls().last()


def _reach(rows: Flow | Table) -> Text:
    """From when to when rows were taken."""
    frame = rows.frame.lazy()
    if rows.time is None:
        return say("no time")
    first, last = frame.select(first=pl.col(rows.time).min(), last=pl.col(rows.time).max()).collect().row(0)
    return say("{first} to {last}", first=first, last=last)
