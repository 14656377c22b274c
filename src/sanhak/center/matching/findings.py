"""The rules about matchings, each with its page in its docstring."""

from __future__ import annotations

from sanhak.finding import Finding, Severity, rule


@rule("C190", Severity.REFUSE)
class RankedTwice(Finding):
    """One name stands twice in a list of wishes.

    A list of wishes orders what is wanted, the best first; whoever is not on it is not wanted. Each may stand on it
    once.

    Leave the name in its better place and choose another for the other one, or none.
    """

    says = "“{name}” stands on the list twice."
    why = "Nobody can be the first and the third wish at the same time."
    act = "Keep the better place, and choose another or none for the other one."
    name: str


@rule("C251", Severity.REFUSE)
class MatchingTaken(Finding):
    """Wishes were to be told, or a result to be taken, in a matching whose result is taken.

    The pairs of a result go together from then on; wishes that change afterwards would change nothing.

    Begin another matching for those who have nobody yet.
    """

    says = "The result of “{title}” is taken."
    why = "Both sides rely on it from then on."
    act = "Look at the result; those who have nobody yet take part in the next matching."
    title: str
