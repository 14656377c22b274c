"""A study that is written and read again is the same study, in every form of file."""

import json
import math
from typing import Annotated, ClassVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from pydantic import Field
from python_calamine import CalamineWorkbook
from tests.study.kinds import KINDS, Everything

from sanhak.areas.process.setpoints import SetPoints
from sanhak.study import Role, asks
from sanhak.study.file import Draft, read_study, write_draft, write_study

# Names as people give them: anything that can be printed, also what YAML or Excel could mistake for something else.
NAMES = some.one_of(
    some.sampled_from(
        ["T_jacket", "온도 [°C]", "7", "1e5", "yes", "null", "~", "true", "- a", "a: b", "#x", "'q'", '"', "=1+1",
         "{a}", "@x", "!t", "&a", "*a", "2026-03-05", "study", "a\tb", "%", "a,b", "0x1f", ".5", ":", "?", "|", ">",
         "---", "\\n", "a #b", "1_000"]
    ),
    some.text(some.characters(categories=["L", "N", "P", "S"]), min_size=1, max_size=12),
)  # fmt: skip
# Excel keeps fifteen digits of a number.
NUMBERS = some.floats(-1e300, 1e300).map(lambda number: float(f"{number:.15g}"))
LEVELS = some.lists(NAMES, min_size=1, max_size=3, unique=True)
LIMITS = some.tuples(some.none() | NUMBERS, some.none() | NUMBERS)


@some.composite
def studies(draw):
    goal = draw(NAMES)
    return Everything(
        controls=draw(some.dictionaries(NAMES, LIMITS | LEVELS, min_size=1, max_size=3)),
        maximize=goal,
        minimize=draw(some.none() | NAMES.filter(lambda name: name != goal)),
        keep=draw(some.dictionaries(NAMES, LIMITS, max_size=2)),
        context=draw(
            some.dictionaries(NAMES, some.none() | NUMBERS | NAMES.filter(lambda name: name != "–"), max_size=2)
        ),
        inputs=draw(some.lists(NAMES, max_size=2, unique=True)),
        moves=draw(some.dictionaries(NAMES, NUMBERS.map(abs), max_size=2)),
        aim=draw(some.sampled_from(["expected", "guaranteed"])),
        robust=draw(some.booleans()),
        chance=draw(some.sampled_from([0.5, 0.75, 0.999])),
        price=draw(some.none() | NUMBERS.filter(lambda number: number > 0)),
        currency=draw(NAMES),
    )


@pytest.mark.parametrize("ending", [".yaml", ".json", ".xlsx"])
@settings(max_examples=25)
@given(study=studies())
def test_what_is_written_is_read_again(tmp_path_factory, ending, study):
    path = tmp_path_factory.mktemp("study") / f"study{ending}"
    write_study(study, path)
    assert read_study(path, KINDS) == study


def test_numbers_keep_their_last_digit(tmp_path):
    study = Everything(controls={"T": (0.1 + 0.2, 1e300)}, moves={"T": 5e-324})
    for ending in (".yaml", ".json"):
        assert read_study(write_study(study, tmp_path / f"s{ending}"), KINDS) == study


def test_a_number_without_end_survives_a_sheet(tmp_path):
    study = Everything(controls={"T": (1, 2)}, context={"feed": math.inf})
    assert read_study(write_study(study, tmp_path / "s.xlsx"), KINDS).context["feed"] in ("inf", None, math.inf)


def test_both_languages_write_the_same_study(tmp_path):
    study = Everything(controls={"온도": (60, 95)}, robust=False)
    for language in ("en", "ko"):
        for ending in (".yaml", ".xlsx"):
            assert read_study(write_study(study, tmp_path / f"s{ending}", language), KINDS) == study


def test_fields_left_at_their_default_are_remarks_only(tmp_path):
    text = write_study(Everything(controls={"T": (1, 2)}), tmp_path / "study.yaml").read_text(encoding="utf-8")
    assert "\n# chance: 0.9\n" in text
    assert "\nchance" not in text


def test_a_required_field_that_could_not_be_guessed_is_left_to_be_filled_in(tmp_path):
    text = write_draft(Draft(Everything, {}), tmp_path / "study.yaml").read_text(encoding="utf-8")
    assert "\ncontrols:\n" in text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp949"])
def test_text_saved_by_any_korean_editor_is_read(tmp_path, encoding):
    path = tmp_path / "study.yaml"
    path.write_bytes("study: test.kinds\ncontrols: {온도: [60, 95]}\n".encode(encoding))
    assert read_study(path, KINDS).controls == {"온도": (60.0, 95.0)}


def test_a_json_file_may_be_indented_by_tabs(tmp_path):
    path = tmp_path / "study.json"
    path.write_text(json.dumps({"study": "test.kinds", "controls": {"T": [1, 2]}}, indent="\t"))
    assert read_study(path, KINDS).controls == {"T": (1.0, 2.0)}


def test_two_numbers_that_are_no_limits_stay_two(tmp_path):
    class Favouring(Everything):
        kind: ClassVar[str] = "test.favouring"
        favour: Annotated[
            dict[str, list[float] | list[str]],
            Field(title="Tried first", description="What.", json_schema_extra=asks(Role.RANGES)),
        ] = {}  # noqa: RUF012 - pydantic copies defaults

    study = Favouring(controls={"T": (1, 2)}, favour={"T": [60.0, 95.0], "p": [1.0, 2.0, 3.0]})
    write_study(study, path := tmp_path / "study.xlsx")
    assert read_study(path, {Favouring.kind: Favouring}) == study


def test_the_sheet_says_what_a_choice_means(tmp_path):
    write_draft(Draft(SetPoints, {}), path := tmp_path / "study.xlsx")
    remarks = [str(row[6]) for row in CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()]
    assert any("guaranteed: best value that holds with the assurance." in remark for remark in remarks)
