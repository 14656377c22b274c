"""The data of a project: what is there, and how more comes in: as files, from the clipboard, out of a database."""

from __future__ import annotations

import io
import shutil
import tempfile
import zipfile
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.requests import ClientDisconnect
from starlette.responses import PlainTextResponse, Response

from sanhak.areas import areas
from sanhak.center import data, people, projects
from sanhak.center.projects import Project
from sanhak.center.rights import Part
from sanhak.finding import Finding, Refusal
from sanhak.serve.pages.data_files import write_csv
from sanhak.serve.pages.data_page import show
from sanhak.serve.pages.progress import progress_of
from sanhak.serve.web.door import Form, Me, announces_more, refuse_foreign, refuse_forged, too_large
from sanhak.serve.web.findings import NoUpload
from sanhak.serve.web.showing import go, page
from sanhak.serve.web.small import returned, submitted
from sanhak.serve.web.statuses import status_of
from sanhak.store.sql import source, sources
from sanhak.text import say

if TYPE_CHECKING:
    from sanhak.store import Stored

pages = APIRouter()
_PIECE: Final = 1 << 20
_SAMPLE: Final = "reactor"


@pages.get("/projects/{project}/data")
def all_data(me: Me, project: str) -> Response:
    """The datasets of a project, and the one place to add some."""
    return _all(me, project)


@pages.post("/projects/{project}/data")
def add(me: Me, project: str, form: Form) -> Response:
    """Files that were chosen, or a table that was pasted; several files become several datasets."""
    with me.center.database.reading() as rows:
        projects.enter(rows, me.person, project, Part.MEMBER)
    into = form["into"] or None
    try:
        made = [_keep(me, project, name, stored, into) for name, stored in _given(me, form)]
    except Refusal as refusal:
        name = "paste" if "pasted" in form else "upload"
        return returned(me, name, form, refusal, lambda: show(me, into) if into else _all(me, project))
    return go(me, f"/data/{made[0]}" if len(made) == 1 else f"/projects/{project}/data")


@pages.put("/projects/{project}/data/upload")
async def upload(me: Me, request: Request, project: str, name: str = "", into: str = "") -> Response:
    """A file as it comes, written to the disk piece by piece; gives the address of its page, or says what is wrong."""
    try:
        refuse_foreign(request)
        refuse_forged(request, request.headers.get("x-csrf-token", ""))
        await run_in_threadpool(_refuse_guests, me, project)
        stored = await _received(request, me)
        made = await run_in_threadpool(_keep, me, project, name, stored, into or None)
    except ClientDisconnect:  # it was stopped, or the line is down: nothing of it is kept, and nobody listens
        return Response(status_code=400)
    except Refusal as refusal:
        first = refusal.findings[0]
        said = f"{first.said.render(me.language)} {first.remedy.render(me.language)} ({first.code})"
        return PlainTextResponse(said, int(status_of(refusal.findings)))
    return PlainTextResponse(me.to(f"/data/{made}"), 201)


@pages.get("/projects/{project}/data/database")
def ask_database(me: Me, project: str, dataset: str = "") -> Response:
    """The form that asks a database; filled with the query that a dataset came from."""
    typed = {"name": "", "source": "", "query": "", "into": ""}
    with me.center.database.reading() as rows:
        here = projects.enter(rows, me.person, project, Part.LEAD)
        if dataset:
            _, whole = data.dataset(rows, me.person, dataset)
            reading = whole.newest.reading
            typed = {"name": whole.name, "into": dataset, **{key: reading.get(key, "") for key in ("source", "query")}}
    return _query(me, here, typed)


@pages.post("/projects/{project}/data/database")
def query(me: Me, project: str, form: Form) -> Response:
    """Have a database asked, for a dataset that is there or a new one."""
    typed = {name: form[name] for name in ("name", "source", "query", "into")}
    return submitted(
        me, "query", form, then=lambda made: go(me, f"/data/{made}"),
        show=lambda: ask_database(me, project, form["into"]),
        act=lambda rows: _ask(me, rows, project, typed),
    )  # fmt: skip


def _ask(me: Me, rows: Any, project: str, typed: dict[str, str]) -> str:
    """Put the query; what was stated about columns of the dataset before is stated again."""
    projects.enter(rows, me.person, project, Part.LEAD)
    chosen, into = source(me.center.folder, project, typed["source"]), typed["into"] or None
    before = data.dataset(rows, me.person, into)[1].newest.reading if into else {}
    asked = {**before, "source": chosen.name, "query": typed["query"]}
    name = typed["name"] or chosen.name
    made = data.query(rows, me.center.queue, me.person, project, name=name, asked=asked, into=into)
    return data.version(rows, me.person, made)[1].id


