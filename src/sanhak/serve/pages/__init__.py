"""The pages: what people see and send, theme by theme. Each act is one of the centre's; a page adds nothing to it."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter

from sanhak.serve.pages.data import pages as data
from sanhak.serve.pages.data_columns import pages as data_columns
from sanhak.serve.pages.data_page import pages as data_page
from sanhak.serve.pages.data_rows import pages as data_rows
from sanhak.serve.pages.entering import pages as entering
from sanhak.serve.pages.home import pages as home
from sanhak.serve.pages.projecting import pages as projecting

PAGES: Final[tuple[APIRouter, ...]] = (
    entering, home, projecting, data, data_page, data_columns, data_rows,
)  # fmt: skip
"""The routes of all themes."""
