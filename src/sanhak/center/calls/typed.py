"""What the office types of a call: fields of its form, its rubric, its rules; each taken as meant, or refused."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from sanhak.center.calls.findings import LineNotUnderstood, OutsideLimits
from sanhak.center.calls.form import FormField, Kind, Part
from sanhak.center.calls.rubric import Criterion, Rubric
from sanhak.center.calls.rules import Rules
from sanhak.center.calls.values import won
from sanhak.center.calls.writing import whole
from sanhak.center.words import LONG, SHORT, choice, number, words
from sanhak.finding import Refusal
from sanhak.text import LANGUAGES, Language, Text, say

_FIRST, _LAST = 2000, 2100
_PLACES: Final = 1000
_MOST: Final = LONG
_WEIGHT: Final = 100.0
MORE: Final = 1
"""Empty criteria that a form of a rubric offers."""


def field_of(given: Mapping[str, str], form: Sequence[FormField]) -> FormField:
    """A field as it was typed.

    Parameters
    ----------
    given
        ``name`` of the one that it replaces (empty for a new one), ``title_ko``, ``title_en``, ``help_ko``,
        ``help_en``, ``kind``, ``part``, ``needed``, ``most``, ``year`` and ``choices``.

    Raises
    ------
    Refusal
        C009, C013, C014, C114 or C115, each at its field.
    """
    before = next((one for one in form if one.name == given.get("name")), None)
    kind, part = choice(given.get("kind", ""), Kind, "kind"), choice(given.get("part", ""), Part, "part")
    help_ = _said(given, "help", say("Help"), LONG, empty=True)
    year, most = given.get("year", "").strip(), given.get("most", "").strip()
    return FormField(
        name=before.name if before else _new_name(form, "field"),
        title=_said(given, "title", say("Title"), SHORT, empty=False),
        kind=kind,
        part=part,
        help=help_ if any(help_.values()) else None,
        needed=given.get("needed") == "yes",
        most=whole(most, say("Most signs"), 1, _MOST, "most") if most else None,
        choices=_choices(given.get("choices", ""), before) if kind is Kind.CHOICE else None,
        year=whole(year, say("Year"), _FIRST, _LAST, "year") if year and part is Part.AMOUNT else None,
    )


def placed(form: Sequence[FormField], field: FormField) -> tuple[FormField, ...]:
    """The form with a field in place of the one of its name, or at its end."""
    if any(one.name == field.name for one in form):
        return tuple(field if one.name == field.name else one for one in form)
    return (*form, field)


def moved(form: Sequence[FormField], name: str, by: int) -> tuple[FormField, ...]:
    """The form with a field so many places further down, or up for a negative number."""
    order = list(form)
    at = next((place for place, one in enumerate(order) if one.name == name), None)
    if at is not None and 0 <= at + by < len(order):
        order.insert(at + by, order.pop(at))
    return tuple(order)


def without(form: Sequence[FormField], name: str) -> tuple[FormField, ...]:
    """The form without a field."""
    return tuple(one for one in form if one.name != name)


def rubric_of(given: Mapping[str, str], before: Rubric) -> Rubric:
    """A rubric as it was typed; a criterion without a title is left out.

    Parameters
    ----------
    given
        ``lowest``, ``highest``, and for each criterion ``<place>.title_ko``, ``.title_en``, ``.weight``,
        ``.anchors_ko`` and ``.anchors_en`` (lines such as ``1: what it means``).

    Raises
    ------
    Refusal
        C009, C014, C114 or C115, each at its field.
    """
    scale = Rubric((), *(whole(given.get(end, ""), say("Scale"), 0, 10, end) for end in ("lowest", "highest")))
    if scale.lowest >= scale.highest:
        raise Refusal(OutsideLimits(field=say("Scale"), lowest=scale.lowest + 1, highest=10), field="highest")
    found: list[Criterion] = []
    for place in range(len(before.criteria) + MORE):
        if not any(given.get(f"{place}.title_{language}", "").strip() for language in LANGUAGES):
            continue
        known = before.criteria[place].name if place < len(before.criteria) else ""
        weight = number(given.get(f"{place}.weight", ""), at=f"{place}.weight") or 0.0
        if not 0 <= weight <= _WEIGHT:
            raise Refusal(
                OutsideLimits(field=say("Weight in the total"), lowest=0, highest=_WEIGHT), field=f"{place}.weight"
            )
        title = _said(given, f"{place}.title", say("Title"), SHORT, empty=False)
        found.append(Criterion(known or _new_name(found, "criterion"), title, weight, _anchors(given, place, scale)))
    return replace(scale, criteria=tuple(found))


def rules_of(given: Mapping[str, str], areas: Sequence[str], ids: Mapping[int, str]) -> Rules:
    """Rules as they were typed.

    Parameters
    ----------
    given
        ``budget`` (lines ``2027: 5억``), ``places``, ``floor.<area>``, ``cap``, ``caps`` (lines ``Laboratory A: 1``)
        and ``needs`` (lines ``3: 5``, numbers of applications).
    areas
        Keys of the areas that the form offers.
    ids
        Identifiers of applications by their number.

    Raises
    ------
    Refusal
        C014, C104, C114 or C115, each at its field.
    """
    budget, caps = {}, {}
    for line, year, amount in _pairs(given, "budget", "2027: 5억"):
        if not year.isdecimal() or not _FIRST <= int(year) <= _LAST:
            raise Refusal(LineNotUnderstood(line=line, example="2027: 5억"), field="budget")
        budget[int(year)] = won(amount, "budget")
    for _, laboratory, most in _pairs(given, "caps", "Laboratory A: 1"):
        caps[laboratory] = whole(most, say("Most from one laboratory"), 0, _PLACES, "caps")
    needs = []
    for line, one, other in _pairs(given, "needs", "3: 5"):
        pair = [ids.get(int(part)) if part.isdecimal() and len(part) < 9 else None for part in (one, other)]  # noqa: PLR2004
        if pair[0] is None or pair[1] is None or pair[0] == pair[1]:
            raise Refusal(LineNotUnderstood(line=line, example="3: 5"), field="needs")
        needs.append((pair[0], pair[1]))
    floors = {area: _optional(given, f"floor.{area}", say("Least of an area")) or 0 for area in areas}
    return Rules(
        budget=budget,
        places=_optional(given, "places", say("Places")),
        floors={area: least for area, least in floors.items() if least},
        caps=caps,
        cap=_optional(given, "cap", say("Most from one laboratory")),
        needs=tuple(needs),
    )


def choices_typed(field: FormField | None) -> str:
    """The answers of a field as they are typed, one a line: Korean, a bar, English."""
    offered = (field.choices if field else None) or {}
    return "\n".join(f"{said.get('ko', '')} | {said.get('en', '')}" for said in offered.values())


def anchors_typed(criterion: Criterion, language: Language) -> str:
    """The anchors of a criterion in a language, one a line."""
    return "\n".join(
        f"{score}: {said[language]}" for score, said in sorted(criterion.anchors.items()) if said.get(language)
    )


def _optional(given: Mapping[str, str], name: str, field: Text) -> int | None:
    typed = given.get(name, "").strip()
    return whole(typed, field, 0, _PLACES, name) if typed else None


def _said(given: Mapping[str, str], name: str, field: Text, most: int, *, empty: bool) -> dict[Language, str]:
    """Words in each language, of which one may be empty; that both are there is checked before opening."""
    typed = {language: given.get(f"{name}_{language}", "") for language in LANGUAGES}
    some = empty or any(one.strip() for one in typed.values())
    return {
        language: words(one, field, most=most, empty=some, at=f"{name}_{language}") for language, one in typed.items()
    }


def _choices(typed: str, before: FormField | None) -> dict[str, dict[Language, str]]:
    """Answers by key; one that stood there before keeps its key, told by its words in either language."""
    known = {text: key for key, said in ((before.choices if before else None) or {}).items() for text in said.values()}
    found: dict[str, dict[Language, str]] = {}
    for line in filter(None, map(str.strip, typed.splitlines())):
        korean, bar, english = (part.strip() for part in line.partition("|"))
        if not bar or not (korean or english) or "|" in english:
            raise Refusal(LineNotUnderstood(line=line[:80], example="예 | Yes"), field="choices")
        said: dict[Language, str] = {"ko": korean[:SHORT], "en": english[:SHORT]}
        key = known.get(korean) or known.get(english) or ""
        found[key if key and key not in found else _free(f"answer_{len(found) + 1}", {*found, *known.values()})] = said
    return found


def _anchors(given: Mapping[str, str], place: int, scale: Rubric) -> dict[int, dict[Language, str]]:
    found: dict[int, dict[Language, str]] = {}
    for language in LANGUAGES:
        at = f"{place}.anchors_{language}"
        for _, score, said in _pairs(given, at, "5: …"):
            value = whole(score, say("Scale"), scale.lowest, scale.highest, at)
            found.setdefault(value, {})[language] = said
    return found


def _pairs(given: Mapping[str, str], name: str, example: str) -> Iterator[tuple[str, str, str]]:
    """The lines of a list with the two parts around their last colon, or the first where the first part is a number."""
    for line in filter(None, map(str.strip, unicodedata.normalize("NFC", given.get(name, "")).splitlines())):
        head, colon, tail = line.partition(":")
        if colon and not head.strip().isdecimal():
            head, colon, tail = line.rpartition(":")
        if not colon or not head.strip() or not tail.strip():
            raise Refusal(LineNotUnderstood(line=line[:80], example=example), field=name)
        yield line[:80], head.strip(), tail.strip()


def _new_name(known: Sequence[FormField] | Sequence[Criterion], stem: str) -> str:
    return _free(f"{stem}_{len(known) + 1}", {one.name for one in known})


def _free(name: str, known: set[str]) -> str:
    """A name that is not taken yet."""
    while name in known:
        name += "x"
    return name
