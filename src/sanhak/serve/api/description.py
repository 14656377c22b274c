"""The description of the API: as OpenAPI for programs, and as a page for those who write them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.openapi.utils import get_openapi
from starlette.responses import JSONResponse, Response

from sanhak.serve.api import models
from sanhak.serve.api.route import PREFIX
from sanhak.serve.web.door import Anybody
from sanhak.serve.web.showing import page
from sanhak.text import Text, say

pages = APIRouter()
_METHODS: Final = ("get", "post", "patch", "delete")
_KEY: Final = "Idempotency-Key"
_NAMES: Final = {
    "sanhak__center__projects__State": "ProjectState",
    "sanhak__jobs__job__State": "JobState",
    "sanhak__center__rights__Role": "Role",
    "sanhak__study__describe__Role": "FieldRole",
    "sanhak__center__calls__calls__State": "CallState",
    "sanhak__center__calls__applications__State": "ApplicationState",
    "sanhak__center__finding__problems__State": "ProblemState",
    "sanhak__center__finding__intake__Verdict": "IntakeVerdict",
    "sanhak__center__carrying__words__Verdict": "StageVerdict",
}
THEMES: Final[Mapping[str, Text]] = {
    "projects": say("Projects"),
    "data": say("Data"),
    "studies": say("Studies"),
    "jobs": say("Jobs"),
    "answers": say("Answers"),
    "fleet": say("Fleet"),
    "decisions": say("Decisions and outcomes"),
    "lessons": say("Lessons"),
    "calls": say("Calls and applications"),
    "problems": say("Problems"),
    "steering": say("Joint projects"),
    "scholarships": say("Scholarships"),
}
"""The themes of the API, in the order in which data walk."""


@dataclass(frozen=True, slots=True)
class Address:
    """One address as the page shows it."""

    method: str
    path: str
    told: str
    takes: tuple[tuple[str, str, str, bool], ...]
    gives: str


@pages.get("/api/openapi.json")
def schema(request: Request) -> Response:
    """The API as OpenAPI 3.1."""
    return JSONResponse(described(request.app.state.settings.base))


@pages.get("/api")
def reference(here: Anybody) -> Response:
    """The API for whoever writes a program."""
    whole = described(here.settings.base)
    themes = [(theme, title, list(_addresses(whole, theme))) for theme, title in THEMES.items()]
    url = here.request.url
    address = f"{'https' if here.settings.https else url.scheme}://{url.netloc}{here.settings.base}"
    return page(here, "api.html", themes=themes, address=address)


@cache
def described(base: str = "") -> dict[str, Any]:
    """The whole description; ``base`` is the path of a reverse proxy."""
    from sanhak.serve.api.addresses import API

    whole = get_openapi(
        title="Sanhak",
        version=version("sanhak"),
        description="What the pages of the workbench do, for programs: same rights, same records, same codes.",
        routes=API.routes,
        servers=[{"url": base or "/"}],
    )
    parts = whole["components"]["schemas"]
    for name in ("HTTPValidationError", "ValidationError"):
        parts.pop(name, None)
    told = models.Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    parts |= {**told.pop("$defs"), "Problem": told}
    for method, call in ((method, call) for ways in whole["paths"].values() for method, call in ways.items()):
        if method != "post" or call["operationId"].startswith(("jobs_cancel", "answers_what_if", "answers_predict")):
            call["parameters"] = [one for one in call.get("parameters", ()) if one["name"].lower() != _KEY.lower()]
    return _renamed(whole)


def _renamed(whole: dict[str, Any]) -> dict[str, Any]:
    """The same without names of our modules, by which words that mean two things are told apart."""
    text = json.dumps(whole)
    for ours, theirs in _NAMES.items():
        text = text.replace(ours, theirs)
    renamed: dict[str, Any] = json.loads(text)
    return renamed


def _addresses(whole: Mapping[str, Any], theme: str) -> Iterator[Address]:
    for path, ways in whole["paths"].items():
        for method in _METHODS:
            if method in ways and theme in ways[method]["tags"]:
                yield _address(whole, path, method, ways[method])


def _address(whole: Mapping[str, Any], path: str, method: str, call: Mapping[str, Any]) -> Address:
    takes = [
        (one["name"], one["in"], one.get("description", ""), one.get("required", False))
        for one in call["parameters"]
        if one["in"] == "query"
    ]
    body = call.get("requestBody", {}).get("content", {})
    reference = body.get("application/json", {}).get("schema", {}).get("$ref", "")
    if reference:
        shape = whole["components"]["schemas"][reference.rsplit("/", 1)[-1]]
        needed = shape.get("required", ())
        takes += [
            (name, "body", part.get("description", ""), name in needed) for name, part in shape["properties"].items()
        ]
    elif body:
        takes.append(("", "body", next(iter(body)), True))
    good = next(reply for status, reply in call["responses"].items() if status.startswith("2"))
    content = good.get("content", {})
    first: Mapping[str, Any] = next(iter(content.values()), {})
    shown = first.get("schema", {}).get("$ref", "")
    name = shown.rsplit("/", 1)[-1]
    listed = name.removeprefix("Page_").removesuffix("_").removesuffix("Reply")
    gives = f"{listed}[]" if name.startswith("Page_") else listed or next(iter(content), "")
    return Address(method.upper(), path.removeprefix(PREFIX), call["description"], tuple(takes), gives)
