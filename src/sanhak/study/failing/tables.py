"""The tables of an answer on failures: assets by risk, lives, causes, the cost by age, candidates, calibration."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import polars as pl

from sanhak.study.answer import Listed
from sanhak.study.lives import Horizon
from sanhak.study.work_orders import downtime
from sanhak.table import Column, Kind, Source, Table
from sanhak.text import Text, say

if TYPE_CHECKING:
    from sanhak.model.life.survival import Trend
    from sanhak.study.failing.estimating import Estimates, Taken
    from sanhak.study.failing.reading import History

CANDIDATE_NAMES: Final[Mapping[str, Text]] = {
    "kaplan-meier": say("Kaplan–Meier, the same for all"),
    "weibull": say("Weibull, the same for all"),
    "log-normal": say("Log-normal, the same for all"),
    "log-logistic": say("Log-logistic, the same for all"),
    "cox": say("Cox, proportional hazards"),
    "weibull accelerated": say("Weibull, accelerated life"),
    "log-normal accelerated": say("Log-normal, accelerated life"),
    "log-logistic accelerated": say("Log-logistic, accelerated life"),
    "forest": say("Forest of lives"),
    "trees": say("Boosted trees on hazards"),
    "blend": say("Weighted mean of five models"),
}
HEADS: Final[Mapping[str, Text]] = {
    "asset": say("Asset"),
    "age": say("Age"),
    "risk": say("Chance to fail"),
    "risk of a new one": say("Chance of a new one"),
    "renew now": say("Renew now"),
    "yes": say("yes"),
    "no": say("no"),
    "cause": say("Cause"),
    "failures": say("Failures"),
    "share by the models": say("Share by the models"),
    "share as counted": say("Share as counted"),
    "share without the others": say("Share if there were no other cause"),
    "likeliest cause": say("Likeliest cause"),
    "its part of the risk": say("Its part of the risk"),
    "test": say("Test"),
    "power law": say("Power law (MIL-HDBK-189)"),
    "Laplace": say("Laplace"),
    "statistic": say("Growth, or statistic"),
    "chance without a trend": say("Chance without a trend"),
    "failures come": say("Failures come"),
    "faster": say("ever faster"),
    "rarer": say("ever rarer"),
    "evenly": say("without a trend"),
    "renew at": say("Renew at the age of"),
    "cost": say("Cost per time"),
    "lower 90 %": say("Lower end, 90 %"),
    "upper 90 %": say("Upper end, 90 %"),
    "candidate": say("Candidate"),
    "integrated Brier": say("Integrated Brier score"),
    "concordance": say("Concordance"),
    "told": say("Told"),
    "happened": say("Happened"),
    "stretches": say("Stretches of time"),
    **CANDIDATE_NAMES,
}
OTHER: Final = "–"
"""What stands for causes that are rare or were not told."""
_SURE: Final = 0.05
_POINTS: Final = 80


def tables_of(history: History, found: Estimates) -> dict[str, Table]:
    """The answer's tables by name; ``lives`` feeds a plan of maintenance."""
    tables = {"assets": _assets(history, found)}
    if len(found.lives):
        tables["lives"] = found.lives.table()
        tables["horizon"] = _horizon(history).table()
    if found.taken is not None:
        tables["causes"] = _causes(found.taken)
    if history.downtime is not None:
        tables[downtime.NAME] = history.downtime
    tables["cost by age"] = _cost(history, found)
    tables["candidates"] = _candidates(found)
    tables["calibration"] = _calibration(found)
    if found.mean_count is not None:
        tables["failures by age"] = _mean_count(history, found)
    if found.trend is not None and np.isfinite(found.trend.growth):
        tables["repairs"] = _repairs(found.trend)
    return tables


def listed(history: History, found: Estimates) -> tuple[Listed, ...]:
    """The tables that a report shows; the list of all assets is too long for one, and stands in the workbook."""
    shown = []
    if found.taken is not None:
        shown.append(
            Listed(
                "causes",
                say("What assets fail of, until the highest age seen"),
                say(
                    "Each cause has a model of its own; as counted is the estimate of Aalen and Johansen without a"
                    " model. If there were no other cause more would fail of one: these shares (Kaplan–Meier) do not"
                    " add up, and do not say how many spare parts are needed."
                ),
                HEADS,
            )
        )
    if found.trend is not None and np.isfinite(found.trend.growth):
        shown.append(
            Listed(
                "repairs",
                say("Whether failures of the same asset come faster"),
                say(
                    "Ever faster: repairs leave the asset worse, and replacing it pays more than its next repair."
                    " Without a trend: a replaced asset fails as often as a repaired one. Ever rarer: a new one would"
                    " fail more often at first. Assets that begin new show some growth even where each repair makes"
                    " them new."
                ),
                HEADS,
            )
        )
    if history.downtime is not None:
        shown.append(downtime.listed())
    calibration = say("Held-out assets, cut into stretches of the time asked for and grouped by what was told.")
    shown += [
        Listed("calibration", say("What was told and what happened"), calibration, HEADS),
    ]
    return tuple(shown)


