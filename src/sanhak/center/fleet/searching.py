"""Assets found by their names, as the latest answers call them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import islice
from typing import Final
from urllib.parse import quote

from sqlalchemy import Connection, and_, func, select

from sanhak.center import schema
from sanhak.center.fleet.source import AREA

_MOST: Final = 30


def named(rows: Connection, projects: Collection[str], sought: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Assets of projects, which the reader has entered already, whose names hold all words; each with its project."""
    table, other = schema.answers.c, schema.answers.alias("other")
    last = select(func.max(other.c.number)).where(other.c.study == table.study).scalar_subquery()
    held = func.lower(table.assets)
    wanted = and_(
        table.project.in_(projects), table.kind.startswith(AREA), table.number == last,
        *(held.contains(word, autoescape=True) for word in sought),
    )  # fmt: skip
    found: dict[tuple[str, str], None] = {}
    for row in rows.execute(select(table.project, table.assets).where(wanted).order_by(table.made.desc())):
        for name in row.assets.split("\n"):
            if all(word in name.casefold() for word in sought):
                found.setdefault((name, row.project))
    yield from islice(found, _MOST)


def place_of(project: str, asset: str) -> str:
    """The path of an asset's page; a slash in its name stands for itself."""
    return f"/projects/{project}/fleet/{quote(asset, safe='/')}"
