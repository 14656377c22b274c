"""The status of a project as grids: what the PDF, the workbook and a reader on the train see alike."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sanhak.center import days
from sanhak.center.carrying.risks import LEVELS
from sanhak.center.carrying.standing import Gated
from sanhak.center.carrying.steering import Steering
from sanhak.center.carrying.words import KINDS, VERDICTS
from sanhak.serve.report.grid import Cell, Grid, Head, Number, Shape
from sanhak.study.answer import Estimate
from sanhak.text import Amount, Language, Text, say

_NUMBER, _WORDS = Shape.NUMBER, Shape.WORDS


def title_of(seen: Steering) -> Text:
    """What the report is called."""
    return say("{title}: status of {day}", title=seen.project.title, day=seen.today)


def grids(seen: Steering, language: Language) -> list[Grid]:
    """All tables of the report that have rows, in the order of the steering page."""
    made = (
        _overview(seen), _next(seen), _gates(seen), _stages(seen), _money(seen, language), _spendings(seen, language),
        _load(seen), _risks(seen), _deliverables(seen), _value(seen), _after(seen), _findings(seen),
    )  # fmt: skip
    return [grid for grid in made if grid]


def within(value: Estimate) -> Text:
    """An estimate in words, with its interval where it has one."""
    if value.lower == value.upper:
        return say("{value}", value=Amount(value.value, value.unit))
    return say("{value} ({interval})", value=value.amount, interval=value.interval)


def _overview(seen: Steering) -> Grid:
    project, money = seen.project, seen.facts.money
    pairs: list[tuple[Text, Cell]] = [
        (say("Question"), project.question or None),
        (say("Goal"), project.goal or None),
    ]
    if project.kpi:
        pairs += [
            (say("{indicator} at the start", indicator=project.kpi), _amount(project.start, project.unit)),
            (say("Target"), _amount(project.target, project.unit)),
        ]
    if seen.kpi is not None:
        now = say("{indicator} now, measured", indicator=project.kpi)
        promised = say("{indicator} as the last run promises", indicator=project.kpi)
        pairs.append((now if seen.kpi.measured else promised, within(seen.kpi.value)))
    if money.accounts:
        pairs += [
            (say("Planned money"), _won(money.planned)),
            (say("Spent so far"), _won(money.spent)),
            (say("By the end, at the pace so far"), _won(money.forecast)),
        ]
    if seen.agreed is not None:
        agreed = seen.agreed
        pairs += [(say("Owner of the results"), agreed.owner), (say("Confidential until"), agreed.confidential),
                  (say("Publication hold"), say("{days:day|days}", days=agreed.hold)),
                  (say("Data"), agreed.scope or None)]  # fmt: skip
    rows = tuple((name, value) for name, value in pairs if value is not None)
    return _grid("overview", say("Overview"), (say("What"), say("Value")), rows)


def _next(seen: Steering) -> Grid:
    rows = tuple((one.what, one.day or say("now")) for one in seen.following)
    return _grid("next", say("Next"), (say("What"), say("Until")), rows)


def _gates(seen: Steering) -> Grid:
    heads = (say("Milestone"), say("Due"), say("Gate"), say("Last run"), say("State"))
    rows = tuple(
        (
            one.milestone.title, one.milestone.due, one.gate.told if one.gate else None,
            within(one.last.met) if one.last else None, state_of(one, seen),
        )
        for one in seen.facts.gated
    )  # fmt: skip
    return _grid("gates", say("Milestones and gates"), heads, rows)


def state_of(one: Gated, seen: Steering) -> Text:
    """How far a milestone is, in words."""
    if one.milestone.passed is not None:
        return say("passed")
    if one.missed:
        return say("not passed by the last run")
    if one.last is not None:
        return say("held by the last run, to be decided")
    return say("late") if one.milestone.due < seen.today else say("due")


def _stages(seen: Steering) -> Grid:
    heads = (say("Date"), say("What"), say("Verdict"), say("Votes"), say("Reason"))
    settled = [
        (
            days.day_of(one.settled or one.made), one.title,
            VERDICTS[one.verdict] if one.verdict else say("open"),
            say("{cast} of {all}", cast=one.cast, all=len(one.votes)), one.reason or None,
        )
        for one in seen.facts.stages
    ]  # fmt: skip
    earlier = [
        (one.day, one.title, VERDICTS[one.verdict] if one.verdict else None, one.who or None, one.reason or None)
        for one in seen.past
    ]
    return _grid("stages", say("Stage decisions"), heads, (*settled, *earlier))


def _money(seen: Steering, language: Language) -> Grid:
    unit = say("won").render(language)
    heads = (
        Head("title", say("Purpose")), Head("kind", say("Kind")), Head("year", say("Year")),
        Head("planned", say("Planned"), _NUMBER, unit), Head("spent", say("Spent"), _NUMBER, unit),
        Head("share", say("Share spent"), _NUMBER, "%"), Head("forecast", say("Forecast"), _NUMBER, unit),
    )  # fmt: skip
    rows: list[tuple[Cell, ...]] = [
        (
            one.line.title, KINDS[one.line.kind], str(one.line.year), Number(one.line.planned), Number(one.spent),
            _share(one.spent, one.line.planned), Number(one.forecast),
        )
        for one in seen.facts.money.accounts
    ]  # fmt: skip
    if rows:
        money = seen.facts.money
        rows.append((say("All"), None, None, Number(money.planned), Number(money.spent),
                     _share(money.spent, money.planned), Number(money.forecast)))  # fmt: skip
    return Grid("money", say("Money"), heads, tuple(rows), strong=frozenset({len(rows) - 1}), ordered=True)


def _spendings(seen: Steering, language: Language) -> Grid:
    lines = {one.line.id: one.line.title for one in seen.facts.money.accounts}
    heads = (Head("day", say("Date")), Head("title", say("Purpose")),
             Head("won", say("Spent"), _NUMBER, say("won").render(language)), Head("note", say("Note")))  # fmt: skip
    rows = tuple((one.day, lines.get(one.line, ""), Number(one.won), one.note or None) for one in seen.spendings)
    return Grid("spendings", say("Spendings"), heads, rows)


def _load(seen: Steering) -> Grid:
    heads = (Head("name", say("Who")), Head("share", say("Share of a month"), _NUMBER, "%"),
             Head("starts", say("From")), Head("ends", say("To")))  # fmt: skip
    rows = tuple((one.name, Number(one.share), one.starts, one.ends) for one in seen.loads)
    return Grid("load", say("Load"), heads, rows)


def _risks(seen: Steering) -> Grid:
    heads = (
        Head("title", say("Risk")), Head("likelihood", say("Likelihood"), _NUMBER),
        Head("impact", say("Impact"), _NUMBER),
        Head("level", say("Level")), Head("measure", say("Measure")), Head("owner", say("Owner")),
        Head("review", say("Next look")),
    )  # fmt: skip
    rows = tuple(
        (
            one.title,
            Number(one.likelihood),
            Number(one.impact),
            LEVELS[one.level],
            one.measure or None,
            one.name,
            one.review,
        )
        for one in seen.facts.risks
    )
    return Grid("risks", say("Risks"), heads, rows)


def _deliverables(seen: Steering) -> Grid:
    heads = (say("Deliverable"), say("Due"), say("Handed in on"), say("Accepted by"), say("Public from"))
    rows = tuple(
        (one.title, one.due, days.day_of(one.handed) if one.handed else None, one.accepted_by, one.held)
        for one in seen.facts.deliverables
    )
    return _grid("deliverables", say("Deliverables"), heads, rows)


def _value(seen: Steering) -> Grid:
    heads = (say("What"), say("Promised"), say("Promised where measured"), say("Realised"), say("Decisions"))
    rows = tuple(
        (
            one.what, within(one.promised), within(one.judged) if one.judged else None,
            within(one.realised) if one.realised else None,
            say("{reported} of {taken} measured", reported=one.reported, taken=one.taken),
        )
        for one in seen.values
    )  # fmt: skip
    return _grid("value", say("Realised value"), heads, rows)


def _after(seen: Steering) -> Grid:
    rows = tuple((one.title, one.text or None, one.name) for one in seen.proposals)
    return _grid("after", say("What may follow"), (say("Proposal"), say("Why"), say("By")), rows)


def _findings(seen: Steering) -> Grid:
    rows = tuple((one.code, one.said, one.remedy) for one in seen.findings)
    return _grid("findings", say("Findings"), (say("Code"), say("Finding"), say("What to do")), rows)


def _grid(name: str, title: Text, heads: tuple[Text, ...], rows: Any) -> Grid:
    return Grid(name, title, tuple(Head(f"column {place}", head) for place, head in enumerate(heads)), tuple(rows))


def _amount(value: float | None, unit: str) -> Text | None:
    return None if value is None else say("{value}", value=Amount(value, unit or None))


def _won(value: int) -> Text:
    return say("{amount} won", amount=Amount(value, None, 0))


def _share(spent: int, planned: int) -> Number | None:
    return Number(100 * spent / planned, 1) if planned else None


def paragraphs(seen: Steering) -> Iterator[Text]:
    """What stands above all tables: where the project stands, and the gravest finding."""
    yield seen.standing.sentence
    if seen.findings:
        yield seen.findings[0].said