def _given(me: Me, form: Form) -> list[tuple[str, Stored]]:
    """What the form brought, each under its name; :class:`Refusal` W006 if it brought nothing."""
    chosen = form.files("files")
    pasted = form["pasted"].strip("\r\n")
    if "sample" in form:
        return [_sample(me)]
    if not chosen and not pasted.strip():
        raise Refusal(NoUpload(), field="pasted" if "pasted" in form else "files")
    if "together" in form and len(chosen) > 1:
        return [_together(me, chosen)]
    found = [(file.filename or "file", me.center.blobs.pour(file.file)) for file in chosen]
    if pasted.strip():
        ending = "tsv" if "\t" in pasted else "csv"
        name = form["name"].strip() or say("Pasted table").render(me.language)
        found.append((f"{name}.{ending}", me.center.blobs.put(pasted.encode("utf-8", "replace"))))
    return found


def _together(me: Me, chosen: Sequence[UploadFile]) -> tuple[str, Stored]:
    """Several files as the one archive that is read as one table, called after the first."""
    names = [file.filename or f"{number}" for number, file in enumerate(chosen, 1)]
    with tempfile.TemporaryFile() as content:
        with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
            for number, (name, file) in enumerate(zip(names, chosen, strict=True), 1):
                # Two files of one name come from two folders.
                with archive.open(
                    name if names.count(name) == 1 else f"{number}/{name}", "w", force_zip64=True
                ) as part:
                    shutil.copyfileobj(file.file, part)
        content.seek(0)
        return f"{names[0]} + {len(names) - 1}.zip", me.center.blobs.pour(content)


def _sample(me: Me) -> tuple[str, Stored]:
    """The table of a case, to try with: runs of a reactor whose truth is known to nobody but the case."""
    case = next(case for area in areas() for case in area.cases() if case.name == _SAMPLE)
    table, content = next(iter(case.tables().values())), io.BytesIO()
    write_csv(table, content)
    return f"{case.title.render(me.language)}.csv", me.center.blobs.put(content.getvalue())


def _keep(me: Me, project: str, name: str, stored: Stored, into: str | None) -> str:
    """Make a dataset of a file that is in its place; a file that nobody may add is thrown away again."""
    with me.center.blobs.keeping(stored), me.center.database.writing() as rows:
        made = data.add(rows, me.center.queue, me.person, project, name=name, file=stored, into=into)
        return data.version(rows, me.person, made)[1].id


def _refuse_guests(me: Me, project: str) -> None:
    with me.center.database.reading() as rows:
        projects.enter(rows, me.person, project, Part.MEMBER)


async def _received(request: Request, me: Me) -> Stored:
    """What is sent, as a blob; nothing of it stays if it is too large (W003), empty (W006) or breaks off."""
    most = me.settings.upload
    announced = request.headers.get("content-length", "0")
    if announces_more(announced, most):
        raise too_large(most)
    with me.center.blobs.writing() as blob:
        piece = bytearray()
        async for chunk in request.stream():
            piece += chunk
            if blob.size + len(piece) > most:
                raise too_large(most)
            if len(piece) >= _PIECE:
                await run_in_threadpool(blob.write, bytes(piece))
                piece.clear()
        if not blob.size and not piece:
            raise Refusal(NoUpload())
        await run_in_threadpool(blob.write, bytes(piece))
        await run_in_threadpool(blob.sync)
    return blob.stored


def _all(me: Me, project: str) -> Response:
    with me.center.database.reading() as rows:
        here = projects.enter(rows, me.person, project)
        found = data.datasets(rows, me.person, project)
        named = people.names(rows, {one.newest.person for one in found})
    return page(
        me,
        "data_list.html",
        project=here,
        place="data",
        one=here,
        Part=Part,
        datasets=found,
        names=named,
        progress={whole.id: progress_of(me, whole.newest.job) for whole in found},
        databases=_databases(me, here),
        most=me.settings.upload,
    )


def _databases(me: Me, here: Project) -> bool:
    """Whether the reader may ask any database from here; a file of sources that is broken is told on their page."""
    try:
        return here.may(Part.LEAD) and bool(sources(me.center.folder, here.id))
    except Refusal:
        return True


def _query(me: Me, here: Project, typed: dict[str, str]) -> Response:
    findings: tuple[Finding, ...] = ()
    try:
        known = sources(me.center.folder, here.id)
    except Refusal as refusal:
        known, findings = (), refusal.findings
    status = int(status_of(findings)) if findings else 200
    values: dict[str, Any] = {"one": here, "typed": typed, "findings": findings}
    options = [(one.name, one.name) for one in known]
    return page(me, "data_query.html", project=here, place="data", status=status, options=options, **values)
