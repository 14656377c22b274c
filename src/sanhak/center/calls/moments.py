"""Moments of a call: typed and told in the zone that it names, kept to the second in UTC."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo, available_timezones

from sanhak.center.calls.findings import NoSuchMoment, NoSuchZone
from sanhak.finding import Refusal
from sanhak.text import Text, say

_MOMENT: Final = re.compile(r"(\d{4})[-./]\s*(\d{1,2})[-./]\s*(\d{1,2})\.?[T\s]\s*(\d{1,2}):(\d{2})(?::(\d{2}))?")
_MIDNIGHT: Final = 24


def zone(given: str, at: str = "zone") -> str:
    """The name of a time zone; :class:`Refusal` C113 if there is none of this name."""
    name = given.strip()
    if name not in _zones():
        raise Refusal(NoSuchZone(given=name[:60]), field=at)
    return name


def moment(given: str, zone_: str, at: str = "") -> datetime:
    """A day with a time, such as ``2027-03-31 18:00``, as it is read in a zone; 24:00 is the end of that day.

    Of an hour that comes twice when summer time ends, the later one is meant.

    Raises
    ------
    Refusal
        C112 if it is no moment, or falls into the hour that is left out when summer time begins.
    """
    found = _MOMENT.fullmatch(unicodedata.normalize("NFKC", given).strip())
    refused = Refusal(NoSuchMoment(given=given.strip()[:60], zone=zone_), field=at)
    if found is None:
        raise refused
    year, month, day, hour, minute, second = (int(part or 0) for part in found.groups())
    late = hour == _MIDNIGHT and minute == second == 0
    try:
        local = datetime(year, month, day, 0 if late else hour, minute, second) + timedelta(days=late)  # noqa: DTZ001
        taken = local.replace(tzinfo=ZoneInfo(zone_), fold=1).astimezone(UTC)
    except (ValueError, OverflowError):
        raise refused from None
    if taken.astimezone(ZoneInfo(zone_)).replace(tzinfo=None) != local:
        raise refused
    return taken


def typed(at: datetime, zone_: str) -> str:
    """A moment as a field of a form holds it."""
    return wall(at, zone_).strftime("%Y-%m-%dT%H:%M:%S").removesuffix(":00")


def wall(at: datetime, zone_: str) -> datetime:
    """A moment as the clocks on the walls of a zone show it."""
    return at.astimezone(ZoneInfo(zone_))


def told(at: datetime, zone_: str) -> Text:
    """A moment as it is told, to the second where it has seconds, with its zone: ``31 Mar 2027 18:00 (Asia/Seoul)``."""
    here = wall(at, zone_)
    if here.second:
        return say("{moment} and {seconds:second|seconds} ({zone})", moment=here, seconds=here.second, zone=zone_)
    return say("{moment} ({zone})", moment=here, zone=zone_)


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())
