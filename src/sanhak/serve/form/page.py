"""A form as HTML, which works without scripts; ``static/form.js`` only makes it quicker."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from sanhak.serve.form.cells import shown_text
from sanhak.serve.form.form import Cell, Form
from sanhak.serve.style import environment
from sanhak.study.file import ColumnSeen
from sanhak.text import Language, Text, say, show

if TYPE_CHECKING:
    from markupsafe import Markup

_MOST_LEVELS: Final = 30


@dataclass(frozen=True, slots=True)
class Target:
    """Where a form is sent: the addresses of the page, of the check and of the draft, and what is sent along unseen.

    The check answers with :func:`sanhak.serve.form.check` as JSON, the draft with anything. Without them nothing is
    checked before the form is sent, and nothing is kept on the way.
    """

    action: str = ""
    check: str | None = None
    save: str | None = None
    hidden: Mapping[str, str] = field(default_factory=dict)


def render(form: Form, language: Language, target: Target | None = None, submit: Text | None = None) -> str:
    """The ``<form>`` of a study; ``submit`` is what its button says.

    The buttons are called ``act``: ``run`` sends the form, ``rows`` asks for the same page with more empty lines, and
    ``check``, which Enter presses, for the same page with its remarks.
    """
    return (
        environment(language, "sanhak.serve.form")
        .get_template("form.html")
        .render(
            form=form,
            target=target or Target(),
            submit=submit or say("Start the study"),
            options=_Options(form, language),
            facts=_facts(form, language),
        )
    )


class _Options:
    """The columns of the table as options, written once, with another one chosen for each list."""

    def __init__(self, form: Form, language: Language) -> None:
        from markupsafe import Markup, escape

        self._markup = Markup
        self._language = language
        self._empty = f'<option value="">{escape(show(say("– none –"), language))}</option>'
        self._options: dict[str, str] = {}
        for column in form.columns if not form.offer.typing else ():
            label = f"{column.name} [{column.unit}]" if column.unit else column.name
            self._options[shown_text(column.name)] = (
                f'<option value="{escape(shown_text(column.name))}">{escape(label)}</option>'
            )
        self._all = self._empty + "".join(self._options.values())

    def __call__(self, cell: Cell) -> Markup:
        """The options with the cell's value chosen; one that the table does not have stands at the end and says so."""
        from markupsafe import escape

        if not cell.value:
            return self._markup(self._all)
        if cell.value in self._options:
            option = self._options[cell.value]
            return self._markup(self._all.replace(option, option.replace(">", " selected>", 1), 1))
        stranger = show(say("{column} (not in the table)", column=cell.value), self._language)
        return self._markup(f'{self._all}<option value="{escape(cell.value)}" selected>{escape(stranger)}</option>')


def _facts(form: Form, language: Language) -> str:
    """What the script tells of a column as soon as it is chosen, as JSON by the value of its option."""
    return json.dumps({shown_text(column.name): _fact(column, language) for column in form.columns}, ensure_ascii=False)


def _fact(column: ColumnSeen, language: Language) -> dict[str, object]:
    fact: dict[str, object] = {"seen": show(column.seen, language), "unit": column.unit or ""}
    if column.lower is not None and column.upper is not None:
        fact |= {"ends": [column.lower, column.upper]}
    if 0 < len(column.levels) <= _MOST_LEVELS:
        fact |= {"levels": [[shown_text(level, or_number=True), level] for level in column.levels]}
    return fact


@cache
def stylesheet() -> str:
    """How fields and lines stand; colour, type and corners come from the style of the page."""
    return files("sanhak.serve.form").joinpath("form.css").read_text(encoding="utf-8")
