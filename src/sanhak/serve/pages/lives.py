"""From when the lives of an answer count."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache
from pathlib import Path

from sanhak.center import data, days
from sanhak.center.studies import KeptAnswer
from sanhak.finding import Refusal
from sanhak.serve.pages.questions import KINDS
from sanhak.serve.web.door import Me
from sanhak.table import Kind


def lives_from(me: Me, kept: KeptAnswer) -> date:
    """The day from which lives count, as a rule: that of the last reading; today where no reading is dated."""
    kind = KINDS.get(kept.kind)
    main = next(iter((*kind.tables, *kind.optional)), "") if kind else ""
    with me.center.database.reading() as rows:
        try:
            table = data.version(rows, me.person, kept.tables.get(main, ""))[2].table
        except Refusal:
            return days.today()
    return (_last(me.center.blobs.path(table)) if table else None) or days.today()


@lru_cache(maxsize=64)
def _last(path: Path) -> date | None:
    """The last day in any column of dates of a table."""
    from sanhak.table.keep import read_table

    table = read_table(path)
    found: list[date] = []
    for column in table.columns:
        end = table.frame[column.name].max() if column.kind is Kind.DATE else None
        if isinstance(end, date):
            found.append(end.date() if isinstance(end, datetime) else end)
    return max(found, default=None)
