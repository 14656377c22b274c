"""The look of the workbench: values, sheets, parts of a page and the shell around it, with a gallery of them all."""

from sanhak.serve.style.page import bare, environment, gallery, packed_stylesheet, stylesheet
from sanhak.serve.style.parts import Cell, Head, Link, State, Step

__all__ = ["Cell", "Head", "Link", "State", "Step", "bare", "environment", "gallery", "packed_stylesheet", "stylesheet"]
