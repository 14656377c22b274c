"""A table on its way through preparation: its rows may still lie on disk, its facts are known."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final, Literal

import polars as pl

from sanhak.figure import Figure
from sanhak.finding import Finding, Refusal, near
from sanhak.table.column import Column, Kind
from sanhak.table.findings import NoSuchColumn
from sanhak.table.prepare.findings import NothingLeft, NoTime
from sanhak.table.prepare.matching_findings import FewRowsLeft
from sanhak.table.table import Prepared, Source, Table
from sanhak.text import Text, say

if TYPE_CHECKING:
    from sanhak.table.prepare.step import Step

ROWS: Final = "rows"
"""The name of the count that every step gives: rows after it."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a step says once its rows are counted: one sentence on what it did, findings, and figures as evidence."""

    said: Text
    findings: tuple[Finding, ...] = ()
    figures: tuple[Figure, ...] = ()


Counts = Mapping[str, Any]
Tell = Callable[[Counts], Told]


@dataclass(frozen=True, slots=True, eq=False)
class Act:
    """A step that was planned but not yet counted: ``counts`` gives one row of numbers, ``rows`` among them."""

    step: Step
    counts: pl.LazyFrame
    tell: Tell


@dataclass(frozen=True, eq=False)
class Flow:
    """Rows that are still to be computed, the facts about their columns, and the acts on the way.

    ``others`` are the further tables by name that a join may ask for. ``waits`` tells that the rows come from a file
    too long for memory: acts are then only planned until a step has made the rows fewer. ``begun`` gives the rows as
    they came where ``rows`` have still to be counted; ``long`` is the refusal to hold them before they are few.
    """

    frame: pl.LazyFrame
    columns: tuple[Column, ...]
    rows: int
    time: str | None = None
    asset: str | None = None
    lot: str | None = None
    findings: tuple[Finding, ...] = ()
    source: Source = field(default_factory=Source)
    steps: tuple[Prepared, ...] = ()
    acts: tuple[Act, ...] = ()
    others: Mapping[str, Table] = field(default_factory=dict)
    waits: bool = False
    begun: pl.LazyFrame | None = None
    long: Finding | None = None

    @classmethod
    def of(cls, table: Table, others: Mapping[str, Table]) -> Flow:
        """The flow that starts from a table in memory."""
        return cls(
            table.frame.lazy(), table.columns, len(table), table.time, table.asset, table.lot, table.findings,
            table.source, table.steps, others=others,
        )  # fmt: skip

    @property
    def facts(self) -> dict[str, Column]:
        """Columns by name."""
        return {column.name: column for column in self.columns}

    def column(self, name: str) -> Column:
        """The facts about one column.

        Raises
        ------
        Refusal
            T001, with the nearest names, if there is no such column.
        """
        facts = self.facts
        if name not in facts:
            raise Refusal(NoSuchColumn(column=name, near=near(name, facts)))
        return facts[name]

    def clock(self, step: str) -> str:
        """The name of the time column.

        Raises
        ------
        Refusal
            T201 if the table has none, or one that is no date.
        """
        if self.time is None or self.column(self.time).kind is not Kind.DATE:
            raise Refusal(NoTime(step=step, columns=tuple(self.facts)))
        return self.time

    def acted(self, step: Step, frame: pl.LazyFrame, counts: pl.LazyFrame, tell: Tell, **facts: Any) -> Flow:
        """The flow after an act: its rows to come, how they are counted, and the facts that it changes."""
        return replace(self, frame=frame, acts=(*self.acts, Act(step, counts, tell)), **facts)

    def settled(self, *, few: bool = False) -> Flow:
        """The same flow with its rows computed and its acts counted; ``few`` says that the last act made rows few.

        Raises
        ------
        Refusal
            T202 if a step has left no row, T220 if the rows are too many to be held.
        """
        if self.long is not None and not few:
            raise Refusal(self.long)
        engine: Literal["streaming", "auto"] = "streaming" if self.waits else "auto"
        begun = [] if self.begun is None else [self.begun.select(pl.len())]
        frame, *counted = pl.collect_all([self.frame, *(act.counts for act in self.acts), *begun], engine=engine)
        before: int = counted.pop().item() if begun else self.rows
        steps, findings = list(self.steps), list(self.findings)
        for act, counts in zip(self.acts, counted, strict=True):
            numbers = counts.row(0, named=True)
            told = act.tell(numbers)
            if not numbers[ROWS]:
                raise Refusal(NothingLeft(step=told.said, before=before))
            steps.append(Prepared(act.step.data, told.said, before, numbers[ROWS], told.figures))
            findings += told.findings
            before = numbers[ROWS]
        return replace(
            self, frame=frame.lazy(), rows=frame.height, steps=tuple(steps), findings=tuple(findings), acts=(),
            waits=False, begun=None, long=None,
        )  # fmt: skip

    def table(self) -> Table:
        """The prepared table."""
        done = self.settled()
        earlier = tuple(finding for finding in done.findings if not isinstance(finding, FewRowsLeft))
        findings = (*earlier, *_few_left(done.steps, done.rows or 0))
        return Table(
            done.frame.collect(), done.columns, done.time, done.asset, done.lot, findings, done.source, done.steps
        )


_LEAVING_OUT: Final = ("where", "exclude")
_FEW: Final = 10
"""From fewer rows nothing is learned that holds on the next day."""


def _few_left(steps: Sequence[Prepared], left: int) -> Iterator[Finding]:
    """What each condition and exclusion took, if together they have left hardly any row."""
    taking = [(place, step) for place, step in enumerate(steps, 1) if next(iter(step.step)) in _LEAVING_OUT]
    before = [step.before for _, step in taking if step.before is not None]
    if left < _FEW and any(step.before and step.before >= _FEW > step.after for _, step in taking):
        took = tuple(_took(place, step, step.before) for place, step in taking if step.before is not None)
        yield FewRowsLeft(left=left, before=max(before), took=took)


def _took(place: int, step: Prepared, before: int) -> Text:
    """What a step took, the step by its word and its condition, or its kinds of periods and their reasons."""
    verb, given = next(iter(step.step.items()))
    listed = [given] if isinstance(given, str) else given
    reasons = [one if isinstance(one, str) else one.get("reason") for one in listed]
    named = f"{verb} {', '.join(filter(None, reasons))}".strip()
    return say("{rows:row|rows} by step {place}, {step}", rows=before - step.after, place=place, step=named)
