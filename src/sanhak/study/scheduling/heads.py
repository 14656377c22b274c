"""Columns of the tables of a schedule: named in the question, or found by heads that planners use."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import polars as pl

from sanhak.decide.findings.schedule import ColumnNotRead
from sanhak.finding import Refusal
from sanhak.study.scheduling.findings import HeadNotFound, NothingToPlan, NoTimeUnit, UnusableValue
from sanhak.study.words import plain, words_of
from sanhak.table import Kind, Table
from sanhak.table.units import compatible, convert
from sanhak.text import Text, say

HEADS: Final[Mapping[str, tuple[str, ...]]] = {
    "order": ("order", "order number", "order no", "주문", "주문번호", "오더", "오더번호", "작업지시번호"),
    "product": ("product", "item", "grade", "material", "제품", "품목", "제품명", "품명", "그레이드"),
    "quantity": ("quantity", "amount", "qty", "ordered", "수량", "주문량", "생산량", "물량"),
    "due": ("due", "due date", "deadline", "delivery date", "납기", "납기일", "납품일"),
    "release": ("release", "release date", "earliest start", "available", "착수가능일", "투입가능일", "가능일"),
    "priority": ("priority", "weight", "우선순위", "중요도", "가중치"),
    "made": ("product", "item", "grade", "제품", "품목", "제품명", "품명", "그레이드"),
    "step": ("step", "operation", "stage", "step no", "단계", "공정", "공정순서", "순서"),
    "unit": ("unit", "equipment", "machine", "group", "unit or group", "설비", "설비군", "장치", "호기"),
    "duration": ("duration", "time", "processing time", "batch time", "소요시간", "시간",
                 "처리시간", "작업시간", "배치시간"),
    "batch": ("batch", "batch size", "lot size", "배치", "배치크기", "배치량", "로트크기"),
    "spread": ("spread", "standard deviation", "sd", "편차", "표준편차", "산포"),
    "equipment": ("unit", "equipment", "machine", "설비", "장치", "호기"),
    "group": ("group", "class", "type", "설비군", "그룹", "종류"),
    "cleaned": ("unit", "equipment", "group", "설비", "설비군", "장치", "호기"),
    "before": ("from", "from product", "before", "이전제품", "이전", "전제품", "앞제품"),
    "after": ("to", "to product", "after", "다음제품", "다음", "후제품", "뒷제품"),
    "changeover": ("time", "changeover", "changeover time", "cleaning", "cleaning time", "교체시간",
                   "세척시간", "시간", "전환시간"),
    "closed": ("unit", "equipment", "설비", "설비군", "장치", "호기"),
    "shut": ("from", "start", "closed from", "begin", "시작", "부터", "시작일시", "시작일"),
    "opened": ("until", "to", "end", "closed until", "종료", "까지", "종료일시", "종료일", "끝"),
}  # fmt: skip
"""Heads that mean a column, by the field of the question; compared by letters and digits."""
WANTED: Final[Mapping[str, Text]] = {
    "product": say("Product"),
    "made": say("Product of the recipe"),
    "unit": say("Unit or group"),
    "duration": say("Duration"),
    "batch": say("Batch size"),
    "equipment": say("Name of the unit"),
    "group": say("Group"),
    "before": say("From product"),
    "after": say("To product"),
    "changeover": say("Time of a changeover"),
    "closed": say("Closed unit"),
    "shut": say("Closed from"),
    "opened": say("Closed until"),
    "due": say("Due date"),
    "release": say("Earliest start"),
    "quantity": say("Quantity"),
    "priority": say("Priority"),
    "spread": say("Spread of the duration"),
}


WANTED_KINDS: Final[Mapping[Kind, Text]] = {Kind.DATE: say("dates"), Kind.NUMBER: say("numbers")}
_LEAST: Final[Mapping[bool, Text]] = {True: say("above zero"), False: say("of at least zero")}


@dataclass(frozen=True)
class Sheet:
    """One table with the columns that the question names, or that its heads tell."""

    name: str
    table: Table
    columns: Mapping[str, str]
    left: tuple[int, ...] = ()
    """The rows of the file that were kept, where not all were."""

    @staticmethod
    def of(
        name: str, table: Table, named: Mapping[str, str | None], needed: tuple[str, ...] = (),
        known: Mapping[str, tuple[str, ...]] = HEADS, wanted: Mapping[str, Text] = WANTED,
    ) -> Sheet:  # fmt: skip
        """The columns of a table by field; ``known`` are the heads that mean a field, ``wanted`` what it is called.

        Raises
        ------
        Refusal
            T001 for a column that was named and is not there, S328 for one that is needed and was not found.
        """
        heads = {plain(head): head for head in reversed(table.names)}
        found = {}
        for field, column in named.items():
            if column is not None:
                found[field] = table[column].name
        for field in (field for field, column in named.items() if column is None):
            meant = (heads[plain(word)] for word in known[field] if plain(word) in heads)
            free = next((head for head in meant if head not in found.values()), None)
            if free is not None:
                found[field] = free
            elif field in needed:
                raise Refusal(HeadNotFound(table=name, wanted=wanted[field], known=table.names))
        return Sheet(name, table, found)

    def __contains__(self, field: str) -> bool:
        return field in self.columns

    def __len__(self) -> int:
        return len(self.table)

    def unit(self, field: str) -> str | None:
        """The unit of a column; None for none, or where the column is not there."""
        return self.table[self.columns[field]].unit if field in self.columns else None

    def words(self, field: str) -> list[str]:
        """A column as words, blanks at the ends taken off; empty where nothing stands."""
        if field not in self.columns:
            return [""] * len(self.table)
        return words_of(self.table, self.columns[field])

    def empty(self, field: str, beside: tuple[str, ...] = ()) -> list[int]:
        """Rows in which this column says nothing, while one of the others does."""
        others = [self.words(other) for other in beside if other in self]
        rows = enumerate(self.words(field)) if field in self else ()
        return [at for at, word in rows if not word and any(other[at] for other in others)]

    def row(self, at: int) -> int:
        """The number of a row in the file, from 1 on."""
        return (self.left[at] if self.left else at) + 1

    def kept(self, field: str) -> Sheet:
        """Only the rows in which this column says something.

        Raises
        ------
        Refusal
            S329 if there is none.
        """
        rows = [at for at, word in enumerate(self.words(field)) if word]
        if not rows:
            raise Refusal(NothingToPlan(table=self.name))
        return Sheet(self.name, self.table.rows(rows), self.columns, tuple(rows))

    def numbers(
        self, field: str, *, least: float = 0.0, above: bool = True, default: float | None = None
    ) -> list[float]:
        """A column of numbers, each above ``least`` (or at least it); ``default`` where a cell is empty.

        Raises
        ------
        Refusal
            S328 if the column holds no numbers, S322 for a value that is missing or too small.
        """
        if field not in self.columns:
            return [default if default is not None else least] * len(self.table)
        column = self.columns[field]
        if self.table[column].kind is not Kind.NUMBER:
            self._refuse_kind(field, Kind.NUMBER)
        values = [
            default if math.isnan(value) and default is not None else float(value)
            for value in self.table.values(column)
        ]
        for at, value in enumerate(values):
            if not (value > least or (value == least and not above)):
                shown = None if math.isnan(value) else value
                raise Refusal(
                    UnusableValue(table=self.name, row=self.row(at), column=column, value=shown, above=_LEAST[above])
                )
        return values

    def minutes(self, field: str, *, above: bool = True, default: float | None = None) -> list[float]:
        """A column of durations in minutes.

        Raises
        ------
        Refusal
            S323 if the column has no unit of time; else as :meth:`numbers`.
        """
        if field not in self.columns:
            return self.numbers(field, default=default)
        column = self.table[self.columns[field]]
        if column.kind is Kind.NUMBER and (column.unit is None or not compatible(column.unit, "min")):
            raise Refusal(NoTimeUnit(column=column.name, unit=column.unit))
        values = self.numbers(field, above=above, default=default)
        return [convert(value, str(column.unit), "min") for value in values]

    def dates(self, field: str) -> list[datetime | None]:
        """A column of dates.

        Raises
        ------
        Refusal
            S328 if it holds something else.
        """
        if field not in self.columns:
            return [None] * len(self.table)
        values = self.table.frame[self.columns[field]]
        if values.null_count() == len(values):
            return [None] * len(values)
        if self.table[self.columns[field]].kind is not Kind.DATE:
            self._refuse_kind(field, Kind.DATE)
        return values.cast(pl.Datetime("us")).to_list()

    def _refuse_kind(self, field: str, kind: Kind) -> None:
        """The column is there and was read as something else: its first cell that is to blame is named."""
        from sanhak.table.read.dates import read_dates

        column = self.columns[field]
        words = [text for text in self.table.texts(column) if text]
        read = read_dates(pl.Series(words, dtype=pl.String)).values if kind is Kind.DATE else map(_number, words)
        odd = next((word for word, value in zip(words, read, strict=True) if value is None), words[0] if words else "–")
        wanted = WANTED_KINDS[kind]
        raise Refusal(ColumnNotRead(table=self.name, column=column, wanted=wanted, example=odd), field=field)


def _number(word: str) -> float | None:
    try:
        return float(word.replace(",", ""))
    except ValueError:
        return None
