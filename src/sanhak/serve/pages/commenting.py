"""Comments: saying something about a thing of a project, on its page, and taking it back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from fastapi import APIRouter
from starlette.responses import Response

from sanhak.center import remarks
from sanhak.center.remarks import About
from sanhak.finding import Refusal
from sanhak.serve.pages.answering import show as show_answer
from sanhak.serve.pages.data_page import show as show_dataset
from sanhak.serve.pages.deciding import show as show_decision
from sanhak.serve.pages.entering import own
from sanhak.serve.pages.projecting import show as show_project
from sanhak.serve.pages.studying import show as show_study
from sanhak.serve.web.door import Form, Me
from sanhak.serve.web.showing import go
from sanhak.serve.web.small import returned

pages = APIRouter()
_PLACES: Final[Mapping[str, tuple[str, Callable[[Me, str], Response]]]] = {
    About.PROJECT: ("projects", show_project),
    About.DATASET: ("data", show_dataset),
    About.STUDY: ("studies", show_study),
    About.ANSWER: ("answers", show_answer),
    About.DECISION: ("decisions", show_decision),
}
"""The page of each thing that can be commented on: where it stands, and what shows it."""


@pages.post("/projects/{project}/comments")
def comment(me: Me, project: str, form: Form) -> Response:
    """Say something about a thing of the project, and go back to it."""
    about, thing = form["about"], form["thing"]
    try:
        with me.center.database.writing() as rows:
            remarks.remark(rows, me.person, project, about, thing, form["text"])
    except Refusal as refusal:
        if about not in _PLACES:
            raise
        return returned(me, "comment", form, refusal, lambda: _PLACES[about][1](me, thing))
    return go(me, f"/{_PLACES[about][0]}/{thing}#comments")


@pages.post("/comments/{comment}/delete")
def unsay(me: Me, comment: str, form: Form) -> Response:
    """Delete a comment of one's own."""
    with me.center.database.writing() as rows:
        remarks.unsay(rows, me.person, comment)
    return go(me, own(form["back"]))
