"""Who calls: a program with a token, in which language it wants to be told, and each request carried out once."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated, Final, TypeVar

from fastapi import Depends, Header, Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import BaseModel
from sqlalchemy import Connection, delete, insert, select
from sqlalchemy.exc import IntegrityError
from starlette.responses import Response

from sanhak.center import schema, tokens
from sanhak.center.center import Center
from sanhak.center.people import Person
from sanhak.center.tokens import Bearer, Scope
from sanhak.finding import Refusal
from sanhak.serve.api.findings import KeyUsedOtherwise, NoSuchPlace, TokenFirst
from sanhak.serve.web.settings import Settings
from sanhak.text import LANGUAGES, Language, Param, show

REMEMBERED: Final = timedelta(days=1)
"""How long a reply is given again to the same Idempotency-Key."""
_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_BEARER: Final = HTTPBearer(
    auto_error=False, scheme_name="token", description="A token made under “My settings” at the workbench."
)

_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True)
class Caller:
    """One request of a program, in the name of a person."""

    request: Request
    center: Center
    settings: Settings
    bearer: Bearer
    language: Language
    key: str | None

    @property
    def person(self) -> Person:
        """In whose name it asks."""
        return self.bearer.person

    def words(self, value: Param) -> str:
        """A text, number or day in the language of the caller."""
        return show(value, self.language)

    def once(self, body: BaseModel | str | None, act: Callable[[Connection], BaseModel], status: int = 201) -> Response:
        """Carry an act out in one transaction and reply; a request that is sent again with its key is not repeated.

        Parameters
        ----------
        body
            What was sent, or its hash: with method and address it says which request this is.
        act
            Does it, and gives the reply.
        status
            Of the reply.

        Raises
        ------
        Refusal
            W102 if the key was used for another request; whatever ``act`` refuses, of which nothing is kept.
        """
        if self.key is None:
            with self.center.database.writing() as rows:
                return _reply(act(rows).model_dump_json(), status)
        key, asked = self._hashes(body)
        try:
            with self.center.database.writing() as rows:
                if (before := self._before(rows, key, asked)) is not None:
                    return before
                reply = act(rows).model_dump_json()
                now = datetime.now(UTC)
                rows.execute(delete(schema.requests).where(schema.requests.c.made < now - REMEMBERED))
                row = {"key": key, "person": self.person.id, "asked": asked, "status": status, "reply": reply}
                rows.execute(insert(schema.requests).values(**row, made=now))
        except IntegrityError:  # the same request came twice at the same moment, and the other one was first
            with self.center.database.reading() as rows:
                if (before := self._before(rows, key, asked)) is not None:
                    return before
            raise
        return _reply(reply, status)

    def _hashes(self, body: BaseModel | str | None) -> tuple[str, str]:
        sent = body.model_dump_json() if isinstance(body, BaseModel) else body or ""
        url = self.request.url
        asked = f"{self.request.method} {url.path}?{url.query}\n{sent}"
        return _digest(f"{self.person.id} {self.key}"), _digest(asked)

    def _before(self, rows: Connection, key: str, asked: str) -> Response | None:
        table = schema.requests.c
        asked_before = select(table.asked, table.status, table.reply)
        row = rows.execute(asked_before.where(table.key == key, table.made >= datetime.now(UTC) - REMEMBERED)).first()
        if row is None:
            return None
        if row.asked != asked:
            raise Refusal(KeyUsedOtherwise())
        return _reply(row.reply, row.status)


def caller(
    request: Request,
    given: Annotated[HTTPAuthorizationCredentials | None, Security(_BEARER)],
    idempotency_key: Annotated[
        str | None,
        Header(
            max_length=200,
            description="A random word of your own: a POST that is sent again with it is carried out once.",
        ),
    ] = None,
) -> Caller:
    """Who calls.

    Raises
    ------
    Refusal
        W101 without a token, C040 or C004 for a wrong one, C041 if it only reads.
    """
    center: Center = request.app.state.center
    settings: Settings = request.app.state.settings
    if given is None or not given.credentials:
        raise Refusal(TokenFirst())
    bearer = tokens.bearer(center.database, given.credentials, request.client.host if request.client else "")
    if request.method not in _SAFE:
        bearer.need(Scope.WRITE)
    wanted = [part.strip()[:2].lower() for part in request.headers.get("accept-language", "").split(",")]
    spoken = next((one for name in wanted for one in LANGUAGES if one == name), bearer.person.language)
    key = idempotency_key if request.method == "POST" else None
    return Caller(request, center, settings, bearer, spoken, key)


Me = Annotated[Caller, Depends(caller)]


def page_of(
    items: Sequence[_Item], name: Callable[[_Item], str], limit: int, after: str | None
) -> tuple[Sequence[_Item], str | None]:
    """A page of a list, and what the next one comes after; None at its end.

    Raises
    ------
    Refusal
        W103 if nothing of the name ``after`` is in the list.
    """
    start = 0
    if after is not None:
        start = next((place + 1 for place, one in enumerate(items) if name(one) == after), -1)
        if start < 0:
            raise Refusal(NoSuchPlace(after=after[:200]))
    found = items[start : start + limit]
    return found, name(found[-1]) if start + limit < len(items) else None


def _reply(content: str, status: int) -> Response:
    return Response(content, status, media_type="application/json")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
