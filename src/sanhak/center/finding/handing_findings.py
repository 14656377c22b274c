"""The rules about problems that go through a call, and projects that come of it: codes C245–C249."""

from __future__ import annotations

from sanhak.finding import Finding, Severity, rule
from sanhak.text import Text


@rule("C245", Severity.REFUSE)
class InACall(Finding):
    """The problem was handed in to a call, and that call decides on it.

    As long as its application stands, reviewers and the committee judge the problem as it was handed in. It is then
    neither taken back nor decided on at another place, so that nobody decides twice.

    Wait for the committee, or withdraw the application from its own page; both are then possible again.
    """

    says = "“{title}” was handed in to “{call}”, and its committee decides on it."
    why = "What reviewers judge must not change under their hands, and nobody should decide twice."
    act = "Wait for the decision, or withdraw the application."
    title: str
    call: str


@rule("C246", Severity.REFUSE)
class NotSelected(Finding):
    """No project can be opened from this application, since the committee has not selected it.

    A project is opened once the selection is settled and the letters went out, from an application that was selected.
    A reserve place first moves up, by a change of its verdict with a reason.

    Settle the selection, or change the verdict; the application then leads on to its project.
    """

    says = "Application {number} is “{state}”; a project is opened from one that was selected."
    why = "The committee decides what is carried out, and its decision stands in the minutes."
    act = "Settle the selection, or let a reserve place move up by changing its verdict."
    number: int
    state: Text


@rule("C247", Severity.REFUSE)
class NoJointProjects(Finding):
    """The call chooses scholars or courses, and a problem leads to a joint project.

    Problems are handed in to calls for joint projects, and projects are opened from applications to them.

    Choose a call for joint projects; the page of the problem lists those that are open.
    """

    says = "The call “{call}” is for {purpose}, not for joint projects."
    why = "Problems lead to joint projects, and only such calls ask what a project needs."
    act = "Choose a call for joint projects; the page of the problem lists those that are open."
    call: str
    purpose: Text


@rule("C248", Severity.REFUSE)
class NoProblem(Finding):
    """A laboratory is looked for where a problem was handed in; this application was not filled from one.

    Matching ranks problems and laboratories. An application without a problem names who carries it out by itself, so
    its project is opened at once.

    Open the project from the application.
    """

    says = "Application {number} was not filled from a problem, so that there is nothing to match."
    why = "Laboratories and problems rank each other; an application alone has no place in it."
    act = "Open its project at once."
    number: int
