"""What an answer on lives to a limit keeps: the fitted course of the fleet, and the readings that it goes on from."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sanhak.finding import Finding, Refusal
from sanhak.model.life.keeping import lasting
from sanhak.study.condition import heads
from sanhak.study.condition.condition import ConditionLives
from sanhak.study.condition.design import Design
from sanhak.study.condition.findings import TurnaroundAssumed
from sanhak.study.condition.learning import Believed, lives_of
from sanhak.study.condition.reading import Asked
from sanhak.study.condition.reading import read as read_asked
from sanhak.study.findings_lasting import TimeIsOver
from sanhak.study.judging import Came
from sanhak.study.lasting import Outlook, columns_of, facts, gone_on, like, names_of, new_among, of_assets, store
from sanhak.study.lives import said
from sanhak.table import Column, Kind, Table
from sanhak.text import Amount

if TYPE_CHECKING:
    from sanhak.study.condition.learning import Learnt
    from sanhak.study.study import Study

WHAT = "condition"


@dataclass(frozen=True)
class ConditionPredictor:
    """Lives of assets from further readings of their condition, known assets going on from their earlier ones.

    ``turnaround`` is the moment until which assets must last, in the unit of time; ``until`` was the time left to it.
    """

    study: ConditionLives
    inputs: tuple[Column, ...]
    believed: Believed
    design: Design
    turnaround: float
    until: float
    tables: Mapping[str, Table]

    @property
    def alternatives(self) -> tuple[tuple[Column, ...], ...]:
        """See :class:`~sanhak.study.lasting.LifePredictor`."""
        return (self.inputs,)

    def predict(self, table: Table, ahead: float | None = None) -> Outlook:
        """See :class:`~sanhak.study.lasting.LifePredictor`; refuses as the question itself does (S361–S364)."""
        more = like(self.inputs, table)
        known = {**self.tables, "data": gone_on(self.tables["data"], more)}
        asked = read_asked(self.study, known, self.design)
        until = ahead if ahead is not None else self.turnaround - asked.courses.now
        if until <= 0:
            now = asked.courses.now
            raise Refusal(TimeIsOver(until=asked.moment(self.turnaround), last=asked.moment(now)))
        lives = of_assets(self._lives(asked, set(names_of(more, self.inputs[0]))), names_of(more, self.inputs[0]))
        day = said(asked.moment(self.turnaround)) if ahead is None else Amount(ahead, asked.unit, 0)
        new = new_among(lives, names_of(self.tables["data"].frame, self.inputs[0]))
        return Outlook(lives, until, day, (*filter(_of_rows, asked.findings), *new))

    def _lives(self, asked: Asked, names: set[str]) -> Any:
        """The lives of the assets that are asked about; others need not be worked out."""
        courses = asked.courses
        there = [row for row in courses.running if courses.assets[courses.asset[row]] in names]
        return lives_of(asked, self.believed, np.array(there, dtype=np.int64), self.until)

    @property
    def told_until(self) -> float:
        """See :class:`~sanhak.study.judging.Judging`."""
        return self.until

    def came(self, study: Study, tables: Mapping[str, Table]) -> Came | None:
        """See :class:`~sanhak.study.judging.Judging`: an asset fails at a reading beyond its limit, or by an order.

        Times count from the last reading that the answer knew.
        """
        del study
        given = {**self.tables, **tables, "data": Table(like(self.inputs, tables["data"]), self.inputs)}
        courses = read_asked(self._unasked, given, self.design).courses
        told = self.turnaround - self.until
        there = np.flatnonzero((courses.at[:, 0] <= told) & (courses.ended > told))
        rows = courses.of_rows(there)
        passed = (rows.value >= rows.limit[:, None]) & (rows.at > told)
        first = np.where(passed, rows.at, np.inf).min(axis=1)
        last = np.where(np.isfinite(rows.ended), rows.ended, rows.seen)
        seen = np.minimum(np.minimum(first, rows.ended), last) - told
        failed = np.isfinite(first) | rows.reached
        return Came(tuple(rows.assets[one] for one in rows.asset), seen, failed)

    @property
    def _unasked(self) -> ConditionLives:
        """The question without its turnaround, which may be over."""
        return self.study.model_copy(update={"turnaround": None})

    def save(self, folder: Path) -> None:
        """Store without pickle; the readings stand beside the parts."""
        parts = {
            "what": WHAT,
            "study": json.dumps(self.study.model_dump(mode="json"), ensure_ascii=False),
            "inputs": facts(self.inputs),
            "believed": self.believed,
            "design": {"names": self.design.names, "codes": self.design.codes},
            "turnaround": self.turnaround,
            "until": self.until,
        }
        store(folder, parts, self.tables)


def read(parts: Mapping[str, Any], tables: Mapping[str, Table]) -> ConditionPredictor:
    """The predictor of its stored parts."""
    study = ConditionLives.model_validate(json.loads(parts["study"]))
    design = Design(parts["design"]["names"], parts["design"]["codes"])
    return ConditionPredictor(
        study, columns_of(parts["inputs"]), parts["believed"], design, parts["turnaround"], parts["until"], tables
    )


def predictors(study: ConditionLives, tables: Mapping[str, Table], learnt: Learnt) -> dict[str, ConditionPredictor]:
    """What the answer keeps: nothing where the model cannot be stored."""
    if not lasting(learnt.believed):
        return {}
    data, asked = tables["data"], learnt.asked
    at = heads.needed(data, "time", study.time, (Kind.DATE, Kind.NUMBER), (asked.asset,))
    taken = (asked.asset, at, asked.column.name)
    limit = heads.column_of(data, "limit", study.limit, taken) if study.threshold is None else None
    names = tuple(dict.fromkeys((*taken, *((limit,) if limit else ()), *study.service)))
    named = {"asset": asked.asset, "time": at, "condition": asked.column.name, "limit": limit, "prepare": ()}
    # On which side assets fail, and the turnaround, are as the answer found them.
    kept = ConditionLives(**{**_fields(study), **named, "bad": "high" if asked.sign > 0 else "low"})
    known = {name: table.select(names) if name == "data" else table for name, table in tables.items()}
    moment = asked.courses.now + asked.until
    inputs = tuple(data[name] for name in names)
    return {
        "life": ConditionPredictor(kept, inputs, learnt.believed, asked.design, moment, asked.until, known),
    }


def _fields(study: ConditionLives) -> dict[str, Any]:
    return {name: getattr(study, name) for name in ConditionLives.model_fields}


def _of_rows(finding: Finding) -> bool:
    """Whether a finding is about rows, and not about a turnaround that nobody named."""
    return not isinstance(finding, TurnaroundAssumed)
