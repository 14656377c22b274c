"""A file that goes on for months: held against a second writer, exchanged at once, and its last state kept beside it.

Whatever interrupts the writing (a power cut, a kill, a full disk), the file under its name is whole: the old state or
the new one. A new state is written beside it, forced onto the disk, and renamed; a rename within a folder replaces the
name in one step (POSIX.1-2017, rename; MoveFileEx with MOVEFILE_REPLACE_EXISTING on Windows).
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from sanhak.finding import Refusal
from sanhak.study.answer import unwritten
from sanhak.study.file.findings import ChangedMeanwhile, HeldByAnother, OpenElsewhere

_FAR: Final = 1 << 20
"""The byte that is locked on Windows: beyond the text, which others may then read."""


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Hold a file while the block runs, by a lock beside it that says who holds it.

    The lock is the system's own, which lets go of it when a process ends in whatever way; what a dead process has left
    is taken over. Where another machine holds it, only the name in the lock can be believed.

    Raises
    ------
    Refusal
        S062 if another process holds it, S063 if Excel or LibreOffice has it open, S061 if the folder cannot be
        written.
    """
    target = path.resolve()
    lock = _beside(target, "lock")
    try:
        handle = _hold(path, lock)
    except OSError as error:
        raise unwritten(path, error) from error
    try:
        with suppress(OSError):
            _beside(target, "new").unlink(missing_ok=True)  # what an interrupted writing has left
        refuse_open(path)
        yield
    finally:
        _let_go(handle, lock)


def refuse_open(path: Path) -> None:
    """Refuse a file that is open in Excel or LibreOffice, by the file that they leave beside it and by its lock.

    Raises
    ------
    Refusal
        S063.
    """
    target = path.resolve()
    for mark in (f"~${target.name}", f".~lock.{target.name}#"):
        if target.with_name(mark).exists():
            raise Refusal(OpenElsewhere(path=str(path), mark=mark))
    if target.exists():
        try:
            target.open("r+b").close()
        except PermissionError:
            raise Refusal(OpenElsewhere(path=str(path), mark=None)) from None


def exchange(path: Path, before: bytes | None, after: bytes) -> Path | None:
    """Put ``after`` in the place of a file that held ``before`` (None: that was not there); call it inside ``held``.

    Returns
    -------
    Path or None
        Where the last state is kept: ``name.bak.xlsx`` for ``name.xlsx``; None where there was none.

    Raises
    ------
    Refusal
        S064 if the file no longer holds ``before``, S063 if it is open elsewhere, S003 if the disk is full, S061 if the
        place cannot be written. The file is then as it was.
    """
    target = path.resolve()
    try:
        refuse_open(path)
        if (target.read_bytes() if target.exists() else None) != before:
            raise Refusal(ChangedMeanwhile(path=str(path)))
        kept = None
        if before is not None:
            kept = target.with_name(f"{target.stem}.bak{target.suffix}")
            _put(kept, before, target)
        _put(target, after, target)
    except PermissionError:
        raise Refusal(OpenElsewhere(path=str(path), mark=None)) from None
    except OSError as error:
        raise unwritten(path, error) from error
    return kept


def _put(path: Path, content: bytes, like: Path) -> None:
    """Write a file beside its place, force it onto the disk, and rename it, with the permissions of ``like``."""
    unfinished = _beside(like, "new")
    with unfinished.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    if like.exists():
        shutil.copymode(like, unfinished)
    unfinished.replace(path)
    if sys.platform != "win32":
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _beside(target: Path, ending: str) -> Path:
    return target.with_name(f".{target.name}.{ending}")


def _hold(path: Path, lock: Path) -> int:
    """The open lock, with this process written into it."""
    while True:
        handle = os.open(lock, os.O_RDWR | os.O_CREAT, 0o666)
        free, owner = _grab(handle), _owner(handle)
        if not free or owner.get("host", socket.gethostname()) != socket.gethostname():
            os.close(handle)
            who = {name: str(owner.get(name, "?")) for name in ("process", "host", "since")}
            raise Refusal(HeldByAnother(path=str(path), lock=str(lock), **who))
        if _is_still(handle, lock):
            _sign(handle)
            return handle
        os.close(handle)  # whoever held it has just removed it


def _is_still(handle: int, lock: Path) -> bool:
    """Whether the open lock is the one that stands under its name."""
    with suppress(FileNotFoundError):
        return os.path.samestat(os.fstat(handle), lock.stat())
    return False


def _sign(handle: int) -> None:
    owner = {
        "process": os.getpid(),
        "host": socket.gethostname(),
        "since": datetime.now().astimezone().isoformat(" ", "seconds"),
    }
    os.ftruncate(handle, 0)
    os.lseek(handle, 0, os.SEEK_SET)
    os.write(handle, json.dumps(owner).encode())


def _owner(handle: int) -> dict[str, Any]:
    """Who has signed the lock; nobody where it is new or was cut off."""
    os.lseek(handle, 0, os.SEEK_SET)
    try:
        owner = json.loads(os.read(handle, 4096))
    except ValueError:
        return {}
    return owner if isinstance(owner, dict) else {}


def _grab(handle: int) -> bool:
    """Whether the system gives the lock to this process; it takes it back when the process ends."""
    try:
        if sys.platform == "win32":
            import msvcrt

            os.lseek(handle, _FAR, os.SEEK_SET)
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if isinstance(error, BlockingIOError | PermissionError):
            return False
        return not _is_alive(_owner(handle))  # a file system without locks
    return True


def _is_alive(owner: dict[str, Any]) -> bool:
    """Whether the process that signed still runs, as far as its number tells on this machine."""
    process = owner.get("process")
    if not isinstance(process, int) or owner.get("host") != socket.gethostname() or process == os.getpid():
        return False
    if sys.platform == "win32":
        return True  # asking for a process there would end it
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _let_go(handle: int, lock: Path) -> None:
    """Remove the lock and give it back; where it cannot be removed, nobody stands in it."""
    with suppress(OSError):
        os.ftruncate(handle, 0)
    if sys.platform == "win32":  # an open file cannot be removed there
        os.close(handle)
        with suppress(OSError):
            lock.unlink()
        return
    with suppress(OSError):
        lock.unlink()
    os.close(handle)
