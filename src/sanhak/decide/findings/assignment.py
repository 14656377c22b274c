"""What an assignment of reviewers says about itself: D200–D207, each with its page in its docstring."""

from __future__ import annotations

from sanhak.finding import Finding, Severity, rule


@rule("D200", Severity.REFUSE)
class TooFewReviewers(Finding):
    """Some applications have fewer reviewers without a conflict of interest than reviews are asked for.

    Nobody reviews an application twice, and a conflict is never passed over: for such an application no assignment
    exists, however much the others would carry.

    Invite a reviewer who has no conflict with it, or ask for fewer reviews.
    """

    says = (
        "{applications} can be reviewed by {least:reviewer|reviewers} at most, and {reviews:review is|reviews are} "
        "asked for."
    )
    why = "A reviewer with a conflict of interest is never assigned, and nobody reviews the same application twice."
    act = "Invite a reviewer without a conflict, or ask for fewer reviews."
    applications: tuple[str, ...]
    least: int
    reviews: int


@rule("D201", Severity.REFUSE)
class TooFewSeats(Finding):
    """All reviewers together may take on fewer reviews than are needed.

    Needed are applications times reviews; offered are the reviewers' loads, each no larger than the number of
    applications.

    Raise the load of a reviewer, invite one more, or ask for fewer reviews.
    """

    says = (
        "{needed:review is|reviews are} needed and the reviewers take on {offered}: "
        "{missing:seat is|seats are} missing."
    )
    why = "Without a seat for each review some application would be judged by fewer people than the others."
    act = "Raise the load, invite one more reviewer, or ask for fewer reviews."
    needed: int
    offered: int
    missing: int


@rule("D202", Severity.REFUSE)
class SeatsBlocked(Finding):
    """There are seats enough in all, but conflicts keep them from the applications that need them.

    The applications named have only few reviewers without a conflict in common, and these cannot take on all their
    reviews. They are found by a maximum flow: its smallest cut names them.

    Raise the load of those who may review them, or invite a reviewer who has no conflict with them.
    """

    says = (
        "{applications} need {needed:review|reviews} together, and those who may review them can take on {offered}: "
        "{missing:seat is|seats are} missing."
    )
    why = "The other reviewers have a conflict of interest with these applications."
    act = "Raise the load of those who may review them, or invite a reviewer without a conflict."
    applications: tuple[str, ...]
    needed: int
    offered: int
    missing: int


@rule("D203", Severity.REFUSE)
class FixedConflict(Finding):
    """A pair was fixed by hand although its reviewer has a conflict of interest with the application.

    Neither is given way to silently: a conflict that is passed over has to be lifted first, with its reason.

    Release the pair, or lift the conflict with a reason that is kept.
    """

    says = "{reviewer} was fixed for {application}, with which there is a conflict of interest."
    why = "A conflict is never passed over without a reason that is kept."
    act = "Release the pair, or lift the conflict with a reason."
    reviewer: str
    application: str


@rule("D204", Severity.REFUSE)
class FixedTooMany(Finding):
    """More pairs were fixed by hand than an application has reviews or a reviewer takes on.

    What is fixed stands in every assignment, so the number of reviews or the load would have to give way.

    Release a pair, or raise the number of reviews or the load.
    """

    says = "{fixed:pair is|pairs are} fixed for {name}, and {most:is|are} possible."
    why = "Fixed pairs stand in every assignment."
    act = "Release a pair, or raise the number of reviews or the load."
    name: str
    fixed: int
    most: int


@rule("D205", Severity.REFUSE)
class NothingToAssign(Finding):
    """There is no application, no reviewer, or no review to be given.

    An assignment pairs applications with reviewers; an empty side leaves nothing to pair.

    Wait until applications are handed in and reviewers invited, and ask for one review at least.
    """

    says = (
        "There are {applications:application|applications}, {reviewers:reviewer|reviewers} and "
        "{reviews:review|reviews} each."
    )
    why = "An assignment pairs applications with reviewers, so neither side can be empty."
    act = "Begin once applications are handed in and reviewers invited."
    applications: int
    reviewers: int
    reviews: int


@rule("D206", Severity.REFUSE)
class CapTooLow(Finding):
    """No lottery keeps the chance of every pair below the cap that was given.

    The expected reviews of an application are its reviews, so that reviewers without a conflict times the cap have to
    reach them, for all applications at once and within the loads.

    Raise the cap, or invite more reviewers.
    """

    says = "No lottery gives each application its {reviews:review|reviews} with no pair more likely than {most}."
    why = "The lower the cap, the more reviewers each application needs for whom it could be drawn."
    act = "Raise the cap, or invite more reviewers."
    most: float
    reviews: int


@rule("D207", Severity.REFUSE)
class NotMeasured(Finding):
    """An affinity is missing or infinite, or the tables of the assignment have different sizes.

    Affinities are numbers, one for each application and reviewer; conflicts and loads stand beside them in the same
    order.

    Work the affinities out again; a pair of which nothing is known has an affinity of zero.
    """

    says = "The affinities do not fit: {given} where {wanted} are needed."
    why = "A sum over missing numbers compares nothing."
    act = "Give one finite number for each application and reviewer; zero where nothing is known."
    given: str
    wanted: str
