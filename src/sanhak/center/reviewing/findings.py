"""The rules about blind review: codes C130–C159 and C260–C264, each with its page in its docstring."""

from __future__ import annotations

from sanhak.finding import Finding, Severity, rule
from sanhak.text import Text


@rule("C130", Severity.REFUSE)
class NotReadable(Finding):
    """A file of an application could not be read, and so no copy without its author could be made.

    Reviewers are never shown a file that was not looked through. A file may be damaged, hold earlier versions of
    itself, or be larger inside than is taken.
    """

    says = "{file} could not be made blind: {because}."
    why = "A file that was not looked through could tell reviewers who applies."
    act = "Ask for the file anew, best as PDF; until then reviewers do not see it."
    file: str
    because: Text


@rule("C131", Severity.REFUSE)
class Locked(Finding):
    """A file of an application is encrypted or closed by a password.

    Its content cannot be looked through, so reviewers do not see it. Files for distribution from word processors count
    as encrypted too.
    """

    says = "{file} is encrypted."
    why = "Nobody here can look through it for what tells who applies."
    act = "Ask for the file without a password; until then reviewers do not see it."
    file: str


@rule("C132", Severity.REFUSE)
class OtherForm(Finding):
    """A file is of a sort that cannot be made blind.

    PDF, DOCX, XLSX, HWP 5, HWPX, PNG and JPEG can. What a file is, is read from its content and not from its name.
    """

    says = "{file} is no PDF, DOCX, XLSX, HWP, HWPX, PNG or JPEG file."
    why = "What other files say of their authors is not known well enough to take it out."
    act = "Ask for the file as PDF; until then reviewers do not see it."
    file: str


@rule("C133", Severity.REFUSE)
class CannotReview(Finding):
    """Somebody was to be a reviewer who cannot be one.

    Reviewers need a role that may take part in projects and calls. An auditor sees logs and no content.
    """

    says = "{name} cannot review: {role}."
    why = "This role sees no content."
    act = "Ask somebody else, or change the role."
    name: str
    role: Text


@rule("C134", Severity.REFUSE)
class NotInReview(Finding):
    """The call is not in review, so this cannot be done now.

    Reviewers are assigned, and reviews written and changed, from the day on which the call closed until the review
    ends. What was handed in stays readable afterwards.
    """

    says = "The call is {state}."
    why = "Reviews are assigned, written and changed while a call is in review."
    act = "Wait until it is in review, or ask the office of the centre."
    state: Text


@rule("C135", Severity.REFUSE)
class InConflict(Finding):
    """A reviewer has a conflict of interest with an application.

    Conflicts are declared by reviewers or found in what the workbench knows: the same laboratory, a name in the
    application, an e-mail domain, a shared project, an earlier application together. The office may set one aside with
    a reason, which stays in the log.
    """

    says = "{name} has a conflict of interest with application {number}: {because}."
    why = "A review by somebody who is involved is worth nothing, however honest."
    act = "Choose another reviewer, or set the conflict aside with a reason."
    name: str
    number: int
    because: Text


@rule("C136", Severity.REFUSE)
class NeverSetAside(Finding):
    """A conflict of interest that nobody can set aside: the reviewer is the applicant, or is named as one.

    Every other conflict can be set aside by the office with a reason.
    """

    says = "This conflict cannot be set aside: {because}."
    why = "Nobody reviews an application of their own."
    act = "Choose another reviewer."
    because: Text


@rule("C137", Severity.REFUSE)
class LoadReached(Finding):
    """A reviewer has as many applications already as was agreed.

    The most for each reviewer stands in the call, and may be set for one reviewer apart.
    """

    says = "{name} has {most:application|applications} already, which is the most agreed."
    why = "Reviews that are written in a hurry are noisy."
    act = "Choose another reviewer, or raise the number that was agreed with this one."
    name: str
    most: int


@rule("C138", Severity.REFUSE)
class ProposalChanged(Finding):
    """The proposal of who reviews what is another one than the page showed.

    A bid, a conflict, a reviewer or an application has changed since the page was opened, and the best assignment with
    it.
    """

    says = "The proposal has changed since this page was opened."
    why = "What is taken must be what you have seen."
    act = "Look at the new proposal, then take it."


@rule("C139", Severity.REFUSE)
class NotScored(Finding):
    """A review was to be handed in without a score for each criterion.

    A draft may be kept at any time, with whatever is there.
    """

    says = "There is no score yet for: {criteria}."
    why = "Applications are compared by all criteria of the call."
    act = "Choose a score for each criterion, or keep the review as a draft."
    criteria: tuple[str, ...]


