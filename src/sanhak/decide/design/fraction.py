"""Two-level fractions: generators, defining relation, resolution, alias chains, and the best fraction of a size.

An effect is a set of factors, held as the bits of a whole number: bit 0 is the first factor. Products of effects are
sums without carry, so a factor that stands twice cancels.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import combinations
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sanhak.decide.findings.design import GeneratorNotUnderstood
from sanhak.finding import Refusal
from sanhak.model.prediction import Floats

LETTERS: Final = "ABCDEFGHJKLMNOPQRSTUVWXYZ"
"""Short names of factors, as the literature has them; I stands for the mean."""
_BEAM: Final = 40
"""How many fractions are kept while factors are added one by one."""
_CLEAR: Final = 2
_MOST_SEARCHED: Final = 12


@dataclass(frozen=True, slots=True, order=True)
class Word:
    """A product of factors with its sign."""

    factors: int
    sign: int = 1

    def times(self, other: Word) -> Word:
        """The product: what stands in both cancels."""
        return Word(self.factors ^ other.factors, self.sign * other.sign)

    @property
    def length(self) -> int:
        """How many factors are in it."""
        return self.factors.bit_count()

    @property
    def members(self) -> tuple[int, ...]:
        """The places of its factors."""
        return tuple(place for place in range(self.factors.bit_length()) if self.factors >> place & 1)


@dataclass(frozen=True)
class Fraction:
    """A regular two-level design in ``count`` factors: the runs in which each of ``generators`` is +1.

    Without generators it is the full factorial. Each generator is a whole word: D = ABC is ABCD.
    """

    count: int
    generators: tuple[Word, ...] = ()

    @property
    def runs(self) -> int:
        """How many runs it has."""
        return 1 << (self.count - len(self.generators))

    @cached_property
    def words(self) -> tuple[Word, ...]:
        """The defining relation: every product of the generators."""
        return products(self.generators)

    @property
    def resolution(self) -> int | None:
        """The length of the shortest word; None for a full factorial."""
        return min((word.length for word in self.words), default=None)

    @property
    def pattern(self) -> tuple[int, ...]:
        """How many words there are of each length, from 1 on (Fries and Hunter 1980)."""
        return pattern_of((word.factors for word in self.words), self.count)

    def aliases(self, effect: Word, up_to: int | None = None) -> tuple[Word, ...]:
        """The effects that cannot be told from one, the shortest first, of ``up_to`` factors or fewer."""
        found = (effect.times(word) for word in self.words)
        kept = [word for word in found if up_to is None or word.length <= up_to]
        return tuple(sorted(kept, key=lambda word: (word.length, word.members)))

    def clear(self, order: int) -> tuple[Word, ...]:
        """The effects of ``order`` factors whose aliases all have three factors or more."""
        every = (Word(sum(1 << place for place in chosen)) for chosen in combinations(range(self.count), order))
        return tuple(effect for effect in every if not self.aliases(effect, _CLEAR))

    def points(self) -> Floats:
        """The runs in standard order, -1 or +1, shape (runs, factors); the first factors change fastest.

        Raises
        ------
        Refusal
            D112 if the generators contradict or repeat each other.
        """
        made = _made_by(self.generators, self.count)
        free = [place for place in range(self.count) if place not in made]
        points = np.empty((2 ** len(free), self.count))
        for at, place in enumerate(free):
            points[:, place] = np.where(np.arange(len(points)) >> at & 1, 1.0, -1.0)
        for place in sorted(made):
            word = made[place]
            points[:, place] = word.sign * np.prod([points[:, at] for at in word.members if at != place], axis=0)
        return points

    def of_runs(self, points: Floats) -> NDArray[np.bool_]:
        """Which of some runs, -1 or +1, shape (runs, factors), belong to it."""
        kept = np.ones(len(points), dtype=bool)
        for word in self.generators:
            kept &= np.isclose(np.prod(points[:, list(word.members)], axis=1), word.sign)
        return kept


def products(words: Sequence[Word]) -> tuple[Word, ...]:
    """Every product of some of the words, each once, without the empty one."""
    found = [Word(0)]
    for word in words:
        found += [one.times(word) for one in found]
    return tuple(found[1:])


def relation(points: Floats) -> tuple[Word, ...]:
    """The words that are the same in all runs, so that their factors are confounded; of a regular fraction all of them.

    ``points`` holds -1 and +1, shape (runs, factors); at most twelve factors are looked through.
    """
    count = points.shape[1]
    if count > _MOST_SEARCHED or len(points) == 0:
        return ()
    found = []
    for factors in range(1, 1 << count):
        word = Word(factors)
        product = np.prod(points[:, list(word.members)], axis=1)
        if np.all(product == product[0]):
            found.append(Word(factors, int(product[0])))
    return tuple(found)


def pattern_of(words: Iterable[int], count: int) -> tuple[int, ...]:
    """How many words there are of each length from 1 to ``count``."""
    lengths = [word.bit_count() for word in words]
    return tuple(lengths.count(length) for length in range(1, count + 1))


def _made_by(generators: Sequence[Word], count: int) -> dict[int, Word]:
    """For each factor that is made from others, the word that makes it, by elimination from the last factor on."""
    made: dict[int, Word] = {}
    for given in generators:
        word = given
        for place, other in made.items():
            if word.factors >> place & 1:
                word = word.times(other)
        if not word.factors:
            known = tuple(LETTERS[:count])
            raise Refusal(GeneratorNotUnderstood(generator=spelled(given, known), known=known))
        last = word.members[-1]
        made = {place: other.times(word) if other.factors >> last & 1 else other for place, other in made.items()}
        made[last] = word
    return made


def generator(text: str, names: Sequence[str]) -> Word:
    """Read a generator such as ``D = ABC``, ``E = -A:B`` or ``I = ABCD`` over factor names or their letters.

    Raises
    ------
    Refusal
        D112 if it is no product of the factors.
    """
    sides = text.replace("−", "-").split("=")
    word = Word(0, -1 if text.replace("−", "-").count("-") % 2 else 1)
    for side in sides:
        for name in _names(side.replace("-", "").strip(), names):
            word = word.times(Word(1 << names.index(name)))
    if word.length < 2 or len(sides) > 2:  # noqa: PLR2004 - a word of one factor would hold it still
        raise Refusal(GeneratorNotUnderstood(generator=text, known=tuple(names)))
    return word


def _names(side: str, names: Sequence[str]) -> Iterator[str]:
    """The factors that one side multiplies, the longest names first; ``I`` is none."""
    rest = side
    if rest == "I" and "I" not in names:
        return
    while rest := rest.lstrip(" ·:*×"):
        name = next((one for one in sorted(names, key=len, reverse=True) if rest.startswith(one)), None)
        if name is None:
            raise Refusal(GeneratorNotUnderstood(generator=side, known=tuple(names)))
        yield name
        rest = rest.removeprefix(name)


def spelled(word: Word, names: Sequence[str], between: str = "") -> str:
    """A word in names, such as ``-ABC``; the empty one is ``I``."""
    return ("-" if word.sign < 0 else "") + (between.join(names[place] for place in word.members) or "I")


@cache
def best_fraction(count: int, runs: int) -> Fraction | None:
    """The fraction of ``runs`` runs with the fewest short words (least aberration); None where there is none.

    Factors are added one by one to the full factorial of the first; the fractions with the fewest short words are kept
    at each step (the sequential construction of Chen, Sun and Wu 1993, with a bound on how many are kept). It is done
    a second time with products of an odd number of factors alone, whose words are all of even length.
    """
    free = runs.bit_length() - 1
    if runs != 1 << free or free > count or count >= runs:
        return None
    every = [column for column in range(1, 1 << free) if column.bit_count() > 1]
    odd = [column for column in every if column.bit_count() % 2]
    found = [grown for columns in (every, odd) if (grown := _grown(count, free, columns)) is not None]
    _, chosen = min(found)
    return Fraction(count, tuple(Word(column | 1 << free + at) for at, column in enumerate(chosen)))


def _grown(count: int, free: int, columns: Sequence[int]) -> tuple[tuple[int, ...], tuple[int, ...]] | None:
    """The best pattern of words, by length, and the columns that give it; None where there are too few columns."""
    start = np.zeros(1, dtype=np.int64)
    beam: list[tuple[tuple[int, ...], tuple[int, ...], NDArray[np.int64]]] = [((0,) * (count + 1), (), start)]
    for place in range(free, count):
        found = []
        for pattern, chosen, words in beam:
            for column in columns:
                if column not in chosen:
                    new = words ^ (column | 1 << place)
                    counts = np.bincount(np.bitwise_count(new), minlength=count + 1)
                    total = tuple(int(old + more) for old, more in zip(pattern, counts, strict=True))
                    found.append((total, (*chosen, column), words, new))
        found.sort(key=lambda one: one[:2])
        seen: set[tuple[object, ...]] = set()
        beam = []
        for total, chosen, words, new in found:
            grown = np.concatenate([words, new])
            if (alike := (total, _letters(grown, place + 1))) not in seen and len(beam) < _BEAM:
                seen.add(alike)
                beam.append((total, chosen, grown))
        if not beam:
            return None
    return beam[0][:2]


def _letters(words: NDArray[np.int64], count: int) -> tuple[tuple[int, ...], ...]:
    """In how many words of each length each factor stands, in no order: equal for fractions that differ by names."""
    lengths = np.bitwise_count(words)
    held = (words[:, None] >> np.arange(count)) & 1
    table = np.array([np.bincount(lengths, weights=column, minlength=count + 1) for column in held.T], dtype=int)
    return tuple(sorted(map(tuple, table.tolist())))


def best_resolution(count: int, resolution: int) -> Fraction:
    """The smallest fraction in which no word is shorter than ``resolution``; the full factorial where none is."""
    for free in range(2, count):
        found = best_fraction(count, 1 << free)
        if found is not None and (found.resolution or 0) >= resolution:
            return found
    return Fraction(count)


@cache
def block_words(fraction: Fraction, blocks: int) -> tuple[Word, ...] | None:
    """Words whose signs make ``blocks`` blocks, so that as few short effects as can be are confounded; None if not.

    The words and their products are confounded with blocks; with a fraction, so are their aliases. Words are added one
    by one, and the sets that confound the fewest short effects are kept.
    """
    wanted = blocks.bit_length() - 1
    if blocks != 1 << wanted or blocks >= fraction.runs:
        return None
    if not fraction.generators and fraction.runs == 2 * blocks:
        # Pairs of opposite runs: all products of an even number of factors are lost; nothing else spares main effects.
        return tuple(Word(1 | 1 << place) for place in range(1, fraction.count))
    # Words that make the blocks of a full factorial are the defining relation of a fraction the size of one block.
    block = None if fraction.generators else best_fraction(fraction.count, fraction.runs // blocks)
    if block is not None:
        return block.generators
    effects = {_shortest(Word(effect), fraction) for effect in range(1, 1 << fraction.count)} - {0}
    every = sorted(effects, key=lambda one: (-one.bit_count(), one))
    even = [effect for effect in every if effect.bit_count() % 2 == 0]
    found = [grown for some in (every, even) if (grown := _blocked(fraction, some, wanted)) is not None]
    return min(found, key=lambda one: one[0])[1] if found else None


def _blocked(
    fraction: Fraction, effects: Sequence[int], wanted: int
) -> tuple[tuple[int, ...], tuple[Word, ...]] | None:
    """The best pattern of confounded effects, by length, and the words that give it."""
    beam: list[tuple[Word, ...]] = [()]
    pattern: tuple[int, ...] = ()
    for _ in range(wanted):
        grown: dict[frozenset[int], tuple[tuple[int, ...], tuple[Word, ...]]] = {}
        for chosen in beam:
            for effect in effects:
                words = (*chosen, Word(effect))
                lost = [_shortest(word, fraction) for word in products(words)]
                if all(lost):
                    grown.setdefault(frozenset(lost), (pattern_of(lost, fraction.count), words))
        if not grown:
            return None
        best = sorted(grown.values())[:_BEAM]
        beam, pattern = [words for _, words in best], best[0][0]
    return pattern, beam[0]


def _shortest(word: Word, fraction: Fraction) -> int:
    """The alias of a word with the fewest factors; 0 where it is the mean."""
    chain = [word.factors, *(word.factors ^ other.factors for other in fraction.words)]
    return 0 if 0 in chain else min(chain, key=lambda one: (one.bit_count(), one))


def confounded(fraction: Fraction, words: Sequence[Word]) -> tuple[Word, ...]:
    """The effects that are lost to blocks made by ``words``, each by its shortest alias."""
    return tuple(Word(_shortest(word, fraction)) for word in products(words))
