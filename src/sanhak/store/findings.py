"""The rules about rows and blobs: codes R020–R029, each with its page in its docstring."""

from __future__ import annotations

from sanhak.finding import Finding, Severity, rule


@rule("R020", Severity.REFUSE)
class UnknownDatabase(Finding):
    """The address of the database names none that the workbench can use.

    An address begins with ``sqlite:///`` and the path of a file, or with ``postgresql://`` and a server. Without any, a
    file in the workbench's own folder is taken.
    """

    says = "No database that is known here has the address {url}."
    why = "The workbench keeps its rows in SQLite or PostgreSQL."
    act = "Write sqlite:///path/to/file.db or postgresql://person:secret@server/name, or leave the address out."
    url: str


@rule("R021", Severity.REFUSE)
class DriverMissing(Finding):
    """PostgreSQL was asked for, and the library that speaks with it is not installed.

    SQLite needs nothing further. PostgreSQL is an extra, because most installations do without it.
    """

    says = "The library that speaks with {url} is not installed."
    why = "Without it no row can be read or written."
    act = 'Run pip install "sanhak[postgres]" and start again.'
    url: str


@rule("R022", Severity.REFUSE)
class DatabaseClosed(Finding):
    """The database does not answer: its server is down, its address or password is wrong, or its file is closed to us.

    Nothing was changed. The reason is in the words of the database itself; a password in the address is never shown.
    """

    says = "The database {url} does not answer: {because}."
    why = "Without it nobody can sign in and nothing can be kept."
    act = "See that it runs and that address, name and password are right, then start again."
    url: str
    because: str


@rule("R023", Severity.REFUSE)
class BlobMissing(Finding):
    """A file that the database knows is not in the folder of blobs.

    The folder was moved, a backup was restored without it, or a disk is not there. The rows are intact.
    """

    says = "The file {key} is not among the blobs in {folder}."
    why = "What was kept in it cannot be shown."
    act = "Put the folder of blobs back where it was, or restore rows and blobs from the same backup."
    key: str
    folder: str


@rule("R024", Severity.REFUSE)
class NewerDatabase(Finding):
    """A newer version of this programme has changed the form of the database.

    An older version does not know what the new form means, and would lose what it does not know. Nothing was changed.
    """

    says = "The database {url} has the form {form}, which this version does not know."
    why = "A newer version of this programme has changed it."
    act = "Install the newer version again, or restore the backup from before it."
    url: str
    form: str
