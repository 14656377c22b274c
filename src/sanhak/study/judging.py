"""Whether lives that were foretold came true: chances to last against who lasted, once later rows tell.

At one moment for all: until then each asset has lasted, or has failed before. A later moment would count only those
that failed early. An asset that was renewed before its limit, or not looked at so long, counts for as long as it was
seen: who counted the failures among such assets and not the others would find too many everywhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from sanhak.model.prediction import Floats

if TYPE_CHECKING:
    from sanhak.model.life.lives import Lives
    from sanhak.study.study import Study
    from sanhak.table import Table

_DRAWS: Final = 4000


@dataclass(frozen=True, slots=True)
class Came:
    """What became of assets since lives were told: how long each was ``seen`` since, and whether it ``failed`` then.

    Arrays of shape (assets,), times in the unit of the lives; who did not fail was renewed then, or seen last.
    """

    assets: tuple[str, ...]
    seen: Floats
    failed: NDArray[np.bool_]


@runtime_checkable
class Judging(Protocol):
    """A predictor that can tell from later rows what became of the assets that it told of."""

    @property
    def told_until(self) -> float:
        """For how long the chance to last was told, in the unit of the lives."""

    def came(self, study: Study, tables: Mapping[str, Table]) -> Came | None:
        """What became of them, by later versions of the study's tables; None where rows tell no time."""


@dataclass(frozen=True, slots=True)
class Judged:
    """Chances to last until one moment, ``until`` after they were told, against who lasted.

    ``known`` assets are judged, each until then or for as long as it was seen, of which ``failed`` did not last;
    ``expected`` were to, ``lower`` to ``upper`` with 90 %. ``brier`` is the mean squared error of the chances,
    ``simple`` that of one chance for all, the mean of those told. Of ``ends`` assets that failed, ``inside`` did so
    within the 90 % interval of their life.
    """

    until: float
    known: int
    failed: int
    expected: float
    lower: float
    upper: float
    brier: float
    simple: float
    ends: int
    inside: int

    @property
    def kept(self) -> bool:
        """Whether as many failed as were told to, within the interval."""
        return self.lower <= self.failed <= self.upper


def judged(lives: Lives, until: float, came: Came) -> Judged | None:
    """Judge at ``until``, or as far as most assets that did not fail were seen; None where nothing came later."""
    place = {name: at for at, name in enumerate(lives.assets)}
    rows = [at for at, name in enumerate(came.assets) if name in place and came.seen[at] > 0]
    told = lives.of([place[came.assets[at]] for at in rows])
    seen, failed = came.seen[rows], came.failed[rows]
    if not rows:
        return None
    alive = seen[~failed]
    moment = float(min(until, np.median(alive) if len(alive) else until))
    gone = failed & (seen <= moment)
    chance, lasted = told.lasts(np.where(failed, moment, np.minimum(seen, moment))), ~gone
    drawn = (np.random.default_rng(17).random((_DRAWS, len(rows))) >= chance).sum(axis=1)
    low, high = told.interval()
    within = failed & (low <= seen) & (seen <= high)
    return Judged(
        until=moment, known=len(rows), failed=int((~lasted).sum()), expected=float((1 - chance).sum()),
        lower=float(np.quantile(drawn, 0.05)), upper=float(np.quantile(drawn, 0.95)),
        brier=float(((chance - lasted) ** 2).mean()), simple=float(((chance.mean() - lasted) ** 2).mean()),
        ends=int(failed.sum()), inside=int(within.sum()),
    )  # fmt: skip
