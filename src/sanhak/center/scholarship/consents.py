"""Consents of a scholar: to collection, and separately to provision to the other organisation; each can be revoked.

A consent is to a version of its wording. It is given by the scholar here, or was given on paper, which the office
names. Revoking keeps the row: that it stood until then is part of the history.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from sqlalchemy import Connection, select

from sanhak.center.scholarship import schema
from sanhak.text import say


class Kind(StrEnum):
    """What is consented to."""

    COLLECTION = "collection"
    PROVISION = "provision"


KINDS: Final = {
    Kind.COLLECTION: say("collection and use"),
    Kind.PROVISION: say("provision to the other organisation"),
}
WORDING: Final = {
    (Kind.COLLECTION, 1): say(
        "I consent to the collection and use of my name, university, course, account, reports and grades, to pay and "
        "accompany the scholarship, until five years after support and service have ended. I may refuse; without it no "
        "reports can be handed in here."
    ),
    (Kind.PROVISION, 1): say(
        "I consent to the provision of my name and topic to those at the other organisation who may become my mentor, "
        "and of my name and reports to my mentor there, for mentoring, until support has ended. I may refuse; the "
        "scholarship goes on, and nobody there sees anything of me."
    ),
}
"""What each version says."""
VERSION: Final = {kind: max(number for one, number in WORDING if one is kind) for kind in Kind}


@dataclass(frozen=True, slots=True)
class Consent:
    """A consent that was given, to which version, and until when it stood."""

    id: str
    kind: Kind
    version: int
    given: datetime
    revoked: datetime | None
    paper: str


def of(rows: Connection, scholar: str) -> tuple[Consent, ...]:
    """All consents of a scholar who was entered already, the latest first."""
    table = schema.consents.c
    asked = select(*(table[name] for name in Consent.__slots__)).where(table.scholar == scholar)
    return tuple(
        Consent(row.id, Kind(row.kind), row.version, row.given, row.revoked, row.paper)
        for row in rows.execute(asked.order_by(table.given.desc(), table.id))
    )


def stands(rows: Connection, scholar: str, kind: Kind) -> bool:
    """Whether a consent of this kind stands."""
    return scholar in standing(rows, [scholar], kind)


def standing(rows: Connection, scholars: Sequence[str], kind: Kind) -> frozenset[str]:
    """Those of the scholars whose consent of this kind stands."""
    table = schema.consents.c
    asked = select(table.scholar).where(table.scholar.in_(scholars), table.kind == kind.value, table.revoked.is_(None))
    return frozenset(rows.scalars(asked))
