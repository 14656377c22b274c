"""The pictures that chemists of drugs expect: the molecules to make next, and how errors grow with unlikeness."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from sanhak.figure import ACCENT, INK, PAST, Figure, layers, points, quantity
from sanhak.model.likeness import BANDS
from sanhak.study.evidence.structures import LETTER, Structure, structure
from sanhak.text import Amount, Param, Text, decimals_for, say

if TYPE_CHECKING:
    from sanhak.model.model import Model
    from sanhak.model.prediction import Floats, Prediction
    from sanhak.study.answer import Action, Answer
    from sanhak.study.property.learning import Learnt
    from sanhak.table import Table

_COLUMNS: Final = 2
"""Molecules side by side: on a phone the letters of their atoms can still be read."""
_MOST: Final = 12
_HIGH, _BOX, _BOND, _MARGIN = 0.9, 0.5, 0.1, 0.04
"""Height of a place, of the drawing in it, the longest bond and what is left free, in widths of a place."""
_LINE: Final = 17
_MOST_POINTS: Final = 2000
_CHUNK: Final = 512


def molecules(answer: Answer, texts: Sequence[str | None]) -> Figure:
    """The molecules that an answer recommends, drawn, each with its name and what is expected of it.

    ``texts`` are their SMILES, in the order of the decision.
    """
    actions = answer.decision[:_MOST]
    drawn = [structure(str(text)) for text in texts[:_MOST]]
    outcome = actions[0].column
    words = [_words(action, logarithm=outcome not in answer.models) for action in actions]
    values: dict[str, Param] = {
        "count": len(drawn),
        "all": len(texts),
        "first": actions[0].what,
        "outcome": outcome,
        "told": tuple(
            say("{name}: {said}", name=action.what, said=said) for action, (said, _) in zip(actions, words, strict=True)
        ),
    }
    some = say(
        "The first {count} of {all}, without salts, and the {outcome} expected of each with its 90 % interval.",
        **values,
    )
    every = say("Without salts, the best first, and the {outcome} expected of each with its 90 % interval.", **values)
    return Figure(
        name="along structures",
        title=say("{first} and what else to make or assay next", **values),
        caption=every if len(drawn) == len(texts) else some,
        alternative=say("Structural formulas with the {outcome} expected. {told}.", **values),
        spec=_sheet(drawn, [(action.what, *said) for action, said in zip(actions, words, strict=True)]),
        aspect=1.15 * _rows(len(drawn)) * _HIGH / _COLUMNS,
    )


def _words(action: Action, *, logarithm: bool) -> tuple[Text, Text]:
    """What is expected of a molecule, and its interval; of labels only the label."""
    if not isinstance(action.value, float | int) or not action.window:
        return say("{label}", label=action.value), say("")
    low, high = (end for end in action.window if isinstance(end, float | int))
    decimals = None if logarithm else decimals_for((high - low) / 2)
    ends: dict[str, Param] = {"low": Amount(low, None, decimals), "high": Amount(high, None, decimals)}
    return say("{value}", value=Amount(float(action.value), action.unit, decimals)), say(
        "90 %: {low} to {high}", **ends
    )


def _rows(count: int) -> int:
    return -(-count // _COLUMNS)


def _sheet(drawn: Sequence[Structure], words: Sequence[tuple[Text, ...]]) -> dict[str, Any]:
    """The view: everything in widths of a place, so that a wider page draws larger molecules."""
    strokes: dict[str, list[dict[str, Any]]] = {"plain": [], "bold": [], "dashed": []}
    letters, named = [], []
    for place, (one, said) in enumerate(zip(drawn, words, strict=True)):
        x, y = place % _COLUMNS + 0.5, (place // _COLUMNS) * _HIGH + _MARGIN + _BOX / 2
        scale = min(_BOND, (1 - 2 * _MARGIN) / one.size[0], _BOX / one.size[1])
        for number, (*ends, stroke) in enumerate(one.lines):
            for at in (ends[:2], ends[2:]):
                bond = {"bond": f"{place}.{number}", "x": round(x + scale * at[0], 4), "y": round(y - scale * at[1], 4)}
                strokes[stroke].append(bond)
        size = round(LETTER * scale / _COLUMNS, 4)
        letters += [{"x": round(x + scale * at, 4), "y": round(y - scale * up, 4), "size": size, "letter": letter}
                    for at, up, letter in one.letters]  # fmt: skip
        named.append(
            {"x": x, "y": (place // _COLUMNS) * _HIGH + 2 * _MARGIN + _BOX}
            | {f"line {at}": text for at, text in enumerate(said)}
        )
    across = _axis("x", [0, _COLUMNS], ["0", "width"])
    down = _axis("y", [0, _rows(len(drawn)) * _HIGH], ["0", f"width * {_rows(len(drawn)) * _HIGH / _COLUMNS}"])
    parts = [_strokes(rows, across, down, stroke) for stroke, rows in strokes.items() if rows]
    return layers(*parts, _letters(letters, across, down), *(_line(named, across, down, at) for at in range(3)))


def _axis(field: str, domain: list[float], span: list[str]) -> dict[str, Any]:
    scale = {"domain": domain, "range": [{"expr": end} for end in span], "zero": False, "nice": False}
    return {"field": field, "type": "quantitative", "axis": None, "scale": scale}


_STROKES: Final[Mapping[str, Mapping[str, Any]]] = {
    "plain": {"strokeWidth": 1.3},
    "bold": {"strokeWidth": 4, "strokeCap": "butt"},
    "dashed": {"strokeWidth": 4, "strokeCap": "butt", "strokeDash": [1.5, 1.5]},
}


def _strokes(rows: list[dict[str, Any]], x: dict[str, Any], y: dict[str, Any], stroke: str) -> dict[str, Any]:
    mark = {"type": "line", "color": INK, "strokeCap": "round", **_STROKES[stroke]}
    return {
        "data": {"values": rows},
        "mark": mark,
        "encoding": {"x": x, "y": y, "detail": {"field": "bond", "type": "nominal"}},
    }


def _letters(rows: list[dict[str, Any]], x: dict[str, Any], y: dict[str, Any]) -> dict[str, Any]:
    size = {
        "field": "size",
        "type": "quantitative",
        "legend": None,
        "scale": {"domain": [0, 1], "range": [0, {"expr": "width"}]},
    }
    mark = {"type": "text", "color": INK, "baseline": "middle"}
    return {
        "data": {"values": rows},
        "mark": mark,
        "encoding": {"x": x, "y": y, "size": size, "text": {"field": "letter"}},
    }


def _line(rows: list[dict[str, Any]], x: dict[str, Any], y: dict[str, Any], at: int) -> dict[str, Any]:
    """One line of words under each molecule: its name, what is expected, its interval."""
    mark = {"type": "text", "baseline": "top", "dy": at * _LINE, "limit": {"expr": f"width / {_COLUMNS} - 8"}}
    mark |= {"color": INK if at else ACCENT, "fontWeight": 400 if at else 600}
    return {"data": {"values": rows}, "mark": mark, "encoding": {"x": x, "y": y, "text": {"field": f"line {at}"}}}


def held_out_bands(learnt: Learnt) -> tuple[Figure, ...]:
    """How far held-out molecules were off, by their likeness to those that taught; nothing where labels are learnt."""
    return () if learnt.endpoint.label else (likeness_bands(learnt.model, learnt.table),)


def likeness_bands(model: Model[Prediction], table: Table) -> Figure:
    """Error of held-out molecules by their likeness to what had taught the model, with 90 % intervals band by band."""
    held, unit, name = model.held_out, model.outcome.unit, model.outcome.name
    like = 1 - held_out_distance(model, table)[held.rows]
    error = held.measured - held.prediction.mean
    low, high = (end - held.prediction.mean for end in held.prediction.interval(0.9))
    starts = [0.0, *(1 - BANDS[::-1]), 1.0]
    bands = [
        _band(start, end, (error, low, high), mask)
        for start, end in pairwise(starts)
        if (mask := (like >= start) & ((like < end) | (end == 1))).any()
    ]
    kept = slice(None, None, max(1, -(-len(error) // _MOST_POINTS)))
    dots = [{"at": float(x), "error": float(y)} for x, y in zip(like[kept], error[kept], strict=True)]
    wide = decimals_for(float((high - low).mean()))
    told = tuple(
        say(
            "likeness {start} to {end}: {share} of {rows:row|rows} inside, width {width}",
            start=band["start"], end=band["end"], share=_whole(band["share"]), rows=band["rows"],
            width=Amount(band["high"] - band["low"], unit, wide),
        )
        for band in bands
    )  # fmt: skip
    values: dict[str, Param] = {"outcome": name, "told": told, "inside": bands[0]["inside"], "rows": bands[0]["rows"]}
    return Figure(
        name="held bands",
        title=say(
            "{outcome}: where least is alike, {inside} of {rows:held-out row|held-out rows} lie inside their interval",
            **values,
        ),
        caption=say(
            "Points: how far a held-out molecule was off, over its likeness (0 to 1) to the nearest molecule that had"
            " taught. Shaded: the usual 90 % interval of each band, above it the share of molecules inside, and of how"
            " many."
        ),
        alternative=say("{outcome} of held-out molecules. {told}.", **values),
        spec=_errors(dots, bands, quantity(say("{outcome} measured less predicted", outcome=name), unit)),
    )


def _band(start: float, end: float, told: tuple[Floats, Floats, Floats], mask: Any) -> dict[str, Any]:
    error, low, high = (values[mask] for values in told)
    return {
        "start": round(float(start), 2),
        "end": round(float(end), 2),
        "low": float(np.median(low)),
        "high": float(np.median(high)),
        "inside": int(((low <= error) & (error <= high)).sum()),
        "share": float(((low <= error) & (error <= high)).mean()),
        "rows": int(mask.sum()),
    }


def _whole(share: float) -> Amount:
    """A share that was counted in few rows, in whole percent."""
    return Amount(100 * share, "%", 0)


def _errors(dots: list[dict[str, Any]], bands: list[dict[str, Any]], title: Text) -> dict[str, Any]:
    least = min([band["start"] for band in bands[1:]] + [dot["at"] for dot in dots])
    first = math.floor(10 * least) / 10
    scale = {"domain": [first, 1], "nice": False, "clamp": True}
    x = {
        "field": "at",
        "type": "quantitative",
        "title": say("Likeness to the nearest molecule that taught"),
        "scale": scale,
    }
    y = {"field": "error", "type": "quantitative", "title": title}
    shade = {"type": "rect", "color": ACCENT, "opacity": 0.18}
    over = {"x": {**x, "field": "start"}, "x2": {"field": "end"}, "y": {**y, "field": "low"}, "y2": {"field": "high"}}
    words = [
        {
            "middle": (max(first, band["start"]) + band["end"]) / 2,
            "said": say("{share}", share=_whole(band["share"])),
            "of": say("{count}", count=band["rows"]),
        }
        for band in bands
    ]
    middle = {**x, "field": "middle"}
    parts = [
        {"data": {"values": words}, "mark": {"type": "text", "color": colour, "fontWeight": weight, "baseline": "top"},
         "encoding": {"x": middle, "y": {"value": top}, "text": {"field": field}}}
        for field, colour, weight, top in (("said", ACCENT, 600, 0), ("of", PAST, 400, 16))
    ]  # fmt: skip
    zero = {
        "mark": {"type": "rule", "color": INK, "strokeWidth": 1},
        "encoding": {"y": {"datum": 0}},
        "data": {"values": [{}]},
    }
    ground = {"data": {"values": bands}, "mark": shade, "encoding": over}
    return layers(ground, zero, points(dots, x, y), *parts)


def held_out_distance(model: Model[Any], table: Table) -> Floats:
    """Distance of each row to the nearest that taught its fold, shape (rows,); NaN for rows never judged.

    Distances are those of the model's domain: 1 less the likeness. ``table`` holds the rows of the fit.
    """
    X = model.ensemble.encoder.transform(table)
    found = np.full(len(table), np.nan)
    for teach, judge in model.split:
        for start in range(0, len(judge), _CHUNK):
            those = judge[start : start + _CHUNK]
            found[those] = model.domain.neighbourhood.apart(X[those], X[teach]).min(axis=1)
    return found
