"""The door: who asks, in which language, and whether the request is theirs and not one that another site sent.

A page reads; whatever changes something is a POST that carries the session's own token, which no other site can know.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Final, TypeVar

from fastapi import Depends, Request
from starlette.datastructures import FormData, UploadFile

from sanhak.center import entry
from sanhak.center.center import Center
from sanhak.center.findings import NotHere
from sanhak.center.people import Person
from sanhak.finding import Refusal
from sanhak.serve.web.findings import ForgedRequest, SignInFirst, TooLarge, WrongRequest
from sanhak.serve.web.guards import SMALL
from sanhak.serve.web.settings import Settings
from sanhak.text import LANGUAGES, Amount, Language

if TYPE_CHECKING:
    from starlette.datastructures import Headers

COOKIE: Final = "sanhak"
LANGUAGE_COOKIE: Final = "sanhak_language"
_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_Sent = TypeVar("_Sent", str, UploadFile | str)
_LENGTH: Final = 18
"""Digits of the longest content-length that is read."""


@dataclass(frozen=True, slots=True)
class Visit:
    """One request: the centre, how it is served, who asks, in which language; ``token`` is the session's secret."""

    request: Request
    center: Center
    settings: Settings
    person: Person | None
    token: str
    language: Language

    @property
    def csrf(self) -> str:
        """What a form sends back to show that it came from a page of this session."""
        return csrf_of(self.token)

    @property
    def partial(self) -> bool:
        """Whether a script asks for a part of a page."""
        return "hx-request" in self.request.headers

    def to(self, path: str) -> str:
        """A path of the workbench as a browser has to ask for it."""
        return self.settings.base + path


@dataclass(frozen=True, slots=True)
class Signed(Visit):
    """A visit of somebody who is signed in."""

    person: Person


def csrf_of(token: str) -> str:
    """The token against forged requests of a session; of no use to find the session's own."""
    return hashlib.sha256(f"forms of {token}".encode()).hexdigest()[:32]


def visit(request: Request) -> Visit:
    """Who asks, whether or not they are signed in."""
    center: Center = request.app.state.center
    settings: Settings = request.app.state.settings
    token = request.cookies.get(COOKIE, "")
    person = entry.who(center.database, token) if token else None
    return Visit(request, center, settings, person, token, _language(request, person, settings))


async def signed(here: Annotated[Visit, Depends(visit)]) -> Signed:  # asks nothing, and so needs no thread of its own
    """Who asks, signed in.

    Raises
    ------
    Refusal
        W001 if nobody is; C001 or W005 if the address holds a NUL, which no database takes.
    """
    if here.person is None:
        raise Refusal(SignInFirst())
    if "\0" in here.request.url.path:
        raise Refusal(NotHere())
    if "%00" in here.request.url.query:
        raise Refusal(WrongRequest(because="NUL"))
    return Signed(here.request, here.center, here.settings, here.person, here.token, here.language)


Anybody = Annotated[Visit, Depends(visit)]
Me = Annotated[Signed, Depends(signed)]


@dataclass(frozen=True, slots=True)
class Sent:
    """What a form sent: words by name, and files."""

    form: FormData

    def __getitem__(self, name: str) -> str:
        """The words of a field; empty where it was not sent."""
        value = self.form.get(name, "")
        return value if isinstance(value, str) else ""

    def __contains__(self, name: str) -> bool:
        return name in self.form

    @property
    def pairs(self) -> Sequence[tuple[str, str]]:
        """All words in the order in which they were sent."""
        return [(name, value) for name, value in self.form.multi_items() if isinstance(value, str)]

    def file(self, name: str) -> UploadFile | None:
        """A file that was chosen; None where none was."""
        value = self.form.get(name)
        return value if isinstance(value, UploadFile) and value.filename else None

    def files(self, name: str) -> list[UploadFile]:
        """All files that were chosen."""
        return [one for one in self.form.getlist(name) if isinstance(one, UploadFile) and one.filename]

    def words(self, *names: str) -> dict[str, str]:
        """The fields of these names that were sent."""
        return {name: self[name] for name in names if name in self.form}


async def sent(request: Request) -> AsyncIterator[Sent]:
    """What a form sent, once it is known to come from a page of this session.

    Raises
    ------
    Refusal
        W002 if it comes from elsewhere, W003 if it is too large.
    """
    refuse_foreign(request)
    refuse_large(request, request.app.state.settings.upload + SMALL if _is_multipart(request.headers) else SMALL)
    async with request.form(max_fields=20_000, max_part_size=SMALL) as form:  # what came as files is closed at the end
        given = request.headers.get("x-csrf-token") or str(form.get("csrf", ""))
        refuse_forged(request, given)
        yield Sent(FormData([(_keepable(name), _keepable(value)) for name, value in form.multi_items()]))


def _keepable(value: _Sent) -> _Sent:
    """What a database can keep: no NUL, and no half of a sign, which some encodings of forms let through."""
    return value.replace("\0", "").encode(errors="ignore").decode() if isinstance(value, str) else value


Form = Annotated[Sent, Depends(sent)]


def refuse_forged(request: Request, given: str) -> None:
    """Go on only if ``given`` is the token of the session that asks; without a session there is nothing to forge."""
    token = request.cookies.get(COOKIE, "")
    if token and not hmac.compare_digest(given.encode(), csrf_of(token).encode()):
        raise Refusal(ForgedRequest())


def refuse_foreign(request: Request) -> None:
    """Go on only if the browser does not say that another site sent this.

    Raises
    ------
    Refusal
        W002.
    """
    site = request.headers.get("sec-fetch-site")
    origin = request.headers.get("origin")
    same = origin is None or origin.partition("://")[2] == request.headers.get("host")
    if request.method not in _SAFE and (site == "cross-site" or (site is None and not same)):
        raise Refusal(ForgedRequest())


def too_large(most: int) -> Refusal:
    """W003 with the limit in words."""
    return Refusal(TooLarge(most=Amount(most >> 20, "MB")))


def refuse_large(request: Request, most: int) -> None:
    """Go on only if what is announced is at most so many bytes; :class:`Refusal` W003 otherwise."""
    announced = request.headers.get("content-length", "" if "transfer-encoding" in request.headers else "0")
    if announces_more(announced, most):
        raise too_large(most)


def announces_more(announced: str, most: int) -> bool:
    """Whether a content-length says more than so many bytes, or nothing that is a length."""
    return not announced.isdecimal() or len(announced) > _LENGTH or int(announced) > most


def _is_multipart(headers: Headers) -> bool:
    return headers.get("content-type", "").startswith("multipart/form-data")


def _language(request: Request, person: Person | None, settings: Settings) -> Language:
    """What was chosen in this browser, else what the person prefers, else what the browser does."""
    wanted = [request.cookies.get(LANGUAGE_COOKIE), person.language if person else None]
    wanted += [part.strip()[:2].lower() for part in request.headers.get("accept-language", "").split(",")]
    return next((language for one in wanted for language in LANGUAGES if one == language), settings.language)
