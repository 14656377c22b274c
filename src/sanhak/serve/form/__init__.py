"""The web form of any study kind, written from its description: cells, what was typed into them, and what it means."""

from sanhak.serve.form.form import Form, form_of
from sanhak.serve.form.page import Target, render, stylesheet
from sanhak.serve.form.reading import Posted, check, read_form
from sanhak.serve.form.typed import Pairs

__all__ = ["Form", "Pairs", "Posted", "Target", "check", "form_of", "read_form", "render", "stylesheet"]
