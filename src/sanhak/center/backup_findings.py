"""The rules about backups: codes C020–C029, each with its page in its docstring."""

from __future__ import annotations

from sanhak.finding import Finding, Severity, rule


@rule("C020", Severity.REFUSE)
class NotABackup(Finding):
    """The file is no backup of a workbench, or a part of it is missing or damaged.

    Nothing was changed: rows are put back in one transaction, and a half-restored workbench is never left behind.
    """

    says = "{path} is no whole backup of a workbench: {because}."
    why = "Restoring a part of it would lose the rest."
    act = "Take another backup; sanhak backup writes one while the workbench runs."
    path: str
    because: str


@rule("C021", Severity.REFUSE)
class NotEmpty(Finding):
    """A backup was to be restored into a workbench that people use already.

    Mixing two workbenches would mix people and rights. Nothing was changed.
    """

    says = "The database {url} holds people already."
    why = "A backup is restored into an empty workbench alone."
    act = "Name an empty folder or an empty database, and start the workbench there afterwards."
    url: str
