"""Bilingual text: a sentence is kept as data and becomes Korean or English only when somebody reads it.

The English template in the code is the message id; Korean stands in ``locale/ko/*.po``, one catalogue a room.
Templates name their parameters, and a format after the colon says how a parameter speaks:

``{name}``            the value as it is; numbers with separators, fractions to four significant digits
``{name:은/는}``      the value followed by the Korean particle that its last sound asks for
``{rows:row|rows}``   a count with its English noun in the right number: ``1 row``, ``1,200 rows``
``{share:%}``         a share between 0 and 1 as a percentage, to a tenth; ``< 0.1 %`` is not 0
"""

from __future__ import annotations

import math
import re
import string
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cache
from importlib.resources import files
from typing import Any, Final, Literal, TypeAlias, get_args

Language: TypeAlias = Literal["en", "ko"]
LANGUAGES: Final[tuple[Language, ...]] = get_args(Language)

_SIGNIFICANT: Final = 4
_PLAIN: Final = range(-4, 12)
"""Powers of ten that are written out; beyond them a number is written with an exponent."""
_WRITTEN: Final = 10**15
_MOST_DECIMALS: Final = 15
"""A number that asks for more digits than a float has is written with an exponent too."""


@dataclass(frozen=True, slots=True)
class Amount:
    """A number with its unit, rounded for reading to ``decimals`` places (negative ones round to tens, hundreds, …).

    Without ``decimals`` four significant digits are shown, the whole part never rounded. The value itself is
    kept exactly.
    """

    value: float
    unit: str | None = None
    decimals: int | None = None

    @classmethod
    def within(cls, value: float, lower: float, upper: float, unit: str | None = None) -> Amount:
        """A value with as many digits as its interval ``lower``–``upper`` allows: two of the half width."""
        return cls(value, unit, decimals_for((upper - lower) / 2))


Param: TypeAlias = "str | int | float | bool | date | Amount | Text | Sequence[Param] | None"


@dataclass(frozen=True, slots=True)
class Text:
    """A sentence in no language yet: an English template and its parameters."""

    message: str
    params: Mapping[str, Param] = field(default_factory=dict)

    def render(self, language: Language = "en") -> str:
        """The sentence in ``language``; a template that has no translation stays English."""
        template = self.template(language)
        if "{" not in template and "}" not in template:
            return template  # most words of a page are of this sort, and a page has thousands
        return _Formatter(language).vformat(template, (), self.params)

    def template(self, language: Language = "en") -> str:
        """The template in ``language``, its parameters not yet filled in."""
        return self.message if language == "en" else _catalogue(language).get(self.message, self.message)

    def __str__(self) -> str:
        return self.render("en")


def say(message: str, /, **params: Param) -> Text:
    """Shorthand for a :class:`Text`: ``say("{rows:row|rows} were read.", rows=200)``."""
    return Text(message, params)


def decimals_for(spread: float) -> int:
    """Decimal places at which ``spread`` shows two significant digits (0 when it is zero or not finite)."""
    if not math.isfinite(spread) or spread <= 0:
        return 0
    return 1 - math.floor(math.log10(spread))


def show(value: Param, language: Language = "en") -> str:
    """One parameter as a reader of ``language`` expects to see it."""
    match value:
        case Text():
            return value.render(language)
        case Amount():
            number = _number(value.value, value.decimals)
            return f"{number} {value.unit}" if value.unit else number
        case None:
            return "–"
        case bool():
            return say("yes").render(language) if value else say("no").render(language)
        case int() | float():
            return _number(value, None)
        case datetime() | date():
            return _date(value, language)
        case str():
            return value
        case _:
            return ", ".join(show(part, language) for part in value) or "–"


def render(node: Any, language: Language = "en") -> Any:
    """Replace every :class:`Text` and :class:`Amount` inside nested dicts and lists by its words."""
    match node:
        case Text() | Amount():
            return show(node, language)
        case Mapping():
            return {key: render(part, language) for key, part in node.items()}
        case list() | tuple():
            return [render(part, language) for part in node]
        case _:
            return node


def dump(node: Any) -> Any:
    """Nested data with texts, amounts and dates as plain JSON data; :func:`load` is its inverse."""
    match node:
        case Text():
            return {"text": node.message, "params": dump(dict(node.params))}
        case Amount():
            return {"amount": dump(node.value), "unit": node.unit, "decimals": node.decimals}
        case datetime() | date():
            return {"date": node.isoformat()}
        case Mapping():
            return unmistaken({str(key): dump(part) for key, part in node.items()})
        case list() | tuple():
            return [dump(part) for part in node]
        case float() if not math.isfinite(node):
            return {"number": repr(float(node))}
        case _:
            return node


