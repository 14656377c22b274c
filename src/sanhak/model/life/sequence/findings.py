"""Why networks did not enter the contest: M330, with its page in its docstring."""

from __future__ import annotations

from sanhak.finding import Finding, Severity, rule


@rule("M330", Severity.NOTE)
class NetworksLeftOut(Finding):
    """The effort allows networks in the contest of remaining life, but the optional package that they need is missing.

    Networks that read sequences are learnt with PyTorch. All other candidates were compared as usual, and the answer
    holds without them.

    Install it with the command that the finding prints, and ask again.
    """

    says = "Networks did not enter the contest: the package torch is not installed."
    why = "They are learnt with PyTorch, which a plain installation leaves out because of its size."
    act = "Install it with: {command}"
    command: str
