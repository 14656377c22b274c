"""People: who is here with which role, inviting and renewing, access; and the list of all rights."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.responses import Response

from sanhak.center import auditing, entry, invitations, outbox, people, sessions
from sanhak.center.rights import PARTS, RIGHTS, ROLES, Right, Role
from sanhak.finding import Finding, Refusal
from sanhak.serve.pages import letters
from sanhak.serve.web.door import Form, Me, Sent
from sanhak.serve.web.showing import go, page
from sanhak.serve.web.small import returned
from sanhak.serve.web.statuses import status_of
from sanhak.text import say

pages = APIRouter()
RIGHT_WORDS = {
    Right.PEOPLE: say("invites people and gives roles"),
    Right.PROJECTS: say("opens joint projects"),
    Right.PORTFOLIO: say("sees which joint projects there are"),
    Right.AUDIT: say("reads the log and this list"),
    Right.CONTENT: say("takes part in projects"),
    Right.TEACHING: say("sees all grades in lessons"),
    Right.CALLS: say("runs calls"),
}
"""What each right allows."""


@dataclass(frozen=True, slots=True)
class _Way:
    """A link that was just made, to be shown once."""

    link: str
    to: str


@pages.get("/people")
def all_people(me: Me) -> Response:
    """Who is here, by organisation."""
    return _people(me)


@pages.post("/people/invite")
def invite(me: Me, form: Form) -> Response:
    """Invite somebody; the link is shown once."""
    email = form["email"].strip()

    def act(rows: Connection) -> _Way:
        new = form["new_organisation"].strip()
        chosen = new or _named(rows, form["organisation"])
        home = people.found(rows, chosen, me.person, "new_organisation" if new else "organisation")
        secret = entry.invite(rows, me.person, email_given=email, role=form["role"], organisation=home.id)
        return _written(me, rows, email, secret, *letters.invitation(_link(me, secret), home.name, Role(form["role"])))

    return _act(me, act, form)


@pages.post("/people/{person}/link")
def renew(me: Me, person: str, form: Form) -> Response:
    """A link by which somebody gets a new password, shown once."""
    del form

    def act(rows: Connection) -> _Way:
        secret = entry.renew(rows, me.person, person)
        return _written(me, rows, people.get(rows, person).email, secret, *letters.renewal(_link(me, secret)))

    return _act(me, act)


@pages.post("/people/{person}/role")
def change_role(me: Me, person: str, form: Form) -> Response:
    """Give somebody another role."""
    return _act(me, lambda rows: people.change_role(rows, me.person, person, form["role"]))


@pages.post("/people/{person}/access")
def let_in(me: Me, person: str, form: Form) -> Response:
    """Take somebody's access away, or let them in again."""
    active = form["active"] == "yes"
    return _act(me, lambda rows: people.let_in(rows, me.person, person, active=active))


@pages.post("/invitations/{invitation}/revoke")
def revoke(me: Me, invitation: str, form: Form) -> Response:
    """Take an invitation back."""
    del form
    return _act(me, lambda rows: invitations.revoke(rows, me.person, invitation))


@pages.get("/rights")
def rights(me: Me) -> Response:
    """Which role has which right, and who has which part in which joint project."""
    with me.center.database.reading() as rows:
        joint = auditing.joint(rows, me.person)
    return page(me, "rights.html", rights=RIGHT_WORDS, has=RIGHTS, joint=joint, parts=PARTS)


def _act(me: Me, act: Callable[[Connection], _Way | None], form: Sent | None = None) -> Response:
    """Carry an act out and show the people again, with its link or with what stood against it."""
    try:
        with me.center.database.writing() as rows:
            way = act(rows)
    except Refusal as refusal:
        if not me.person.may(Right.PEOPLE):
            raise
        if form is not None:
            return returned(me, "invite", form, refusal, lambda: _people(me))
        return _people(me, findings=refusal.findings)
    return go(me, "/people") if way is None else _people(me, way=way)


def _written(me: Me, rows: Connection, email: str, secret: str, subject: str, body: str) -> _Way:
    outbox.write(rows, me.person, to=email.lower(), subject=subject, body=body)
    return _Way(_link(me, secret), email)


def _named(rows: Connection, organisation: str) -> str:
    """The name of an organisation by its identifier; empty for none, which is refused as a name."""
    return next((one.name for one in people.organisations(rows) if one.id == organisation), "")


def _link(me: Me, secret: str) -> str:
    url = me.request.url
    return f"{'https' if me.settings.https else url.scheme}://{url.netloc}{me.to(f'/welcome/{secret}')}"


def _people(me: Me, *, way: _Way | None = None, findings: tuple[Finding, ...] = ()) -> Response:
    may = me.person.may(Right.PEOPLE)
    with me.center.database.reading() as rows:
        everybody = people.everybody(rows, me.person)
        seen = sessions.seen(rows, me.person)
        homes = people.organisations(rows) if may else ()
        waiting = invitations.waiting(rows, me.person) if may else ()
        written = outbox.waiting(rows, me.person) if may else ()
    return page(
        me,
        "people.html",
        everybody=everybody,
        seen=seen,
        homes=[(home.id, home.name) for home in homes],
        given=[(role, word) for role, word in ROLES.items() if role is not Role.ADMINISTRATOR or _administers(me)],
        waiting=waiting,
        written=written,
        way=way,
        findings=findings,
        status=int(status_of(findings)) if findings else 200,
        administers=_administers(me),
        sends=me.settings.mail is not None,
    )


def _administers(me: Me) -> bool:
    return me.person.role is Role.ADMINISTRATOR
