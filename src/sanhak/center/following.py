"""Studies that follow their data: what moved from one answer to the next, told by letter and on the project's page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, select

from sanhak.center import outbox, people, schema, studies
from sanhak.center.findings_delivering import NotFollowed
from sanhak.center.studies import KeptAnswer, KeptStudy
from sanhak.jobs.job import State
from sanhak.study.moved import Moved, moved, shown
from sanhak.text import Text, say

_WRITTEN: Final = 20
"""Assets that a letter names at most."""
_STOPPED: Final = (State.REFUSED, State.FAILED)


@dataclass(frozen=True, slots=True)
class Fell:
    """The assets of an answer whose chance to last fell since the answer before it."""

    answer: KeptAnswer
    since: datetime
    assets: tuple[Moved, ...]

    @property
    def said(self) -> tuple[Text, ...]:
        """A line for each asset, the largest fall first."""
        return tuple(line(one) for one in self.assets)


def line(one: Moved) -> Text:
    """``P-007 from 92 % to 61 %``."""
    return say("{asset} from {before} to {after}", asset=one.asset, before=shown(one.before), after=shown(one.after))


def moved_since(
    rows: Connection, study: str, values: Mapping[str, Any], now: Mapping[str, float] | None
) -> dict[str, Any] | None:
    """What moved since the last answer to the same question, as plain data; None where nothing can be compared."""
    table = schema.answers.c
    asked = select(table["values"], table.chances, table.made).where(table.study == study)
    before = rows.execute(asked.order_by(table.number.desc()).limit(1)).one_or_none()
    if before is None or not before.chances or not now or dict(before[0]) != dict(values):
        return None
    fell = moved(before.chances, now)
    return {"since": before.made.isoformat(), "assets": [asdict(one) for one in fell]} if fell else None


def write(rows: Connection, study: str, answer: str, told: Mapping[str, Any] | None) -> None:
    """A letter to the keeper of a study that is asked by itself, if something moved."""
    kept = studies.having(rows, schema.studies.c.id == study)
    if not told or not kept or kept[0].every is None:
        return
    keeper = people.get(rows, kept[0].person)
    fell = [line(Moved(**one)) for one in told["assets"]]
    lines = [one.render(keeper.language) for one in fell[:_WRITTEN]]
    more = len(fell) - len(lines)
    body = say(
        "The newest rows of “{title}” lower the chance to last of {count:asset|assets}, since {since}:",
        title=kept[0].title, count=len(fell), since=datetime.fromisoformat(told["since"]).date(),
    ).render(keeper.language)  # fmt: skip
    end = [say("and {more:more|more}", more=more).render(keeper.language)] if more > 0 else []
    subject = say("Less likely to last: {title}", title=kept[0].title).render(keeper.language)
    address = f"/answers/{answer}"
    outbox.write(rows, keeper, to=keeper.email, subject=subject[:200], body="\n".join([body, "", *lines, *end, "",
                 address]), replace=False)  # fmt: skip


def fell(newest: Mapping[str, KeptAnswer]) -> tuple[Fell, ...]:
    """What the newest answers of a project tell to have moved, by study; the latest first."""
    found = [
        Fell(one, datetime.fromisoformat(one.moved["since"]), tuple(Moved(**row) for row in one.moved["assets"]))
        for one in newest.values()
        if one.moved
    ]
    return tuple(sorted(found, key=lambda one: one.answer.made, reverse=True))


def not_followed(
    kept: Sequence[KeptStudy], newest: Mapping[str, KeptAnswer]
) -> tuple[tuple[KeptStudy, NotFollowed], ...]:
    """The studies that are asked by themselves and failed the last time, whose answer stands from before."""
    return tuple(
        (one, NotFollowed(title=one.title, day=say("{day}", day=newest[one.id].made.date())))
        for one in kept
        if one.every is not None and one.id in newest and one.job is not None and one.job.state in _STOPPED
    )
