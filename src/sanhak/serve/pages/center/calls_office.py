"""Calls as their office runs them: made, checked, opened, extended, closed; the applications, seen and as files."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final

from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.responses import Response

from sanhak.center import people
from sanhak.center.calls import applications, moments, writing
from sanhak.center.calls.applications import Application
from sanhak.center.calls.calls import State
from sanhak.center.calls.checking import check
from sanhak.center.calls.form import Part
from sanhak.center.rights import Right
from sanhak.finding import Finding, Refusal, Severity
from sanhak.serve.pages.center.calls import words
from sanhak.serve.pages.center.calls_export import SHEET_MEDIA, workbook, zipped
from sanhak.serve.pages.downloads import content, download
from sanhak.serve.web.door import Form, Me
from sanhak.serve.web.showing import go, page
from sanhak.serve.web.small import submitted
from sanhak.serve.web.statuses import status_of
from sanhak.text import LANGUAGES, say

pages = APIRouter()
TITLES: Final = {language: f"title_{language}" for language in LANGUAGES}
TEXT: Final = (
    *TITLES.values(), *(f"text_{language}" for language in LANGUAGES),
    "opens", "closes", "zone", "late", "blind", "reviews", "load",
)  # fmt: skip
"""The fields of what a call says of itself."""


@pages.get("/office/calls/new")
def new(me: Me) -> Response:
    """Choose what a new call is for, and its title."""
    people.need(me.person, Right.CALLS, say("to run calls"))
    return page(me, "call_new.html", **words(me))


@pages.post("/office/calls/new")
def make(me: Me, form: Form) -> Response:
    """A new call from the template of its purpose."""
    titles = {language: form[name] for language, name in TITLES.items()}
    return submitted(
        me, "call", form, then=lambda made: go(me, f"/office/calls/{made}"), show=lambda: new(me),
        act=lambda rows: writing.make(rows, me.person, purpose=form["purpose"], title=titles),
    )  # fmt: skip


@pages.get("/office/calls/{call}")
def show(me: Me, call: str) -> Response:
    """Where a call stands, what it takes next, and its applications."""
    return _show(me, call)


@pages.get("/office/calls/{call}/text")
def text(me: Me, call: str) -> Response:
    """The form of title, text, dates and review."""
    with me.center.database.reading() as rows:
        one = writing.run(rows, me.person, call)
    return page(me, "call_text.html", call=one, typed=moments.typed, **words(me))


@pages.post("/office/calls/{call}/text")
def change(me: Me, call: str, form: Form) -> Response:
    """Change title, text, dates and review."""
    return submitted(
        me, "text", form, then=f"/office/calls/{call}", show=lambda: text(me, call),
        act=lambda rows: writing.change(rows, me.person, call, form.words(*TEXT)),
    )  # fmt: skip


@pages.post("/office/calls/{call}/open")
def open_call(me: Me, call: str, form: Form) -> Response:
    """Open a call to everybody."""
    del form
    return _act(me, call, lambda rows: writing.open_call(rows, me.person, call))


@pages.post("/office/calls/{call}/extend")
def extend(me: Me, call: str, form: Form) -> Response:
    """Move the end of an open call; everybody who applies gets a letter."""
    return submitted(
        me, "extend", form, then=f"/office/calls/{call}", show=lambda: _show(me, call),
        act=lambda rows: writing.extend(rows, me.person, call, form["until"]),
    )  # fmt: skip


@pages.post("/office/calls/{call}/close")
def close(me: Me, call: str, form: Form) -> Response:
    """Take no more applications and begin the review."""
    del form
    return _act(me, call, lambda rows: writing.close(rows, me.person, call))


@pages.post("/office/calls/{call}/delete")
def delete(me: Me, call: str, form: Form) -> Response:
    """Throw a draft away."""
    del form
    return _act(me, call, lambda rows: writing.delete(rows, me.person, call), "/calls")


@pages.get("/office/calls/{call}/applications.xlsx")
def sheet(me: Me, call: str) -> Response:
    """All applications as an Excel file, a sheet in each language."""
    with me.center.database.reading() as rows:
        one = writing.run(rows, me.person, call)
        found = applications.of_call(rows, me.person, call)
        names = applications.names_of(rows, found)
        files = applications.files_of(rows, me.person, call)
    name = say("{call}, applications", call=words(me)["in_words"](one.title)).render(me.language)
    return content(workbook(one, found, names, files, me.language), f"{name}.xlsx", SHEET_MEDIA)


@pages.get("/office/calls/{call}/files.zip")
def files(me: Me, call: str) -> Response:
    """All files of all applications that were handed in, a folder for each."""
    with me.center.database.reading() as rows:
        one = writing.run(rows, me.person, call)
        found = applications.of_call(rows, me.person, call)
        files = applications.files_of(rows, me.person, call)
    laid = [(each, file) for each in found for file in files.get(each.id, ())]
    path = zipped(me.center.blobs, laid)
    name = say("{call}, files", call=words(me)["in_words"](one.title)).render(me.language)
    return download(path, f"{name}.zip", "application/zip", once=True)


def _act(me: Me, call: str, act: Callable[[Connection], None], then: str = "") -> Response:
    """Do what a button asks for; what stands against it is told above the call, if not about the person's rights."""
    try:
        with me.center.database.writing() as rows:
            act(rows)
    except Refusal as refusal:
        if status_of(refusal.findings) in (403, 404):
            raise
        return _show(me, call, refusal.findings)
    return go(me, then or f"/office/calls/{call}")


def _show(me: Me, call: str, findings: tuple[Finding, ...] = ()) -> Response:
    now = datetime.now(UTC)
    with me.center.database.reading() as rows:
        one = writing.run(rows, me.person, call)
        found = applications.of_call(rows, me.person, call)
        names = applications.names_of(rows, found)
    checked = check(one, now, me.language) if one.state is State.DRAFT else ()
    values: dict[str, Any] = {
        "call": one,
        "found": found,
        "names": names,
        "checked": () if findings else checked,
        "ready": not any(finding.severity is Severity.REFUSE for finding in checked),
        "over": now >= one.end,
        "until": moments.typed(one.end, one.zone),
        "counted": _counted(found),
        "years": sorted({year for each in found for year in applications.amounts(one, each)}),
        "amounts": lambda each: applications.amounts(one, each),
        "told_of": lambda each, part: applications.told_of(one, each, Part(part), me.language) or "–",
        "findings": findings,
        "status": int(status_of(findings)) if findings else 200,
    }
    return page(me, "call_office.html", **values, **words(me))


def _counted(found: tuple[Application, ...]) -> dict[str, int]:
    """How many were handed in and stand, are late, or were withdrawn."""
    standing = [each for each in found if each.state is not applications.State.WITHDRAWN]
    late = sum(each.late for each in standing)
    return {"standing": len(standing), "late": late, "withdrawn": len(found) - len(standing)}
