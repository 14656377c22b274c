"""Designs of experiments for when nothing is known yet: textbook designs, fractions, D-optimal ones; their power."""

from sanhak.decide.design.candidates import candidates, region_of
from sanhak.decide.design.classical import (
    Axial,
    blocking_distance,
    box_behnken,
    central_composite,
    composite_cube,
    full_factorial,
    latin_hypercube,
    plackett_burman,
    rotatable,
)
from sanhak.decide.design.fraction import (
    LETTERS,
    Fraction,
    Word,
    best_fraction,
    best_resolution,
    block_words,
    confounded,
    generator,
    relation,
    spelled,
)
from sanhak.decide.design.optimal import Chosen, d_optimal
from sanhak.decide.design.power import LEVEL, SURE, found_with, power
from sanhak.decide.design.quality import Quality, clear_effects, near_aliases, resolution_of, variances

__all__ = [
    "LETTERS",
    "LEVEL",
    "SURE",
    "Axial",
    "Chosen",
    "Fraction",
    "Quality",
    "Word",
    "best_fraction",
    "best_resolution",
    "block_words",
    "blocking_distance",
    "box_behnken",
    "candidates",
    "central_composite",
    "clear_effects",
    "composite_cube",
    "confounded",
    "d_optimal",
    "found_with",
    "full_factorial",
    "generator",
    "latin_hypercube",
    "near_aliases",
    "plackett_burman",
    "power",
    "region_of",
    "relation",
    "resolution_of",
    "rotatable",
    "spelled",
    "variances",
]
