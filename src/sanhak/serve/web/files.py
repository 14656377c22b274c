"""Files of the pages: scripts, fonts and the style sheet, each under a name that changes with their content.

Browsers keep them for a year; an address names the version of all of them, so that files that name one another fit.
"""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from fastapi import APIRouter, Request
from starlette.responses import Response

from sanhak.center.findings import NotHere
from sanhak.finding import Refusal
from sanhak.serve.assets import STATIC, VENDOR, vendored
from sanhak.serve.form import stylesheet as form_sheet
from sanhak.serve.live import stylesheet as live_sheet
from sanhak.serve.style import bare, stylesheet

SHEET: Final = "style.css"
_SUFFIXES: Final = frozenset({".js", ".css", ".woff2"})
_KEPT: Final = "public, max-age=31536000, immutable"

files = APIRouter()


@dataclass(frozen=True, slots=True)
class _File:
    """A file in memory or on the disk, plain and packed."""

    content: bytes
    packed: bytes | None
    media: str


@files.get("/static/{version}/{name:path}", include_in_schema=False)
async def static(request: Request, version: str, name: str) -> Response:
    """A file of the pages; an old version in the address leads to the present file, to be kept by nobody.

    It comes from memory, so that no thread is asked for it: those wait for one another, and a page for its style.
    """
    found = _file(name)
    if found is None:
        raise Refusal(NotHere())
    headers = {"cache-control": _KEPT if version == _version() else "no-cache", "vary": "accept-encoding"}
    if found.packed is not None and "gzip" in request.headers.get("accept-encoding", ""):
        return Response(found.packed, headers={**headers, "content-encoding": "gzip"}, media_type=found.media)
    return Response(found.content, headers=headers, media_type=found.media)


def address(name: str) -> str:
    """Where a file is served, with the version of all of them in it."""
    return f"/static/{_version()}/{name}"


@cache
def _version() -> str:
    """One name for the content of all files."""
    digest = hashlib.sha256(_sheet())
    for path in sorted(STATIC.rglob("*")):
        if path.is_file():
            digest.update(f"{path.relative_to(STATIC)} {path.stat().st_size}".encode())
            digest.update(path.read_bytes() if VENDOR not in path.parents else b"")
    return digest.hexdigest()[:12]


@cache
def _file(name: str) -> _File | None:
    """The file of a name among those that pages load; None for any other name."""
    if name == SHEET:
        return _File(_sheet(), gzip.compress(_sheet(), mtime=0), "text/css")
    path = _served().get(name)
    if path is None:
        return None
    packed = path.with_name(f"{path.name}.gz")
    media = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    content = path.read_bytes()
    if path.suffix == ".js" and not packed.is_file():
        return _File(content, gzip.compress(content, mtime=0), "text/javascript")
    return _File(content, packed.read_bytes() if packed.is_file() else None, media)


@cache
def _served() -> Mapping[str, Path]:
    """What may be asked for, by name: own scripts, and what came from npm."""
    own = {path.name: path for path in STATIC.iterdir() if path.suffix in (".js", ".svg")}
    others = VENDOR.rglob("*") if vendored() else ()
    return own | {path.relative_to(STATIC).as_posix(): path for path in others if path.suffix in _SUFFIXES}


@cache
def _sheet() -> bytes:
    """The style of everything that pages show."""
    return (stylesheet() + bare(form_sheet()) + bare(live_sheet())).encode()
