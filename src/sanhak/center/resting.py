"""What rests on data: the answers by the versions that they were given from, whether or not these are still there."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection

from sanhak.center import data, studies
from sanhak.center.people import Person
from sanhak.center.studies import KeptAnswer

_MOST = 1000
"""Answers of a project that are looked through, the latest first."""


def resting(rows: Connection, person: Person, dataset: str) -> Mapping[str, tuple[KeptAnswer, ...]]:
    """The answers of the project that rest on each version of a dataset, the latest first; :class:`Refusal` C001."""
    project, whole = data.dataset(rows, person, dataset)
    found = studies.answers(rows, person, project.id, limit=_MOST)
    return {one.id: tuple(answer for answer in found if one.id in answer.tables.values()) for one in whole.versions}