def unmistaken(plain: Mapping[str, Any]) -> Mapping[str, Any]:
    """Plain data, wrapped where :func:`load` would take its keys for the mark of a text, an amount or a date."""
    return {"mapping": plain} if frozenset(plain) in _MARKS else plain


def load(node: Any) -> Any:
    """Nested JSON data with the texts, amounts and dates that :func:`dump` wrote; lists come back as tuples."""
    match node:
        case dict() if frozenset(node) in _MARKS:
            return _marked(node)
        case dict():
            return {key: load(part) for key, part in node.items()}
        case list():
            return tuple(load(part) for part in node)
        case _:
            return node


# The keys by which dump marks what JSON does not know; a mapping with just such keys is wrapped, lest it be mistaken.
_MARKS: Final = frozenset(
    frozenset(keys)
    for keys in (("text", "params"), ("amount", "unit", "decimals"), ("date",), ("number",), ("mapping",))
)


def _marked(node: Mapping[str, Any]) -> Any:
    match node:
        case {"text": message, "params": params}:
            return Text(message, load(params))
        case {"amount": value, "unit": unit, "decimals": decimals}:
            return Amount(load(value), unit, decimals)
        case {"date": moment}:
            return datetime.fromisoformat(moment) if "T" in moment else date.fromisoformat(moment)
        case {"number": value}:
            return float(value)
        case _:
            return {key: load(part) for key, part in node["mapping"].items()}


def particle(word: str, pair: str) -> str:
    """The particle of ``pair`` (``은/는``, ``이/가``, ``을/를``, ``과/와``, ``으로/로``) that ``word`` asks for.

    The order inside the pair does not matter. The last sound decides, as the word is read aloud: Hangul by its final
    consonant, digits and units by their Korean names, Latin words by how they are borrowed (the rules for foreign words
    of the National Institute of Korean Language: final l, m, n, ng and p, t, k after one short vowel close a syllable),
    capitals by the names of the letters. What stands in brackets at the end does not count.
    """
    closed, open_ = _PARTICLES[frozenset(pair.split("/"))]
    final = _final_sound(word)
    if closed == "으로" and final == "ㄹ":
        return open_
    return closed if final else open_


_PARTICLES: Final[Mapping[frozenset[str], tuple[str, str]]] = {
    frozenset(pair): pair
    for pair in (("은", "는"), ("이", "가"), ("을", "를"), ("과", "와"), ("으로", "로"), ("이라", "라"))
}
_IN_BRACKETS: Final = re.compile(r"\s*[(\[][^()\[\]]*[)\]]$")
_DAY: Final = re.compile(r"\d{4}\. \d{1,2}\. \d{1,2}$")
_TIME: Final = re.compile(r"\d{1,2}:\d\d$")
_WITH_UNIT: Final = re.compile(r"\d\s*([%°℃A-Za-zµ]+)[^\s]*$")  # the unit before any power or slash
# Final sounds as read aloud (영 일 이 삼 …; 미터, 켈빈, 그램 …); "ㄹ" is told apart for 로, all others only close.
# A unit that is not listed sounds as the Latin word that it is (bar, ppm, mol).
_DIGITS: Final = dict(zip("0123456789", ("ㅇ", "ㄹ", "", "ㅁ", "", "", "ㄱ", "ㄹ", "ㄹ", ""), strict=True))
_UNITS: Final = dict.fromkeys(("m", "cm", "mm", "µm", "km", "L", "mL", "µL"), "") | {
    "K": "ㄴ", "N": "ㄴ", "t": "ㄴ", "h": "ㄴ", "hr": "ㄴ", "g": "ㅁ", "kg": "ㅁ", "mg": "ㅁ", "d": "ㄹ",
    "J": "ㄹ", "kJ": "ㄹ", "MJ": "ㄹ", "GJ": "ㄹ", "Pa": "ㄹ", "hPa": "ㄹ", "kPa": "ㄹ", "MPa": "ㄹ",
}  # fmt: skip
_LETTER_NAMES: Final = {"L": "ㄹ", "M": "ㅁ", "N": "ㄴ", "R": "ㄹ"}  # 엘 엠 엔 알; all others end in a vowel
_BORROWED: Final = (
    (re.compile(r"le?$"), "ㄹ"),
    (re.compile(r"me?$"), "ㅁ"),
    (re.compile(r"(ne?|ng)$"), "ㄴ"),
    (re.compile(r"((^|[^aeiou])[aeiouy](ck|[ptkc])|ook)$"), "ㅂ"),
)
_HANGUL_FIRST, _HANGUL_LAST, _FINALS, _RIEUL = 0xAC00, 0xD7A3, 28, 8


