"""The pages of the centre's programmes: calls, reviews, selection, joint projects, scholarships."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter

from sanhak.serve.pages.center.scholarship import pages as scholarship
from sanhak.serve.pages.center.scholarship_office import office as scholarship_office

CENTER: Final[tuple[APIRouter, ...]] = (
    scholarship_office,
    scholarship,
)
"""The routes of all programmes."""
