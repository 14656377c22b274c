"""The rules about selections and appeals: codes C160–C179, each with its page in its docstring."""

from __future__ import annotations

from sanhak.finding import Finding, Severity, rule
from sanhak.text import Text


@rule("C160", Severity.REFUSE)
class NotSelecting(Finding):
    """A step of the selection was asked for at a time at which the call does not take it.

    A call is open, in review, being selected, decided, closed for good: in this order. From the selection it may go
    back to the review, when further reviews are wanted; nothing else goes back.
    """

    says = "This call is {state}, and this step belongs to another time."
    why = "Each step rests on the one before being complete."
    act = "Look at what the page of the call offers next."
    state: Text


@rule("C161", Severity.REFUSE)
class VerdictMissing(Finding):
    """The committee's decision leaves an application without a verdict.

    Every application that was handed in and not withdrawn is selected, put on the reserve list, or not selected; each
    applicant gets a letter.
    """

    says = "{count:application has|applications have} no verdict yet: {numbers}."
    why = "Every applicant is told how it ended."
    act = "Choose one of the three for each of them."
    count: int
    numbers: tuple[int, ...]


@rule("C162", Severity.REFUSE)
class RulesBroken(Finding):
    """The selection breaks rules of the call: a budget, the places, a floor, a cap, or a dependency.

    The rules were told to everybody before they applied. A committee may have a good reason to depart from one; it then
    writes the reason, which stands in the minutes and in the log.
    """

    says = "The selection breaks rules of the call: {broken}."
    why = "The rules were told to all before they applied."
    act = "Change the selection, or write why the committee departs from the rules."
    broken: tuple[Text, ...]


@rule("C163", Severity.REFUSE)
class DepartureUnexplained(Finding):
    """The committee departs from the proposal without saying why.

    The proposal is the best set under the rules by the calibrated scores; people know more than scores. A reason for
    each departure makes the decision one that can be defended, to applicants and to the auditor.
    """

    says = "No reason is given for departing from the proposal at application {number}."
    why = "A departure without a reason cannot be defended when somebody asks."
    act = "Write the reason beside the verdict."
    number: int


@rule("C164", Severity.REFUSE)
class MinutesMissing(Finding):
    """A selection is settled without minutes.

    Minutes say who was present and what was weighed. They cannot be changed once the letters went out.
    """

    says = "The minutes are empty."
    why = "What the committee weighed is asked for when somebody appeals."
    act = "Write who was present and what was weighed."


@rule("C165", Severity.REFUSE)
class NoAppeal(Finding):
    """An appeal is not possible here.

    Whoever was not selected may appeal once, within two weeks of the decision. A reserve place may be appealed too; a
    selection and a withdrawn application may not.
    """

    says = "An appeal is not possible: {because}."
    why = "One appeal is heard for each application, within two weeks of the decision."
    act = "Write to the office of the call if you think that this is wrong."
    because: Text


@rule("C166", Severity.REFUSE)
class AppealsOpen(Finding):
    """A call is closed for good while appeals wait for an answer, or while more may come.

    Answer them first; until two weeks after the decision another one may come.
    """

    says = "The call cannot be closed for good yet: {because}."
    why = "Whoever appeals in time gets an answer."
    act = "Answer the appeals that wait, and come back once the time for appeals has passed."
    because: Text


@rule("C167", Severity.REFUSE)
class NothingToSelect(Finding):
    """A selection is begun where no application stands, or none was reviewed.

    Scores that were handed in make the proposal. Without any the committee would choose from titles.
    """

    says = "There is nothing to select from: {because}."
    why = "The proposal rests on the scores of reviewers."
    act = "See that reviews are handed in, then begin the selection."
    because: Text
