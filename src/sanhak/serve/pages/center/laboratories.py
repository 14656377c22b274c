"""Laboratories: the list that everybody reads, and the form by which a head or the office keeps one."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter
from starlette.responses import Response

from sanhak.center import people
from sanhak.center.finding import laboratories
from sanhak.center.rights import Right
from sanhak.serve.web.door import Form, Me
from sanhak.serve.web.showing import page
from sanhak.serve.web.small import submitted

pages = APIRouter()
FIELDS: Final = ("name", "email", "expertise", "capacity", "open")


@pages.get("/laboratories")
def all_laboratories(me: Me) -> Response:
    """All laboratories, and for the office the form of a new one."""
    with me.center.database.reading() as rows:
        found = laboratories.of(rows, me.person)
    return page(me, "laboratories.html", found=found, office=me.person.may(Right.CALLS))


@pages.post("/laboratories")
def add(me: Me, form: Form) -> Response:
    """A new laboratory."""
    return submitted(
        me, "laboratory", form, then="/laboratories", show=lambda: all_laboratories(me),
        act=lambda rows: laboratories.add(rows, me.person, email=form["email"], **_given(form)),
    )  # fmt: skip


@pages.get("/laboratories/{laboratory}")
def show(me: Me, laboratory: str) -> Response:
    """The form of a laboratory, for its head and the office."""
    with me.center.database.reading() as rows:
        here = laboratories.get(rows, me.person, laboratory)
        head = people.get(rows, here.head)
    return page(me, "laboratory.html", one=here, email=head.email, office=me.person.may(Right.CALLS))


@pages.post("/laboratories/{laboratory}")
def change(me: Me, laboratory: str, form: Form) -> Response:
    """Change what a laboratory says of itself."""
    return submitted(
        me, "laboratory", form, then="/laboratories", show=lambda: show(me, laboratory),
        act=lambda rows: laboratories.change(rows, me.person, laboratory, email=form["email"], **_given(form)),
    )  # fmt: skip


def _given(form: Form) -> dict[str, str]:
    return {name: form[name] for name in FIELDS if name != "email"}
