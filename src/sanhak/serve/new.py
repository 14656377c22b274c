"""A new study, filled in from a table as far as its names, kinds and values allow; every guess says that it is one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from sanhak.serve.report.look import KINDS
from sanhak.study.describe import KindDescription, Part, Role, describe
from sanhak.study.file import ColumnSeen, Draft
from sanhak.table import Column, Kind
from sanhak.text import Text, decimals_for, say

if TYPE_CHECKING:
    from sanhak.study import Study
    from sanhak.table import Table

# What plants call these things. A name counts when it holds one of the words; of several goals the first is taken.
_RAISED: Final = re.compile(
    r"yield|purity|conversion|selectivity|recovery|efficiency|수율|순도|전환율|선택도|회수율|효율", re.IGNORECASE
)
_LOWERED: Final = re.compile(r"cost|loss|waste|scrap|defect|비용|원가|손실|불량|폐기", re.IGNORECASE)
_LIMITED: Final = re.compile(
    r"impur|by.?product|residual|moisture|off.?spec|불순물|부산물|잔류|수분|미반응", re.IGNORECASE
)
_UNSETTABLE: Final = re.compile(r"ambient|outdoor|weather|humidity|season|외기|대기|날씨|습도|계절", re.IGNORECASE)
_MOST_CONTROLS: Final = 6
_MOST_LEVELS: Final = 12
_MOST_PLANNED: Final = 7
_LOWER_POINT, _UPPER_POINT = 0.05, 0.95


@dataclass(slots=True)
class _Guess:
    """Values and remarks as they grow."""

    values: dict[str, Any] = field(default_factory=dict)
    notes: dict[tuple[str, ...], Text] = field(default_factory=dict)


def fill(kind: type[Study], table: Table, data: str = "data.xlsx") -> Draft:
    """A draft of the study with the fields that can be guessed from the table, each guess with its reason.

    Parameters
    ----------
    kind
        The study class.
    table
        The user's table; with several tables, the first that the kind declares.
    data
        The name of the table's file, for the line that says how to go on.
    """
    description = describe(kind)
    seen = {column.name: _seen(table, column) for column in table.columns}
    named = {part.default for part in description.fields if part.role is Role.COLUMN}
    free = [
        seen[column.name]
        for column in table.columns
        if column.name not in named and _usable(table, column, seen[column.name])
    ]
    guess = _Guess()
    goal = _goal(description, free, guess)
    limited = _limits(description, [column for column in free if column.name != goal], guess)
    context = _context(description, [column for column in free if column.name not in {goal, *limited}], guess)
    others = [column for column in free if column.name not in {goal, *limited, *context}]
    _held(description, table, guess)
    _controls(description, others, guess)
    _factors(description, table, others, goal, guess)
    return Draft(kind, guess.values, guess.notes, tuple(seen.values()), data)


def _seen(table: Table, column: Column) -> ColumnSeen:
    values = table.frame[column.name].drop_nulls()
    lower = upper = None
    levels: tuple[str, ...] = ()
    if column.kind is Kind.NUMBER and len(values):
        lower, upper = _rounded(*(float(values.quantile(point) or 0.0) for point in (_LOWER_POINT, _UPPER_POINT)))
    elif column.kind in (Kind.CATEGORY, Kind.ORDINAL):
        levels = column.levels or tuple(map(str, values.unique(maintain_order=True)))
    return ColumnSeen(column.name, KINDS[column.kind], column.unit, lower, upper, levels)


def _rounded(lower: float, upper: float) -> tuple[float, float]:
    """Both ends to two significant digits of what lies between them."""
    if lower == upper:
        return lower, upper
    decimals = decimals_for(upper - lower)
    return round(lower, decimals) + 0.0, round(upper, decimals) + 0.0


def _usable(table: Table, column: Column, seen: ColumnSeen) -> bool:
    """Whether the column may take a part in the question: it varies, and it is no time, asset, lot or name."""
    if column.name in (table.time, table.asset, table.lot):
        return False
    if seen.lower is not None and seen.upper is not None:
        return seen.lower < seen.upper
    return 1 < len(seen.levels) <= _MOST_LEVELS


def _goal(kind: KindDescription, columns: Sequence[ColumnSeen], guess: _Guess) -> str | None:
    """The outcome to raise or to lower, by its name; else the last column of numbers, where outcomes mostly stand."""
    numbers = [column.name for column in columns if column.lower is not None]
    for part, words in ((Part.RAISE, _RAISED), (Part.LOWER, _LOWERED)):
        named = [name for name in numbers if words.search(name) and not _LIMITED.search(name)]
        if part in kind.names and named:
            return _propose(guess, part, named[0], say("Guessed from the name; check."))
    unnamed = [name for name in numbers if not _LIMITED.search(name)]
    if Part.RAISE in kind.names and unnamed:
        remark = say("Guessed: the last column of numbers. Check, or take minimize instead.")
        return _propose(guess, Part.RAISE, unnamed[-1], remark)
    return None


def _held(kind: KindDescription, table: Table, guess: _Guess) -> None:
    """Columns by what they hold: the first dates, formulas or structures; the last numbers, where outcomes stand.

    Where numbers are taken for want of a date, as hours or cycles are, none is guessed: any column could be them.
    """
    for part in kind.fields:
        timed = Kind.DATE in part.holds
        holds = {Kind.DATE} if timed else set(part.holds)
        fitting = [column.name for column in table.columns if column.kind in holds]
        if fitting and part.name not in guess.values:
            number = Kind.NUMBER in holds
            guess.values[part.name] = fitting[-1] if number else fitting[0]
            remark = (
                say("Guessed: the last column of numbers. Check.") if number else say("Guessed from its values; check.")
            )
            guess.notes[part.name,] = remark


def _propose(guess: _Guess, part: Part, name: str, note: Text) -> str:
    guess.values[part.value], guess.notes[part.value,] = name, note
    return name


def _limits(kind: KindDescription, columns: Sequence[ColumnSeen], guess: _Guess) -> tuple[str, ...]:
    """Outcomes that are to stay low by their names, each at most where nine rows of ten were."""
    named = {column.name: column for column in columns if column.upper is not None and _LIMITED.search(column.name)}
    if Part.LIMITED not in kind.names or not named:
        return ()
    guess.values[Part.LIMITED.value] = {name: [None, column.upper] for name, column in named.items()}
    remark = say("Guessed from the names; the limits are the observed 95 % points. Put your own limits.")
    guess.notes[Part.LIMITED.value,] = remark
    _note_units(guess, Part.LIMITED, named.values())
    return tuple(named)


def _context(kind: KindDescription, columns: Sequence[ColumnSeen], guess: _Guess) -> tuple[str, ...]:
    """What is measured and cannot be set, by its name."""
    named = [column.name for column in columns if _UNSETTABLE.search(column.name)]
    if Part.CONTEXT not in kind.names or not named:
        return ()
    guess.values[Part.CONTEXT.value] = dict.fromkeys(named) if kind[Part.CONTEXT].pairs else named
    guess.notes[Part.CONTEXT.value,] = say("Guessed from the names: measured, but not set. Check.")
    return tuple(named)


def _controls(kind: KindDescription, columns: Sequence[ColumnSeen], guess: _Guess) -> None:
    """What may be set: the other columns that vary, each within its observed range, or at one of its levels."""
    if Part.CONTROL not in kind.names:
        return
    part = kind[Part.CONTROL]
    able = [column for column in columns if column.lower is not None or part.levels]
    chosen = able[:_MOST_CONTROLS]
    if not chosen:
        return
    guess.values[part.name] = {
        column.name: list(column.levels) if column.levels else [column.lower, column.upper] for column in chosen
    }
    guess.notes[part.name,] = _about_controls(len(chosen), len(able))
    _note_units(guess, Part.CONTROL, chosen)


def _factors(
    kind: KindDescription, table: Table, columns: Sequence[ColumnSeen], goal: str | None, guess: _Guess
) -> None:
    """What was set on purpose from run to run: with the values that it took, or by name alone, as the kind asks."""
    if Part.FACTOR not in kind.names:
        return
    pairs = kind[Part.FACTOR].pairs
    if pairs and goal:
        _factor_values(table, columns, goal, guess)
        return
    able = [column for column in columns if not _LIMITED.search(column.name)]
    chosen = [column for column in able if table.frame[column.name].n_unique() <= _MOST_PLANNED][:_MOST_CONTROLS]
    if not chosen:
        return
    names = [column.name for column in chosen]
    ranges: dict[str, list[Any]] = {}
    for column in chosen:
        ranges[column.name] = list(column.levels) or [column.lower, column.upper]
    guess.values[Part.FACTOR.value] = ranges if pairs else names
    remark = say("Guessed: the columns of few values. Keep only what was varied on purpose.")
    guess.notes[Part.FACTOR.value,] = remark
    _note_units(guess, Part.FACTOR, chosen)


def _factor_values(table: Table, columns: Sequence[ColumnSeen], goal: str, guess: _Guess) -> None:
    """What runs were set to: levels, and numbers left of the goal or that come again, as settings do."""
    left = table.names[: table.names.index(goal)]
    values: dict[str, list[Any]] = {}
    for column in columns:
        cells = table.frame[column.name].drop_nulls()
        if column.levels:
            values[column.name] = list(column.levels)
        elif column.lower is not None and (column.name in left or 2 * cells.n_unique() <= len(cells)):
            values[column.name] = [float(cells.min()), float(cells.max())]  # type: ignore[arg-type]
    if not values:
        return
    guess.values[Part.FACTOR.value] = values
    guess.notes[Part.FACTOR.value,] = say(
        "Guessed: columns of levels, and numbers that stand left of the goal or come again, from the lowest to the "
        "highest so far. Keep only what you set; widen the ranges to what may be run, and add levels."
    )
    _note_units(guess, Part.FACTOR, [column for column in columns if column.name in values])


def _about_controls(chosen: int, able: int) -> Text:
    """How sure the choice is, and what must not stay in it."""
    if chosen < able:
        return say(
            "Guessed: the first {chosen} of {able} columns that vary, each in its observed range (5 % to 95 % points). "
            "Keep only what you can set; take out what answers to the controls.",
            chosen=chosen,
            able=able,
        )
    return say(
        "Guessed: the columns that vary, each in its observed range (5 % to 95 % points). Keep only what you can set; "
        "take out what answers to the controls."
    )


def _note_units(guess: _Guess, part: Part, columns: Iterable[ColumnSeen]) -> None:
    units: Mapping[str, str] = {column.name: column.unit for column in columns if column.unit}
    for name, unit in units.items():
        guess.notes[part.value, name] = say("in {unit}", unit=unit)
