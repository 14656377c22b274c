"""How every address of the API is declared: small bodies alone, and the errors that each can reply with."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Coroutine
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Request, Response
from fastapi.routing import APIRoute

from sanhak.finding import Refusal
from sanhak.serve.web.door import refuse_large
from sanhak.serve.web.findings import WrongRequest
from sanhak.serve.web.guards import SMALL

PREFIX: Final = "/api/v1"
PROBLEM: Final = "application/problem+json"
_ERRORS: Final = {
    401: "No token, or one that opens nothing.",
    403: "The right, the part in the project or the scope of the token is too small.",
    404: "Nothing that this person may see.",
    409: "Not ready yet.",
    413: "Too large.",
    422: "Not understood, or not possible as it stands; the findings say why.",
    429: "Too many wrong tokens from this computer.",
}


class _SmallRoute(APIRoute):
    """A route whose body is kept in memory, and so is small or refused (W003) before it is read."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler behind the check."""
        handle = super().get_route_handler()

        async def checked(request: Request) -> Response:
            refuse_large(request, SMALL)
            _refuse_unwritable(request, await request.body())
            return await handle(request)

        return checked


def routes(tag: str, *, small: bool = True) -> APIRouter:
    """A router for addresses on one theme; ``small`` is False where bodies are read piece by piece."""
    schema = {"$ref": "#/components/schemas/Problem"}
    errors: dict[int | str, dict[str, Any]] = {
        status: {"description": told, "content": {PROBLEM: {"schema": schema}}} for status, told in _ERRORS.items()
    }
    return APIRouter(
        tags=[tag], responses=errors, route_class=_SmallRoute if small else APIRoute, generate_unique_id_function=_named
    )


def _named(route: APIRoute) -> str:
    """What programs that are written from the description call an address."""
    return f"{route.tags[0]}_{route.name}"


def _refuse_unwritable(request: Request, body: bytes) -> None:
    """Go on only if what was sent can be kept and sent back: no number that is not finite, no half of a sign, no NUL.

    Raises
    ------
    Refusal
        W005 if it cannot; a body that is no JSON at all is refused where it is read.
    """
    if "\0" in request.url.path or "%00" in request.url.query:
        raise Refusal(WrongRequest(because="NUL"))
    try:
        text = json.dumps(json.loads(body or b"null", parse_int=_whole), ensure_ascii=False, allow_nan=False)
    except (json.JSONDecodeError, UnicodeDecodeError):
        return
    except (ValueError, RecursionError) as error:
        raise Refusal(WrongRequest(because=str(error)[:100])) from None
    try:
        text.encode()
    except UnicodeEncodeError:
        raise Refusal(WrongRequest(because="half of a sign (surrogate)")) from None
    if "\\u0000" in text:
        raise Refusal(WrongRequest(because="NUL"))


def _whole(digits: str) -> int:
    """A whole number that fits a number with a point."""
    if not math.isfinite(float(digits)):
        raise ValueError(f"{digits[:20]}…")
    return int(digits)


Limit = Annotated[int, Query(ge=1, le=200, description="How many at most.")]
After = Annotated[
    str | None, Query(max_length=200, description="The field “next” of the page before; left out for the first page.")
]
