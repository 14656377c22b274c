"""Which design fits, why, and how the textbook designs are made for the factors at hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from sanhak.decide.design import (
    Fraction,
    Word,
    best_fraction,
    best_resolution,
    block_words,
    box_behnken,
    candidates,
    central_composite,
    full_factorial,
    generator,
    latin_hypercube,
    plackett_burman,
)
from sanhak.decide.design.classical import LEAST_BOX_BEHNKEN, MOST_BOX_BEHNKEN
from sanhak.decide.design.fraction import LETTERS
from sanhak.decide.findings.design import DesignDoesNotFit, TooManyRuns
from sanhak.decide.region import Region
from sanhak.decide.space import Category, Space
from sanhak.finding import Refusal
from sanhak.model.experiments import Term
from sanhak.model.prediction import Floats
from sanhak.text import Text, say

if TYPE_CHECKING:
    from sanhak.areas.process.design import Design
    from sanhak.run import Run

NAMES: Final[Mapping[str, Text]] = {
    "full factorial": say("full factorial"),
    "fractional factorial": say("fractional factorial"),
    "plackett-burman": say("Plackett–Burman"),
    "central composite": say("central composite"),
    "box-behnken": say("Box–Behnken"),
    "latin hypercube": say("Latin hypercube"),
    "d-optimal": say("D-optimal"),
    "one at a time": say("one factor at a time"),
    "at random": say("as many runs at random"),
}
_MOST_RUNS: Final = 1000
_AFFORDABLE: Final = 64
"""Runs of a textbook design up to which it is taken without being asked for."""
_SCREENED: Final = 16
_SMALL: Final = 4
_USUAL_CENTRE: Final = 3
_TWO: Final = 2
_MOST_CURVED: Final = 6
_MOST_FRACTION: Final = 8
"""Factors up to which a fraction of resolution IV has 16 runs, and one of resolution V has 64."""
_MOST_ASKED: Final = 15
"""Factors up to which fractions are made where they are asked for: their words double with each further one."""


@dataclass(frozen=True)
class Made:
    """Unit points, shape (runs, factors), the block of each from 0 on, and the fraction they are, if any."""

    points: Floats
    blocks: NDArray[np.intp]
    fraction: Fraction | None


def levels_of(space: Space) -> list[int]:
    """How many levels each factor has at least: its words, or low and high."""
    return [len(factor.levels) if isinstance(factor, Category) else _TWO for factor in space.factors]


def _numbers(space: Space) -> bool:
    return not any(isinstance(factor, Category) for factor in space.factors)


def chosen(study: Design, space: Space, region: Region, terms: tuple[Term, ...]) -> tuple[str, Text]:
    """The design that was asked for, or the one that fits, and why.

    Raises
    ------
    Refusal
        D103 if the design that was asked for does not fit.
    """
    if study.design != "auto":
        _refuse_unfit(study, space, region)
        return study.design, say("It was asked for.")
    if not region.free:
        return "d-optimal", say("Conditions cut the region; no textbook design keeps them.")
    kind, why = _fitting(study, space)
    if kind != "d-optimal":
        # What was asked of runs and blocks decides whether the textbook design can be taken.
        count = _count(kind, study, space)
        if study.runs is not None and study.runs != count:
            return "d-optimal", say("{runs:run|runs} were asked for, and no textbook design has as many.",
                                    runs=study.runs)  # fmt: skip
        if study.blocks > 1 and _blocked(kind, study, space) is None:
            return "d-optimal", say("It can be split into {blocks} blocks.", blocks=study.blocks)
    del terms
    return kind, why


def _fitting(study: Design, space: Space) -> tuple[str, Text]:
    count, sizes = len(space), levels_of(space)
    two = max(sizes) == _TWO
    if study.model == "quadratic":
        if not _numbers(space) or count == 1 or count > _MOST_CURVED:
            return "d-optimal", say("It shows curvature beside categories or in few or many factors.")
        return "central composite", say("It shows curvature and interactions of numbers in few runs.")
    affordable = _AFFORDABLE // 2 if not two else _SCREENED if study.model != "main" else 1 << (_SMALL - 1)
    if np.prod(sizes, dtype=float) <= affordable:
        return "full factorial", say("All combinations are few enough, and nothing is confounded.")
    if not two:
        return "d-optimal", say("Factors have several levels, and all combinations are too many.")
    if study.model == "main":
        if count <= _MOST_FRACTION and best_resolution(count, 4).runs <= _SCREENED:
            return "fractional factorial", say("A fraction of resolution IV keeps main effects clear of interactions.")
        return "plackett-burman", say("It screens many factors in the fewest runs.")
    if count <= _MOST_FRACTION and best_resolution(count, 5).runs <= _AFFORDABLE:
        return "fractional factorial", say("A fraction of resolution V tells all interactions of two apart.")
    return "d-optimal", say("Two-level fractions that tell all interactions apart have too many runs.")


def _refuse_unfit(study: Design, space: Space, region: Region) -> None:
    kind, because = study.design, None
    two_level = kind in ("fractional factorial", "plackett-burman")
    if kind != "d-optimal" and not region.free:
        because = say("it keeps no conditions and no mixture")
    elif two_level and max(levels_of(space)) > _TWO:
        because = say("a factor has more than two levels")
    elif kind == "fractional factorial" and not _TWO < len(space) <= _MOST_ASKED:
        because = say("it is made for {a} to {b} factors", a=_TWO + 1, b=_MOST_ASKED)
    elif kind in ("central composite", "box-behnken", "latin hypercube") and not _numbers(space):
        because = say("a factor has words for levels")
    elif kind == "central composite" and len(space) < _TWO:
        because = say("it needs two factors or more")
    elif kind == "box-behnken" and not LEAST_BOX_BEHNKEN <= len(space) <= MOST_BOX_BEHNKEN:
        because = say("it is made for {a} to {b} factors", a=LEAST_BOX_BEHNKEN, b=MOST_BOX_BEHNKEN)
    elif kind not in ("d-optimal", "latin hypercube") and study.runs not in (None, _count(kind, study, space)):
        because = say("it has {made:run|runs}, not {asked}", made=_count(kind, study, space), asked=study.runs)
    elif study.blocks > 1 and kind != "d-optimal" and _blocked(kind, study, space) is None:
        because = say("its runs cannot be split into {blocks} blocks", blocks=study.blocks)
    if because is not None:
        raise Refusal(DesignDoesNotFit(design=NAMES[kind], because=because))


def _count(kind: str, study: Design, space: Space) -> int:
    made = _base(kind, study, space)
    return len(made[0]) * study.replicates + _centres(kind, study, space)


def _centres(kind: str, study: Design, space: Space) -> int:
    """How many centre runs there are: none beside words, or where the design fills the ranges anyway."""
    if not _numbers(space) or kind in ("latin hypercube", "d-optimal"):
        return 0
    return _USUAL_CENTRE if study.centre is None else study.centre


def _base(kind: str, study: Design, space: Space) -> tuple[Floats, Fraction | None]:
    """The unit points of a design made once, without centre runs, and the fraction they are, if any.

    Raises
    ------
    Refusal
        D105 if they are too many, D112 for generators that cannot be used.
    """
    count, sizes = len(space), levels_of(space)
    if kind == "full factorial" and max(sizes) > _TWO:
        if np.prod(sizes, dtype=float) > _MOST_RUNS:
            raise Refusal(TooManyRuns(design=NAMES[kind], runs=int(np.prod(sizes, dtype=float))))
        places = full_factorial(sizes)
        return np.column_stack([_spread(space, at, places[:, at]) for at in range(count)]), None
    if kind in ("full factorial", "fractional factorial"):
        fraction = Fraction(count) if kind == "full factorial" else _fraction(study, count)
        if fraction.runs > _MOST_RUNS:
            raise Refusal(TooManyRuns(design=NAMES[kind], runs=fraction.runs))
        return _two_level(space, fraction.points()), fraction
    if kind == "plackett-burman":
        return _two_level(space, plackett_burman(count)), None
    if kind == "box-behnken":
        return (box_behnken(count) + 1) / 2, None
    return (central_composite(count, study.axial)[0] + 1) / 2, None


def _spread(space: Space, at: int, places: Floats) -> Floats:
    """Unit coordinates of places of levels."""
    factor = space.factors[at]
    return (places + 0.5) / len(factor.levels) if isinstance(factor, Category) else places


def _two_level(space: Space, coded: Floats) -> Floats:
    """Unit coordinates of -1 and +1: the ends of a range, or the first and the second word."""
    unit = (coded + 1) / 2
    words = np.array([isinstance(factor, Category) for factor in space.factors])
    return np.where(words, 0.25 + unit / 2, unit)


def _fraction(study: Design, count: int) -> Fraction:
    if study.generators:
        names = list(study.factors)
        letters = list(LETTERS[:count])
        return Fraction(count, tuple(_read(text, names, letters) for text in study.generators))
    if study.runs is not None:
        made = best_fraction(count, 1 << max(1, (study.runs // study.replicates).bit_length() - 1))
        if made is not None and study.resolution is None:
            return made
    return best_resolution(count, study.resolution or (4 if study.model == "main" else 5))


def _read(text: str, names: list[str], letters: list[str]) -> Word:
    """A generator in the names of the factors, or in letters."""
    try:
        return generator(text, names)
    except Refusal:
        return generator(text, letters)


def _blocked(kind: str, study: Design, space: Space) -> NDArray[np.intp] | None:
    """The block of each run without centre runs; None where the design cannot be split so.

    Replicates make blocks by themselves; a two-level design is split by the signs of words, a composite one into its
    cube and its axial points.
    """
    base, fraction = _base(kind, study, space)
    if study.replicates % study.blocks == 0:
        return np.repeat(np.arange(study.replicates) % study.blocks, len(base)).astype(np.intp)
    if study.replicates > 1:
        return None
    if kind == "central composite" and study.blocks == _TWO:
        return (np.arange(len(base)) >= len(base) - _TWO * len(space)).astype(np.intp)
    words = None if fraction is None else block_words(fraction, study.blocks)
    if fraction is None or words is None:
        return None
    coded = fraction.points()
    blocks = np.zeros(len(coded), dtype=np.intp)
    for at, word in enumerate(words):
        blocks += (np.prod(coded[:, list(word.members)], axis=1) > 0).astype(np.intp) << at
    return blocks


def textbook(kind: str, study: Design, space: Space, run: Run) -> Made:
    """The runs of a textbook design: replicates, blocks and centre runs, which are shared out among the blocks."""
    if kind == "latin hypercube":
        runs = study.runs or 10 * len(space)
        points = (latin_hypercube(len(space), runs, run.rng("latin hypercube")) + 1) / 2
        points = space.settled(points)
        blocks = np.sort(np.arange(runs) % study.blocks).astype(np.intp)
        return Made(points, blocks, None)
    base, fraction = _base(kind, study, space)
    points = np.vstack([base] * study.replicates)
    split = _blocked(kind, study, space) if study.blocks > 1 else None
    blocks = np.zeros(len(points), dtype=np.intp) if split is None else split
    centres = _centres(kind, study, space)
    middle = np.full((centres, len(space)), 0.5)
    shared = (np.arange(centres) % study.blocks).astype(np.intp)
    found = np.vstack([points, middle])
    settled = space.settled(found) if kind != "central composite" else found
    return Made(settled, np.concatenate([blocks, shared]), fraction)


def alternatives(kind: str, study: Design, region: Region, runs: int) -> dict[str, Floats]:
    """Unit points of designs that were not taken, by name.

    One factor at a time, all combinations, a screening where they fit, and as many runs at random.
    """
    space = region.space
    middle = np.full(len(space), 0.5)
    single = [middle]
    for place, factor in enumerate(space.factors):
        ends = (
            (np.arange(len(factor.levels)) + 0.5) / len(factor.levels) if isinstance(factor, Category) else (0.0, 1.0)
        )
        for end in ends:
            point = middle.copy()
            point[place] = end
            single.append(point)
    found = {"one at a time": space.settled(np.array(single))}
    if region.free:
        for name in ("full factorial", "plackett-burman"):
            fits = name == "full factorial" or max(levels_of(space)) == _TWO
            if name != kind and fits and np.prod(levels_of(space), dtype=float) <= _MOST_RUNS:
                found[name] = _base(name, study, space)[0]
    kept = {name: points[region.keeps(points)] for name, points in found.items()}
    possible = candidates(region, _TWO)
    drawn = np.random.default_rng(0).integers(len(possible), size=runs)
    return {**kept, "at random": possible[drawn]}
