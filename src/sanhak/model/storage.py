"""Fitted parts on disk: a manifest in JSON, arrays in npz without pickle, long texts (LightGBM) beside them.

A part called ``learner`` becomes ``learner.json``, ``learner.npz`` where it has arrays, and ``learner.<key>.txt`` for
each text of several lines. The manifest carries the SHA-256 of the other files. Reading never executes anything: no
pickle, no import of a name that a file gives.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from sanhak.finding import Refusal
from sanhak.model.findings_learning import CannotBeKept, CannotBeRead, NotPlain, UnknownMethod
from sanhak.model.learner import Lasting, State
from sanhak.text import Text, dump, load, say

_FORMAT: Final = 1
_PLAIN: Final = frozenset("biufU")
"""Kinds of arrays that are written: truth values, whole numbers, floats and texts."""


def save_state(folder: Path, name: str, state: State) -> None:
    """Write a state into ``folder``, which is made if need be; files of the same name are replaced.

    Raises
    ------
    Refusal
        M006 if a part is neither an array of numbers or texts, nor a text or a number.
    """
    arrays: dict[str, NDArray[Any]] = {}
    texts: dict[str, str] = {}
    values: dict[str, str | int | float] = {}
    for part, value in state.items():
        match value:
            case np.ndarray() if value.dtype.kind in _PLAIN:
                arrays[part] = value
            case str() if "\n" in value:
                texts[part] = value
            case str() | int() | float():
                values[part] = value
            case np.generic() if value.dtype.kind in _PLAIN:
                values[part] = value.item()
            case _:
                raise Refusal(NotPlain(name=name, part=part, kind=_kind_of(value)))
    folder.mkdir(parents=True, exist_ok=True)
    files = {f"{name}.{part}.txt": text.encode() for part, text in texts.items()}
    if arrays:
        packed = io.BytesIO()
        np.savez_compressed(packed, allow_pickle=False, **arrays)
        files[f"{name}.npz"] = packed.getvalue()
    manifest = {
        "format": _FORMAT,
        "values": dump(values),
        "texts": sorted(texts),
        "arrays": sorted(arrays),
        "files": {file: hashlib.sha256(content).hexdigest() for file, content in sorted(files.items())},
    }
    for file, content in files.items():
        (folder / file).write_bytes(content)
    (folder / f"{name}.json").write_text(json.dumps(manifest, ensure_ascii=False, indent=1), encoding="utf-8")


def load_state(folder: Path, name: str) -> dict[str, Any]:
    """The state that :func:`save_state` wrote, equal to the last digit.

    Raises
    ------
    Refusal
        M007 if a file is missing, was changed since, or was written by a later version.
    """
    try:
        manifest = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
        if manifest["format"] != _FORMAT:
            raise _unreadable(folder, name, say("it was written by another version of Sanhak"))
        contents = {file: _inside(folder, file).read_bytes() for file in manifest["files"]}
        changed = [file for file in contents if hashlib.sha256(contents[file]).hexdigest() != manifest["files"][file]]
        if changed:
            raise _unreadable(folder, name, say("{files} was changed after it was written", files=changed))
        state: dict[str, Any] = dict(load(manifest["values"]))
        state |= {part: contents[f"{name}.{part}.txt"].decode() for part in manifest["texts"]}
        if manifest["arrays"]:
            with np.load(io.BytesIO(contents[f"{name}.npz"]), allow_pickle=False) as packed:
                state |= {part: packed[part] for part in manifest["arrays"]}
    except OSError as missing:
        raise _unreadable(folder, name, say("{file} is missing", file=Path(missing.filename).name)) from missing
    except (ValueError, KeyError, TypeError, AttributeError, zipfile.BadZipFile) as broken:
        raise _unreadable(folder, name, say("it is incomplete or damaged")) from broken
    return state


def save_learner(folder: Path, name: str, learner: Any) -> None:
    """Write a fitted learner: its state, and the name of its class in the state's ``method``.

    Raises
    ------
    Refusal
        M005 if it has no ``state()`` and ``from_state()``; M006 as :func:`save_state`.
    """
    if not isinstance(learner, Lasting):
        raise Refusal(CannotBeKept(method=type(learner).__name__))
    save_state(folder, name, {**learner.state(), "method": type(learner).__name__})


def load_learner(folder: Path, name: str, methods: Iterable[type[Any]] = ()) -> Any:
    """The learner that :func:`save_learner` wrote.

    Parameters
    ----------
    folder, name
        Where and under which name it was written.
    methods
        Classes from outside of this package that may have made it.

    Raises
    ------
    Refusal
        M007 as :func:`load_state`, or if the state does not fit its class; M008 if no known class has the name.
    """
    from sanhak.model.learners import METHODS

    state = load_state(folder, name)
    known: dict[str, Any] = {method.__name__: method for method in (*METHODS, *methods)}
    method = state.pop("method", None)
    if method not in known:
        raise Refusal(UnknownMethod(method=str(method), known=tuple(known)))
    try:
        return known[method].from_state(state)
    except (KeyError, ValueError, TypeError, IndexError) as broken:
        raise _unreadable(folder, name, say("its parts do not fit the method {method}", method=method)) from broken


def _inside(folder: Path, file: str) -> Path:
    """The path of a file that a manifest names; it may not lead out of the folder."""
    if Path(file).name != file:
        raise ValueError(file)
    return folder / file


def _unreadable(folder: Path, name: str, problem: Text) -> Refusal:
    return Refusal(CannotBeRead(name=name, folder=str(folder), problem=problem))


def _kind_of(value: object) -> str:
    return f"array of {value.dtype}" if isinstance(value, np.ndarray) else type(value).__name__
