"""Law: every kind of study describes itself, answers its cases honestly, and does not care for names, units or luck."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from functools import cache

import numpy as np
import polars as pl
import pytest

from laws.found import all_cases, all_studies
from laws.masking import Mask, plain, read_as_meant
from sanhak.figure import IDENTITY
from sanhak.finding import Refusal, Severity
from sanhak.run import Run
from sanhak.serve.live import body, controls, figures, what_if, what_if_form
from sanhak.study import Answer, Case, Role, Study, describe
from sanhak.table import Kind, Table
from sanhak.text import LANGUAGES

EFFORT = 0.1
FEW_ROWS, MANY_ROWS = 24, 60
"""A law is quick on few rows; a case that is refused on so few is asked on more, and one of whole series on all."""
ALL_ROWS = 1_000_000
TOLERANCE = 1e-6
CASES = {case.name: case for case in all_cases()}
KINDS = {kind.kind: kind for _, _, kind in all_studies()}


def thinned(table: Table, most: int) -> Table:
    """At most so many rows, evenly spread over the table."""
    return table.rows(np.unique(np.linspace(0, len(table) - 1, min(len(table), most)).astype(int)))


@cache
def asked(name: str, rows: int = FEW_ROWS) -> tuple[Mapping[str, Table], Answer]:
    """A case's tables, thinned, and its answer to them with little effort: solved once for all laws."""
    tables = {table: thinned(given, rows) for table, given in CASES[name].tables().items()}
    try:
        return tables, plain(CASES[name].study()).solve(tables, Run(effort=EFFORT))
    except Refusal:
        if rows == ALL_ROWS:
            raise
        return asked(name, MANY_ROWS if rows == FEW_ROWS else ALL_ROWS)


def tables_of(name: str) -> Mapping[str, Table]:
    """The tables on which a case was answered."""
    return asked(name)[0]


def answer_of(name: str) -> Answer:
    """The answer to a case."""
    return asked(name)[1]


def case_of(kind: type[Study]) -> Case:
    """The last case of a kind: the virtual ones stand last, and few of their rows are enough for an answer."""
    return [case for case in CASES.values() if type(case.study()) is kind][-1]


def numbers(answer: Answer) -> list[float]:
    """The numbers of a decision and its promise, which two runs must share."""
    promise = answer.promise
    effect = [promise.effect.value, promise.effect.lower, promise.effect.upper] if promise else []
    return [float(action.value) for action in answer.decision if not isinstance(action.value, str | None)] + effect


each_case = pytest.mark.parametrize("name", CASES)
each_kind = pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)


@each_kind
def test_a_kind_describes_itself_completely(kind: type[Study]):
    described = describe(kind)
    assert described.title.message
    assert described.question.message.endswith("?")
    assert all(rows.message for rows in (*described.tables.values(), *described.optional.values()))
    assert not described.tables.keys() & described.optional.keys()
    for field in described.fields:
        assert field.title.message != field.name, f"{field.name} has no title"
        assert field.help.message.endswith("."), f"{field.name} has no help"
        assert field.role in set(Role)
        assert (field.role is not Role.CHOICE) or field.choices


@each_kind
def test_a_kind_has_a_case(kind: type[Study]):
    assert case_of(kind)


@each_case
def test_a_study_survives_json(name):
    study = CASES[name].study()
    assert type(study).model_validate(json.loads(study.model_dump_json())) == study


@each_case
def test_the_case_is_answered(name):
    answer = answer_of(name)
    assert answer.headline.message
    assert answer.catch.message
    assert answer.decision
    assert answer.figures
    assert answer.provenance is not None
    assert answer.provenance.kind == CASES[name].study().kind


@each_case
def test_an_answer_survives_json(name):
    answer = answer_of(name)
    assert Answer.load(json.loads(json.dumps(answer.dump(), allow_nan=False))).dump() == answer.dump()


@each_case
def test_an_answer_speaks_both_languages(name):
    answer = answer_of(name)
    for text in (answer.headline, answer.catch, *(action.reason for action in answer.decision)):
        assert text.render("ko") != text.render("en")
        assert "{" not in text.render("ko")


@each_case
def test_the_baseline_is_reported_for_every_outcome(name):
    answer = answer_of(name)
    for outcome in {score.outcome for score in answer.scores}:
        scores = [score for score in answer.scores if score.outcome == outcome]
        assert any(score.baseline for score in scores)
        assert sum(score.chosen for score in scores) == 1
        # Of a column its own intervals are judged; what no column of the user's holds is held by whatever was promised.
        column = any(outcome in table for table in tables_of(name).values())
        assert any(coverage.outcome == outcome or not column for coverage in answer.coverage)


