"""Fractions: what their words say holds in their runs, and the best ones are as good as those that are printed."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanhak.decide.design import (
    LETTERS,
    Fraction,
    Word,
    best_fraction,
    best_resolution,
    block_words,
    clear_effects,
    confounded,
    generator,
    relation,
    resolution_of,
    spelled,
)
from sanhak.finding import Refusal


@st.composite
def fractions(draw):
    """A fraction in up to seven factors whose generators are products of the first ones."""
    free = draw(st.integers(2, 4))
    made = draw(st.integers(1, 3))
    products = st.integers(1, (1 << free) - 1).filter(lambda word: word.bit_count() > 1)
    chosen = draw(st.lists(products, min_size=made, max_size=made))
    signs = draw(st.lists(st.sampled_from([-1, 1]), min_size=made, max_size=made))
    words = [Word(word | 1 << free + at, sign) for at, (word, sign) in enumerate(zip(chosen, signs, strict=True))]
    return Fraction(free + made, tuple(words))


@given(fractions())
def test_every_word_of_the_relation_holds_in_every_run_and_no_other_does(fraction):
    points = fraction.points()
    assert len(points) == fraction.runs
    assert len({tuple(point) for point in points}) == fraction.runs
    assert set(relation(points)) == set(fraction.words)
    assert fraction.of_runs(points).all()


@given(fractions(), st.integers(1, 127))
def test_aliases_have_the_same_column_up_to_their_sign(fraction, effect):
    effect &= (1 << fraction.count) - 1
    points = fraction.points()
    column = np.prod(points[:, list(Word(effect).members)], axis=1)
    for alias in fraction.aliases(Word(effect)):
        other = np.prod(points[:, list(alias.members)], axis=1)
        assert np.array_equal(column, alias.sign * other)


@given(fractions())
def test_the_resolution_is_the_same_from_words_and_from_runs(fraction):
    shortest = fraction.resolution
    found = resolution_of(fraction.points())
    assert found == (shortest if shortest >= 3 else found)
    clear = {tuple(word.members) for word in fraction.clear(1)}
    if shortest >= 3:
        assert clear == set(clear_effects(fraction.points(), 1))


@pytest.mark.parametrize(
    ("count", "runs", "pattern"),
    # Word lengths from 3 on of the fractions of least aberration, as printed by Fries and Hunter and in every textbook.
    [(5, 8, (2, 1)), (6, 16, (0, 3)), (7, 8, (7, 7, 0, 0, 1)), (7, 32, (0, 1, 2)), (8, 16, (0, 14, 0, 0, 0, 1))],
)
def test_the_best_fraction_has_the_fewest_short_words(count, runs, pattern):
    found = best_fraction(count, runs)
    assert found.runs == runs
    assert found.pattern[2 : 2 + len(pattern)] == pattern


@pytest.mark.parametrize("count", range(3, 12))
@pytest.mark.parametrize("resolution", [3, 4, 5])
def test_a_fraction_of_a_resolution_keeps_it(count, resolution):
    found = best_resolution(count, resolution)
    assert found.resolution is None or found.resolution >= resolution
    assert found.runs <= 2**count


@pytest.mark.parametrize(("count", "blocks"), [(3, 2), (4, 4), (5, 4), (6, 8), (5, 16)])
def test_blocks_are_of_equal_size_and_take_no_main_effect(count, blocks):
    whole = Fraction(count)
    words = block_words(whole, blocks)
    points = whole.points()
    signs = np.column_stack([np.prod(points[:, list(word.members)], axis=1) for word in words])
    _, sizes = np.unique(signs, axis=0, return_counts=True)
    assert len(sizes) == blocks
    assert len(set(sizes)) == 1
    assert all(word.length > 1 for word in confounded(whole, words))


def test_a_fraction_is_blocked_without_losing_main_effects():
    fraction = best_resolution(6, 4)
    words = block_words(fraction, 2)
    assert all(word.length > 1 for word in confounded(fraction, words))
    assert block_words(fraction, 3) is None
    assert block_words(fraction, 64) is None


def test_there_is_no_fraction_of_more_factors_than_columns():
    assert best_fraction(8, 8) is None
    assert best_fraction(3, 12) is None
    assert best_fraction(3, 16) is None


@pytest.mark.parametrize(
    ("text", "names", "word"),
    [
        ("D = ABC", "ABCD", "ABCD"),
        ("E=-A:B", "ABCDE", "-ABE"),
        ("I = ABCD", "ABCD", "ABCD"),
        ("4 = 12", "1234", "124"),
        ("D = A·B·A·C", "ABCD", "BCD"),
    ],
)
def test_generators_are_read_in_letters_and_names(text, names, word):
    assert spelled(generator(text, list(names)), names) == word


def test_generators_are_read_in_longer_names_the_longest_first():
    names = ["T", "T_feed", "pressure", "rate"]
    assert generator("rate = T_feed:pressure", names).members == (1, 2, 3)


@pytest.mark.parametrize("text", ["D = AX", "D", "D = ABC = A", "A = A"])
def test_a_generator_that_is_no_product_is_refused(text):
    with pytest.raises(Refusal, match="D112"):
        generator(text, list("ABCD"))


def test_generators_that_repeat_each_other_are_refused():
    words = [generator(text, list("ABCDE")) for text in ("D=AB", "E=AC", "I=BCDE")]
    with pytest.raises(Refusal, match="D112"):
        Fraction(5, tuple(words)).points()


def test_the_first_factor_changes_fastest_in_standard_order():
    points = Fraction(3).points()
    assert points[:, 0].tolist() == [-1, 1] * 4
    assert points[:, 2].tolist() == [-1] * 4 + [1] * 4


def test_letters_leave_out_the_one_that_stands_for_the_mean():
    assert "I" not in LETTERS
    assert spelled(Word(0), LETTERS) == "I"


def test_a_plackett_burman_design_has_no_short_words_but_a_resolution_of_three():
    from sanhak.decide.design import plackett_burman

    points = plackett_burman(11)
    assert [word.length for word in relation(points)] == [11]
    assert resolution_of(points) == 3
    assert clear_effects(points, 1) == ()
    assert np.array_equal(points.T @ points, 12 * np.eye(11))
    assert all(len(plackett_burman(count)) % 4 == 0 for count in range(2, 24))
    assert not any(np.ptp(points[:, pair].prod(axis=1)) == 0 for pair in combinations(range(11), 2))
