"""Law: no route tells a stranger anything, not even whether a thing exists; a new route is swept by existing."""

from __future__ import annotations

import re

import pytest

from sanhak.center.rights import Role
from sanhak.serve.pages import PAGES
from sanhak.serve.web.files import files
from sanhak.serve.workbench.application import bare
from serve.web.world import BEACON, World

PLAIN = {"version": None, "name": "answer.xlsx", "code": "T001", "kind": "process.setpoints", "number": "1",
         "lesson": "process.setpoints", "ending": "csv", "token": "a" * 43, "path": "x", "step": "begin"}  # fmt: skip
"""Path parameters that are no thing of a project."""
OPEN = {"/sign-in", "/welcome/{token}", "/language", "/health", "/static/{version}/{name:path}", "/sign-out", "/api"}
OPEN |= {"/help", "/help/findings", "/help/findings/{code}", "/help/studies/{kind}", "/help/parts"}
"""Routes that anybody may ask for."""
TITLES = {"/projects", "/rights", "/log", "/api/v1/projects", "/steering"}
"""Where those who plan see that a joint project exists, with its question."""
PLANNERS = {"administrator", "office", "manager", "auditor"}
EVERYBODY = [*(role.value for role in Role if role is not Role.ENGINEER), "stranger"]
KEEPERS, KEPT = {"administrator", "office"}, {"person", "invitation", "call", "application", "attachment"}
KEPT |= {"passage", "conflict", "seat", "problem", "laboratory", "matching"}
KEPT |= {"scholar", "agreement", "happened", "batch", "scholar_report"}
"""Those who keep people, invitations, calls and what was sent in see them; what they may do to them is held by tests
of its own."""
CALLS = {"/calls/{call}", "/calls/{call}/apply", "/api/v1/calls/{call}"}
"""An open call is told to all; who applies to it, and with what, is not."""
OFFICE = "/office/"
"""How the addresses begin that are for those who run calls alone."""
TOLD = {
    ("/problems", "title"): {*KEEPERS, "manager", "trainee", "reviewer", "stranger"},
    ("/matching", "matching"): KEEPERS,
    ("/", "matching"): KEEPERS,
}
"""Words of a list that are told on purpose: titles of problems to colleagues, names of matchings to who runs them."""
PAID = {"/scholarships", "/scholarships/payments", "/scholarships/mentors", "/scholarships/keeping"}
"""Where they see all scholars by name."""
PROBLEMS = "/api/v1/problems"
"""What was sent in is read by those who run calls, and what was accepted by those who plan."""
KEPT_PAGES = {"/people", "/rights", "/log", "/log.csv", "/scholarships/payments", "/scholarships/import"}
KEPT_PAGES |= {"/scholarships/mentors", "/scholarships/keeping"}
"""Pages that their keepers alone can open."""
PARAMETER = re.compile(r"\{(\w+)(?::\w+)?\}")


def page_routes() -> list[tuple[str, str]]:
    return [(method, route.path) for pages in (files, *PAGES) for route in pages.routes for method in route.methods]


def api_routes(world: World) -> list[tuple[str, str]]:
    described = bare(world.center, world.settings).openapi()["paths"]
    return [(method.upper(), path) for path, methods in described.items() for method in methods]


def address(path: str, things: dict[str, str]) -> str:
    return PARAMETER.sub(lambda found: things.get(found[1]) or PLAIN.get(found[1]) or "a" * 14, path)


def names_a_thing(path: str, things: dict[str, str]) -> bool:
    return any(name in things for name in PARAMETER.findall(path)) and path not in OPEN


def told(response, things: dict[str, str]) -> tuple[int, str]:
    """What a response says, without the identifiers that were asked for and what changes from request to request."""
    headers = {name: value for name, value in response.headers.items() if name != "content-length"}  # as packed
    text = response.text + str(sorted(headers.items()))
    for thing in things.values():
        text = text.replace(thing, "·" * 14)
    return response.status_code, re.sub(r"a{14}|[0-9a-f]{32,}", "·" * 14, text)


def untold(path: str, who: str, text: str) -> str:
    """What a page says beyond the words that it tells to this person on purpose."""
    words = [word for (place, word), people in TOLD.items() if place == path and who in people]
    return re.sub("|".join(f"{BEACON} {word}\\b" for word in words), "", text) if words else text


def asked(client, method: str, url: str):
    if method == "GET":
        return client.get(url)
    return client.request(method, url, data={"csrf": client.csrf}, headers={"x-csrf-token": client.csrf})


