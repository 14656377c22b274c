"""How long will each running asset last, which sensors say so, and which is to be renewed first?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, ClassVar

from pydantic import Field

from sanhak.run import Run
from sanhak.study.answer import Answer
from sanhak.study.describe import Role, asks
from sanhak.study.study import Study
from sanhak.table import Table


class RemainingLives(Study):
    """Remaining life of running assets from the readings of those that failed; a kind of an area gives it its name.

    Raises :class:`~sanhak.finding.Refusal` (T-, M- and S-codes) when no failure is known, or too few, or nothing runs.
    """

    tables: ClassVar[Mapping[str, str]] = {
        "data": "One row for each asset and moment: what its sensors showed, until it failed or until today."
    }
    optional: ClassVar[Mapping[str, str]] = {
        "ends": "One row for each end of a life: the asset, when it failed or was renewed.",
        "running": "Readings of assets that run, where the first table holds only those that ran to failure.",
    }

    asset: Annotated[
        str | None,
        Field(
            title="Asset",
            description="The column that names the asset; by itself it is found by its head.",
            json_schema_extra=asks(Role.COLUMN),
        ),
    ] = None
    time: Annotated[
        str | None,
        Field(
            title="Time",
            description="Date, operating hours or cycles of a reading; by itself it is found by its head.",
            json_schema_extra=asks(Role.COLUMN, holds=("date", "number")),
        ),
    ] = None
    sensors: Annotated[
        tuple[str, ...],
        Field(
            title="Sensors",
            description="The columns that may show wear; by itself all numbers that are no settings.",
            json_schema_extra=asks(Role.COLUMNS, first=True),
        ),
    ] = ()
    settings: Annotated[
        tuple[str, ...],
        Field(
            title="Settings",
            description="How the asset was run, such as load or speed; readings are compared at equal settings.",
            json_schema_extra=asks(Role.COLUMNS, first=True),
        ),
    ] = ()
    failed: Annotated[
        str | None,
        Field(
            title="Failed",
            description="The column that says whether a life ended in a failure (yes, 1) or was renewed before.",
            json_schema_extra=asks(Role.COLUMN, table="ends"),
        ),
    ] = None
    ahead: Annotated[
        float | None,
        Field(
            gt=0,
            allow_inf_nan=False,
            title="Time ahead",
            description="For so long, in days or the unit of time, the chance to last is told; by itself a quarter of"
            " the median life.",
            json_schema_extra=asks(Role.NUMBER, first=True),
        ),
    ] = None
    cap: Annotated[
        float | None,
        Field(
            gt=0,
            allow_inf_nan=False,
            title="Longest life told",
            description="Lives beyond this are told as at least this long; by itself two thirds of the median life.",
            json_schema_extra=asks(Role.NUMBER),
        ),
    ] = None
    age: Annotated[
        bool,
        Field(
            title="Age may tell",
            description="Whether the time in use may tell of life; not where parts were replaced unseen.",
            json_schema_extra=asks(Role.CHOICE),
        ),
    ] = True

    def answer(self, tables: Mapping[str, Table], run: Run) -> Answer:
        """The lives of running assets, and which to renew first; see :class:`~sanhak.study.Study`."""
        from sanhak.study.remaining_life.learning import learnt
        from sanhak.study.remaining_life.predictor import predictors
        from sanhak.study.remaining_life.telling import told

        known = learnt(self, tables, run)
        return replace(told(self, known), models=predictors(tables, known))
