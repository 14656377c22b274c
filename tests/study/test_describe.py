"""The description of a study kind, which every face reads."""

from typing import Annotated, ClassVar, Literal

import pytest
from pydantic import Field
from tests.study.kinds import Everything

from sanhak.study import Role, asks, describe
from sanhak.study.describe import Part


@pytest.fixture(scope="module")
def kind():
    return describe(Everything)


def test_a_mapping_of_ranges_or_levels_carries_pairs_and_levels(kind):
    field = kind["controls"]
    assert (field.role, field.required, field.part) == (Role.RANGES, True, Part.CONTROL)
    assert field.pairs
    assert field.levels


def test_a_mapping_of_limits_alone_takes_no_levels(kind):
    assert not kind["keep"].levels
    assert kind["keep"].part is Part.LIMITED


def test_an_optional_column_may_be_empty(kind):
    assert kind["maximize"].optional
    assert not kind["currency"].optional


def test_the_bounds_of_an_optional_number_and_of_the_numbers_in_a_mapping_are_found(kind):
    assert (kind["chance"].lower, kind["chance"].upper) == (0.5, 1)
    assert (kind["price"].lower, kind["price"].upper) == (0, None)
    assert kind["moves"].lower == 0


def test_choices_come_from_literals_and_a_truth_value_has_two(kind):
    assert kind["aim"].choices == ("expected", "guaranteed")
    assert kind["robust"].choices == ("true", "false")
    assert kind["robust"].truth


def test_the_types_of_a_value_are_told_and_whether_it_may_be_limits(kind):
    assert kind["context"].takes == {"number", "string", "null"}
    assert kind["moves"].takes == {"number"}
    assert kind["keep"].limits
    assert not kind["context"].limits


def test_a_truth_value_has_the_words_yes_and_no(kind):
    assert {choice: words.render() for choice, words in kind["robust"].words.items()} == {"true": "yes", "false": "no"}


def test_choices_have_the_words_that_their_field_gives_them():
    class Spoken(Everything):
        kind: ClassVar[str] = "test.spoken"
        aim: Annotated[
            Literal["expected", "guaranteed"],
            Field(title="Aim", json_schema_extra=asks(Role.CHOICE, words={"expected": "on average"})),
        ] = "expected"

    assert describe(Spoken)["aim"].words["expected"].render() == "on average"


def test_a_list_of_columns_carries_no_pairs(kind):
    assert not kind["inputs"].pairs


def test_a_field_that_is_not_part_of_the_file_is_left_out():
    class Hidden(Everything):
        kind: ClassVar[str] = "test.hidden"
        models: Annotated[tuple[str, ...], Field(exclude=True, json_schema_extra={"role": Role.TEXT})] = ()

    assert "models" not in describe(Hidden).names


def test_a_default_made_by_a_factory_is_shown():
    class Made(Everything):
        kind: ClassVar[str] = "test.made"
        steps: Annotated[dict[str, float], Field(json_schema_extra={"role": Role.AMOUNTS})] = Field(
            default_factory=dict
        )

    assert describe(Made)["steps"].default == {}


def test_one_word_is_a_choice_too_and_a_shared_enumeration_is_followed():
    from enum import StrEnum
    from typing import Literal

    class Colour(StrEnum):
        RED = "red"
        BLUE = "blue"

    class Chosen(Everything):
        kind: ClassVar[str] = "test.chosen"
        only: Annotated[Literal["one"], Field(json_schema_extra={"role": Role.CHOICE})] = "one"
        colour: Annotated[Colour | None, Field(json_schema_extra={"role": Role.CHOICE})] = Colour.RED

    assert describe(Chosen)["only"].choices == ("one",)
    assert describe(Chosen)["colour"].choices == ("red", "blue")


def test_an_unknown_field_is_no_part_of_the_description(kind):
    with pytest.raises(KeyError):
        kind["colour"]
