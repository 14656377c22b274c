"""The rules about joint projects that are carried out: codes C200–C219, each with its page in its docstring."""

from __future__ import annotations

from datetime import date

from sanhak.finding import Finding, Severity, rule
from sanhak.text import Amount, Text


@rule("C200", Severity.REFUSE)
class NotWon(Finding):
    """A field that holds money was sent something that is no amount of won.

    Amounts are whole won, not below zero and at most a thousand trillion. Commas, ₩ and the large units of Korean are
    understood: 12,000,000, ₩12,000,000, 1,200만, 3억 5천만 원.

    Write the amount in won.
    """

    says = "“{given}” is no amount of won."
    why = "Budgets and spendings are added up to the won."
    act = "Write it as 12,000,000 or 1,200만."
    given: str


@rule("C201", Severity.REFUSE)
class NothingToJudge(Finding):
    """A gate was to be judged by an answer that does not hold the number that the gate reads.

    A gate reads one number of the answer to its study: the value or the change that it promises, or the error of its
    model on unseen rows. An answer without a decision promises nothing, and one without a model has no error.

    Let the gate read another number, or choose a study whose answer holds it.
    """

    says = "This answer does not tell what the gate of “{title}” reads: {reads}."
    why = "Without the number nobody can say on which side of the limit it lies."
    act = "Let the gate read another number, or ask a study whose answer holds it."
    title: str
    reads: Text


@rule("C202", Severity.REFUSE)
class OtherMeasure(Finding):
    """The number that a gate reads stands in a unit that cannot be brought to that of its limit.

    Units of one dimension are converted (g to kg, bar to MPa); a temperature is never compared with a share.

    Change the unit of the gate, or the study that it reads.
    """

    says = "The gate of “{title}” is agreed in {unit}, and the answer speaks in {given}."
    why = "A limit and a value can be compared only in one unit."
    act = "Agree the gate in a unit that {given} can be brought to, or choose another study."
    title: str
    unit: str
    given: str


@rule("C203", Severity.REFUSE)
class GateStands(Finding):
    """A milestone with an agreed gate was to be passed by hand.

    Where a number is agreed, the milestone is passed by the stage decision that says go: it shows whether the number
    was reached, who voted, and for which reason.

    Judge the gate by an answer, then put the stage to the vote.
    """

    says = "“{title}” has an agreed gate, which nobody passes by hand."
    why = "What was agreed at the start would else be worth nothing at the end."
    act = "Judge the gate on the page of the project's steering, and decide the stage there."
    title: str


@rule("C204", Severity.REFUSE)
class QuorumOutOfReach(Finding):
    """A stage was to be decided with a quorum that the named voters cannot reach, or by nobody.

    The quorum is how many of those who are named must have voted before the decision can be settled. It lies between
    one and the number of voters, each of whom is a member or a lead of the project.

    Name more voters, or lower the quorum.
    """

    says = "A quorum of {quorum} cannot be reached by {voters:voter|voters}."
    why = "The decision could never be settled."
    act = "Name more voters, or lower the quorum."
    quorum: int
    voters: int


@rule("C205", Severity.REFUSE)
class QuorumMissing(Finding):
    """A stage was to be settled before enough of its voters had voted.

    The quorum was agreed when the stage was put to the vote, and does not change afterwards.

    Ask those who have not voted yet; their names stand beside the stage.
    """

    says = "Only {cast} of the {quorum} votes that are needed have been cast."
    why = "A decision that few took part in does not hold when it is doubted later."
    act = "Ask those who have not voted yet; their names stand beside the stage."
    cast: int
    quorum: int


@rule("C206", Severity.REFUSE)
class ReasonNeeded(Finding):
    """A stage was settled without a reason where one is needed.

    Going on through a gate that is not passed, and deciding otherwise than most votes, are both allowed; but the reason
    is written into the log, where everybody in the project and the auditor read it.

    Write in a sentence why.
    """

    says = "This decision needs a reason: {because}."
    why = "Whoever reads the log in two years must understand why it was decided so."
    act = "Write in a sentence why."
    because: Text


@rule("C207", Severity.REFUSE)
class SettledBefore(Finding):
    """A vote or a decision came for a stage that is settled.

    Votes and verdict of a settled stage stay as they are. What has changed since is decided anew.

    Put the stage to the vote again.
    """

    says = "“{title}” is settled already: {verdict}."
    why = "A decision that can be changed afterwards is none."
    act = "Put the stage to the vote again if something has changed."
    title: str
    verdict: Text


@rule("C208", Severity.REFUSE)
class EndsFirst(Finding):
    """A span of time was given whose last day lies before its first.

    Both days belong to the span; a single day begins and ends on the same date.

    Exchange the two days, or correct one.
    """

    says = "It would end on {ends}, before it starts on {starts}."
    why = "Nothing can be counted in a time that is none."
    act = "Exchange the two days, or correct one."
    starts: date
    ends: date


@rule("C209", Severity.REFUSE)
class OutsideItsRange(Finding):
    """A whole number lies outside the range that its field takes.

    Shares of a month go from 1 to 100 %, the scales of risks from 1 to 5, years from 1990 to 2100, and days of a
    publication hold from 0 to 3,650.

    Take a whole number within the range that is named.
    """

    says = "{field} was given as {given}, which is no whole number from {lower} to {upper}."
    why = "The number would mean nothing where it is used."
    act = "Take a whole number from {lower} to {upper}."
    field: Text
    given: str
    lower: int
    upper: int


