"""Coming in and going: the sign-in page, the page that an invitation opens, the language, and signing out."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from sanhak.center import entry, projects
from sanhak.finding import Finding, Refusal
from sanhak.serve.web.door import COOKIE, LANGUAGE_COOKIE, Anybody, Form, Me, Visit
from sanhak.serve.web.showing import go, page
from sanhak.serve.web.small import returned
from sanhak.serve.web.statuses import status_of
from sanhak.text import LANGUAGES, say

pages = APIRouter()
_YEAR = 365 * 24 * 3600


@pages.get("/sign-in")
def sign_in_page(here: Anybody, back: str = "/") -> Response:
    """The sign-in page."""
    return go(here, own(back)) if here.person else _sign_in(here, own(back))


@pages.post("/sign-in")
def sign_in(here: Anybody, form: Form) -> Response:
    """Sign in and go on to where one wanted to be."""
    request = here.request
    address = request.client.host if request.client else ""
    try:
        token, _ = entry.sign_in(
            here.center.database,
            here.center.passwords,
            email_given=form["email"],
            password=form["password"],
            address=address,
            agent=request.headers.get("user-agent", ""),
        )
    except Refusal as refusal:
        return _sign_in(here, own(form["back"]), email=form["email"], findings=refusal.findings)
    return _with_session(here, go(here, own(form["back"])), token)


@pages.post("/sign-out")
def sign_out(me: Me, form: Form) -> Response:
    """End this session."""
    del form
    with me.center.database.writing() as rows:
        entry.sign_out(rows, me.token)
    left = go(me, "/sign-in")
    left.delete_cookie(COOKIE, path=me.settings.base or "/")
    return left


@pages.get("/welcome/{token}")
def welcome_page(here: Anybody, token: str) -> Response:
    """What an invitation opens: who invites, and a form for name and password."""
    return _welcome(here, token)


@pages.post("/welcome/{token}")
def welcome(here: Anybody, token: str, form: Form) -> Response:
    """Take an invitation up: somebody new, signed in, with a room of their own."""
    center = here.center
    try:
        with center.database.reading() as rows:
            entry.invitation(rows, token)
        hashed = center.passwords.hash(form["password"])
        with center.database.writing() as rows:
            person = entry.accept(
                rows,
                token,
                name=form["name"],
                password_hash=hashed,
                language=here.language,
                email_given=form["email"],
                organisation_name=form["organisation"],
            )
            projects.own(rows, person, say("My work").render(here.language))
            session = entry.open_session(rows, person.id, here.request.headers.get("user-agent", ""))
    except Refusal as refusal:
        return returned(here, "welcome", form, refusal, lambda: _welcome(here, token))
    return _with_session(here, go(here, "/"), session)


@pages.get("/language")
def choose_language(here: Anybody, to: str, back: str = "/") -> Response:
    """Read on in the other language; somebody who is signed in keeps it."""
    chosen = to if to in LANGUAGES else here.language
    base = here.settings.base
    there = go(here, own(back).removeprefix(base) or "/")
    there.set_cookie(
        LANGUAGE_COOKIE, chosen, max_age=_YEAR, path=base or "/", samesite="lax", secure=here.settings.https
    )
    return there


def _sign_in(here: Visit, back: str, email: str = "", findings: tuple[Finding, ...] = ()) -> Response:
    status = int(status_of(findings)) if findings else 200
    return page(here, "sign_in.html", back=back, email=email, findings=findings, status=status)


def _welcome(here: Visit, token: str) -> Response:
    with here.center.database.reading() as rows:
        opened = entry.invitation(rows, token)
    return page(here, "welcome.html", opened=opened, token=token)


def _with_session(here: Visit, response: Response, token: str) -> Response:
    response.set_cookie(
        COOKIE,
        token,
        max_age=int(entry.SESSION.total_seconds()),
        path=here.settings.base or "/",
        httponly=True,
        samesite="lax",
        secure=here.settings.https,
    )
    return response


def own(back: str) -> str:
    """A path of this workbench, whatever was asked for: nobody is sent to another site."""
    own = back.startswith("/") and not back.startswith("//") and "\\" not in back and back.isprintable()
    return back if own else "/"
