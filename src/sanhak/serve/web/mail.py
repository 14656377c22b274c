"""Mail: letters of the outbox handed to a server of the house. Without one they wait there to be copied."""

from __future__ import annotations

import smtplib
import ssl
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Final, Self
from urllib.parse import parse_qs, unquote, urlsplit

from sanhak.center.outbox import Letter, NotTaken
from sanhak.finding import Refusal
from sanhak.serve.web.mail_findings import MailUnreadable

_PORTS: Final = {"smtp": 587, "smtps": 465}
_PATIENCE: Final = 20.0
"""Seconds after which a server that does not answer is given up."""


@dataclass(frozen=True, slots=True)
class Mail:
    """A server that takes letters, and in whose name they go; ``wrapped`` says that it encrypts from the first byte."""

    host: str
    port: int
    sender: str
    wrapped: bool
    name: str = ""
    secret: str = field(default="", repr=False)

    @classmethod
    def read(cls, url: str) -> Self:
        """The server that a line names, as in ``smtps://name:secret@mail.company.example?from=sanhak@company.example``.

        Raises
        ------
        Refusal
            W100 if it names none.
        """
        try:
            parts = urlsplit(url)
            port = parts.port or _PORTS.get(parts.scheme, 0)
        except ValueError:
            raise Refusal(MailUnreadable(because="port")) from None
        sender = parse_qs(parts.query).get("from", [""])[0]
        for because, known in (("smtp://, smtps://", port), ("host", parts.hostname), ("?from=", "@" in sender)):
            if not known or (because == "smtp://, smtps://" and parts.scheme not in _PORTS):
                raise Refusal(MailUnreadable(because=because))
        secret = unquote(parts.password or "")
        return cls(parts.hostname or "", port, sender, parts.scheme == "smtps", unquote(parts.username or ""), secret)

    def send(self, letter: Letter) -> None:
        """Hand a letter over.

        Raises
        ------
        NotTaken
            If the server does not take this letter.
        OSError
            If it cannot be reached or takes none; errors of :mod:`smtplib` are among them.
        """
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = self.sender, letter.to, letter.subject
        message.set_content(letter.body)
        secure = ssl.create_default_context()
        if self.wrapped:
            server: smtplib.SMTP = smtplib.SMTP_SSL(self.host, self.port, timeout=_PATIENCE, context=secure)
        else:
            server = smtplib.SMTP(self.host, self.port, timeout=_PATIENCE)
        with server:
            if not self.wrapped and ((server.ehlo() and server.has_extn("starttls")) or self.name):
                server.starttls(context=secure)  # a name and its secret never go in the open
            if self.name:
                server.login(self.name, self.secret)
            try:
                server.send_message(message)
            except (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError) as error:
                raise NotTaken(letter.id) from error
