"""The pages of the centre's programmes: calls, reviews, selection, joint projects, scholarships."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter

from sanhak.serve.pages.center.reviewing import pages as reviewing
from sanhak.serve.pages.center.reviewing_office import pages as reviewing_office

CENTER: Final[tuple[APIRouter, ...]] = (
    reviewing,
    reviewing_office,
)
"""The routes of all programmes."""
