"""Requests to one workbench: sent again where they did not arrive, and everything that is refused is raised."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from sanhak.center.entry_findings import TokenUnknown
from sanhak.finding import Finding, Refusal
from sanhak.serve.api.findings import ForeignReply, Unreachable
from sanhak.text import Language

if TYPE_CHECKING:
    import httpx2

_PATIENCE: Final = 60.0
_TRIES: Final = 4
"""How often a request is sent that did not arrive; with its key it is carried out once."""


class Line:
    """Requests to one workbench; everything that is refused is raised."""

    def __init__(self, url: str, token: str, language: Language | None = None) -> None:
        import httpx2

        self.url = url
        if not (token.isascii() and token.isprintable()):
            raise Refusal(TokenUnknown())  # no header could hold it
        headers = {"authorization": f"Bearer {token}", "accept": "application/json"}
        if language:
            headers["accept-language"] = language
        self._client = httpx2.Client(base_url=f"{url}/api/v1", headers=headers, timeout=_PATIENCE)

    def get(self, path: str, **query: Any) -> Any:
        """What stands at ``path``."""
        return self._read(self._send("GET", path, params=query))

    def post(self, path: str, body: Any = None, **query: Any) -> Any:
        """What comes of sending ``body``: plain data, or a file that is sent piece by piece."""
        key = {"idempotency-key": str(uuid.uuid4())}
        if hasattr(body, "read"):
            headers = key | {"content-type": "application/octet-stream"}
            return self._read(self._send("POST", path, content=body, params=query, headers=headers))
        sent = None if body is None else json.dumps(body)
        return self._read(
            self._send("POST", path, content=sent, params=query, headers=key | {"content-type": "application/json"})
        )

    def close(self) -> None:
        """Give the connection back."""
        self._client.close()

    def pages(self, path: str, **asked: str) -> Iterator[Any]:
        """All items of a list, asked for with these words of an address."""
        after: dict[str, str] = {}
        while True:
            page = self.get(path, limit=200, **asked, **after)
            yield from page["items"]
            if page["next"] is None:
                return
            after = {"after": page["next"]}

    def fetch(self, path: str, target: Path) -> None:
        """Write the file that stands at ``path``, piece by piece."""
        import httpx2

        try:
            with self._client.stream("GET", path) as reply, target.open("wb") as file:
                if reply.is_error:
                    reply.read()
                    raise self._refusal(reply)
                for piece in reply.iter_bytes():
                    file.write(piece)
        except httpx2.TransportError as error:
            raise self._unreachable(error) from None

    def _send(self, method: str, path: str, **more: Any) -> httpx2.Response:
        import httpx2

        body: BinaryIO | None = more["content"] if hasattr(more.get("content"), "seek") else None
        start = body.tell() if body else 0
        for left in reversed(range(_TRIES)):
            try:
                return self._client.request(method, path, **more)
            except httpx2.TransportError as error:
                if not left:
                    raise self._unreachable(error) from None
                time.sleep(0.2 * (_TRIES - left))
                if body:
                    body.seek(start)
        raise AssertionError("the last try either replies or is refused")

    def _read(self, reply: httpx2.Response) -> Any:
        if reply.is_error:
            raise self._refusal(reply)
        try:
            return reply.json()
        except ValueError:
            raise Refusal(ForeignReply(url=self.url, status=reply.status_code)) from None

    def _refusal(self, reply: httpx2.Response) -> Refusal:
        """The refusal that a problem tells of, with the findings that it names."""
        try:
            return Refusal(*map(Finding.load, reply.json()["findings"]))
        except (ValueError, KeyError, TypeError):
            return Refusal(ForeignReply(url=self.url, status=reply.status_code))

    def _unreachable(self, error: Exception) -> Refusal:
        return Refusal(Unreachable(url=self.url, because=str(error) or type(error).__name__))
