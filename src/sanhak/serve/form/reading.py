"""From what was posted to a study: values, and every remark by the cell that it belongs to."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from sanhak.finding import Finding, Refusal, Severity, near
from sanhak.serve.form.cells import is_quoted, listed, number_of, text_of
from sanhak.serve.form.findings import (
    DoesNotFit,
    LineWithoutName,
    NamedTwice,
    NoSuchChoice,
    NotANumber,
    NotInTheTable,
    OtherUnit,
    StepUnclear,
)
from sanhak.serve.form.judging import judged
from sanhak.serve.form.typed import Offer, Pairs, Typed, Widget, spread, takes_numbers, takes_words
from sanhak.study.describe import FieldDescription, Role, describe
from sanhak.study.file import ColumnSeen, file_values
from sanhak.study.file import text as study_text
from sanhak.study.file.build import TRUTHS
from sanhak.study.file.entries import numbers_as_levels
from sanhak.study.findings import BrokenLine, NameTwice
from sanhak.text import Language, Text, say

if TYPE_CHECKING:
    from sanhak.study import Study

_SHOWN: Final = 3
_MONEY: Final = re.compile(r"[A-Z]{3}")


@dataclass(frozen=True, slots=True)
class Posted:
    """What was filled in.

    ``typed`` are the cells as they were typed, pasted blocks spread over lines; ``values`` are the fields' values as
    plain data without those at their default, a cell that could not be read as its text. ``findings`` stand by the
    name of the cell, those that belong to none under an empty name. ``study`` is None while anything is refused.
    """

    kind: type[Study]
    typed: Pairs
    values: Mapping[str, Any]
    findings: Mapping[str, tuple[Finding, ...]]
    study: Study | None


def read_form(kind: type[Study], posted: Sequence[tuple[str, str]], columns: Sequence[ColumnSeen] = ()) -> Posted:
    """The study that was filled in, or what keeps it from being one.

    Parameters
    ----------
    kind
        The study class.
    posted
        Names and values in the order in which they came; names that no field has are passed over.
    columns
        The columns of the table that the study is asked of.
    """
    description = describe(kind)
    typed = spread(posted, description)
    reader = _Reader(Typed.of(typed), Offer.of(description, columns))
    given = {part.name: reader.value(part) for part in description.fields}
    values = {
        part.name: given[part.name]
        for part in description.fields
        if given[part.name] is not None or (part.optional and part.default is not None)
    }
    study, further = judged(kind, values, reader.places)
    for name, finding in further:
        reader.tell(name, finding, once=True)
    refused = any(found.severity is Severity.REFUSE for told in reader.findings.values() for found in told)
    findings = {name: tuple(found) for name, found in reader.findings.items()}
    if study is None or refused:
        return Posted(
            kind, typed, {name: values[name] for name in values if _given(description[name], values)}, findings, None
        )
    return Posted(kind, typed, file_values(study), findings, study)


def check(
    kind: type[Study], posted: Sequence[tuple[str, str]], columns: Sequence[ColumnSeen], language: Language
) -> dict[str, list[str]]:
    """The remarks on what is filled in so far by cell: what was given, what to do, and the code."""
    return {
        name: [f"{one.said.render(language)} {one.remedy.render(language)} {one.code}" for one in found]
        for name, found in read_form(kind, posted, columns).findings.items()
    }


def _given(part: FieldDescription, values: Mapping[str, Any]) -> bool:
    """Whether the value says more than the field's default."""
    default = getattr(part.default, "value", part.default)
    plain = list(default) if isinstance(default, tuple) else default
    return bool(values[part.name] != plain) and (plain is not None or values[part.name] not in ({}, []))


