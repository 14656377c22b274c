"""Words on a terminal: the reader's language, wrong words with the nearest right ones, and streams that never fail."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from io import TextIOWrapper
from typing import TYPE_CHECKING, Final

from sanhak.finding import Finding, Severity, near
from sanhak.text import LANGUAGES, Language, Param, Text, say, show

if TYPE_CHECKING:
    from rich.console import Console

ANSWERED, REFUSED, WRONG_USAGE, STOPPED = 0, 1, 2, 130
"""Exit codes: answered; refused with a code; the command was not understood; stopped by Ctrl-C."""

_LOCALES: Final = ("LC_ALL", "LC_MESSAGES", "LANG")
_KOREAN: Final = 0x12
"""Windows' number of the Korean language, in the lowest ten bits of a language identifier."""
_STYLES: Final = {Severity.NOTE: "dim", Severity.WARN: "yellow", Severity.REFUSE: "red"}


class WrongUsageError(Exception):
    """The command was not understood; ``said`` tells why, ``known`` are the words of which ``word`` is none."""

    def __init__(self, said: Text, word: str = "", known: Iterable[str] = ()) -> None:
        super().__init__(said)
        self.said, self.word, self.known = said, word, tuple(known)


def choose_language(
    arguments: Sequence[str], environment: Mapping[str, str] = os.environ
) -> tuple[Language, list[str]]:
    """The reader's language, and the arguments without ``--lang``, which may stand anywhere.

    Raises
    ------
    WrongUsageError
        If ``--lang`` names a language that is not spoken here.
    """
    rest, asked = [], None
    words = iter(arguments)
    for word in words:
        if word == "--lang":
            asked = next(words, "")
        elif word.startswith("--lang="):
            asked = word.removeprefix("--lang=")
        elif word == "--":
            rest += [word, *words]
        else:
            rest.append(word)
    if asked is None:
        return _language_of(environment), rest
    for language in LANGUAGES:
        if asked == language:
            return language, rest
    raise WrongUsageError(say("There is no language {word} here.", word=asked), asked, LANGUAGES)


def _language_of(environment: Mapping[str, str]) -> Language:
    locale = next((environment[name] for name in _LOCALES if environment.get(name)), "")
    if not locale and sys.platform == "win32":
        import ctypes

        return "ko" if ctypes.windll.kernel32.GetUserDefaultUILanguage() & 0x3FF == _KOREAN else "en"
    return "ko" if locale.lower().startswith("ko") else "en"


def make_streams_safe() -> None:
    """Let streams that do not know a character show another in its place instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper) and stream.encoding.lower().replace("-", "") != "utf8":
            stream.reconfigure(errors="replace")


@cache
def out() -> Console:
    """Where answers go. Nothing of the user's is read as markup."""
    from rich.console import Console

    return Console(highlight=False, markup=False, emoji=False, soft_wrap=False)


@cache
def aside() -> Console:
    """Where progress and refusals go, so that answers can be piped."""
    from rich.console import Console

    return Console(stderr=True, highlight=False, markup=False, emoji=False)


class Voice:
    """Speaks one language on the terminal."""

    def __init__(self, language: Language) -> None:
        self.language = language

    def words(self, text: Param) -> str:
        """A text, or any value of a finding, in this language."""
        return show(text, self.language)

    def say(self, text: Text, style: str = "") -> None:
        """Print a sentence."""
        out().print(self.words(text), style=style)

    def complain(self, text: Text) -> None:
        """Print a sentence beside the answer, where progress and refusals go."""
        aside().print(self.words(text))

    def findings(self, found: Sequence[Finding], console: Console | None = None) -> None:
        """Print findings, the most severe first: the code with what was found, then why it matters and the remedy."""
        from rich.padding import Padding

        where = console or out()
        for finding in sorted(found, key=lambda finding: -finding.severity.rank):
            where.print(f"{finding.code} {self.words(finding.said)}", style=_STYLES[finding.severity])
            for text in (finding.reason, finding.remedy):
                where.print(Padding(self.words(text), (0, 0, 0, 5)))

    def wrong(self, error: WrongUsageError) -> int:
        """Print what was not understood and what may have been meant; the exit code."""
        self.complain(error.said)
        if nearest := near(error.word, error.known):
            self.complain(say("Did you mean {nearest}?", nearest=nearest))
        elif error.known:
            self.complain(say("Known: {known}", known=error.known))
        return WRONG_USAGE
