"""The pages of the centre's programmes: calls, reviews, selection, joint projects, scholarships."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter

from sanhak.serve.pages.center.carrying import pages as carrying
from sanhak.serve.pages.center.carrying_import import pages as carrying_import

CENTER: Final[tuple[APIRouter, ...]] = (carrying, carrying_import)
"""The routes of all programmes."""