def test_every_parameter_is_known_to_the_sweep(world):
    known = {*world.things, *PLAIN}
    routes = [*page_routes(), *api_routes(world)]
    assert len(routes) > 100
    assert not {name for _, path in routes for name in PARAMETER.findall(path)} - known


def gone(world: World) -> dict[str, str]:
    """Identifiers of nothing, in place of each thing."""
    return dict.fromkeys(world.things, "a" * 14)


@pytest.mark.parametrize("who", EVERYBODY)
def test_pages_tell_those_who_do_not_belong_nothing(world, who):
    client = world.client(who)
    for method, path in page_routes():
        if path in OPEN or (who in KEEPERS and KEPT & set(PARAMETER.findall(path))):
            continue
        real = asked(client, method, address(path, world.things))
        planned, paid = path in TITLES and who in PLANNERS, path in PAID and who in KEEPERS
        assert BEACON not in untold(path, who, real.text) or planned or paid, (method, path)
        assert real.status_code < 500, (method, path, real.text[:400])
        if names_a_thing(path, world.things) and path not in CALLS:
            missing = asked(client, method, address(path, gone(world)))
            assert told(real, world.things) == told(missing, world.things), (method, path)
            assert real.status_code in (403, 404), (method, path, real.status_code)


@pytest.mark.parametrize("who", EVERYBODY)
def test_the_api_tells_those_who_do_not_belong_nothing(world, who):
    client = world.bearer(who)
    for method, path in api_routes(world):
        if who in KEEPERS and KEPT & set(PARAMETER.findall(path)):
            continue
        real = client.request(method, address(path, world.things), json={})
        assert BEACON not in real.text or (path == PROBLEMS and who in PLANNERS), (method, path)
        assert real.status_code < 500, (method, path, real.text[:400])
        if names_a_thing(path, world.things) and path not in CALLS:
            missing = client.request(method, address(path, gone(world)), json={})
            assert told(real, world.things) == told(missing, world.things), (method, path)


def test_nobody_gets_anything_without_signing_in(world):
    client = world.client()
    for method, path in page_routes():
        if path in OPEN:
            continue
        answer = asked(client, method, address(path, world.things))
        assert BEACON not in answer.text, (method, path)
        assert answer.status_code in (303, 401), (method, path, answer.status_code)
    for method, path in api_routes(world):
        assert client.request(method, address(path, world.things), json={}).status_code in (401, 422), (method, path)


def test_a_guest_reads_and_changes_nothing_but_comments(world):
    from sanhak.center import projects

    with world.center.database.writing() as rows:
        projects.admit(rows, world.crowd["engineer"], world.things["project"], "reviewer@example.org", "guest")
    client = world.client("reviewer")
    try:
        for method, path in page_routes():
            if not names_a_thing(path, world.things) or {"person", "invitation", "session"} & set(
                PARAMETER.findall(path)
            ):
                continue
            if path in CALLS:  # a guest of a project may apply as anybody may
                continue
            answer = asked(client, method, address(path, world.things))
            assert answer.status_code < 500, (method, path, answer.text[:300])
            if method != "GET" and not path.endswith(("/comments", "/check", "/predict")):
                assert answer.status_code in (403, 404), (method, path, answer.status_code)
    finally:
        with world.center.database.writing() as rows:
            projects.dismiss(rows, world.crowd["engineer"], world.things["project"], world.crowd["reviewer"].id)


def test_no_form_is_taken_without_the_token_of_its_session(world):
    client = world.client("engineer")
    for method, path in page_routes():
        if method == "GET" or path in OPEN:
            continue
        answer = client.request(method, address(path, world.things), data={"csrf": "0" * 32})
        assert answer.status_code == 403, (method, path, answer.status_code)
        crossed = client.request(
            method, address(path, world.things), data={"csrf": client.csrf}, headers={"sec-fetch-site": "cross-site"}
        )
        assert crossed.status_code == 403, (method, path)


def test_every_page_opens_for_those_who_belong(world):
    for language in ("en", "ko"):
        client = world.client("engineer", **{"accept-language": language})
        client.cookies.set("sanhak_language", language)
        for method, path in page_routes():
            if method != "GET" or path in OPEN or path in KEPT_PAGES:
                continue
            if path.startswith(OFFICE):
                assert client.get(address(path, world.things)).status_code == 403, path
                continue
            answer = client.get(address(path, world.things))
            assert answer.status_code in (200, 303, 404), (path, answer.status_code, answer.text[:300])
            assert "style=" not in answer.text, path
            if answer.headers.get("content-type", "").startswith("text/html") and "<html" in answer.text:
                assert f'<html lang="{language}"' in answer.text, path
