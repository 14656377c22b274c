"""Control charts: run lengths beside exact ones and statprocon, coverage of intervals, the handbook's numbers."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Final

import numpy as np
import peers
import run_lengths

from sanhak.model.calibration import wilson
from sanhak.model.control_chart import capability, measured
from sanhak.model.control_chart.capability import both, nearer
from sanhak.model.control_chart.chart import cumulative, defectives, defects, individuals, weighted
from sanhak.model.control_chart.constants import d2
from sanhak.model.control_chart.distribution import Shape
from sanhak.table.specification import Limits

TITLE: Final = "Control charts and capability"
SHIFTS: Final = (0.0, 0.5, 1.0, 2.0)
RUNS, LONGEST = 1000, 4000
MEMORY: Final = 0.5
TRIALS: Final = 2000
EXACT: Final[dict[str, Callable[[float], float]]] = {
    "single values, 3 σ": partial(run_lengths.single, 3.0),
    "EWMA, weight 0.2, 2.962 σ": partial(run_lengths.ewma, 0.2, 2.962),
    "CUSUM, k 0.5, h 4": partial(run_lengths.cusum, 0.5, 4.0),
}
SCRIPT: Final = Path(__file__).with_name("peer_statprocon.py")


def carry_out(data: Path, folder: Path) -> None:
    """Run lengths, coverage, the handbook's examples, and the peer on the same points."""
    del data
    started = time.process_time()
    lengths = {
        f"{name}, {kind}": _lengths(rule, kind) for name, rule in _CHARTS.items() for kind in ("apart", "following")
    }
    found = {
        "lengths": lengths,
        "coverage": _coverage(),
        "handbook": _handbook(),
        "peer": _peer(),
        "seconds": time.process_time() - started,
    }
    (folder / "charts.json").write_text(json.dumps(found, indent=1), encoding="utf-8")


def told(folder: Path) -> str:
    """The tables, as markdown."""
    file = folder / "charts.json"
    if not file.is_file():
        return ""
    found = json.loads(file.read_text(encoding="utf-8"))
    lines = [f"Average run length to the first signal, {RUNS:,} charts of known parameters, cut at {LONGEST:,} points.",
             "", "| chart | points | in control | 0.5 σ | 1 σ | 2 σ | exact |",
             "|---|---|---:|---:|---:|---:|---|"]  # fmt: skip
    for name, means in found["lengths"].items():
        chart, points = name.rsplit(", ", 1)
        exact = EXACT.get(chart) if points == "apart" else None
        printed = ", ".join(f"{exact(shift):.1f}" for shift in SHIFTS) if exact else ""
        cells = (f"{mean:.1f} ± {error:.1f}" for mean, error in means)
        lines.append(f"| {chart} | {_POINTS[points]} | {' | '.join(cells)} | {printed or '–'} |")
    lines += ["", f"90 % intervals, {TRIALS:,} samples each.", "",
              "| interval | values | n | held | 95 % of it | mean width |", "|---|---|---:|---:|---|---:|"]  # fmt: skip
    for one in found["coverage"]:
        low, high = wilson(one["held"] / one["trials"], one["trials"])
        width = f"{one['width']:.3g}"
        lines.append(f"| {one['index']} | {one['values']} | {one['n']} | {one['held'] / one['trials']:.3f} | "
                     f"{low:.3f}–{high:.3f} | {width} |")  # fmt: skip
    right = sum(one["agrees"] for one in found["handbook"])
    wrong = [
        f"{one['number']} ({one['printed']:g}, here {one['here']:.5g})"
        for one in found["handbook"]
        if not one["agrees"]
    ]
    lines += [
        "",
        f"Printed numbers of NIST/SEMATECH's e-Handbook met to their last digit: {right} of {len(found['handbook'])}.",
    ]
    lines += (
        [f"Not met: {'; '.join(wrong)}. The handbook rounds 1.12838 to 1.128, and √(0.3/1.7) to 0.4201."]
        if wrong
        else []
    )
    lines += ["", _told_peer(found["peer"]), "", f"{found['seconds']:.0f} CPU s."]
    return "\n".join(lines)


_POINTS: Final = {"apart": "independent", "following": f"AR(1), {MEMORY}"}