def _assets(history: History, found: Estimates) -> Table:
    order = np.argsort(-found.risk, kind="stable")
    unit = history.unit or None
    names = history.assets
    columns: list[tuple[Column, Any]] = [
        (Column("asset", Kind.IDENTIFIER), [names[at] for at in order]),
        (Column("age", unit=unit), np.round(history.ages[order], 1)),
        (Column("risk", unit="%"), np.round(100 * found.risk[order], 1)),
        (Column("risk of a new one", unit="%"), np.round(100 * found.fresh[order], 1)),
        (Column("renew now", Kind.CATEGORY), ["yes" if found.due[at] else "no" for at in order]),
    ]  # fmt: skip
    if (taken := found.taken) is not None:
        known = [*taken.names, OTHER]
        columns += [
            (Column("likeliest cause", Kind.CATEGORY), [known[taken.likeliest[at]] for at in order]),
            (Column("its part of the risk", unit="%"), np.round(100 * taken.part[order], 0)),
        ]
    return _table("assets", columns)


def _horizon(history: History) -> Horizon:
    """From when on failures are asked for, and until when; without dates the time ahead says it."""
    ahead, start = history.horizon, history.until
    if start is None:
        return Horizon("", "", ahead, history.unit or None)
    return Horizon.between(start, start + timedelta(days=ahead), ahead, history.unit)


def _causes(taken: Taken) -> Table:
    return _table("causes", [
        (Column("cause", Kind.CATEGORY), [*taken.names, OTHER][: len(taken.told)]),
        (Column("failures"), taken.counts),
        (Column("share by the models", unit="%"), np.round(100 * taken.told[:, -1], 1)),
        (Column("share as counted", unit="%"), np.round(100 * taken.seen[:, -1], 1)),
        (Column("share without the others", unit="%"), np.round(100 * taken.alone, 1)),
    ])  # fmt: skip


def _repairs(trend: Trend) -> Table:
    """Whether failures of the same assets come faster, by two tests, and what that means for renewing."""
    kinds = [_speed(trend.growth - 1, trend.chance), _speed(trend.laplace, trend.laplace_chance)]
    return _table("repairs", [
        (Column("test", Kind.CATEGORY), ["power law", "Laplace"]),
        (Column("statistic"), [round(trend.growth, 2), round(trend.laplace, 2)]),
        (Column("lower 90 %"), [round(trend.lower, 2), float("nan")]),
        (Column("upper 90 %"), [round(trend.upper, 2), float("nan")]),
        (Column("chance without a trend", unit="%"), np.round(100 * np.array([trend.chance, trend.laplace_chance]), 1)),
        (Column("failures come", Kind.CATEGORY), kinds),
    ])  # fmt: skip


def _speed(sign: float, chance: float) -> str:
    if chance > _SURE:
        return "evenly"
    return "faster" if sign > 0 else "rarer"


def _cost(history: History, found: Estimates) -> Table:
    unit, per = history.unit or None, f"1/{history.unit}" if history.unit else None
    rows = np.unique(np.linspace(0, len(found.fleet.ages) - 1, _POINTS).astype(int))
    return _table("cost by age", [
        (Column("renew at", unit=unit), found.fleet.ages[rows]),
        (Column("cost", unit=per), found.fleet.cost[rows]),
        (Column("lower 90 %", unit=per), found.costs[0][rows] * found.fleet.unplanned),
        (Column("upper 90 %", unit=per), found.costs[1][rows] * found.fleet.unplanned),
    ])  # fmt: skip


def _candidates(found: Estimates) -> Table:
    chosen = found.chosen
    order = sorted(chosen.losses, key=lambda name: float(chosen.losses[name].mean()))
    return _table("candidates", [
        (Column("candidate", Kind.CATEGORY), order),
        (Column("integrated Brier"), [round(float(chosen.losses[name].mean()), 5) for name in order]),
        (Column("concordance"), [round(chosen.concordances[name], 3) for name in order]),
    ])  # fmt: skip


def _calibration(found: Estimates) -> Table:
    bands = found.bands
    return _table("calibration", [
        (Column("told", unit="%"), [round(100 * band.told, 1) for band in bands]),
        (Column("happened", unit="%"), [round(100 * band.seen, 1) for band in bands]),
        (Column("lower 90 %", unit="%"), [round(100 * band.lower, 1) for band in bands]),
        (Column("upper 90 %", unit="%"), [round(100 * band.upper, 1) for band in bands]),
        (Column("stretches"), [band.stretches for band in bands]),
    ])  # fmt: skip


def _mean_count(history: History, found: Estimates) -> Table:
    assert found.mean_count is not None  # noqa: S101 - asked before
    count = found.mean_count
    return _table("failures by age", [
        (Column("age", unit=history.unit or None), count.ages),
        (Column("failures"), count.mean),
        (Column("lower 90 %"), count.lower),
        (Column("upper 90 %"), count.upper),
    ])  # fmt: skip


def _table(name: str, columns: Sequence[tuple[Column, Any]]) -> Table:
    schema = {column.name: pl.Float64() if column.kind is Kind.NUMBER else pl.String() for column, _ in columns}
    data = {
        column.name: [float(value) for value in values] if column.kind is Kind.NUMBER else list(values)
        for column, values in columns
    }
    frame = pl.DataFrame(data, schema=schema).fill_nan(None)
    return Table(frame, tuple(column for column, _ in columns), source=Source(name))
