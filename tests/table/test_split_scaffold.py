"""Scaffolds: rings and what links them stay together, and come before chance and after assets and lots."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanhak.run import Run
from sanhak.table import Column, Kind, Table
from sanhak.table.split import choose_split
from sanhak.table.split_scaffold import scaffold_of

TEXTS = ["CCO", "OCC", "CCCO", "Cc1ccccc1", "c1ccccc1O", "C1CCCCC1N", "c1ccccc1CCc1ccccc1", "CC.O", "c1ccncc1", None]


def table_of(texts, **facts):
    frame = pl.DataFrame(
        {"m": texts, "batch": [f"b{at % 3}" for at in range(len(texts))], "y": [float(at) for at in range(len(texts))]},
        schema={"m": pl.String, "batch": pl.String, "y": pl.Float64},
    )
    kinds = (Kind.MOLECULE, Kind.CATEGORY, Kind.NUMBER)
    columns = tuple(Column(name, kind) for name, kind in zip(frame.columns, kinds, strict=True))
    return Table(frame, columns, **facts)


def split_of(table, **more):
    return choose_split(table, "y", Run(seed=0), inputs=["m"], **more)


@pytest.mark.parametrize(
    ("text", "frame"),
    [
        ("CC(=O)Oc1ccccc1C(=O)O", "c1ccccc1"),
        ("Cn1cnc2c1c(=O)n(C)c(=O)n2C.Cl", "O=c1[nH]c(=O)c2[nH]cnc2[nH]1"),
        ("CC(c1ccccc1)C(C)c1ccncc1", "c1ccc(CCc2ccncc2)cc1"),
        ("OCC", "CCO"),
        ("*CC(*)c1ccccc1", "c1ccccc1"),
        ("no molecule", "no molecule"),
    ],
)
def test_a_scaffold_is_the_rings_and_what_links_them(text, frame):
    assert scaffold_of(text) == frame


def test_rows_of_one_scaffold_are_judged_together():
    split = split_of(table_of(TEXTS))
    assert split.name == "scaffold"
    assert split.groups[0] == split.groups[1]
    assert split.groups[3] == split.groups[4]
    assert len(set(split.groups.tolist())) == 8
    judged = np.concatenate([judge for _, judge in split])
    assert sorted(judged.tolist()) == list(range(len(TEXTS)))
    for teach, judge in split:
        assert not set(split.groups[teach]) & set(split.groups[judge])


def test_it_is_chosen_by_the_inputs_and_lots_come_first():
    table = table_of(TEXTS)
    assert split_of(table_of(TEXTS, lot="batch")).name == "grouped"
    assert choose_split(table, "y", Run(seed=0), inputs=["batch"]).name != "scaffold"
    assert split_of(table_of(["Cc1ccccc1", "CCc1ccccc1", "Oc1ccccc1"])).name != "scaffold"
    other = split_of(table, override="random")
    assert (other.name, other.better) == ("random", "scaffold")
    assert "scaffolds" in split_of(table).reason.render("en")


@given(st.permutations(range(len(TEXTS))))
def test_groups_do_not_depend_on_the_order_of_the_rows(order):
    first = split_of(table_of(TEXTS)).groups
    again = split_of(table_of([TEXTS[at] for at in order])).groups
    same = first[list(order)][:, None] == first[list(order)][None, :]
    assert np.array_equal(same, again[:, None] == again[None, :])
