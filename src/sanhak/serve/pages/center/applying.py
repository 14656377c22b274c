"""An application as its applicant fills it in: it saves itself, tells what is wrong beside each field, is handed in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any, Final

from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.datastructures import UploadFile
from starlette.responses import Response

from sanhak.center import projects
from sanhak.center.calls import applications, applying, attachments, calls
from sanhak.center.calls import values as valued
from sanhak.center.calls.applications import Application, File, State
from sanhak.center.calls.calls import Call
from sanhak.center.calls.form import Kind
from sanhak.center.finding import problems
from sanhak.center.finding.problems import Problem
from sanhak.finding import Finding, Refusal
from sanhak.serve.pages.center.calls import words
from sanhak.serve.pages.center.finding import words_of_problems
from sanhak.serve.pages.downloads import download
from sanhak.serve.web.door import Form, Me, Sent
from sanhak.serve.web.showing import go, page, part
from sanhak.serve.web.statuses import status_of

pages = APIRouter()
_NOT_THEIRS: Final = (HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND)
CALLED: Final = "value."
"""How the field of a value begins; the name of the form's field follows."""


@pages.get("/applications/{application}")
def show(me: Me, application: str) -> Response:
    """An application: to be filled in by its applicant, to be read by whoever runs the call."""
    return _show(me, application)


@pages.post("/applications/{application}/save")
def save(me: Me, application: str, form: Form) -> Response:
    """Keep what was typed, right or wrong, and take or remove files; a script that asks is told what is wrong."""
    try:
        found = _kept(me, application, form)
    except Refusal as refusal:
        return _checked(me, application, refusal) if me.partial else _show(me, application, refusal, form)
    if me.partial:
        return _checked(me, application)
    return go(me, f"/applications/{application}#form" if found.state is State.DRAFT else f"/applications/{application}")


@pages.post("/applications/{application}/submit")
def submit(me: Me, application: str, form: Form) -> Response:
    """Hand an application in; a draft is kept as it was typed first, whatever comes of it."""
    try:
        _kept(me, application, form)
        with me.center.database.writing() as rows:
            applying.hand_in(rows, me.person, application, _typed(form))
    except Refusal as refusal:
        return _show(me, application, refusal, form)
    return go(me, f"/applications/{application}")


@pages.post("/applications/{application}/withdraw")
def withdraw(me: Me, application: str, form: Form) -> Response:
    """Take an application back; a draft goes for good."""
    del form
    with me.center.database.writing() as rows:
        call = applying.mine(rows, me.person, application)[0].id
        keys = applying.withdraw(rows, me.person, application)
    _forget(me, keys)
    return go(me, f"/calls/{call}")


@pages.get("/attachments/{attachment}")
def fetch(me: Me, attachment: str) -> Response:
    """A file of an application, to be saved and never shown."""
    with me.center.database.reading() as rows:
        found = applications.file(rows, me.person, attachment)
    return download(me.center.blobs.path(found.blob), found.name)


def _show(me: Me, application: str, refusal: Refusal | None = None, form: Sent | None = None) -> Response:
    """The page of an application; with what was sent and what stands against it where it came back."""
    if refusal and status_of(refusal.findings) in _NOT_THEIRS:
        raise refusal
    with me.center.database.reading() as rows:
        one = applications.get(rows, me.person, application)
        call = calls.get(rows, me.person, one.call)
        files = {file.field: file for file in applications.files(rows, me.person, application)}
        names = applications.names_of(rows, [one])
        problem = _problem(rows, me, one)
        enters = one.project in {each.id for each in projects.of(rows, me.person)}
    mine = one.person == me.person.id
    may = mine and applying.changeable(call, one, datetime.now(UTC))
    typed = _typed(form) if form else {}
    wrong = _wrong(me, call, one, files, typed, all_=refusal is not None)
    if refusal and refusal.field and refusal.field not in wrong:
        wrong = {**wrong, refusal.field: refusal.findings[0]}
    general = () if refusal is None or refusal.field else refusal.findings
    values: dict[str, Any] = {
        "call": one and call, "one": one, "files": files, "mine": mine, "may": may, "wrong": wrong, "findings": general,
        "typed": lambda field: typed.get(field.name, valued.typed(one.values.get(field.name))),
        "shown": lambda field: valued.shown(field, one.values.get(field.name), me.language),
        "applicant": names.get(one.person, ""), "called": CALLED, "Kind": Kind,
        "accept": ",".join(attachments.BEGINS), "back": refusal is not None, "problem": problem, "enters": enters,
    }  # fmt: skip
    status = int(status_of(refusal.findings)) if refusal else 200
    return page(me, "application.html", status=status, **values, **words(me), **words_of_problems())


