"""Which asset is likely to fail soon, and from which age on does planned renewal pay: the fields of the question."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Any, ClassVar

from pydantic import Field

from sanhak.run import Run
from sanhak.study.answer import Answer
from sanhak.study.describe import Role, asks
from sanhak.study.study import Study
from sanhak.table import Table

Named = str | None


def _column(title: str, description: str, table: str | None = None, *, first: bool = False) -> Any:
    where = {"table": table} if table else {}
    return Field(title=title, description=description, json_schema_extra=asks(Role.COLUMN, first=first, **where))


class Failing(Study):
    """Risks of assets without sensors. Columns that are not named are found by common heads in Korean and English."""

    tables: ClassVar[Mapping[str, str]] = {
        "records": "One row for each work order with its asset and date, or one for each life with its duration."
    }
    optional: ClassVar[Mapping[str, str]] = {
        "register": "One row for each asset: when it was installed, and what it is."
    }

    duration: Annotated[
        Named, _column("Duration", "Column of how long each life was seen; with one, a row is a life.", first=True)
    ] = None
    event: Annotated[
        Named,
        _column("Failed", "Column that tells whether a life ended by a failure (1, yes) or was cut off.", first=True),
    ] = None
    asset: Annotated[Named, _column("Asset", "Column that names the asset.", first=True)] = None
    date: Annotated[Named, _column("Date of the order", "Column of the date of each work order.", first=True)] = None
    order_type: Annotated[
        Named,
        _column("Order type", "Column that tells failures from planned renewals; without one each order is a failure."),
    ] = None
    cause: Annotated[Named, _column("Cause", "Column of what failed.")] = None
    member: Annotated[Named, _column("Asset of the register", "Column that names each asset.", "register")] = None
    installed: Annotated[
        Named, _column("Installed", "Column of the date on which an asset went into service.", "register")
    ] = None
    inputs: Annotated[
        tuple[str, ...],
        Field(
            title="What the asset is",
            description="Columns that may tell why one asset fails sooner than another; by itself all that may.",
            json_schema_extra=asks(Role.COLUMNS),
        ),
    ] = ()
    failures: Annotated[
        tuple[str, ...],
        Field(
            title="Words for a failure",
            description="Cells of the order type, or of the failure flag, that mean a failure; by itself common words.",
            json_schema_extra=asks(Role.TEXT),
        ),
    ] = ()
    until: Annotated[
        str | None,
        Field(
            title="Orders known until",
            description="Date until which all orders are known, as in 2026-06-01; by itself that of the last order.",
            json_schema_extra=asks(Role.TEXT),
        ),
    ] = None
    horizon: Annotated[
        float | None,
        Field(
            gt=0,
            allow_inf_nan=False,
            title="Time ahead",
            description="Within which time failures are asked for, in the unit of the durations, in days where there"
            " are dates; by itself 90 days.",
            json_schema_extra=asks(Role.NUMBER, first=True),
        ),
    ] = None
    failure_cost: Annotated[
        float,
        Field(
            gt=0,
            allow_inf_nan=False,
            title="Cost of a failure",
            description="What a failure costs with all that follows; only its ratio to a planned job matters.",
            json_schema_extra=asks(Role.NUMBER, first=True),
        ),
    ] = 5.0
    planned_cost: Annotated[
        float,
        Field(
            gt=0,
            allow_inf_nan=False,
            title="Cost of a planned renewal",
            description="What a planned renewal costs, in the same money.",
            json_schema_extra=asks(Role.NUMBER, first=True),
        ),
    ] = 1.0

    def answer(self, tables: Mapping[str, Table], run: Run) -> Answer:
        """Assets by risk, the age at which renewal pays, and the failures to expect; see :class:`Study`."""
        from sanhak.study.failing.estimating import estimated
        from sanhak.study.failing.predictor import predictors
        from sanhak.study.failing.reading import read
        from sanhak.study.failing.telling import told

        history = read(self, tables)
        known = estimated(self, history, run)
        return replace(told(history, known), models=predictors(self, tables, history, known))
