"""Two answers of one kind beside each other: what each says, and what differs in what they rest on."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final, TypeVar

from sanhak.finding import Refusal
from sanhak.serve.live.findings import NotTheSameKind
from sanhak.serve.report import sections
from sanhak.serve.report.again import title_of
from sanhak.serve.report.grid import Cell, Grid, Head, Number, Range, Shape, spread_decimals
from sanhak.serve.report.page import fill, grouped
from sanhak.serve.report.places import places
from sanhak.serve.report.sections import chance
from sanhak.text import Text, say

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from sanhak.finding import Finding
    from sanhak.model.score import Score
    from sanhak.study.answer import Action, Answer, Estimate, Option, Provenance
    from sanhak.text import Language

_First = TypeVar("_First")
_NAMES: Final = (say("first"), say("second"))
_SHOWN: Final = 12
"""Characters of a fingerprint that tell two apart."""


def side_by_side(first: Answer, second: Answer, language: Language) -> str:
    """Two answers as one fragment: headlines, decisions joined by action, promises, scores, findings, what differs.

    Raises
    ------
    Refusal
        W043 if they answer different kinds of questions.
    """
    both = (first, second)
    kinds = [answer.provenance.kind if answer.provenance else "" for answer in both]
    if kinds[0] != kinds[1]:
        raise Refusal(NotTheSameKind(first=str(title_of(kinds[0])), second=str(title_of(kinds[1]))))
    grids = (_decision(both), _promises(both), _recommended(both), _scores(both), _origins(both))
    gone, came = _missing(first.findings, second.findings), _missing(second.findings, first.findings)
    return fill(
        "side.html",
        language,
        live=True,
        kind=title_of(kinds[0]) if kinds[0] else None,
        sides=tuple(zip(_NAMES, both, strict=True)),
        sections=sections,
        grids=tuple(grid for grid in grids if grid),
        gone=grouped(gone, language),
        came=grouped(came, language),
    )


def _joined(
    both: Sequence[Iterable[_First]], key: Callable[[_First], Hashable]
) -> list[tuple[_First | None, _First | None]]:
    """Things of the first and of the second side with the same key beside each other, in order of appearance."""
    left, right = ({key(one): one for one in side} for side in both)
    return [(left.get(name), right.get(name)) for name in {**left, **right}]


def _decision(both: tuple[Answer, Answer]) -> Grid:
    """One row for each action: today and what is recommended, in both answers."""
    heads = (
        Head("what", both[0].heads.get("column", say("Control"))),
        Head("unit", say("Unit")),
        *(
            Head(key, Text("{title}, {side}", {"title": title, "side": side}), Shape.NUMBER)
            for side in _NAMES
            for key, title in (
                ("today", both[0].heads.get("today", say("Today"))),
                ("value", both[0].heads.get("value", say("Recommended"))),
            )
        ),
    )
    pairs = _joined([answer.decision for answer in both], lambda action: action.what.render("en"))
    rows = tuple(_action(*pair) for pair in pairs)
    differ = frozenset(at for at, (one, other) in enumerate(pairs) if not (one and other and one.value == other.value))
    return Grid("decision", both[0].heads.get("title", say("What to set")), heads, rows, strong=differ)


def _action(one: Action | None, other: Action | None) -> tuple[Cell, ...]:
    known = [action for action in (one, other) if action is not None]
    decimals = max(map(places, known))
    values = [None if action is None else value for action in (one, other)
              for value in ((action.today, action.value) if action else (None, None))]  # fmt: skip
    cells = (Number(value, decimals) if isinstance(value, int | float) else value for value in values)
    return (known[0].what, known[0].unit or "", *cells)


def _estimates(
    rows: Sequence[tuple[Text, str, Estimate | None, Estimate | None]], name: str, title: Text, what: Text
) -> Grid:
    """Rows of a name, a unit and an estimate of each side; strong where the intervals do not overlap."""
    heads = [Head("what", what), Head("unit", say("Unit"))]
    for side in _NAMES:
        heads += [Head("value", side, Shape.NUMBER), Head("interval", say("interval"), Shape.RANGE)]
    cells, apart = [], set()
    for at, (said, unit, *pair) in enumerate(rows):
        known = [one for one in pair if one is not None]
        decimals = spread_decimals([(one.upper - one.lower) / 2 for one in known], [one.value for one in known])
        row: list[Cell] = [said, unit]
        for one in pair:
            row += [None, None] if one is None else [Number(one.value, decimals), Range(one.lower, one.upper, decimals)]
        cells.append(tuple(row))
        if len(known) > 1 and (known[0].upper < known[1].lower or known[1].upper < known[0].lower):
            apart.add(at)
    return Grid(name, title, tuple(heads), tuple(cells), strong=frozenset(apart), ordered=True)


def _promises(both: tuple[Answer, Answer]) -> Grid:
    """What each answer promises: before, after and the change."""
    promises = [(answer.promise,) if answer.promise else () for answer in both]
    rows = []
    for one, other in _joined(promises, lambda promise: promise.what.render("en")):
        named = one or other
        for what, part in ((say("before"), "before"), (say("after"), "after"), (say("change"), "effect")):
            pair = [None if promise is None else getattr(promise, part) for promise in (one, other)]
            unit = next((estimate.unit for estimate in pair if estimate is not None), None)
            if named is not None:
                name = Text("{title}, {side}", {"title": named.what, "side": what})
                rows.append((name, unit or "", pair[0], pair[1]))
    return _estimates(rows, "promises", say("What is promised"), say("What"))


def _recommended(both: tuple[Answer, Answer]) -> Grid:
    """What each recommendation is expected to bring, outcome by outcome."""
    options = [_best(answer.compared) for answer in both]
    names = dict.fromkeys(name for option in options if option for name in option.outcomes)
    rows = []
    for name in names:
        pair = [option.outcomes.get(name) if option else None for option in options]
        unit = next((one.unit for one in pair if one is not None), None)
        called = both[0].heads.get(name, Text("{name}", {"name": name}))
        rows.append((called, unit or "", pair[0], pair[1]))
    grid = _estimates(rows, "outcomes", say("What each recommendation would bring"), say("Outcome"))
    if not any(option and option.keeps for option in options):
        return grid
    heads = [Head("keeps", Text("{title}, {side}", {"title": say("Limit holds"), "side": side}), Shape.NUMBER, "%")
             for side in _NAMES]  # fmt: skip
    kept = (
        [chance(option.keeps[name]) if option and name in option.keeps else None for option in options]
        for name in names
    )
    longer = tuple((*row, *cells) for row, cells in zip(grid.rows, kept, strict=True))
    return replace(grid, heads=(*grid.heads, *heads), rows=longer)


def _best(options: Iterable[Option]) -> Option | None:
    return next((option for option in options if option.recommended), None)


def _scores(both: tuple[Answer, Answer]) -> Grid:
    """The chosen candidate of each outcome with its error on held-out rows."""
    heads = [Head("outcome", say("Outcome")), Head("unit", say("Unit"))]
    for side in _NAMES:
        heads += [Head("candidate", Text("{title}, {side}", {"title": say("Candidate"), "side": side})),
                  Head("error", say("Error"), Shape.NUMBER),
                  Head("skill", say("Less error than the baseline"), Shape.NUMBER, "%")]  # fmt: skip
    chosen = [[score for score in answer.scores if score.chosen] for answer in both]
    rows = []
    for pair in _joined(chosen, lambda score: score.outcome):
        known = [score for score in pair if score is not None]
        decimals = spread_decimals([score.spread for score in known], [score.error for score in known])
        cells = [cell for score in pair for cell in _score(score, decimals)]
        rows.append((known[0].outcome, known[0].unit or "", *cells))
    return Grid("errors", say("Errors on held-out rows"), tuple(heads), tuple(rows), ordered=True)


def _score(score: Score | None, decimals: int) -> tuple[Cell, ...]:
    if score is None:
        return (None, None, None)
    return (score.candidate, Number(score.error, decimals), Number(100 * score.skill, 0))


def _missing(found: tuple[Finding, ...], there: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Findings of one answer that the other does not have, whatever their numbers are."""
    known = {(finding.code, finding.params.get("column")) for finding in there}
    return tuple(finding for finding in found if (finding.code, finding.params.get("column")) not in known)


