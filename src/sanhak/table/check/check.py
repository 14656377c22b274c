"""The two lists of checks, and how their findings are told."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final, TypeAlias

from sanhak.finding import Finding
from sanhak.table.check import columns, formulas, molecules, order, question, relations, together, unit_change
from sanhak.table.check.findings import MoreOfTheSame
from sanhak.table.check.question import Question
from sanhak.table.check.relations import Relations
from sanhak.table.table import Table

TableCheck: TypeAlias = Callable[[Table], Iterator[Finding]]
QuestionCheck: TypeAlias = Callable[[Question], Iterator[Finding]]
RelationCheck: TypeAlias = Callable[[Relations], Iterator[Finding]]

TABLE_CHECKS: Final[tuple[TableCheck, ...]] = (
    *columns.CHECKS,
    *formulas.CHECKS,
    unit_change.changed_or_mixed,
    *order.CHECKS,
    molecules.molecules,
)
QUESTION_CHECKS: Final[tuple[QuestionCheck, ...]] = (*question.CHECKS, molecules.same_molecules)
RELATION_CHECKS: Final[tuple[RelationCheck, ...]] = (*relations.CHECKS, *together.CHECKS)

TOLD: Final = 5
"""Findings of one rule that are told one by one; the rest is counted."""


def check_table(table: Table) -> tuple[Finding, ...]:
    """What can be said of the table alone: rows, gaps, values, units, time, drift and molecules.

    Each test raises a false alarm in about one clean table of a thousand.
    """
    return tuple(_told(finding for check in TABLE_CHECKS for finding in check(table)))


def check_question(
    table: Table,
    *,
    inputs: Sequence[str],
    outcomes: Sequence[str],
    controls: Sequence[str] = (),
    labels: bool = False,
) -> tuple[Finding, ...]:
    """What can only be said once a question is asked: whether the rows can carry it, leaks, inseparable effects.

    Parameters
    ----------
    table
        The table; rows without an outcome are counted and otherwise left aside.
    inputs
        Columns that the model may use; controls count among them whether named here or not.
    outcomes
        Columns that follow from the inputs: goal and limits.
    controls
        Inputs that the decision will set.
    labels
        Whether an outcome may be a category; otherwise one that is no number is refused.

    Raises
    ------
    Refusal
        T001 if a column is not there. Whatever else stands against the question comes back as a finding of severity
        refuse, so that all of it can be told at once.
    """
    for name in {*inputs, *controls, *outcomes}.difference(table.names):
        table[name]  # refuses, with the nearest names
    both = tuple(dict.fromkeys((*inputs, *controls)))
    asked = Question(table, both, tuple(dict.fromkeys(outcomes)), tuple(dict.fromkeys(controls)), labels)
    compared = Relations(asked)
    found = [finding for check in QUESTION_CHECKS for finding in check(asked)]
    found += [finding for relation in RELATION_CHECKS for finding in relation(compared)]
    return tuple(_told(found))


def _told(found: Iterable[Finding]) -> Iterator[Finding]:
    """The first few findings of each rule, then one that counts the rest."""
    by_rule: dict[str, list[Finding]] = {}
    for finding in found:
        by_rule.setdefault(finding.code, []).append(finding)
    for code, findings in by_rule.items():
        yield from findings[:TOLD]
        if len(findings) > TOLD:
            rest = findings[TOLD:]
            named = dict.fromkeys(str(next(iter(finding.params.values()))) for finding in rest)
            yield MoreOfTheSame(finding=code, count=len(rest), columns=tuple(named)[:8])
