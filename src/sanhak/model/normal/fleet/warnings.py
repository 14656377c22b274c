"""From alarms to warnings: since when, which sensors speak, against what, and whether the sensor itself is to blame."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final, Literal

import numpy as np

from sanhak.model.normal.episodes import merged
from sanhak.model.normal.fleet.contest import Watch
from sanhak.model.normal.fleet.courses import Courses, Places
from sanhak.model.normal.fleet.learnt import OWN, View
from sanhak.model.normal.fleet.stuck import stuck
from sanhak.model.prediction import Floats

Cause = Literal["asset", "stuck", "jumped", "against others", "one sensor"]
Against = Literal["own", "fleet", "both"]
_SPEAKS: Final = 0.1
"""Share from which on a sensor speaks."""
_WIDE, _CALM = 3.0, 2.0
"""Expected deviations beyond which a sensor is off its course, and within which it is on it."""
_NEAR: Final = 5
"""Readings before and after a jump that are compared."""
_JUMP: Final = 5.0
"""Scatters that a sensor jumps from one reading to the next."""
_STAYS: Final = 0.5
"""Share of what it is off by that a sensor gained in its jump."""
_TOLD: Final = 0.5
"""Share of a sensor's variance from which on the other sensors tell what it should show."""
_LIKE: Final = 0.8
"""Cosine from which on two episodes look alike."""


@dataclass(frozen=True, slots=True)
class Voice:
    """A sensor that speaks: by how many expected deviations it is off, its share, and the row since when."""

    sensor: int
    away: float
    share: float
    since: int


@dataclass(frozen=True, slots=True)
class Warned:
    """Alarms of one asset that belong together, from row ``first`` up to, but not with, ``end``.

    ``standing`` says whether the asset's newest reading belongs to it; ``peak`` is the largest statistic in multiples
    of the limit, at row ``at``; ``against`` what it left; ``voices`` the sensors that speak, the loudest first;
    ``cause`` whether it looks like the asset or like one sensor. ``like`` is the place of the earlier episode that
    looked most like it, with the cosine of both; None where none did.
    """

    asset: int
    course: int
    first: int
    end: int
    standing: bool
    peak: float
    at: int
    against: Against
    voices: tuple[Voice, ...]
    cause: Cause
    like: int | None = None
    likeness: float = 0.0


@dataclass(frozen=True, slots=True)
class Watched:
    """What watching showed.

    ``statistic`` of shape (rows,) is in multiples of the limit, ``views`` the same of each view; ``episodes`` are those
    outside normal periods, by their beginning; ``stuck`` of shape (rows, sensors) the row since which a sensor stands
    still, −1 where it does not.
    """

    statistic: Floats
    views: dict[str, Floats]
    episodes: tuple[Warned, ...]
    stuck: Places


def warnings_of(watch: Watch, courses: Courses) -> Watched:
    """Watch all rows of ``courses``, which are those that the views hold."""
    told = watch.multiples(courses)
    statistic = np.max(list(told.values()), axis=0)
    still = stuck(courses)
    alarms = (statistic > 1) & ~courses.calm
    episodes, signs = [], []
    edges = np.append(courses.starts, len(courses))
    newest = _newest(courses)
    for start, end in zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True):
        if not alarms[start:end].any():
            continue
        rows = np.arange(start, end)
        some, shown = courses.part(rows), {name: view.part(rows) for name, view in watch.views.items()}
        one = _Course(watch, some, shown, {name: values[rows] for name, values in told.items()}, still[rows], start)
        for first, stop in merged(alarms[rows]):
            warned, sign = one.warned(first, stop)
            episodes.append(replace(warned, standing=bool(warned.end - 1 == newest[warned.asset])))
            signs.append(sign)
    order = np.argsort([courses.time[one.first] for one in episodes], kind="stable").tolist()
    alike = _alike([episodes[at] for at in order], [signs[at] for at in order], courses)
    return Watched(statistic, told, tuple(alike), still)


def _newest(courses: Courses) -> Places:
    """The last row of each asset, shape (assets,)."""
    out = np.full(int(courses.asset.max(initial=-1)) + 1, -1)
    who = courses.asset[courses.course]
    order = np.argsort(courses.time, kind="stable")
    out[who[order]] = order
    return out


