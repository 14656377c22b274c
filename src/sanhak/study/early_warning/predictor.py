"""What an answer on early warning keeps: the normal course of its fleet, and the readings that it goes on from.

Asked with the rows of its own answer, it says what the answer said. Nothing is learnt anew but the level of an asset
that began anew or is still in its normal period.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from sanhak.finding import Finding, Refusal
from sanhak.model.life.regimes import Young
from sanhak.model.normal.codes import no_measurements
from sanhak.model.normal.detectors import Flags
from sanhak.model.normal.fleet import WAYS, Courses, Watch, warnings_of
from sanhak.model.normal.fleet.findings import NoneWatched, SomeNotWatched
from sanhak.model.normal.fleet.learnt import looked
from sanhak.model.normal.fleet.usual import Usual
from sanhak.study.early_warning.learning import Seen, states_of
from sanhak.study.early_warning.reading import Ready, courses_of
from sanhak.study.early_warning.tables import assets_of
from sanhak.study.lasting import columns_of, facts, gone_on, like, names_of, store
from sanhak.study.remaining_life.sheets import Sheet, sheet_of
from sanhak.table import Column, Table

if TYPE_CHECKING:
    from sanhak.study.early_warning.learning import Learnt

WHAT: Final = "watching"


@dataclass(frozen=True, slots=True)
class Standing:
    """How the assets of some rows stand: ``table`` as the answer's table of assets, and what was found in the rows."""

    table: Table
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class WatchPredictor:
    """Alarms and health of known assets from further readings, each asset going on from its earlier ones.

    ``inputs`` are the asset, its clock, ``sensors`` in number of sensors, then the settings; the other facts are those
    of :class:`~sanhak.study.early_warning.reading.Ready`, ``since`` the first moment that it knows. ``normal`` of shape
    (rows, sensors) says which of the known readings, in the order of asset and time, are normal. ``way``, ``scale`` and
    ``limit`` are those of a :class:`~sanhak.model.normal.fleet.Watch`, ``plane`` and ``usual`` what its views rest on.
    """

    inputs: tuple[Column, ...]
    sensors: int
    zero: datetime | None
    day: float
    since: float
    normal_for: float
    begun: Mapping[str, list[float]]
    normal: Flags
    way: str
    scale: Mapping[str, float]
    limit: float
    plane: Young
    usual: Mapping[str, Usual]
    tables: Mapping[str, Table]

    @property
    def alternatives(self) -> tuple[tuple[Column, ...], ...]:
        """See :class:`~sanhak.study.lasting.LifePredictor`."""
        return (self.inputs,)

    def predict(self, table: Table) -> Standing:
        """How the assets in ``table`` stand at their newest readings.

        Raises
        ------
        Refusal
            T001 for a column that is not there, M002 and M003 for another kind or unit, M335 if no asset is known.
        """
        more, found = like(self.inputs, table), list[Finding]()
        self._sheet(Table(more, self.inputs), found)
        known = self.tables["data"]
        watched = set(names_of(known.frame, self.inputs[0]))
        names = set(names_of(more, self.inputs[0])) - {""}
        if not names & watched:
            raise Refusal(NoneWatched(assets=len(names), example=min(names, default="–")), *found)
        if strangers := sorted(names - watched):
            found.append(SomeNotWatched(count=len(strangers), assets=tuple(strangers[:5])))
        seen = self._seen(gone_on(known, more))
        asked = tuple(one for one in seen.states if seen.ready.assets[one.asset] in names)
        return Standing(assets_of(replace(seen, states=asked)), tuple(found))

    def _sheet(self, table: Table, findings: list[Finding]) -> Sheet:
        names = [column.name for column in self.inputs]
        columns = tuple(names[2 : 2 + self.sensors]), tuple(names[2 + self.sensors :])
        return sheet_of(table, "data", (names[0], self.inputs[1]), columns, self.zero, findings)

    def _seen(self, table: Table) -> Seen:
        ready = self._ready(self._courses(table))
        views = looked(self.plane, self.usual, ready.courses)
        watched = warnings_of(Watch(WAYS[self.way], self.scale, self.limit, views.each), ready.courses)
        return Seen(ready, watched, states_of(ready, watched))

    def _courses(self, table: Table) -> tuple[tuple[str, ...], Courses]:
        """The courses of the assets that are watched, from the first moment on that was."""
        sheet = self._sheet(table, [])
        kept = np.isin(sheet.asset, sorted(set(names_of(self.tables["data"].frame, self.inputs[0]))))
        values = np.where(np.column_stack([no_measurements(one) for one in sheet.values.T]), np.nan, sheet.values)
        sheet = Sheet(sheet.asset[kept], sheet.time[kept], values[kept], sheet.settings[kept], {})
        names, courses = courses_of(sheet, self.begun, self.day, [])
        return names, courses.part(courses.time >= self.since)

    def _ready(self, found: tuple[tuple[str, ...], Courses]) -> Ready:
        names, courses = found
        sensors = self.inputs[2 : 2 + self.sensors]
        return Ready(self._with_normal(names, courses), names, sensors, self.inputs[2 + self.sensors :],
                     self.inputs[0], self.inputs[1], self.zero, self.day, self.normal_for, self.begun, ())  # fmt: skip

    def _with_normal(self, names: tuple[str, ...], courses: Courses) -> Courses:
        """Known readings are normal as they were, further ones in the normal period of a course that is still in it."""
        before_names, before = self._courses(self.tables["data"])
        at = _places(names, courses, before_names, before)
        starts = courses.starts
        lengths = np.diff(np.append(starts, len(courses)))
        young = courses.time - np.repeat(courses.time[starts], lengths) <= self.normal_for
        was_known = at >= 0
        over = np.zeros(len(courses.asset), dtype=np.bool_)
        over[courses.course[was_known & ~self.normal[at].any(axis=1)]] = True
        further = (young & ~over[courses.course])[:, None] & ~np.isnan(courses.values)
        return replace(courses, normal=np.where(was_known[:, None], self.normal[at], further))

    def save(self, folder: Path) -> None:
        """Store without pickle; the readings stand beside the parts."""
        parts = {
            "what": WHAT,
            "inputs": facts(self.inputs),
            "sensors": self.sensors,
            "zero": self.zero.isoformat() if self.zero else None,
            "day": self.day,
            "since": self.since,
            "normal for": self.normal_for,
            "begun": {name: np.array(times) for name, times in self.begun.items()},
            "normal": self.normal,
            "way": self.way,
            "scale": dict(self.scale),
            "limit": self.limit,
            "plane": self.plane,
            "usual": {
                name: {part.name: getattr(one, part.name) for part in fields(one)} for name, one in self.usual.items()
            },
        }
        store(folder, parts, self.tables)