def _final_sound(word: str) -> str:
    """The final consonant of the last spoken syllable, empty when it ends in a vowel."""
    spoken = (_IN_BRACKETS.sub("", word) or word).rstrip(" )]}>»\"'`”’.,")
    if not spoken:
        return ""
    last = spoken[-1]
    if _HANGUL_FIRST <= ord(last) <= _HANGUL_LAST:
        final = (ord(last) - _HANGUL_FIRST) % _FINALS
        return "ㄹ" if final == _RIEUL else "x" * bool(final)
    if _DAY.search(spoken):
        return "ㄹ"  # 일
    if _TIME.search(spoken):
        return "ㄴ"  # 분
    if (unit := _WITH_UNIT.search(spoken)) and unit[1] in _UNITS:
        return _UNITS[unit[1]]
    return _DIGITS[last] if last in _DIGITS else _latin_sound(re.split(r"[\s_\-]+", spoken)[-1])


def _latin_sound(word: str) -> str:
    if word.isupper() or len(word) == 1:
        return _LETTER_NAMES.get(word[-1].upper(), "")
    return next((final for ending, final in _BORROWED if ending.search(word.lower())), "")


def _number(value: float, decimals: int | None) -> str:
    if isinstance(value, int) and abs(value) < _WRITTEN:
        return f"{value:,}"
    if math.isnan(value):
        return "–"
    if math.isinf(value):
        return "∞" if value > 0 else "-∞"
    value += 0.0  # turns -0.0 into 0.0
    if decimals is None:
        magnitude = 0 if value == 0 else math.floor(math.log10(abs(value)))
        if magnitude not in _PLAIN:
            return f"{value:.{_SIGNIFICANT}g}"
        shown = f"{value:,.{max(0, _SIGNIFICANT - 1 - magnitude)}f}"
        return shown.rstrip("0").rstrip(".") if "." in shown else shown
    if abs(value) >= _WRITTEN or decimals > _MOST_DECIMALS:
        return f"{value:.{_SIGNIFICANT}g}"
    rounded = round(value, decimals) + 0.0  # likewise
    return f"{rounded:,.{max(0, decimals)}f}"


def _date(moment: date, language: Language) -> str:
    from babel.dates import format_date, format_time

    if isinstance(moment, datetime) and moment.tzinfo is UTC:
        moment = moment.astimezone()  # rows are kept in UTC, and told as the clocks on the wall show it
    pattern = "y. M. d. (E)" if language == "ko" else "d MMM y"
    shown = format_date(moment, pattern, locale=language)
    if isinstance(moment, datetime):
        shown = f"{shown} {format_time(moment, 'HH:mm', locale=language)}"
    return shown


class _Formatter(string.Formatter):
    """``str.format`` with the four ways of speaking that the module docstring lists."""

    def __init__(self, language: Language) -> None:
        self._language = language

    def format_field(self, value: Any, format_spec: str) -> str:
        shown = show(value, self._language)
        if not format_spec:
            return shown
        if format_spec == "%":
            return _share(value)
        if "|" in format_spec:
            one, many = format_spec.split("|")
            return f"{shown} {one if value == 1 else many}"
        return shown + particle(shown, format_spec)


def _share(value: float) -> str:
    """A share in percent to a tenth, and no 0 or 100 % for what only rounds to it."""
    percent = round(100 * value, 1)
    if percent == 0 < value:
        return "< 0.1 %"
    return "> 99.9 %" if value < 1 == percent / 100 else f"{_number(percent, None)} %"


@cache
def _catalogue(language: Language) -> Mapping[str, str]:
    """Every translated message of ``language``, from all catalogues of its folder."""
    from babel.messages.pofile import read_po

    messages: dict[str, str] = {}
    for path in files("sanhak").joinpath("locale", language).iterdir():
        if path.name.endswith(".po"):
            with path.open("rb") as lines:
                messages |= {str(m.id): str(m.string) for m in read_po(lines) if m.id and m.string and not m.fuzzy}
    return messages
