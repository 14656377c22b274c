"""Data: files in, versions, what is seen of them, rows out."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Callable
from typing import Annotated, Any

from fastapi import Depends, Query, Request, Response
from pydantic import BaseModel
from sqlalchemy import Connection
from starlette.concurrency import run_in_threadpool
from starlette.responses import FileResponse

from sanhak.center import data, projects
from sanhak.center.findings import NotReady
from sanhak.center.rights import Part
from sanhak.finding import Refusal
from sanhak.serve.api import models, records
from sanhak.serve.api.caller import Caller, Me, page_of
from sanhak.serve.api.findings import NothingSent
from sanhak.serve.api.route import After, Limit
from sanhak.serve.api.route import routes as routes_on
from sanhak.serve.pages.downloads import download
from sanhak.serve.web.door import refuse_large
from sanhak.serve.web.findings import TooLarge
from sanhak.store import Stored
from sanhak.text import Amount, say

routes = routes_on("data")
files = routes_on("data", small=False)
_PIECE = 1 << 20
_Word = Annotated[str | None, Query(max_length=200)]
_BINARY: dict[str, Any] = {"application/octet-stream": {"schema": {"format": "binary", "type": "string"}}}
BYTES: dict[str, Any] = {"requestBody": {"required": True, "content": _BINARY}}
FILE: dict[int | str, dict[str, Any]] = {200: {"description": "The file.", "content": _BINARY}}
"""How an address that gives a file is described."""


@routes.get("/projects/{project}/datasets")
def datasets(me: Me, project: str, limit: Limit = 50, after: After = None) -> models.Page[models.DatasetReply]:
    """The datasets of a project by name."""
    with me.center.database.reading() as rows:
        found, further = page_of(data.datasets(rows, me.person, project), lambda one: one.id, limit, after)
    return models.Page(items=list(map(records.dataset, found)), next=further)


def stated_of(
    sheet: _Word = None, time: _Word = None, asset: _Word = None, lot: _Word = None, layout: _Word = None
) -> models.Stated:
    """What the address states about a file as a whole."""
    return models.Stated(sheet=sheet, time=time, asset=asset, lot=lot, layout=layout)


@files.post("/projects/{project}/datasets", status_code=201, response_model=models.VersionReply, openapi_extra=BYTES)
async def upload(
    me: Me,
    request: Request,
    project: str,
    stated: Annotated[models.Stated, Depends(stated_of)],
    name: Annotated[str, Query(min_length=1, max_length=200, description="What the file is called.")],
    into: Annotated[str | None, Query(max_length=200, description="A dataset that gets a new version.")] = None,
) -> Response:
    """Add a file: Excel, CSV, ``.smi``, Parquet, Arrow or HTML as the body, read in pieces. A job then reads it."""
    await run_in_threadpool(_enter, me, project)  # before anything is read
    kept = await keep_body(me, request)
    return await run_in_threadpool(_added, me, project, name, into, stated, kept)


@routes.get("/datasets/{dataset}")
def dataset(me: Me, dataset: str) -> models.DatasetReply:
    """One dataset."""
    with me.center.database.reading() as rows:
        return records.dataset(data.dataset(rows, me.person, dataset)[1])


@routes.get("/datasets/{dataset}/versions")
def versions(me: Me, dataset: str, limit: Limit = 50, after: After = None) -> models.Page[models.VersionReply]:
    """The versions of a dataset, the newest first."""
    with me.center.database.reading() as rows:
        whole = data.dataset(rows, me.person, dataset)[1]
    found, further = page_of(whole.versions, lambda one: one.id, limit, after)
    return models.Page(items=list(map(records.version, found)), next=further)


@routes.get("/versions/{version}")
def version(me: Me, version: str) -> models.VersionReply:
    """One version."""
    with me.center.database.reading() as rows:
        return records.version(data.version(rows, me.person, version)[2])


@routes.post("/versions/{version}/correct", status_code=201, response_model=models.VersionReply)
def correct(me: Me, version: str, given: models.Reading) -> Response:
    """Read the file of a version otherwise, prepared by the same steps: a new version."""

    def act(rows: Connection) -> models.VersionReply:
        made = data.correct(rows, me.center.queue, me.person, version, given.plain())
        return records.version(data.version(rows, me.person, made)[2])

    return me.once(given, act)


@routes.post("/versions/{version}/prepare", status_code=201, response_model=models.VersionReply)
def prepare(me: Me, version: str, given: models.Preparation) -> Response:
    """Prepare the file of a version by these steps, in place of those that it has: a new version."""

    def act(rows: Connection) -> models.VersionReply:
        made = data.prepare(rows, me.center.queue, me.person, version, given.steps, given.joined)
        return records.version(data.version(rows, me.person, made)[2])

    return me.once(given, act)


@routes.get("/versions/{version}/profile")
def profile(me: Me, version: str) -> models.ProfileReply:
    """What is seen of a version at once: its columns, and what was found."""
    with me.center.database.reading() as rows:
        _, _, seen = data.version(rows, me.person, version)
    return records.profile(me, data.profile(me.center.blobs, seen))


@routes.get("/versions/{version}/table", response_class=FileResponse, responses=FILE)
def table(me: Me, version: str) -> Response:
    """The rows of a version as Parquet, with the facts about its columns in the file's metadata."""
    with me.center.database.reading() as rows:
        _, whole, seen = data.version(rows, me.person, version)
    if seen.table is None:
        raise Refusal(NotReady(what=say("this version of the data")))
    return download(me.center.blobs.path(seen.table), f"{whole.name}.parquet")


