"""The rules about carrying studies out: codes R001–R049, each with its page in its docstring."""

from __future__ import annotations

from sanhak.finding import Finding, Severity, rule
from sanhak.text import Amount, Text


@rule("R001", Severity.REFUSE)
class WorkerEnded(Finding):
    """The process in which a study was carried out ended by itself.

    Most often the operating system has ended it because memory ran out; less often a library has failed. The other
    studies that were under way at the same time are not touched, and nothing half done is kept.

    Carry the study out again alone. If that fails too, give it fewer rows or columns; if it still fails, it is a fault
    of this programme: please report it with the lines printed above this one.
    """

    says = "The process that carried out {name} ended by itself with the code {status}."
    why = "Without its process the study has no answer."
    act = "Try again with fewer studies at once; if it happens again, give it fewer rows or columns."
    name: Text
    status: int


@rule("R002", Severity.REFUSE)
class MemoryFull(Finding):
    """A study needed more memory than the machine could give.

    Memory grows with rows times columns, and with the number of studies that run at the same time.
    """

    says = "There was not enough memory to carry out {name}."
    why = "Without memory the study has no answer."
    act = (
        "Close other programmes, carry out fewer studies at once, or leave out columns that the question does not need."
    )
    name: Text


@rule("R003", Severity.REFUSE)
class RunnersEnded(Finding):
    """Each of the processes that had a job in hand ended before it was finished.

    A job whose runner ends (the machine restarts, somebody ends the process, memory runs out) is begun again by
    another one. This happens a few times at most, because a job that ends its own runner would otherwise end all of
    them, one after the other, for ever.

    See whether the machine was restarted or ran out of memory at the time; then let the job be carried out again.
    """

    says = "The processes that carried this out ended {times:time|times} before it was finished."
    why = "It is not begun again by itself, lest it end all others too."
    act = "See whether the machine was restarted or short of memory at the time, then carry it out again."
    times: int


@rule("R004", Severity.REFUSE)
class TooMuchMemory(Finding):
    """A job took more memory than one job may take on this machine.

    What counts is the memory that its process and the processes that this one has started hold at one time. The limit
    protects those who work at the same time: without it the operating system would choose which process to end.

    Memory grows with rows times columns. Leave out columns that the question does not need, or take fewer rows; whoever
    runs the workbench can raise the limit.
    """

    says = "It was stopped: {name} held {held} of memory, and one job may hold {most}."
    why = "More would take the memory away from those who work at the same time."
    act = (
        "Leave out columns that the question does not need, or take fewer rows; the administrator can raise the limit."
    )
    name: Text
    held: Amount
    most: Amount


@rule("R005", Severity.REFUSE)
class TooMuchWork(Finding):
    """A job took more processor time than one job may take on this machine.

    Processor seconds are counted, of its process and of those that it has started, and never the time on the clock: a
    machine with much to do stops no job that a free one would finish.

    Take fewer rows or columns, or a lower effort; whoever runs the workbench can raise the limit.
    """

    says = "It was stopped: {name} worked for {worked} of processor time, and one job may work for {most}."
    why = "More would keep others waiting."
    act = "Take fewer rows or columns, or a lower effort; the administrator can raise the limit."
    name: Text
    worked: Amount
    most: Amount


@rule("R006", Severity.REFUSE)
class NotKept(Finding):
    """A job was carried out, and what it brought could not be kept.

    The disk is full or closed to the workbench, or the database does not answer. It was tried several times. Nothing
    half done is kept.

    See that the disk has room and the database answers; then let the job be carried out again.
    """

    says = "What {name} brought could not be kept: {because}."
    why = "Nothing half done is kept, so there is no answer."
    act = "See that the disk has room and the database answers, then carry it out again."
    name: Text
    because: str
