"""The rules about carrying studies out: codes R001–R049, each with its page in its docstring."""

from __future__ import annotations

from sanhak.finding import Finding, Severity, rule
from sanhak.text import Text


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
