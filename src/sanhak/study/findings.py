"""The rules about study files and answers: codes S…, each with its page in its docstring."""

from __future__ import annotations

from sanhak.finding import Finding, Severity, rule


@rule("S001", Severity.REFUSE)
class NoWriter(Finding):
    """An answer was to be written to a file of a kind that is not known.

    An answer can be written as a report (``.html``), a workbook (``.xlsx``), plain data (``.json``), or as a folder with
    all of them and the model, from which it can be shown again and asked for predictions.
    """

    says = "{path} has no ending under which an answer can be written. Known: {known}."
    why = "The ending decides the form."
    act = "Choose one of the known endings, or a folder name without an ending."
    path: str
    known: tuple[str, ...]


@rule("S002", Severity.REFUSE)
class TableMissing(Finding):
    """A study was asked without one of the tables that it needs.

    Each kind of study declares its tables by name. A study with a single table takes that table alone; a study with
    several takes a mapping from name to table.
    """

    says = "The study {kind} needs the tables {needed}; given: {given}."
    why = "Without its table the question has nothing to stand on."
    act = "Give every table by its name."
    kind: str
    needed: tuple[str, ...]
    given: tuple[str, ...]
