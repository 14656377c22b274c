"""Demand: M3 by month, car parts that are asked for now and then, medicine that adds up over four levels."""

from __future__ import annotations

import gzip
import json
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
import polars as pl
from peers import told_by
from scipy import stats

from sanhak.decide.stock import Served
from sanhak.decide.supply import simple, tried
from sanhak.model.forecast.forecaster import Forecaster
from sanhak.model.forecast.hierarchy import Hierarchy
from sanhak.model.forecast.panel import Panel
from sanhak.model.prediction import Floats
from sanhak.run import Run, one_thread

TITLE: Final = "Demand of many series, and stock"
PEER: Final = Path(__file__).with_name("peer_statsforecast.py")
MONTHS, AHEAD, EVERY = 12, 18, 7
YEAR, LEAD, SERVICE = 12, 3, 0.95
_HEAD: Final = "| method | series | sMAPE | MASE | 90 % holds | CPU s |\n| :--- | ---: | ---: | ---: | ---: | ---: |"


def carry_out(data: Path, folder: Path) -> None:
    """The three sets; each is kept in a file of its own."""
    for name, made in (("m3", _m3), ("carparts", _carparts), ("pbs", _pbs)):
        with one_thread():
            found = made(data / "business")
        (folder / f"{name}.json").write_text(json.dumps(found, indent=1), encoding="utf-8")


def told(folder: Path) -> str:
    """The tables of what was kept."""
    found = {name: json.loads(path.read_text()) for name in ("m3", "carparts", "pbs")
             if (path := folder / f"{name}.json").is_file()}  # fmt: skip
    parts = [told_of(found[name]) for name, told_of in (("m3", _m3_told), ("carparts", _parts_told), ("pbs", _pbs_told))
             if name in found]  # fmt: skip
    return "\n\n".join(parts)


def _text(path: Path) -> bytes:
    return gzip.decompress(path.read_bytes())


def _m3(business: Path) -> dict[str, Any]:
    """All series with the last 18 months held out as the competition did, and a seventh of them for slow peers."""
    rows = pl.read_csv(_text(business / "m3_monthly.csv.gz"))
    series = [np.array(one) for one in rows.group_by("unique_id", maintain_order=True).agg("y")["y"].to_list()]
    longest = max(map(len, series))
    values = np.full((len(series), longest), np.nan)
    for at, one in enumerate(series):
        values[at, longest - len(one) :] = one
    known, came = Panel(values[:, :-AHEAD], MONTHS), values[:, -AHEAD:]
    began = time.process_time()
    hierarchy = Hierarchy.of([(str(at),) for at in range(len(series))], whole=False)
    forecaster = Forecaster.learn(known, hierarchy, AHEAD, Run())
    said = forecaster.forecast(known)
    ends = forecaster.quantiles(said, (0.05, 0.95))
    seconds = time.process_time() - began
    rough = known.roughness
    some = np.arange(0, len(series), EVERY)
    methods = {"Sanhak": (said.expected, ends[:, :, 0], ends[:, :, 1], seconds)}
    methods |= {f"its {name}": (ahead, None, None, None) for name, ahead in said.methods.items()
                if name in ("naive", "theta", "damped", "winters", "trees")}  # fmt: skip
    lines = {name: {"all": _judged(*parts, came, rough), "some": _judged(
        *(None if part is None else part[some] for part in parts[:3]), None, came[some], rough[some])}
        for name, parts in methods.items()}  # fmt: skip
    asked = {"series": [one[:-AHEAD].tolist() for one in series], "season": MONTHS, "ahead": AHEAD, "some": EVERY}
    for name, one in (told_by("statsforecast", PEER, asked) or {}).items():
        which = some if len(one["mean"]) == len(some) else np.arange(len(series))
        parts = [np.array(one[part]) for part in ("mean", "low", "high")]
        key = "some" if len(which) == len(some) else "all"
        lines[name] = {key: _judged(*parts, one["seconds"], came[which], rough[which])}
        if key == "all":
            lines[name]["some"] = _judged(*(part[some] for part in parts), None, came[some], rough[some])
    return {"series": len(series), "some": len(some), "shares": forecaster.shares[False], "methods": lines}


def _judged(said: Floats, low: Floats | None, high: Floats | None, seconds: float | None, came: Floats,
            rough: Floats) -> dict[str, float | None]:  # fmt: skip
    inside = None if low is None or high is None else float(((came >= low) & (came <= high)).mean())
    return {
        "smape": float((200 * np.abs(came - said) / (np.abs(came) + np.abs(said))).mean()),
        "mase": float((np.abs(came - said) / rough[:, None]).mean()),
        "inside": inside,
        "seconds": seconds,
    }


def _m3_told(found: Mapping[str, Any]) -> str:
    weights = ", ".join(f"{name} {share:.2f}" for name, share in found["shares"].items())
    lines = [f"**M3, monthly, 18 ahead.** Weights, found before the held-out months: {weights}.", "", _HEAD]
    for key in ("all", "some"):
        count = found["series"] if key == "all" else found["some"]
        for name, one in found["methods"].items():
            if key in one:
                row = one[key]
                inside = "–" if row["inside"] is None else f"{row['inside']:.3f}"
                seconds = "–" if row["seconds"] is None else f"{row['seconds']:.1f}"
                lines.append(f"| {name} | {count:,} | {row['smape']:.2f} | {row['mase']:.3f} | {inside} | {seconds} |")
    return "\n".join(lines)


