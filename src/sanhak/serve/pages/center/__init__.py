"""The pages of the centre's programmes: calls, reviews, selection, joint projects, scholarships."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter

CENTER: Final[tuple[APIRouter, ...]] = ()
"""The routes of all programmes."""
