"""Panics of libraries that are written in Rust: no Exception in Python, so that nothing else would see them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from sanhak.finding import Refusal

_HOME: Final = "pyo3_runtime"  # each library has a class of its own there, and none can be imported


@contextmanager
def refusing(refusal: Callable[[str], Refusal], *errors: type[Exception]) -> Iterator[None]:
    """Turn a panic inside, or one of these errors, into the refusal that is made from its first line.

    Raises
    ------
    Refusal
        The one that ``refusal`` makes.
    """
    try:
        yield
    except BaseException as error:
        if not isinstance(error, errors) and type(error).__module__ != _HOME:
            raise
        told = str(error).splitlines()
        raise refusal(told[0] if told else type(error).__name__) from error
