"""Which assets leave their own normal course or that of their siblings, since when, and how often is that false?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from sanhak.run import Run
from sanhak.study.answer import Answer
from sanhak.study.describe import Role, asks
from sanhak.study.study import Study
from sanhak.table import Table


class EarlyWarnings(Study):
    """Warnings from the readings of assets that need not have failed; a kind of an area gives it its name.

    Raises :class:`~sanhak.finding.Refusal` (T-, M- and S-codes) when nothing is normal, or nothing is to be watched.
    """

    tables: ClassVar[Mapping[str, str]] = {
        "data": "One row for each asset and moment: what its sensors showed, and how it was run."
    }
    optional: ClassVar[Mapping[str, str]] = {
        "events": "One row for each event after which an asset begins anew: the asset, when, and what was done."
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
            description="Date or operating hours of a reading; by itself it is found by its head.",
            json_schema_extra=asks(Role.COLUMN, holds=("date", "number")),
        ),
    ] = None
    sensors: Annotated[
        tuple[str, ...],
        Field(
            title="Sensors",
            description="The columns that are watched; by itself all numbers that are no settings.",
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
    false_alarms: Annotated[
        float,
        Field(
            gt=0,
            le=2,
            allow_inf_nan=False,
            title="False alarms per asset and week",
            description="How many alarms a normal asset may raise in a week; 0.02 is about one a year.",
            json_schema_extra=asks(Role.NUMBER, first=True),
        ),
    ] = 0.02
    normal_from: Annotated[
        str | None,
        Field(
            title="Normal from",
            description="The first moment of the normal period of all assets; empty for the first reading.",
            json_schema_extra=asks(Role.TEXT),
        ),
    ] = None
    normal_until: Annotated[
        str | None,
        Field(
            title="Normal until",
            description="The moment up to which all assets ran normally; empty to take the first time of each asset.",
            json_schema_extra=asks(Role.TEXT, first=True),
        ),
    ] = None
    normal_for: Annotated[
        float | None,
        Field(
            gt=0,
            allow_inf_nan=False,
            title="Normal for",
            description="For so long after its first reading or a renewal an asset counts as normal, in days or the"
            " unit of time; by itself a third of the usual time between renewals.",
            json_schema_extra=asks(Role.NUMBER),
        ),
    ] = None
    renewing: Annotated[
        tuple[str, ...],
        Field(
            title="Events that renew",
            description="The words of events after which an asset begins anew; empty for all events.",
            json_schema_extra=asks(Role.TEXT),
        ),
    ] = ()
    doubtful: Annotated[
        Literal["leave out", "keep"],
        Field(
            title="Doubtful normal readings",
            description="What becomes of readings of the normal period that are unlike all others in it.",
            json_schema_extra=asks(
                Role.CHOICE, words={"leave out": "learn without them", "keep": "learn from them too"}
            ),
        ),
    ] = "leave out"

    def answer(self, tables: Mapping[str, Table], run: Run) -> Answer:
        """The assets to look at, since when and why; see :class:`~sanhak.study.Study`."""
        from sanhak.study.early_warning.learning import learnt
        from sanhak.study.early_warning.predictor import predictors
        from sanhak.study.early_warning.telling import told

        found = learnt(self, tables, run)
        return replace(told(self, found), models=predictors(tables, found))
