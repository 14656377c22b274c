"""The rules about screening a library: codes S310–S319, each with its page in its docstring."""

from __future__ import annotations

from sanhak.finding import Finding, Severity, rule
from sanhak.text import Amount, Text


@rule("S310", Severity.REFUSE)
class LibraryColumnMissing(Finding):
    """The library has no column that the question needs: structures, further inputs, or prices.

    A list of structures (``.smi``) has the columns ``smiles`` and ``name``, unless its first line names them. In other
    files the structures are taken from the column that is named, else from the one that is called as in the measured
    table, else from the only one that holds molecules. A file of one column of SMILES needs no name above it.

    Name the column of the library.
    """

    says = "The library has no column for {wanted}; its columns are {columns}."
    why = "Without it no molecule of the library can be judged."
    act = "Name the column of the library that holds it, or add it to the file."
    wanted: str | Text
    columns: tuple[str, ...]


@rule("S311", Severity.WARN)
class Unreadable(Finding):
    """Rows of the library hold no molecule that can be used; they were left out and counted.

    A ring is not closed, a bracket is missing, an atom has too many bonds, the cell is empty, or the molecule has more
    than 500 atoms. Rows are counted from 1 in the order of the file.

    Look at the examples. A file whose lines were cut or shifted has many of them, and then molecules are missing that
    should have been screened.
    """

    says = "{count:row of the library is|rows of the library are} no molecule, first at row {rows}: {texts}."
    why = "What cannot be read is not screened, however good it may be."
    act = "Look at these rows; ask the supplier for the file again if there are many."
    count: int
    rows: tuple[int, ...]
    texts: tuple[str, ...]


@rule("S312", Severity.REFUSE)
class MostlyUnreadable(Finding):
    """More rows of the library cannot be read as molecules than can.

    Usually the wrong column was taken (names, registry numbers, InChI), or the file's columns are shifted.

    Name the column that holds SMILES.
    """

    says = "{count} of {rows:row|rows} of the library are no molecules, for example {texts}."
    why = "A screening of the small rest would look like one of the library."
    act = "Name the column that holds SMILES, or write the structures as SMILES."
    count: int
    rows: int
    texts: tuple[str, ...]


@rule("S313", Severity.REFUSE)
class NoneLeft(Finding):
    """No molecule of the library is left after the filters.

    The counts say which filter took how many: molecules that occur twice or were measured already, windows of
    properties, alerts, prices.

    Widen the window that took most, tell alerts instead of leaving molecules out, or keep a larger share.
    """

    says = "No molecule is left. {counts}"
    why = "There is nothing to choose from."
    act = "Widen the filter that took most of them, or keep a larger share of the library."
    counts: tuple[Text, ...]


@rule("S314", Severity.REFUSE)
class BudgetTooSmall(Finding):
    """The budget does not buy a single molecule of those that are left.

    Only molecules that passed all filters are asked about; others may cost less.

    Raise the budget, or let more molecules through.
    """

    says = "The budget of {budget} does not buy one molecule; the cheapest of those left costs {cheapest}."
    why = "An empty order answers nothing."
    act = "Raise the budget, or widen the filters."
    budget: Amount
    cheapest: Amount


@rule("S315", Severity.REFUSE)
class NothingMeasured(Finding):
    """The table from which a screening learns has no row with both a molecule and a measured value.

    A screening by likeness needs measured molecules, some of them good and some of them not.

    Name the column that was measured, or measure some molecules first: a diverse choice of about thirty is a start.
    """

    says = "No row has both {molecule} and a measured {outcome}."
    why = "Without a measurement every molecule of the library is as good as any other."
    act = "Name the measured column, or measure some molecules first."
    molecule: str
    outcome: str


@rule("S316", Severity.WARN)
class GlanceBlind(Finding):
    """The first stage hardly ranks molecules of scaffolds that it was not taught.

    The first stage looks at every molecule and sees nothing but groups of atoms. Its rank correlation was measured on
    rows whose scaffolds were held out; near zero it is no better than drawing lots, and what it leaves out is lost.

    Keep a larger share of the library, or measure more molecules of the kind that the library holds.
    """

    says = "On scaffolds that it was not taught the first stage ranks with a correlation of {correlation}."
    why = "Good molecules are left out unseen where the first stage ranks badly."
    act = "Keep a larger share of the library for the second stage."
    correlation: Amount


@rule("S317", Severity.WARN)
class FewerThanAsked(Finding):
    """Fewer molecules were chosen than were asked for.

    Either the budget does not buy more, or no more are left after the filters.

    Order these, or raise the budget or widen the filters.
    """

    says = "{chosen} of {asked} molecules were chosen: no more are left, or the budget buys no more."
    why = "A batch of fewer molecules tells less."
    act = "Raise the budget, or widen the filters."
    chosen: int
    asked: int


@rule("S318", Severity.NOTE)
class KeptFewer(Finding):
    """The share of the library that was to be kept is more than the second stage takes.

    The second stage describes each molecule in full and holds what it says of it. So there is a largest number, which
    is a field of the question.

    Nothing needs to be done; raise the largest number if there is time and memory.
    """

    says = "{share:%} of the library are {wanted} molecules; the best {kept} of them were kept."
    why = "The second stage costs a hundred times as much for each molecule."
    act = "Raise the largest number that is kept if more should be looked at closely."
    share: float
    wanted: int
    kept: int


@rule("S319", Severity.WARN)
class WithoutPrice(Finding):
    """Molecules that passed all filters have no price, and a budget was given: they were not chosen.

    A price below zero, or one that is no number, counts as none.

    Ask the supplier for these prices, or give one price for each molecule instead of the column.
    """

    says = "{count:molecule|molecules} of those looked at for the batch have no price in {column}."
    why = "What costs an unknown amount does not fit into a budget."
    act = "Ask for these prices, or give one price for each molecule."
    count: int
    column: str
