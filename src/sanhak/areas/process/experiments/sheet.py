"""The tables that a chemist takes to the bench: the run sheet, what the batch needs, and every amount on its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import polars as pl

from sanhak.areas.process.experiments.charge import Amounts, Charge
from sanhak.areas.process.experiments.learning import Learnt
from sanhak.areas.process.experiments.marks import Marks
from sanhak.areas.process.experiments.order import bench_order
from sanhak.areas.process.experiments.proposal import Batch
from sanhak.areas.process.experiments.rows import run_sheet, words_of
from sanhak.areas.process.experiments.stock import Stock
from sanhak.study import Listed
from sanhak.table import Column, Kind, Source, Table
from sanhak.table.substances import Substance
from sanhak.table.substances.hazards import hazard
from sanhak.text import Text, say, show

if TYPE_CHECKING:
    from sanhak.areas.process.campaign import Campaign

_WORDS: Final[Mapping[str, Text]] = {
    "look out": say("look out"),
    "notes": say("notes"),
    "substance": say("substance"),
    "name": say("name"),
    "CAS": say("CAS number"),
    "molar mass": say("molar mass"),
    "density": say("density"),
    "in a run": say("in a run"),
    "runs": say("number of runs"),
    "mass": say("mass in all"),
    "volume": say("volume in all"),
    "left": say("left after it"),
    "hazards": say("hazards"),
}
_EMPTY: Final = ""
"""A cell to write in."""
_FIRM: Final = "\u00a0"
"""A blank at which no line breaks."""


@dataclass
class _Columns:
    """The columns of a table as they come together; a name that is taken gets a number."""

    facts: list[Column] = field(default_factory=list)
    data: dict[str, Sequence[Any]] = field(default_factory=dict)
    words: dict[str, Text] = field(default_factory=dict)

    def add(self, fact: Column, cells: Sequence[Any], shown: Text | None = None) -> None:
        """One more column; ``shown`` is its head where a report shows the table."""
        name, count = fact.name, 1
        while name in self.data:
            count += 1
            name = f"{fact.name} {count}"
        self.facts.append(fact.with_(name=name))
        self.data[name] = cells
        if shown is not None:
            self.words[name] = shown

    def table(self, name: str) -> Table:
        """The table with this name; NaN becomes a gap."""
        types = {fact.name: pl.Float64 if fact.kind is Kind.NUMBER else pl.String for fact in self.facts}
        return Table(pl.DataFrame(self.data, schema=types).fill_nan(None), tuple(self.facts), source=Source(name))


def sheets(
    study: Campaign, known: Learnt, batch: Batch, stock: Stock, marks: Marks
) -> tuple[tuple[Listed, ...], dict[str, Table]]:
    """The run sheet in the order of the bench and what the batch needs; without a recipe settings and expectations."""
    expected, charge = run_sheet(study, known, batch), stock.charge
    if not charge.ingredients:
        lede = say("What to set in each run of the next batch, and what is expected of it.")
        return (Listed("run sheet", say("Run sheet"), lede, words_of(study)),), {"run sheet": expected}
    sheet, needs = _Columns(), _Columns()
    _bench(sheet, study, known, batch, charge, marks)
    _needs(needs, batch, stock)
    lede = say("What to weigh and set in each run, in an order in which the bath, then the solvent change least. The "
               "numbers of the runs are those of the campaign.")  # fmt: skip
    common = marks.of_all([run.number for run in batch.runs])
    if common:
        lede = say("{lede} In all runs: {marks}.", lede=lede, marks=common)
    words = {**words_of(study), **_WORDS}
    listed = (
        Listed("run sheet", say("Run sheet"), lede, {**words, **sheet.words}),
        Listed("needs", say("What the batch needs"), say("All runs together, as on the run sheet, without any to "
               "spare. Hazards are a reminder and no safety data sheet."), {**words, **needs.words}),
        *([Listed("expected", say("What is expected of each run"), say("In the order in which the runs were chosen."),
                  words)] if any(run.expected for run in batch.runs) else []),
    )  # fmt: skip
    tables = {"run sheet": sheet.table("run sheet"), "needs": needs.table("needs"),
              "amounts": _amounts(charge, batch, study), "expected": expected}  # fmt: skip
    return listed, tables


def _places(study: Campaign, batch: Batch) -> list[int]:
    """Places of the runs of the batch, in the order of the bench."""
    numbers = [run.number for run in batch.runs]
    return [numbers.index(run.number) for run in bench_order(study, batch.runs)]


def _bench(sheet: _Columns, study: Campaign, known: Learnt, batch: Batch, charge: Charge, marks: Marks) -> None:
    """One row for each run: its number, what to put together, what to set, what to look out for, and empty cells."""
    order = _places(study, batch)
    runs, facts = [batch.runs[at] for at in order], known.domain.region.columns
    sheet.add(Column("run"), [float(run.number) for run in runs])

    def setting(name: str) -> None:
        sheet.add(facts[name], [run.settings[name] for run in runs])

    heat = [study.temperature] if isinstance(study.temperature, str) else []
    for name in heat:
        setting(name)
    for part in charge.amounts(batch.points[order]):
        if part.ingredient.varies:
            setting(part.ingredient.name)
        _weighed(sheet, part)
    for name in known.domain.space.names:
        if name not in {*heat, *(one.name for one in charge.ingredients if one.varies)}:
            setting(name)
    common = marks.of_all([run.number for run in runs])
    seen = [[text for text in marks.runs.get(run.number, []) if text not in common] for run in runs]
    if any(seen):
        cells = ["; ".join(text.render() for text in texts) for texts in seen]
        sheet.words |= {cell: say("{parts}", parts=texts) for cell, texts in zip(cells, seen, strict=True) if cell}
        sheet.add(Column("look out", Kind.TEXT), cells)
    for outcome in study.outcomes:
        sheet.add(Column(outcome, Kind.TEXT, known.units[outcome]), [_EMPTY] * len(runs))
    sheet.add(Column("notes", Kind.TEXT), [_EMPTY] * len(runs))


def _weighed(sheet: _Columns, part: Amounts) -> None:
    """One column of mg where a run weighs the ingredient, one of µL where a run measures it by volume."""
    name = part.ingredient.name
    for poured, kind, unit in ((False, "mass", "mg"), (True, "volume", "µL")):
        own = part.poured == poured
        if own.any():
            cells = np.where(own, part.taken, np.nan)
            sheet.add(Column(f"{name} {kind}", unit=unit), list(cells), say("{name}", name=name))


def _needs(needs: _Columns, batch: Batch, stock: Stock) -> None:
    """One row for each substance of the batch: how to find it, how much it is in all, what is left, and its hazards."""
    rows = list(_totals(stock.charge, batch).items())
    needs.add(Column("substance", Kind.TEXT), [name for (name, _), _ in rows])
    needs.add(
        Column("name", Kind.TEXT), [" · ".join(dict.fromkeys((one.english, one.name("ko")))) for (_, one), _ in rows]
    )
    needs.add(Column("CAS", Kind.IDENTIFIER), [one.cas for (_, one), _ in rows])
    needs.add(Column("molar mass", unit="g/mol"), [one.molar_mass for (_, one), _ in rows])
    needs.add(Column("density", unit="g/mL"), [one.density for (_, one), _ in rows])
    needs.add(Column("runs"), [float(total.runs) for _, total in rows])
    needs.add(Column("in a run", Kind.TEXT, "mmol"), [total.span for _, total in rows])
    needs.add(Column("mass", unit="g"), [round(total.mass, 4) or None for _, total in rows])
    needs.add(Column("volume", unit="mL"), [round(total.volume, 3) or None for _, total in rows])
    if stock.left:
        left = dict(zip(stock.substances.values(), stock.after(batch.points), strict=True))
        needs.add(Column("left", Kind.TEXT), [show(left[one]).replace(" ", _FIRM) if one in left else None
                                              for (_, one), _ in rows])  # fmt: skip
    cells = ["; ".join(one.hazards) for (_, one), _ in rows]
    for cell, ((_, one), _) in zip(cells, rows, strict=True):
        if cell:
            needs.words[cell] = say("{parts}", parts=[hazard(written) for written in one.hazards])
    needs.add(Column("hazards", Kind.TEXT), cells)


@dataclass
class _Total:
    """What all runs of a batch take of one substance, in g or mL."""

    runs: int = 0
    mass: float = 0.0
    volume: float = 0.0
    moles: list[float] = field(default_factory=list)

    @property
    def span(self) -> str | None:
        """The amount in a run in mmol, from the least to the most."""
        known = [moles for moles in self.moles if np.isfinite(moles)]
        ends = dict.fromkeys(show(end) for end in (min(known), max(known))) if known else {}
        return "–".join(ends) or None


def _totals(charge: Charge, batch: Batch) -> dict[tuple[str, Substance], _Total]:
    """Totals by the name that the user has for a substance."""
    found: dict[tuple[str, Substance], _Total] = {}
    for part in charge.amounts(batch.points):
        for place in range(len(batch.runs)):
            total = found.setdefault((charge.called(part, place), part.substance(place)), _Total())
            total.runs += 1
            total.moles.append(float(part.moles[place]))
            if part.poured[place]:
                total.volume += float(np.nan_to_num(part.volume[place])) / 1e3
            else:
                total.mass += float(np.nan_to_num(part.mass[place])) / 1e3
    return found


def _amounts(charge: Charge, batch: Batch, study: Campaign) -> Table:
    """One row for each run and substance, in the order of the bench: mmol, mg, and µL of what is measured by volume."""
    order = _places(study, batch)
    parts = charge.amounts(batch.points[order])
    rows = [
        (float(batch.runs[at].number), charge.called(part, place), part.ingredient.name, part.moles[place],
         part.mass[place], part.volume[place])
        for place, at in enumerate(order) for part in parts
    ]  # fmt: skip
    facts = (Column("run"), Column("substance", Kind.TEXT), Column("as", Kind.TEXT), Column("amount", unit="mmol"),
             Column("mass", unit="mg"), Column("volume", unit="µL"))  # fmt: skip
    columns = _Columns()
    for fact, cells in zip(facts, zip(*rows, strict=True) if rows else [()] * len(facts), strict=True):
        columns.add(fact, list(cells))
    return columns.table("amounts")
