"""A part of the fleet: filtered, in an order, a page at a time."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from sanhak.center.fleet.fleet import Asset, Fleet

PAGE: Final = 50


class Order(StrEnum):
    """What comes first."""

    RISK = "risk"
    WAITING = "waiting"
    LIFE = "life"
    READ = "read"
    NAME = "name"


_KEYS: Final[Mapping[Order, Callable[[Asset], Any]]] = {
    Order.RISK: lambda one: None if one.risk is None else (-round(one.risk, 3), one.life[1] or math.inf),
    Order.WAITING: lambda one: None if one.waiting is None else -one.waiting,
    Order.LIFE: lambda one: one.life[1],
    Order.READ: lambda one: one.read,
    Order.NAME: lambda one: one.name,
}
"""The least stands first, what is not known last, alarms before others;
of those that are as likely to fail, the shortest life first."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which assets are wanted, in which order, and which page of them.

    ``name`` is in their name; ``kind``, ``location`` and ``question`` (the kind of study) are theirs, where one is
    named; ``alarmed`` wants those with a standing alarm alone.
    """

    name: str = ""
    kind: str = ""
    location: str = ""
    question: str = ""
    order: Order = Order.RISK
    page: int = 1
    alarmed: bool = False

    @property
    def filtered(self) -> bool:
        """Whether some are left out."""
        return bool(self.name or self.kind or self.location or self.question or self.alarmed)


@dataclass(frozen=True, slots=True)
class Part:
    """The assets of a page, which are ``first`` to ``last`` of ``count``; ``page`` of ``pages``."""

    assets: tuple[Asset, ...]
    first: int
    last: int
    count: int
    page: int
    pages: int


def ordered(fleet: Fleet, asked: Asked) -> tuple[Asset, ...]:
    """All assets that are wanted, in their order."""
    key = _KEYS[asked.order]
    found = [asset for asset in fleet.assets if _wanted(asset, asked)]
    known = sorted((asset for asset in found if key(asset) is not None), key=lambda asset: (key(asset), asset.name))
    unknown = sorted((asset for asset in found if key(asset) is None), key=lambda asset: asset.alarm is None)
    return (*known, *unknown)


def part(fleet: Fleet, asked: Asked) -> Part:
    """A page of the assets that are wanted; the last one where there are not so many."""
    every = ordered(fleet, asked)
    pages = max(1, -(-len(every) // PAGE))
    page = min(max(1, asked.page), pages)
    first = (page - 1) * PAGE
    shown = every[first : first + PAGE]
    return Part(shown, first + 1 if shown else 0, first + len(shown), len(every), page, pages)


def _wanted(asset: Asset, asked: Asked) -> bool:
    return (
        asked.name.casefold().strip() in asset.name.casefold()
        and asked.kind in ("", asset.kind)
        and asked.location in ("", asset.location)
        and asked.question in ("", asset.answer.kind)
        and (asset.alarm is not None or not asked.alarmed)
    )
