"""Further rows of a dataset: a file or pasted rows under its heads, and what became of those that were sent."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from sanhak.center import data, delivering
from sanhak.center.rights import Part
from sanhak.finding import Refusal
from sanhak.serve.pages.data_page import show
from sanhak.serve.web.door import Form, Me, Sent
from sanhak.serve.web.findings import NoUpload
from sanhak.serve.web.small import submitted_with
from sanhak.store import Stored
from sanhak.text import say

pages = APIRouter()


@pages.post("/data/{dataset}/rows")
def deliver(me: Me, dataset: str, form: Form) -> Response:
    """Rows to be added to those that are there."""
    with me.center.database.reading() as rows:
        data.dataset(rows, me.person, dataset, Part.MEMBER)
    name = _name(me, form)
    return submitted_with(
        me, "rows", form, lambda: _given(me, form),
        lambda rows, kept: delivering.deliver(rows, me.center.queue, me.person, dataset, name=name, file=kept),
        then=f"/data/{dataset}", show=lambda: show(me, dataset),
    )  # fmt: skip


def _name(me: Me, form: Sent) -> str:
    chosen, pasted = form.file("file"), form["rows"]
    if chosen is not None:
        return (chosen.filename or "file")[:200]
    return f"{say('Pasted rows').render(me.language)}.{'tsv' if chr(9) in pasted else 'csv'}"


def _given(me: Me, form: Sent) -> Stored:
    """What was sent, as a blob; :class:`Refusal` W006 for nothing."""
    chosen, pasted = form.file("file"), form["rows"].strip("\r\n")
    if chosen is not None:
        return me.center.blobs.pour(chosen.file)
    if not pasted.strip():
        raise Refusal(NoUpload(), field="rows")
    return me.center.blobs.put(pasted.encode("utf-8", "replace"))
