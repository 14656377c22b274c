"""Whatever the workbench knows of who applies, and where it stands in a text.

Korean names are found with and without spaces between syllables and with titles after them, Latin ones in any order,
organisations and laboratories with any spaces, and addresses whole, by their domain and by what stands before it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import permutations
from typing import TYPE_CHECKING, Any, Final

from sanhak.center.calls.form import FormField, Part

if TYPE_CHECKING:  # a worker that reads files knows no table
    from sanhak.center.people import Person

PUBLIC: Final = frozenset(
    ("gmail.com", "googlemail.com", "naver.com", "daum.net", "hanmail.net", "kakao.com", "nate.com", "hotmail.com",
     "outlook.com", "outlook.kr", "live.com", "msn.com", "yahoo.com", "yahoo.co.kr", "icloud.com", "me.com",
     "proton.me", "protonmail.com", "qq.com", "163.com", "korea.com", "dreamwiz.com", "empas.com",
     "paran.com", "gmx.de", "gmx.net")
)  # fmt: skip
"""Providers where anybody has an address: a domain shared there tells nothing."""
BLANK: Final = "████"
"""What stands in place of a passage that was blanked."""
_HANGUL: Final = re.compile(r"[가-힣](?:\s*[가-힣]){1,4}")
_LATIN: Final = re.compile(r"[A-Za-zÀ-ɏ][A-Za-zÀ-ɏ.'’\-]*(?:[\s,]+[A-Za-zÀ-ɏ][A-Za-zÀ-ɏ.'’\-]*){0,4}")
_TITLES: Final = (
    "명예교수", "부교수", "조교수", "교수", "박사", "석사", "연구원", "책임", "수석", "선임", "학생", "팀장", "부장",
    "과장", "대표", "님", "씨",
)  # fmt: skip
_TITLE: Final = "|".join(_TITLES)
_LATIN_TITLE: Final = re.compile(r"^(?:prof(?:essor)?|dr|mr|mrs|ms)\.?\s+", re.IGNORECASE)
_BETWEEN: Final = r"[\s\u200b-\u200d\u2060·.\-]*"
_APART: Final = re.compile(r"[,;/\n·|]|\s및\s|\sand\s|\s&\s")
_BRACKETS: Final = re.compile(r"[(\[（][^()\[\]（）]*[)\]）]")
_ADDRESS: Final = re.compile(r"[^\s@<>(),;]+@[^\s@<>(),;]+\.[^\s@<>(),;.]+")
_COMPANY: Final = re.compile(r"\(주\)|㈜|주식회사|\b(?:inc|ltd|co|corp|llc|gmbh)\b\.?,?", re.IGNORECASE)
_CASED: Final = "(?-i:)"
"""Begins a pattern in which capital letters count."""
_SHORT_NAME: Final = 2
"""Syllables of a name that may as well be the beginning of a word: it then has to begin one."""
_LONGEST_NAME, _LEAST_LOCAL, _LEAST_WORD, _MOST_ORDERED = 40, 4, 3, 4


@dataclass(frozen=True, slots=True)
class Spot:
    """Where something that is known stands: from ``start`` until before ``end``, written as ``found``."""

    start: int
    end: int
    found: str


def normal(text: str) -> str:
    """A text as it is searched: syllables composed, as some systems send them apart."""
    return unicodedata.normalize("NFC", text)


def of_person(person: Person) -> tuple[str, ...]:
    """Patterns of what an account says of its owner."""
    return (*of_name(person.name), *of_address(person.email), *of_phrase(person.organisation_name))


def of_form(form: Sequence[FormField], values: Mapping[str, Any]) -> tuple[str, ...]:
    """Patterns of what the hidden fields of an application say."""
    found: list[str] = []
    for field in form:
        told = values.get(field.name)
        if not (field.hidden and isinstance(told, str) and told.strip()):
            continue
        if field.part is Part.NAMES:
            found.extend(of_names(told))
        elif field.part is Part.IDENTITY:
            found.extend((*of_names(told), *of_phrase(told)))
        else:
            found.extend(of_phrase(told))
    return tuple(found)


def of_names(told: str) -> tuple[str, ...]:
    """Patterns of several names, with what stands in brackets after them."""
    found: list[str] = []
    for address in _ADDRESS.findall(told):
        found.extend(of_address(address))
    for bracket in _BRACKETS.findall(told):
        found.extend(of_phrase(bracket[1:-1]))
    for piece in _APART.split(_BRACKETS.sub(" ", _ADDRESS.sub(" ", told))):
        found.extend(of_name(piece))
    return tuple(found)


def of_name(name: str) -> tuple[str, ...]:
    """Patterns of the name of one person."""
    plain = _LATIN_TITLE.sub("", normal(name).strip(" \t.:-"))
    korean = re.sub(rf"\s*(?:{_TITLE})+$", "", plain)
    if _HANGUL.fullmatch(korean):
        return _korean(re.sub(r"\s", "", korean))
    if len(plain) <= _LONGEST_NAME and _LATIN.fullmatch(plain):
        return _latin([word for word in re.split(r"[\s,.]+", plain) if word])
    parts = _HANGUL.findall(plain) if len(plain) <= _LONGEST_NAME else []
    return (*of_phrase(plain), *(pattern for part in parts for pattern in of_phrase(part)))


def of_address(address: str) -> tuple[str, ...]:
    """Patterns of an e-mail address: all of it, its domain unless anybody may have it, and what stands before."""
    local, _, domain = normal(address).strip().lower().partition("@")
    found = [re.escape(f"{local}@{domain}")] if domain else []
    if domain and domain not in PUBLIC:
        found.append(rf"(?:[\w.+\-]+@)?(?:[\w\-]+\.)*(?<![\w\-]){re.escape(domain)}(?!\w)")
    if len(local) >= _LEAST_LOCAL:
        found.append(rf"(?<!\w){re.escape(local)}(?!\w)")
    return tuple(found)


def of_phrase(phrase: str) -> tuple[str, ...]:
    """Patterns of a phrase with any spaces between its words, with and without what companies put to their names."""
    found = []
    for told in dict.fromkeys((normal(phrase), _COMPANY.sub(" ", normal(phrase)))):
        words = re.findall(r"\w+", told)
        if sum(map(len, words)) > 1:
            inner = r"[\W_]*".join(map(re.escape, words))
            found.append(inner if re.search("[가-힣]", told) else rf"(?<!\w){inner}(?!\w)")
    return tuple(found)


def spots(text: str, patterns: Iterable[str]) -> tuple[Spot, ...]:
    """Where anything of the patterns stands in a text, in order; what overlaps is one spot."""
    search = _compiled(tuple(dict.fromkeys(patterns)))
    places = sorted(found.span() for one in search for found in one.finditer(text) if found.end() > found.start())
    joined: list[tuple[int, int]] = []
    for start, end in places:
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(Spot(start, end, text[start:end]) for start, end in joined)


def blanked(text: str, patterns: Iterable[str], released: Iterable[str] = ()) -> str:
    """A text in which every spot is blanked that nobody has released."""
    kept, at, parts = set(released), 0, []
    for spot in spots(text, patterns):
        if spot.found not in kept:
            parts += [text[at : spot.start], BLANK]
            at = spot.end
    return "".join([*parts, text[at:]])


@lru_cache(maxsize=64)
def _compiled(patterns: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(one, 0 if one.startswith(_CASED) else re.IGNORECASE) for one in patterns)


def _korean(name: str) -> tuple[str, ...]:
    """A Korean name: its syllables with anything light between them and a title after, and the family name with one."""
    spelt = _BETWEEN.join(name)
    before = r"(?<![가-힣])" if len(name) <= _SHORT_NAME else ""
    return (rf"{before}{spelt}(?:\s*(?:{_TITLE}))*", rf"(?<![가-힣]){name[0]}\s*(?:교수|박사)(?:님)?")


def _latin(words: Sequence[str]) -> tuple[str, ...]:
    """A Latin name: its words in any order, and each of them where it is written as a name."""
    found = []
    if 1 < len(words) <= _MOST_ORDERED:
        orders = ("[\\s,._\\-]*".join(map(re.escape, order)) for order in permutations(words))
        found.append(rf"(?<![^\W_])(?:{'|'.join(orders)})(?![^\W_])")
    for word in words:
        if len(word) >= _LEAST_WORD:
            written = "|".join(re.escape(one) for one in dict.fromkeys((word, word.capitalize(), word.upper())))
            found.append(rf"{_CASED}(?<![^\W_])(?:{written})(?![^\W_])")
    return tuple(found)
