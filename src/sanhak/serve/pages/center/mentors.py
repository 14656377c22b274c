"""Mentors for the office: who can be one, whom they mentor, and the way to match them with scholars."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from sanhak.center import days
from sanhak.center.matching import matching as matchings
from sanhak.center.matching.matching import STATES
from sanhak.center.scholarship import mentor_matching, mentoring
from sanhak.center.scholarship.mentor_matching import MENTORS
from sanhak.serve.pages.center.matching_words import counted
from sanhak.serve.pages.center.scholarship import show as show_scholar
from sanhak.serve.web.door import Form, Me
from sanhak.serve.web.showing import page
from sanhak.serve.web.small import submitted

pages = APIRouter()


@pages.get("/scholarships/mentors")
def all_mentors(me: Me) -> Response:
    """Who can be a mentor, who waits for one, and the matchings of both."""
    with me.center.database.reading() as rows:
        found = mentoring.mentors(rows, me.person, days.today())
        waiting = mentor_matching.waiting(rows, me.person)
        rounds = matchings.of(rows, me.person, {MENTORS.name: MENTORS})
    return page(
        me, "mentors.html", found=found, waiting=waiting, rounds=rounds, counted=counted, matching_states=STATES
    )


@pages.post("/scholarships/mentors")
def keep(me: Me, form: Form) -> Response:
    """Add a mentor, or say anew what they know and how many they take."""
    given = {"email": "", "capacity": ""} | form.words("email", "fields", "capacity")
    return submitted(
        me, "mentor", form, then="/scholarships/mentors", show=lambda: all_mentors(me),
        act=lambda rows: mentoring.keep(rows, me.person, **given, open_=bool(form["open"])),
    )  # fmt: skip


@pages.post("/scholarships/{scholar}/mentor")
def name(me: Me, scholar: str, form: Form) -> Response:
    """Name a scholar's mentor, or another one with a reason."""
    return submitted(
        me, "mentor", form, then=f"/scholarships/{scholar}", show=lambda: show_scholar(me, scholar),
        act=lambda rows: mentoring.name(rows, me.person, scholar, form["mentor"], days.today(), form["because"]),
    )  # fmt: skip
