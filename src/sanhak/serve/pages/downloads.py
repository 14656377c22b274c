"""Files as they leave the workbench: always saved, never opened inside it, under the name that people gave them."""

from __future__ import annotations

from pathlib import Path
from typing import Final
from urllib.parse import quote

from starlette.background import BackgroundTask
from starlette.responses import FileResponse, Response

_UNSAFE: Final = frozenset('\\/:*?"<>|')
_ANY: Final = "application/octet-stream"


def download(path: Path, name: str, media: str = _ANY, *, once: bool = False) -> Response:
    """The file at ``path``, to be saved as ``name``; with ``once`` it was made for this and goes when it was sent."""
    gone = BackgroundTask(path.unlink, missing_ok=True) if once else None
    return FileResponse(path, media_type=media, headers={"content-disposition": _disposition(name)}, background=gone)


def content(given: bytes, name: str, media: str = _ANY) -> Response:
    """These bytes, to be saved as ``name``."""
    return Response(given, media_type=media, headers={"content-disposition": _disposition(name)})


def _disposition(name: str) -> str:
    plain = "".join("-" if sign in _UNSAFE or not sign.isprintable() else sign for sign in name)[:150] or "file"
    return f"attachment; filename*=UTF-8''{quote(plain)}"
