"""From factors and a model to the runs of a design: which design fits, its points, blocks and order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from sanhak.areas.process import choosing
from sanhak.areas.process.choosing import Made
from sanhak.decide.design import Fraction, Quality, candidates, region_of
from sanhak.decide.findings.design import DesignDoesNotFit, FactorWithoutRange, TooFewRuns
from sanhak.decide.findings.refusals import TwoRoles
from sanhak.decide.region import Region
from sanhak.decide.space import Category, Continuous, Factor, Ordinal, Space
from sanhak.finding import Finding, Refusal
from sanhak.model.experiments import Coding, Levels, Matrix, Scale, Term, of_mixture, terms_of
from sanhak.model.prediction import Floats
from sanhak.text import Text, say

if TYPE_CHECKING:
    from sanhak.areas.process.design import Design
    from sanhak.run import Run

_STARTS: Final = 10
_SPARE: Final = 4
"""Runs for the error that a D-optimal design has beyond its coefficients, if nobody says more."""
BLOCK: Final = "block"


@dataclass(frozen=True)
class Plan:
    """The runs and what is known of them beforehand.

    ``points`` are unit points in standard order, shape (runs, factors), ``values`` the settings of each factor,
    ``blocks`` each run's block from 0 on, ``order`` the places in which the runs are made; ``others`` are designs that
    were not taken, each with its number of runs and its quality.
    """

    kind: str
    why: Text
    space: Space
    region: Region
    points: Floats
    values: Mapping[str, Floats | list[str]]
    blocks: NDArray[np.intp]
    order: NDArray[np.intp]
    fraction: Fraction | None
    codings: tuple[Coding, ...]
    terms: tuple[Term, ...]
    quality: Quality
    others: Mapping[str, tuple[int, Quality | None]]

    @property
    def blocked(self) -> bool:
        """Whether there is more than one block."""
        return bool(self.blocks.max(initial=0) > 0)


def refuse_incoherent(study: Design) -> Iterator[Finding]:
    """Factors without a range, names that stand for nothing, and names with two parts."""
    for name, given in study.factors.items():
        if isinstance(given, list):
            if len(set(given)) < 2 or len(set(given)) < len(given):  # noqa: PLR2004 - nothing to compare
                yield FactorWithoutRange(factor=name, given=say("levels {levels}", levels=tuple(given)))
        elif not given[0] < given[1] or not np.isfinite(given).all():
            yield FactorWithoutRange(factor=name, given=say("from {a} to {b}", a=given[0], b=given[1]))
    for name in (*study.ordered, *study.mixture, *study.steps):
        if name not in study.factors:
            yield FactorWithoutRange(factor=name, given=say("it is not among the factors"))
    words = {name for name, given in study.factors.items() if isinstance(given, list)}
    for name in words.intersection(study.mixture):
        yield FactorWithoutRange(factor=name, given=say("words cannot be parts of a mixture"))
    for name in set(study.outcomes).intersection(study.factors):
        yield TwoRoles(column=name, first=say("factor"), second=say("outcome"))


def space_of(study: Design) -> Space:
    """The space of the factors in their order."""
    return Space(tuple(_factor(study, name) for name in study.factors))


def _factor(study: Design, name: str) -> Factor:
    given = study.factors[name]
    if isinstance(given, list):
        return (Ordinal if name in study.ordered else Category)(name, tuple(given))
    return Continuous(name, given[0], given[1], study.steps.get(name))


def planned(study: Design, run: Run) -> Plan:
    """The design that was asked for, or the one that fits.

    Raises
    ------
    Refusal
        D-codes where no such design can be made.
    """
    space = space_of(study)
    region = region_of(space, study.constraints, study.forbidden, study.mixture, study.whole)
    codings = _codings(study, space)
    terms = _terms(study, space)
    kind, why = choosing.chosen(study, space, region, terms)
    made = (
        _optimal(study, space, region, codings, terms, run)
        if kind == "d-optimal"
        else choosing.textbook(kind, study, space, run)
    )
    values = settings_of(space, made.points)
    others = choosing.alternatives(kind, study, region, len(made.points))
    return Plan(
        kind=kind,
        why=why,
        space=space,
        region=region,
        points=made.points,
        values=values,
        blocks=made.blocks,
        order=_shuffled(made.blocks, run.rng("order")),
        fraction=made.fraction,
        codings=codings,
        terms=terms,
        quality=seen_through(codings, terms, values, made.blocks, mean=not study.mixture),
        others={name: (len(points), _judged(study, space, codings, terms, points)) for name, points in others.items()},
    )


def _judged(
    study: Design, space: Space, codings: tuple[Coding, ...], terms: tuple[Term, ...], points: Floats
) -> Quality | None:
    if len(points) == 0:
        return None
    blocks = np.zeros(len(points), dtype=np.intp)
    return seen_through(codings, terms, settings_of(space, points), blocks, mean=not study.mixture)


def settings_of(space: Space, points: Floats) -> dict[str, Floats | list[str]]:
    """The settings of unit points; axial points may leave the unit cube, which is left to stand."""
    inside = space.values(points)
    found: dict[str, Floats | list[str]] = {}
    for place, factor in enumerate(space.factors):
        if isinstance(factor, Category):
            found[factor.name] = [str(value) for value in inside[factor.name]]
            continue
        free = factor.lower + points[:, place] * (factor.upper - factor.lower)
        beyond = (points[:, place] < 0) | (points[:, place] > 1)
        found[factor.name] = np.where(beyond, free, inside[factor.name].astype(float))
    return found


def seen_through(
    codings: tuple[Coding, ...],
    terms: tuple[Term, ...],
    values: Mapping[str, Floats | list[str]],
    blocks: NDArray[np.intp],
    *,
    mean: bool,
) -> Quality:
    """The quality of runs for a model; blocks come first, so that nothing is estimated from their differences."""
    count = int(blocks.max(initial=0)) + 1
    if count == 1:
        return Quality.of(Matrix.of(codings, terms, values, mean=mean))
    name = free_name(BLOCK, values)
    levels = Levels(name, tuple(str(block + 1) for block in range(count)))
    beside = {**values, name: [str(block + 1) for block in blocks]}
    return Quality.of(Matrix.of((*codings, levels), (Term(((name, 1),)), *terms), beside, mean=mean))


def free_name(wanted: str, taken: Mapping[str, object]) -> str:
    """A column name that no factor has."""
    return wanted if wanted not in taken else free_name(f"{wanted} of the plan", taken)


def _codings(study: Design, space: Space) -> tuple[Coding, ...]:
    """Numbers from -1 to +1; parts of a mixture as shares of the whole, which Scheffé's models are made of."""
    return tuple(
        Levels(factor.name, factor.levels)
        if isinstance(factor, Category)
        else Scale(factor.name, -study.whole, study.whole)
        if factor.name in study.mixture
        else Scale(factor.name, float(factor.lower), float(factor.upper))
        for factor in space.factors
    )