@dataclass(slots=True)
class _Reader:
    """Reads field by field; remarks and the cells of what was read grow with it."""

    typed: Typed
    offer: Offer
    findings: dict[str, list[Finding]] = field(default_factory=dict)
    places: dict[tuple[str | int, ...], str] = field(default_factory=dict)
    """The cell of each field, and of each column or item in it."""

    def tell(self, name: str, finding: Finding, *, once: bool = False) -> None:
        """Put a remark beside a cell; ``once`` where another one on the same cell has said it already."""
        told = self.findings.setdefault(name, [])
        if not once or not any(other.severity is Severity.REFUSE for other in told):
            told.append(finding)

    def value(self, part: FieldDescription) -> Any:
        """The field's value as plain data; None where nothing is given."""
        name, cell = part.name, self.typed.cell(part.name)
        match self.offer.widget(part):
            case Widget.LINES:
                return self._lines(part)
            case Widget.NAMES:
                ticked = dict.fromkeys(one for one in self.typed.single.get(name, ()) if one.strip())
                return list(dict.fromkeys(self._column(name, one) for one in ticked))
            case Widget.STEPS:
                return self._steps(part)
            case Widget.LIST:
                return [text_of(one) for one in listed(cell, "\n")]
            case Widget.CHOICE:
                return self._choice(part, name, cell) if cell else None
            case Widget.COLUMN:
                usual = text_of(cell) == part.default  # what a kind takes for granted need not be there
                return part.default if usual else self._column(name, cell) if cell.strip() else None
            case Widget.NUMBER:
                return self._amount(part, name, cell, part.unit) if cell.strip() else None
            case _:
                return text_of(cell) if cell.strip() else None

    def _column(self, name: str, cell: str) -> str:
        """A column's name; what stands in the table as it was typed is taken as it is."""
        column = cell if cell in self.offer.columns else text_of(cell)
        if not self.offer.free and column not in self.offer.columns:
            known = near(column, self.offer.columns) or tuple(self.offer.columns)[:_SHOWN]
            self.tell(name, NotInTheTable(column=column, known=known))
        return column

    def _choice(self, part: FieldDescription, name: str, cell: str) -> Any:
        if cell not in part.choices:
            words = tuple(part.words[choice] for choice in part.choices if choice in part.words)
            self.tell(name, NoSuchChoice(given=cell, choices=words))
        return TRUTHS.get(cell, cell) if part.truth else cell

    def _steps(self, part: FieldDescription) -> list[Any]:
        steps: list[Any] = []
        for number, cells in self.typed.filled(part.name).items():
            name, cell = f"{part.name}.{number}.step", cells["step"][-1]
            self.places[part.name, len(steps)] = name
            try:
                step = study_text.read(cell.encode(errors="replace"), part.name).plain
                self.places[part.name, next(iter(step), "")] = name
                steps.append(step)
            except Refusal as refusal:
                self.tell(name, StepUnclear(because=_unclear(refusal.findings[0])))
                steps.append(cell)
        return steps

    def _lines(self, part: FieldDescription) -> Any:
        names: list[str] = []
        values: dict[str, Any] = {}
        for number, cells in self.typed.filled(part.name).items():
            place = f"{part.name}.{number}"
            cell = cells.get("column", ("",))[-1]
            if not cell.strip():
                self.tell(f"{place}.column", LineWithoutName())
                continue
            column = self._column(f"{place}.column", cell)
            if column in names:
                self.tell(f"{place}.column", NamedTwice(column=column))
                continue
            self.places[part.name, column] = self.places[part.name, len(names)] = place
            names.append(column)
            values[column] = self._beside(part, place, column, cells)
        return values if part.pairs else names

    def _beside(self, part: FieldDescription, place: str, column: str, cells: Mapping[str, tuple[str, ...]]) -> Any:
        """What stands beside a column: a value, two limits, or levels."""
        seen = self.offer.columns.get(column)
        unit = seen.unit if seen else None

        def number(name: str) -> Any:
            cell = cells.get(name, ("",))[-1]
            return self._amount(part, f"{place}.{name}", cell, unit, seen) if cell.strip() else None

        if part.role is not Role.RANGES:
            cell = cells.get("value", ("",))[-1]
            return self._choice(part, f"{place}.value", cell) if part.choices and cell else number("value")
        levels = (*filter(str.strip, cells.get("level", ())), *listed(cells.get("levels", ("",))[-1]))
        limits = [number("lower"), number("upper")] if part.limits else []
        if not levels:
            return limits
        if any(limit is not None for limit in limits):
            given = cells.get("levels", levels)[-1]
            self.tell(f"{place}.levels", DoesNotFit(title=part.title, given=given, help=part.help))
        return _levels(part, levels)

    def _amount(
        self, part: FieldDescription, name: str, cell: str, unit: str | None, seen: ColumnSeen | None = None
    ) -> float | str:
        """A number in the unit of its field or column, or a word where one may stand."""
        words = takes_words(part) and part.role is not Role.RANGES
        said = number_of(cell)
        if words and (not takes_numbers(part) or is_quoted(cell) or said is None or (seen and cell in seen.levels)):
            return text_of(cell)
        if said is None:
            self.tell(name, NotANumber(given=cell.strip()))
            return cell
        if words and said[1] and not (seen and seen.lower is not None):
            return text_of(cell)  # a kind that takes words reads units itself, as in 500 mg
        found = _in_unit(part, *said, unit)
        if found is None:
            self.tell(name, OtherUnit(given=cell.strip(), unit=unit) if unit else NotANumber(given=cell.strip()))
            return cell
        return found


def _unclear(finding: Finding) -> Text:
    """Why a step cannot be read, without the names of a file."""
    if isinstance(finding, BrokenLine):
        return say("Look at line {line}: {shown}", line=finding.line, shown=finding.shown)
    if isinstance(finding, NameTwice):
        return say("{name} stands in it twice.", name=finding.name)
    return say("None of its lines has a word, a colon and a value.")


def _levels(part: FieldDescription, cells: Sequence[str]) -> list[Any]:
    """Numbers where the field takes several and all of them are, else words."""
    numbers = [None if is_quoted(cell) else number_of(cell) for cell in cells] if part.numbers else [None]
    plain = [number[0] for number in numbers if number is not None and not number[1]]
    if len(plain) == len(cells):
        return list(numbers_as_levels(part, plain))
    return [text_of(cell) for cell in cells]


def _in_unit(part: FieldDescription, value: float, given: str, unit: str | None) -> float | None:
    """The value in its unit; None where the one that was typed cannot be brought to it.

    A share may be typed in percent. An amount is a difference or a price, whose unit is not converted.
    """
    from sanhak.table import units

    if not given:
        return value
    if unit is None:
        if given == "%" and part.role is Role.NUMBER and part.upper is not None and part.upper <= 1:
            return value / 100
        return value if units.known(given) or _MONEY.fullmatch(given) else None
    if units.known(given) in (unit, units.known(unit)):
        return value
    if part.role is Role.AMOUNTS or not units.compatible(given, unit):
        return None
    return float(f"{units.convert(value, given, unit):.10g}")
