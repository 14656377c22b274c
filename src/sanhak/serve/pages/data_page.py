"""The page of a dataset: how far its reading is, what is in it, what is doubtful, its versions, what may be done."""

from __future__ import annotations

from typing import Any, Final

from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.responses import Response

from sanhak.center import data, delivering, discarding, people, remarks, resting
from sanhak.center.data import Dataset, Version
from sanhak.center.findings import NotHere
from sanhak.center.projects import Project
from sanhak.center.remarks import About
from sanhak.center.rights import Part
from sanhak.finding import Refusal
from sanhak.serve.pages.data_seeing import LAYOUTS, changed, gaps_of, lost, rows_of, sheets_of
from sanhak.serve.pages.progress import progress_of
from sanhak.serve.report.page import grouped
from sanhak.serve.web.door import Form, Me
from sanhak.serve.web.showing import go, page, part
from sanhak.serve.web.small import submitted

pages = APIRouter()
_DELIVERIES: Final = 50
"""Deliveries that the page lists: the last ones."""


@pages.get("/data/{dataset}")
def show(me: Me, dataset: str, version: str = "") -> Response:
    """A dataset in its newest version, or in one that is named."""
    with me.center.database.reading() as rows:
        here, whole = data.dataset(rows, me.person, dataset)
        chosen = chosen_of(whole, version)
        values = _kept(me, rows, here, whole)
    ready = chosen if chosen.ready or version else whole.ready
    values |= {"chosen": chosen, "ready": ready if ready and ready.ready else None}
    values |= _seen(me, values["ready"])
    values["sheets"] = sheets_of(_profiles(me, whole, chosen), chosen)
    values["sheet_options"] = [(name, name) for name in values["sheets"]]
    return page(
        me, "data.html", project=here, place="data", Part=Part, layouts=LAYOUTS, most=me.settings.upload, **values
    )


@pages.get("/data/{dataset}/progress")
def progress(me: Me, dataset: str, version: str = "") -> Response:
    """How far a version is; once it has ended, the page is to be asked for again."""
    with me.center.database.reading() as rows:
        here, whole = data.dataset(rows, me.person, dataset)
    chosen = chosen_of(whole, version)
    seen = progress_of(me, chosen.job)
    if not seen.open:
        return Response(headers={"hx-refresh": "true"})
    return part(me, "data_progress.html", one=here, whole=whole, chosen=chosen, seen=seen, Part=Part)


@pages.post("/data/{dataset}/reading")
def read_otherwise(me: Me, dataset: str, form: Form) -> Response:
    """Read the file of a version by what is stated: another sheet, another layout, the column of time."""
    with me.center.database.writing() as rows:
        _, whole = data.dataset(rows, me.person, dataset, Part.MEMBER)
        chosen = chosen_of(whole, form["version"])
        stated = {name: form[name].strip() or None for name in ("sheet", "layout", "time")}
        kept = dict(chosen.reading)
        if stated["sheet"] != kept.get("sheet"):
            kept = {name: kept[name] for name in ("source", "query") if name in kept}  # another sheet, other columns
        reading = {name: value for name, value in (kept | stated).items() if value is not None}
        data.correct(rows, me.center.queue, me.person, chosen.id, reading)
    return go(me, f"/data/{dataset}")


@pages.post("/data/{dataset}/stop")
def stop(me: Me, dataset: str, form: Form) -> Response:
    """Stop the making of a version."""
    with me.center.database.reading() as rows:
        _, whole = data.dataset(rows, me.person, dataset, Part.MEMBER)
    me.center.queue.cancel(chosen_of(whole, form["version"]).job.id)
    return go(me, f"/data/{dataset}")


@pages.post("/data/{dataset}/again")
def again(me: Me, dataset: str, form: Form) -> Response:
    """Make a version once more whose making was stopped or has failed."""
    with me.center.database.reading() as rows:
        _, whole = data.dataset(rows, me.person, dataset, Part.MEMBER)
    me.center.queue.again(chosen_of(whole, form["version"]).job.id)
    return go(me, f"/data/{dataset}")


