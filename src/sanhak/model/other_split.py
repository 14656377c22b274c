"""The same winner under another way of holding rows out: how much a split flatters."""

from __future__ import annotations

from typing import Any

import numpy as np

from sanhak.model.contest import BASELINE, hold, mixed
from sanhak.model.fitting import ask_question
from sanhak.model.learners import Candidate
from sanhak.model.model import Model
from sanhak.run import Run
from sanhak.table import Table
from sanhak.table.split import Split


def error_under(model: Model[Any], table: Table, split: Split, run: Run) -> float | None:
    """The error of the model's winner when rows are held out by ``split``, in the unit of its scores.

    Only the winner is taught again, its settings found anew in each fold, so this costs one candidate instead of a
    contest.
    None if one of its members cannot be taught on these folds.

    Parameters
    ----------
    model
        A model, whose scores name the metric.
    table
        The rows that it was fitted on.
    split
        The other way of holding rows out.
    run
        Seed and cancel.
    """
    inputs = [column.name for column in model.inputs]
    question = ask_question(table, inputs, model.outcome.name, run, split)
    plain = next(one for one in question.task.candidates() if one.order == BASELINE)
    members = [_again(plain, member.learner) for member in model.ensemble.members]
    contest = hold(question.table, inputs, question.y, question.task, question.split, (plain, *members), run)
    if len(contest.entries) <= len(members):
        return None
    said = mixed(np.asarray(model.ensemble.weights), [entry.predictions for entry in contest.entries[1:]])
    return contest.error(said)[0] * question.scale.deviation


def _again(plain: Candidate, learner: Any) -> Candidate:
    """A learner as a candidate like any other; above the baseline, whatever it is."""
    from sklearn.base import clone

    return Candidate(plain.name, BASELINE + 1, lambda _: clone(learner), lambda *_: True)
