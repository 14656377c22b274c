"""The rules about scholarships: codes C220–C239, each with its page in its docstring."""

from __future__ import annotations

from datetime import date

from sanhak.finding import Finding, Severity, rule
from sanhak.text import Text


@rule("C220", Severity.REFUSE)
class ResidentNumber(Finding):
    """Something typed or brought in a file looks like a Korean resident registration number.

    The law allows these numbers to be kept only where a statute asks for it, and a scholarship does not. A number is
    known by its birthday and the digit after it: with a hyphen always, without one if its check digit holds. Numbers
    given out since October 2020 have no check digit.
    """

    says = "{field} holds what looks like a resident registration number."
    why = "Resident registration numbers are never kept here: no statute asks for it."
    act = "Leave the number out; the birthday alone, or a student number, tells people apart as well."
    field: Text


@rule("C221", Severity.REFUSE)
class NotWon(Finding):
    """A field that holds an amount of money was sent something that is no whole number of won.

    Amounts run from nothing to a thousand million won; commas are understood.
    """

    says = "“{given}” is no amount in whole won."
    why = "Payments are counted to the won."
    act = "Write a whole number such as 1,200,000."
    given: str


@rule("C222", Severity.REFUSE)
class DaysTurned(Finding):
    """An agreement was to end before it begins, or to last longer than twelve years.

    Both days belong to the agreement. Twelve years are more than a master's and a doctoral course take with military
    service between them; a longer time is mostly a mistyped year.
    """

    says = "An agreement cannot run from {since} until {until}."
    why = "It must end after it begins, and within twelve years."
    act = "Correct one of the two days."
    since: date
    until: date


@rule("C223", Severity.REFUSE)
class OutOfRange(Finding):
    """A number of an agreement or a report lies outside of what makes sense for it.

    Taxes lie between 0 and 50 %, the months of service for each month of support between 0 and 5, a fixed service
    between 0 and 120 months, and a grade average between 0 and the top of its scale.
    """

    says = "{field} can be from {least} to {most}, not {given}."
    why = "Payments and what would be paid back are calculated from it."
    act = "Correct the number."
    field: Text
    least: float
    most: float
    given: float


@rule("C224", Severity.REFUSE)
class SignedBefore(Finding):
    """A version that is signed was to be changed or signed again.

    What was agreed is never edited in place: a month that was paid could no longer be explained.
    """

    says = "Version {number} is signed."
    why = "A signed version stays as it is, so that every payment can be explained by it."
    act = "Write a new version from a day on."
    number: int


@rule("C225", Severity.REFUSE)
class NothingToSign(Finding):
    """A version was to be signed without a scan of the signed paper and the number of its approval.

    On paper a version is signed by a scan in PDF and the approval number (품의번호). Without paper both sides confirm
    it, each signed in as themselves.
    """

    says = "Signing on paper needs a scan in PDF and an approval number."
    why = "Both together show later what was agreed, and who allowed it."
    act = "Choose the PDF and write the number, or let both sides confirm the version here."


@rule("C226", Severity.REFUSE)
class DoesNotFollow(Finding):
    """Something was to be written down that cannot have happened as things stand.

    Payments are resumed only where they pause; support that has ended does not pause, resume or end again; who is not
    hired cannot leave the company.
    """

    says = "“{what}” cannot follow on {on}: {state}."
    why = "Payments and service are calculated from what happened, in its order."
    act = "Check the day, or annul what was written down by mistake."
    what: Text
    on: date
    state: Text


@rule("C227", Severity.REFUSE)
class NotThisMonth(Finding):
    """Payments were to be made for a day outside of this month.

    A month is paid once it has begun, by what is known then; what was left over of earlier months goes with it.
    """

    says = "Payments can be made for a day of this month, not for {day}."
    why = "What will happen later is not known yet, and what is past was paid on its own day."
    act = "Choose a day of this month; what is left over of earlier months goes with it."
    day: date


@rule("C228", Severity.REFUSE)
class NothingPayable(Finding):
    """A batch of payments was to be made in which nothing is due.

    Everything was paid before, or pauses, or nobody's agreement is signed.
    """

    says = "Nothing is due for {month}."
    why = "All payments up to this month are made, or pause, or their agreement is not signed."
    act = "Look at the scholars' pages: they say of each month why it is paid or not."
    month: str


@rule("C229", Severity.REFUSE)
class ReviewChanged(Finding):
    """What is due has changed since the review was shown.

    A batch is made of exactly what was reviewed. In between somebody wrote an event down, signed a version, or made
    the batch already.
    """

    says = "What is due has changed since you reviewed it."
    why = "A batch is made of what was reviewed, or not at all."
    act = "Review the payments again, then make them."


@rule("C230", Severity.REFUSE)
class ReversedBefore(Finding):
    """A payment that is reversed was to be reversed again.

    A reversal says that the money came back, or never went. It is done once.
    """

    says = "This payment is reversed already."
    why = "The money can come back only once."
    act = "Look at the list of payments: the month is due again if its agreement asks for it."


@rule("C231", Severity.REFUSE)
class ReportSettled(Finding):
    """A report was to be handed in or judged, and its state does not allow it.

    A report is handed in while it is due or was returned, and judged once it is handed in.
    """

    says = "This report is {state}."
    why = "It is handed in while it is due or returned, and judged once it is handed in."
    act = "Reload the page: somebody was here before."
    state: Text


@rule("C232", Severity.REFUSE)
class NoConsent(Finding):
    """Personal data were to be handed in without a standing consent to their collection.

    Collection and provision to the other organisation are consented to separately, and each can be revoked. Without
    the first nothing new is collected; what the agreement needs stays until its time of keeping is over.
    """

    says = "No consent to collection stands."
    why = "Personal data are collected with consent alone."
    act = "Give the consent on your page first; it can be revoked at any time."


@rule("C233", Severity.REFUSE)
class KeptLonger(Finding):
    """A scholar's data were to be deleted before their time of keeping is over.

    They are kept until five years after support and service have both ended, for claims of either side; then they
    are deleted as a whole.
    """

    says = "These data are kept until {until}."
    why = "Both sides may still have claims from the agreement."
    act = "Come back then: the list of scholars says whose time is over."
    until: Text


@rule("C234", Severity.REFUSE)
class ScholarTaken(Finding):
    """A scholar was to be added whose account belongs to a scholar already.

    A person has one scholarship; a transfer to a doctoral course is a new version of it.
    """

    says = "This account belongs to a scholar already."
    why = "Two scholarships of one person would be paid twice."
    act = "Open the scholar's page, and write a new version there."


@rule("C235", Severity.REFUSE)
class NotAPdf(Finding):
    """A file that should be a PDF is none, or is larger than twenty megabytes.

    It is told by how the file begins, not by its name.
    """

    says = "This file is no PDF of at most 20 MB."
    why = "A scan has to be readable in ten years, and harmless to open."
    act = "Save it as PDF, and choose it again."


@rule("C236", Severity.REFUSE)
class NotASelection(Finding):
    """An agreement was to be opened for an application that is not selected, or not of a scholarship call.

    Scholars come from a decided call, or are imported while they already run.
    """

    says = "This application is not selected in a call for scholarships."
    why = "A scholarship begins where a selection ends."
    act = "Settle the selection of its call first."


@rule("C237", Severity.REFUSE)
class NotAnAccount(Finding):
    """An account number holds signs that no account number has.

    It is six to twenty digits, with hyphens where the bank writes them.
    """

    says = "This is no account number."
    why = "The bank's file would be refused as a whole."
    act = "Write six to twenty digits; hyphens may stay."
