"""Lots get the properties of what they are made of."""

import io
import re
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from sanhak.finding import Finding, Refusal
from sanhak.table import Kind, Table
from sanhak.table.prepare import GenealogyJoin, step_of

PAGE = (Path(__file__).parents[3] / "docs" / "preparation.md").read_text(encoding="utf-8")
LOTS = Table.of({"lot": ["P 1", "p2", "P3"], "y": [1.0, 2.0, 3.0]})
RAW = Table.of({"parent": ["A", "B", "C"], "ash": [1.0, 3.0, 5.0], "maker": ["x", "y", "y"]}, units={"ash": "%"})
STEP = {"genealogy": "made", "bring": "raw"}


def made_of(*rows: tuple, unit: str | None = None, share: str = "share") -> Table:
    data = dict(zip(("lot", "parent", share), map(list, zip(*rows, strict=True)), strict=True))
    return Table.of(data, units={share: unit} if unit else None, kinds={share: Kind.NUMBER})


def mixed(genealogy: Table, main: Table = LOTS, raw: Table = RAW, **fields) -> Table:
    return main.prepare(STEP | fields, made=genealogy, raw=raw)


def refused(code: str, genealogy: Table, main: Table = LOTS, raw: Table = RAW, **fields) -> Finding:
    with pytest.raises(Refusal) as found:
        mixed(genealogy, main, raw, **fields)
    assert found.value.findings[0].code == code
    return found.value.findings[0]


def told(table: Table, code: str) -> Finding:
    (finding,) = [finding for finding in table.findings if finding.code == code]
    return finding


WHOLE = (("P1", "A", 0.25), ("P1", "B", 0.75), ("P2", "A", 0.6), ("P2", "C", 0.4), ("P3", "C", 1.0))


def test_numbers_are_means_by_share_and_labels_those_with_the_largest_share():
    table = mixed(made_of(*WHOLE))
    assert table.frame["ash"].to_list() == pytest.approx([2.5, 2.6, 5.0])
    assert table.frame["maker"].to_list() == ["y", "x", "y"]
    assert table["ash"].unit == "%"
    assert table.findings == ()
    said = table.steps[0].said.render("en")
    assert "3 lots were followed by made to 3 parent lots of raw" in said
    assert "of maker the value with the largest share" in said
    assert table.steps[0].said.render("ko") != said
    assert (table.steps[0].before, table.steps[0].after) == (3, 3)


@pytest.mark.parametrize(
    ("unit", "factor"), [("%", 100), (None, 100), (None, 1), ("kg", 800), ("t", 3), ("L", 7), ("ea", 12)]
)
def test_shares_are_fractions_per_cent_or_amounts(unit, factor):
    rows = [(lot, parent, share * factor) for lot, parent, share in WHOLE]
    assert mixed(made_of(*rows, unit=unit)).frame["ash"].to_list() == pytest.approx([2.5, 2.6, 5.0])


@pytest.mark.parametrize("unit", ["°C", "kg/h", "h", "kPa"])
def test_what_is_no_share_and_no_amount_is_refused(unit):
    assert refused("T232", made_of(*WHOLE, unit=unit)).unit == unit


def test_generations_are_followed_down_to_lots_with_properties():
    rows = (("P1", "I1", 1.0), ("I1", "I2", 0.5), ("I1", "A", 0.5), ("I2", "B", 0.5), ("I2", "C", 0.5))
    table = mixed(made_of(*rows, ("A", "C", 1.0)), LOTS.rows([0]))
    assert table.frame["ash"].to_list() == pytest.approx([0.5 * 1 + 0.25 * 3 + 0.25 * 5])
    assert "over up to 3 generations" in table.steps[0].said.render("en")


def test_lots_that_are_made_of_one_another_are_refused_by_name():
    rows = (("P1", "Heel-2", 1.0), ("heel-2", "Heel 3", 1.0), ("Heel3", "heel-2", 0.5), ("Heel3", "A", 0.5))
    assert refused("T230", made_of(*rows)).lots == ("Heel-2", "Heel 3", "Heel-2")
    assert refused("T230", made_of(("P1", "P 1", 0.5), ("P1", "A", 0.5))).lots == ("P1", "P1")
    other = (*WHOLE, ("Q1", "Q1", 1.0))
    assert len(mixed(made_of(*other))) == 3


