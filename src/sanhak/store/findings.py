"""The rules about rows and blobs: codes R020–R029, each with its page in its docstring."""

from __future__ import annotations

from sanhak.finding import Finding, Severity, rule
from sanhak.text import Amount, Text


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


@rule("R025", Severity.REFUSE)
class SourceClosed(Finding):
    """A database was named from which this project cannot read.

    Databases that can be read are named by the administrator in the file sources.toml in the workbench's folder, each
    with its address and the projects that may read from it. Addresses are never typed into a page, and never shown.
    """

    says = "The database “{name}” cannot be read from here: {because}."
    why = "Whoever reads a plant's database does so under an account that the administrator has entered."
    act = "Choose one of the databases offered, or ask the administrator to name this project in sources.toml."
    name: str
    because: Text


@rule("R026", Severity.REFUSE)
class NotOneQuery(Finding):
    """What was written is not one query that reads.

    One statement is taken; it begins with SELECT, WITH, VALUES or TABLE. It runs in a transaction that cannot write.
    """

    says = "This is not one query that reads: {because}."
    why = "A plant's database is read here and never changed."
    act = "Write one statement that begins with SELECT or WITH."
    because: Text


@rule("R027", Severity.REFUSE)
class QueryRefused(Finding):
    """The database itself did not carry the query out.

    Its own words are repeated; an address or a password in them is left out.
    """

    says = "The database “{name}” refuses the query: {because}."
    why = "A name may be spelled otherwise, the account may lack a right, or the server may be down."
    act = "Correct the query, or try it in the database's own tool under the same account."
    name: str
    because: str


@rule("R028", Severity.REFUSE)
class QueryTooLarge(Finding):
    """The query brings more rows than are taken at one time.

    What came until then was thrown away: part of a result would look like the whole.
    """

    says = "The query brings more than {most}; {rows:row|rows} had come by then."
    why = "Part of a result would be taken for the whole."
    act = "Name fewer columns, a shorter period, or average in the query itself."
    most: Amount
    rows: int


@rule("R029", Severity.REFUSE)
class QueryTooLong(Finding):
    """The query took longer than a query may.

    It was stopped, so that it does not burden a database that a plant works with.
    """

    says = "The query was stopped after {seconds:second|seconds}."
    why = "The database serves the plant first."
    act = "Ask for a shorter period, or for columns that the database has an index on."
    seconds: int