def _places(names: tuple[str, ...], courses: Courses, known_names: tuple[str, ...], known: Courses) -> np.ndarray:
    """For each row the place of the known one of the same asset and moment, −1 where there is none."""
    place = {key: at for at, key in enumerate(_keys(known_names, known))}
    return np.array([place.get(key, -1) for key in _keys(names, courses)], dtype=np.int64)


def _keys(names: tuple[str, ...], courses: Courses) -> list[tuple[str, float]]:
    owners = courses.asset[courses.course].tolist()
    return [(names[owner], time) for owner, time in zip(owners, courses.time.tolist(), strict=True)]


def read(parts: Mapping[str, Any], tables: Mapping[str, Table]) -> WatchPredictor:
    """The predictor of its stored parts."""
    zero = datetime.fromisoformat(parts["zero"]) if parts["zero"] else None
    begun = {name: times.tolist() for name, times in parts["begun"].items()}
    usual = {name: Usual(**one) for name, one in parts["usual"].items()}
    return WatchPredictor(
        columns_of(parts["inputs"]), parts["sensors"], zero, parts["day"], parts["since"], parts["normal for"],
        begun, parts["normal"], parts["way"], parts["scale"], parts["limit"], parts["plane"], usual, tables,
    )  # fmt: skip


def predictors(tables: Mapping[str, Table], learnt: Learnt) -> dict[str, WatchPredictor]:
    """What the answer keeps."""
    ready, found = learnt.ready, learnt.contest
    inputs = (ready.named, ready.clock, *ready.sensors, *ready.settings)
    rows = like(inputs, tables["data"])
    watched = {ready.assets[one.asset] for one in learnt.states}
    kept = [name in watched for name in names_of(rows, ready.named)]
    watch = found.watch
    usual = {name: view.usual for name, view in found.views.each.items()}
    begun = {name: sorted(times) for name, times in ready.begun.items()}
    return {
        "health": WatchPredictor(
            inputs, len(ready.sensors), ready.zero, ready.day, float(ready.courses.time.min()), ready.normal_for, begun,
            ready.courses.normal, found.chosen, watch.scale, watch.limit, found.views.plane, usual,
            {"data": Table(rows.filter(kept), inputs)},
        )
    }  # fmt: skip
