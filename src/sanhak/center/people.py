"""People and their organisations: who is here, with which role. Nobody is deleted; who leaves cannot sign in."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from sanhak.center import events, schema
from sanhak.center.findings import EmailTaken, LastAdministrator, NotAllowed, NotHere
from sanhak.center.rights import Right, Role, has
from sanhak.center.words import choice, words
from sanhak.finding import Refusal
from sanhak.store import new_id
from sanhak.text import LANGUAGES, Language, Text, say

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

THEMES = ("auto", "light", "dark")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who may sign in while ``active``; ``organisation`` is the name of theirs."""

    id: str
    name: str
    email: str
    role: Role
    organisation: str
    organisation_name: str
    language: Language
    theme: str
    active: bool

    def may(self, right: Right) -> bool:
        """Whether this person's role has the right."""
        return has(self.role, right)


@dataclass(frozen=True, slots=True)
class Organisation:
    """A company, a university, a part of one."""

    id: str
    name: str


_SHOWN = select(
    schema.people.c.id,
    schema.people.c.name,
    schema.people.c.email,
    schema.people.c.role,
    schema.people.c.organisation,
    schema.organisations.c.name.label("organisation_name"),
    schema.people.c.language,
    schema.people.c.theme,
    schema.people.c.active,
).join_from(schema.people, schema.organisations)


def need(person: Person, right: Right, needed: Text) -> None:
    """Go on only if the person's role has the right.

    Raises
    ------
    Refusal
        C002 with what is ``needed``.
    """
    if not person.may(right):
        raise Refusal(NotAllowed(needed=needed))


def get(rows: Connection, person: str) -> Person:
    """The person of this identifier; :class:`Refusal` C001 if there is none."""
    row = rows.execute(_SHOWN.where(schema.people.c.id == person)).mappings().first()
    if row is None:
        raise Refusal(NotHere())
    return person_of(row)


def person_of(row: Mapping[Any, Any]) -> Person:
    """The record of a row that :data:`shown` selects."""
    values = {part.name: row[part.name] for part in fields(Person)}
    return Person(**values | {"role": Role(values["role"])})


def shown() -> Any:
    """A select of all that a :class:`Person` holds, to be narrowed."""
    return _SHOWN


def everybody(rows: Connection, by: Person) -> tuple[Person, ...]:
    """All people, by organisation and name; for those who give roles, and for the auditor."""
    if not by.may(Right.AUDIT):
        need(by, Right.PEOPLE, say("to see who is here"))
    ordered = _SHOWN.order_by(schema.organisations.c.name, schema.people.c.name)
    return tuple(map(person_of, rows.execute(ordered).mappings()))


def names(rows: Connection, ids: Iterable[str | None]) -> Mapping[str, str]:
    """What people are called, by identifier."""
    table = schema.people.c
    return {row.id: row.name for row in rows.execute(select(table.id, table.name).where(table.id.in_(set(ids))))}


def organisations(rows: Connection) -> tuple[Organisation, ...]:
    """All organisations by name."""
    found = rows.execute(select(schema.organisations.c.id, schema.organisations.c.name).order_by("name"))
    return tuple(Organisation(*row) for row in found)


def found(rows: Connection, name: str, by: Person | None, at: str = "organisation") -> Organisation:
    """A new organisation, or the one that has this name; ``by`` is None at the first start alone.

    ``at`` names the field in which the name was typed.

    Raises
    ------
    Refusal
        C002 without the right, C009 if the name is empty or too long.
    """
    if by is not None:
        need(by, Right.PEOPLE, say("to add an organisation"))
    name = words(name, say("Name"), at=at)
    here = rows.execute(select(schema.organisations.c.id).where(schema.organisations.c.name == name)).scalar()
    if here is not None:
        return Organisation(here, name)
    made = Organisation(new_id(), name)
    rows.execute(insert(schema.organisations).values(id=made.id, name=name, made=datetime.now(UTC)))
    events.record(rows, "organisation.added", "organisation", made.id, person=by.id if by else None, name=name)
    return made