@each_case
def test_the_decision_is_compared_with_doing_nothing_and_with_something_simple(name):
    options = answer_of(name).compared
    assert sum(option.recommended for option in options) == 1
    assert len(options) > 2


@each_case
def test_the_decision_keeps_what_it_was_allowed(name):
    for action in answer_of(name).decision:
        for allowed in (action.allowed, action.window):
            if allowed and isinstance(action.value, str):
                assert action.value in allowed
            elif allowed:
                lower, upper = allowed
                assert lower is None or lower <= action.value
                assert upper is None or action.value <= upper


@each_case
def test_every_column_and_every_number_has_its_unit(name):
    if not tables_of(name):
        return
    units = {column.name: column.unit for table in tables_of(name).values() for column in table.of_kind(Kind.NUMBER)}
    assert all(units.values()), f"without a unit: {[column for column, unit in units.items() if not unit]}"
    answer = answer_of(name)
    # An outcome is a column of the user's, or of a table that the answer brings.
    units = {column.name: column.unit for table in answer.tables.values() for column in table.columns} | units
    for action in answer.decision:
        assert action.unit == units.get(action.column)
    for score in (*answer.scores, *answer.coverage):
        assert score.unit == units[score.outcome]
    for option in answer.compared:
        for outcome, estimate in option.outcomes.items():
            # What is worked out, such as a lateness, is no column: it is named in the answer and has a unit of its own.
            assert estimate.unit
            assert estimate.unit == units[outcome] if outcome in units else answer.heads[outcome].message


@each_case
def test_what_is_not_known_is_an_empty_cell(name):
    tables = answer_of(name).tables
    odd = [
        f"{table}.{column.name}" for table in tables for column in tables[table].frame
        if column.dtype.is_float() and not column.drop_nulls().is_finite().all()
    ]  # fmt: skip
    assert not odd


@each_case
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_answer_page_holds_nothing_that_a_strict_page_stops(name, language):
    answer = answer_of(name)
    drawn = answer.figures[: language == LANGUAGES[0]]  # a drawing takes a second, and has the same elements in both
    page = body(replace(answer, figures=drawn), language) + what_if_form(answer, language)
    assert not re.search(r"<(script|style|link|base)\b|\sstyle\s*=|\son\w+\s*=|javascript:", page)


@each_case
def test_every_figure_comes_to_life_and_says_what_its_data_stand_for(name):
    for figure in figures(answer_of(name), "ko")["figures"].values():
        kinds = {row[IDENTITY].split()[0] for data in figure["spec"]["data"] for row in data.get("values", ())
                 if IDENTITY in row}  # fmt: skip
        assert kinds <= {"row", "run", "option", "column", "term"}


@each_case
def test_what_is_tried_out_agrees_with_the_answer(name):
    answer = answer_of(name)
    assert answer.models or not controls(answer)
    if not controls(answer):
        return  # nothing is set: candidates are ranked, or runs are planned
    recommended = next(option for option in answer.compared if option.recommended)
    for found in what_if(answer, recommended.settings):
        said = recommended.outcomes[found.outcome]
        assert (found.expected.value, found.expected.lower, found.expected.upper) == pytest.approx(
            (said.value, said.lower, said.upper), rel=TOLERANCE
        )
        assert (found.keeps or 0.0) == pytest.approx(recommended.keeps.get(found.outcome, 0.0), rel=TOLERANCE)


@each_kind
def test_the_same_seed_gives_the_same_answer(kind):
    case = case_of(kind)
    answer = answer_of(case.name)
    again = plain(case.study()).solve(tables_of(case.name), Run(effort=EFFORT))
    assert numbers(again) == numbers(answer)
    assert again.headline == answer.headline


@each_kind
def test_names_levels_and_units_change_nothing(kind):
    case = case_of(kind)
    tables = tables_of(case.name)
    read = read_as_meant(case.study(), tables)
    masks = Mask.of_tables(tables, read) or {"": Mask.of_question(case.study())}
    mask = Mask(*(_joined([getattr(one, part) for one in masks.values()]) for part in ("names", "levels", "numbers")))
    hidden = {table: masks[table].table(rows) for table, rows in tables.items()}
    masked = mask.study(case.study()).solve(hidden, Run(effort=EFFORT))
    for action, other in zip(answer_of(case.name).decision, masked.decision, strict=True):
        assert other.column == mask.names[action.column]
        found = mask.back(action.column, other.value)
        if isinstance(action.value, str | None):
            assert found == action.value
        else:
            assert found == pytest.approx(action.value, rel=TOLERANCE)