def _single(points: np.ndarray, memory: float) -> np.ndarray:
    del memory
    return np.abs(points) > 3


def _left_over(points: np.ndarray, memory: float) -> np.ndarray:
    """What a point brings that the one before it did not tell, in deviations of that."""
    left = points.copy()
    left[1:] -= memory * points[:-1]
    left[1:] /= np.sqrt(1 - memory**2)
    return np.abs(left) > 3


def _ewma(points: np.ndarray, memory: float) -> np.ndarray:
    del memory
    return weighted(points, 0.0, 1.0, weight=0.2, width=2.962, settled=True).outside


def _cusum(points: np.ndarray, memory: float) -> np.ndarray:
    del memory
    up, down, height = cumulative(points, 0.0, 1.0, slack=0.5, reach=4.0)
    return (up > height) | (down > height)


_CHARTS: Final[dict[str, Callable[[np.ndarray, float], np.ndarray]]] = {
    "single values, 3 σ": _single,
    "residuals, 3 σ (chosen where points follow)": _left_over,
    "EWMA, weight 0.2, 2.962 σ": _ewma,
    "CUSUM, k 0.5, h 4": _cusum,
}


def _lengths(rule: Callable[[np.ndarray, float], np.ndarray], kind: str) -> list[tuple[float, float]]:
    """Mean run length and its standard error at each shift; the same points for every chart."""
    memory = MEMORY if kind == "following" else 0.0
    found = []
    for shift in SHIFTS:
        rng = np.random.default_rng(1)
        runs = np.empty(RUNS)
        for run in range(RUNS):
            points, place, last = np.empty(0), None, float(rng.normal())
            while place is None:
                fresh = rng.normal(0, np.sqrt(1 - memory**2), 500)
                more = np.empty(500)
                for at, one in enumerate(fresh):
                    last = memory * last + float(one)
                    more[at] = last
                points = np.concatenate([points, more + shift])
                fired = np.flatnonzero(rule(points, memory))
                place = fired[0] + 1 if len(fired) else LONGEST if len(points) >= LONGEST else None
            runs[run] = min(place, LONGEST)
        found.append((float(runs.mean()), float(runs.std(ddof=1) / np.sqrt(RUNS))))
    return found


def _coverage() -> list[dict[str, Any]]:
    """How often 90 % intervals of Cpk, Ppk and the share outside hold the truth, normal and lognormal."""
    found = []
    for values, n in (("normal", 50), ("normal", 125), ("lognormal, 0.5", 125), ("lognormal, 0.5", 400)):
        rng = np.random.default_rng(2)
        if values == "normal":
            limits, shape = Limits(-4.0, None, 3.6), Shape(0.0, 1.0)
        else:
            limits, shape = Limits(None, None, 5.0), Shape(1.0, 0.5, -0.5)
        truth = {
            "Ppk": float(nearer(shape, limits) or 0.0),
            "share outside": float(shape.outside(limits.lower, limits.upper)),
        }
        truth |= {"Cpk": truth["Ppk"]} if values == "normal" else {}
        held, widths = dict.fromkeys(truth, 0), dict.fromkeys(truth, 0.0)
        for _ in range(TRIALS):
            drawn = rng.normal(size=n)
            drawn = drawn if values == "normal" else np.exp(0.5 * drawn)
            chart, _ = individuals(drawn)
            got = capability(drawn, limits, chart.sigma, chart.freedom, rng)
            for name, ends in (("Cpk", got.cpk), ("Ppk", got.ppk), ("share outside", got.outside)):
                if name in truth and ends is not None:
                    held[name] += ends[1] <= truth[name] <= ends[2]
                    widths[name] += ends[2] - ends[1]
        found += [{"index": name, "values": values, "n": n, "held": held[name], "trials": TRIALS,
                   "width": widths[name] / TRIALS} for name in truth]  # fmt: skip
    return found


