"""A table on the terminal: its columns with small distribution sketches, and what was found in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sanhak.serve.cli.console import Voice, WrongUsageError, out
from sanhak.serve.cli.kinds import first_kind
from sanhak.text import say

if TYPE_CHECKING:
    from sanhak.finding import Finding
    from sanhak.table import Column, Table
    from sanhak.table.prepare import Scan

_BARS: Final = " ▁▂▃▄▅▆▇█"
_BINS: Final = 12


@dataclass(frozen=True, slots=True)
class Reading:
    """How the user wants a file to be read, in the words of the command line."""

    sheet: str | None = None
    units: Sequence[str] | None = None
    kinds: Sequence[str] | None = None
    time: str | None = None
    asset: str | None = None
    lot: str | None = None
    layout: str | None = None
    held: str | None = None

    def table(self, path: str | Path, known: Iterable[Column] = ()) -> Table:
        """The table in a file.

        Parameters
        ----------
        path
            The file.
        known
            Columns whose kinds are known from earlier: where the file has them, they are read as that and not as what
            its few rows look like. What the user states wins.

        Raises
        ------
        Refusal
            If the file cannot be read.
        WrongUsageError
            If a unit or kind is not written as COLUMN=UNIT.
        """
        stated = pairs(self.kinds, "--kind")
        table = self._read(path, stated)
        other = {column.name: column.kind for column in known if column.name in table}
        other = {name: kind for name, kind in other.items() if table[name].kind is not kind}
        return self._read(path, other | stated) if other.keys() - stated else table

    def _read(self, path: str | Path, kinds: Mapping[str, str]) -> Table:
        from sanhak.table.prepare.duration import span_of
        from sanhak.table.read import read

        return read(
            path,
            units=pairs(self.units, "--unit"),
            kinds=kinds,
            sheet=int(self.sheet) if self.sheet and self.sheet.isdecimal() else self.sheet,
            time=self.time,
            asset=self.asset,
            lot=self.lot,
            layout=self.layout,
            held=span_of(self.held) if self.held else None,
        )

    def scan(self, path: str | Path) -> Scan:
        """A file that is longer than memory.

        Raises
        ------
        Refusal
            T005 if a sheet was named: a workbook is never that long.
        WrongUsageError
            If a unit or kind is not written as COLUMN=UNIT.
        """
        from sanhak.finding import Refusal
        from sanhak.table.prepare import Scan
        from sanhak.table.read.refusals import NoSuchSheet

        if self.sheet:
            raise Refusal(NoSuchSheet(sheet=self.sheet, sheets=()))
        units, kinds = pairs(self.units, "--unit"), pairs(self.kinds, "--kind")
        return Scan(path, units, kinds, self.time, self.asset, self.lot, self.layout)

    def streamed(self, path: str | Path) -> Scan | None:
        """A file that is read block by block; None for one that can only be read whole, such as a workbook."""
        from sanhak.finding import Refusal
        from sanhak.table.prepare.scan_findings import NotScanned

        if self.sheet:
            return None
        scan = self.scan(path)
        try:
            _ = scan.columns
        except Refusal as refusal:
            if not any(isinstance(finding, NotScanned) for finding in refusal.findings):
                raise
            return None
        return scan


def pairs(words: Sequence[str] | None, option: str) -> dict[str, str]:
    """``COLUMN=WORD`` as a mapping; the last equals sign counts, because a column may have one in its name.

    Raises
    ------
    WrongUsageError
        If a word has no equals sign.
    """
    found = {}
    for word in words or ():
        name, sign, value = word.rpartition("=")
        if not sign:
            raise WrongUsageError(say("{option} expects NAME=VALUE, not {word}.", option=option, word=word))
        found[name] = value
    return found


def named_file(word: str, names: Sequence[str]) -> tuple[str | None, str]:
    """A table's name and file from ``NAME=FILE`` or ``FILE``.

    Raises
    ------
    WrongUsageError
        If the name is none of the study's tables and there is no file of that whole name either.
    """
    name, sign, path = word.partition("=")
    if not sign or Path(word).exists():
        return None, word
    if name not in names:
        raise WrongUsageError(say("The study has no table {name}.", name=name), name, names)
    return name, path


def look_at(voice: Voice, path: Path, reading: Reading, page: Path | None) -> None:
    """Print what came in, and write the page with pictures where one is asked for."""
    from sanhak.table.check import check_table

    table = reading.table(path)
    found = (*table.findings, *check_table(table))
    sheet = f" · {table.source.sheet}" if table.source.sheet else ""
    size = voice.words(say("{rows:row|rows}, {columns:column|columns}", rows=len(table), columns=len(table.columns)))
    out().print(f"{table.source.name}{sheet} · {size}", style="bold")
    out().print(_columns(voice, table))
    _print_findings(voice, found)
    if page is not None:
        from sanhak.serve.report import look_page
        from sanhak.study.answer import whole

        with whole(page) as unfinished:
            unfinished.write_text(look_page(table, found, voice.language), encoding="utf-8")
        voice.say(say("The page with pictures: {path}", path=str(page)))
    voice.say(say("Next: sanhak new {kind} --data {path}", kind=first_kind(), path=str(path)))


def _columns(voice: Voice, table: Table) -> Any:
    """The columns as a grid, each with its distribution."""
    from rich.box import SIMPLE
    from rich.table import Table as Grid

    from sanhak.serve.report.look import columns_seen
    from sanhak.table.profile import profile

    grid = Grid(box=SIMPLE, show_edge=False, header_style="bold", pad_edge=False)
    heads = (say("Column"), say("Unit"), say("Kind"), say("Missing"), say("Reaches"), say("Distribution"))
    for head in heads:
        grid.add_column(voice.words(head), overflow="fold")
    for seen in columns_seen(profile(table), len(table)):
        kind = voice.words(seen.kind)
        role = f" ({voice.words(seen.role)})" if seen.role else ""
        spread = voice.words(seen.spread)
        grid.add_row(seen.name, seen.unit, kind + role, str(seen.missing or ""), spread, _sketched(table, seen.name))
    return grid


def _sketched(table: Table, name: str) -> str:
    """The distribution of a number column; nothing for others."""
    import polars as pl

    values = table.frame[name].drop_nulls()
    known = values.filter(values.is_finite()) if values.dtype.is_float() else pl.Series([])
    return sketch(known.to_list()) if len(known) else ""


def sketch(values: Sequence[float]) -> str:
    """A distribution as twelve small bars from the lowest to the highest value; one bar if they never change."""
    lower, upper = min(values), max(values)
    if lower == upper:
        return _BARS[-1]
    counts = [0] * _BINS
    for value in values:
        # Halves, because the difference of two very large numbers may be infinite.
        counts[min(int((value / 2 - lower / 2) / (upper / 2 - lower / 2) * _BINS), _BINS - 1)] += 1
    most = max(counts)
    return "".join(_BARS[-(-count * (len(_BARS) - 1) // most)] for count in counts)


def _print_findings(voice: Voice, found: Sequence[Finding]) -> None:
    out().print()
    if not found:
        voice.say(say("Nothing was found that would be in the way of a question."))
        return
    voice.findings(found)
    voice.say(say("More on each: sanhak page {code}", code=found[0].code))
