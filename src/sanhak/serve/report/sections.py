"""The parts of an answer as grids: the same rows on the page, in the workbook and in the terminal."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from sanhak.figure import identity
from sanhak.finding import Finding, Severity
from sanhak.model.score import Coverage, Score
from sanhak.serve.report.grid import Cell, Grid, Head, Number, Range, Shape, decimals_of, spread_decimals
from sanhak.serve.report.places import is_interval, numbers, places
from sanhak.study.answer import Action, Answer, Estimate, Listed, Option, Provenance, Value
from sanhak.table import Column, Kind, Table
from sanhak.text import Text, decimals_for, say

_NEARLY_SURE: Final = 0.01
_PLACES: Final = 4
_LONG: Final = 24
"""Signs up to which a word of a table stands in one line: formulas and structures beyond are broken anywhere."""
_NAMED: Final = ("row", "run", "term")
"""Columns of listed tables whose values are the keys of identities of that kind."""
SEVERITIES: Final[Mapping[Severity, Text]] = {
    Severity.REFUSE: say("refused"),
    Severity.WARN: say("warning"),
    Severity.NOTE: say("note"),
}
SPLITS: Final[Mapping[str, Text]] = {
    "forward": say("forward in time"),
    "chemical system": say("whole chemical systems held out"),
    "scaffold": say("whole scaffolds held out"),
    "grouped": say("whole groups held out"),
    "asset": say("whole assets held out"),
    "blocked": say("blocks of rows held out"),
    "random": say("random rows held out"),
    "each left out": say("each run left out once"),
}


def split_name(name: str) -> Text:
    """How a split is called in words; a name that an area brought stays as it is."""
    return SPLITS.get(name, Text("{name}", {"name": name}))


def decision(answer: Answer) -> Grid:
    """One row for each action: what, today, recommended, unit, allowed range, window, effect, why."""
    usual = (
        Head("what", say("Control")),
        Head("today", say("Today"), Shape.NUMBER),
        Head("value", say("Recommended"), Shape.NUMBER),
        Head("unit", say("Unit")),
        Head("allowed", say("Allowed"), Shape.RANGE),
        Head("window", say("Operating window"), Shape.RANGE),
        Head("effect", say("Alone it brings"), Shape.RANGE),
        Head("reason", say("Why")),
    )
    heads = tuple(replace(head, title=answer.heads.get(head.key, head.title)) for head in usual)
    title = answer.heads.get("title", say("What to set"))
    rows = tuple(_action(action) for action in answer.decision)
    moved = frozenset(at for at, action in enumerate(answer.decision) if action.value != action.today)
    columns = [action.column for action in answer.decision]
    stands = tuple(identity("column", name) for name in columns) if len(set(columns)) == len(columns) else ()
    return _without_gaps(Grid("decision", title, heads, rows, strong=moved, stands=stands))


def _without_gaps(grid: Grid) -> Grid:
    """The grid without the columns in which no row has anything."""
    kept = [at for at in range(len(grid.heads)) if any(row[at] not in (None, "") for row in grid.rows)]
    rows = tuple(tuple(row[at] for at in kept) for row in grid.rows)
    return replace(grid, heads=tuple(grid.heads[at] for at in kept), rows=rows)


def outcomes(answer: Answer) -> Grid:
    """One row for each alternative: every outcome with its interval, and the chance that each limit holds."""
    options = answer.compared if any(option.outcomes for option in answer.compared) else ()
    heads = [Head("name", say("Alternative"))]
    columns: list[list[Cell]] = [[option.name for option in options]]
    for name in dict.fromkeys(name for option in options for name in option.outcomes):
        estimates = [option.outcomes.get(name) for option in options]
        heads += _estimate_heads(answer.called(name), estimates)
        columns += _estimate_columns(estimates)
        if any(name in option.keeps for option in options):
            full = say("Chance that the limit on {name} holds", name=answer.called(name))
            heads.append(Head("keeps", full, Shape.NUMBER, "%", say("Limit holds")))
            columns.append([chance(option.keeps[name]) if name in option.keeps else None for option in options])
    strong = frozenset(at for at, option in enumerate(options) if option.recommended)
    title, rows = say("What each alternative would bring"), tuple(zip(*columns, strict=True))
    stands = tuple(identity("option", at) for at in range(len(options)))
    return Grid("outcomes", title, tuple(heads), rows, strong, stands=stands)


def settings(answer: Answer) -> Grid:
    """One row for each control, one column for each alternative."""
    actions = {action.column: action for action in answer.decision}
    names = list(dict.fromkeys(name for option in answer.compared for name in option.settings))
    heads = (
        Head("what", say("Control")),
        Head("unit", say("Unit")),
        *(Head("option", option.name, Shape.NUMBER) for option in answer.compared),
    )
    rows = tuple(_settings_row(name, actions.get(name), answer.compared) for name in names)
    stands = tuple(identity("column", name) for name in names)
    return Grid("settings", say("What each alternative would set"), heads, rows, stands=stands)


def preparation(answer: Answer) -> Grid:
    """One row for each thing that was done to the rows: what, why, rows before and after, and the share that stayed."""
    heads = (
        Head("step", say("Step")),
        Head("done", say("What was done, and why")),
        Head("before", say("Rows before"), Shape.NUMBER),
        Head("after", say("Rows after"), Shape.NUMBER),
        Head("stayed", say("Of all that came in"), Shape.NUMBER, "%", bar=True),
    )
    first = max((part.before or part.after or 0 for part in answer.preparation), default=0) or 1
    rows = tuple(
        (
            part.what,
            part.said,
            None if part.before is None else Number(part.before),
            None if part.after is None else Number(part.after),
            None if part.after is None else Number(100 * part.after / first, 1 if part.after < first else 0),
        )
        for part in answer.preparation
    )
    return Grid("preparation", say("Rows, step by step"), heads, rows, ordered=True)


def listed(answer: Answer) -> tuple[tuple[Listed, Grid], ...]:
    """The tables that an answer shows in full, those that are there."""
    found = ((part, answer.tables.get(part.table)) for part in answer.listed)
    return tuple((part, _table(part, table)) for part, table in found if table is not None)


def folded(part: Listed, grid: Grid) -> tuple[Grid | None, Grid | None]:
    """The rows of a listed table that a page shows, and those that it folds; None where there are none."""
    if part.first is None or len(grid.rows) <= part.first:
        return grid, None
    above, below = (
        replace(grid, rows=grid.rows[some], stands=grid.stands[some])
        for some in (slice(part.first), slice(part.first, None))
    )
    return (above if above.rows else None), below


def _table(part: Listed, table: Table) -> Grid:
    heads, columns = [], []
    for column in table.columns:
        number = column.kind is Kind.NUMBER
        title = part.words.get(column.name, Text("{name}", {"name": column.name}))
        values = table.frame[column.name].to_list()
        heads.append(Head(_key(column, values), title, Shape.NUMBER if number else Shape.WORDS, column.unit))
        columns.append(_figures(values) if number else [_word(part, value) for value in values])
    rows = tuple(zip(*columns, strict=True))
    return Grid("listed", part.lede, tuple(heads), rows, ordered=True, stands=_stands(table))


def _stands(table: Table) -> tuple[str, ...]:
    """What the rows of a listed table stand for, by the column that numbers or names them."""
    kind = next((name for name in _NAMED if name in table.names), None)
    if kind is None:
        return ()
    return tuple(identity(kind, f"{key:g}" if isinstance(key, float) else key) for key in table.frame[kind].to_list())


def _key(column: Column, values: list[object]) -> str:
    """How a column is set: one of empty texts is there to be written in, names stay whole, long formulas may break."""
    if column.kind is Kind.IDENTIFIER:
        return "identifier"
    if values and all(value == "" for value in values):
        return "blank"
    words = [value for value in values if isinstance(value, str)]
    if column.kind in (Kind.TEXT, Kind.FORMULA, Kind.MOLECULE) and words and not any(" " in word for word in words):
        return "long" if max(map(len, words)) > _LONG else "identifier"
    return "cell"


def _word(part: Listed, value: object) -> Cell:
    return None if value is None else part.words.get(str(value), str(value))


def _figures(values: list[float | None]) -> list[Cell]:
    """Numbers of one column: at the places where they are exact, or each to four digits where that takes too many."""
    known = [value for value in values if value is not None]
    decimals = decimals_of(known, _PLACES)
    if all(math.isclose(round(value, decimals), value, rel_tol=1e-9, abs_tol=1e-12) for value in known):
        return [None if value is None else Number(value, decimals) for value in values]
    return [None if value is None else _figure(value) for value in values]


def _figure(value: float) -> Number:
    """A number to four digits; what is too small for four places is told as such."""
    if 0 < value < 10.0**-_PLACES / 2:
        return Number(value, _PLACES, (0.0, math.inf))
    return Number(value, min(_PLACES, max(0, decimals_for(abs(value)) + 2)))


def scores(answer: Answer) -> Grid:
    """One row for each outcome and candidate: error on held-out rows with spread, beside the baseline."""
    metric = answer.scores[0].metric if answer.scores else ""
    heads = (
        Head("outcome", say("Outcome")),
        Head("candidate", say("Candidate")),
        Head("role", say("Part")),
        Head("error", say("Error ({metric})", metric=metric), Shape.NUMBER),
        Head("spread", say("Standard error"), Shape.NUMBER),
        Head("unit", say("Unit")),
        Head("skill", say("Less error than the baseline"), Shape.NUMBER, "%"),
        Head("seconds", say("CPU time"), Shape.NUMBER, "s"),
    )
    rows = tuple(_score(answer, score) for score in answer.scores)
    strong = frozenset(at for at, score in enumerate(answer.scores) if score.chosen)
    quiet = frozenset(at for at, score in enumerate(answer.scores) if score.baseline)
    return Grid("scores", say("Errors on held-out rows"), heads, rows, strong, quiet)


def score_decimals(answer: Answer, outcome: str) -> int:
    """Decimal places at which the errors of one outcome are read."""
    of_outcome = [score for score in answer.scores if score.outcome == outcome]
    return spread_decimals([score.spread for score in of_outcome], [score.error for score in of_outcome])


def coverage(answer: Answer) -> Grid:
    """One row for each outcome: how often the interval held on held-out rows, with its own interval."""
    heads = (
        Head("outcome", say("Outcome")),
        Head("nominal", say("Promised"), Shape.NUMBER, "%"),
        Head("measured", say("Held"), Shape.NUMBER, "%"),
        Head("interval", say("95 % interval of that"), Shape.RANGE, "%"),
        Head("width", say("Mean width"), Shape.NUMBER),
        Head("unit", say("Unit")),
        Head("rows", say("Held-out rows"), Shape.NUMBER),
        Head("split", say("Split")),
    )
    rows = tuple(_coverage(answer, part) for part in answer.coverage)
    return Grid("coverage", say("How often the intervals held"), heads, rows)


def findings(answer: Answer) -> Grid:
    """One row for each finding, the most severe first: code, weight, what, why, what to do."""
    heads = (
        Head("code", say("Code")),
        Head("severity", say("Weight")),
        Head("said", say("What was found")),
        Head("reason", say("Why it matters")),
        Head("remedy", say("What to do")),
    )
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (found.code, SEVERITIES[found.severity], found.said, found.reason, found.remedy)
        for found in by_weight(answer.findings)
    )
    return Grid("findings", say("Findings"), heads, rows)


def by_weight(found: tuple[Finding, ...]) -> list[Finding]:
    """Findings, the most severe first, equals in the order in which they were found."""
    return sorted(found, key=lambda finding: -finding.severity.rank)


def provenance(origin: Provenance | None) -> Grid:
    """What the answer rests on: data, study, seed, versions."""
    heads = (Head("fact", say("What")), Head("value", say("Value")))
    if origin is None:
        return Grid("provenance", say("Provenance"), heads, ())
    rows: list[tuple[Cell, ...]] = []
    for facts in origin.data.values():
        size = say("{rows:row|rows}, {columns:column|columns}", rows=facts["rows"], columns=facts["columns"])
        rows += [(say("Data"), Text("{name}", {"name": _source(facts)})), (say("Size as read"), size)]
        if facts.get("published"):
            rows.append((say("First published by"), str(facts["published"])))
        rows.append((say("Fingerprint of the data (SHA-256)"), str(facts["hash"])))
    rows += [
        (say("Study"), origin.kind),
        (say("Fingerprint of the study (SHA-256)"), origin.study_hash),
        (say("Seed"), str(origin.seed)),
        (say("CPU time"), say("{seconds} s", seconds=origin.seconds)),
        (say("Versions"), ", ".join(f"{name} {number}" for name, number in origin.versions.items())),
    ]
    return Grid("provenance", say("Provenance"), heads, tuple(rows))


def _source(facts: Mapping[str, object]) -> str:
    return f"{facts['name']} › {facts['sheet']}" if facts.get("sheet") else str(facts["name"])


def _value(value: Value, decimals: int) -> Cell:
    return Number(value, decimals) if isinstance(value, int | float) else value


def _action(action: Action) -> tuple[Cell, ...]:
    decimals = places(action)
    return (
        action.what,
        _value(action.today, decimals),
        _value(action.value, decimals),
        action.unit or "",
        _span(action.allowed, max(decimals, 1)),
        _span(action.window, decimals if is_interval(action) else max(decimals, 1)),
        _effect(action.effect),
        action.reason,
    )


def _span(ends: tuple[Value, ...], decimals: int) -> Cell:
    """A range of numbers, or the words of a category one after another."""
    if not ends:
        return None
    if any(isinstance(end, str) for end in ends):
        return ", ".join(str(end) for end in ends)
    lower, upper = (None if end is None else float(end) for end in (ends[0], ends[-1]))
    known = [end for end in (lower, upper) if end is not None]
    return Range(lower, upper, decimals_of(known, decimals))


def _effect(effect: Estimate | None) -> Cell:
    if effect is None:
        return None
    return say("{amount} ({interval})", amount=signed(effect), interval=effect.interval)


def signed(effect: Estimate) -> Text:
    """A difference with its sign: ``+3.5 %``."""
    return Text("+{amount}" if effect.value > 0 else "{amount}", {"amount": effect.amount})


def _estimate_heads(name: Text, estimates: list[Estimate | None]) -> list[Head]:
    known = next((estimate for estimate in estimates if estimate is not None), None)
    unit, level = (known.unit, known.level) if known else (None, 0.9)
    value = Head("value", name, Shape.NUMBER, unit)
    full, brief = say("{level:%} interval of {name}", level=level, name=name), say("{level:%} interval", level=level)
    return [value, Head("interval", full, Shape.RANGE, unit, brief)]


def _estimate_columns(estimates: list[Estimate | None]) -> tuple[list[Cell], list[Cell]]:
    known = [estimate for estimate in estimates if estimate is not None]
    decimals = spread_decimals([(one.upper - one.lower) / 2 for one in known], [one.value for one in known])
    values: list[Cell] = [None if one is None else Number(one.value, decimals) for one in estimates]
    # What was measured is known as it is: it has no interval.
    spans: list[Cell] = [
        None if one is None or one.lower == one.upper else Range(one.lower, one.upper, decimals) for one in estimates
    ]
    return values, spans


def chance(share: float) -> Number:
    """A probability that a model states, in percent: never 0 or 100, and with a decimal place near them."""
    return Number(100 * share, int(share < _NEARLY_SURE or share > 1 - _NEARLY_SURE), (0.0, 100.0))


def counted(share: float) -> Number:
    """A share that was counted, in percent: whole percent, where it is not nearly none or all."""
    return Number(100 * share, 0) if share in (0, 1) else chance(share)


def _settings_row(name: str, action: Action | None, options: tuple[Option, ...]) -> tuple[Cell, ...]:
    given = [option.settings.get(name) for option in options]
    most = max((decimals_for(abs(value) / 100) for value in numbers(*given) if value), default=0)
    decimals = decimals_of(numbers(*given), places(action) if action else most)
    unit = (action.unit or "") if action else ""
    return (name, unit, *(_value(value, decimals) for value in given))


def _score(answer: Answer, score: Score) -> tuple[Cell, ...]:
    decimals = score_decimals(answer, score.outcome)
    part = say("chosen") if score.chosen else say("baseline") if score.baseline else ""
    return (
        answer.called(score.outcome),
        score.candidate,
        part,
        Number(score.error, decimals),
        Number(score.spread, decimals),
        score.unit or "",
        Number(100 * score.skill, 0),
        Number(score.seconds, 1),
    )


def _coverage(answer: Answer, part: Coverage) -> tuple[Cell, ...]:
    return (
        answer.called(part.outcome),
        Number(100 * part.nominal, decimals_of([100 * part.nominal], 1)),
        Number(100 * part.measured, 1),
        Range(100 * part.lower, 100 * part.upper, 1),
        Number(part.width, max(0, decimals_for(part.width / 5))),
        part.unit or "",
        Number(part.rows, 0),
        split_name(part.split),
    )