def add(
    rows: Connection,
    *,
    email: str,
    name: str,
    role: Role,
    organisation: str,
    language: Language,
    password: str | None,
) -> Person:
    """Somebody new; facts are checked by the caller, who has an invitation in hand.

    Raises
    ------
    Refusal
        C007 if the address is taken.
    """
    person = new_id()
    try:
        with rows.begin_nested():
            rows.execute(
                insert(schema.people).values(
                    id=person,
                    organisation=organisation,
                    role=role.value,
                    email=email,
                    name=name,
                    language=language,
                    password=password,
                    active=True,
                    made=datetime.now(UTC),
                )
            )
    except IntegrityError:
        raise Refusal(EmailTaken(email=email), field="email") from None
    events.record(rows, "person.joined", "person", person, person=person, name=name, role=role.value)
    return get(rows, person)


def refuse_taken(rows: Connection, email: str) -> None:
    """Go on only if nobody has this address; :class:`Refusal` C007 otherwise."""
    if rows.scalar(select(schema.people.c.id).where(schema.people.c.email == email)):
        raise Refusal(EmailTaken(email=email), field="email")


def change_role(rows: Connection, by: Person, person: str, role: str) -> None:
    """Give somebody another role.

    Raises
    ------
    Refusal
        C002 without the right, C001 for nobody, C012 if no administrator would be left, C013 for no role.
    """
    need(by, Right.PEOPLE, say("to give roles"))
    changed, new = get(rows, person), choice(role, Role)
    _only_administrators_make_administrators(by, changed.role, new)
    if changed.role is Role.ADMINISTRATOR and new is not Role.ADMINISTRATOR:
        _keep_an_administrator(rows, changed)
    rows.execute(update(schema.people).where(schema.people.c.id == person).values(role=new.value))
    events.record(rows, "person.role", "person", person, person=by.id, name=changed.name, role=new.value)


def let_in(rows: Connection, by: Person, person: str, *, active: bool) -> None:
    """Let somebody sign in, or no longer; who may not is signed out everywhere at once.

    Raises
    ------
    Refusal
        C002 without the right, C001 for nobody, C012 if no administrator would be left.
    """
    need(by, Right.PEOPLE, say("to give and take access"))
    changed = get(rows, person)
    _only_administrators_make_administrators(by, changed.role, changed.role)
    if not active:
        if changed.role is Role.ADMINISTRATOR:
            _keep_an_administrator(rows, changed)
        rows.execute(schema.sessions.delete().where(schema.sessions.c.person == person))
        now = datetime.now(UTC)
        rows.execute(update(schema.tokens).where(schema.tokens.c.person == person).values(revoked=now))
    rows.execute(update(schema.people).where(schema.people.c.id == person).values(active=active))
    act = "person.admitted" if active else "person.left"
    events.record(rows, act, "person", person, person=by.id, name=changed.name)


def prefer(rows: Connection, me: Person, *, language: str | None = None, theme: str | None = None) -> None:
    """Keep in which language and light somebody reads; words that are unknown change nothing."""
    values: dict[str, str] = {}
    if language in LANGUAGES:
        values["language"] = language
    if theme in THEMES:
        values["theme"] = theme
    if values:
        rows.execute(update(schema.people).where(schema.people.c.id == me.id).values(**values))


def rename(rows: Connection, me: Person, name: str) -> None:
    """Change one's own name; :class:`Refusal` C009 if it is empty or too long."""
    values = {"name": words(name, say("Name"), at="name")}
    rows.execute(update(schema.people).where(schema.people.c.id == me.id).values(**values))


def _only_administrators_make_administrators(by: Person, before: Role, after: Role) -> None:
    if Role.ADMINISTRATOR in (before, after) and by.role is not Role.ADMINISTRATOR:
        raise Refusal(NotAllowed(needed=say("to make or change administrators")))


def _keep_an_administrator(rows: Connection, leaving: Person) -> None:
    people = schema.people.c
    others = select(func.count()).where(people.role == Role.ADMINISTRATOR, people.active, people.id != leaving.id)
    if not rows.scalar(others):
        raise Refusal(LastAdministrator(name=leaving.name))
