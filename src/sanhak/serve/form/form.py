"""A form as data: the fields of a study kind with what stands in them, ready to be drawn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from sanhak.finding import Finding
from sanhak.serve.form.cells import listed, shown_number, shown_text, text_of
from sanhak.serve.form.typed import Offer, Typed, Widget, cells_of, takes_numbers, takes_words, typed_of
from sanhak.study.describe import FieldDescription, KindDescription, describe
from sanhak.study.file import ColumnSeen
from sanhak.table.prepare import STEPS
from sanhak.text import Text, decimals_for, say

if TYPE_CHECKING:
    from sanhak.serve.form.reading import Posted
    from sanhak.study import Study

SPARE: Final = 2
"""Empty lines under those that are filled."""

_HEADS: Final[Mapping[str, Text]] = {
    "column": say("Column"),
    "lower": say("Lower limit"),
    "upper": say("Upper limit"),
    "value": say("Value"),
    "levels": say("Levels"),
    "step": say("Step"),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice of a radio set, a list or a set of boxes: what is posted, its words, and what was observed of it.

    ``raw`` is the word by which files and help call the choice, where that is another one.
    """

    value: str
    words: Text | str
    chosen: bool = False
    raw: str = ""
    hint: Text | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """One input: its name, what it is called, what stands in it, and what it may offer.

    ``kind`` is ``column``, ``number``, ``text``, ``choice``, ``levels`` or ``step``; ``observed`` stands in grey where
    nothing is filled in.
    """

    name: str
    kind: str
    label: Text
    value: str = ""
    observed: str = ""
    choices: tuple[Choice, ...] = ()
    errors: tuple[Finding, ...] = ()
    number: int = 0
    """The line in which it stands, counted from 1; 0 for a cell that stands alone."""


@dataclass(frozen=True, slots=True)
class Line:
    """The cells of one line, with the unit of its column, what was remarked on it, and errors of no cell of its own."""

    name: str
    cells: tuple[Cell, ...]
    unit: str = ""
    note: Text | None = None
    errors: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Field:
    """One field of the study as it is asked."""

    part: FieldDescription
    widget: Widget
    cell: Cell
    """The input of a field that has a single one; for others what the field as a whole is called, and its errors."""
    lines: tuple[Line, ...] = ()
    names: tuple[str, ...] = ()
    """The cells of a line."""
    note: Text | None = None
    bounds: Text | None = None

    @property
    def heads(self) -> tuple[tuple[str, Text], ...]:
        """The cells of its lines with their headings."""
        return tuple((name, _HEADS[name]) for name in self.names)

    @property
    def shape(self) -> str:
        """The cells of its lines and whether a unit stands behind them, in one word for the style sheet."""
        return "-".join((*self.names, *(("unit",) if self.has_unit else ())))

    @property
    def has_unit(self) -> bool:
        """Whether its lines hold numbers in the unit of a column."""
        return ("value" in self.names and takes_numbers(self.part)) or "lower" in self.names or self.part.numbers

    @property
    def errors(self) -> Iterator[tuple[str, Finding]]:
        """Every remark on the field with the name of the input that it belongs to."""
        yield from ((self.cell.name, finding) for finding in self.cell.errors)
        for line in self.lines:
            yield from ((line.cells[0].name, finding) for finding in line.errors)
            yield from ((cell.name, finding) for cell in line.cells for finding in cell.errors)


@dataclass(frozen=True, slots=True)
class Form:
    """The fields of a study kind: ``asked`` first, ``more`` below; ``above`` are findings that belong to no field."""

    kind: KindDescription
    asked: tuple[Field, ...]
    more: tuple[Field, ...]
    above: tuple[Finding, ...]
    columns: tuple[ColumnSeen, ...]
    offer: Offer
    named: tuple[str, ...] = ()
    """Names that are suggested where a column is typed: those of the table and those that the form has named itself."""

    @property
    def errors(self) -> tuple[tuple[str, Field, Finding], ...]:
        """Every remark on a field, with the name of its input."""
        return tuple((name, one, found) for one in (*self.asked, *self.more) for name, found in one.errors)


