"""The rules about preparing data by hand: codes W120–W124, each with its page in its docstring."""

from __future__ import annotations

from sanhak.finding import Finding, Severity, rule


@rule("W120", Severity.REFUSE)
class FieldEmpty(Finding):
    """A step was sent without what it needs.

    What was typed in the other fields stays as it is.
    """

    says = "Nothing stands here."
    why = "The step cannot be carried out without it."
    act = "Fill this field in."


@rule("W121", Severity.REFUSE)
class EndNotRead(Finding):
    """An end of a period is neither a moment nor the number of a row.

    Moments are those of the plant's clock, without a zone, such as ``2026-03-05 08:00``; where a table has no column of
    time, rows are counted from 1.
    """

    says = "“{given}” says neither when nor which row."
    why = "A period is from a moment, or a row, to another one."
    act = "Write a moment such as 2026-03-05 08:00; in a table without time, the number of a row."
    given: str


@rule("W122", Severity.REFUSE)
class NoSuchDataset(Finding):
    """A step names a table that is no dataset of the project whose rows are there.

    A step joins a dataset by its name, or by its name without the ending: ``laboratory`` is ``laboratory.xlsx``.
    """

    says = "No dataset of this project is called {name}, or its rows are not there yet. There are: {known}."
    why = "A step joins only what the project holds."
    act = "Give the file to the project first, or write the name of a dataset that is there."
    name: str
    known: tuple[str, ...]


@rule("W123", Severity.REFUSE)
class NoSteps(Finding):
    """The text does not list steps under the word ``prepare``.

    It is written as in a study file: ``prepare:`` on the first line, and under it a line for each step that begins with
    a dash. Without any step the rows are those of the file.
    """

    says = "The text lists no steps under the word prepare."
    why = "Steps are carried out in the order of a list."
    act = "Begin with the line “prepare:” and write each step on a line of its own, such as “- where: load > 50 %”."


@rule("W124", Severity.REFUSE)
class OtherUnit(Finding):
    """A column that is derived comes out in a unit that cannot be brought to the one that was asked for.

    Units are carried along: a flow times a heat capacity times a difference of temperatures is a power, whatever the
    units of the columns are.
    """

    says = "{name} comes out in {found}, which cannot be {unit}."
    why = "A value in the wrong unit would be taken for what it is not."
    act = "Leave the unit empty, or check the expression."
    name: str
    found: str
    unit: str
