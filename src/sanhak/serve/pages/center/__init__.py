"""The pages of the centre's programmes: calls, reviews, selection, joint projects, scholarships."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter

from sanhak.serve.pages.center.finding import pages as finding
from sanhak.serve.pages.center.laboratories import pages as laboratories
from sanhak.serve.pages.center.matching import pages as matching

CENTER: Final[tuple[APIRouter, ...]] = (
    finding,
    laboratories,
    matching,
)
"""The routes of all programmes."""
