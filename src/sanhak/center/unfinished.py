"""What long work keeps of itself while it is under way, so that work whose process was killed goes on from there."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import rmtree
from typing import Final

from sqlalchemy import Connection, select

from sanhak.center import schema
from sanhak.center.reviewing.schema import preparations
from sanhak.jobs.job import State
from sanhak.jobs.schema import jobs
from sanhak.run import Cancelled
from sanhak.store import Blobs

_FOLDER: Final = "unfinished"
"""Beside the blobs: no key is called so."""
_GOES_ON: Final = (State.WAITING, State.RUNNING)
_MAY_BE_ASKED_AGAIN: Final = (State.FAILED, State.REFUSED)
_FILES_GO_ON: Final = (*_MAY_BE_ASKED_AGAIN, State.CANCELLED)
"""Of files that are made blind nothing is lost either where a person has stopped it."""


@contextmanager
def place_of(study: str, blobs: Blobs) -> Iterator[Path]:
    """The folder for a study's :class:`~sanhak.run.Run`; it is gone once the work is done or a person has stopped it.

    It stays when the process is killed or an error ends the work, and is made only if something is kept in it.
    """
    place = blobs.folder / _FOLDER / study
    try:
        yield place
    except Cancelled:
        rmtree(place, ignore_errors=True)
        raise
    rmtree(place, ignore_errors=True)


def sweep(rows: Connection, blobs: Blobs, older: float) -> None:
    """Delete what was kept for work that nothing more comes of: done, deleted, or stopped while it waited.

    What was kept for one that was refused or has failed is deleted after so many seconds: it may be asked again.
    """
    places = list((blobs.folder / _FOLDER).glob("*"))
    asked = select(schema.studies.c.id, jobs.c.state).join(jobs, jobs.c.id == schema.studies.c.job)
    states = {one.id: one.state for one in rows.execute(asked)}
    blind = select(preparations.c.place, jobs.c.state).join(jobs, jobs.c.id == preparations.c.job)
    files = {one.place: one.state for one in rows.execute(blind)}
    for place in places:
        state = states.get(place.name) or files.get(place.name)
        again = _FILES_GO_ON if place.name in files else _MAY_BE_ASKED_AGAIN
        young = time.time() - max(file.stat().st_mtime for file in (place, *place.rglob("*"))) < older
        if state not in _GOES_ON and not (state in again and young):
            rmtree(place, ignore_errors=True)
