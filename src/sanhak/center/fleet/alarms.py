"""Standing alarms of a fleet: which assets are off their normal course, since when, and which sensors say so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sanhak.center.fleet.source import WARNING, Source
from sanhak.center.studies import KeptAnswer
from sanhak.study.lives import ASSET, ASSETS

_STATE: Final = "state"
_SENSOR: Final = ("stuck", "jumped", "against others")
"""What an alarm looks like where it is the sensor, and not the asset, that is to be looked at."""
_STANDING: Final = ("off", "sensor")


@dataclass(frozen=True, slots=True)
class Voice:
    """A sensor that speaks, and since when."""

    sensor: str
    since: str


@dataclass(frozen=True, slots=True)
class Alarm:
    """An alarm that stood at the last reading of an asset: the sensors that speak, and ``since`` when.

    It is written as in answers: a day, or a number with its ``unit``. ``sensor`` tells that it looks like the
    sensor, and not the asset.
    """

    answer: KeptAnswer
    since: str | float
    unit: str | None
    voices: tuple[Voice, ...]
    sensor: bool

    @property
    def begun(self) -> tuple[bool, str | float]:
        """What alarms are ordered by: a day after a number, each among its own."""
        return isinstance(self.since, str), self.since


def alarms(sources: Sequence[Source]) -> Mapping[str, Alarm]:
    """The standing alarms by asset; of several answers about one, the first that knows it says whether it is off."""
    found: dict[str, Alarm | None] = {}
    for source in sources:
        table = source.tables.get(ASSETS)
        if source.answer.kind == WARNING and table is not None and _STATE in table.names:
            for row in table.frame.iter_rows(named=True):
                found.setdefault(f"{row[ASSET]}", _alarm(source, row))
    return {name: alarm for name, alarm in found.items() if alarm is not None}


def voices_of(row: Mapping[str, Any]) -> tuple[Voice, ...]:
    """``vibration (2026-03-02), current (2026-04-11)``, as answers write it."""
    parts = [part.rsplit(" (", 1) for part in (row.get("speaks") or "").split("), ")]
    return tuple(Voice(part[0], part[1].rstrip(")")) for part in parts if len(part) == 2)  # noqa: PLR2004 - a pair


def _alarm(source: Source, row: Mapping[str, Any]) -> Alarm | None:
    if row[_STATE] not in _STANDING:
        return None
    voices = voices_of(row)
    since = row["since"] if row["since"] is not None else next((voice.since for voice in voices), "")
    return Alarm(source.answer, since, source.tables[ASSETS]["since"].unit, voices, row["cause"] in _SENSOR)
