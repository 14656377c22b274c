"""All addresses of the API, put together."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter

from sanhak.serve.api.answers import routes as answers
from sanhak.serve.api.calls import routes as calls
from sanhak.serve.api.data import routes as data
from sanhak.serve.api.decisions import routes as decisions
from sanhak.serve.api.deliveries import routes as deliveries
from sanhak.serve.api.description import pages as description
from sanhak.serve.api.fleet import routes as fleet
from sanhak.serve.api.jobs import routes as jobs
from sanhak.serve.api.lessons import routes as lessons
from sanhak.serve.api.predictions import routes as predictions
from sanhak.serve.api.problems import routes as problems
from sanhak.serve.api.projects import routes as projects
from sanhak.serve.api.route import PREFIX
from sanhak.serve.api.scholarships import routes as scholarships
from sanhak.serve.api.steering import routes as steering
from sanhak.serve.api.studies import routes as studies

API: Final = APIRouter()
"""All of the API, and the pages that describe it."""
_WORK = (projects, data, deliveries, studies, jobs, answers, predictions, fleet, decisions, lessons)
_PROGRAMMES = (calls, problems, steering, scholarships)
for _routes in (*_WORK, *_PROGRAMMES):
    API.include_router(_routes, prefix=PREFIX)
API.include_router(description, include_in_schema=False)
