"""What the API replies with about the fleet of a project."""

from __future__ import annotations

from datetime import date
from typing import Any

from pydantic import Field

from sanhak.serve.api.models import Reply


class LifeReply(Reply):
    """5, 50 and 95 % of a remaining life in the unit that stands beside it; null where it is open."""

    lower: float | None
    middle: float | None
    upper: float | None
    unit: str | None


class VoiceReply(Reply):
    """A sensor that is off its course."""

    sensor: str
    since: str


class AlarmReply(Reply):
    """An alarm that stood at the last reading."""

    answer: str
    since: str | float = Field(description="A day, or a number in the unit of time of the answer.")
    sensor: bool = Field(description="Whether it looks like a sensor, and not like the asset.")
    voices: list[VoiceReply]


class AssetReply(Reply):
    """An asset as the fleet lists it."""

    name: str
    answer: str = Field(description="The answer that tells its life.")
    kind: str = Field(description="What it is, where the data state it.")
    location: str
    risk: float | None = Field(description="Chance to fail until “until”, or within “ahead”; null where unknown.")
    least: bool = Field(description="Whether lives are known no further: the chance is at least “risk”.")
    until: date | None = Field(description="The day until which the chance counts; null where time is on no calendar.")
    ahead: float | None = Field(description="The time within which it counts where there is no such day.")
    waiting: int | None = Field(description="Won that it costs more to renew it only then than now; below 0 it saves.")
    life: LifeReply
    read: date | None = Field(description="The day of its last reading.")
    alarm: AlarmReply | None = Field(description="Null where none stands, or nothing watches it.")


class OpinionReply(Reply):
    """What one answer tells of an asset."""

    answer: str
    kind: str
    risk: float
    least: bool


class HealthReply(Reply):
    """A row of the health of an asset, as an answer has it."""

    time: str | float
    value: float | None
    lower: float | None
    upper: float | None
    limit: float | None


class WholeAssetReply(AssetReply):
    """An asset with all that answers tell of it."""

    opinions: list[OpinionReply]
    voices: list[VoiceReply]
    like: str | None = Field(description="The past asset that it is most like.")
    like_left: float | None = Field(description="How much life that one then had left.")
    measures: str | None = Field(description="What tells of its health.")
    unit_of_health: str | None
    health: list[HealthReply]
    jobs: list[dict[str, Any]] = Field(description="Its rows in the calendar of the latest plan.")
    episodes: list[dict[str, Any]] = Field(description="Its warnings.")