def form_of(
    kind: type[Study],
    columns: Sequence[ColumnSeen] = (),
    values: Mapping[str, Any] | None = None,
    notes: Mapping[tuple[str, ...], Text] | None = None,
    posted: Posted | None = None,
    spare: int = SPARE,
) -> Form:
    """The form of a study kind.

    Parameters
    ----------
    kind
        The study class.
    columns
        The columns of the table that the study is asked of, as it is after its preparation.
    values
        Fields' values as plain data, as in :class:`sanhak.study.file.Draft`; those that are not given as their default.
    notes
        Remarks by field, or by field and column, on how ``values`` were guessed.
    posted
        What was filled in, with its errors: it stands in place of the values, and a note on a value that has been
        changed is left out.
    spare
        Empty lines under those that are filled, of fields that are asked first; the others have one.
    """
    description = describe(kind)
    offer = Offer.of(description, columns)
    given = values or {}
    pairs = posted.typed if posted else typed_of(description, given, offer)
    now = posted.values if posted else given
    writer = _Writer(offer, Typed.of(pairs), posted.findings if posted else {}, notes or {}, spare)
    kept = {part.name for part in description.fields if now.get(part.name) == given.get(part.name)}
    fields = tuple(writer.field(part, noted=part.name in kept) for part in description.fields)
    # What cannot be left out comes first: a reader who knows only that much can already ask.
    asked = tuple(sorted((one for one in fields if _is_asked(one, now)), key=lambda one: not one.part.required))
    return Form(
        kind=description,
        asked=asked,
        more=tuple(one for one in fields if one not in asked),
        above=writer.findings.get("", ()),
        columns=tuple(columns),
        offer=offer,
        named=writer.named(description) if offer.typing else (),
    )


def _is_asked(one: Field, values: Mapping[str, Any]) -> bool:
    """What a new study has to settle, what is settled already, and what is not right yet."""
    part = one.part
    return part.required or part.first or part.part is not None or part.name in values or any(one.errors)