def test_a_long_chain_is_followed():
    chain = [(f"L{n}", f"L{n + 1}", 1.0) for n in range(3000)]
    table = mixed(made_of(("P1", "L0", 1.0), *chain, ("L3000", "B", 1.0)), LOTS.rows([0]))
    assert table.frame["ash"].to_list() == [3.0]


def test_shares_that_do_not_sum_to_the_whole_are_refused_or_scaled():
    rows = (("P1", "A", 30.0), ("P1", "B", 40.0), ("P2", "A", 60.4), ("P2", "C", 40.0), ("P3", "C", 100.0))
    finding = refused("T231", made_of(*rows, unit="%"))
    assert (finding.count, [text.render("en") for text in finding.sums]) == (1, ["P1: 70 %"])
    table = mixed(made_of(*rows, unit="%"), scale=True)
    assert table.frame["ash"][0] == pytest.approx((30 * 1 + 40 * 3) / 70)
    assert "brought to 100 %" in table.steps[0].said.render("en")
    assert refused("T231", made_of(("P1", "A", 0.0), ("P2", "B", 5.0), unit="kg")).count == 1
    unasked = (*WHOLE, ("Q1", "A", 0.2))
    assert mixed(made_of(*unasked)).findings == ()


def test_incomplete_rows_are_refused_by_number():
    rows = (*WHOLE, (None, None, None), ("P1", None, 0.1), (None, "A", 0.1), ("P1", "B", None), ("P1", "B", -0.1))
    finding = refused("T233", made_of(*rows))
    assert (finding.count, finding.examples) == (4, (7, 8, 9, 10))
    refused("T206", Table.of({"lot": ["P1"], "parent": ["A"], "share": ["much"]}))
    refused("T001", made_of(*WHOLE, share="part"))


def test_unknown_parents_leave_the_mean_of_the_others_or_a_gap():
    rows = (("P1", "A", 90.0), ("P1", "Z 9", 10.0), ("P2", "A", 50.0), ("P2", "Z 9", 50.0))
    table = mixed(made_of(*rows), known_as="known")
    assert table.frame["ash"].to_list() == [1.0, None, None]
    assert table.frame["maker"].to_list() == ["x", None, None]
    assert table.frame["known"].to_list() == pytest.approx([90.0, 50.0, None])
    assert table["known"].unit == "%"
    finding = told(table, "T234")
    assert (finding.parents, finding.lots, finding.least, finding.missing) == (("Z 9",), 2, 0.5, 1)
    assert told(table, "T235").lots == ("P3",)
    assert mixed(made_of(*rows), known=0.5).frame["ash"].to_list() == [1.0, 1.0, None]


def test_gaps_of_one_property_are_told_apart():
    raw = Table.of({"parent": ["A", "B"], "ash": [1.0, 3.0], "fines": [7.0, None]})
    rows = (("P1", "A", 0.9), ("P1", "B", 0.1), ("P2", "B", 1.0), ("P3", "A", 1.0))
    table = mixed(made_of(*rows), raw=raw)
    assert table.frame["fines"].to_list() == [7.0, None, 7.0]
    assert (told(table, "T237").columns, told(table, "T237").lots) == (("fines",), 2)


def test_lots_are_found_whatever_their_case_and_blanks_but_not_their_zeros():
    main = Table.of({"batch": ["b 1", "B2"]})
    raw = Table.of({"id": ["00123", "123"], "ash": [1.0, 2.0]}, kinds={"id": "identifier"})
    rows = made_of(("B1", "00123", 1.0), ("b2", "123", 1.0))
    assert mixed(rows, main, raw, on="batch", key="id").frame["ash"].to_list() == [1.0, 2.0]
    numbers = Table.of({"id": [123.0, 7.0], "ash": [2.0, 3.0]}, kinds={"id": "number"})
    assert mixed(rows, main, numbers, on="batch", key="id", known=0.1).frame["ash"].to_list() == [None, 2.0]