@routes.get("/versions/{version}/file", response_class=FileResponse, responses=FILE)
def file(me: Me, version: str) -> Response:
    """The file that a version was read from, as it came."""
    with me.center.database.reading() as rows:
        _, whole, seen = data.version(rows, me.person, version)
        kept = data.uploads(rows, me.person, whole.id)[seen.upload]
    return download(me.center.blobs.path(kept.blob), kept.name)


def _enter(me: Caller, project: str) -> None:
    with me.center.database.reading() as rows:
        projects.enter(rows, me.person, project, Part.MEMBER)


async def keep_body(me: Caller, request: Request) -> Stored:
    """The body as a blob, however long it is; its place in memory does not grow with it.

    Raises
    ------
    Refusal
        W003 if it is too large, W104 if it is empty.
    """
    most = me.settings.upload
    if "content-length" in request.headers:
        refuse_large(request, most)
    writing = me.center.blobs.writing()
    blob = await run_in_threadpool(writing.__enter__)
    try:
        async for piece in _pieces(request, most):
            await run_in_threadpool(blob.write, piece)
    except BaseException:
        writing.__exit__(*sys.exc_info())
        raise
    await run_in_threadpool(writing.__exit__, None, None, None)
    return blob.stored


async def _pieces(request: Request, most: int) -> AsyncIterator[bytes]:
    """The body in pieces of a size that is worth a write."""
    size, piece = 0, bytearray()
    async for part in request.stream():
        piece += part
        size += len(part)
        if size > most:
            raise Refusal(TooLarge(most=Amount(most >> 20, "MB")))
        if len(piece) >= _PIECE:
            yield bytes(piece)
            piece.clear()
    if not size:
        raise Refusal(NothingSent())
    yield bytes(piece)


def _added(me: Caller, project: str, name: str, into: str | None, stated: models.Stated, kept: Stored) -> Response:
    def act(rows: Connection) -> models.VersionReply:
        reading = stated.plain()
        made = data.add(rows, me.center.queue, me.person, project, name=name, file=kept, into=into, reading=reading)
        return records.version(data.version(rows, me.person, made)[2])

    return once_with(me, kept, act)


def once_with(me: Caller, kept: Stored, act: Callable[[Connection], BaseModel]) -> Response:
    """Carry an act out once with a blob, which is thrown away again where nothing comes to hold it."""
    used = False

    def holding(rows: Connection) -> BaseModel:
        nonlocal used
        reply = act(rows)
        used = True
        return reply

    try:
        return me.once(kept.hash, holding)
    except BaseException:
        used = False
        raise
    finally:
        if not used:
            me.center.blobs.delete(kept.key)


routes.include_router(files)
