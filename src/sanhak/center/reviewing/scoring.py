"""All scores of a call as arrays, for the selection."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, select

from sanhak.center.calls import schema as calling
from sanhak.center.people import Person
from sanhak.center.reviewing import pool
from sanhak.center.reviewing.assigned import State


@dataclass(frozen=True, slots=True)
class Scores:
    """Scores that were handed in; NaN where there is none.

    ``applications`` and ``reviewers`` are identifiers of the rows and columns; ``total`` the weighted means on the
    rubric's scale, shape (A, R); ``by_criterion`` each score, shape (A, R, C); ``confidence`` 1 to 4, shape (A, R).
    """

    applications: tuple[str, ...]
    reviewers: tuple[str, ...]
    criteria: tuple[str, ...]
    total: NDArray[np.float64]
    by_criterion: NDArray[np.float64]
    confidence: NDArray[np.float64]


def scores(rows: Connection, person: Person, call: str) -> Scores:
    """All scores that were handed in to a call, for those who run it; :class:`Refusal` C001.

    Rows are the applications that were handed in and not withdrawn, by number; columns all who reviewed.
    """
    here = pool.running(rows, person, call)
    applications = tuple(one.application.id for one in pool.entries(rows, here.id))
    given, review = calling.assignments.c, calling.reviews.c
    asked = (
        select(given.application, given.person, review.scores, review.confidence)
        .join(calling.reviews, review.assignment == given.id)
        .where(given.application.in_(applications), given.state == State.ASSIGNED.value, review.submitted.is_not(None))
    )
    found = rows.execute(asked).all()
    reviewers = tuple(sorted({one.person for one in found}))
    criteria = tuple(one.name for one in here.rubric.criteria)
    row = {name: place for place, name in enumerate(applications)}
    column = {name: place for place, name in enumerate(reviewers)}
    total = np.full((len(row), len(column)), np.nan)
    each, sure = np.full((*total.shape, len(criteria)), np.nan), total.copy()
    for one in found:
        place = row[one.application], column[one.person]
        total[place] = here.rubric.total(one.scores)
        each[place] = [one.scores[name] for name in criteria]
        sure[place] = np.nan if one.confidence is None else one.confidence
    return Scores(applications, reviewers, criteria, total, each, sure)
