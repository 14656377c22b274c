"""The first stage: every molecule of the library at a glance, block by block; the best share goes on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import polars as pl

from sanhak.finding import Finding, Refusal
from sanhak.model.molecule.counts import groups
from sanhak.study.screening.findings import (
    KeptFewer,
    LibraryColumnMissing,
    MostlyUnreadable,
    Unreadable,
)
from sanhak.study.screening.measured import Taught, merit
from sanhak.table import Column, Kind, Table
from sanhak.table.prepare import Scan
from sanhak.table.substances.names import shown
from sanhak.text import Text, say

if TYPE_CHECKING:
    from sanhak.run import Run
    from sanhak.study.screening.screening import Screening
    from sanhak.study.study import Given

CHUNK: Final = 20_000
"""Rows of the library after which the best are sorted and what is done is kept."""
LEAST: Final = 1_000
"""Molecules that are kept of a short library, whatever the share."""
CONTROL: Final = 200
"""Molecules that are drawn by lot beside the best, to see what the first stage brings."""
_EXAMPLES: Final = 5
_WORDS: Final = (Kind.TEXT, Kind.IDENTIFIER, Kind.CATEGORY)
_ORDER: Final = ("score", "structure", "price", "code", "row")


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """Which columns of the library hold what: each by the name that it has in the frames of the first stage."""

    named: dict[str, str]
    price: Column | None

    def of(self, block: pl.DataFrame, start: int) -> pl.DataFrame:
        """Rows of the library under the names of the first stage, numbered from 1."""
        texts = ("structure", "code")
        frame = block.select(
            pl.col(name).cast(pl.String if own in texts else None or block.schema[name]).alias(own)
            for own, name in self.named.items()
        )
        absent = [pl.lit(None, pl.String if own == "code" else pl.Float64).alias(own)
                  for own in ("code", "price") if own not in self.named]  # fmt: skip
        numbered = frame.with_columns(*absent, row=pl.int_range(start + 1, start + 1 + len(frame), dtype=pl.Int64))
        price = pl.col("price").cast(pl.Float64, strict=False)
        return numbered.with_columns(price=pl.when(price.is_finite() & (price >= 0)).then(price))


@dataclass(frozen=True, slots=True, eq=False)
class Passed:
    """What the first stage has seen and kept so far.

    ``rows`` of the library, of which ``unreadable`` are no molecules, with the first of them as ``examples`` (row and
    text); the ``best`` with their score, best first, and a ``control`` drawn by lot.
    """

    rows: int
    unreadable: int
    examples: tuple[tuple[int, str], ...]
    best: pl.DataFrame
    control: pl.DataFrame
    columns: Columns
    findings: tuple[Finding, ...] = ()

    @property
    def readable(self) -> int:
        """Rows that are molecules."""
        return self.rows - self.unreadable


def look_first(study: Screening, taught: Taught, data: Table, library: Given, run: Run) -> Passed:
    """Look at every molecule of the library once.

    What is done is kept in the run's folder after each chunk; a run that was cut off goes on from there and comes to
    the same end.

    Raises
    ------
    Refusal
        S310 without a column that is needed, S312 if more rows are no molecules than are; T-codes of reading.
    """
    columns = columns_of(study, library)
    folder = run.keep("screening")
    kept = None if folder is None else _Kept(folder / "first.parquet", _key(study, data, library, run))
    passed = (kept and kept.load(columns)) or Passed(0, 0, (), pl.DataFrame(), pl.DataFrame(), columns)
    for block in _chunks(library, passed.rows, CHUNK):
        run.step(say("First stage: {count:molecule|molecules} seen", count=passed.rows))
        passed = _further(study, taught, passed, block, run)
        if kept is not None:
            kept.save(passed)
    return _ended(study, passed, run)


def columns_of(study: Screening, library: Given) -> Columns:
    """Where in the library the structures, names, prices and further inputs stand.

    Raises
    ------
    Refusal
        S310 if one of them is missing.
    """
    facts = {column.name: column for column in library.columns}

    def there(name: str) -> str:
        if name not in facts:
            raise _missing(name, facts)
        return name

    molecules = [name for name, column in facts.items() if column.kind is Kind.MOLECULE]
    if study.structures is not None:
        structure = there(study.structures)
    elif study.matter in facts:
        structure = study.matter
    elif len(molecules) == 1:
        structure = molecules[0]
    else:
        raise _missing(say("the molecules"), facts)
    named = {"structure": structure}
    code = study.codes or _code(study, facts, structure)
    if code is not None:
        named["code"] = there(code)
    if study.price is not None:
        named["price"] = there(study.price)
    named |= {f"input {name}": there(name) for name in study.besides}
    return Columns(named, facts[study.price] if study.price else None)


def _code(study: Screening, facts: dict[str, Column], structure: str) -> str | None:
    """The column called as that of the measured names, or ``name``; in a list of two columns the words beside."""
    usual = [name for name in (study.names, "name") if name is not None and name in facts]
    beside = [name for name, column in facts.items() if name != structure and column.kind in _WORDS]
    return next(iter((*usual, *(beside if len(facts) == 2 else ()))), None)  # noqa: PLR2004 - a structure and its name


def _missing(wanted: str | Text, facts: dict[str, Column]) -> Refusal:
    return Refusal(LibraryColumnMissing(wanted=wanted, columns=tuple(facts)))


def _chunks(library: Given, skip: int, size: int) -> Iterator[pl.DataFrame]:
    """The rows after the first ones, in chunks of one size."""
    waiting: list[pl.DataFrame] = []
    held = 0
    for block in library.blocks() if isinstance(library, Scan) else iter((library.frame,)):
        rest, skip = block[skip:], max(0, skip - len(block))
        while held + len(rest) >= size:
            head, rest = rest[: size - held], rest[size - held :]
            yield pl.concat([*waiting, head])
            waiting, held = [], 0
        if len(rest):
            waiting.append(rest)
            held += len(rest)
    if waiting:
        yield pl.concat(waiting)


def _further(study: Screening, taught: Taught, passed: Passed, block: pl.DataFrame, run: Run) -> Passed:
    """What is kept after one more chunk."""
    rows = passed.columns.of(block, passed.rows)
    texts = [text or "" for text in rows["structure"].to_list()]
    found = groups(texts)
    unread = np.flatnonzero(~found.readable)
    new = tuple((int(rows["row"][int(at)]), shown(texts[at])) for at in unread[:_EXAMPLES])
    read = rows.filter(pl.Series(found.readable))
    score = merit(study, taught.learnt.endpoint, taught.glance.expect(found.counts))
    read = read.with_columns(score=pl.Series(-score), lot=pl.Series(_lots(read["structure"].to_list(), run.seed)))
    return replace(
        passed,
        rows=passed.rows + len(rows),
        unreadable=passed.unreadable + len(unread),
        examples=(*passed.examples, *new)[:_EXAMPLES],
        best=_first(passed.best, read, study.most, _ORDER),
        control=_first(passed.control, read, CONTROL, ("lot", *_ORDER)),
    )


def _first(before: pl.DataFrame, more: pl.DataFrame, count: int, order: tuple[str, ...]) -> pl.DataFrame:
    """The first rows of both in an order that does not ask where they stood in the file, unless all else is equal."""
    both = pl.concat([before, more]) if len(before) else more
    return both.sort(order, nulls_last=True).head(count)


def _lots(texts: list[str], seed: int) -> list[int]:
    """A number drawn for each text: the same wherever it stands."""
    salt = seed.to_bytes(8, "little", signed=True)
    return [int.from_bytes(hashlib.blake2b(text.encode(), digest_size=7, salt=salt).digest()) for text in texts]


def _ended(study: Screening, passed: Passed, run: Run) -> Passed:
    """The first stage at its end: the share of the library that goes on, and what must be said."""
    examples = tuple(text for _, text in passed.examples)
    if passed.unreadable > passed.readable or not passed.rows:
        raise Refusal(MostlyUnreadable(count=passed.unreadable, rows=passed.rows, texts=examples))
    findings: list[Finding] = []
    if passed.unreadable:
        where = tuple(row for row, _ in passed.examples)
        findings.append(Unreadable(count=passed.unreadable, rows=where, texts=examples))
    wanted = max(int(np.ceil(study.share * passed.readable)), run.count(LEAST))
    if wanted > study.most < passed.readable:
        findings.append(KeptFewer(share=study.share, wanted=wanted, kept=study.most))
    return replace(passed, best=passed.best.head(wanted), findings=tuple(findings))


@dataclass(frozen=True, slots=True)
class _Kept:
    """What was kept of a first stage that is not finished: one file, replaced as a whole."""

    path: Path
    key: str

    def save(self, passed: Passed) -> None:
        """Keep what is done so far; where that cannot be (a full disk, a folder that was taken away) work goes on."""
        told = {"rows": passed.rows, "unreadable": passed.unreadable, "examples": passed.examples}
        frame = pl.concat([passed.best.with_columns(drawn=False), passed.control.with_columns(drawn=True)])
        unfinished = self.path.with_suffix(".unfinished")
        with suppress(OSError, pl.exceptions.PolarsError):
            frame.write_parquet(unfinished, metadata={"key": self.key, "told": json.dumps(told)})
            unfinished.replace(self.path)

    def load(self, columns: Columns) -> Passed | None:
        """What was kept of the same question; None if nothing was, or of another one."""
        try:
            about = pl.read_parquet_metadata(self.path)
            if about.get("key") != self.key:
                return None
            told: dict[str, Any] = json.loads(about["told"])
            frame = pl.read_parquet(self.path)
        except (OSError, pl.exceptions.PolarsError):
            return None
        best, control = (frame.filter(pl.col("drawn") == drawn).drop("drawn") for drawn in (False, True))
        examples = tuple((int(row), str(text)) for row, text in told["examples"])
        return Passed(told["rows"], told["unreadable"], examples, best, control, columns)


def _key(study: Screening, data: Table, library: Given, run: Run) -> str:
    """What the first stage depends on."""
    asked = [study.model_dump(mode="json"), data.hash, library.hash, run.seed, run.effort, version("sanhak")]
    return hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()
