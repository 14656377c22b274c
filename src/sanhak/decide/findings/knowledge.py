"""What was known before the first run and does not fit the runs."""

from __future__ import annotations

from sanhak.finding import Finding, Severity, rule
from sanhak.text import Amount


@rule("D040", Severity.WARN)
class HistoryMisleads(Finding):
    """Runs of an earlier project were left out, since they predict the present runs badly.

    History from another reactor or another project helps at the start if it resembles the present. It is judged by how
    well the present runs are predicted with and without it, each run left out in turn.

    Nothing has to be done; the campaign goes on without it.
    """

    says = (
        "What was known before ({rows:row|rows}) is left out: with it {column} is missed by {with_it}, else by "
        "{without}."
    )
    why = "What held there seems not to hold here, and would lead the search astray."
    act = "Nothing; remove the history if you agree, or check that units and names mean the same."
    rows: int
    column: str
    with_it: Amount
    without: Amount


@rule("D056", Severity.NOTE)
class RankingMisleads(Finding):
    """The runs contradict what was named as tried first.

    A ranking is a guess. How much it weighs is learnt from the runs, and here that weight is negative with a chance of
    more than 95 %: what was ranked high gives the poorer results.

    Nothing has to be done: the next runs follow what was measured.
    """

    says = "The runs contradict what was to be tried first: the better it ranks, the poorer is {column}."
    why = "A guess that the runs contradict is worth a second look, at the guess and at the runs."
    act = "Nothing, the next runs follow what was measured; ask what the chemistry of the good runs has in common."
    column: str
