"""The pages of the centre's programmes: calls, reviews, selection, joint projects, scholarships."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter

from sanhak.serve.pages.center.applying import pages as applying
from sanhak.serve.pages.center.calls import pages as calls
from sanhak.serve.pages.center.calls_asked import pages as calls_asked
from sanhak.serve.pages.center.calls_office import pages as calls_office
from sanhak.serve.pages.center.carrying import pages as carrying
from sanhak.serve.pages.center.carrying_import import pages as carrying_import
from sanhak.serve.pages.center.finding import pages as finding
from sanhak.serve.pages.center.handing import pages as handing
from sanhak.serve.pages.center.laboratories import pages as laboratories
from sanhak.serve.pages.center.matching import pages as matching
from sanhak.serve.pages.center.mentors import pages as mentors
from sanhak.serve.pages.center.reviewing import pages as reviewing
from sanhak.serve.pages.center.reviewing_assignment import pages as reviewing_assignment
from sanhak.serve.pages.center.reviewing_office import pages as reviewing_office
from sanhak.serve.pages.center.scholarship import pages as scholarship
from sanhak.serve.pages.center.scholarship_calls import pages as scholarship_calls
from sanhak.serve.pages.center.scholarship_office import office as scholarship_office
from sanhak.serve.pages.center.selecting import pages as selecting

CENTER: Final[tuple[APIRouter, ...]] = (
    calls,
    applying,
    calls_office,
    calls_asked,
    selecting,
    carrying,
    carrying_import,
    finding,
    handing,
    laboratories,
    matching,
    reviewing,
    reviewing_office,
    scholarship_calls,
    mentors,
    reviewing_assignment,
    scholarship_office,  # before the address of one scholar, which its own would look like
    scholarship,
)
"""The routes of all programmes."""
