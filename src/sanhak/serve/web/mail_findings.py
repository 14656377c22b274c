"""The rule about sending mail: code W100, with its page in its docstring."""

from __future__ import annotations

from sanhak.finding import Finding, Severity, rule


@rule("W100", Severity.REFUSE)
class MailUnreadable(Finding):
    """The address of the mail server is not one that can be understood, or would show a password on the way.

    It is one line: ``smtps://name:secret@mail.company.example:465?from=sanhak@company.example``, or ``smtp://`` for a
    server that begins in the open and then encrypts (STARTTLS). It is given in the environment as
    ``SANHAK_MAIL``, never on the command line, where others could read it. Without it letters stay in the outbox, and
    their text is copied.
    """

    says = "SANHAK_MAIL does not say where mail goes: {because}."
    why = "Letters such as invitations would wait for ever."
    act = "Write it as smtps://name:secret@mail.company.example:465?from=sanhak@company.example, or leave it out."
    because: str
