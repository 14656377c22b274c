"""The rules about passwords that are changed and tokens for programs: codes C040–C049."""

from __future__ import annotations

from sanhak.finding import Finding, Severity, rule


@rule("C040", Severity.REFUSE)
class TokenUnknown(Finding):
    """The token that a program sent opens nothing here.

    A token is shown once, when it is made, and ends on the day that was chosen then. Whoever made it can take it back
    at any time, and it ends with the access of its person. The workbench does not say which of these it was.
    """

    says = "This token opens nothing."
    why = "It has ended, was taken back, or is not complete."
    act = "Make a new token under “My settings”, and give it to the program."


@rule("C041", Severity.REFUSE)
class TokenReadsOnly(Finding):
    """The token may read, and the program wanted to change something.

    A token has one of two scopes, chosen when it is made: one that reads what its person may see, and one that also
    adds data, asks and decides in that person's name. A program that only looks needs the first alone.
    """

    says = "This token may read, and nothing else."
    why = "Whoever made it gave it no more than that."
    act = "Make a token that may also write, and give it to the program."


@rule("C042", Severity.REFUSE)
class TokenLife(Finding):
    """A token for programs was to live shorter than a day or longer than a year, or for no number of days at all.

    Tokens are forgotten in programs that nobody runs any more. One that ends by itself opens nothing to whoever finds
    it later; a new one takes a minute.
    """

    says = "A token lives from 1 to {most} days, not “{given}”."
    why = "One that never ends would open the workbench to whoever finds it years later."
    act = "Write a number of days between 1 and {most}."
    given: str
    most: int


@rule("C043", Severity.REFUSE)
class OldPasswordWrong(Finding):
    """The present password, which a new one asks for, is not the one that was written.

    It is asked so that nobody can lock somebody out at a computer that was left open. Who has forgotten it asks the
    office for a link by which a new one can be set. After five failures the workbench waits before it listens again.
    """

    says = "This is not your present password."
    why = "It is asked so that nobody changes it at a computer that was left open."
    act = "Write it again, or ask the office of the centre for a link to set a new one."
