"""The question of an assignment: who may review what, how well it suits, how much each takes on; and what cannot be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sanhak.decide.findings.assignment import (
    FixedConflict,
    FixedTooMany,
    NothingToAssign,
    NotMeasured,
    SeatsBlocked,
    TooFewReviewers,
    TooFewSeats,
)
from sanhak.finding import Refusal

Floats: TypeAlias = NDArray[np.float64]
Places: TypeAlias = NDArray[np.intp]
Truths: TypeAlias = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Question:
    """Applications in rows, reviewers in columns: affinity (any scale), whether a pair is free of conflict, loads.

    ``reviews`` is how many each application gets. ``fixed`` pairs stand in every assignment. ``applications`` and
    ``reviewers`` are what findings call them.
    """

    affinity: Floats
    allowed: Truths
    reviews: Places
    load: Places
    fixed: Truths
    applications: Sequence[str]
    reviewers: Sequence[str]

    @classmethod
    def of(
        cls,
        affinity: ArrayLike,
        allowed: ArrayLike,
        reviews: ArrayLike,
        load: ArrayLike,
        fixed: ArrayLike | None = None,
        *,
        applications: Sequence[str] = (),
        reviewers: Sequence[str] = (),
    ) -> Question:
        """The question, checked: an assignment exists.

        Parameters
        ----------
        affinity
            How well a reviewer suits an application, finite, shape (applications, reviewers).
        allowed
            Whether a pair has no conflict of interest, same shape.
        reviews
            How many reviewers each application gets, shape (applications,); one number holds for all.
        load
            How many reviews each reviewer takes on at most, shape (reviewers,); one number holds for all.
        fixed
            Pairs that have to stand, same shape as the affinity.
        applications, reviewers
            Names, as findings say them; by default their numbers from 1.

        Raises
        ------
        Refusal
            If there is nothing to assign (D205), what was given does not fit (D207), fixed pairs cannot stand (D203,
            D204), or no assignment exists: too few reviewers of an application (D200), too few seats (D201), or
            conflicts that keep the seats from those who need them (D202).
        """
        values = np.atleast_2d(np.asarray(affinity, dtype=float))
        free = np.atleast_2d(np.asarray(allowed, dtype=bool))
        held = np.zeros(values.shape, dtype=bool) if fixed is None else np.atleast_2d(np.asarray(fixed, dtype=bool))
        wanted = np.asarray(reviews, dtype=np.intp)
        if not values.size or wanted.min(initial=1) < 1:
            rows, columns = values.shape if values.size else (0, values.shape[1])
            raise Refusal(NothingToAssign(rows, columns, int(wanted.min(initial=1))))
        shape = _shape(values.shape)
        for table in (free, held):
            if table.shape != values.shape:
                raise Refusal(NotMeasured(_shape(table.shape), shape))
        loads = np.asarray(load, dtype=np.intp)
        for counts, places in ((wanted, values.shape[0]), (loads, values.shape[1])):
            if counts.ndim and counts.shape != (places,):
                raise Refusal(NotMeasured(_shape(counts.shape), str(places)))
        if not np.isfinite(values).all():
            raise Refusal(NotMeasured(f"{np.count_nonzero(~np.isfinite(values))} × NaN/∞", shape))
        most = np.minimum(np.broadcast_to(loads, values.shape[1]), values.shape[0])
        named = tuple(applications) or tuple(str(place + 1) for place in range(values.shape[0]))
        called = tuple(reviewers) or tuple(str(place + 1) for place in range(values.shape[1]))
        each = np.broadcast_to(wanted, values.shape[0])
        return checked(cls(values, free, each, np.maximum(most, 0), held, named, called))


def checked(question: Question) -> Question:
    """The question itself; a refusal (D200–D204) where it has no assignment."""
    _check_fixed(question)
    _check_seats(question)
    return question


def _shape(shape: tuple[int, ...]) -> str:
    return " × ".join(map(str, shape))


def _check_fixed(question: Question) -> None:
    for row, column in np.argwhere(question.fixed & ~question.allowed).tolist():
        raise Refusal(FixedConflict(question.reviewers[column], question.applications[row]))
    sides = (
        (question.applications, question.fixed.sum(axis=1), question.reviews),
        (question.reviewers, question.fixed.sum(axis=0), question.load),
    )
    for names, counts, most in sides:
        for place in np.flatnonzero(counts > most).tolist():
            raise Refusal(FixedTooMany(names[place], int(counts[place]), int(most[place])))


def _check_seats(question: Question) -> None:
    choices = question.allowed.sum(axis=1)
    short = np.flatnonzero(choices < question.reviews)
    if short.size:
        names = tuple(question.applications[place] for place in short.tolist())
        raise Refusal(TooFewReviewers(names, int(choices[short].min()), int(question.reviews[short].max())))
    needed, offered = int(question.reviews.sum()), int(question.load.sum())
    if offered < needed:
        raise Refusal(TooFewSeats(needed, offered, needed - offered))
    reached, blocked = _flow(question)
    if reached < needed:
        # The smallest cut: what those applications could get from each reviewer, within its load.
        given = question.fixed[blocked].sum(axis=0)
        elsewhere = question.fixed.sum(axis=0) - given
        most = np.minimum(question.load - elsewhere, question.allowed[blocked].sum(axis=0)).sum()
        wanted = int(question.reviews[blocked].sum())
        names = tuple(question.applications[place] for place in blocked.tolist())
        raise Refusal(SeatsBlocked(names, wanted, int(most), wanted - int(most)))


def _flow(question: Question) -> tuple[int, Places]:
    """How many reviews can be placed at all, and the applications that the smallest cut keeps from their seats."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import breadth_first_order, maximum_flow

    rows, columns = question.affinity.shape
    begin, end = rows + columns, rows + columns + 1
    first, second = np.nonzero(question.allowed & ~question.fixed)
    tails = np.concatenate([np.full(rows, begin), first, rows + np.arange(columns)])
    heads = np.concatenate([np.arange(rows), rows + second, np.full(columns, end)])
    open_reviews = question.reviews - question.fixed.sum(axis=1)
    open_load = question.load - question.fixed.sum(axis=0)
    most = np.concatenate([open_reviews, np.ones(len(first), dtype=int), open_load]).astype(np.int32)
    network = coo_array((most, (tails, heads)), shape=(end + 1, end + 1)).tocsr()
    found = maximum_flow(network, begin, end)
    left = network - found.flow
    left.eliminate_zeros()
    near = breadth_first_order(left, begin, return_predecessors=False)
    return int(found.flow_value + question.fixed.sum()), np.sort(near[near < rows]).astype(np.intp)
