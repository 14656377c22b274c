"""The workbench from Python: the same objects as on one's own computer, with a server that keeps and carries out.

>>> workbench = sanhak.connect("https://sanhak.company.example", "sanhak_…")
>>> project = workbench.project("Raise the yield")
>>> answer = project.ask(study, project.upload("reactor.xlsx")).answer()

What the workbench refuses is raised as the same :class:`Refusal` with the same findings as here.
"""

from __future__ import annotations

from sanhak.finding import Refusal
from sanhak.serve.client.lessons import Attempt, ListedLesson
from sanhak.serve.client.line import Line
from sanhak.serve.client.programmes import ListedProblem
from sanhak.serve.client.workbench import Dataset, Job, ListedAnswer, Project, Workbench, WorkbenchAnswer
from sanhak.text import Language

__all__ = [
    "Attempt",
    "Dataset",
    "Job",
    "ListedAnswer",
    "ListedLesson",
    "ListedProblem",
    "Project",
    "Workbench",
    "WorkbenchAnswer",
    "connect",
]


def connect(url: str, token: str, language: Language | None = None) -> Workbench:
    """A workbench, in the name of the person who made the token.

    Parameters
    ----------
    url
        Its address as in a browser, with the path of a reverse proxy if there is one.
    token
        As it was shown when it was made; one that writes, unless only reading is meant.
    language
        In which it replies with words; by default that of the person.

    Raises
    ------
    Refusal
        C040 if the token opens nothing, W106 if nothing answers there, W107 if it is no workbench.
    """
    workbench = Workbench(Line(url.rstrip("/"), token, language))
    try:
        workbench.line.get("/me")
    except Refusal:
        workbench.close()
        raise
    return workbench