@rule("C210", Severity.WARN)
class Overspent(Finding):
    """More was spent from a budget line than was planned for it.

    All spendings of the line are added up, whatever their day, and compared with the planned amount of its year.

    Move money from another line, or have the plan changed; both leave an entry in the log.
    """

    says = "{title} ({year}): {spent} won are spent, {planned} won were planned."
    why = "What is spent beyond the plan may not be paid back by the funder."
    act = "Move money from another line, or have the plan changed."
    title: str
    year: str
    spent: Amount
    planned: Amount


@rule("C211", Severity.WARN)
class WillOverspend(Finding):
    """At the pace so far a budget line will be spent beyond its plan before its year ends.

    From the end of March on the spendings of the year are carried on at their average pace to the end of December. A
    large purchase early in the year makes the forecast too high; the line then needs a look, no act.

    Look at what is still to come, and plan the rest of the year.
    """

    says = "{title} ({year}): at the pace so far {forecast} won will be spent by the end of the year, of {planned} won."
    why = "There is still time to slow down or to plan anew."
    act = "Look at what is still to come, and move money or plan anew."
    title: str
    year: str
    forecast: Amount
    planned: Amount


@rule("C212", Severity.WARN)
class Overloaded(Finding):
    """Somebody is planned for more than the whole of their time, all projects together.

    Shares of a month are added up day by day over all projects that are not done. The person and the leads of their
    projects see the total; which other projects these are, only those see who belong to them.

    Lower a share, move it to another time, or find somebody else.
    """

    says = "{name} is planned for {share} % from {starts} to {ends}, in {projects:project|projects}."
    why = "More than the whole of a month is never worked: one of the projects will be late."
    act = "Lower a share, move it, or find somebody else."
    name: str
    share: int
    starts: date
    ends: date
    projects: int


@rule("C213", Severity.REFUSE)
class HeldBack(Finding):
    """A deliverable was to be made public before the publication hold has run out.

    The terms of the project name how many days a deliverable is held after it was handed in, so that the partner can
    file patents first, and until when everything is confidential. The later of the two days counts.

    Wait until that day, or have the terms changed by a lead after both sides have agreed.
    """

    says = "“{title}” is held back until {until}."
    why = "The terms of this project give the partner this time to protect what is new."
    act = "Wait until {until}, or agree other terms first."
    title: str
    until: date


@rule("C214", Severity.REFUSE)
class NothingHandedIn(Finding):
    """A deliverable was to be accepted or made public although nothing was handed in, or it was not accepted.

    A deliverable is handed in as a file, accepted by a lead, and may become public after that.

    Hand in the file first, or accept what was handed in.
    """

    says = "“{title}” is not so far: {lacks}."
    why = "What is accepted or made public must be there for everybody to read."
    act = "Do this first, then come back."
    title: str
    lacks: Text


@rule("C215", Severity.REFUSE)
class NotAPlan(Finding):
    """A workbook was given from which no project can be read.

    The sheet “Project” (과제) has to name the title at least. All other sheets may be left out: milestones, budget,
    spendings, members and decisions. Heads may be Korean or English, and stand in the first row.

    Take the empty workbook that the page offers, and copy your rows into it.
    """

    says = "No project can be read from {name}: {lacks}."
    why = "A project needs a title at least, by which its people find it."
    act = "Take the empty workbook that this page offers, and copy your rows into it."
    name: str
    lacks: Text


@rule("C216", Severity.REFUSE)
class RowNotRead(Finding):
    """A row of the workbook holds something that cannot be kept as it stands.

    Nothing of the workbook is kept before every row can be read, so that no row is lost silently. The finding names
    sheet and row as Excel shows them, the column and what stands there.

    Correct the cell in Excel and give the workbook again.
    """

    says = "Sheet {sheet}, row {row}, {column}: {because}"
    why = "A row that is left out would be missed only when the sums no longer agree."
    act = "Correct it in Excel and give the workbook again."
    sheet: str
    row: int
    column: str
    because: Text


@rule("C217", Severity.WARN)
class NotTaken(Finding):
    """A sheet or a column of the workbook is none that a project has.

    It is not lost: the workbook itself is kept with the project and can be fetched from its steering page.

    Rename the head as in the empty workbook if it was meant to be read.
    """

    says = "{what} is not read: {name}."
    why = "Nothing in a project corresponds to it; the workbook itself is kept with the project."
    act = "Rename it as in the empty workbook if it was meant to be read."
    what: Text
    name: str


@rule("C218", Severity.WARN)
class NobodyOfThisAddress(Finding):
    """A member is named by an e-mail address that nobody here has, or whose role cannot take this part.

    Everything else is kept. People come in by an invitation of the office; then the same workbook can be given once
    more, and adds the member that was missing.

    Ask the office to invite this person, then give the workbook again.
    """

    says = "Sheet {sheet}, row {row}: {email} cannot become a member yet."
    why = "Only people who can sign in, in a role that fits, take part in a project."
    act = "Ask the office to invite this person, then give the same workbook again."
    sheet: str
    row: int
    email: str


@rule("C219", Severity.NOTE)
class KeptBefore(Finding):
    """Rows of the workbook are in the project already.

    A row is known by what stands in it: a milestone by title and day, a budget line by kind, title and year, a spending
    by line, day, amount and note, where two equal rows of one workbook count as two. Such rows are never added twice.

    Nothing has to be done.
    """

    says = "{rows:row|rows} of the workbook {title} are in the project already and are not added again."
    why = "The same workbook may be given as often as you like."
    act = "Nothing has to be done."
    rows: int
    title: str
