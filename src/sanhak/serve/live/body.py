"""The inside of the answer page: what the report shows, in its order, with what scripts need to bring it to life."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from sanhak.serve.report.page import fill, parts_of

if TYPE_CHECKING:
    from sanhak.study.answer import Answer
    from sanhak.text import Language


SETTINGS_HERE: Final = "<!-- settings to try out -->"
"""Where in a kept body a page puts :func:`~sanhak.serve.live.what_if_form`: under the picture that convinces."""


def body(answer: Answer, language: Language) -> str:
    """The inside of the answer page as a fragment of HTML, drawn once and kept.

    It holds no script, no ``style`` attribute and no address. Figures are still drawings; each names itself in
    ``data-figure``, rows of tables what they stand for in ``data-is`` (see :func:`sanhak.figure.identity`).

    Raises
    ------
    ValueError
        If a figure cannot be drawn.
    """
    return fill("body.html", language, live=True, place_of_settings=SETTINGS_HERE, **parts_of(answer, language))


def lead(answer: Answer, language: Language) -> str:
    """The first figure alone, as a fragment for other pages, such as the course of a campaign; drawn once and kept.

    Raises
    ------
    ValueError
        If it cannot be drawn.
    """
    first = replace(answer, figures=answer.figures[:1])
    return fill("lead.html", language, live=True, **parts_of(first, language)) if first.figures else ""


@cache
def stylesheet() -> str:
    """The style sheet of everything that this room writes, inside ``.answer``; colours come from the page, by name."""
    sheets = [
        files("sanhak.serve").joinpath(room, "templates", name).read_text(encoding="utf-8")
        for room, name in (("report", "answer.css"), ("live", "live.css"))
    ]
    return ".answer {\n" + "".join(sheets) + "}\n"
