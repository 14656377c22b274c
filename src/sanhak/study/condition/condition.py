"""How long assets last by a condition and its limit: the fields of the question."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from sanhak.run import Run
from sanhak.study.answer import Answer
from sanhak.study.describe import Role, asks
from sanhak.study.study import Study
from sanhak.table import Table

Named = str | None


def _column(title: str, description: str, **more: Any) -> Any:
    return Field(title=title, description=description, json_schema_extra=asks(Role.COLUMN, **more))


class ConditionLives(Study):
    """Lives to a limit. Columns that are not named are found by common heads in Korean and English."""

    tables: ClassVar[Mapping[str, str]] = {
        "data": "One row for each inspection: which asset, when, its condition, and its limit if assets differ."
    }
    optional: ClassVar[Mapping[str, str]] = {
        "renewals": "One row for each time an asset was replaced, repaired or cleaned, with the kind of work order."
    }

    condition: Annotated[
        Named, _column("Condition", "Column of what was measured, as a wall thickness or a vibration.", first=True)
    ] = None
    asset: Annotated[Named, _column("Asset", "Column that names each asset.", first=True)] = None
    time: Annotated[Named, _column("Date", "Column of when it was measured: a date, hours or cycles.", first=True)] = (
        None
    )
    limit: Annotated[Named, _column("Limit", "Column of the condition that an asset must not reach.", first=True)] = (
        None
    )
    threshold: Annotated[
        float | None,
        Field(
            title="One limit for all",
            description="The limit as a number, in the unit of the condition, where no column holds it.",
            json_schema_extra=asks(Role.NUMBER, first=True),
        ),
    ] = None
    bad: Annotated[
        Literal["auto", "high", "low"],
        Field(
            title="Bad side",
            description="On which side of the limit an asset has failed; by itself, where its readings do not lie.",
            json_schema_extra=asks(
                Role.CHOICE,
                words={"auto": "found by itself", "high": "above the limit", "low": "below the limit"},
            ),
        ),
    ] = "auto"
    turnaround: Annotated[
        str | None,
        Field(
            title="Next turnaround",
            description="The date until which assets must last, as in 2027-04-01; hours or cycles where time is one.",
            json_schema_extra=asks(Role.TEXT, first=True),
        ),
    ] = None
    risk: Annotated[
        float,
        Field(
            gt=0,
            lt=50,
            title="Risk that may be taken",
            description="An asset that is less likely not to last than this may be left until the turnaround.",
            json_schema_extra=asks(Role.NUMBER, unit="%"),
        ),
    ] = 10.0
    service: Annotated[
        tuple[str, ...],
        Field(
            title="Service and material",
            description="Columns that may tell how fast an asset wears, the same in all of its rows.",
            json_schema_extra=asks(Role.COLUMNS),
        ),
    ] = ()
    renewed: Annotated[Named, _column("Renewed asset", "Column of the asset that was renewed.", table="renewals")] = (
        None
    )
    renewed_on: Annotated[Named, _column("Renewed on", "Column of when it was renewed.", table="renewals")] = None
    order_type: Annotated[
        Named,
        _column("Kind of order", "Column that tells a repair after a failure from a planned job.", table="renewals"),
    ] = None

    def answer(self, tables: Mapping[str, Table], run: Run) -> Answer:
        """Assets by their chance not to last; see :class:`~sanhak.study.Study`."""
        from sanhak.study.condition.learning import learnt
        from sanhak.study.condition.predictor import predictors
        from sanhak.study.condition.reading import read
        from sanhak.study.condition.telling import told

        known = learnt(self, read(self, tables), run)
        return replace(told(self, known), models=predictors(self, tables, known))
