"""Every choice of a split that a form offers is one that a table can be divided by, and has its words."""

from __future__ import annotations

from typing import get_args

import pytest

from sanhak.areas.drug.property import Property as OfMolecule
from sanhak.areas.materials.property import Property as OfMaterial
from sanhak.areas.process.setpoints import SetPoints
from sanhak.study import describe
from sanhak.study.splits import SPLIT_WORDS, SplitName
from sanhak.table.split import STRATEGIES


def test_every_strategy_can_be_asked_for_by_name():
    assert set(get_args(SplitName)) == {"auto", *STRATEGIES} == set(SPLIT_WORDS)
    assert set(describe(SetPoints)["split"].choices) == set(get_args(SplitName))


@pytest.mark.parametrize("kind", [SetPoints, OfMaterial, OfMolecule])
def test_each_choice_is_told_in_words_and_no_word_stands_for_none(kind):
    field = describe(kind)["split"]
    assert set(field.choices) == set(field.words) <= set(SPLIT_WORDS)
