"""My settings: name, language, light, password, where I am signed in, and tokens for programs."""

from __future__ import annotations

import re
from collections.abc import Callable

from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.responses import Response

from sanhak.center import people, sessions, tokens
from sanhak.center.people import THEMES
from sanhak.center.tokens import SCOPES
from sanhak.finding import Finding, Refusal
from sanhak.serve.web.door import LANGUAGE_COOKIE, Form, Me
from sanhak.serve.web.showing import go, page
from sanhak.serve.web.small import returned, submitted
from sanhak.serve.web.statuses import status_of
from sanhak.text import LANGUAGES, say

pages = APIRouter()
THEME_WORDS = {"auto": say("as the device"), "light": say("light"), "dark": say("dark")}
_YEAR = 365 * 24 * 3600
# A browser names others, too, for old sites; the first of these that it names is what it is.
_BROWSERS = {
    "Edg": "Edge",
    "Whale": "Whale",
    "SamsungBrowser": "Samsung Internet",
    "Firefox": "Firefox",
    "Chrome": "Chrome",
    "Safari": "Safari",
}
_SYSTEMS = {
    "Android": "Android",
    "iPhone": "iOS",
    "iPad": "iPadOS",
    "Windows": "Windows",
    "Mac OS": "macOS",
    "Linux": "Linux",
}


@pages.get("/me")
def settings(me: Me) -> Response:
    """All of one's own settings."""
    return _settings(me)


@pages.post("/me/name")
def rename(me: Me, form: Form) -> Response:
    """Change one's own name."""
    return submitted(
        me, "name", form, then="/me", show=lambda: _settings(me),
        act=lambda rows: people.rename(rows, me.person, form["name"]),
    )  # fmt: skip


@pages.post("/me/reading")
def prefer(me: Me, form: Form) -> Response:
    """Choose in which language and light one reads."""
    language, theme = form["language"], form["theme"]
    with me.center.database.writing() as rows:
        people.prefer(rows, me.person, language=language, theme=theme)
    there = go(me, "/me")
    if language in LANGUAGES:
        there.set_cookie(
            LANGUAGE_COOKIE,
            language,
            max_age=_YEAR,
            path=me.settings.base or "/",
            samesite="lax",
            secure=me.settings.https,
        )
    return there


@pages.post("/me/password")
def change_password(me: Me, form: Form) -> Response:
    """Take a new password; all other sessions end."""
    center = me.center
    try:
        sessions.change_password(
            center.database, center.passwords, me.person, old=form["old"], new=form["new"], token=me.token
        )
    except Refusal as refusal:
        return returned(me, "password", form, refusal, lambda: _settings(me))
    return _settings(me, done=True)


@pages.post("/me/sessions/{session}/end")
def end_session(me: Me, session: str, form: Form) -> Response:
    """End a session of one's own."""
    del form
    return _act(me, lambda rows: sessions.end(rows, me.person, session))


@pages.post("/me/tokens")
def make_token(me: Me, form: Form) -> Response:
    """A new token for programs, shown once."""
    return submitted(
        me, "token", form, then=lambda secret: _settings(me, secret=secret), show=lambda: _settings(me),
        act=lambda rows: tokens.make(rows, me.person, name=form["name"], scope=form["scope"], days=form["days"]),
    )  # fmt: skip


@pages.post("/me/tokens/{token}/revoke")
def revoke_token(me: Me, token: str, form: Form) -> Response:
    """Take a token back."""
    del form
    return _act(me, lambda rows: tokens.revoke(rows, me.person, token), "#tokens")


def browser(agent: str) -> str:
    """A browser and its system as people call them; what it calls itself where neither is known."""
    named = next((found for sign in _BROWSERS if (found := re.search(rf"{sign}/(\d+)", agent))), None)
    system = next((name for sign, name in _SYSTEMS.items() if sign in agent), "")
    called = f"{_BROWSERS[named[0].split('/')[0]]} {named[1]}" if named else agent[:80]
    return ", ".join(filter(None, (called, system))) or "–"


def _act(me: Me, act: Callable[[Connection], None], back: str = "") -> Response:
    try:
        with me.center.database.writing() as rows:
            act(rows)
    except Refusal as refusal:
        return _settings(me, findings=refusal.findings)
    return go(me, f"/me{back}")


def _settings(
    me: Me,
    *,
    findings: tuple[Finding, ...] = (),
    done: bool = False,
    secret: str = "",
) -> Response:
    with me.center.database.reading() as rows:
        mine, made = sessions.mine(rows, me.person, me.token), tokens.mine(rows, me.person)
    return page(
        me,
        "me.html",
        sessions=mine,
        browser=browser,
        tokens=made,
        scopes=SCOPES,
        themes=[(name, THEME_WORDS[name]) for name in THEMES],
        languages=[("ko", "한국어"), ("en", "English")],
        findings=findings,
        done=done,
        secret=secret,
        most=tokens.MOST_DAYS,
        status=int(status_of(findings)) if findings else 200,
    )
