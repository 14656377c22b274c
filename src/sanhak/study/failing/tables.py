"""The tables of an answer on failures: assets by risk, lives, causes, the cost by age, candidates, calibration."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import polars as pl

from sanhak.study.answer import Listed
from sanhak.study.lives import Horizon
from sanhak.table import Column, Kind, Source, Table
from sanhak.text import Text, say

if TYPE_CHECKING:
    from sanhak.study.failing.estimating import Estimates
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
    "blend": say("Mean of five models"),
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
_OTHER: Final = "–"
_POINTS: Final = 80


def tables_of(history: History, found: Estimates) -> dict[str, Table]:
    """The answer's tables by name; ``lives`` feeds a plan of maintenance."""
    tables = {"assets": _assets(history, found)}
    if len(found.lives):
        tables["lives"] = found.lives.table()
        tables["horizon"] = _horizon(history).table()
    if found.taken is not None:
        tables["causes"] = _causes(history, found)
    tables["cost by age"] = _cost(history, found)
    tables["candidates"] = _candidates(found)
    tables["calibration"] = _calibration(found)
    if found.mean_count is not None:
        tables["failures by age"] = _mean_count(history, found)
    return tables


def listed(found: Estimates) -> tuple[Listed, ...]:
    """The tables that a report shows; the list of all assets is too long for one, and stands in the workbook."""
    shown = []
    if found.taken is not None:
        shown.append(
            Listed(
                "causes",
                say("What assets fail of, until the highest age seen"),
                say(
                    "Each cause has a model of its own; as counted is the estimate of Aalen and Johansen without a"
                    " model."
                ),
                HEADS,
            )
        )
    calibration = say("Held-out assets, cut into stretches of the time asked for and grouped by what was told.")
    shown += [
        Listed("calibration", say("What was told and what happened"), calibration, HEADS),
    ]
    return tuple(shown)


def _assets(history: History, found: Estimates) -> Table:
    order = np.argsort(-found.risk, kind="stable")
    unit = history.unit or None
    names = history.assets
    return _table("assets", [
        (Column("asset", Kind.IDENTIFIER), [names[at] for at in order]),
        (Column("age", unit=unit), np.round(history.ages[order], 1)),
        (Column("risk", unit="%"), np.round(100 * found.risk[order], 1)),
        (Column("risk of a new one", unit="%"), np.round(100 * found.fresh[order], 1)),
        (Column("renew now", Kind.CATEGORY), ["yes" if found.due[at] else "no" for at in order]),
    ])  # fmt: skip


def _horizon(history: History) -> Horizon:
    """From when on failures are asked for, and until when; without dates the time ahead says it."""
    ahead, start = history.horizon, history.until
    if start is None:
        return Horizon("", "", ahead, history.unit or None)
    return Horizon.between(start, start + timedelta(days=ahead), ahead, history.unit)


def _causes(history: History, found: Estimates) -> Table:
    assert found.taken is not None  # noqa: S101 - asked before
    _, told, seen = found.taken
    often = [at for at in range(len(history.causes)) if (history.cause == at).sum() >= 3]  # noqa: PLR2004
    names = [history.causes[at] for at in often]
    counts = [int((history.cause == at).sum()) for at in often]
    if len(told) > len(names):
        names.append(_OTHER)
        counts.append(int(history.spells.failed.sum()) - sum(counts))
    return _table("causes", [
        (Column("cause", Kind.CATEGORY), names),
        (Column("failures"), counts),
        (Column("share by the models", unit="%"), np.round(100 * told[:, -1], 1)),
        (Column("share as counted", unit="%"), np.round(100 * seen[:, -1], 1)),
    ])  # fmt: skip


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
    return Table(pl.DataFrame(data, schema=schema), tuple(column for column, _ in columns), source=Source(name))