@rule("C140", Severity.REFUSE)
class OffTheScale(Finding):
    """A score was sent that the rubric of the call does not know.

    Scores are whole numbers on the scale of the rubric.
    """

    says = "“{given}” is no score from {lowest} to {highest}."
    why = "Scores of all reviewers are compared on one scale."
    act = "Choose one of the scores offered."
    given: str
    lowest: int
    highest: int


@rule("C141", Severity.REFUSE)
class HandedInAlready(Finding):
    """An assignment whose review was handed in cannot be declined or taken away.

    The review belongs to the record of the call. It can be changed until the review ends.
    """

    says = "This review was handed in already."
    why = "What was handed in belongs to the record of the call."
    act = "Change the review while the call is in review, or write to the office of the centre."


@rule("C142", Severity.WARN)
class PassagesOpen(Finding):
    """Passages were found that may tell who applies, and nobody has looked at them yet.

    Until the office releases or blanks them, reviewers see forms with these passages blanked, and do not see the files
    in which they stand.
    """

    says = "{passages:passage|passages} in {applications:application|applications} may tell who applies."
    why = "Reviewers see them blanked, and files with them not at all, until you decide."
    act = "Release what tells nothing, and blank the rest."
    passages: int
    applications: int


@rule("C143", Severity.WARN)
class NotPrepared(Finding):
    """Files of applications wait to be made blind.

    Each file is copied without what it says of its author, and its text is looked through for names that the workbench
    knows.
    """

    says = "{files:file waits|files wait} to be made blind."
    why = "Reviewers do not see a file before that."
    act = "Make the files blind."
    files: int


@rule("C144", Severity.REFUSE)
class NobodyAssigned(Finding):
    """There is nothing to assign: the call has no application that was handed in, or no reviewer.

    Applications are assigned once they are handed in; reviewers are named by the office.
    """

    says = "The call has {applications:application|applications} to review and {reviewers:reviewer|reviewers}."
    why = "An assignment needs both."
    act = "Add reviewers, or wait for applications to be handed in."
    applications: int
    reviewers: int


@rule("C145", Severity.REFUSE)
class NoReviewerHere(Finding):
    """Somebody was to get an application who is no reviewer of this call.

    The office names the reviewers of each call with what they are expert in.
    """

    says = "{name} is no reviewer of this call."
    why = "Only reviewers who were named can be assigned."
    act = "Add this person to the reviewers first."
    name: str


@rule("C260", Severity.REFUSE)
class NeverRead(Finding):
    """A file of an application ended the process that read it, more than once.

    The other files were read without it. Reviewers are never shown a file that was not looked through.
    """

    says = "{file} was begun {times:time|times}, and each time the process that read it ended."
    why = "A file that was not looked through could tell reviewers who applies."
    act = "Ask for the file anew, best as PDF; until then reviewers do not see it."
    file: str
    times: int


@rule("C261", Severity.REFUSE)
class NobodyWithRoom(Finding):
    """Further reviews were asked for, and no reviewer has room and no conflict of interest for any of them.

    Each reviewer takes as many applications as was agreed; a conflict is never passed over. Nothing was changed.
    """

    says = "No reviewer has room for {applications:more review|more reviews} without a conflict of interest."
    why = "A review more than was agreed, or by somebody who is involved, is worth little."
    act = "Raise the number that was agreed with a reviewer, or name one more."
    applications: int


@rule("C262", Severity.WARN)
class FurtherWaits(Finding):
    """Applications for which further reviews were asked have not yet found a reviewer for each.

    Their reviewers had no room, or have given them back.
    """

    says = "A further review still needs a reviewer at applications: {numbers}."
    why = "These are the applications where one more review may change the selection."
    act = "Name one more reviewer or raise a number that was agreed, then look at who reviews what."
    numbers: tuple[int, ...]


@rule("C263", Severity.REFUSE)
class NothingFurther(Finding):
    """Further reviews were to be asked for, and the proposal of the selection names no application for one.

    It names those where one more review is expected to change what is selected.
    """

    says = "The proposal names no application that one more review could change."
    why = "A review where nothing hangs on it costs a reviewer's day."
    act = "Have the selection proposed first, or go back to the review and assign one by hand."


@rule("C264", Severity.NOTE)
class ProposalOld(Finding):
    """The proposal of who reviews what is older than something that it rests on.

    A bid, a conflict, a reviewer, an assignment or the words of an application have changed. A large call has its
    proposal worked out by a job, when the office asks for it.
    """

    says = "Something that this proposal rests on has changed since it was worked out."
    why = "What is taken has to fit what is known now."
    act = "Have it worked out again."
