"""The step that brings the properties of parent lots to the lots that are made of them, weighted by their shares."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar, Final

import polars as pl
from pydantic import Field

from sanhak.finding import Finding, Refusal
from sanhak.table.column import Column, Kind
from sanhak.table.prepare.ancestry import EXAMPLES, Genealogy, Parts
from sanhak.table.prepare.findings import NoSuchTable
from sanhak.table.prepare.flow import ROWS, Counts, Flow, Told
from sanhak.table.prepare.genealogy_findings import (
    LotsWithoutGenealogy,
    NoLotFound,
    ParentsIncomplete,
    ParentsUnknown,
)
from sanhak.table.prepare.names import free_name, spelled, written
from sanhak.table.prepare.step import Step
from sanhak.table.table import Table
from sanhak.text import Amount, Text, say

_ROW: Final = "row of the main table"
_LOT: Final = "lot as it is spelled"
_PARENT: Final = "parent as it is spelled"
_SHARE: Final = "share of the parent"
_KNOWN: Final = "known share of {}"
_ROUNDING: Final = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class _Mixture:
    """For each lot its mixed properties, and beside each of them the share of the lot for which it is known."""

    rows: pl.DataFrame
    brought: Mapping[str, Column]


class GenealogyJoin(Step):
    """Bring the properties of parent lots to the lots that are made of them.

    ``genealogy`` names the table that says what a lot is made of, one row a parent: its columns ``lot``, ``parent`` and
    ``share``. Shares are fractions or per cent, or amounts (kg, L, mol, pieces) that are turned into shares. ``bring``
    names the table of the parents' properties. A number becomes the mean of the parents, weighted by their shares; of
    all else the value with the largest share is taken. A parent that has no properties but parents of its own is
    followed down, over any number of generations.

    Shares of a lot that do not sum to 100 % (within 1 %) are refused, or brought to it with ``scale: true``. Where
    parents are not known, the mean is taken over the others if they make up at least ``known`` of the lot, else the
    cell is missing; ``known_as`` names a new column that tells this share.

    ``on`` is the lot in the main table and ``key`` the parent in the table of properties; without them the columns of
    the same names as in the genealogy, or those that the tables know as their lots. Names are compared whatever their
    case and blanks. Every row stays.
    """

    verb: ClassVar[str] = "genealogy"
    title: ClassVar[Text] = say("Follow lots")
    summary: ClassVar[str] = "Bring properties of parent lots, weighted by their shares in each lot."

    genealogy: str
    bring: str
    lot: str = "lot"
    parent: str = "parent"
    share: str = "share"
    on: str | None = None
    key: str | None = None
    columns: tuple[str, ...] = ()
    known: float = Field(default=0.8, gt=0, le=1)
    known_as: str | None = None
    scale: bool = False

    @property
    def asks(self) -> tuple[str, ...]:
        """The genealogy, and the table of the parents' properties."""
        return (self.genealogy, self.bring)

    def plan(self, flow: Flow) -> Flow:
        """Follow every lot to its parents and mix their properties."""
        for name in self.asks:
            if name not in flow.others:
                raise Refusal(NoSuchTable(table=name, known=tuple(flow.others)))
        flow, theirs = flow.settled(), flow.others[self.bring]
        ours = self._ours(flow)
        rows = flow.frame.with_row_index(_ROW).with_columns(spelled(ours).alias(_LOT))
        lots = _lots(rows, ours)
        genealogy = Genealogy.read(flow.others[self.genealogy], self.genealogy, self.lot, self.parent, self.share)
        parents = self._properties(theirs, self._key(theirs))
        known = frozenset(parents[_PARENT].to_list())
        made, generations = genealogy.made(lots, known, scale=self.scale)
        used = known.intersection(parent for parts in made.values() for parent in parts)
        if not used:
            raise Refusal(self._nothing(ours.name, lots.values(), genealogy, parents))
        mixture = self._mixed(flow, theirs, made, parents)
        columns = (*flow.columns, *mixture.brought.values())
        frame = rows.join(mixture.rows.lazy(), on=_LOT, how="left").sort(_ROW).select(each.name for each in columns)
        findings = (
            *self._without(ours.name, [name for lot, name in lots.items() if lot not in made]),
            *self._unknown(genealogy, made, known),
            *self._incomplete(mixture),
        )
        said = self._said(len(made), len(used), generations, mixture)

        def tell(_counts: Counts) -> Told:
            return Told(said, findings)

        return flow.acted(self, frame, frame.select(pl.len().alias(ROWS)), tell, columns=columns)

    def _ours(self, flow: Flow) -> Column:
        if self.on is None and self.lot not in flow.facts and flow.lot is not None:
            return flow.column(flow.lot)
        return flow.column(self.on or self.lot)

    def _key(self, theirs: Table) -> Column:
        if self.key is not None:
            return theirs[self.key]
        named = next((name for name in (self.parent, self.lot) if name in theirs), theirs.lot)
        return theirs[named or self.parent]

    def _properties(self, theirs: Table, key: Column) -> pl.DataFrame:
        """One row for each parent: repeated numbers as their mean, the last of all else."""
        wanted = [theirs[name] for name in self.columns] or [each for each in theirs.columns if each.name != key.name]
        rows = theirs.frame.select(spelled(key).alias(_PARENT), *(column.name for column in wanted))
        values = [(pl.col(column.name), column.kind is Kind.NUMBER) for column in wanted]
        once = [value.mean() if number else value.drop_nulls().last() for value, number in values]
        return rows.drop_nulls(_PARENT).group_by(_PARENT, maintain_order=True).agg(once)

    def _mixed(self, flow: Flow, theirs: Table, made: Mapping[str, Parts], parents: pl.DataFrame) -> _Mixture:
        taken = set(flow.facts)
        wanted = [name for name in parents.columns if name != _PARENT]
        brought = {name: theirs[name].with_(name=free_name(name, self.bring, taken)) for name in wanted}
        triples = [(lot, parent, share) for lot, parts in made.items() for parent, share in parts.items()]
        parts = pl.DataFrame(triples, schema={_LOT: pl.String, _PARENT: pl.String, _SHARE: pl.Float64}, orient="row")
        told = parents.with_columns(pl.lit(value=True).alias(_ROW))
        parts = parts.join(told, on=_PARENT, how="left", maintain_order="left")
        shares = _sums(parts.filter(pl.col(_ROW)), "share").with_columns((pl.col("share") * 100).clip(0, 100))
        rows = pl.DataFrame({_LOT: list(made)}, schema={_LOT: pl.String})
        rows = rows.join(shares, on=_LOT, how="left").with_columns(pl.col("share").fill_null(0.0).alias(_SHARE))
        rows = rows.select(_LOT, _SHARE)
        for name, column in brought.items():
            mixed = _mean(parts, name) if column.kind is Kind.NUMBER else _largest(parts, name)
            value = pl.when(pl.col("share") >= self.known - _ROUNDING).then(pl.col("value"))
            rows = rows.join(mixed, on=_LOT, how="left", maintain_order="left").with_columns(
                value.alias(column.name), pl.col("share").fill_null(0.0).alias(_KNOWN.format(column.name))
            ).drop("value", "share")  # fmt: skip
        if self.known_as is not None:
            share = Column(free_name(self.known_as, self.bring, taken), unit="%", lower=0.0, upper=100.0)
            brought |= {_SHARE: share}
            rows = rows.with_columns(pl.col(_SHARE).alias(share.name))
        return _Mixture(rows, brought)

    def _nothing(self, ours: str, lots: Iterable[str], genealogy: Genealogy, parents: pl.DataFrame) -> Finding:
        some = (*list(lots)[:2], *genealogy.named(list(genealogy.made_of)[:2]), *parents[_PARENT].to_list()[:2])
        return NoLotFound(ours=ours, table=self.genealogy, bring=self.bring, examples=some)

    def _without(self, ours: str, lots: list[str]) -> Iterator[Finding]:
        if lots:
            some = tuple(lots[:EXAMPLES])
            yield LotsWithoutGenealogy(column=ours, table=self.genealogy, count=len(lots), lots=some)

    def _unknown(self, genealogy: Genealogy, made: Mapping[str, Parts], known: frozenset[str]) -> Iterator[Finding]:
        unknown = list(dict.fromkeys(one for parts in made.values() for one in parts if one not in known))
        shares = [sum(share for one, share in parts.items() if one in known) for parts in made.values()]
        partly = [share for share, parts in zip(shares, made.values(), strict=True) if not known.issuperset(parts)]
        if unknown:
            yield ParentsUnknown(
                table=self.bring, count=len(unknown), parents=genealogy.named(unknown[:EXAMPLES]), lots=len(partly),
                least=min(partly), missing=sum(share < self.known - _ROUNDING for share in partly), limit=self.known,
            )  # fmt: skip

    def _incomplete(self, mixture: _Mixture) -> Iterator[Finding]:
        """Properties that are known for less of a lot than its parents are."""
        less = {
            column.name: pl.col(_KNOWN.format(column.name)) * 100 < pl.col(_SHARE) - 100 * _ROUNDING
            for name, column in mixture.brought.items()
            if name != _SHARE
        }
        lacking = mixture.rows.select(pl.any_horizontal(less.values()).sum().alias(_ROW), **_counted(less)).row(
            0, named=True
        )
        columns = tuple(name for name in less if lacking[name])
        if columns:
            limit = Amount(100 * self.known, "%")
            yield ParentsIncomplete(columns=columns, lots=lacking[_ROW], least=limit)

    def _said(self, lots: int, parents: int, generations: int, mixture: _Mixture) -> Text:
        said = say(
            "{lots:lot was|lots were} followed by {table} to {parents:parent lot|parent lots} of {bring}, over up to"
            " {generations:generation|generations}; numbers are means weighted by the shares",
            lots=lots, table=self.genealogy, parents=parents, bring=self.bring, generations=generations,
        )  # fmt: skip
        labels = [column.name for column in mixture.brought.values() if column.kind is not Kind.NUMBER]
        if labels:
            said = say("{said}, of {columns} the value with the largest share", said=said, columns=labels)
        if self.scale:
            said = say("{said}; the shares of each lot were brought to 100 %", said=said)
        return say("{said}.", said=said)


