"""What an answer on remaining life keeps: the fitted model, and the readings of running assets that it goes on from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from sanhak.finding import Finding, Refusal
from sanhak.model.life.findings import LooksRenewed
from sanhak.model.life.histories import History
from sanhak.model.life.keeping import lasting
from sanhak.model.life.lives import Lives
from sanhak.model.life.remaining import RemainingLife
from sanhak.study.findings_lasting import NoAssetRuns
from sanhak.study.judging import Came
from sanhak.study.lasting import Outlook, columns_of, facts, gone_on, like, names_of, new_among, store
from sanhak.study.remaining_life.learning import lives_of
from sanhak.study.remaining_life.reading import LEAST_READINGS, histories_of, seen_again
from sanhak.study.remaining_life.reading import read as read_ready
from sanhak.study.remaining_life.remaining_life import RemainingLives
from sanhak.study.remaining_life.sheets import times_of
from sanhak.table import Column, Table
from sanhak.table.findings_lives import ReadingsLeftOut
from sanhak.text import Amount

if TYPE_CHECKING:
    from sanhak.study.remaining_life.learning import Learnt
    from sanhak.study.study import Study

WHAT = "remaining"


@dataclass(frozen=True)
class RemainingPredictor:
    """Remaining lives of assets from further readings of their sensors, known assets going on from their earlier ones.

    ``inputs`` are the asset, its clock, ``sensors`` in number of sensors, then the settings. ``begun`` is the moment at
    which the running life of each known asset began; of one that had ended, all readings until then are of the past.
    """

    inputs: tuple[Column, ...]
    sensors: int
    counters: tuple[str, ...]
    zero: datetime | None
    begun: Mapping[str, float]
    model: RemainingLife
    ahead: float
    tables: Mapping[str, Table]

    @property
    def unit(self) -> str:
        """The unit of lives."""
        return "d" if self.zero else self.inputs[1].unit or ""

    @property
    def alternatives(self) -> tuple[tuple[Column, ...], ...]:
        """See :class:`~sanhak.study.lasting.LifePredictor`."""
        return (self.inputs,)

    def predict(self, table: Table, ahead: float | None = None) -> Outlook:
        """See :class:`~sanhak.study.lasting.LifePredictor`."""
        more = like(self.inputs, table)
        names = set(names_of(more, self.inputs[0])) - {""}
        found: list[Finding] = []
        known = gone_on(self.tables["data"], _since(more, self.inputs, self.zero, self.begun))
        every = histories_of(known, self.inputs, self.sensors, self.zero, found)
        asked = [replace(one, failed=False) for one in every if one.asset in names]
        running = [seen_again(one, self._counting) for one in asked if len(one) >= LEAST_READINGS]
        if short := sum(map(len, asked)) - sum(map(len, running)):
            found.append(ReadingsLeftOut(rows=short))
        if not running:
            raise Refusal(*found, NoAssetRuns(assets=len(names), example=min(names, default="–")))
        until = ahead if ahead is not None else self.ahead
        lives = lives_of(self.model, tuple(running), self.unit)
        found += self._renewed(running, lives)
        found += new_among(lives, names_of(self.tables["data"].frame, self.inputs[0]))
        return Outlook(lives, until, Amount(until, self.unit or None, 0), tuple(found))

    def _renewed(self, running: Sequence[History], lives: Lives) -> Iterator[Finding]:
        """Assets whose new readings tell of a longer life than their earlier ones left room for."""
        last = {one.asset: one for one in histories_of(self.tables["data"], self.inputs, self.sensors, self.zero, [])}
        rows = [at for at, one in enumerate(running) if len(last.get(one.asset, ())) >= LEAST_READINGS
                and one.time[-1] > last[one.asset].time[-1]]  # fmt: skip
        if not rows:
            return
        before = tuple(seen_again(last[running[at].asset], self._counting) for at in rows)
        passed = np.array([running[at].time[-1] - one.time[-1] for at, one in zip(rows, before, strict=True)])
        _, most = lives_of(self.model, before, self.unit).interval()
        least, _ = lives.of(rows).interval()
        renewed = [running[rows[at]].asset for at in np.flatnonzero(least > np.maximum(most - passed, 0.0))]
        if renewed:
            yield LooksRenewed(count=len(renewed), example=renewed[0])

    @property
    def _counting(self) -> tuple[int, ...]:
        sensors = self.inputs[2 : 2 + self.sensors]
        return tuple(at for at, one in enumerate(sensors) if one.name in self.counters)

    @property
    def told_until(self) -> float:
        """See :class:`~sanhak.study.judging.Judging`."""
        return self.ahead

    def came(self, study: Study, tables: Mapping[str, Table]) -> Came | None:
        """See :class:`~sanhak.study.judging.Judging`: the life that ran then, as it has ended or was seen last.

        Times count from the last reading of each asset that the answer knew.
        """
        assert isinstance(study, RemainingLives)  # noqa: S101 - the question of this answer
        known = histories_of(self.tables["data"], self.inputs, self.sensors, self.zero, [])
        last = {one.asset: float(one.time[-1]) for one in known}
        begun = {name: self.begun[name] for name in last}
        ready = read_ready(study, tables)
        shift = (ready.zero - self.zero).total_seconds() / 86400 if ready.zero and self.zero else 0.0
        found = {
            one.asset: (one.last + shift - last[one.asset], one.failed)
            for one in ready.histories
            if one.asset in last and one.time[0] + shift <= last[one.asset] and one.last + shift >= begun[one.asset]
        }
        seen = np.array([seen for seen, _ in found.values()])
        return Came(tuple(found), seen, np.array([failed for _, failed in found.values()], dtype=bool))

    def save(self, folder: Path) -> None:
        """Store without pickle; the readings stand beside the parts."""
        parts = {
            "what": WHAT,
            "inputs": facts(self.inputs),
            "sensors": self.sensors,
            "counters": self.counters,
            "zero": self.zero.isoformat() if self.zero else None,
            "assets": list(self.begun),
            "begun": np.array(list(self.begun.values())),
            "model": self.model,
            "ahead": self.ahead,
        }
        store(folder, parts, self.tables)


def read(parts: Mapping[str, Any], tables: Mapping[str, Table]) -> RemainingPredictor:
    """The predictor of its stored parts."""
    zero = datetime.fromisoformat(parts["zero"]) if parts["zero"] else None
    begun = dict(zip(parts["assets"], parts["begun"].tolist(), strict=True))
    return RemainingPredictor(
        columns_of(parts["inputs"]), parts["sensors"], parts["counters"], zero, begun, parts["model"], parts["ahead"],
        tables,
    )  # fmt: skip


def predictors(tables: Mapping[str, Table], learnt: Learnt) -> dict[str, RemainingPredictor]:
    """What the answer keeps: nothing where the model cannot be stored."""
    ready = learnt.ready
    if not lasting(learnt.model):
        return {}
    data = tables["data"]
    inputs = (data[ready.asset], ready.clock, *ready.sensors, *ready.settings)
    running = {one.asset: float(one.time[0]) for one in ready.running}
    # What has ended ended at its last reading; a reading after it is of a new life.
    begun = {one.asset: float(np.nextafter(one.time[-1], np.inf)) for one in ready.histories} | running
    known = _kept(tables, inputs, ready.zero, begun)
    return {
        "life": RemainingPredictor(
            inputs, len(ready.sensors), ready.counters, ready.zero, begun, learnt.model, learnt.ahead, {"data": known}
        )
    }


def _kept(
    tables: Mapping[str, Table], inputs: tuple[Column, ...], zero: datetime | None, begun: Mapping[str, float]
) -> Table:
    """The readings of the lives that run."""
    given = [like(inputs, _renamed(tables[name], inputs)) for name in ("data", "running") if name in tables]
    return Table(pl.concat([_since(rows, inputs, zero, begun) for rows in given]), inputs)


def _since(
    rows: pl.DataFrame, inputs: tuple[Column, ...], zero: datetime | None, begun: Mapping[str, float]
) -> pl.DataFrame:
    """The rows of lives that run: those of ended ones are left out."""
    starts = np.array([begun.get(one, -np.inf) for one in names_of(rows, inputs[0])])
    times = times_of(Table(rows, inputs), "data", inputs[1], zero)
    return rows.filter(pl.Series(~(times < starts), dtype=pl.Boolean))


def _renamed(table: Table, inputs: tuple[Column, ...]) -> Table:
    """The table under the heads of the first one, where asset and time are called otherwise in it."""
    from sanhak.study.remaining_life.heads import needed

    heads = {}
    for field, column, fact in zip(("asset", "time"), inputs[:2], (table.asset, table.time), strict=True):
        if column.name not in table:
            heads[needed("running", table, field, None, fact)] = column.name
    columns = tuple(replace(one, name=heads.get(one.name, one.name)) for one in table.columns)
    return Table(table.frame.rename(heads), columns)