def with_tables() -> list[type[Study]]:
    """The kinds whose case brings a table that may be spoilt."""
    return [kind for kind in KINDS.values() if case_of(kind).tables()]


def _joined(parts):
    return (
        frozenset().union(*parts)
        if isinstance(parts[0], frozenset)
        else {k: v for part in parts for k, v in part.items()}
    )


def _outcome(study: Study) -> str:
    """The column of the first table that a study is about; of one that is about several alike, the first."""
    fields = [part for part in describe(type(study)).fields if part.table is None]
    named = [getattr(study, part.name) for part in fields if part.role is Role.COLUMN]
    several = [column for part in fields if part.role is Role.COLUMNS for column in getattr(study, part.name)]
    return next(column for column in (*named, *several) if column)


def _measured(study: Study, table: Table) -> str:
    """The column that a study is about; where that holds names, the first number of the table that it asks for."""
    outcome = _outcome(study)
    if outcome in table and table[outcome].kind is not Kind.IDENTIFIER:
        return outcome
    several = [column for part in describe(type(study)).fields if part.role is Role.COLUMNS
               for column in getattr(study, part.name)]  # fmt: skip
    return next(column for column in several if column in table and table[column].kind is Kind.NUMBER)


def _without(table: Table, *columns: str) -> Table:
    there = [name for name in columns if name in table.names]
    blank = [pl.lit(None, dtype=table.frame.schema[name]).alias(name) for name in there]
    return replace(table, frame=table.frame.with_columns(blank))


BAD: dict[str, Callable[[Table, Study], Table]] = {
    "no rows": lambda table, _: table.rows([]),
    "one row": lambda table, _: table.rows([0]),
    "nothing but gaps": lambda table, _: _without(table, *table.names),
    "no outcome": lambda table, study: _without(table, _outcome(study)),
    "another table": lambda table, _: table.select([table.names[-1]]),
}


@pytest.mark.parametrize("kind", with_tables(), ids=lambda kind: kind.kind)
@pytest.mark.parametrize("fault", BAD)
def test_bad_input_is_refused_with_a_code(kind, fault):
    case = case_of(kind)
    study = case.study()
    tables = {name: BAD[fault](table, study) for name, table in tables_of(case.name).items()}
    if not kind.tables and fault != "another table":
        # Who can begin without rows begins anew where none can be used, and says why.
        answer = study.solve(tables, Run(effort=EFFORT))
        assert np.isfinite(numbers(answer)).all()
        assert answer.findings or fault in ("no rows", "one row")
        return
    with pytest.raises(Refusal) as refused:
        study.solve(tables, Run(effort=EFFORT))
    assert any(finding.severity is Severity.REFUSE for finding in refused.value.findings)


@each_kind
def test_a_study_without_its_tables_is_refused_and_one_that_needs_none_is_answered(kind):
    study = plain(case_of(kind).study())
    if kind.tables:
        with pytest.raises(Refusal, match="S002"):
            study.solve({})
    else:
        assert study.solve({}, Run(effort=EFFORT)).headline.message


@each_kind
def test_a_table_that_nobody_asked_for_is_refused(kind):
    case = case_of(kind)
    stranger = Table.of(pl.DataFrame({"a": [1.0, 2.0]}))
    with pytest.raises(Refusal, match="S002"):
        case.study().solve({**tables_of(case.name), "stranger": stranger}, Run(effort=EFFORT))


@pytest.mark.parametrize("kind", with_tables(), ids=lambda kind: kind.kind)
def test_infinite_numbers_never_reach_a_decision(kind):
    case = case_of(kind)
    study, tables = plain(case.study()), dict(tables_of(case.name))
    name, table = next(iter(tables.items()))
    outcome = _measured(study, table)
    spoilt = pl.when(pl.int_range(pl.len()) == 3).then(float("inf")).otherwise(pl.col(outcome)).alias(outcome)
    units = {column.name: column.unit for column in table.columns if column.unit}
    read = Table.of(table.frame.with_columns(spoilt), units=units)
    assert read.findings, "nothing is dropped in silence"
    with suppress(Refusal):
        answer = study.solve({**tables, name: read}, Run(effort=EFFORT))
        assert np.isfinite(numbers(answer)).all()
