"""The rules about how a study is carried out: codes C035–C039, each with its page in its docstring."""

from __future__ import annotations

from sanhak.finding import Finding, Severity, rule
from sanhak.text import Text


@rule("C035", Severity.REFUSE)
class NotInRange(Finding):
    """A setting of how a study is carried out is beyond what is taken.

    The seed is a whole number from 0 on: the same seed gives the same answer. The effort scales how much is tried; 1 is
    what each method takes by itself, and from a tenth to ten times of it is allowed.

    Take a number within the range that is named.
    """

    says = "{field} was set to {given}, which is not within {lower} and {upper}."
    why = "Beyond it, nothing better comes, or the computer is busy for days."
    act = "Take a number within {lower} and {upper}."
    field: Text
    given: str
    lower: float
    upper: float
