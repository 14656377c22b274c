"""What can only be said of a table once a question is asked of it: its outcomes, controls, inputs and replicates."""

from collections.abc import Callable

import numpy as np
import pytest

from sanhak.finding import Finding, Refusal, Severity
from sanhak.table import Column, Kind, Table
from sanhak.table.check import Noise, check_question, replicate_noise
from sanhak.table.check.findings import (
    ControlDidNotVary,
    ControlHardlyVaried,
    CounterAsInput,
    FewRows,
    IdentifierAsInput,
    OutcomeAllMissing,
    OutcomeAsInput,
    OutcomeConstant,
    OutcomeGaps,
    OutcomeNotNumber,
    ReplicatesFound,
    TooFewRows,
    TooManyCategories,
)
from table.check.asking import ROWS, ask, normal, one

Make = Callable[..., Table]


def test_a_column_that_is_not_there_is_refused_with_the_nearest_name(make: Make):
    with pytest.raises(Refusal, match=r"T001 The table has no column yeild. Nearest: yield"):
        check_question(make({"x": normal(), "yield": normal(1)}), inputs=["x"], outcomes=["yeild"])


@pytest.mark.parametrize(
    ("values", "rule"),
    [
        ([None] * ROWS, OutcomeAllMissing),
        (["good", "bad"] * (ROWS // 2), OutcomeNotNumber),
        ([1.5] * ROWS, OutcomeConstant),
        ([1.0, 2.0, 3.0, 2.0] + [None] * (ROWS - 4), TooFewRows),
    ],
)
def test_an_outcome_that_cannot_be_answered_is_refused(make: Make, values: list, rule: type[Finding]):
    table = make({"x": normal(), "y": values})
    assert one(table, rule, inputs=["x"], outcomes=["y"]).severity is Severity.REFUSE


def test_an_outcome_of_labels_is_welcome_where_labels_are_asked_for(make: Make):
    table = make({"x": normal(), "y": np.where(normal(1) > 0, "good", "bad")})
    assert check_question(table, inputs=["x"], outcomes=["y"], labels=True) == ()


def test_an_outcome_among_the_inputs_is_refused(make: Make):
    table = make({"x": normal(), "y": normal(1)})
    assert one(table, OutcomeAsInput, inputs=["x", "y"], outcomes=["y"]).column == "y"


def test_rows_without_an_outcome_are_counted(make: Make):
    table = make({"x": normal(), "y": [*normal(1)[:-30], *[None] * 30]})
    assert one(table, OutcomeGaps, inputs=["x"], outcomes=["y"]).params == {"column": "y", "rows": 30, "used": 170}


def test_few_rows_for_many_inputs_are_told(make: Make):
    table = make({f"x{i}": normal(i, 20) for i in range(5)} | {"y": normal(9, 20)})
    inputs = [f"x{i}" for i in range(5)]
    assert one(table, FewRows, inputs=inputs, outcomes=["y"]).inputs == 5
    assert not ask(table, FewRows, inputs=inputs[:4], outcomes=["y"])


def test_a_control_without_variation_is_refused_even_if_it_varied_only_where_nothing_was_measured(make: Make):
    control = np.r_[[80.0] * 190, [90.0] * 10]
    table = make({"c": control, "y": [*normal()[:190], *[None] * 10]}, units={"c": "°C"})
    finding = one(table, ControlDidNotVary, inputs=[], outcomes=["y"], controls=["c"])
    assert (finding.value, finding.rows, finding.severity) == ("80 °C", 190, Severity.REFUSE)


def test_an_empty_control_is_refused(make: Make):
    table = make({"c": [None] * ROWS, "y": normal()})
    assert one(table, ControlDidNotVary, inputs=[], outcomes=["y"], controls=["c"]).value == "–"


def test_a_control_that_hardly_varied_is_told(make: Make):
    table = make({"c": ["A"] * 197 + ["B"] * 3, "y": normal()})
    finding = one(table, ControlHardlyVaried, inputs=[], outcomes=["y"], controls=["c"])
    assert (finding.rows, finding.value) == (3, "A")


def test_inputs_that_name_count_or_divide_the_rows_are_told(make: Make):
    names = [f"S{row}" for row in range(ROWS)]
    table = make(
        {"id": names, "no": np.arange(1.0, ROWS + 1), "lot": [f"L{row // 2}" for row in range(ROWS)], "y": normal()},
        kinds={"id": Kind.IDENTIFIER},
    )
    question = {"inputs": ["id", "no", "lot"], "outcomes": ["y"]}
    assert one(table, IdentifierAsInput, **question).severity is Severity.REFUSE
    assert one(table, CounterAsInput, **question).column == "no"
    assert one(table, TooManyCategories, **question).levels == 100


def test_a_gap_or_an_uneven_step_is_no_counter(make: Make):
    table = make({"a": [*np.arange(199.0), None], "b": np.cumsum(np.abs(normal())), "y": normal(1)})
    assert not ask(table, CounterAsInput, inputs=["a", "b"], outcomes=["y"])


def test_replicates_give_the_pooled_deviation():
    # Sets {1, 3} and {10, 10, 13}: squares 2 and 6 over 1 + 2 degrees of freedom.
    import polars as pl

    frame = pl.DataFrame({"a": [1.0, 1.0, 2.0, 2.0, 2.0, 5.0, None, None], "y": [1.0, 3, 10, 10, 13, 7, 8, 9]})
    table = Table(frame, (Column("a"), Column("y", unit="%")))
    noise = replicate_noise(table, ["a"], "y")
    assert noise == Noise(deviation=pytest.approx((8 / 3) ** 0.5), freedom=3, rows=5, sets=2, unit="%")


def test_replicates_at_a_high_level_keep_their_deviation(make: Make):
    table = make({"a": [1.0, 1.0, 2.0], "y": [1e9, 1e9 + 2e-3, 5.0]})
    assert replicate_noise(table, ["a"], "y").deviation == pytest.approx(2e-3 / 2**0.5, rel=1e-3)


def test_without_replicates_inputs_or_numbers_there_is_no_noise_floor(make: Make):
    table = make({"x": normal(), "a": ["A"] * ROWS, "y": normal(1)})
    assert replicate_noise(table, ["x"], "y") is None
    assert replicate_noise(table, [], "y") is None
    assert replicate_noise(table, ["x"], "a") is None


def test_the_noise_floor_is_told_in_the_unit_of_the_outcome(make: Make):
    table = make({"x": np.repeat(normal(0, 100), 2), "y": 80 + 2 * normal(1)}, units={"y": "%"})
    finding = one(table, ReplicatesFound, inputs=["x"], outcomes=["y"])
    assert (finding.sets, finding.freedom) == (100, 100)
    assert finding.deviation.endswith(" %")
    assert float(finding.deviation.split()[0]) == pytest.approx(2, rel=0.2)


def test_a_question_with_nothing_but_an_outcome_is_checked(make: Make):
    assert check_question(make({"y": normal()}), inputs=[], outcomes=["y"]) == ()


def test_an_empty_table_is_refused_not_broken(make: Make):
    found = check_question(
        make({"x": [], "a": np.array([], dtype=str), "y": []}), inputs=["x"], outcomes=["y"], controls=["x"]
    )
    assert {type(finding) for finding in found} == {OutcomeAllMissing, ControlDidNotVary}


def test_clean_questions_give_no_warning(make: Make):
    warned = 0
    for seed in range(100):
        rng = np.random.default_rng(seed)
        rows = int(rng.choice([30, 60, 120]))
        columns = {f"x{i}": rng.normal(size=rows) for i in range(5)} | {"g": rng.choice(["A", "B", "C"], rows)}
        table = make(columns | {"y": sum(columns[f"x{i}"] for i in range(3)) + 0.5 * rng.normal(size=rows)})
        controls = ["x0", "x1"] if seed % 2 else []
        found = check_question(table, inputs=list(columns), outcomes=["y"], controls=controls)
        warned += any(finding.severity is not Severity.NOTE for finding in found)
    assert warned / 100 < 0.05


def test_units_and_category_names_change_no_finding(make: Make):
    feed, grade = 10 + normal(), np.random.default_rng(0).integers(0, 3, ROWS)

    def told(scale: float, offset: float, names: str) -> list[tuple[str, str]]:
        table = make(
            {
                "feed": feed * scale + offset,
                "c": (80 - 3 * feed + 0.5 * normal(2)) * scale + offset,
                "grade": [names[g] for g in grade],
                "lab": grade * 10 * scale + normal(3) + offset,
                "y": (grade * 10 + 0.01 * normal(4)) * scale + offset,
            }
        )
        found = check_question(table, inputs=["feed", "grade", "lab"], outcomes=["y"], controls=["c"])
        return [(finding.code, next(iter(finding.params.values()))) for finding in found]

    assert {code for code, _ in told(1, 0, "ABC")} == {"T082", "T089"}
    assert told(1, 0, "ABC") == told(1.8, 32, "CAB") == told(1e-3, 5, "xyz")
