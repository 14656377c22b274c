"""The rules about answers that are looked at again: codes W040–W059, each with its page in its docstring."""

from __future__ import annotations

from sanhak.finding import Finding, Severity, rule
from sanhak.text import Text


@rule("W040", Severity.REFUSE)
class NothingToAsk(Finding):
    """What would come of other settings was asked of an answer that cannot tell.

    Only an answer with set-points keeps models that can be asked again, each with the conditions under which it was
    asked. A plan of runs, an analysis of runs or a campaign keeps none. Neither does an answer whose context was never
    written down, because an earlier version gave it.

    Run the study again to have its context written down, or ask for set-points on the same table.
    """

    says = "This answer has no models that could be asked about other settings."
    why = "What would come of a setting is told by the models of an answer, under the conditions that it used."
    act = "Run the study again, or ask for set-points on the same table."


@rule("W041", Severity.REFUSE)
class NotANumber(Finding):
    """A setting was given that is no number, where the control is one.

    Numbers may carry separators and the unit of the control, as in ``1,200 kg/h``. A word or another unit cannot be
    set; an empty box means the recommendation.

    Give a number in the unit that stands beside the control.
    """

    says = "{column} was set to {value}, which is no number."
    why = "{column} is set by a number."
    act = "Give a number within {lower} and {upper}."
    column: str
    value: str
    lower: Text
    upper: Text


@rule("W042", Severity.REFUSE)
class NotALevel(Finding):
    """A setting was given that is none of the levels of a control.

    The models know the levels that the study allows, and say nothing about others. Levels are compared letter by
    letter.

    Choose one of the levels that are named.
    """

    says = "{column} was set to {value}, which is none of its levels."
    why = "The study allows {levels}, and nothing is known about others."
    act = "Choose one of {levels}."
    column: str
    value: str
    levels: tuple[str, ...]


@rule("W043", Severity.REFUSE)
class NotTheSameKind(Finding):
    """Two answers were to be set beside each other that answer different kinds of questions.

    Rows are joined by what is set, what is promised and what was predicted. A plan of runs and a recommendation of
    set-points share none of these, so a table of both would say nothing.

    Choose two answers of one kind, such as the same study on the data of two months.
    """

    says = "One answer is of the kind {first}, the other of the kind {second}."
    why = "Only answers to the same kind of question have something to compare row by row."
    act = "Choose two answers of one kind."
    first: str
    second: str
