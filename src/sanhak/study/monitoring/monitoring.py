"""Is something off, since when, which tags moved first, and how often is that a false alarm?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from sanhak.run import Run
from sanhak.study.answer import Answer
from sanhak.study.describe import Role, asks
from sanhak.study.study import Study
from sanhak.table import Table


class Monitoring(Study):
    """The normal course of many tags is learnt from a period that was normal; all other rows are watched against it.

    Raises :class:`~sanhak.finding.Refusal` (T-, M- and S-codes) when there is no normal period to learn from, or
    nothing to watch.
    """

    tables: ClassVar[Mapping[str, str]] = {"data": "One row for each moment: the time, and the tags as they were read."}
    optional: ClassVar[Mapping[str, str]] = {
        "watched": "Rows that are watched in place of the rest of the first table, with the same tags."
    }

    tags: Annotated[
        tuple[str, ...],
        Field(
            title="Tags",
            description="The tags that are watched; empty for all columns of numbers.",
            json_schema_extra=asks(Role.COLUMNS, first=True),
        ),
    ] = ()
    normal_from: Annotated[
        str | None,
        Field(
            title="Normal from",
            description="The first moment of the normal period, as in 2026-03-02 08:00; empty for the first row.",
            json_schema_extra=asks(Role.TEXT, first=True),
        ),
    ] = None
    normal_until: Annotated[
        str | None,
        Field(
            title="Normal until",
            description=(
                "The moment up to which the plant ran normally; empty for the first half of the rows, or for all of "
                "them where a second table is watched."
            ),
            json_schema_extra=asks(Role.TEXT, first=True),
        ),
    ] = None
    normal_where: Annotated[
        tuple[str, ...],
        Field(
            title="Normal where",
            description="Conditions that all normal rows keep, as in load > 60 %; of other columns too.",
            json_schema_extra=asks(Role.CONDITIONS),
        ),
    ] = ()
    false_alarms: Annotated[
        float,
        Field(
            gt=0,
            le=20,
            title="False alarms",
            description="The share of normal rows that may raise an alarm.",
            json_schema_extra=asks(Role.NUMBER, unit="%", first=True),
        ),
    ] = 1.0
    doubtful: Annotated[
        Literal["leave out", "keep"],
        Field(
            title="Doubtful normal rows",
            description="What becomes of rows of the normal period that are unlike all others in it.",
            json_schema_extra=asks(
                Role.CHOICE, words={"leave out": "learn without them", "keep": "learn from them too"}
            ),
        ),
    ] = "leave out"

    def answer(self, tables: Mapping[str, Table], run: Run) -> Answer:
        """What is off, since when, and what to look at; see :class:`~sanhak.study.Study`."""
        from sanhak.study.monitoring.learning import learnt
        from sanhak.study.monitoring.telling import told

        return told(self, learnt(self, tables, run))
