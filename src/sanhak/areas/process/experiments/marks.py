"""What is to be seen of a batch before it is weighed in: boiling, too little to weigh, gases, hazards."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from sanhak.areas.process.experiments.charge import Amounts, Charge
from sanhak.areas.process.experiments.proposal import Batch
from sanhak.areas.process.experiments.stock import Stock
from sanhak.decide.findings.campaign import RunMarked
from sanhak.decide.findings.recipe import CareNeeded, NotWeighedSo, TooLittle
from sanhak.finding import Finding
from sanhak.table.substances import Substance
from sanhak.table.substances.hazards import grave, hazard
from sanhak.text import Amount, Text, say

_LEAST_MASS: Final = 1.0
_LEAST_VOLUME: Final = 10.0
"""mg and µL: ten steps of a balance that reads 0.1 mg and of a pipette that gives whole µL."""
_DISSOLVED: Final = 5.0
"""mg that are weighed into a stock solution at least."""
_SHARE: Final = 100.0
"""µL of a stock solution that a run takes at most: a quarter of its solvent where that is less."""
_ROOM: Final = 25.0
"""°C above which a liquid boils and below which a solid melts to count as such in the laboratory."""


@dataclass(frozen=True)
class Marks:
    """Findings on a batch, and by run number what is to be seen in a few words."""

    findings: list[Finding] = field(default_factory=list)
    runs: dict[int, list[Text]] = field(default_factory=dict)

    def add(self, runs: tuple[int, ...], brief: Text, finding: Finding) -> None:
        """A finding on some runs."""
        self.findings.append(finding)
        for run in runs:
            self.runs.setdefault(run, []).append(brief)

    def of_all(self, runs: list[int]) -> list[Text]:
        """What is to be seen in each of these runs, where they are several."""
        first = self.runs.get(runs[0], []) if len(runs) > 1 else []
        return [text for text in first if all(text in self.runs.get(run, []) for run in runs)]


def marks_of(charge: Charge, batch: Batch, stock: Stock) -> Marks:
    """Everything about a batch that is to be seen before it is weighed in."""
    marks = Marks()
    numbers = tuple(run.number for run in batch.runs)
    _boiling(charge, batch, numbers, marks)
    amounts = charge.amounts(batch.points)
    for part in amounts:
        for substance, runs in _by_substance(part, numbers).items():
            _too_little(part, substance, {numbers.index(run): run for run in runs}, amounts, marks, stock)
    marks.findings.extend(_not_weighed_so(amounts))
    marks.findings.extend(_care(charge, batch, amounts))
    return marks


def _boiling(charge: Charge, batch: Batch, numbers: tuple[int, ...], marks: Marks) -> None:
    """Runs above the boiling point of their solvent need a closed vessel."""
    heat, solvent = charge.temperature(batch.points), charge.solvent
    if heat is None or solvent is None:
        return
    found: dict[tuple[float, Substance, str], list[int]] = {}
    for run, at, level in zip(numbers, heat, charge.levels(solvent, batch.points), strict=True):
        one = solvent.substances[level]
        if one.boiling_point is not None and at > one.boiling_point:
            name = str(batch.runs[numbers.index(run)].settings[solvent.name]) if solvent.varies else solvent.name
            found.setdefault((round(float(at), 1), one, name), []).append(run)
    for (at, one, name), runs in found.items():
        point = Amount(one.boiling_point or 0.0, "°C", 0)
        because = say("{temperature} is above the boiling point of {solvent}, {point}: closed vessel",
                      temperature=Amount(at, "°C"), solvent=name, point=point)  # fmt: skip
        brief = say("closed vessel (boils at {point})", point=point)
        marks.add(tuple(runs), brief, RunMarked(run=_runs(runs), because=because))


def _runs(runs: list[int]) -> Text:
    return say("Run {number}", number=runs[0]) if len(runs) == 1 else say("Runs {numbers}", numbers=runs)


def _by_substance(part: Amounts, numbers: tuple[int, ...]) -> Mapping[Substance, list[int]]:
    found: dict[Substance, list[int]] = {}
    for place, run in enumerate(numbers):
        found.setdefault(part.substance(place), []).append(run)
    return found


def _too_little(
    part: Amounts,
    substance: Substance,
    runs: Mapping[int, int],
    amounts: tuple[Amounts, ...],
    marks: Marks,
    stock: Stock,
) -> None:
    """Less than ten steps of the instrument: a stock solution for those runs and one more."""
    least = {True: _LEAST_VOLUME, False: _LEAST_MASS}
    few = [place for place in runs if part.moles[place] > 0 and part.taken[place] < least[bool(part.poured[place])]]
    if not few:
        return
    smallest = min(few, key=lambda place: part.moles[place])
    mass = {place: float(part.moles[place] * (substance.molar_mass or np.nan)) for place in few}
    solvent = [float(one.volume[place]) for one in amounts if one.ingredient.is_solvent for place in few]
    share = min(_SHARE, min(solvent, default=np.inf) / 4)
    # The run that takes most gets the whole share; what is dissolved is enough for all of them and once more.
    wanted = max(_DISSOLVED, sum(mass.values()) + max(mass.values()))
    dissolved = min(wanted, stock.mass(substance))
    volume = dissolved / max(mass.values()) * share
    own = Amount(mass[smallest], "mg", 3) if mass[smallest] < 1 else Amount(mass[smallest], "mg", 1)
    numbers = tuple(runs[place] for place in few)
    name = stock.charge.called(part, few[0])
    marks.add(
        numbers,
        say("stock solution of {substance}", substance=name),
        TooLittle(
            substance=name,
            runs=numbers,
            least=own,
            mass=Amount(dissolved, "mg", 1),
            volume=Amount(volume / 1e3, "mL", 2),
            share=Amount(share * mass[smallest] / max(mass.values()), "µL", 0),
        ),
    )


def _not_weighed_so(amounts: tuple[Amounts, ...]) -> Iterator[Finding]:
    """Substances that are gases, or liquids of unknown density, or whose molar mass is not known."""
    seen = {part.substance(place): None for part in amounts if not part.ingredient.is_solvent
            for place in range(len(part.levels))}  # fmt: skip
    for one in seen:
        if one.molar_mass is None:
            yield NotWeighedSo(substance=one.english, because=say("its molar mass is not known"))
        elif one.boiling_point is not None and one.boiling_point < _ROOM:
            yield NotWeighedSo(substance=one.english, because=say("it is a gas at room temperature"))
        elif one.density is None and one.melting_point is not None and one.melting_point < _ROOM:
            yield NotWeighedSo(substance=one.english, because=say("it is a liquid, and its density is not known"))


def _care(charge: Charge, batch: Batch, amounts: tuple[Amounts, ...]) -> Iterator[Finding]:
    """One note on all substances of the batch that call for special care."""
    seen = {part.substance(place): charge.called(part, place) for part in amounts for place in range(len(batch.runs))}
    named = tuple(
        say("{substance} ({classes})", substance=name, classes=[hazard(written) for written in grave(one)])
        for one, name in seen.items()
        if grave(one)
    )
    if named:
        yield CareNeeded(len(named), named)
