"""A proposal worked out from numbers: merits, the best set under the rules, how stable it is, what would change it.

This runs in a process of its own, which knows no database and no name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from sanhak.run import Run, Step
from sanhak.text import say

DRAWS: Final = 300
"""How often merits are drawn anew: a share of 90 % is then known to two points."""
FURTHER: Final = 4
"""One application of so many, at most, is proposed for one more review."""
MORE: Final = 10_000_000
"""Won more in a year, of which it is told what they are worth."""


def carry_out(
    payload: Mapping[str, Any], folder: Path, progress: Callable[[Step], None], cancelled: Callable[[], bool]
) -> dict[str, Any]:
    """The proposal as plain data. Runs in a process of its own; :class:`Refusal` for scores or rules without sense."""
    import numpy as np

    from sanhak.decide.selection import further_reviews, select, stability
    from sanhak.model.reviews import calibrated

    del folder
    run = Run(payload["seed"], progress=progress, cancelled=cancelled)
    run.step(say("Calibrating the scores"), 0, 4)
    rows = {row: place for place, row in enumerate(payload["rows"]) if row >= 0}
    known = [(score, rows[row], column) for row, column, score in payload["reviews"] if row in rows]
    merit = calibrated(
        *map(np.array, zip(*known, strict=True)), applications=len(payload["candidates"]),
        reviewers=payload["reviewers"], scale=tuple(payload["scale"]),
    )  # fmt: skip
    lowest = payload["scale"][0]
    portfolio = _portfolio(payload, merit.merit - lowest)
    run.step(say("Looking for the best set"), 1, 4)
    best = select(portfolio)
    run.step(say("Drawing merits anew"), 2, 4)
    stable = stability(portfolio, merit.draws(run.rng("merit"), DRAWS) - lowest)
    run.step(say("Looking for what would change it"), 3, 4)
    advice = further_reviews(portfolio, merit, max(1, len(rows) // FURTHER))
    ids = [one["id"] for one in payload["candidates"]]
    return {
        "selected": [id_ for id_, chosen in zip(ids, best.chosen, strict=True) if chosen],
        "merit": {
            id_: [float(value), float(lower), float(upper)]
            for id_, value, lower, upper in zip(ids, merit.merit, merit.lower, merit.upper, strict=True)
        },
        "share": dict(zip(ids, map(float, stable.share), strict=True)),
        "band": [id_ for id_, open_ in zip(ids, stable.band, strict=True) if open_],
        "further": [ids[place] for place in advice.places],
        "gain": [advice.gain, advice.evenly],
        "worth": _worth(portfolio, best, ids, payload),
        "agreement": merit.agreement,
        "proved": best.proved,
        "findings": [finding.dump() for finding in (*merit.findings, *best.findings)],
    }


def _portfolio(payload: Mapping[str, Any], merit: Any) -> Any:
    """The candidates and the rules as numbers."""
    from sanhak.decide.selection import Portfolio

    rules, found = payload["rules"], payload["candidates"]
    years = list(rules["budget"])
    areas, laboratories = list(rules["floors"]), sorted({one["laboratory"] for one in found if one["laboratory"]})
    caps = [rules["caps"].get(name, rules["cap"]) for name in laboratories]
    place = {one["id"]: at for at, one in enumerate(found)}
    return Portfolio.of(
        merit,
        cost=[[one["amounts"].get(year, 0) for year in years] for one in found] if years else (),
        budget=[rules["budget"][year] for year in years],
        places=rules["places"],
        area=[_place(areas, one["area"]) for one in found] if areas else (),
        floors=[*rules["floors"].values(), 0] if areas else (),
        laboratory=[_place(laboratories, one["laboratory"]) for one in found] if laboratories else (),
        caps=[*(len(found) if cap is None else cap for cap in caps), len(found)] if laboratories else (),
        needs=[(place[one], place[other]) for one, other in rules["needs"] if one in place and other in place],
        barred=[any(one["id"] == this and other not in place for this, other in rules["needs"]) for one in found],
        areas=[*areas, "–"] if areas else (),
    )  # fmt: skip


def _place(names: list[str], name: str) -> int:
    """The place of a name; behind the last for one that is not listed."""
    return names.index(name) if name in names else len(names)


def _worth(portfolio: Any, best: Any, ids: list[str], payload: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What one more place, or ten million won more in a year, would bring."""
    from sanhak.decide.selection import worth_of

    rules = payload["rules"]
    kinds = [("places", 1, 0, "")] if rules["places"] is not None else []
    kinds += [("budget", MORE, at, year) for at, year in enumerate(rules["budget"])]
    told_ = []
    for kind, amount, which, year in kinds:
        more = worth_of(portfolio, best, kind, amount, which)
        entering, leaving = ([ids[place] for place in places] for places in (more.entering, more.leaving))
        told_.append({"kind": kind, "year": year, "gain": more.gain, "entering": entering, "leaving": leaving})
    return told_
