"""Panics of libraries that are written in Rust: no Exception in Python, or the end of the whole process."""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from sanhak.finding import Refusal

if TYPE_CHECKING:
    import polars as pl

_TRY: Final = "import io, sys, polars; polars.read_ipc(io.BytesIO(sys.stdin.buffer.read()))"
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


def read_arrow(stream: io.BytesIO) -> pl.DataFrame:
    """An Arrow file, tried in a process of its own first: from damaged lengths Polars takes memory until it is ended.

    Raises
    ------
    ValueError
        If it cannot be read.
    """
    import polars as pl

    tried = subprocess.run([sys.executable, "-c", _TRY], input=stream.getvalue(), capture_output=True, check=False)  # noqa: S603 - a constant program
    if tried.returncode:
        lines = tried.stderr.decode(errors="replace").strip().splitlines()
        raise ValueError(lines[-1] if tried.returncode > 0 and lines else "damaged lengths")
    return pl.read_ipc(stream)
