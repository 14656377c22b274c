"""A decision as people hand it in: every knob by its name in either language, each value with or without its unit."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from sanhak.finding import Refusal, near
from sanhak.study.lesson.findings import (
    SettingIsNoNumber,
    SettingMissing,
    SettingNamedTwice,
    SettingOutside,
    SettingUnit,
    SettingUnknown,
)
from sanhak.table import units
from sanhak.text import LANGUAGES, show

if TYPE_CHECKING:
    from sanhak.study.lesson.lesson import Knob, Task

_LONGEST: Final = 40
_ROUNDING: Final = 1e-9
"""The share of a range by which conversions and searches may miss its end."""
_VALUE: Final = re.compile(
    r"([-+]?(?:(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?)\s*([^\W\d_]\S{0,11}|[%°]\S{0,11})?"
)


def read_decision(task: Task, given: Mapping[str, object]) -> dict[str, float]:
    """The settings by the plant's names, in the plant's units.

    Parameters
    ----------
    task
        What was to be decided.
    given
        Settings by the names of the knobs or their titles in either language; numbers, or words with a unit.

    Raises
    ------
    Refusal
        S351 for a knob without a value, S352 for a name that is no knob, S353 outside the range, S354 for what is no
        number, S355 for a unit that cannot be converted, S356 for a knob that is named twice; its ``field`` is the
        name of the knob.
    """
    known = {_folded(name): knob for knob in task.knobs for name in names_of(knob)}
    titles = tuple(knob.title for knob in task.knobs)
    read: dict[str, float] = {}
    for name, value in given.items():
        knob = known.get(_folded(name))
        if knob is None:
            shown = [show(title, language) for title in titles for language in LANGUAGES]
            raise Refusal(SettingUnknown(name=name[:_LONGEST], known=titles, nearest=near(name, shown)))
        if knob.name in read:
            raise Refusal(SettingNamedTwice(knob=knob.title), field=knob.name)
        read[knob.name] = _value(knob, value)
    for knob in task.knobs:
        if knob.name not in read:
            raise Refusal(SettingMissing(knob=knob.title, allowed=knob.allowed), field=knob.name)
    return read


def names_of(knob: Knob) -> tuple[str, ...]:
    """What a knob may be called: the plant's name, and its title in each language."""
    return (knob.name, *(knob.title.render(language) for language in LANGUAGES))


def _folded(name: str) -> str:
    """A name as it is compared: letters and digits alone, without what stands in square brackets."""
    bare = re.sub(r"\[[^\]]*\]", "", unicodedata.normalize("NFKC", name)).casefold()
    return "".join(sign for sign in bare if sign.isalnum())


def _value(knob: Knob, given: object) -> float:
    if isinstance(given, bool) or not isinstance(given, int | float | str):
        raise Refusal(SettingIsNoNumber(knob=knob.title, given=str(given)[:_LONGEST]), field=knob.name)
    value = _typed(knob, given) if isinstance(given, str) else float(given)
    if value is None:
        raise Refusal(SettingMissing(knob=knob.title, allowed=knob.allowed), field=knob.name)
    if not math.isfinite(value):
        raise Refusal(SettingIsNoNumber(knob=knob.title, given=str(given)[:_LONGEST]), field=knob.name)
    slack = _ROUNDING * (knob.upper - knob.lower)
    if not knob.lower - slack <= value <= knob.upper + slack:
        given = f"{value:.6g} {knob.unit or ''}".strip()
        raise Refusal(SettingOutside(knob=knob.title, given=given, allowed=knob.allowed), field=knob.name)
    return min(max(value, knob.lower), knob.upper)


def _typed(knob: Knob, given: str) -> float | None:
    """A number as it was typed, brought to the unit of the knob; None for nothing."""
    text = unicodedata.normalize("NFKC", given).replace("\u2212", "-").strip()
    if not text:
        return None
    found = _VALUE.fullmatch(text)
    if found is None:
        raise Refusal(SettingIsNoNumber(knob=knob.title, given=given.strip()[:_LONGEST]), field=knob.name)
    value, unit = float(found[1].replace(",", "")), found[2]
    if unit is None:
        return value
    meant = knob.unit or ""
    if (units.known(unit) or unit) == (units.known(meant) or meant):
        return value
    if not (units.known(unit) and units.known(meant) and units.compatible(unit, meant)):
        raise Refusal(SettingUnit(knob=knob.title, given=given.strip()[:_LONGEST], unit=meant or "–"), field=knob.name)
    return float(f"{units.convert(value, unit, meant):.10g}")
