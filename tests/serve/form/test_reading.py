"""What is told beside a cell, and what is understood."""

import pytest
from tests.study.kinds import Everything

from sanhak.areas.process.campaign import Campaign
from sanhak.areas.process.setpoints import SetPoints
from sanhak.serve.form import check, read_form
from sanhak.study.file import ColumnSeen
from sanhak.text import say

COLUMNS = (
    ColumnSeen("T", say("number"), "°C", 60.0, 95.0),
    ColumnSeen("feed", say("number"), "kg/h", 100.0, 140.0),
    ColumnSeen("grade", say("category"), levels=("A", "B")),
    ColumnSeen("yield", say("number"), "%", 70.0, 80.0),
)
WHOLE = (("controls.0.column", "T"), ("controls.0.lower", "60"), ("controls.0.upper", "95"), ("maximize", "yield"))

CATEGORY = (("controls.1.column", "grade"), ("controls.1.level", "A"))


def read(*cells, kind=SetPoints):
    return read_form(kind, (*WHOLE, *cells), COLUMNS)


def told(posted):
    return {name: [finding.code for finding in found] for name, found in posted.findings.items()}


def test_a_whole_form_is_a_study():
    assert read().study == SetPoints(controls={"T": (60.0, 95.0)}, maximize="yield")


@pytest.mark.parametrize(
    ("cells", "where", "code"),
    [
        ([("controls.1.column", "feed"), ("controls.1.upper", "9")], "controls.1.lower", "W029"),
        ([("controls.1.column", "feed")], "controls.1.lower", "W029"),
        ([("controls.1.lower", "9")], "controls.1.column", "W028"),
        ([("controls.1.column", "T"), ("controls.1.lower", "9")], "controls.1.column", "W026"),
        ([("controls.0.lower", "about 60")], "controls.0.lower", "W021"),
        ([("controls.0.lower", "60 m")], "controls.0.lower", "W025"),
        ([("controls.1.lower", "1"), *CATEGORY], "controls.1.levels", "W032"),
        ([("largest_move.0.column", "T"), ("largest_move.0.value", "9 °F")], "largest_move.0.value", "W025"),
        ([("also.0.column", "feed"), ("also.0.value", "sideways")], "also.0.value", "W023"),
        ([("also.0.column", "feed")], "also.0.value", "W029"),
        ([("goal", "sure")], "goal", "W023"),
        ([("assurance", "0.3")], "assurance", "W022"),
        ([("assurance", "30 %")], "assurance", "W022"),
        ([("price", "0")], "price", "W022"),
        ([("price", "5 apples")], "price", "W021"),
        ([("prepare.0.step", "where")], "prepare.0.step", "W031"),
        ([("prepare.0.step", "wher: load > 50 %")], "prepare.0.step", "T214"),
        ([("prepare.0.step", "where: [a")], "prepare.0.step", "W031"),
        ([("prepare.0.step", "where: a\nwhere: b")], "prepare.0.step", "W031"),
    ],
)  # fmt: skip
def test_each_fault_is_told_beside_its_cell(cells, where, code):
    posted = read(*cells)
    assert code in told(posted)[where]
    assert posted.study is None
    assert dict(posted.typed).items() >= dict(cells).items(), "what was typed is kept"


def test_a_count_with_a_fraction_is_told():
    assert told(read_form(Campaign, [("batch", "2.5")]))["batch"] == ["W030"]


def test_every_fault_is_told_at_once():
    posted = read(("controls.0.lower", "x"), ("price", "-1"), ("assurance", "y"))
    assert told(posted) == {"controls.0.lower": ["W021"], "price": ["W022"], "assurance": ["W021"]}


def test_a_column_that_the_table_does_not_have_is_a_warning():
    posted = read(("keep.0.column", "yeild"), ("keep.0.lower", "70"))
    assert told(posted) == {"keep.0.column": ["W027"]}
    assert "yield" in posted.findings["keep.0.column"][0].remedy.render()
    assert posted.study is not None


def test_a_contradiction_stands_beside_the_column_that_it_names():
    posted = read(("keep.0.column", "T"), ("keep.0.lower", "70"))
    assert posted.study is None
    assert list(posted.findings) == ["controls.0.column"]


def test_a_contradiction_of_fields_stands_above():
    both = read(("minimize", "feed"))
    assert list(told(both)) == [""]
    same = read_form(Everything, [*WHOLE[:3], ("maximize", "a"), ("minimize", "a")])
    assert told(same) == {"": ["W024"]}


def test_a_unit_is_converted_to_the_column_s():
    posted = read_form(
        SetPoints, [*WHOLE[:1], ("controls.0.lower", "140 °F"), ("controls.0.upper", "368.15 K"), WHOLE[3]], COLUMNS
    )
    assert posted.study.controls == {"T": (60.0, 95.0)}


def test_a_share_may_be_given_in_percent():
    assert read(("assurance", "95 %")).study.assurance == 0.95


def test_a_word_beside_a_category_is_a_word_and_a_number_beside_a_number_a_number():
    posted = read(
        ("context.0.column", "grade"),
        ("context.0.value", "A"),
        ("context.1.column", "feed"),
        ("context.1.value", "1,200 kg/h"),
    )
    assert posted.study.context == {"grade": "A", "feed": 1200.0}


def test_an_amount_in_its_own_unit_is_left_to_the_kind_that_reads_it():
    cells = [
        ("stock.0.column", "KOAc"),
        ("stock.0.value", "500 mg"),
        ("stock.1.column", "K3PO4"),
        ("stock.1.value", "1,5"),
    ]
    assert read_form(Campaign, cells).values["stock"] == {"KOAc": "500 mg", "K3PO4": 1.5}


def test_lines_of_a_sheet_are_spread_over_lines():
    posted = read(("controls.pasted", "feed\t100\t140\tkg/h\r\ngrade\tA\tB\r\n"), ("keep.0.column", "yield\t70\t"))
    assert posted.study.controls == {"T": (60.0, 95.0), "feed": (100.0, 140.0), "grade": ["A", "B"]}
    assert posted.study.keep == {"yield": (70.0, None)}
    assert ("controls.2.levels", "A, B") in posted.typed


def test_numbers_as_levels_are_told_from_limits():
    factors = [("factors.0.column", "T"), ("factors.0.levels", "60, 80"), ("factors.1.column", "p")]
    factors += [("factors.1.lower", "1"), ("factors.1.upper", "2")]
    factors += [("factors.2.column", "base"), ("factors.2.levels", "KOAc; K3PO4")]
    study = read_form(Campaign, [*factors, ("maximize", "y")]).study
    assert study.factors == {"T": [60.0, 80.0, 80.0], "p": (1.0, 2.0), "base": ["KOAc", "K3PO4"]}


def test_a_check_speaks_the_reader_s_language():
    found = check(SetPoints, [*WHOLE, ("price", "-1")], COLUMNS, "ko")
    assert list(found) == ["price"]
    assert found["price"][0].endswith("W022")
    assert "허용" in found["price"][0]
