"""What an answer on failures keeps: the fitted model, and the orders and assets that it goes on from."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from sanhak.model.encoder import Encoder
from sanhak.model.life.keeping import lasting
from sanhak.study.failing.course import Course, lives_of
from sanhak.study.failing.failing import Failing
from sanhak.study.failing.heads import found
from sanhak.study.failing.reading import columns_of, history_of, of_lives
from sanhak.study.judging import Came
from sanhak.study.lasting import Outlook, facts, gone_on, like, names_of, new_among, of_assets, store
from sanhak.study.lasting import columns_of as columns_read
from sanhak.table import Column, Table
from sanhak.text import Amount

if TYPE_CHECKING:
    from sanhak.study.failing.estimating import Estimates
    from sanhak.study.failing.reading import History
    from sanhak.study.study import Study

WHAT = "failing"
_RECORDS, _REGISTER = "records", "register"


@dataclass(frozen=True)
class FailingPredictor:
    """Lives of assets from further orders or lives, or from rows of a register, by what each asset is.

    ``reads`` are the columns of the records and, where there is one, of the register; a table has to bring those of
    one of them. ``asset`` are the fields that name assets in them; where rows of lives name none, each is an asset.
    """

    study: Failing
    reads: Mapping[str, tuple[Column, ...]]
    course: Course
    encoder: Encoder | None
    horizon: float
    tables: Mapping[str, Table]

    @property
    def inputs(self) -> tuple[Column, ...]:
        """The facts about all columns that it may read."""
        return tuple({column.name: column for columns in self.reads.values() for column in columns}.values())

    @property
    def alternatives(self) -> tuple[tuple[Column, ...], ...]:
        """The columns of which a table brings one group: those of records, or those of a register."""
        return tuple(self.reads.values())

    def predict(self, table: Table, ahead: float | None = None) -> Outlook:
        """See :class:`~sanhak.study.lasting.LifePredictor`; refuses as the question itself does."""
        brought = [name for name, columns in self.reads.items() if all(one.name in table for one in columns)]
        more = {name: like(self.reads[name], table) for name in brought or [_RECORDS]}
        if self.study.asset is None:
            history = history_of(self.study, {_RECORDS: Table(more[_RECORDS], self.reads[_RECORDS])}, self.encoder)
            return self._outlook(history, history.assets, ahead)
        known = {name: self._with(name, more.get(name)) for name in self.tables}
        history = history_of(self._until(more.get(_RECORDS)), known, self.encoder)
        names = [one for name, rows in more.items() for one in names_of(rows, self._asset(name))]
        return self._outlook(history, names, ahead)

    def _outlook(self, history: History, names: Any, ahead: float | None) -> Outlook:
        lives = lives_of(history, self.course, history.spells.where(history.running))
        until = ahead if ahead is not None else self.horizon
        said = Amount(until, history.unit or None, None)
        told = of_assets(lives, names)
        new = () if self.study.asset is None else new_among(told, self._named())
        return Outlook(told, until, said, (*history.findings, *new))

    def _named(self) -> Iterator[str]:
        """The assets that the answer knows."""
        for name, table in self.tables.items():
            yield from names_of(table.frame, self._asset(name))

    def _asset(self, name: str) -> Column:
        """The column that names assets in a table."""
        field = self.study.asset if name == _RECORDS else self.study.member
        return next(column for column in self.reads[name] if column.name == field)

    def _with(self, name: str, more: pl.DataFrame | None) -> Table:
        """What is known, and the new rows; an asset of the register is as its new row says."""
        known = self.tables[name]
        if more is None:
            return known
        if name == _REGISTER:
            asset = self._asset(name)
            told = set(names_of(more, asset))
            old = [row for row, one in enumerate(names_of(known.frame, asset)) if one not in told]
            known = known.rows(old)
        return gone_on(known, more)

    def _until(self, orders: pl.DataFrame | None) -> Failing:
        """The question with all orders known until the last new one, where that is later than what was stated."""
        day, until = self.study.date, self.study.until
        last = orders[day].max() if orders is not None and day is not None and until is not None else None
        if not isinstance(last, datetime) or until is None:
            return self.study
        return self.study.model_copy(update={"until": max(until, f"{last:%Y-%m-%d}")})

    @property
    def told_until(self) -> float:
        """See :class:`~sanhak.study.judging.Judging`."""
        return self.horizon

    def came(self, study: Study, tables: Mapping[str, Table]) -> Came | None:
        """See :class:`~sanhak.study.judging.Judging`: the life that ran then, by later orders; lives tell no dates.

        Times count from the day until which the answer knew all orders.
        """
        assert isinstance(study, Failing)  # noqa: S101 - the question of this answer
        if _RECORDS not in self.tables or self.study.date is None:
            return None
        before = history_of(self.study, self.tables, self.encoder)
        now = history_of(study.model_copy(update={"until": None}), tables, self.encoder)
        if before.until is None or now.until is None:
            return None
        elapsed = (now.until - before.until).total_seconds() / 86400
        first = {before.names[asset]: age for asset, age in enumerate(before.seen)}
        found: dict[str, tuple[float, bool]] = {}
        age = np.zeros(len(now.names))
        for asset, left, failed in zip(now.spells.assets, now.spells.left, now.spells.failed, strict=True):
            name, told = now.names[asset], now.seen[asset] - elapsed
            begun, age[asset] = age[asset], age[asset] + left
            if name in first and begun <= told < age[asset]:
                found[name] = (float(age[asset] - told), bool(failed))
        seen = np.array([seen for seen, _ in found.values()])
        return Came(tuple(found), seen, np.array([failed for _, failed in found.values()], dtype=bool))

    def save(self, folder: Path) -> None:
        """Store without pickle; orders and register stand beside the parts."""
        parts = {
            "what": WHAT,
            "study": json.dumps(self.study.model_dump(mode="json"), ensure_ascii=False),
            "reads": {name: facts(columns) for name, columns in self.reads.items()},
            "course": {"model": self.course.model, "factor": self.course.factor, "tail": self.course.tail,
                       "family": self.course.family, "last": self.course.last, "grid": self.course.grid},
            "encoder": self.encoder,
            "horizon": self.horizon,
        }  # fmt: skip
        store(folder, parts, self.tables)


def read(parts: Mapping[str, Any], tables: Mapping[str, Table]) -> FailingPredictor:
    """The predictor of its stored parts."""
    study = Failing.model_validate(json.loads(parts["study"]))
    reads = {name: columns_read(text) for name, text in parts["reads"].items()}
    return FailingPredictor(
        study, reads, Course(**parts["course"]), parts["encoder"], parts["horizon"], tables
    )  # fmt: skip


def predictors(
    study: Failing, tables: Mapping[str, Table], history: History, found_: Estimates
) -> dict[str, FailingPredictor]:
    """What the answer keeps: nothing where the model cannot be stored, or no asset runs."""
    course = found_.course
    if not len(history.running) or not lasting({"model": course.model, "tail": course.tail}):
        return {}
    records, named, reads = tables[_RECORDS], columns_of(study, tables[_RECORDS]), {}
    lives = of_lives(study, named)
    fields = ("asset", "duration", "event") if lives else ("asset", "date", "order_type")
    named = {field: named[field] for field in fields if field in named}
    more = history.inputs if lives else ()
    reads[_RECORDS] = tuple(records[name] for name in dict.fromkeys((*named.values(), *more)))
    asked: dict[str, Any] = dict.fromkeys((*fields, "cause")) | named | {"inputs": (), "prepare": ()}
    if not lives and _REGISTER in tables:
        told = found(_REGISTER, tables[_REGISTER], {"member": study.member, "installed": study.installed},
                     ("member", "installed"))  # fmt: skip
        names = dict.fromkeys((told["member"], told["installed"], *history.inputs))
        reads[_REGISTER] = tuple(tables[_REGISTER][name] for name in names)
        asked |= {**told, "until": study.until}
    kept = Failing(**{name: getattr(study, name) for name in Failing.model_fields} | asked)
    known = {name: tables[name].select([one.name for one in columns]) for name, columns in reads.items()}
    if kept.asset is None:
        known = {}
    return {"life": FailingPredictor(kept, reads, course, history.encoder, history.horizon, known)}
