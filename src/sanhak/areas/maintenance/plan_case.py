"""A virtual plant's forty pumps and exchangers, two crews, few spare seals and a turnaround in autumn."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Final

import numpy as np

from sanhak.study import Case
from sanhak.table import Column, Kind, Source, Table
from sanhak.text import say

if TYPE_CHECKING:
    from sanhak.areas.maintenance.plan import Plan

_SOURCE: Final = "Simulated, no plant data"
_SEED: Final = 26
_EACH: Final = 20
_ERROR: Final = 0.25
"""Scatter of the logarithm of a life around what was predicted."""
_SHARE: Final = {"P": "U-100", "E": "U-200"}


def plant() -> Mapping[str, Table]:
    """Lives, jobs, crews, parts, windows and hard dates of the plant."""
    names, usual = _usual()
    return {
        "lives": _lives(names, usual),
        "jobs": _jobs(names),
        "crews": _crews(),
        "parts": _parts(),
        "windows": _windows(),
        "fixed": _fixed(),
    }


def _usual() -> tuple[list[str], np.ndarray]:
    """The assets in turn, and the median of their remaining lives [d]: the truth with an error, as of a fair model."""
    from sanhak.plants.fleet import EXCHANGER, PUMP, Fleet

    rng = np.random.default_rng(_SEED)
    courses = [Fleet(kind, _EACH, seed=_SEED).live() for kind in (PUMP, EXCHANGER)]
    left = np.concatenate([course.remaining() for course in courses])
    names = [name for course in courses for name in course.assets]
    known = np.minimum(left, 3000.0) * np.exp(_ERROR * rng.normal(size=len(left)))
    order = rng.permutation(len(names))
    return [names[at] for at in order], np.maximum(known[order], 5.0)


def _lives(names: list[str], usual: np.ndarray) -> Table:
    from scipy.special import ndtri

    from sanhak.model.life import LEVELS, Lives

    return Lives.of_quantiles(names, LEVELS, usual[:, None] * np.exp(_ERROR * ndtri(LEVELS))).table()


def _table(name: str, data: Mapping[str, list[object]], *columns: Column) -> Table:
    import polars as pl

    return Table(pl.DataFrame(data, strict=False), columns, source=Source(name, provenance=_SOURCE))


def _jobs(names: list[str]) -> Table:
    pump = [name.startswith("P") for name in names]
    data: dict[str, list[object]] = {
        "tag": list(names),
        "unit": [_SHARE[name[0]] for name in names],
        "duration": [12.0 if one else 18.0 for one in pump],
        "skill": ["mechanic" if one else "cleaner" for one in pump],
        "material": ["seal" if one else "gasket" for one in pump],
        "failure cost": [6000.0 if one else 3500.0 for one in pump],
        "planned cost": [700.0 if one else 450.0 for one in pump],
        "type": ["pump" if one else "exchanger" for one in pump],
        "after": ["E-008" if name == "E-003" else None for name in names],
        "shutdown cost": [None if one else 300.0 for one in pump],
    }
    return _table(
        "jobs", data, Column("tag", Kind.IDENTIFIER), Column("unit", Kind.CATEGORY), Column("duration", unit="h"),
        Column("skill", Kind.CATEGORY), Column("material", Kind.CATEGORY), Column("failure cost", unit="만원"),
        Column("planned cost", unit="만원"), Column("type", Kind.CATEGORY), Column("after", Kind.IDENTIFIER),
        Column("shutdown cost", unit="만원"),
    )  # fmt: skip


def _crews() -> Table:
    data: dict[str, list[object]] = {
        "crew": ["A", "B"],
        "craft": ["mechanic", "cleaner"],
        "weekly hours": [24.0, 40.0],
        "working hours": ["Mon-Thu 08:00-16:00", "월~금 8시~17시"],
    }
    return _table("crews", data, Column("crew", Kind.IDENTIFIER), Column("craft", Kind.CATEGORY),
                  Column("weekly hours", unit="h"), Column("working hours", Kind.TEXT))  # fmt: skip


def _parts() -> Table:
    data: dict[str, list[object]] = {"spare": ["gasket", "seal"], "stock": [12.0, 3.0], "lead time": [14.0, 70.0]}
    return _table("parts", data, Column("spare", Kind.CATEGORY), Column("stock", unit="1"),
                  Column("lead time", unit="d"))  # fmt: skip


def _windows() -> Table:
    """Unit 200 may only be opened in summer and in the turnaround."""
    data: dict[str, list[object]] = {
        "window of": ["U-200", "U-200"],
        "open from": [datetime(2026, 6, 1), datetime(2026, 10, 5)],  # noqa: DTZ001 - local
        "open until": [datetime(2026, 8, 30), datetime(2027, 5, 30)],  # noqa: DTZ001
    }
    return _table("windows", data, Column("window of", Kind.CATEGORY), Column("open from", Kind.DATE),
                  Column("open until", Kind.DATE))  # fmt: skip


def _fixed() -> Table:
    """Three exchangers are opened in the turnaround; the law asks for a pump in July."""
    data: dict[str, list[object]] = {
        "dated": ["E-003", "E-008", "E-015", "P-010"],
        "day": [*[datetime(2026, 10, 5)] * 3, datetime(2026, 7, 6)],  # noqa: DTZ001
        "last day": [*[datetime(2026, 10, 25)] * 3, datetime(2026, 7, 19)],  # noqa: DTZ001
        "for": [*["정기보수 turnaround"] * 3, "법정검사 statutory inspection"],
    }
    return _table("fixed", data, Column("dated", Kind.IDENTIFIER), Column("day", Kind.DATE),
                  Column("last day", Kind.DATE), Column("for", Kind.TEXT))  # fmt: skip


def _study() -> Plan:
    from sanhak.areas.maintenance.plan import Plan
    from sanhak.model.life import LEVELS

    return Plan(
        asset="asset", quantiles=tuple(f"life {100 * level:.0f}" for level in LEVELS), job="tag", location="unit",
        duration="duration", skill="skill", part="material", failing="failure cost", planning="planned cost",
        equipment="type", after="after", stopping="shutdown cost", crew="crew", skills="craft", weekly="weekly hours",
        shifts="working hours", stored="spare", stock="stock", lead="lead time",
        opened="window of", open_from="open from", open_until="open until", dated="dated", date="day",
        date_until="last day", reason="for", start="2026-06-01",
    )  # fmt: skip


def case() -> Case:
    """The case: forty assets, whose true lives are those of the virtual fleet."""
    return Case(
        name="turnaround",
        title=say("A year of pumps and exchangers (virtual)"),
        story=say(
            "Twenty pumps and twenty exchangers wear and foul. Two crews have 24 and 40 hours a week, seals take ten"
            " weeks to come, three exchangers are due in the turnaround and one pump by law. Which asset is taken out"
            " when?"
        ),
        provenance=say("Simulated: the true lives of a virtual fleet, known with an error; costs are made up."),
        tables=plant,
        study=_study,
    )
