"""Running projects given as workbooks: an empty one to fill in, a look at what would be kept, and keeping it."""

from __future__ import annotations

from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.responses import Response

from sanhak.center import people
from sanhak.center.carrying import imports
from sanhak.center.carrying.imports import Import
from sanhak.center.carrying.workbook import Plan, read_plan
from sanhak.center.findings import NotHere
from sanhak.center.rights import Right
from sanhak.finding import Finding, Refusal
from sanhak.serve.pages.center.carrying import file_of
from sanhak.serve.pages.center.carrying_report import empty_workbook
from sanhak.serve.pages.downloads import content, download
from sanhak.serve.web.door import Form, Me
from sanhak.serve.web.findings import NoUpload
from sanhak.serve.web.showing import go, page
from sanhak.serve.web.small import returned, stored
from sanhak.serve.web.statuses import status_of
from sanhak.text import say

pages = APIRouter()


@pages.get("/steering/import")
def ask(me: Me) -> Response:
    """Where a workbook is given."""
    people.need(me.person, Right.PROJECTS, say("to open a joint project"))
    return page(me, "steering_import.html")


@pages.get("/steering/import/empty.xlsx")
def empty(me: Me) -> Response:
    """A workbook to fill in, its heads in the reader's language."""
    name = say("Running project").render(me.language)
    return content(empty_workbook(me.language), f"{name}.xlsx")


@pages.post("/steering/import")
def give(me: Me, form: Form) -> Response:
    """Take a workbook, and go to see what is in it."""
    people.need(me.person, Right.PROJECTS, say("to open a joint project"))
    file = file_of(form, stored(me, form))
    if file is None:
        return returned(me, "workbook", form, Refusal(NoUpload(), field="file"), lambda: ask(me))
    new = False
    try:
        read_plan(me.center.blobs.read(file[2].key), file[0], me.language)
        with me.center.database.writing() as rows:
            made, new = imports.lay(rows, me.person, *file)
    except Refusal as refusal:
        return returned(me, "workbook", form, refusal, lambda: ask(me))
    finally:
        if not new:
            me.center.blobs.delete(file[2].key)
    return go(me, f"/workbooks/{made}")


@pages.get("/workbooks/{workbook}")
def look(me: Me, workbook: str) -> Response:
    """What keeping a workbook would add, row by row."""
    return _look(me, workbook)


@pages.post("/workbooks/{workbook}/keep")
def keep(me: Me, workbook: str, form: Form) -> Response:
    """Keep what a workbook tells."""
    del form
    with me.center.database.reading() as rows:
        given = imports.get(rows, me.person, workbook)
    plan = _plan(me, given)
    try:
        with me.center.database.writing() as rows:
            project = imports.keep(rows, me.person, given, plan)
    except Refusal as refusal:
        if isinstance(refusal.findings[0], NotHere):
            raise
        return _look(me, workbook, refusal.findings)
    return go(me, f"/projects/{project}/steering")


@pages.post("/workbooks/{workbook}/discard")
def discard(me: Me, workbook: str, form: Form) -> Response:
    """Forget a workbook that was not kept."""
    del form
    with me.center.database.writing() as rows:
        key = imports.discard(rows, me.person, workbook)
    me.center.blobs.delete(key)
    return go(me, "/steering/import")


@pages.get("/workbooks/{workbook}/file")
def fetch(me: Me, workbook: str) -> Response:
    """A workbook as it was given, to be saved."""
    with me.center.database.reading() as rows:
        found = imports.get(rows, me.person, workbook)
    return download(me.center.blobs.path(found.blob), found.name)


def _look(me: Me, workbook: str, findings: tuple[Finding, ...] = ()) -> Response:
    def both(rows: Connection) -> tuple[Import, Plan]:
        given = imports.get(rows, me.person, workbook)
        return given, _plan(me, given)

    with me.center.database.reading() as rows:
        given, plan = both(rows)
        seen = imports.preview(rows, me.person, given, plan)
    status = int(status_of(findings)) if findings else 200
    return page(me, "steering_look.html", given=given, seen=seen, status=status)


def _plan(me: Me, given: Import) -> Plan:
    return read_plan(me.center.blobs.read(given.blob), given.name, me.language)
