"""Equipment of two tables that are joined by time: which name here is which name there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import polars as pl

from sanhak.finding import Finding, Refusal
from sanhak.table.prepare.flow import Flow
from sanhak.table.prepare.matching_findings import AssetsOnOneSide, AssetsWithoutPartner, NoCommonAsset
from sanhak.table.prepare.names import folded
from sanhak.table.table import Table
from sanhak.text import Text, say

_ASSET: Final = "equipment of the row"
_NAMED: Final = 8
"""Names that a finding or a step tells."""


@dataclass(frozen=True, slots=True)
class Partners:
    """Columns by which rows of the same equipment find one another, none where it does not count.

    ``ours`` and ``theirs`` make the column ``by`` in either table; ``without`` are columns of the other table that need
    not be brought.
    """

    by: tuple[str, ...] = ()
    ours: tuple[pl.Expr, ...] = ()
    theirs: tuple[pl.Expr, ...] = ()
    without: tuple[str, ...] = ()
    said: tuple[Text, ...] = ()
    findings: tuple[Finding, ...] = ()


def partners(flow: Flow, theirs: Table, table: str, *, ignore: bool = False) -> Partners:
    """How equipment is told apart in a join by time.

    Names that are equal find one another first, then those with the same letters and digits, if only one name of the
    main table has them.

    Raises
    ------
    Refusal
        T241 if both tables name their equipment and share no name.
    """
    if ignore or (flow.asset is None and theirs.asset is None):
        return Partners()
    if flow.asset is None or theirs.asset is None:
        return _one_sided(flow, theirs, table)
    here, there = _names(flow.frame, flow.asset), _names(theirs.frame.lazy(), theirs.asset)
    pairs = _pairs(here, there)
    alone = [name for name in here if name not in pairs.values()], [name for name in there if name not in pairs]
    if not pairs:
        raise Refusal(NoCommonAsset(table, flow.asset, theirs.asset, *map(_some, alone)))
    key = pl.col(theirs.asset).cast(pl.String).replace_strict(pairs, default=None, return_dtype=pl.String)
    findings = (AssetsWithoutPartner(table, *map(_some, alone)),) if any(alone) else ()
    return Partners(
        (_ASSET,), (pl.col(flow.asset).cast(pl.String).alias(_ASSET),), (key.alias(_ASSET),), (theirs.asset,),
        _said(flow.asset, pairs), findings,
    )  # fmt: skip


def _one_sided(flow: Flow, theirs: Table, table: str) -> Partners:
    """Join by time alone, and tell of it where several pieces of equipment are in question."""
    naming, silent = (say("the main table"), table) if theirs.asset is None else (table, say("the main table"))
    names = _names(flow.frame, flow.asset) if flow.asset else _names(theirs.frame.lazy(), str(theirs.asset))
    said = say("by time alone, for {table} names no equipment", table=silent)
    findings = (AssetsOnOneSide(naming=naming, silent=silent, assets=len(names)),) if len(names) > 1 else ()
    return Partners(said=(said,), findings=findings)


def _names(frame: pl.LazyFrame, column: str) -> list[str]:
    values = frame.select(pl.col(column).cast(pl.String).drop_nulls().unique(maintain_order=True)).collect()
    return values[column].to_list()


def _pairs(here: Sequence[str], there: Sequence[str]) -> dict[str, str]:
    """Our name for each of their names that has one."""
    by_spelling: dict[str, list[str]] = {}
    for name in here:
        by_spelling.setdefault(folded(name), []).append(name)
    alike = {name: [name] if name in here else by_spelling.get(folded(name), []) for name in there if folded(name)}
    return {name: ours[0] for name, ours in alike.items() if len(ours) == 1}


def _said(column: str, pairs: Mapping[str, str]) -> tuple[Text, ...]:
    spelled = [f"{ours} = {theirs}" for theirs, ours in pairs.items() if theirs != ours]
    said = say("each on its own {column}", column=column)
    if not spelled:
        return (said,)
    if len(spelled) > _NAMED:
        spelled = [*spelled[:_NAMED], "…"]
    return (said, say("names matched by spelling: {names}", names=spelled))


def _some(names: Sequence[str]) -> tuple[str, ...]:
    return tuple(names[:_NAMED]) + ("…",) * (len(names) > _NAMED)
