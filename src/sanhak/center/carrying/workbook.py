"""A running project as a workbook tells it: every row read, or a finding that names sheet, row, column and reason."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, TypeVar

from sanhak.center.carrying.findings import NotAPlan, NotTaken, RowNotRead
from sanhak.center.carrying.heads import SHEETS, Sheet, done_of, kind_of, part_of, plain, verdict_of
from sanhak.center.carrying.words import YEARS, Kind, Verdict, span, whole, won
from sanhak.center.rights import Part
from sanhak.center.words import LONG, SHORT, day, email, number, words
from sanhak.finding import Finding, Refusal
from sanhak.text import Language, Text, say

HEAD_WITHIN: Final = 10
"""Heads stand in one of the first so many rows: titles may stand above them."""
_Read = TypeVar("_Read")


@dataclass(frozen=True, slots=True)
class Reached:
    """A milestone; ``passed`` is the day on which it was reached, and ``done`` says that it was."""

    title: str
    due: date
    done: bool
    passed: date | None


@dataclass(frozen=True, slots=True)
class Planned:
    """A line of the budget."""

    kind: Kind
    title: str
    year: int
    planned: int


@dataclass(frozen=True, slots=True)
class Spent:
    """A spending of a line; ``count`` tells equal rows of one workbook apart."""

    kind: Kind
    title: str
    year: int
    day: date
    won: int
    note: str
    count: int


@dataclass(frozen=True, slots=True)
class Joined:
    """A member by e-mail, with a share of the months of a time where one is named; ``row`` as Excel counts."""

    row: int
    sheet: str
    email: str
    part: Part
    share: int | None
    starts: date | None
    ends: date | None


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision of the past; ``count`` tells equal rows of one workbook apart."""

    day: date
    title: str
    verdict: Verdict | None
    reason: str
    who: str
    count: int


@dataclass(frozen=True, slots=True)
class Plan:
    """All that a workbook tells; ``facts`` are the fields of the project as typed."""

    facts: Mapping[str, str]
    milestones: tuple[Reached, ...] = ()
    lines: tuple[Planned, ...] = ()
    spendings: tuple[Spent, ...] = ()
    members: tuple[Joined, ...] = ()
    past: tuple[Decided, ...] = ()
    findings: tuple[Finding, ...] = ()


@dataclass(slots=True)
class _Row:
    """One row of a sheet: its cells by field, and where it stands."""

    sheet: str
    number: int
    cells: Mapping[str, str]
    heads: Mapping[str, str]
    findings: list[Finding]

    def read(self, name: str, how: Callable[[str], _Read]) -> _Read | None:
        """A cell read by ``how``; None, with a finding, where it cannot be."""
        try:
            return how(self.cells.get(name, ""))
        except Refusal as refusal:
            self.wrong(name, refusal.findings[0].said)
            return None

    def wrong(self, name: str, because: Text) -> None:
        """Say what is wrong with a cell."""
        column = self.heads.get(name, name)
        self.findings.append(RowNotRead(sheet=self.sheet, row=self.number, column=column, because=because))


@dataclass(slots=True)
class _Counts:
    """How often an equal row has come."""

    seen: dict[tuple[Any, ...], int] = field(default_factory=dict)

    def next(self, *key: Any) -> int:
        """0 for the first of equal rows."""
        self.seen[key] = self.seen.get(key, -1) + 1
        return self.seen[key]