def _origins(both: tuple[Answer, Answer]) -> Grid:
    """What the answers rest on, where it differs: data, study, seed and versions."""
    facts = [_facts(answer.provenance) for answer in both]
    names = {key: name for side in facts for key, (name, _) in side.items()}
    values = {key: [side[key][1] if key in side else "" for side in facts] for key in names}
    rows: list[tuple[Cell, ...]] = [(names[key], *pair) for key, pair in values.items() if pair[0] != pair[1]]
    if names and not rows:
        rows = [(say("Nothing differs."), "", "")]
    heads = (Head("fact", say("What")), *(Head("value", side) for side in _NAMES))
    return Grid("origins", say("Where data, study and versions differ"), heads, tuple(rows), ordered=True)


def _facts(origin: Provenance | None) -> dict[str, tuple[Text, str]]:
    """What an answer rests on, fact by fact, each with its name and its value as text."""
    if origin is None:
        return {}
    found = {"seed": (say("Seed"), str(origin.seed))}
    for table, facts in origin.data.items():
        found[f"data {table}"] = (say("Data"), str(facts["name"]))
        found[f"size {table}"] = (say("Rows"), f"{facts['rows']:,}")
        found[f"hash {table}"] = (say("Fingerprint of the data (SHA-256)"), str(facts["hash"])[:_SHOWN])
    for name, value in origin.study.items():
        found[f"study {name}"] = (say("Study: {field}", field=name), json.dumps(value, ensure_ascii=False, default=str))
    for name, number in origin.versions.items():
        found[f"version {name}"] = (say("Version of {name}", name=name), number)
    return found
