"""Passwords: hashed with argon2id, checked a few at a time, and never so short that they can be guessed."""

from __future__ import annotations

import threading
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from sanhak.center.findings import WeakPassword
from sanhak.finding import Refusal
from sanhak.text import say

LEAST, MOST = 12, 200
_AT_ONCE: Final = 2
"""Each check takes 64 MiB and a tenth of a second of a core; more at once would keep everybody else waiting."""
_COMMON: Final = ("password", "비밀번호", "qwerty", "12345", "sanhak", "산학")


class Passwords:
    """Hashes passwords and checks them.

    Parameters
    ----------
    hasher
        By default argon2id with the library's settings (RFC 9106, low memory): 64 MiB, three passes.
    """

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._turn = threading.Semaphore(_AT_ONCE)
        self._nobody: str | None = None

    def hash(self, password: str, at: str = "password") -> str:
        """The hash to be kept; ``at`` names the field in which the password was typed.

        Raises
        ------
        Refusal
            C006 if the password is short, long, or made of what is tried first.
        """
        self._refuse_weak(password, at)
        with self._turn:
            return self._hasher.hash(password)

    def fits(self, password: str, kept: str | None) -> bool:
        """Whether the password is the one that was hashed; where there is none it takes as long, and is False."""
        with self._turn:
            if self._nobody is None:
                self._nobody = self._hasher.hash("nobody has this password")
            try:
                return self._hasher.verify(kept or self._nobody, password[: MOST + 1]) and kept is not None
            except (VerificationError, InvalidHashError):
                return False

    @staticmethod
    def _refuse_weak(password: str, at: str) -> None:
        plain = password.casefold()
        for common in _COMMON:
            plain = plain.replace(common, "")
        if len(password) < LEAST:
            raise Refusal(WeakPassword(because=say("shorter than {least} signs", least=LEAST)), field=at)
        if len(password) > MOST:
            raise Refusal(WeakPassword(because=say("longer than {most} signs", most=MOST)), field=at)
        if len(set(plain)) < LEAST // 3:
            raise Refusal(WeakPassword(because=say("made of few signs, or of words that are tried first")), field=at)
