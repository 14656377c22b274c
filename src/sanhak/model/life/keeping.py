"""Fitted models of life as plain parts and back: arrays, texts (LightGBM) and numbers, never a pickle.

A model is written down as its own shape: which class, with which parts, down to arrays and numbers. Reading it makes
only objects of the classes below; nothing that a file names is imported or run.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from sanhak.finding import Refusal
from sanhak.model.encoder import Encoder
from sanhak.model.findings_learning import CannotBeKept, CannotBeRead
from sanhak.model.learners.forest import Forest as Flat
from sanhak.model.life.degradation.calibrating import Levels
from sanhak.model.life.degradation.simple import Straight
from sanhak.model.life.degradation.wear import Scale, Wear
from sanhak.model.life.regimes import Regimes, Young
from sanhak.model.life.remaining import Age, Asked, Line, Mean, RemainingLife, Spread, Trees
from sanhak.model.life.sequence import Design
from sanhak.model.life.survival.accelerated import Accelerated
from sanhak.model.life.survival.blend import Blend
from sanhak.model.life.survival.boosted import Boosted
from sanhak.model.life.survival.cox import Cox
from sanhak.model.life.survival.curve import KaplanMeier
from sanhak.model.life.survival.forest import Forest
from sanhak.model.life.survival.ranked import Ranked
from sanhak.model.life.windows import Windows
from sanhak.model.storage import load_state, save_state
from sanhak.text import say

CLASSES: Final[Mapping[str, type]] = {
    one.__name__: one
    for one in (
        Accelerated, Age, Asked, Blend, Boosted, Cox, Design, Forest, KaplanMeier, Levels, Line, Mean, Ranked, Regimes,
        RemainingLife, Scale, Spread, Straight, Trees, Wear, Windows, Young,
    )
}  # fmt: skip
"""What a model of life may be made of, by name."""
_OWN: Final[Mapping[str, Any]] = {"Encoder": Encoder, "FlatForest": Flat}
"""Parts that tell and read their own state."""
_NETWORKS: Final = "Networks"
"""Likewise; PyTorch is loaded where there are some and nowhere else."""


def save(folder: Path, name: str, parts: Mapping[str, Any]) -> None:
    """Write fitted parts, by name, under ``name`` into ``folder``.

    Raises
    ------
    Refusal
        M005 if a part is of a class that is not known here.
    """
    save_state(folder, name, packed(parts))


def load(folder: Path, name: str) -> dict[str, Any]:
    """The parts that :func:`save` wrote, which say the same to the last digit.

    Raises
    ------
    Refusal
        M007 if a file is missing, was changed since, or does not fit.
    """
    state = load_state(folder, name)
    try:
        parts: dict[str, Any] = _read(json.loads(state["shape"]), state)
    except (KeyError, ValueError, TypeError, AttributeError) as broken:
        problem = say("it is incomplete or damaged")
        raise Refusal(CannotBeRead(name=name, folder=str(folder), problem=problem)) from broken
    return parts


def packed(parts: Mapping[str, Any]) -> dict[str, Any]:
    """The parts as a state; :class:`Refusal` M005 as :func:`save` raises it."""
    state: dict[str, Any] = {}
    return {"shape": json.dumps(_shape(dict(parts), state), ensure_ascii=False), **state}


def lasting(model: Any) -> bool:
    """Whether a model can be kept."""
    try:
        packed({"model": model})
    except Refusal:
        return False
    return True


def _shape(value: Any, state: dict[str, Any]) -> Any:
    """What a value is, as JSON; its arrays and long texts go into ``state``."""
    match value:
        case None | bool() | int() | float() | str():
            return value
        case np.generic():
            return value.item()
        case np.ndarray():
            return {"array": _placed(value, state)}
        case list() | tuple():
            return {type(value).__name__: [_shape(part, state) for part in value]}
        case dict():
            return {"parts": {name: _shape(part, state) for name, part in value.items()}}
    name = next((own for own, kind in _OWN.items() if type(value) is kind), type(value).__name__)
    if name in _OWN or name == _NETWORKS:
        return {"own": name, "state": _shape(dict(value.state()), state)}
    if name == "Booster":
        return {"trees": _placed(value.model_to_string(), state)}
    if CLASSES.get(name) is not type(value):
        raise Refusal(CannotBeKept(method=name))
    held = {part.name: getattr(value, part.name) for part in fields(value)} if is_dataclass(value) else vars(value)
    return {"is": name, "held": {part: _shape(one, state) for part, one in held.items()}}


def _placed(value: Any, state: dict[str, Any]) -> str:
    place = f"part{len(state)}"
    state[place] = value
    return place


def _read(shape: Any, state: Mapping[str, Any]) -> Any:
    """The value of a shape."""
    match shape:
        case {"array": place}:
            return state[place]
        case {"list": some}:
            return [_read(part, state) for part in some]
        case {"tuple": some}:
            return tuple(_read(part, state) for part in some)
        case {"parts": some}:
            return {name: _read(part, state) for name, part in some.items()}
        case {"own": name, "state": told}:
            return _own(name).from_state(_read(told, state))
        case {"trees": place}:
            import lightgbm

            return lightgbm.Booster(model_str=state[place])
        case {"is": name, "held": some}:
            made: Any = object.__new__(CLASSES[name])
            for part, one in some.items():
                object.__setattr__(made, part, _read(one, state))
            return made
    return shape


def _own(name: str) -> Any:
    if name != _NETWORKS:
        return _OWN[name]
    from sanhak.model.life.sequence.networks import Networks

    return Networks