def _lots(rows: pl.LazyFrame, column: Column) -> dict[str, str]:
    """The lots of the main table as they are spelled, and as they stand there."""
    named = (
        rows.select(_LOT, written(column).alias(_PARENT)).drop_nulls().unique(_LOT, keep="first", maintain_order=True)
    )
    return dict(named.collect().iter_rows())


def _counted(conditions: Mapping[str, pl.Expr]) -> dict[str, pl.Expr]:
    return {name: condition.sum() for name, condition in conditions.items()}


def _sums(parts: pl.DataFrame, name: str) -> pl.DataFrame:
    return parts.group_by(_LOT, maintain_order=True).agg(pl.col(_SHARE).sum().alias(name))


def _mean(parts: pl.DataFrame, name: str) -> pl.DataFrame:
    """The weighted mean over the parents whose value is known, and their share; never beyond any of them."""
    value, share = pl.col(name), pl.col(_SHARE)
    there = parts.filter(value.is_not_null() & (share > 0))
    mean = ((value * share).sum() / share.sum()).clip(value.min(), value.max())
    return there.group_by(_LOT, maintain_order=True).agg(mean.alias("value"), share.sum().alias("share"))


def _largest(parts: pl.DataFrame, name: str) -> pl.DataFrame:
    """The value with the largest share, the first in the alphabet of equals, and the share for which one is known."""
    there = parts.filter(pl.col(name).is_not_null() & (pl.col(_SHARE) > 0))
    by_value = there.group_by(_LOT, name, maintain_order=True).agg(pl.col(_SHARE).sum())
    first = by_value.sort(_LOT, -pl.col(_SHARE), name).unique(_LOT, keep="first", maintain_order=True)
    return first.select(_LOT, pl.col(name).alias("value")).join(_sums(there, "share"), on=_LOT)
