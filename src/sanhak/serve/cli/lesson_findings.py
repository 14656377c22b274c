"""The rules about lessons on the command line: codes W130–W134, each with its page in its docstring."""

from __future__ import annotations

from sanhak.finding import Finding, Severity, rule


@rule("W130", Severity.REFUSE)
class NoWorkbenchNamed(Finding):
    """A lesson was asked for, and it is not known at which workbench.

    The plant behind a lesson is hidden, so it runs at a workbench and never in the command itself: one of your centre,
    or one that you open with ``sanhak serve``, or ``sanhak demo`` to try. Its address stands in ``SANHAK_WORKBENCH``,
    or behind ``--workbench``; who you are says a token in ``SANHAK_TOKEN``, which you make there under “My settings”.

    A token is a secret; it is not taken from the command line, where others could read it.
    """

    says = "Lessons are taken at a workbench, and {missing} is not set."
    why = "The truth of a lesson stays on the server, so the command has to know where that is and who you are."
    act = (
        "Open one with sanhak serve (or sanhak demo), make a token under “My settings”, and set SANHAK_WORKBENCH and "
        "SANHAK_TOKEN."
    )
    missing: str


@rule("W131", Severity.REFUSE)
class NoDecisionThere(Finding):
    """The file or folder that was handed in names no settings.

    A decision is handed in as words (``jacket_temperature=104 feed_rate=210``), as the sheet that came with the task,
    names in the first column and decided values in the last, or as the folder of an answer of Sanhak.
    """

    says = "{path} names no settings."
    why = "Only named settings can be carried out in the plant."
    act = "Fill in the last column of decision.xlsx, or write the settings out, as in feed_rate=210."
    path: str


@rule("W132", Severity.REFUSE)
class OnlyForMe(Finding):
    """A task was to be fetched for somebody else.

    An attempt belongs to the person whose token asks for it. Others fetch their own, in plants of their own.
    """

    says = "A task cannot be fetched for “{given}”."
    why = "Each person has a plant of their own, and their own token fetches it."
    act = "Write --for me."
    given: str


@rule("W133", Severity.REFUSE)
class TaskNotWritten(Finding):
    """The task could not be written into the folder that was named.

    The folder may be write-protected, its name may belong to a file, or the disk may be full. The attempt was begun and
    stays open; fetching it again gives the same task.

    Name another folder with ``-o``.
    """

    says = "The task could not be written to {folder}: {because}."
    why = "The attempt is open all the same, and fetching it again gives the same task."
    act = "Name another folder with -o, or free the place."
    folder: str
    because: str


@rule("W134", Severity.REFUSE)
class SettingWrittenTwice(Finding):
    """The same setting stands twice in what was handed in.

    A decision is carried out once and cannot be taken back, so the last of two values is not simply taken.

    Leave one of them out.
    """

    says = "{name} is set twice in what was handed in."
    why = "A decision cannot be taken back, and which of both values is meant cannot be told."
    act = "Leave one of them out, and hand the decision in again."
    name: str
