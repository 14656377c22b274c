"""What stands around every request: headers of safety, the size of what is sent, and the path of a reverse proxy."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, Final, TypeAlias

Scope: TypeAlias = MutableMapping[str, Any]
Message: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]
App: TypeAlias = Callable[[Scope, Receive, Send], Awaitable[None]]

POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; frame-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
"""Nothing is loaded from elsewhere, and nothing that stands in a page is run."""
_ALWAYS: Final = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}
_BY_DEFAULT: Final = {"cache-control": "no-store"}
SMALL: Final = 4 << 20
"""Bytes of a request that is no upload."""


class Guards:
    """An ASGI application around another one.

    Parameters
    ----------
    app
        What is guarded.
    base
        The path of a reverse proxy, taken off where it stands in front.
    https
        Whether browsers are told to come by https alone.
    """

    def __init__(self, app: App, base: str = "", *, https: bool = False) -> None:
        self._app, self._base = app, base
        headers = {**_ALWAYS, **({"strict-transport-security": "max-age=31536000"} if https else {})}
        self._always = [(name.encode(), value.encode()) for name, value in headers.items()]
        self._default = [(name.encode(), value.encode()) for name, value in _BY_DEFAULT.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if self._base and (path := scope["path"]).startswith(self._base):
            scope["path"] = path.removeprefix(self._base) or "/"

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = {name.lower() for name, _ in message.get("headers", ())}
                added = [*self._always, *self._default]
                kept = [header for header in added if header[0] not in given]
                message["headers"] = [*message.get("headers", ()), *kept]
            await send(message)

        await self._app(scope, receive, with_headers)
