"""Whether a selection keeps what its call has laid down: budgets, places, floors, caps, and what needs what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sanhak.center.calls.rules import Rules
from sanhak.text import Text, say


@dataclass(frozen=True, slots=True)
class Candidate:
    """An application as the rules see it; ``amounts`` in won by year, 0 for a form without years."""

    id: str
    number: int
    area: str
    laboratory: str
    amounts: Mapping[int, int]


def broken(rules: Rules, selected: Sequence[Candidate]) -> Iterator[Text]:
    """What a selection breaks, in words; nothing where it keeps all."""
    if rules.places is not None and len(selected) > rules.places:
        yield say("{count} are selected, and there are {places:place|places}", count=len(selected), places=rules.places)
    for year, budget in rules.budget.items():
        spent = sum(one.amounts.get(year, 0) for one in selected)
        if spent > budget:
            over = say("{amount} won", amount=spent - budget)
            yield (
                say("{over} more than the budget of {year}", over=over, year=str(year))
                if year
                else say("{over} more than the budget", over=over)
            )
    yield from _counted(rules, selected)
    numbers = {one.id: one.number for one in selected}
    for one, other in rules.needs:
        if one in numbers and other not in numbers:
            yield say("application {number} needs another one, which is not selected", number=numbers[one])


def _counted(rules: Rules, selected: Sequence[Candidate]) -> Iterator[Text]:
    areas = Counter(one.area for one in selected)
    for area, floor in rules.floors.items():
        if areas[area] < floor:
            yield say(
                "{count} of the area {area}, of which {floor} are asked for", count=areas[area], area=area, floor=floor
            )
    for laboratory, count in Counter(one.laboratory for one in selected if one.laboratory).items():
        most = rules.caps.get(laboratory, rules.cap)
        if most is not None and count > most:
            yield say(
                "{count} of the laboratory {laboratory}, of which {most:is|are} allowed",
                count=count,
                laboratory=laboratory,
                most=most,
            )