def read_plan(data: bytes, name: str, language: Language = "en") -> Plan:
    """What a workbook tells of a running project.

    Parameters
    ----------
    data, name
        The file and what it is called.
    language
        In which missing columns are named.

    Raises
    ------
    Refusal
        T012 and T013 if it cannot be opened, C215 if no project can be read from it.
    """
    from sanhak.table.read.workbook import open_workbook

    book = open_workbook(data, name)
    sheets = {sheet: _kind(sheet) for sheet in book.sheets}
    findings: list[Finding] = [
        NotTaken(what=say("The sheet"), name=sheet) for sheet, kind in sheets.items() if kind is None
    ]
    rows: dict[str, list[_Row]] = {kind: [] for kind in SHEETS}
    for sheet, kind in sheets.items():
        if kind is not None:
            texts = [[cell or "" for cell in row] for row in book.grid(sheet).frame.rows()]
            rows[kind] += _rows(texts, sheet, kind, findings, language)
    if not rows["project"]:
        raise Refusal(NotAPlan(name=name, lacks=say("it has no sheet “Project” (과제) with a row under its heads")))
    facts = {key: cell for key, cell in rows["project"][0].cells.items() if cell}
    if not facts.get("title", "").strip():
        raise Refusal(NotAPlan(name=name, lacks=say("the title of the project is empty")))
    _check_facts(rows["project"], findings)
    lines = tuple(filter(None, map(_line, rows["lines"])))
    counts = _Counts()
    return Plan(
        facts,
        tuple(filter(None, map(_milestone, rows["milestones"]))),
        lines,
        tuple(filter(None, (_spending(row, lines, counts) for row in rows["spendings"]))),
        tuple(filter(None, map(_member, rows["members"]))),
        tuple(filter(None, (_past(row, counts) for row in rows["past"]))),
        tuple(findings),
    )


def _kind(sheet: str) -> str | None:
    return next((kind for kind, one in SHEETS.items() if one.named.knows(sheet)), None)


def _rows(texts: list[list[str]], sheet: str, kind: str, findings: list[Finding], language: Language) -> Iterator[_Row]:
    """The rows of a sheet under its heads; a project may also be told in two columns, field beside value."""
    known = SHEETS[kind]
    if kind == "project" and (turned := _turned(texts, known)):
        yield _Row(sheet, 1, *turned, findings)
        return
    at, places = _heads(texts, known)
    missing = [one.title(language) for key, one in known.columns.items() if one.needed and key not in places]
    if missing:
        column = ", ".join(missing)
        findings.append(RowNotRead(sheet=sheet, row=at + 1, column=column, because=say("this head is missing.")))
        return
    heads = {key: texts[at][place] for key, place in places.items()}
    extra = [place for place, head in enumerate(texts[at]) if place not in places.values() and head]
    extra += [place for place, head in enumerate(texts[at]) if not head and any(row[place] for row in texts[at + 1 :])]
    findings.extend(
        NotTaken(what=say("The column of sheet {sheet}", sheet=sheet), name=texts[at][place] or f"#{place + 1}")
        for place in extra
    )
    for number_, row in enumerate(texts[at + 1 :], at + 2):
        cells = {key: row[place] for key, place in places.items()}
        if any(cells.values()):
            yield _Row(sheet, number_, cells, heads, findings)


def _heads(texts: list[list[str]], known: Sheet) -> tuple[int, dict[str, int]]:
    """The row with the most heads among the first ones, and the place of each field in it."""
    best: tuple[int, dict[str, int]] = (0, {})
    for at, row in enumerate(texts[:HEAD_WITHIN]):
        places: dict[str, int] = {}
        for place, head in enumerate(row):
            found = next((key for key, one in known.columns.items() if head and one.knows(head)), None)
            if found is not None:
                places.setdefault(found, place)
        if len(places) > len(best[1]):
            best = at, places
    return best


def _turned(texts: list[list[str]], known: Sheet) -> tuple[Mapping[str, str], Mapping[str, str]] | None:
    """A project told in two columns; None where its heads stand in a row."""
    named = {plain(name): key for key, one in known.columns.items() for name in (*one.en, *one.ko)}
    pairs = [(named.get(plain(row[0])), row[0], row[1]) for row in texts if len(row) > 1 and row[0]]
    if sum(key is not None for key, _, _ in pairs) <= 1 or any(plain(cell) in named for _, _, cell in pairs[:1]):
        return None
    cells = {key: cell for key, _, cell in pairs if key}
    return cells, {key: head for key, head, _ in pairs if key}


def _check_facts(rows: list[_Row], findings: list[Finding]) -> None:
    """The numbers of the project can be read, and no second project stands below the first."""
    unit = rows[0].cells.get("unit") or None
    rows[0].read("title", lambda cell: words(cell, say("Title")))
    for name in ("start", "target"):
        rows[0].read(name, lambda cell: number(cell, unit))
    for row in rows[1:]:
        because = say("a workbook tells of one project.")
        findings.append(RowNotRead(sheet=row.sheet, row=row.number, column=row.heads.get("title", ""), because=because))