def test_parents_that_stand_there_twice_add_up_and_properties_are_averaged():
    raw = Table.of({"lot": ["A", "a", "B"], "ash": [1.0, 2.0, 3.0]}, lot="lot")
    table = mixed(made_of(("P1", "A", 0.25), ("P1", "a", 0.25), ("P1", "B", 0.5)), LOTS.rows([0]), raw)
    assert table.frame["ash"].to_list() == pytest.approx([2.25])


def test_names_that_are_taken_are_told_apart_and_order_stays():
    main = Table.of({"lot": ["P3", "P1", "P3"], "ash": [0.0, 0.0, 0.0]})
    table = mixed(made_of(*WHOLE), main, columns=("ash",))
    assert table.names == ("lot", "ash", "ash (raw)")
    assert table.frame["ash (raw)"].to_list() == pytest.approx([5.0, 2.5, 5.0])


def test_a_genealogy_that_finds_nothing_is_refused():
    assert refused("T236", made_of(("Q1", "A", 1.0))).examples[0] == "P 1"
    refused("T236", made_of(("P1", "Z", 1.0)))
    refused("T001", made_of(*WHOLE), on="batch")
    refused("T001", made_of(*WHOLE), raw=RAW.select(["ash"]))
    refused("T216", made_of(*WHOLE), known=0)
    with pytest.raises(Refusal, match="T209"):
        LOTS.prepare(STEP, made=made_of(*WHOLE))


def test_the_step_survives_its_data():
    step = GenealogyJoin(genealogy="made", bring="raw", share="kg", scale=True)
    assert step_of(step.data) == step
    assert step.asks == ("made", "raw")


SHARES = st.lists(
    st.tuples(st.sampled_from(["P1", "P2", "P3", "I1"]), st.sampled_from("ABCDI"), st.floats(0.001, 1e4)), min_size=1
)


@given(SHARES, st.lists(st.floats(-1e6, 1e6), min_size=4, max_size=4))
def test_a_mean_lies_between_the_parents_and_replay_gives_the_same_rows(rows, values):
    rows = [
        (lot, "I1" if parent == "I" and lot != "I1" else parent.replace("I", "A"), part) for lot, parent, part in rows
    ]
    raw = Table.of({"parent": list("ABCD"), "ash": values}, kinds={"ash": "number"})
    genealogy = made_of(*rows, ("P1", "A", 1.0), ("I1", "B", 1.0))
    first, again = (mixed(genealogy, raw=raw, scale=True, known_as="known") for _ in range(2))
    assert first.hash == again.hash
    assert first.steps == again.steps
    assert LOTS.prepare(first.steps[0].step, made=genealogy, raw=raw).hash == first.hash
    known = dict(zip("ABCD", values, strict=True))
    direct = {lot: {parent for child, parent, _ in genealogy.frame.iter_rows() if child == lot} for lot in ("P1", "I1")}
    reached = {one for parent in direct["P1"] for one in (direct["I1"] if parent == "I1" else {parent})}
    mean = first.frame["ash"][0]
    assert min(known[one] for one in reached) <= mean <= max(known[one] for one in reached)
    assert first.frame["known"][0] == pytest.approx(100)


def test_the_example_of_the_page_holds():
    blocks = re.findall(r"```(?:\w*)\n(.*?)```", PAGE, re.DOTALL)
    place = next(place for place, block in enumerate(blocks) if block.startswith("- genealogy:"))
    step, made, raw = YAML(typ="safe").load(blocks[place])[0], *blocks[place + 1 : place + 3]
    read = {}
    for name, text in (("parents", made), ("raw materials", raw)):
        frame = pl.read_csv(io.StringIO(text))
        units = {part[0]: part[1] for part in re.findall(r"([\w ]+?) \[(.+?)\]", text.splitlines()[0])}
        plain = frame.rename({column: column.split(" [")[0] for column in frame.columns})
        read[name] = Table.of(plain, units=units)
    table = Table.of({"lot": ["P-1", "P-2"]}).prepare(step, **read)
    assert table.frame["assay"].to_list() == pytest.approx([97.5, 97.5])
    assert table.frame["supplier"].to_list() == ["north", "south"]
    assert table.frame["known"].to_list() == pytest.approx([100, 100])
