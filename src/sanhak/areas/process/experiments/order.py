"""The order of the bench: runs sorted so that what is most costly to change is changed least."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sanhak.areas.process.experiments.proposal import Proposed
from sanhak.decide.space import Setting

if TYPE_CHECKING:
    from sanhak.areas.process.campaign import Campaign


def bench_order(study: Campaign, runs: Sequence[Proposed]) -> tuple[Proposed, ...]:
    """The runs of a batch in the order in which a laboratory makes them.

    The bath is set to each temperature once, then solvents change least, then the other substances, then what is left;
    each group starts with what the one before it ended with, where it can.
    """
    first = [name for name in (study.temperature, study.solvent) if isinstance(name, str) and name in study.factors]
    costly = dict.fromkeys((*first, *study.substances, *study.factors))
    return _grouped(tuple(runs), tuple(costly), None)


def _grouped(runs: tuple[Proposed, ...], factors: tuple[str, ...], last: Proposed | None) -> tuple[Proposed, ...]:
    """The runs grouped by the first factor, each group by the next; ``last`` is the run before them."""
    if len(runs) < 2 or not factors:  # noqa: PLR2004 - one run is in order
        return runs
    name, rest = factors[0], factors[1:]
    values = list(dict.fromkeys(run.settings[name] for run in runs))
    ordered: tuple[Proposed, ...] = ()
    for value in _turned(values, last.settings[name] if last else None):
        group = tuple(run for run in runs if run.settings[name] == value)
        ordered += _grouped(group, rest, ordered[-1] if ordered else last)
    return ordered


def _turned(values: list[Setting], last: Setting | None) -> list[Setting]:
    """Numbers rising, or falling if their upper end is nearer to the last; levels with the last one first."""
    numbers = [value for value in values if not isinstance(value, str)]
    if len(numbers) == len(values):
        ends = min(numbers), max(numbers)
        falling = isinstance(last, float) and abs(last - ends[1]) < abs(last - ends[0])
        return sorted(numbers, reverse=falling)
    return sorted(values, key=lambda value: value != last)
