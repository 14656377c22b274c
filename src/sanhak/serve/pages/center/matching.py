"""Matching: wishes of both sides, the result with its reasons, and the office that takes it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from fastapi import APIRouter
from starlette.responses import Response

from sanhak.center.finding import matching as matchings
from sanhak.center.finding.matching import STATES, Matching, Pair, Side, State
from sanhak.center.finding.problems import Problem
from sanhak.center.rights import Right
from sanhak.finding import Refusal
from sanhak.serve.pages.center.finding import share
from sanhak.serve.web.door import Form, Me
from sanhak.serve.web.showing import go, page
from sanhak.serve.web.small import returned
from sanhak.text import Text, say

pages = APIRouter()
_MOST: Final = 8
"""Places of a list of wishes."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A list of wishes to be filled in: whose, the choices with their likeness, and what stands in each place."""

    side: Side
    thing: str
    title: str
    options: tuple[tuple[str, Text | str], ...]
    chosen: tuple[str, ...]
    told: bool


@pages.get("/matching")
def all_matchings(me: Me) -> Response:
    """The matchings that one runs or takes part in, and for the office the way to begin one."""
    with me.center.database.reading() as rows:
        found = matchings.of(rows, me.person)
    return page(me, "matching_list.html", found=found, office=me.person.may(Right.CALLS), matching_states=STATES)


@pages.post("/matching")
def begin(me: Me, form: Form) -> Response:
    """Begin a matching."""
    try:
        with me.center.database.writing() as rows:
            made = matchings.begin(rows, me.person, form["title"])
    except Refusal as refusal:
        return returned(me, "matching", form, refusal, lambda: all_matchings(me))
    return go(me, f"/matching/{made}")


@pages.get("/matching/{matching}")
def show(me: Me, matching: str) -> Response:
    """One's own wishes, and the result as far as one may see it."""
    office = me.person.may(Right.CALLS)
    with me.center.database.reading() as rows:
        here = matchings.get(rows, me.person, matching)
        wishes = matchings.told(rows, here)
        pairs = here.pairs if here.settled else matchings.proposed(rows, me.person, here) if office else ()
    mine = here.mine(me.person)
    own = {thing for _, thing in mine}
    shown = [one for one in pairs if office or one.problem in own or one.laboratory in own]
    asked = [_asked(here, wishes.get(one), *one) for one in mine] if here.state is State.OPEN else []
    silent = [_name(here, *one) for one in _everybody(here) if one not in wishes]
    return page(
        me, "matching.html", one=here, asked=asked, pairs=[(pair, _why(here, pair)) for pair in shown], office=office,
        silent=silent, matching_states=STATES, problem_of=here.problems, laboratory_of=here.laboratories,
    )  # fmt: skip


@pages.post("/matching/{matching}/wishes")
def wish(me: Me, matching: str, form: Form) -> Response:
    """Tell wishes."""
    order = [form[f"wish{at}"] for at in range(_MOST)]
    try:
        with me.center.database.writing() as rows:
            matchings.wish(rows, me.person, matching, form["side"], form["thing"], order)
    except Refusal as refusal:
        return returned(me, f"wishes-{form['thing']}", form, refusal, lambda: show(me, matching))
    return go(me, f"/matching/{matching}")


@pages.post("/matching/{matching}/take")
def take(me: Me, matching: str, form: Form) -> Response:
    """Take the result."""
    del form
    with me.center.database.writing() as rows:
        matchings.take(rows, me.person, matching)
    return go(me, f"/matching/{matching}")


def _asked(here: Matching, told: tuple[str, ...] | None, side: Side, thing: str) -> Asked:
    near = matchings.suggested(here, side, thing)
    other = Side.LABORATORY if side is Side.PROBLEM else Side.PROBLEM
    options: list[tuple[str, Text | str]] = [("", say("nobody else"))]
    options += [(one, say("{name} (likeness {share})", name=_name(here, other, one), share=share(like)))
                for one, like in near]  # fmt: skip
    wanted = told if told is not None else tuple(one for one, _ in near)
    places = min(_MOST, len(near))
    filled = (*wanted, *[""] * places)[:places]
    return Asked(side, thing, _name(here, side, thing), tuple(options), filled, told is not None)


def _everybody(here: Matching) -> list[tuple[Side, str]]:
    return [*((Side.PROBLEM, one) for one in here.problems), *((Side.LABORATORY, one) for one in here.laboratories)]


def _name(here: Matching, side: Side, thing: str) -> str:
    found = here.problems[thing] if side is Side.PROBLEM else here.laboratories[thing]
    return found.title if isinstance(found, Problem) else found.name


def _why(here: Matching, pair: Pair) -> list[Text]:
    """Why a problem did not get what it wished for more."""
    said = []
    for one in pair.passed:
        name = here.laboratories[one.laboratory].name
        if one.full:
            said.append(say("{name} is full; this problem is number {place} on its list.", name=name, place=one.of))
        elif one.wanted:
            said.append(say("{name} takes no problem now.", name=name))
        else:
            said.append(say("{name} does not want this problem.", name=name))
    return said