def _handbook() -> list[dict[str, Any]]:
    """Numbers that the handbook prints, with as many digits, beside ours."""
    sys.path.insert(0, str(peers.ROOT / "tests" / "model" / "control_chart"))
    import handbook as printed

    single, _ = individuals(printed.FLOW_RATE)
    ewma = weighted(printed.WEIGHTED, 50.0, 2.0539, weight=0.3, width=3.0, settled=True)
    up, down, _ = cumulative(printed.SUMMED, 325.0, 0.635, slack=0.5, reach=4.1959 / 0.635)
    count, share = defects(printed.WAFER_DEFECTS), defectives(printed.WAFERS_WRONG, np.full(30, 50.0))
    shape, limits = Shape(16.0, 2.0), Limits(8.0, None, 20.0)
    pairs = [
        ("6.3.2.2 centre", 50.81, 2, single.centre[0]), ("6.3.2.2 moving range", 1.8778, 4, single.sigma * d2(2)),
        ("6.3.2.2 upper", 55.8041, 4, single.upper[0]), ("6.3.2.2 lower", 45.8159, 4, single.lower[0]),
        ("6.3.2.4 upper", 52.5884, 4, ewma.upper[0]), ("6.3.2.4 lower", 47.4115, 4, ewma.lower[0]),
        ("6.3.3.1 centre", 16, 0, count.centre[0]), ("6.3.3.1 lower", 4, 0, count.lower[0]),
        ("6.3.3.1 upper", 28, 0, count.upper[0]), ("6.3.3.2 centre", 0.2313, 4, share.centre[0] / 50),
        ("6.3.3.2 lower", 0.0524, 4, share.lower[0] / 50), ("6.3.3.2 upper", 0.4102, 4, share.upper[0] / 50),
        ("6.1.6 Cp", 1.0, 4, both(shape, limits)), ("6.1.6 Cpk", 0.6667, 4, nearer(shape, limits)),
        *(("6.3.2.4 EWMA", one, 2, here) for one, here in zip(printed.WEIGHTED_PRINTED, ewma.values, strict=True)),
        *(("6.3.2.3 sum above", one, 2, here) for one, here in zip(printed.SUMS_UP, up, strict=True)),
        *(("6.3.2.3 sum below", one, 2, here) for one, here in zip(printed.SUMS_DOWN, down, strict=True)),
    ]  # fmt: skip
    return [{"number": name, "printed": float(one), "here": float(here),
             "agrees": abs(float(here) - one) <= 0.5 * 10.0**-digits + 1e-9}
            for name, one, digits, here in pairs]  # fmt: skip


def _peer() -> dict[str, Any] | None:
    """The peer's limits and signals on charts of 100 points, independent and following, beside ours."""
    rng, charts = np.random.default_rng(3), []
    for memory in (0.0, MEMORY, 0.8):
        for _ in range(100):
            last, points = float(rng.normal()), []
            for fresh in rng.normal(0, np.sqrt(1 - memory**2), 100):
                last = memory * last + float(fresh)
                points.append(round(last, 4))
            charts.append(points)
    told_ = peers.told_by("statprocon", SCRIPT, {"charts": charts})
    if told_ is None:
        return None
    ours = [individuals(np.array(points))[0] for points in charts]
    limits = [abs(one.upper[0] - upper) for one, upper in zip(ours, told_["upper"], strict=True)]
    chosen = [_ours(np.array(points)) for points in charts]
    return {"peer": [sum(told_["beyond"][at : at + 100]) / 100 for at in (0, 100, 200)],
            "ours": [sum(chosen[at : at + 100]) / 100 for at in (0, 100, 200)], "apart": max(limits)}  # fmt: skip


def _ours(points: np.ndarray) -> int:
    """Points beyond a limit on the chart that is chosen for single values."""
    return len(measured([np.array([point]) for point in points], "auto", (1,)).fired)


def _told_peer(found: dict[str, Any] | None) -> str:
    if found is None:
        return "statprocon was not asked."
    named = (("statprocon 2.0, XmR", "peer"), ("Sanhak, the chart it chooses", "ours"))
    rows = "\n".join(f"| {name} | {' | '.join(f'{one:.2f}' for one in found[key])} |" for name, key in named)
    return (f"Points beyond a limit on a chart of 100 points in control (100 charts each; 0.27 nominal). The upper"
            f" limit of single values differs from statprocon's, which rounds to 2.66, by at most"
            f" {found['apart']:.2g} σ.\n\n"
            f"| | independent | AR(1), 0.5 | AR(1), 0.8 |\n|---|---:|---:|---:|\n{rows}")  # fmt: skip
