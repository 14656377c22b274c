"""The rules about calls while they are open: who may hand in what, until when; codes C100–C115 and C129."""

from __future__ import annotations

from sanhak.finding import Finding, Severity, rule
from sanhak.text import Amount, Text


@rule("C100", Severity.REFUSE)
class NoApplications(Finding):
    """The call takes no applications at this moment.

    A call takes applications from its opening to its end. Where its rules say so, late ones are taken after the end and
    marked as late, until the office closes the call.
    """

    says = "This call takes no applications now: {because}."
    why = "Everybody has the same time, and it is told in the call."
    act = "Look at the dates of the call; ask its office if you think that they are wrong."
    because: Text


@rule("C101", Severity.REFUSE)
class HandedInStands(Finding):
    """An application that was handed in in time is not changed after the end.

    Until the end an application may be changed as often as wanted, and the last state counts. Afterwards it stands as
    it is; a change would make it late.
    """

    says = "The call ended at {end}; what you handed in before stands as it is."
    why = "After the end all applications are judged as they were handed in."
    act = "Leave it as it is, or withdraw it. Ask the office of the call if something is badly wrong."
    end: Text


@rule("C102", Severity.REFUSE)
class FieldEmpty(Finding):
    """A field that is needed is empty.

    A draft may have empty fields; an application that is handed in has all that are marked as required.
    """

    says = "“{field}” is still empty."
    why = "Reviewers judge all applications by the same fields."
    act = "Fill it in. What you have written so far is kept."
    field: str


@rule("C103", Severity.REFUSE)
class FieldTooLong(Finding):
    """A text has more signs than the form of the call allows.

    Spaces and line breaks count. The limit is the same for all applications.
    """

    says = "“{field}” has {signs:sign|signs}, and {most} are allowed."
    why = "The limit is the same for everybody, and reviewers have many applications to read."
    act = "Shorten it to {most:sign|signs}."
    field: str
    signs: int
    most: int


@rule("C104", Severity.REFUSE)
class NotWon(Finding):
    """What was typed is no amount in whole won.

    Amounts are whole and not below zero. Commas and the words 만 and 억 are understood: 1억 5,000만 is 150,000,000.
    """

    says = "“{given}” is no amount in whole won."
    why = "Budgets are added up to the won."
    act = "Write a number such as 150,000,000 or 1억 5,000만."
    given: str


@rule("C105", Severity.REFUSE)
class NoSuchAnswer(Finding):
    """What was sent is not among the answers that the field offers.

    Mostly the office changed the form in the meantime.
    """

    says = "“{given}” is not among the answers of “{field}”."
    why = "Applications are counted by this answer."
    act = "Choose one of the answers that the field shows now."
    given: str
    field: str


@rule("C106", Severity.REFUSE)
class FileTooLarge(Finding):
    """A file is larger than an application may bring.

    Mostly pictures make a file large. Word and Hangul can compress them, and so do most programs that write PDF.
    """

    says = "{name} is larger than {most}."
    why = "Reviewers have to load and read it."
    act = "Compress its pictures, or save it as PDF with smaller ones."
    name: str
    most: Amount


@rule("C107", Severity.REFUSE)
class FileOfAnotherKind(Finding):
    """A file is of no kind that applications may bring, or its content is not what its name says.

    Taken are PDF, Word (docx), Hangul (hwp, hwpx), Excel (xlsx), PNG and JPEG. Whether a file is what its name says is
    told from how it begins; a file that was only renamed is not taken.
    """

    says = "{name} is no file that can be taken here."
    why = "Reviewers must be able to open it, and what identifies its writer must be found in it."
    act = "Save it as one of {known}, and choose it again."
    name: str
    known: tuple[str, ...]


@rule("C108", Severity.REFUSE)
class FormStands(Finding):
    """The form of a call may not be changed in this way since there are applications.

    What somebody has filled in must not disappear or mean something else. As long as the call is open, fields that are
    not required may be added.
    """

    says = "{applications:application stands|applications stand} in this form: only fields not required may come."
    why = "What applicants have filled in must keep its meaning."
    act = "Add a field that is not required, or ask in a new call."
    applications: int


@rule("C109", Severity.REFUSE)
class NotInThisState(Finding):
    """What was asked for does not suit how far the call has come.

    A call is a draft, then open, then in review, being selected, decided, and closed for good. Each step has its acts:
    only a draft is opened, only an open call is extended or closed.
    """

    says = "This cannot be done now: the call is “{state}”."
    why = "Applicants rely on what a call says once it is open."
    act = "Look at where the call stands, and take the act that it offers."
    state: Text


@rule("C110", Severity.REFUSE)
class OnlyLater(Finding):
    """The end of an open call can only be moved to a later moment.

    Somebody may have planned with the end that was told. It may be extended, also after it has passed, as long as the
    call is still open for applications.
    """

    says = "{given} is not later than the end that was told, {end}."
    why = "Whoever planned with the end that was told must not be cut short."
    act = "Choose a later moment, or leave the end as it is."
    given: Text
    end: Text


@rule("C111", Severity.REFUSE)
class NotOverYet(Finding):
    """The call cannot be closed before its end.

    Until its end applications may be handed in and changed; it has been promised to all.
    """

    says = "The call is open until {end}."
    why = "Its end was promised to everybody who applies."
    act = "Close it after that."
    end: Text


@rule("C112", Severity.REFUSE)
class NoSuchMoment(Finding):
    """What was typed is no day with a time, or a time that this day does not have.

    In zones with summer time one hour a year is left out; a call cannot begin or end in it. Of an hour that comes twice
    the later one is meant, so that nobody loses time.
    """

    says = "“{given}” is no moment in {zone}."
    why = "A call begins and ends to the second, in the zone that it names."
    act = "Write it as in 2027-03-31 18:00."
    given: str
    zone: str


@rule("C113", Severity.REFUSE)
class NoSuchZone(Finding):
    """No time zone has this name.

    Zones are named as by IANA, by continent and city: Asia/Seoul, Europe/Berlin, America/Chicago.
    """

    says = "No time zone is called “{given}”."
    why = "The end of a call is told in its zone."
    act = "Take a name such as Asia/Seoul."
    given: str


@rule("C114", Severity.REFUSE)
class OutsideLimits(Finding):
    """A number lies outside of what makes sense for it.

    Reviews per application, the load of a reviewer, places and weights are small whole or positive numbers.
    """

    says = "“{field}” has to lie between {lowest} and {highest}."
    why = "With another number the call could not be carried out."
    act = "Choose a number between {lowest} and {highest}."
    field: Text
    lowest: float
    highest: float


@rule("C115", Severity.REFUSE)
class LineNotUnderstood(Finding):
    """A line of a list is not written as the list needs it.

    Lists such as budgets, caps and answers are typed one a line, with a colon or a bar between the two parts.
    """

    says = "The line “{line}” is not understood."
    why = "Each line of this list has two parts."
    act = "Write it as in {example}."
    line: str
    example: str


@rule("C129", Severity.REFUSE)
class ResidentNumber(Finding):
    """A text holds what reads like a resident registration number, and is not kept.

    Korean law allows such numbers to be kept only where a law demands it (Personal Information Protection Act, article
    24-2), and no call needs them. A text is refused before it is kept, in a draft too: six digits that are a day, then
    seven digits of which the first is 1 to 8.
    """

    says = "“{field}” holds what reads like a resident registration number."
    why = "Such numbers are never kept here; the law forbids it."
    act = "Take the number out. The rest is kept once it is gone."
    field: str
