"""Which number a refusal has for browsers and programs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Final

from sanhak.center.entry_findings import TokenReadsOnly, TokenUnknown
from sanhak.center.findings import NotAllowed, NotHere, NotReady, TooManyAttempts, WrongPassword
from sanhak.finding import Finding
from sanhak.serve.api.findings import OtherMethod, TokenFirst
from sanhak.serve.web.findings import Broken, ForgedRequest, SignInFirst, TooLarge, WrongRequest
from sanhak.store.findings import BlobMissing

STATUS: Final[Mapping[type[Finding], HTTPStatus]] = {
    NotHere: HTTPStatus.NOT_FOUND,
    BlobMissing: HTTPStatus.NOT_FOUND,
    NotAllowed: HTTPStatus.FORBIDDEN,
    ForgedRequest: HTTPStatus.FORBIDDEN,
    SignInFirst: HTTPStatus.UNAUTHORIZED,
    WrongPassword: HTTPStatus.UNAUTHORIZED,
    TooManyAttempts: HTTPStatus.TOO_MANY_REQUESTS,
    TooLarge: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    NotReady: HTTPStatus.CONFLICT,
    TokenFirst: HTTPStatus.UNAUTHORIZED,
    TokenUnknown: HTTPStatus.UNAUTHORIZED,
    TokenReadsOnly: HTTPStatus.FORBIDDEN,
    OtherMethod: HTTPStatus.METHOD_NOT_ALLOWED,
    WrongRequest: HTTPStatus.UNPROCESSABLE_ENTITY,
    Broken: HTTPStatus.INTERNAL_SERVER_ERROR,
}
"""What a browser or a programme is told by number; every other refusal is 422."""


def status_of(findings: Sequence[Finding]) -> HTTPStatus:
    """The number of a refusal, by its first finding."""
    return STATUS.get(type(findings[0]), HTTPStatus.UNPROCESSABLE_ENTITY)
