"""A model as a folder, and back: facts in ``manifest.json``, arrays in npz without pickle, LightGBM as its own text."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from sanhak.finding import Finding, Refusal
from sanhak.model.calibration import Intervals
from sanhak.model.chances import Chances
from sanhak.model.domain import KnownDomain
from sanhak.model.encoder import Encoder
from sanhak.model.ensemble import Ensemble
from sanhak.model.explanation import Importance
from sanhak.model.findings import NewerModel
from sanhak.model.findings_learning import CannotBeKept, CannotBeRead
from sanhak.model.fitting import HeldOut
from sanhak.model.learner import Lasting, State
from sanhak.model.outcome import Labels, OutcomeScale
from sanhak.model.prediction import LabelPrediction, Prediction
from sanhak.model.score import Coverage, Score
from sanhak.model.storage import load_learner, load_state, save_learner, save_state
from sanhak.model.task import LabelTask, Member, NumberTask
from sanhak.table.column import Column, Kind
from sanhak.table.split import Split
from sanhak.text import dump, say
from sanhak.text import load as read

if TYPE_CHECKING:
    from sanhak.model.model import Model

FORMAT: Final = 1
"""Version of the format; a reader refuses what is newer than itself."""


def save(model: Model[Any], folder: Path) -> None:
    """Write a model into ``folder``, which is made if need be.

    Raises
    ------
    Refusal
        M005 if a member of the winner has no ``state()``: nothing is written then.
    """
    folds = _folds(model)
    parts = {"": model.ensemble, **{f"fold{number}_": fold for number, fold in enumerate(folds)}}
    members = [member.learner for ensemble in parts.values() for member in ensemble.members]
    lacking = [learner for learner in members if not isinstance(learner, Lasting)]
    if lacking:
        raise Refusal(CannotBeKept(method=type(lacking[0]).__name__))
    for name, ensemble in parts.items():
        _save_ensemble(folder, name, ensemble)
    save_state(folder, "domain", model.domain.state())
    save_state(folder, "calibration", model.calibration.state())
    save_state(folder, "held_out", _held_out_state(model.held_out))
    save_state(folder, "split", _split_state(model.split))
    save_state(folder, "manifest", {"version": FORMAT, "facts": json.dumps(_facts(model), ensure_ascii=False)})


def load(folder: Path, known: Sequence[type]) -> dict[str, Any]:
    """The fields of the model that :func:`save` wrote.

    Raises
    ------
    Refusal
        M007 for a part that cannot be read, M008 for a method that is not known, M040 for a newer format.
    """
    manifest = load_state(folder, "manifest")
    if manifest["version"] > FORMAT:
        raise Refusal(NewerModel(folder=str(folder), found=manifest["version"], known=FORMAT))
    try:
        return _parts(folder, json.loads(manifest["facts"]), known)
    except (KeyError, TypeError, ValueError) as broken:
        damage = say("a fact is missing or of another form")
        raise Refusal(CannotBeRead(name="manifest", folder=str(folder), problem=damage)) from broken


def _facts(model: Model[Any]) -> dict[str, Any]:
    return {
        "inputs": [_plain(column) for column in model.inputs],
        "outcome": _plain(model.outcome),
        "scores": [_plain(score) for score in model.scores],
        "coverage": _plain(model.coverage),
        "importance": [_plain(part) for part in model.importance],
        "noise": model.noise,
        "findings": [finding.dump() for finding in model.findings],
        "scale": dict(model.scale.state()),
        "labels": list(model.labels),
        "weights": list(model.ensemble.weights),
        "folds": [list(fold.weights) for fold in _folds(model)],
    }


def _parts(folder: Path, facts: Mapping[str, Any], known: Sequence[type]) -> dict[str, Any]:
    labels = tuple(facts["labels"])
    outcome = _column(facts["outcome"])
    task = LabelTask(Labels(labels)) if labels else NumberTask()
    folds = facts.get("folds", ())  # the first models were stored without them
    calibration = load_state(folder, "calibration")
    return {
        "inputs": tuple(map(_column, facts["inputs"])),
        "outcome": outcome,
        "split": _split(load_state(folder, "split")),
        "scores": tuple(Score(**read(score)) for score in facts["scores"]),
        "coverage": Coverage(**read(facts["coverage"])),
        "held_out": _held_out(load_state(folder, "held_out"), labels, outcome),
        "importance": tuple(Importance(**part) for part in facts["importance"]),
        "noise": facts["noise"],
        "findings": tuple(map(Finding.load, facts["findings"])),
        "ensemble": _ensemble(folder, "", task, facts["weights"], known),
        "folds": tuple(_ensemble(folder, f"fold{at}_", task, weights, known) for at, weights in enumerate(folds)),
        "calibration": Chances.from_state(calibration) if labels else Intervals.from_state(calibration),
        "domain": KnownDomain.from_state(load_state(folder, "domain")),
        "scale": OutcomeScale.from_state(facts["scale"]),
        "labels": labels,
    }


def _folds(model: Model[Any]) -> tuple[Ensemble, ...]:
    """The folds that are stored: those of numbers, whose standard error they tell."""
    return () if model.labels else model.folds


def _save_ensemble(folder: Path, name: str, ensemble: Ensemble) -> None:
    """The members and the encoder of the winner, or of one fold, in files whose names begin with ``name``."""
    for number, member in enumerate(ensemble.members):
        save_learner(folder, f"{name}member{number}", member.learner)
        save_state(folder, f"{name}scale{number}", {} if member.scale is None else member.scale.state())
    save_state(folder, f"{name}encoder", ensemble.encoder.state())


def _ensemble(
    folder: Path, name: str, task: LabelTask | NumberTask, weights: Sequence[float], known: Sequence[type]
) -> Ensemble:
    """The ensemble that :func:`_save_ensemble` wrote."""
    members = tuple(
        Member(
            load_learner(folder, f"{name}member{number}", known),
            _scale(load_state(folder, f"{name}scale{number}")),
        )
        for number in range(len(weights))
    )
    return Ensemble(task, Encoder.from_state(load_state(folder, f"{name}encoder")), members, tuple(weights))


def _plain(value: Any) -> dict[str, Any]:
    """The fields of a value object as JSON data."""
    return {part.name: dump(getattr(value, part.name)) for part in fields(value)}


def _column(facts: Mapping[str, Any]) -> Column:
    return Column(**{**facts, "kind": Kind(facts["kind"]), "levels": tuple(facts["levels"])})


def _scale(state: State) -> OutcomeScale | None:
    return OutcomeScale.from_state(state) if state else None


def _split_state(split: Split) -> State:
    return {
        "name": split.name,
        "reason": json.dumps(dump(split.reason), ensure_ascii=False),
        "chosen": int(split.chosen),
        "groups": split.groups,
        "teaching": np.concatenate([teaching for teaching, _ in split]),
        "judging": np.concatenate([judging for _, judging in split]),
        "sizes": np.array([(len(teaching), len(judging)) for teaching, judging in split]),
    }


def _split(state: Mapping[str, Any]) -> Split:
    ends = np.cumsum(state["sizes"], axis=0)[:-1]
    folds = zip(np.split(state["teaching"], ends[:, 0]), np.split(state["judging"], ends[:, 1]), strict=True)
    reason = read(json.loads(state["reason"]))
    return Split(state["name"], reason, tuple(folds), state["groups"], chosen=bool(state["chosen"]))


def _held_out_state(held: HeldOut[Any]) -> State:
    prediction = held.prediction
    shown: dict[str, Any] = {"rows": held.rows, "measured": held.measured, "domain": prediction.domain}
    if isinstance(prediction, LabelPrediction):
        return shown | {"chances": prediction.chances, "sets": prediction.sets}
    return shown | {"quantiles": prediction.quantiles, "centre": prediction.centre}


def _held_out(state: Mapping[str, Any], labels: tuple[str, ...], outcome: Column) -> HeldOut[Any]:
    prediction: Prediction | LabelPrediction
    if labels:
        prediction = LabelPrediction(state["chances"], labels, state["sets"], state["domain"])
    else:
        prediction = Prediction(state["quantiles"], state["domain"], state["centre"], outcome.unit)
    return HeldOut(state["rows"], state["measured"], prediction)
