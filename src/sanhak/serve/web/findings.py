"""The rules about requests to the workbench: codes W001–W019, each with its page in its docstring."""

from __future__ import annotations

from sanhak.finding import Finding, Severity, rule
from sanhak.text import Amount


@rule("W001", Severity.REFUSE)
class SignInFirst(Finding):
    """The page, or the programme that asked, needs somebody who is signed in.

    A session ends after fourteen days without a visit, when somebody signs out, and when access is taken away.
    """

    says = "Nobody is signed in."
    why = "What the workbench holds is shown to those who belong to it."
    act = "Sign in and come back to this page."


@rule("W002", Severity.REFUSE)
class ForgedRequest(Finding):
    """The request did not come from a page of this session.

    Each form carries a token of its session, so that another site cannot make a browser send something in its reader's
    name. The token changes when somebody signs in again, and a page that was open before then is out of date.
    """

    says = "This request did not come from a page of your session."
    why = "Another site could have sent it in your name."
    act = "Reload the page and do it again; what you typed is kept where the page saves drafts."


@rule("W003", Severity.REFUSE)
class TooLarge(Finding):
    """What was sent is larger than what is taken.

    The limit for files is set by whoever runs the workbench; other requests are never large.
    """

    says = "What was sent is larger than {most}."
    why = "Larger requests could bring the workbench to a stand."
    act = "Send a smaller file, or ask the administrator to raise the limit."
    most: Amount


@rule("W004", Severity.REFUSE)
class Broken(Finding):
    """Something in the workbench went wrong that should not have.

    Nothing half done was kept. The administrator finds the error with its number in the log of the server.
    """

    says = "The workbench made an error; its number is {number}."
    why = "Nothing of this request was kept."
    act = "Try again; if it happens again, tell the administrator the number."
    number: str


@rule("W005", Severity.REFUSE)
class WrongRequest(Finding):
    """A programme sent something that this address does not understand.

    The description of the API at /api says what each address takes.
    """

    says = "This address does not understand what was sent: {because}."
    why = "Nothing was done."
    act = "See the description of the API at /api."
    because: str


@rule("W006", Severity.REFUSE)
class NoUpload(Finding):
    """No file came with the form.

    Excel, CSV, Parquet, HTML and lists of SMILES (``.smi``) are read. A table can also be pasted as text.
    """

    says = "No file was chosen and nothing was pasted."
    why = "Without rows there is nothing to look at."
    act = "Choose a file, drop it on the page, or paste a table from Excel."
