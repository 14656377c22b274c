"""The periodic table of errors: for which elements the model is good, bad, or has seen nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from sanhak.figure import ACCENT, FAINT, INK, WARN, Figure, layers
from sanhak.model.composition import elements
from sanhak.model.prediction import Floats, LabelPrediction
from sanhak.study.property.learning import Learnt
from sanhak.table.formula import Composition, read_formulas
from sanhak.text import Amount, Param, Text, decimals_for, say

FEWEST: Final = 3
"""Held-out materials with an element from which its error is told as good or bad."""
_SCANDIUM: Final = 3
"""The group whose elements of periods 6 and 7 stand in rows of their own, below the table."""
_LEAST, _MOST = 0.08, 0.55
"""Opacity of no error and of the largest one: words stay legible on either, in the light and in the dark."""


@dataclass(frozen=True, slots=True)
class Told:
    """The mean absolute held-out error of the materials that hold an element (of labels: the share that was wrong)."""

    symbol: str
    error: float
    count: int


def held_by(texts: list[str | None]) -> list[frozenset[str]]:
    """The elements that each formula names; none where it cannot be read."""
    read = read_formulas(text or "" for text in texts)
    return [frozenset(one.atomic_fractions if isinstance(one, Composition) else ()) for one in read]


def errors(learnt: Learnt) -> tuple[Told, ...]:
    """The error of every element that a held-out material names, the largest first."""
    held = learnt.model.held_out
    said = held.prediction
    if isinstance(said, LabelPrediction):
        off: Floats = 100.0 * (said.chances.argmax(axis=1) != held.measured)
    else:
        off = np.abs(said.mean - held.measured)
    named = held_by(learnt.table.texts(learnt.matter))
    by_element: dict[str, list[float]] = {}
    for row, one in zip(held.rows.tolist(), off.tolist(), strict=True):
        for symbol in named[row]:
            by_element.setdefault(symbol, []).append(one)
    told = [Told(symbol, float(np.mean(each)), len(each)) for symbol, each in by_element.items()]
    return tuple(sorted(told, key=lambda one: (-one.error, one.symbol)))


def periodic_table(learnt: Learnt) -> Figure | None:
    """The table of elements with the error of each; None where no held-out formula could be read."""
    told = errors(learnt)
    if not told:
        return None
    sure = [one for one in told if one.count >= FEWEST] or list(told)
    unit = "%" if learnt.endpoint.label else learnt.model.outcome.unit
    worst, best = sure[0], sure[-1]
    values: dict[str, Param] = {
        "outcome": learnt.endpoint.name,
        "worst": worst.symbol,
        "best": best.symbol,
        "most": _amount(worst.error, unit),
        "least": _amount(best.error, unit),
        "count": len(told),
        "told": tuple(_says(one, unit) for one in sure),
    }
    return Figure(
        name="held elements",
        title=_title(len(sure), values),
        caption=say(
            "Mean error of the held-out materials that hold an element: the stronger the colour, the larger; a frame"
            " marks the largest. Grey: never measured."
        ),
        alternative=say(
            "{outcome}, mean error by element, {count:element|elements}, the largest first: {told}.",
            **values,
        ),
        spec=_spec(told, worst.symbol, unit),
        aspect=0.58,
    )


def _title(known: int, values: dict[str, Param]) -> Text:
    if known == 1:
        return say("{outcome}: {worst} is off by {most} on average", **values)
    return say("{outcome}: worst known with {worst} ({most}), best with {best} ({least})", **values)


def _says(one: Told, unit: str | None) -> Text:
    return say(
        "{symbol}: {error}, {count:material|materials}",
        symbol=one.symbol,
        error=_amount(one.error, unit),
        count=one.count,
    )


def _amount(error: float, unit: str | None) -> Amount:
    return Amount(error, unit, decimals_for(error / 5) if error else 0)


def _spec(told: tuple[Told, ...], worst: str, unit: str | None) -> dict[str, Any]:
    known = {one.symbol: one for one in told}
    largest = max(one.error for one in told) or 1.0
    cells = [(symbol, *place) for symbol, place in places().items()]
    blank = [{"symbol": symbol, "x": x, "y": y} for symbol, x, y in cells if symbol not in known]
    filled = [
        {
            "symbol": symbol,
            "x": x,
            "y": y,
            "says": _says(known[symbol], unit),
            "strength": _LEAST + (_MOST - _LEAST) * known[symbol].error / largest,
        }
        for symbol, x, y in cells
        if symbol in known
    ]
    framed = [cell for cell in filled if cell["symbol"] == worst]
    empty = {"type": "rect", "color": FAINT, "opacity": 0.35}
    frame = {"type": "rect", "filled": False, "stroke": WARN, "strokeWidth": 2}
    strength = {"field": "strength", "type": "quantitative", "scale": None, "legend": None}
    full = {"type": "rect", "color": ACCENT}
    tooltip = {"tooltip": {"field": "says", "type": "nominal"}}
    return layers(
        _cells(blank, empty),
        _cells(filled, full, opacity=strength, **tooltip),
        _cells(framed, frame),
        _words(blank, opacity=0.55),
        _words(filled, fontWeight=600),
    )


def _axis(field: str, count: int) -> dict[str, Any]:
    step = {"type": "band", "domain": list(range(1, count + 1)), "paddingInner": 0.08, "paddingOuter": 0.04}
    return {"field": field, "type": "ordinal", "axis": None, "scale": step}


def _cells(rows: list[dict[str, Any]], mark: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"data": {"values": rows}, "mark": mark, "encoding": {"x": _axis("x", 18), "y": _axis("y", 10), **more}}


def _words(rows: list[dict[str, Any]], **style: Any) -> dict[str, Any]:
    """The symbols, as large as the cells allow: a phone shows them too."""
    mark = {"type": "text", "color": INK, "fontSize": {"expr": "min(13, width / 38)"}, **style}
    return _cells(rows, mark, text={"field": "symbol", "type": "nominal"})


def places() -> dict[str, tuple[int, int]]:
    """Column (1–18) and row (1–10) of each element: lanthanides in row 9, actinides in row 10, below a gap."""
    found = elements()
    groups, periods = (found.properties[name].astype(int).tolist() for name in ("group", "period"))
    set_apart = {6: 0, 7: 0}
    placed: dict[str, tuple[int, int]] = {}
    for symbol, group, period in zip(found.symbols, groups, periods, strict=True):
        if period in set_apart and group == _SCANDIUM:
            placed[symbol] = (3 + set_apart[period], period + 3)
            set_apart[period] += 1
        else:
            placed[symbol] = (group, period)
    return placed
