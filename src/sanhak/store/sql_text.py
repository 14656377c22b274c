"""The text of a query: one statement that reads, told without carrying it out."""

from __future__ import annotations

import re
from typing import Final

from sanhak.finding import Refusal
from sanhak.store.findings import NotOneQuery
from sanhak.text import say

LONGEST: Final = 20_000
_READING: Final = frozenset({"SELECT", "WITH", "VALUES", "TABLE"})
_SKIPPED: Final = re.compile(
    r"""\s+ | --[^\n]* | /\*.*?\*/                       # space and comments
    | [eE]'(?:[^'\\]|\\.|'')*' | '(?:[^']|'')*' | "(?:[^"]|"")*" | `(?:[^`]|``)*`
    | \$(?P<tag>[A-Za-z_]\w*)?\$.*?\$(?(tag)(?P=tag))\$  # PostgreSQL's dollar quotes""",
    re.VERBOSE | re.DOTALL,
)
_WORD: Final = re.compile(r"\w+")


def one_query(query: str) -> str:
    """The statement without spaces and semicolons at its end.

    Raises
    ------
    Refusal
        R026 if it is empty, too long, more than one, or does not begin as a query that reads.
    """
    if len(query) > LONGEST:
        raise Refusal(NotOneQuery(because=say("it has more than {signs} signs", signs=LONGEST)))
    words, ended, place = [], None, 0
    while place < len(query):
        if (skipped := _SKIPPED.match(query, place)) is not None:
            quoted = query[place] in "'\"`$eE"
            place = skipped.end()
        elif query[place] == ";":
            ended, quoted, place = place if ended is None else ended, False, place + 1
        else:
            word = _WORD.match(query, place)
            words.append(word[0].upper() if word else query[place])
            quoted, place = True, word.end() if word else place + 1
        if quoted and ended is not None:
            raise Refusal(NotOneQuery(because=say("there is more than one statement")))
    first = next((word for word in words if word != "("), "")
    if not first:
        raise Refusal(NotOneQuery(because=say("it is empty")))
    if first not in _READING:
        raise Refusal(NotOneQuery(because=say("it begins with {word}", word=first[:40])))
    return query[:ended].strip()