def _carparts(business: Path) -> dict[str, Any]:
    """Complete parts; the last year in four lead times of three months, held out; rules beside one another."""
    table = pl.read_csv(_text(business / "carparts.csv.gz"), infer_schema_length=None)
    values = table.to_numpy().astype(np.float64).T
    values = values[~np.isnan(values).any(axis=1)]
    items = Panel(values, MONTHS)
    taught = values.shape[1] - YEAR
    began = time.process_time()
    hierarchy = Hierarchy.of([(str(at),) for at in range(len(values))], whole=False)
    forecaster = Forecaster.learn(items.until(taught), hierarchy, LEAD, Run())
    trial = tried(forecaster, items, taught, LEAD, SERVICE, whole=True)
    seconds = time.process_time() - began
    windows = range(taught, values.shape[1], LEAD)
    came = [values[:, at : at + LEAD].sum(axis=1) for at in windows]
    textbook = [np.ceil((one := simple(items.until(at), LEAD, whole=True)).expected + 1.645 * one.spread)
                for at in windows]  # fmt: skip
    rules = {
        "Sanhak": trial.served["forecast"],
        "negative binomial of each part's history": Served.of([_binomial(values[:, :at]) for at in windows], came),
        "normal, last year, 1.645 deviations": Served.of(textbook, came),
        "the same, its multiple tuned": trial.served["simple"],
        "as much as a year ago": trial.served["last year"],
    }
    lines = {name: {"share": one.share, "filled": one.filled, "held": one.held / len(values), "short": one.short}
             for name, one in rules.items()}  # fmt: skip
    return {"parts": len(values), "windows": trial.served["forecast"].windows, "rules": lines, "seconds": seconds}


def _binomial(history: Floats) -> Floats:
    """The 95 % point of a negative binomial with the mean and variance of the part's own history."""
    mean, variance = history.mean(axis=1), history.var(axis=1, ddof=1)
    dispersion = np.maximum(variance / np.maximum(mean, 1e-9), 1.01)
    found = stats.nbinom.ppf(SERVICE, LEAD * np.maximum(mean, 1e-9) / (dispersion - 1), 1 / dispersion)
    return np.where(mean > 0, found, 0.0)


def _parts_told(found: Mapping[str, Any]) -> str:
    lines = [
        f"**Car parts.** {found['parts']:,} parts, {found['windows']:,} lead times of three months, 95 % asked.",
        f"CPU seconds: {found['seconds']:.1f}.",
        "",
        "| rule | served % | quantity served % | stock a part |",
        "| :--- | ---: | ---: | ---: |",
    ]
    lines += [f"| {name} | {100 * one['share']:.1f} | {100 * one['filled']:.1f} | {one['held']:.2f} |"
              for name, one in found["rules"].items()]  # fmt: skip
    return "\n".join(lines)


def _pbs(business: Path) -> dict[str, Any]:
    """Scripts by concession, type and two levels of therapeutic group; the last year held out."""
    keys = ["Concession", "Type", "ATC1", "ATC2"]
    rows = pl.read_csv(_text(business / "PBS.csv.gz")).group_by([*keys, "Month"]).agg(pl.col("Scripts").sum())
    wide = rows.sort("Month").pivot(on="Month", index=keys, values="Scripts").sort(keys)
    values = wide.drop(keys).to_numpy().astype(np.float64)
    for one in values:
        one[np.flatnonzero(~np.isnan(one))[0] :] = np.nan_to_num(one[np.flatnonzero(~np.isnan(one))[0] :])
    items, hierarchy = Panel(values, MONTHS), Hierarchy.of(list(wide.select(keys).iter_rows()))
    known = items.until(values.shape[1] - YEAR)
    began = time.process_time()
    forecaster = Forecaster.learn(known, hierarchy, YEAR, Run())
    said = forecaster.forecast(known)
    ends = forecaster.quantiles(said, (0.05, 0.95))
    seconds = time.process_time() - began
    came = hierarchy.over(items).values[:, -YEAR:]
    gap = np.abs(said.expected - hierarchy.summing @ said.expected[-hierarchy.items :]).max() / said.expected.max()
    levels = []
    for depth in hierarchy.depths:
        which = hierarchy.level == depth
        rough = said.scale[which].sum() * YEAR
        errors = [float(np.abs(came - one)[which].sum() / rough)
                  for one in (said.expected, said.methods["blend"], said.methods["naive"])]  # fmt: skip
        inside = float(((came >= ends[:, :, 0]) & (came <= ends[:, :, 1]))[which].mean())
        levels.append({"level": depth, "series": int(which.sum()), "errors": errors, "inside": inside})
    return {"way": forecaster.way, "gap": float(gap), "least": float(ends.min()), "levels": levels, "seconds": seconds}


def _pbs_told(found: Mapping[str, Any]) -> str:
    lines = [
        f"**PBS.** Reconciled by {found['way']}; sums differ by {found['gap']:.1e} of the largest.",
        f"The lowest end of an interval is {found['least']:.0f}; CPU seconds: {found['seconds']:.1f}.",
        "Errors are told over the level's roughness.",
        "",
        "| level | series | error | not reconciled | last year | 90 % holds |",
        "| ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for one in found["levels"]:
        errors = " | ".join(f"{error:.3f}" for error in one["errors"])
        lines.append(f"| {one['level']} | {one['series']} | {errors} | {one['inside']:.3f} |")
    return "\n".join(lines)