@dataclass(frozen=True, slots=True)
class _Course:
    """One course with alarms, its rows counted from ``start``."""

    watch: Watch
    courses: Courses
    views: dict[str, View]
    told: dict[str, Floats]
    still: Places
    start: int

    def warned(self, first: int, end: int) -> tuple[Warned, Floats]:
        """The episode between two rows of the course, and its sign: what each sensor shows, of length one."""
        name = max(self.told, key=lambda one: float(self.told[one][first:end].max()))
        at = first + int(np.argmax(self.told[name][first:end]))
        off = self.views[name].off(self.courses, self.watch.way.over * self.courses.step)
        single = off.single
        here = np.arange(len(single)) == at
        sign = off.part(here).residuals()[0] if self.watch.way.joint else single[at]
        voices = _voices(sign, single, at)
        passed = [one for one, values in self.told.items() if (values[first:end] > 1).any()]
        against: Against = "both" if len(passed) > 1 else "own" if passed == [OWN] else "fleet"
        cause = self._cause(name, single, voices, at)
        peak = float(self.told[name][at])
        moved = tuple(replace(one, since=one.since + self.start) for one in voices)
        asset, course = int(self.courses.asset[self.courses.course[0]]), int(self.courses.course[0])
        warned = Warned(asset, course, first + self.start, end + self.start, standing=False, peak=peak,
                        at=at + self.start, against=against, voices=moved, cause=cause)  # fmt: skip
        return warned, sign / max(float(np.linalg.norm(sign)), 1e-12)

    def _cause(self, name: str, single: Floats, voices: tuple[Voice, ...], at: int) -> Cause:
        """Whether one sensor alone speaks, and how."""
        lead = voices[0]
        off = np.abs(single[at])
        others = float(np.delete(off, lead.sensor).max(initial=0.0))
        if others > _WIDE or off[lead.sensor] <= _WIDE:
            return "asset"
        if self.still[at, lead.sensor] >= 0:
            return "stuck"
        usual = self.views[name].usual
        if _jumped(self.views[name].away[:, lead.sensor], lead.since, at, float(usual.scatter[lead.sensor])):
            return "jumped"
        inverse = np.linalg.inv(usual.alike)
        told = 1 - 1 / max(float(inverse[lead.sensor, lead.sensor]), 1.0)
        return "against others" if told >= _TOLD else "one sensor"


def _voices(sign: Floats, single: Floats, at: int) -> tuple[Voice, ...]:
    """The loudest sensor and all that hold a tenth and are off, each since it was last on its course."""
    power = sign**2
    share = power / max(float(power.sum()), 1e-300)
    order = [int(one) for one in np.argsort(-share, kind="stable")]
    loud = [one for one in order[1:] if share[one] >= _SPEAKS and abs(single[at, one]) > _CALM]
    found = []
    for sensor in (order[0], *loud):
        calm = np.flatnonzero(np.abs(single[: at + 1, sensor]) <= _CALM)
        since = min(int(calm[-1]) + 1, at) if len(calm) else 0
        found.append(Voice(sensor, float(single[at, sensor]), float(share[sensor]), since))
    return tuple(found)


def _jumped(away: Floats, since: int, at: int, scatter: float) -> bool:
    """Whether a sensor was on its course, and off it by most of what it is off from one reading to the next."""
    known = np.flatnonzero(~np.isnan(away))
    near = known[(known >= since - _NEAR) & (known <= max(at, since + _NEAR))]
    if len(near) < _NEAR:
        return False
    steps = np.abs(np.diff(away[near]))
    place = int(np.argmax(steps)) + 1
    before, after = away[near[:place]], away[near[place:]]
    gained = abs(float(np.median(after[:_NEAR])) - float(np.median(before[-_NEAR:])))
    whole = abs(float(np.median(away[known[(known > at - _NEAR) & (known <= at)]])) - float(np.median(before[-_NEAR:])))
    return gained > _JUMP * scatter and gained > _STAYS * whole and len(after) > 1


def _alike(episodes: list[Warned], signs: list[Floats], courses: Courses) -> list[Warned]:
    """Each episode with the earlier one that looked most like it."""
    out = []
    for at, one in enumerate(episodes):
        begun = courses.time[one.first]
        earlier = [before for before in range(at) if courses.time[episodes[before].first] < begun]
        if not earlier:
            out.append(one)
            continue
        cosine = np.array([signs[before] for before in earlier]) @ signs[at]
        best = int(np.argmax(cosine))
        like = earlier[best] if cosine[best] >= _LIKE else None
        out.append(replace(one, like=like, likeness=float(cosine[best]) if like is not None else 0.0))
    return out


def stuck_now(watched: Watched, courses: Courses) -> list[tuple[int, int, int]]:
    """Asset, sensor and the row since when, of each sensor that is stuck at its asset's newest reading."""
    found = []
    for asset, row in enumerate(_newest(courses).tolist()):
        if row >= 0:
            found += [(asset, int(sensor), int(watched.stuck[row, sensor]))
                      for sensor in np.flatnonzero(watched.stuck[row] >= 0)]  # fmt: skip
    return found
