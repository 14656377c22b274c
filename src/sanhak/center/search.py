"""Search over all that somebody may see: titles, names and comments of their projects, and what programmes hold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from sqlalchemy import Connection, Table, and_, cast, func, select
from sqlalchemy import String as Words

from sanhak.center import projects, schema, search_programmes
from sanhak.center.fleet import searching
from sanhak.center.people import Person
from sanhak.text import Text, load, say

_MOST: Final = 30
_ASKED: Final = 8
"""Words of a search that count."""
_ASSET: Final = say("Asset")
_LETTERS: Final = 200
"""Letters of a search that count."""


@dataclass(frozen=True, slots=True)
class Found:
    """One thing: what it is, how it is called, where it stands, and in which project, call or organisation."""

    kind: Text
    title: Any
    path: str
    project: Any


def find(rows: Connection, person: Person, asked: str) -> tuple[Found, ...]:
    """Things that hold every word of ``asked`` that counts, capitals aside; nothing where no word was typed."""
    mine = {project.id: project.title for project in projects.of(rows, person)}
    sought = asked.casefold()[:_LETTERS].split()[:_ASKED]
    if not sought:
        return ()
    found = [one for place in _PLACES if mine for one in _in(rows, place, sought, mine)]
    found += [Found(_ASSET, name, searching.place_of(of, name), mine[of])
              for name, of in (searching.named(rows, mine, sought) if mine else ())]  # fmt: skip
    held = (one for one in search_programmes.things(rows, person) if one.holds(sought))
    room = max(_MOST // 2, _MOST - len(found))
    return (*(Found(one.kind, one.title, one.path, one.place) for one in islice(held, room)), *found)[:_MOST]


@dataclass(frozen=True, slots=True)
class _Place:
    kind: Text
    table: Table
    title: str
    text: tuple[str, ...]
    path: str
    of: str = "project"
    named: str = "id"
    """The column whose value stands in the path."""


_PLACES: Final = (
    _Place(say("Project"), schema.projects, "title", ("title", "question", "goal"), "/projects/{}", "id"),
    _Place(say("Data"), schema.datasets, "name", ("name",), "/data/{}"),
    _Place(say("Study"), schema.studies, "title", ("title", "kind"), "/studies/{}"),
    _Place(say("Answer"), schema.answers, "headline", ("sought",), "/answers/{}"),
    _Place(say("Decision"), schema.decisions, "note", ("note",), "/decisions/{}"),
    _Place(say("File"), schema.files, "name", ("name",), "/files/{}"),
    _Place(say("Comment"), schema.comments, "text", ("text",), "/projects/{}#comments", named="project"),
)


def _in(rows: Connection, place: _Place, sought: list[str], mine: dict[str, str]) -> Iterator[Found]:
    table = place.table
    held = func.lower(_joined(table, place.text))
    matches = and_(*(held.contains(word, autoescape=True) for word in sought))
    asked = select(
        table.c[place.named].label("id"), table.c[place.title].label("title"), table.c[place.of].label("project")
    )
    asked = asked.where(table.c[place.of].in_(mine), matches).order_by(table.c.made.desc()).limit(_MOST)
    for row in rows.execute(asked):
        title = load(row.title) if isinstance(row.title, dict) else row.title
        yield Found(place.kind, title, place.path.format(row.id), mine[row.project])


def _joined(table: Table, names: tuple[str, ...]) -> Any:
    whole: Any = cast(table.c[names[0]], Words)
    for name in names[1:]:
        whole = whole + " " + cast(table.c[name], Words)
    return whole
