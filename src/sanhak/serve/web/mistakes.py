"""When something cannot be done: a page for people, problem+json (RFC 9457) for programmes, with the same codes."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import urlencode

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from sanhak.center.findings import NotHere
from sanhak.finding import Finding, Refusal
from sanhak.serve.api.findings import OtherMethod
from sanhak.serve.web.door import Visit, visit
from sanhak.serve.web.findings import Broken, SignInFirst, WrongRequest
from sanhak.serve.web.showing import go, page
from sanhak.serve.web.statuses import status_of

_LOG: Final = logging.getLogger("sanhak")
API: Final = "/api/"


def problem(findings: Sequence[Finding], language: Any) -> Response:
    """A refusal as problem+json."""
    status, first = status_of(findings), findings[0]
    told = [
        {
            "code": one.code,
            "severity": one.severity.value,
            "said": one.said.render(language),
            "reason": one.reason.render(language),
            "remedy": one.remedy.render(language),
            "params": one.dump()["params"],
        }
        for one in findings
    ]
    content = {
        "type": f"urn:sanhak:finding:{first.code}",
        "title": first.said.render(language),
        "status": int(status),
        "detail": f"{first.reason.render(language)} {first.remedy.render(language)}",
        "code": first.code,
        "findings": told,
    }
    headers = {"www-authenticate": "Bearer"} if status is HTTPStatus.UNAUTHORIZED else None
    return JSONResponse(content, int(status), headers, media_type="application/problem+json")


def guard(app: FastAPI) -> None:
    """Let ``app`` answer every error in one of the two ways, and never with its own inner words."""

    @app.exception_handler(Refusal)
    def refused(request: Request, error: Exception) -> Response:
        return _answer(request, error.findings if isinstance(error, Refusal) else ())

    @app.exception_handler(HTTPException)
    def turned_away(request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 500
        if status == HTTPStatus.METHOD_NOT_ALLOWED and request.url.path.startswith(API):
            replied = _answer(request, (OtherMethod(method=request.method[:20]),))
            replied.headers["allow"] = (getattr(error, "headers", None) or {}).get("Allow", "GET")
            return replied
        if status in (HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED):
            return _answer(request, (NotHere(),))
        return _answer(request, (WrongRequest(because=HTTPStatus(status).phrase),))

    @app.exception_handler(RequestValidationError)
    def misunderstood(request: Request, error: Exception) -> Response:
        told = error.errors() if isinstance(error, RequestValidationError) else ()
        because = "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in told)[:400]
        return _answer(request, (WrongRequest(because=because),))

    @app.exception_handler(Exception)
    def broken(request: Request, error: Exception) -> Response:
        number = secrets.token_hex(4)
        _LOG.error("Error %s in %s %s", number, request.method, request.url.path, exc_info=error)
        return _answer(request, (Broken(number=number),))


def _answer(request: Request, findings: Sequence[Finding]) -> Response:
    here = visit(request)
    if request.url.path.startswith(API):
        return problem(findings, here.language)
    if isinstance(findings[0], SignInFirst) and request.method == "GET" and not here.partial:
        query = f"?{request.url.query}" if request.url.query else ""
        return go(here, "/sign-in?" + urlencode({"back": request.url.path + query}))
    return _page(here, findings)


def _page(here: Visit, findings: Sequence[Finding]) -> Response:
    response = page(here, "refused.html", findings=findings, status=int(status_of(findings)))
    if here.partial and here.request.method == "POST":  # a form that waits to be replaced by itself is not in it
        response.headers.update({"HX-Retarget": "#content", "HX-Reselect": "#content", "HX-Reswap": "outerHTML"})
    return response