def _day(cell: str) -> date:
    return day(cell.partition("T")[0])


def _perhaps(cell: str) -> date | None:
    return _day(cell) if cell else None


def _milestone(row: _Row) -> Reached | None:
    title, due = row.read("title", lambda cell: words(cell, say("Title"))), row.read("due", _day)
    passed, done = row.read("passed", _perhaps), done_of(row.cells.get("state", ""))
    if done is None:
        row.wrong("state", say("“{given}” says neither done nor open.", given=row.cells["state"][:SHORT]))
    if title is None or due is None or done is None:
        return None
    return Reached(title, due, done or passed is not None, passed)


def _line(row: _Row) -> Planned | None:
    kind, title = _kind_in(row), row.read("title", lambda cell: words(cell, say("Purpose")))
    year = row.read("year", lambda cell: whole(cell.rstrip("년"), say("Year"), *YEARS, "year"))
    planned = row.read("planned", won)
    return None if None in (kind, title, year, planned) else Planned(kind, title, year, planned)  # type: ignore[arg-type]


def _kind_in(row: _Row) -> Kind | None:
    found = kind_of(row.cells.get("kind", ""))
    if found is None:
        given = row.cells.get("kind", "")[:SHORT]
        row.wrong("kind", say("“{given}” is neither direct (직접비) nor indirect (간접비).", given=given))
    return found


def _spending(row: _Row, lines: tuple[Planned, ...], counts: _Counts) -> Spent | None:
    spent, amount = row.read("day", _day), row.read("won", won)
    note = row.read("note", lambda cell: words(cell, say("Note"), most=LONG, empty=True))
    kind = _kind_in(row) if row.cells.get("kind") else None
    if spent is None or amount is None or note is None or (kind is None and row.cells.get("kind")):
        return None
    typed = row.cells.get("year", "").rstrip("년")
    year = row.read("year", lambda _: whole(typed, say("Year"), *YEARS, "year")) if typed else spent.year
    title = row.cells.get("title", "")
    fits = [one for one in lines if (one.title, one.year) == (title, year) and kind in (None, one.kind)]
    if len(fits) != 1:
        facts = {"title": title[:SHORT], "year": str(year)}
        none = say("the sheet of the budget has no line “{title}” of {year}.", **facts)
        row.wrong(
            "title", say("“{title}” of {year} is both direct and indirect; say which.", **facts) if fits else none
        )
        return None
    line = fits[0]
    count = counts.next(line, spent, amount, note)
    return Spent(line.kind, line.title, line.year, spent, amount, note, count)


def _member(row: _Row) -> Joined | None:
    address, part = row.read("email", email), part_of(row.cells.get("part", ""))
    if part is None:
        word = row.cells["part"][:SHORT]
        row.wrong("part", say("“{given}” is neither lead (책임) nor member (참여) nor guest (참관).", given=word))
    typed = row.cells.get("share", "").rstrip("% ")
    share = row.read("share", lambda _: _share(typed)) if typed else None
    times = (row.cells.get("starts", ""), row.cells.get("ends", ""))
    nothing: dict[str, date] = {}
    given = row.read("starts", lambda _: span(*(time.partition("T")[0] for time in times))) if share else nothing
    if address is None or part is None or given is None or (typed and share is None):
        return None
    return Joined(row.number, row.sheet, address, part, share, given.get("starts"), given.get("ends"))


def _share(typed: str) -> int:
    """A share in per cent; Excel keeps 50 % as 0.5."""
    value = number(typed)
    return whole(f"{100 * value:g}" if value is not None and 0 < value <= 1 else typed, say("Share"), 1, 100, "share")


def _past(row: _Row, counts: _Counts) -> Decided | None:
    when, title = row.read("day", _day), row.read("title", lambda cell: words(cell, say("Title")))
    word, told = row.cells.get("verdict", ""), row.cells.get("reason", "")
    verdict = verdict_of(word)
    reason = row.read("reason", lambda _: words(told if verdict or not word else f"{word}: {told}", say("Reason"),
                                                most=LONG, empty=True))  # fmt: skip
    who = row.read("who", lambda cell: words(cell, say("Decided by"), empty=True))
    if when is None or title is None or reason is None or who is None:
        return None
    return Decided(when, title, verdict, reason, who, counts.next("past", when, title))
