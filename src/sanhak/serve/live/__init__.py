"""The answer page: the report made alive, as fragments that a page of the workbench puts into its frame.

:func:`body` and :func:`figures` are made once, when an answer is there, and kept; :func:`stylesheet` is the same for
all. :func:`controls` and :func:`what_if` ask the models of an answer again, :func:`what_if_form` and
:func:`what_if_result` show that. :func:`side_by_side` compares two answers. Nothing here knows a database or a route,
and nothing needs a script or a style inside the page.
"""

from __future__ import annotations

from sanhak.serve.live.archive import read_answer, read_archive, write_archive
from sanhak.serve.live.body import SETTINGS_HERE, body, stylesheet
from sanhak.serve.live.figures import figures
from sanhak.serve.live.form import what_if_form, what_if_result
from sanhak.serve.live.side import side_by_side
from sanhak.serve.live.what_if import Predicted, Slider, controls, read_settings, what_if

__all__ = [
    "SETTINGS_HERE",
    "Predicted",
    "Slider",
    "body",
    "controls",
    "figures",
    "read_answer",
    "read_archive",
    "read_settings",
    "side_by_side",
    "stylesheet",
    "what_if",
    "what_if_form",
    "what_if_result",
    "write_archive",
]