@dataclass(frozen=True, slots=True)
class _Writer:
    """Makes fields of the cells that were typed."""

    offer: Offer
    typed: Typed
    findings: Mapping[str, tuple[Finding, ...]]
    notes: Mapping[tuple[str, ...], Text]
    spare: int
    _told: dict[str, Text] = field(default_factory=dict)

    def named(self, kind: KindDescription) -> tuple[str, ...]:
        """The columns of the table, then names that stand in the lines of fields that name something new."""
        own = [
            text_of(cells["column"][-1])
            for part in kind.fields
            if part.part is not None and part.pairs
            for cells in self.typed.filled(part.name).values()
            if "column" in cells
        ]
        return tuple(name for name in dict.fromkeys((*self.offer.columns, *own)) if name)

    def field(self, part: FieldDescription, *, noted: bool) -> Field:
        """One field; its notes only while they still speak of what stands there."""
        widget = self.offer.widget(part)
        lines = self._lines(part, widget, noted=noted) if widget in (Widget.LINES, Widget.STEPS) else ()
        shown = {name for line in lines for cell in line.cells for name in (cell.name, line.name)}
        own = tuple(found for name, all_ in self.findings.items() for found in all_ if self._is_of(part, name, shown))
        return Field(
            part,
            widget,
            self._cell(part, widget, own),
            lines,
            self._names(part, widget),
            self.notes.get((part.name,)) if noted else None,
            _bounds(part) if widget is Widget.NUMBER else None,
        )

    def _names(self, part: FieldDescription, widget: Widget) -> tuple[str, ...]:
        """The cells of a line; levels are not asked of a table that has none."""
        if widget is not Widget.LINES:
            return ("step",) if widget is Widget.STEPS else ()
        levels = self.offer.free or part.numbers or any(seen.levels for seen in self.offer.columns.values())
        return tuple(name for name in cells_of(part) if levels or name != "levels" or not part.limits)

    def _is_of(self, part: FieldDescription, name: str, shown: set[str]) -> bool:
        """Whether a finding belongs to the field as a whole, its cell being none that is shown."""
        head, _, rest = name.partition(".")
        line = f"{head}.{rest.partition('.')[0]}"
        return head == part.name and (not rest or line not in shown)

    def _cell(self, part: FieldDescription, widget: Widget, errors: tuple[Finding, ...]) -> Cell:
        typed = self.typed.cell(part.name)
        choices: tuple[Choice, ...] = ()
        if widget is Widget.CHOICE:
            choices = _choices(part, typed)
        elif widget is Widget.NAMES:
            choices = self._boxes(self.offer.columns, self.typed.single.get(part.name, ()))
        return Cell(part.name, widget.value, part.title, typed, "", choices, errors)

    def _boxes(self, known: Mapping[str, ColumnSeen] | Sequence[str], ticked: Sequence[str]) -> tuple[Choice, ...]:
        """A box for each name: those that are ticked in their order, which may have a meaning, then the known ones."""
        chosen = dict.fromkeys(name if name in known else text_of(name) for name in ticked if name.strip())
        names = dict.fromkeys((*chosen, *known))
        return tuple(Choice(shown_text(name), name, name in chosen, hint=self._seen(name)) for name in names)

    def _seen(self, column: str) -> Text | None:
        if column not in self.offer.columns:
            return None
        if column not in self._told:
            self._told[column] = self.offer.columns[column].seen
        return self._told[column]

    def _lines(self, part: FieldDescription, widget: Widget, *, noted: bool) -> tuple[Line, ...]:
        filled = self.typed.filled(part.name)
        first = max(filled, default=-1) + 1
        many = part.required or part.part is not None or (bool(filled) and widget is Widget.LINES)
        spare = self.spare if many else min(self.spare, 1)
        lines = {**filled, **{number: {} for number in range(first, first + spare)}}
        make = self._step if widget is Widget.STEPS else self._line
        return tuple(
            make(part, number, cells, place, noted=noted)
            for place, (number, cells) in enumerate(lines.items(), start=1)
        )

    def _step(
        self, part: FieldDescription, number: int, cells: Mapping[str, tuple[str, ...]], place: int, *, noted: bool
    ) -> Line:
        del noted
        name = f"{part.name}.{number}"
        written = cells.get("step", ("",))[-1]
        verb = STEPS.get(written.partition(":")[0].strip())
        errors = self.findings.get(f"{name}.step", ())
        cell = Cell(f"{name}.step", "step", _HEADS["step"], written, errors=errors, number=place)
        return Line(name, (cell,), note=verb.title if verb and part.name == "prepare" else None)

    def _line(
        self, part: FieldDescription, number: int, cells: Mapping[str, tuple[str, ...]], place: int, *, noted: bool
    ) -> Line:
        name = f"{part.name}.{number}"
        column = text_of(cells.get("column", ("",))[-1])
        seen = self.offer.columns.get(column)
        boxes = self.offer.levels(part, column)
        made = []
        for kind in self._names(part, Widget.LINES):
            if boxes and kind in ("lower", "upper") and not any(map(str.strip, cells.get(kind, ()))):
                continue
            made.append(self._of_line(part, f"{name}.{kind}", kind, cells, seen, place))
        shown = {cell.name for cell in made}
        rest = tuple(
            found
            for other, all_ in self.findings.items()
            if (other.startswith(f"{name}.") and other not in shown) or other == name
            for found in all_
        )
        unit = seen.unit or "" if seen else ""
        note = self.notes.get((part.name, column)) if noted and not unit else None
        return Line(name, tuple(made), unit, note, rest)

    def _of_line(
        self,
        part: FieldDescription,
        name: str,
        kind: str,
        cells: Mapping[str, tuple[str, ...]],
        seen: ColumnSeen | None,
        place: int,
    ) -> Cell:
        """One cell of a line; the levels of a known category as boxes, everything else as it was typed."""
        errors, typed = self.findings.get(name, ()), cells.get(kind, ("",))[-1]
        choices: tuple[Choice, ...] = ()
        observed, shown = "", kind if kind in ("column", "levels") else "number"
        if kind == "levels" and seen is not None and (known := self.offer.levels(part, seen.name)):
            ticked = (*cells.get("level", ()), *listed(typed))
            choices = tuple(
                Choice(shown_text(str(one.words), or_number=part.numbers), one.words, one.chosen)
                for one in self._boxes(known, ticked)
            )
        elif kind == "levels":  # what was ticked of another column stays to be seen
            typed = ", ".join(filter(None, (*cells.get("level", ()), typed)))
        elif kind == "value" and part.choices:
            shown, choices = "choice", _choices(part, typed)
        elif kind == "value":
            shown = "text" if takes_words(part) else "number"
        elif kind in ("lower", "upper") and not cells.get("levels", ("",))[-1]:
            observed = _observed(seen, kind)
        return Cell(name, shown, _HEADS[kind], typed, observed, choices, errors, place)


def _choices(part: FieldDescription, typed: str) -> tuple[Choice, ...]:
    return tuple(
        Choice(choice, part.words.get(choice, choice), choice == typed, "" if part.truth else choice)
        for choice in part.choices
    )


def _observed(seen: ColumnSeen | None, end: str) -> str:
    """An end of the range in which nine rows of ten lie, in as many digits as the range needs."""
    if seen is None or seen.lower is None or seen.upper is None:
        return ""
    decimals = decimals_for(seen.upper - seen.lower)
    return shown_number(round(seen.lower if end == "lower" else seen.upper, decimals) + 0.0)


def _bounds(part: FieldDescription) -> Text | None:
    """The bounds of a number in words."""
    match part.lower, part.upper:
        case None, None:
            return None
        case lower, None:
            return say("Lowest: {lower}", lower=lower)
        case None, upper:
            return say("Highest: {upper}", upper=upper)
        case lower, upper:
            return say("{lower} to {upper}", lower=lower, upper=upper)
