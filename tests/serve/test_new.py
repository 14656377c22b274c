"""What a new study proposes from a table: guesses by name and kind, and each says that it is one."""

from typing import Annotated, ClassVar

import polars as pl
import pytest
from tests.study.kinds import KINDS, Everything, asks

from sanhak.areas.drug.property import Property as OfMolecule
from sanhak.areas.materials.property import Property as OfMaterial
from sanhak.areas.process.campaign import Campaign
from sanhak.serve.new import fill
from sanhak.study import Role
from sanhak.study.file import read_study, write_draft
from sanhak.table import Column, Kind, Table


def table(**values):
    """A table of columns; a name that ends in ``_no`` is an identifier, lists of text are categories."""
    columns = [
        Column(
            name,
            Kind.NUMBER if isinstance(cells[0], float) else Kind.IDENTIFIER if name.endswith("_no") else Kind.CATEGORY,
        )
        for name, cells in values.items()
    ]
    return Table(pl.DataFrame(values), tuple(columns))


RISING = [float(row) for row in range(101)]


def test_the_goal_is_found_by_its_name_in_both_languages():
    for name in ("yield", "수율", "Purity_final", "전환율(%)"):
        assert fill(Everything, table(T=RISING, **{name: RISING})).values["maximize"] == name


def test_a_cost_is_to_be_lowered_where_nothing_is_to_be_raised():
    draft = fill(Everything, table(T=RISING, 원가=RISING))
    assert draft.values["minimize"] == "원가"
    assert "maximize" not in draft.values


def test_without_a_known_name_the_last_column_of_numbers_is_the_goal_and_says_that_it_is_a_guess():
    draft = fill(Everything, table(T=RISING, quality=RISING, grade=["A", "B"] * 50 + ["A"]))
    assert draft.values["maximize"] == "quality"
    assert "Guessed" in draft.notes["maximize",].render()


def test_an_impurity_is_limited_where_it_was_in_nineteen_rows_of_twenty():
    draft = fill(Everything, table(T=RISING, 불순물=RISING, 수율=RISING))
    assert draft.values["keep"] == {"불순물": [None, 95.0]}


def test_weather_is_context_and_never_a_control():
    draft = fill(Everything, table(T=RISING, 외기온도=RISING, 수율=RISING))
    assert draft.values["context"] == {"외기온도": None}
    assert set(draft.values["controls"]) == {"T"}


def test_controls_are_proposed_within_their_observed_range_and_levels():
    draft = fill(Everything, table(T=RISING, catalyst=["B", "A"] * 50 + ["C"], 수율=RISING))
    assert draft.values["controls"] == {"T": [5.0, 95.0], "catalyst": ["B", "A", "C"]}


@pytest.mark.parametrize(
    ("name", "cells"),
    [
        ("constant", [5.0] * 101),
        ("batch_no", [f"B{row}" for row in range(101)]),
        ("operator", [f"person {row}" for row in range(101)]),
        ("empty", [None] * 101),
    ],
)
def test_what_cannot_be_set_is_not_proposed(name, cells):
    columns = (
        Column("T"),
        Column(name, Kind.NUMBER if name in ("constant", "empty") else Kind.CATEGORY),
        Column("수율"),
    )
    frame = pl.DataFrame({"T": RISING, name: cells, "수율": RISING})
    frame = frame.with_columns(pl.col("empty").cast(pl.Float64)) if name == "empty" else frame
    assert set(fill(Everything, Table(frame, columns)).values["controls"]) == {"T"}


def test_time_asset_and_lot_are_no_controls():
    rows = table(hour=RISING, line=["A", "B"] * 50 + ["A"], T=RISING, 수율=RISING)
    named = Table(rows.frame, rows.columns, time="hour", asset="line")
    assert set(fill(Everything, named).values["controls"]) == {"T"}


def test_of_many_columns_some_are_proposed_and_the_rest_are_counted():
    draft = fill(Everything, table(**{f"x{number}": RISING for number in range(9)}, 수율=RISING))
    assert len(draft.values["controls"]) == 6
    assert "first 6 of 9" in draft.notes["controls",].render()


def test_a_table_without_a_single_usable_column_gives_a_form_to_be_filled_in():
    assert fill(Everything, table(batch_no=["a", "b"])).values == {}


def test_units_stand_beside_the_columns():
    columns = (Column("T", unit="°C"), Column("수율", unit="%"))
    draft = fill(Everything, Table(pl.DataFrame({"T": RISING, "수율": RISING}), columns))
    assert draft.notes["controls", "T"].render() == "in °C"


def test_what_is_proposed_depends_on_the_kind_s_fields():
    class Bare(Everything):
        kind: ClassVar[str] = "test.bare"

    for name in ("maximize", "minimize", "keep", "context", "controls"):
        del Bare.model_fields[name]
    assert fill(Bare, table(T=RISING, 불순물=RISING, 외기온도=RISING, 수율=RISING)).values == {}


