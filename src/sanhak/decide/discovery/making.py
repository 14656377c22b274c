"""Candidates made lazily, a round after the other: the best of each round are parents of the next."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

import numpy as np

from sanhak.model.composition.moves import Made
from sanhak.model.composition.rules import Rules, novelty, shares_of
from sanhak.model.prediction import Floats
from sanhak.table.formula import Composition

_TRIES: Final = 5
"""Formulas that are made for each that is wanted, before a round ends short."""
_PART: Final = 256
"""Formulas that are judged at a time."""
_PLACES: Final = 9


@dataclass(slots=True)
class Sieve:
    """Lets through formulas that keep the rules, are new, and were not let through before.

    ``known`` are the shares of the measured formulas, shape (formulas, elements), ``least`` how far a new one is from
    each of them. ``made`` counts what came in, ``kept`` what kept the rules, ``broken`` holds some that broke one.
    """

    rules: Rules
    known: Floats
    least: float
    made: int = 0
    kept: int = 0
    broken: list[Composition] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)

    def of(self, stream: Iterable[Made], count: int) -> list[Made]:
        """At most ``count`` of a stream, of which no more than five times as many are taken."""
        found: list[Made] = []
        taken = islice(stream, _TRIES * count)
        while len(found) < count and (part := list(islice(taken, _PART))):
            found += self._through(part)
        return found[:count]

    def _through(self, part: Sequence[Made]) -> Iterator[Made]:
        self.made += len(part)
        keeping = []
        for one in part:
            if one.composition.key in self.seen:
                continue
            self.seen.add(one.composition.key)
            if self.rules.keeps(one.composition):
                keeping.append(one)
            elif len(self.broken) < _PART:
                self.broken.append(one.composition)
        self.kept += len(keeping)
        apart = novelty(shares_of([one.composition for one in keeping]), self.known)
        yield from (one for one, far in zip(keeping, apart, strict=True) if round(float(far), _PLACES) > 0
                    and far >= self.least)  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Weighed:
    """Candidates that were made and what each may bring, the best first; ``hope`` has the shape (candidates,)."""

    made: tuple[Made, ...]
    hope: Floats


def grown(
    parents: Sequence[Composition],
    ways: Callable[[Sequence[Composition]], Iterable[Made]],
    sieve: Sieve,
    weigh: Callable[[Sequence[Made]], Floats],
    count: int,
    rounds: int,
) -> Weighed:
    """Make ``count`` candidates in ``rounds`` rounds and weigh them.

    ``parents`` are measured compositions, the best first. In later rounds the best candidates so far are parents too;
    what a candidate of a candidate comes from is told by the measured ones at its origin.
    """
    each = -(-count // rounds)
    made: list[Made] = []
    hope = np.zeros(0)
    for _ in range(rounds):
        top = [made[at] for at in np.argsort(-hope, kind="stable")[: len(parents)]]
        origins = [one.parents for one in top] + [(at,) for at in range(len(parents))]
        stream = ways([*(one.composition for one in top), *parents])
        new = [_from_origin(one, origins) for one in sieve.of(stream, each)]
        if not new:
            continue
        made, hope = [*made, *new], np.concatenate([hope, weigh(new)])
    order = np.argsort(-hope, kind="stable")
    return Weighed(tuple(made[at] for at in order), hope[order])


def _from_origin(one: Made, origins: Sequence[tuple[int, ...]]) -> Made:
    """What was made, with the measured formulas from which it comes as its parents, each once."""
    from_ = tuple(dict.fromkeys(place for parent in one.parents for place in origins[parent]))
    return Made(one.composition, one.way, from_)