def _problem(rows: Connection, me: Me, one: Application) -> Problem | None:
    """The problem that an application was filled from, for those who may see it: its author, and the office."""
    if one.problem is None:
        return None
    return next((each for each in problems.visible(rows, me.person) if each.id == one.problem), None)


def _kept(me: Me, application: str, form: Sent) -> Application:
    """Keep what was typed into a draft, and files; gives the application as it was before."""
    with me.center.database.writing() as rows:
        call, found = applying.mine(rows, me.person, application)
        if found.state is State.DRAFT:
            applying.save(rows, me.person, application, _typed(form))
    _take_files(me, application, call, form)
    return found


def _checked(me: Me, application: str, refusal: Refusal | None = None) -> Response:
    """What a draft that saved itself is told: whether it is kept, and what is wrong beside each field."""
    with me.center.database.reading() as rows:
        call, one = applying.mine(rows, me.person, application)
        files = {file.field: file for file in applications.files(rows, me.person, application)}
    wrong = dict(_wrong(me, call, one, files, {}, all_=False))
    if refusal and refusal.field:
        wrong[refusal.field] = refusal.findings[0]
    general = refusal.findings if refusal and not refusal.field else ()
    saved = None if refusal else one.changed
    return part(me, "application_saved.html", call=call, wrong=wrong, Kind=Kind, saved=saved, findings=general)


def _wrong(
    me: Me, call: Call, one: Application, files: Mapping[str, File], typed: Mapping[str, str], *, all_: bool
) -> Mapping[str, Finding]:
    values = {**one.values}
    values |= {field.name: valued.taken(field, typed[field.name]) for field in call.form if field.name in typed}
    return valued.faults(call.form, values, files, me.language, all_=all_)


def _typed(form: Sent) -> dict[str, str]:
    return {name.removeprefix(CALLED): value for name, value in form.pairs if name.startswith(CALLED)}


def _take_files(me: Me, application: str, call: Call, form: Sent) -> None:
    """Give the files of a form to their fields, and take away the one that its button names."""
    for field in call.form:
        chosen = form.file(CALLED + field.name) if field.kind is Kind.FILE else None
        if chosen is not None:
            _lay(me, application, field.name, chosen)
    if form["remove"]:
        with me.center.database.writing() as rows:
            keys = attachments.remove(rows, me.person, application, form["remove"])
        _forget(me, keys)


def _lay(me: Me, application: str, field: str, chosen: UploadFile) -> None:
    """Keep one file; nothing stays of it if it is refused.

    Raises
    ------
    Refusal
        As :func:`attachments.lay`, with the field that it was chosen for.
    """
    name = (chosen.filename or "").replace("\\", "/").rpartition("/")[2]
    head = chosen.file.read(attachments.HEAD)
    try:
        attachments.refuse_strange(name, head, chosen.size or 0)
    except Refusal as refusal:
        raise Refusal(*refusal.findings, field=field) from None
    chosen.file.seek(0)
    kept = me.center.blobs.pour(chosen.file)
    with me.center.blobs.keeping(kept), me.center.database.writing() as rows:
        gone = attachments.lay(rows, me.person, application, field, name=name, head=head, kept=kept)
    _forget(me, gone)


def _forget(me: Me, keys: tuple[str, ...]) -> None:
    for key in keys:
        me.center.blobs.delete(key)
