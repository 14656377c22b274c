"""New materials from a table and rules: the whole way on virtual alloys whose truth is known."""

from __future__ import annotations

import json
from functools import cache

import numpy as np

from sanhak.areas.materials.discovery_case import alloys, discovery, strength
from sanhak.model.composition.rules import price
from sanhak.run import Run
from sanhak.study import Answer
from sanhak.table import Table
from sanhak.table.formula import read_formula


@cache
def answered() -> Answer:
    """The case with little effort and a rehearsal."""
    case = discovery()
    return case.study().solve(case.tables(), Run(effort=0.2))


def test_every_proposal_keeps_every_rule_and_is_new():
    made = answered().tables["next formulas"].frame
    known = {read_formula(text).key for text in alloys().texts("alloy")}
    assert len(made) == 5
    for formula, ageing in zip(made["alloy"], made["ageing"], strict=True):
        composition = read_formula(formula)
        shares = composition.atomic_fractions
        assert composition.key not in known
        assert 0.6 - 1e-9 <= shares["Fe"] <= 0.9
        assert shares.get("Co", 0) <= 0.1 + 1e-4
        assert shares.get("Mo", 0) <= 0.05 + 1e-4
        assert price(composition) <= 20
        assert 450 <= ageing <= 520


def truth(table: Table) -> np.ndarray:
    """The true strength of each alloy of a table, shape (rows,)."""
    shares = [read_formula(text or "").atomic_fractions for text in table.texts("alloy")]
    parts = {name: np.array([one.get(name, 0.0) for one in shares]) for name in ("Ni", "Co", "Mo", "Ti")}
    return strength(parts, table.values("ageing"))


def test_proposals_are_truly_better_than_every_record_that_keeps_the_rules():
    made = truth(answered().tables["next formulas"])
    cobalt = np.array([read_formula(text or "").atomic_fractions.get("Co", 0.0) for text in alloys().texts("alloy")])
    records = truth(alloys())
    assert made.max() > records[cobalt <= 0.1].max()
    assert np.median(made) > np.quantile(records, 0.9)


def test_an_answer_compares_tells_its_reasons_and_survives_json_in_both_languages():
    answer = answered()
    assert [bool(option.recommended) for option in answer.compared] == [True, False, False, False]
    assert answer.compared[1].outcomes["yield strength"].value == alloys().values("yield strength").max()
    assert len(answer.decision) == 5
    assert all(low < action.value < high for action in answer.decision for low, high in [action.window])
    again = Answer.load(json.loads(json.dumps(answer.dump())))
    assert again.dump() == answer.dump()
    for language in ("en", "ko"):
        assert all(action.reason.render(language) for action in again.decision)
        assert again.headline.render(language)
    assert "D141" in [finding.code for finding in answer.findings]
    assert {figure.name for figure in answer.figures} >= {"compared candidates", "along 1"}
