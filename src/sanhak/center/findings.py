"""The rules about people, projects and what they keep: codes C001–C030, each with its page in its docstring."""

from __future__ import annotations

from sanhak.finding import Finding, Severity, rule
from sanhak.text import Text


@rule("C001", Severity.REFUSE)
class NotHere(Finding):
    """What was asked for is not there, or not for you.

    The workbench says the same in both cases on purpose: whoever may not see a project is not told whether it exists.
    """

    says = "There is nothing here for you to see."
    why = "It was deleted, its address is incomplete, or you do not belong to its project."
    act = "Check the address, or ask the lead of the project to add you."


@rule("C002", Severity.REFUSE)
class NotAllowed(Finding):
    """What was asked for needs a right that you do not have.

    A role gives rights at the workbench (inviting people, opening joint projects, reading the log); a part gives them
    in a project (a guest reads and comments, a member adds, asks and decides, a lead also invites and deletes).
    """

    says = "This needs more rights than you have: {needed}."
    why = "Rights are given by your role and by your part in a project."
    act = "Ask the lead of the project, or the office of the centre."
    needed: Text


@rule("C003", Severity.REFUSE)
class WrongPassword(Finding):
    """The e-mail address and the password do not belong together.

    The workbench does not say which of the two is wrong, and takes the same time in both cases, so that nobody can find
    out who has an account here.
    """

    says = "This e-mail address and this password do not belong together."
    why = "Signing in needs both."
    act = "Try again, or ask the office of the centre for a new invitation."


@rule("C004", Severity.REFUSE)
class TooManyAttempts(Finding):
    """Signing in failed too often in a row, and the workbench waits before it listens again.

    After five failures for an address or from a computer the pause begins, and it doubles with each further failure up
    to a quarter of an hour. Signing in well ends it.
    """

    says = "Signing in failed too often; try again in {seconds:second|seconds}."
    why = "A pause keeps others from guessing your password."
    act = "Wait for that long, then try again."
    seconds: int


@rule("C005", Severity.REFUSE)
class LinkUsedUp(Finding):
    """The invitation link was used, has run out, or is not complete.

    A link works once and for seven days. Mail programmes sometimes cut long links; copying the whole address helps.
    """

    says = "This link no longer opens anything."
    why = "An invitation works once, and for seven days."
    act = "Sign in if you have set a password already; otherwise ask for a new invitation."


@rule("C006", Severity.REFUSE)
class WeakPassword(Finding):
    """The password is too short, or one of those that are tried first.

    Twelve signs of any kind are asked for, and no rules beyond that: a sentence that you can remember is better than
    few strange signs. At most 200 signs are taken.
    """

    says = "This password is {because}."
    why = "Short and common passwords are guessed within hours."
    act = "Take at least twelve signs; a short sentence is good."
    because: Text


@rule("C007", Severity.REFUSE)
class EmailTaken(Finding):
    """Somebody with this e-mail address is here already.

    An address belongs to one person. Who has left can be let in again by the office.
    """

    says = "{email} is here already."
    why = "An e-mail address belongs to one person."
    act = "Take another address, or let this person in again."
    email: str


@rule("C008", Severity.REFUSE)
class NotAnEmail(Finding):
    """What was written is no e-mail address.

    An address has one @ with something before and a domain after it.
    """

    says = "“{email}” is no e-mail address."
    why = "The address is the name by which a person signs in."
    act = "Write it as in name@company.example."
    email: str


@rule("C009", Severity.REFUSE)
class NeedsWords(Finding):
    """A field that needs words is empty, or too long.

    Titles and names hold up to 200 signs; questions, goals and comments up to 10,000.
    """

    says = "{field}: {because}."
    why = "Others find their way by it."
    act = "Write between one and {most} signs."
    field: Text
    because: Text
    most: int


@rule("C010", Severity.REFUSE)
class LastLead(Finding):
    """A project cannot be left without a lead.

    Somebody has to be able to say who belongs to it.
    """

    says = "{name} is the last lead of this project."
    why = "A project needs somebody who says who belongs to it."
    act = "Make somebody else lead first."
    name: str


@rule("C011", Severity.REFUSE)
class RoleTooSmall(Finding):
    """The role of this person does not allow this part in a project.

    Reviewers read; auditors see logs and rights, and no content.
    """

    says = "{name} can have no such part in a project: {role}."
    why = "A reviewer reads, and an auditor sees logs and rights but no content."
    act = "Choose a smaller part, or ask the office to change the role."
    name: str
    role: Text


@rule("C012", Severity.REFUSE)
class LastAdministrator(Finding):
    """The workbench cannot be left without an administrator.

    Somebody has to be able to invite people and to give them roles.
    """

    says = "{name} is the last administrator."
    why = "Without one nobody could invite people or give roles."
    act = "Make somebody else administrator first."
    name: str


@rule("C013", Severity.REFUSE)
class NoSuchChoice(Finding):
    """A choice was sent that is not among those offered.

    This happens when a page was open for long, or a programme sends words of its own.
    """

    says = "“{given}” is not among the choices: {known}."
    why = "Only what is offered can be kept."
    act = "Reload the page and choose again."
    given: str
    known: tuple[str, ...]


@rule("C014", Severity.REFUSE)
class NotANumber(Finding):
    """A field that holds a number was sent something else.

    Commas between thousands and a unit after the number are understood.
    """

    says = "“{given}” is no number."
    why = "What is promised can be compared only with a number."
    act = "Write a number such as 81.9 or 1,200."
    given: str


@rule("C015", Severity.REFUSE)
class NoSuchDay(Finding):
    """A field that holds a day was sent something else.

    Days are written with year, month and day.
    """

    says = "“{given}” is no day."
    why = "Milestones and outcomes belong to a day."
    act = "Write it as 2026-11-28."
    given: str


@rule("C016", Severity.REFUSE)
class NobodyHere(Finding):
    """Nobody who can sign in has this e-mail address.

    People come in by an invitation of the office or an administrator; then a lead can add them to a project.
    """

    says = "Nobody here has the e-mail address {email}."
    why = "Only people who can sign in take part in a project."
    act = "Check the address, or ask the office of the centre to invite this person."
    email: str


@rule("C017", Severity.REFUSE)
class NotReady(Finding):
    """What was asked for is still being made, or was refused while it was.

    Files are read, rows prepared and studies carried out by jobs of their own; their pages tell how far they are.
    """

    says = "It is not ready: {what}."
    why = "It is still being made, or it was refused while it was."
    act = "Look at its page: it says how far it is, or what stands against it."
    what: Text


@rule("C018", Severity.REFUSE)
class TableNotChosen(Finding):
    """A study was asked without one of the tables that it needs.

    A study names a dataset of its project for each of its tables; its newest version is then taken each time.
    """

    says = "No data are chosen for the table {table}."
    why = "Without its table the question has nothing to rest on."
    act = "Choose a dataset of this project, or add one by dropping a file."
    table: str


@rule("C030", Severity.REFUSE)
class NotACondition(Finding):
    """Rows were to be kept by an expression that gives a value, not yes or no.

    Rows can be kept by words that stand in them, or by a condition such as ``T_jacket > 90``.
    """

    says = "“{given}” is no condition: it does not say which rows to keep."
    why = "Rows are kept where a condition holds."
    act = "Compare with something, such as T_jacket > 90, or write words that stand in the rows."
    given: str
