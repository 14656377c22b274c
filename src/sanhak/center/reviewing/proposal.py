"""A proposal of who reviews what, worked out from plain data: how well pairs suit, the assignment, what a change costs.

A large call has it worked out by a job, in a process that knows no database; a small one while its page is waited for.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sanhak.center.reviewing.affinity import blended, likeness, shared
from sanhak.run import Run, Step, one_thread
from sanhak.store import Blobs
from sanhak.text import say

if TYPE_CHECKING:
    from sanhak.decide.assignment import Assignment, Question


def carry_out(
    payload: Mapping[str, Any], folder: Path, progress: Callable[[Step], None], cancelled: Callable[[], bool]
) -> dict[str, Any]:
    """What is asked of the data in a blob. Runs in a process of its own; :class:`Refusal` D200–D207."""
    given = json.loads(gzip.decompress(Blobs(folder).read(payload["given"])))
    with one_thread():
        if payload["change"] is None:
            return work_out(given, Run(given["seed"], progress=progress, cancelled=cancelled))
        progress(Step(say("Solving again with the change"), 0, 1))
        row, column = payload["change"][:2]
        return cost(given, row, column)


def work_out(given: Mapping[str, Any], run: Run | None = None) -> dict[str, Any]:
    """The proposal as plain data.

    Parameters
    ----------
    given
        ``texts`` of applications, ``expertise`` of reviewers, ``bids`` (null where there is none), ``allowed`` and
        ``standing`` pairs, ``wanted`` reviews and ``loads``; how findings call them (``numbers``, ``names``) and how
        the workbench does (``applications``, ``reviewers``); ``most``, the highest chance of a pair where it is drawn
        by lot, and the ``seed`` of the lot.
    run
        Whom to tell; its seed is the lot's.

    Returns
    -------
    dict
        ``affinity`` of all pairs; ``pairs`` of row, column, words in common, and chance where it was drawn; ``worst``
        and ``total`` in units of the affinity; ``proved``, ``gap``; ``expected`` and ``highest`` total of a lot; the
        identifiers, and no ``changes`` yet.

    Raises
    ------
    Refusal
        D200–D207 where there is none.
    """
    from sanhak.decide.assignment import assign_randomly, assigned

    here = run or Run(given["seed"])
    here.step(say("Comparing words"), 0, 2)
    alike = likeness(given["texts"], given["expertise"])
    affinity = blended(alike, np.array(given["bids"], dtype=float))
    question = _question(given, affinity)
    lot: dict[str, Any] = {"expected": None, "highest": None}
    if given["most"] is None:
        here.step(say("Looking for the fairest assignment"), 1, 2)
        found, chances = assigned(question), None
    else:
        here.step(say("Drawing by lot"), 1, 2)
        drawn = assign_randomly(question, here.rng("assignment"), given["most"])
        found, chances = drawn.assignment, drawn.chances
        lot = {"expected": drawn.expected, "highest": drawn.highest}
    pairs = [
        [row, column, list(shared(given["texts"][row], given["expertise"][column])),
         None if chances is None else float(chances[row, column])]
        for row, column in found.pairs.tolist()
    ]  # fmt: skip
    told = {"worst": found.worst, "total": found.total, "proved": found.proved, "gap": found.gap}
    who = {name: given[name] for name in ("applications", "reviewers")}
    return {"affinity": affinity.tolist(), "pairs": pairs, "changes": {}, **told, **lot, **who}


def cost(given: Mapping[str, Any], row: int, column: int) -> dict[str, Any]:
    """What it costs to do without a pair of a proposal, or to have one that is not in it.

    ``given`` is that of :func:`work_out`, with ``affinity`` and ``pairs`` of the proposal in place of the texts. Told
    are the changes of ``worst`` and ``total``, the reviewers who come ``instead`` (columns), and how many ``others``
    change; :class:`Refusal` D200–D207 where nothing is left.
    """
    from sanhak.decide.assignment import cost_of_change

    question = _question(given, np.array(given["affinity"], dtype=float))
    before = _as_assignment(question, given["pairs"])
    change = cost_of_change(question, before, row, column)
    had, has = ({int(b) for a, b in one.pairs if a == row} for one in (before, change.assignment))
    return {"worst": change.worst, "total": change.total, "instead": sorted(has - had), "others": change.others}


def _question(given: Mapping[str, Any], affinity: Any) -> Question:
    from sanhak.decide.assignment import Question

    return Question.of(
        affinity, given["allowed"], given["wanted"], given["loads"], given["standing"],
        applications=given["numbers"], reviewers=given["names"],
    )  # fmt: skip


def _as_assignment(question: Question, pairs: Any) -> Assignment:
    from sanhak.decide.assignment import Assignment

    places = np.array([pair[:2] for pair in pairs], dtype=np.intp)
    sums = np.bincount(places[:, 0], weights=question.affinity[tuple(places.T)], minlength=len(question.applications))
    worst, total = float(sums.min()), float(sums.sum())
    return Assignment(places, worst, total, worst, total)