@pages.post("/data/{dataset}/back")
def go_back(me: Me, dataset: str, form: Form) -> Response:
    """Make an old version the newest one again."""
    with me.center.database.writing() as rows:
        _, whole = data.dataset(rows, me.person, dataset, Part.MEMBER)
        data.go_back(rows, me.center.queue, me.person, chosen_of(whole, form["version"]).id)
    return go(me, f"/data/{dataset}")


@pages.post("/data/{dataset}/rename")
def rename(me: Me, dataset: str, form: Form) -> Response:
    """Call a dataset otherwise."""
    return submitted(
        me, "rename", form, then=f"/data/{dataset}", show=lambda: show(me, dataset),
        act=lambda rows: data.rename(rows, me.person, dataset, form["name"]),
    )  # fmt: skip


@pages.get("/data/{dataset}/delete")
def ask_delete(me: Me, dataset: str) -> Response:
    """What goes if the dataset is deleted."""
    with me.center.database.reading() as rows:
        here, whole = data.dataset(rows, me.person, dataset, Part.MEMBER)
        rest = resting.resting(rows, me.person, dataset)
        files = data.uploads(rows, me.person, dataset)
    answers = {answer.id: answer for one in rest.values() for answer in one}
    values: dict[str, Any] = {"whole": whole, "answers": tuple(answers.values()), "files": files}
    return page(me, "data_delete.html", project=here, place="data", one=here, **values)


@pages.post("/data/{dataset}/delete")
def delete(me: Me, dataset: str, form: Form) -> Response:
    """Delete a dataset: first its rows, then, once these are gone for good, its files."""
    del form
    with me.center.database.writing() as rows:
        here, _ = data.dataset(rows, me.person, dataset, Part.MEMBER)
        keys = discarding.delete(rows, me.person, dataset)
    for key in keys:
        me.center.blobs.delete(key)
    return go(me, f"/projects/{here.id}/data")


def chosen_of(whole: Dataset, version: str) -> Version:
    """The version of that identifier, or the newest for none; :class:`Refusal` C001 if the dataset has none such."""
    found = next((one for one in whole.versions if version in ("", one.id)), None)
    if found is None:
        raise Refusal(NotHere())
    return found


def _kept(me: Me, rows: Connection, here: Project, whole: Dataset) -> dict[str, Any]:
    """What the rows of the centre tell of a dataset."""
    files = data.uploads(rows, me.person, whole.id)
    return {
        "one": here,
        "whole": whole,
        "files": files,
        "names": people.names(rows, {whole.person, *(one.person for one in whole.versions)}),
        "rest": resting.resting(rows, me.person, whole.id),
        "changed": {one.id: changed(one, whole, files) for one in whole.versions},
        "progress": {one.id: progress_of(me, one.job) for one in whole.versions},
        "lost": {one.id: lost(one) for one in whole.versions},
        "deliveries": delivering.of(rows, me.person, whole.id, _DELIVERIES),
        "comments": remarks.comments(rows, me.person, here.id, About.DATASET, whole.id),
    }


def _seen(me: Me, ready: Version | None) -> dict[str, Any]:
    """What is seen of a version that is ready."""
    if ready is None:
        return {"profile": None, "columns": (), "gaps": None, "findings": ()}
    seen, rows = data.profile(me.center.blobs, ready), ready.rows or 0
    return {
        "profile": seen,
        "columns": rows_of(seen, rows),
        "gaps": gaps_of(seen, rows),
        "findings": grouped(seen.findings, me.language),
    }


def _profiles(me: Me, whole: Dataset, chosen: Version) -> list[data.Profile]:
    """What was seen of the file of a version, in all its readings."""
    same = (one for one in whole.versions if one.upload == chosen.upload and one.ready)
    return [data.profile(me.center.blobs, one) for one in same]