def test_a_kind_whose_controls_take_no_levels_gets_no_categories():
    class Numeric(Everything):
        kind: ClassVar[str] = "test.numeric"
        controls: Annotated[dict[str, tuple[float, float]], asks(Role.RANGES, "Controls")]

    draft = fill(Numeric, table(T=RISING, catalyst=["B", "A"] * 50 + ["C"], 수율=RISING))
    assert set(draft.values["controls"]) == {"T"}


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("ending", [".yaml", ".xlsx", ".json"])
def test_a_complete_guess_is_a_study_in_every_form(tmp_path, ending, language):
    rows = table(**{"T: x": RISING, "1": RISING, "촉매": ["B", "A"] * 50 + ["C"], "불순물": RISING, "수율": RISING})
    path = write_draft(fill(Everything, rows), tmp_path / f"study{ending}", language)
    study = read_study(path, KINDS)
    assert study.controls == {"T: x": (5.0, 95.0), "1": (5.0, 95.0), "촉매": ["B", "A", "C"]}
    assert (study.maximize, study.keep) == ("수율", {"불순물": (None, 95.0)})
    assert study.model_dump() == Everything(**study.model_dump()).model_dump()


def test_the_sheet_has_drop_downs_for_columns_and_choices(tmp_path):
    from openpyxl import load_workbook

    path = write_draft(fill(Everything, table(T=RISING, 수율=RISING)), tmp_path / "study.xlsx")
    book = load_workbook(path)
    sources = {rule.formula1 for rule in book.worksheets[0].data_validations.dataValidation}
    assert len(sources) == 3  # columns, aim, robust
    lists = book.worksheets[1]
    assert [cell.value for cell in lists["A"]] == ["Columns of the table", "T", "수율"]


def test_planned_runs_propose_their_columns_of_few_values_as_factors():
    from sanhak.areas.process.analyse import Analyse
    from sanhak.areas.process.design import Design

    table = Table.of(
        pl.DataFrame(
            {
                "T": [60.0, 95.0] * 8,
                "catalyst": ["A", "A", "B", "B"] * 4,
                "flow": [float(row) for row in range(16)],
                "yield": [70.0 + row % 9 for row in range(16)],
            }
        )
    )
    draft = fill(Analyse, table)
    assert draft.values == {"maximize": "yield", "factors": ["T", "catalyst"]}
    assert ("factors",) in draft.notes
    assert fill(Design, table).values["factors"] == {"T": [60.0, 95.0], "catalyst": ["A", "B"]}


def test_factors_are_guessed_from_runs_as_what_was_set():
    runs = table(
        run_no=["1", "2", "3", "4"],
        T=[60.0, 80.0, 100.0, 60.0],
        solvent=["DMF", "THF", "DMF", "THF"],
        수율=[40.0, 51.0, 62.0, 45.0],
        불순물=[1.0, 2.0, 1.5, 0.5],
        viscosity=[3.1, 3.2, 3.3, 3.4],
        repeats=[1.0, 2.0, 1.0, 2.0],
        status=["done", "done", "failed", "done"],
    )
    draft = fill(Campaign, runs)
    assert draft.values["factors"] == {"T": [60, 100], "solvent": ["DMF", "THF"], "repeats": [1, 2]}
    assert draft.values["maximize"] == "수율"
    assert set(draft.values["keep"]) == {"불순물"}
    assert "Guessed" in draft.notes["factors",].render()


def test_formulas_structures_and_the_measured_property_are_proposed_by_what_they_hold():
    facts = (Column("조성", Kind.FORMULA), Column("소둔 온도"), Column("항복강도"), Column("구조", Kind.MOLECULE))
    frame = pl.DataFrame({"조성": ["FeNi", "Fe"], "소둔 온도": [1.0, 2.0], "항복강도": [3.0, 4.0], "구조": ["CC", "C"]})
    drafts = [fill(kind, Table(frame, facts)) for kind in (OfMaterial, OfMolecule)]
    assert drafts[0].values == {"material": "조성", "outcome": "항복강도"}
    assert drafts[1].values == {"molecule": "구조", "outcome": "항복강도"}
    assert {("outcome",), ("molecule",)} == set(drafts[1].notes)


def test_a_time_is_guessed_from_dates_and_never_from_a_number_that_may_be_anything():
    from datetime import datetime

    from sanhak.areas.maintenance.remaining_life import RemainingLife

    days = [datetime(2026, 1, day) for day in range(1, 29)]  # noqa: DTZ001 - the plant's clock
    frame = pl.DataFrame({"일자": days, "전류": RISING[:28]})
    dated = Table(frame, (Column("일자", Kind.DATE), Column("전류", Kind.NUMBER)))
    assert fill(RemainingLife, dated).values["time"] == "일자"
    assert "time" not in fill(RemainingLife, table(전류=RISING)).values