def _terms(study: Design, space: Space) -> tuple[Term, ...]:
    """The model's terms, those that a mixture makes needless left out."""
    numbers = [factor.name for factor in space.factors if not isinstance(factor, Category)]
    words = [factor.name for factor in space.factors if isinstance(factor, Category)]
    return of_mixture(terms_of(study.model, numbers, words), study.mixture)


def _optimal(
    study: Design, space: Space, region: Region, codings: tuple[Coding, ...], terms: tuple[Term, ...], run: Run
) -> Made:
    """A D-optimal choice of the runs that the region allows.

    Raises
    ------
    Refusal
        D104 if there are fewer runs than coefficients, D103 if the region does not carry the model.
    """
    from sanhak.decide.design import d_optimal

    curved = study.model == "quadratic" or bool(study.mixture)
    possible = candidates(region, 3 if curved else 2)
    if not region.free and not curved:
        possible = np.vstack([possible, candidates(region, 3)])
    matrix = Matrix.of(codings, terms, settings_of(space, possible), mean=not study.mixture)
    needed = matrix.values.shape[1] + study.blocks - 1
    runs = study.runs or -(-(needed + _SPARE) // study.blocks) * study.blocks
    if runs < needed:
        raise Refusal(TooFewRuns(runs=runs, terms=needed, model=study.model))
    if not matrix.independent().all():
        lost = tuple(name for name, stays in zip(matrix.names, matrix.independent(), strict=True) if not stays)
        because = say("the conditions leave no room to tell {terms}", terms=lost)
        raise Refusal(DesignDoesNotFit(design=choosing.NAMES["d-optimal"], because=because))
    blocks = np.sort(np.arange(runs) % study.blocks).astype(np.intp)

    def tell(done: int, of: int) -> None:
        run.step(say("Exchanging runs"), done, of)

    starts = run.count(_STARTS, least=2)
    found = d_optimal(matrix.values, runs, run.rng("exchange"), starts=starts,
                      blocks=blocks if study.blocks > 1 else None, tell=tell)  # fmt: skip
    points = possible[found.rows]
    standard = np.lexsort((*points.T, blocks))
    return Made(points[standard], blocks[standard], None)


def _shuffled(blocks: NDArray[np.intp], rng: np.random.Generator) -> NDArray[np.intp]:
    """The order in which the runs are made: at random within each block, the blocks at random too."""
    found = [rng.permutation(np.flatnonzero(blocks == block)) for block in rng.permutation(int(blocks.max()) + 1)]
    return np.concatenate(found)
