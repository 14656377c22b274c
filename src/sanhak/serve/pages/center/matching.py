"""Matching: wishes of both sides, the result with its reasons, and the office that takes it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from fastapi import APIRouter
from starlette.responses import Response

from sanhak.center.findings import NotHere
from sanhak.center.matching import matching as matchings
from sanhak.center.matching.matching import STATES, Matching, Pair, Party, Side, State
from sanhak.center.matchings import KINDS
from sanhak.center.rights import Right
from sanhak.finding import Refusal
from sanhak.serve.pages.center.finding import share
from sanhak.serve.pages.center.matching_words import WORDS, counted
from sanhak.serve.pages.center.mentors import all_mentors
from sanhak.serve.web.door import Form, Me
from sanhak.serve.web.showing import go, page
from sanhak.serve.web.small import submitted
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
    across: tuple[Party, ...]
    chosen: tuple[str, ...]
    told: bool


@pages.get("/matching")
def all_matchings(me: Me) -> Response:
    """The matchings that one runs or takes part in, and for the office the way to begin one of problems."""
    with me.center.database.reading() as rows:
        found = matchings.of(rows, me.person, KINDS)
    return page(
        me, "matching_list.html", found=found, office=me.person.may(Right.CALLS), matching_states=STATES,
        counted=counted, said=WORDS,
    )  # fmt: skip


@pages.post("/matching")
def begin(me: Me, form: Form) -> Response:
    """Begin a matching of a kind."""
    kind = KINDS.get(form["kind"])
    if kind is None:
        raise Refusal(NotHere())
    shows = {"mentors": all_mentors}.get(kind.name, all_matchings)
    return submitted(
        me, "matching", form, then=lambda made: go(me, f"/matching/{made}"), show=lambda: shows(me),
        act=lambda rows: matchings.begin(rows, me.person, kind, form["title"]),
    )  # fmt: skip


@pages.get("/matching/{matching}")
def show(me: Me, matching: str) -> Response:
    """One's own wishes, and the result as far as one may see it."""
    office = me.person.may(Right.CALLS)
    with me.center.database.reading() as rows:
        here = matchings.get(rows, me.person, KINDS, matching)
        wishes = matchings.told(rows, here)
        pairs = here.pairs if here.settled else matchings.proposed(rows, me.person, here) if office else ()
    mine = here.mine(me.person)
    asked = [_asked(here, wishes.get(one), *one) for one in mine] if here.state is State.OPEN else []
    silent = [party.name for side in Side for party in here.sides[side].values() if (side, party.id) not in wishes]
    return page(
        me, "matching.html", one=here, asked=asked, pairs=[_row(here, pair) for pair in pairs if _seen(me, here, pair)],
        office=office, silent=silent, matching_states=STATES, counted=counted, said=WORDS[here.kind.name], Side=Side,
    )  # fmt: skip


@pages.post("/matching/{matching}/wishes")
def wish(me: Me, matching: str, form: Form) -> Response:
    """Tell wishes."""
    order = [form[f"wish{at}"] for at in range(_MOST)]
    side, thing = form["side"], form["thing"]
    return submitted(
        me, f"wishes-{thing}", form, then=f"/matching/{matching}", show=lambda: show(me, matching),
        act=lambda rows: matchings.wish(rows, me.person, KINDS, matching, side=side, thing=thing, order=order),
    )  # fmt: skip


@pages.post("/matching/{matching}/take")
def take(me: Me, matching: str, form: Form) -> Response:
    """Take the result."""
    del form
    with me.center.database.writing() as rows:
        matchings.take(rows, me.person, KINDS, matching)
    return go(me, f"/matching/{matching}")


def _asked(here: Matching, told: tuple[str, ...] | None, side: Side, thing: str) -> Asked:
    near, across = matchings.suggested(here, side, thing), here.sides[side.other]
    options: list[tuple[str, Text | str]] = [("", say("nobody else"))]
    options += [(one, say("{name} (likeness {share})", name=across[one].name, share=share(like))) for one, like in near]
    wanted = told if told is not None else tuple(one for one, _ in near)
    places = min(_MOST, len(near))
    filled = (*wanted, *[""] * places)[:places]
    described = tuple(across[one] for one, _ in near if across[one].about)
    return Asked(side, thing, here.sides[side][thing].name, tuple(options), described, filled, told is not None)


def _seen(me: Me, here: Matching, pair: Pair) -> bool:
    """Whether somebody may see a pair: the office all, others their own, its name only while it may be told."""
    if me.person.may(Right.CALLS):
        return True
    mine, first = {thing for _, thing in here.mine(me.person)}, here.sides[Side.FIRST].get(pair.first)
    return pair.first in mine or (pair.second in mine and first is not None and first.shown)


def _row(here: Matching, pair: Pair) -> tuple[Pair, str, str | None, list[Text]]:
    """A pair with the names of both, and why the first did not get what it wished for more."""
    first, second = here.sides[Side.FIRST], here.sides[Side.SECOND]
    name = first[pair.first].name if pair.first in first else "–"
    partner = None if pair.second is None else second[pair.second].name if pair.second in second else "–"
    said = []
    for one in (each for each in pair.passed if each.other in second):
        other = second[one.other].name
        if one.full:
            said.append(say("{name} is full; this is number {place} on that list.", name=other, place=one.of))
        elif one.wanted:
            said.append(say("{name} takes nobody now.", name=other))
        else:
            said.append(say("{name} does not wish for it.", name=other))
    return pair, name, partner, said
