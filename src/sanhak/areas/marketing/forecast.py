"""How much will be asked for, and how much to hold or make for it?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, Self

from pydantic import Field, model_validator

from sanhak.decide.findings.stock import LeadBeyondHorizon, OneCostMissing
from sanhak.finding import Refusal
from sanhak.run import Run
from sanhak.study import Answer, Role, Study, asks
from sanhak.table import Table
from sanhak.table.series_findings import LevelIsAnother
from sanhak.text import say

if TYPE_CHECKING:
    from sanhak.study.demand.learning import Question


class Forecast(Study):
    """Forecasts of many series that add up over their levels, and the stock of each item over its lead time.

    Raises :class:`~sanhak.finding.Refusal`: T340–T344 and T351–T353 for tables that are no series, M260 and M261 for
    histories that are too short, D160 and D164 for questions that contradict themselves.
    """

    kind: ClassVar[str] = "marketing.forecast"
    title: ClassVar[str] = "Demand and stock"
    question: ClassVar[str] = "How much will be asked for, and how much should be held or made of each item?"
    tables: ClassVar[Mapping[str, str]] = {
        "data": "One row for each item and period: when, which item, and how much was sold."
    }

    quantity: Annotated[
        str,
        Field(
            title="Quantity",
            description="The column with what was sold or asked for.",
            json_schema_extra=asks(Role.COLUMN, holds=("number",)),
        ),
    ]
    time: Annotated[
        str,
        Field(
            title="Time",
            description="The column with the date of each row.",
            json_schema_extra=asks(Role.COLUMN, holds=("date",)),
        ),
    ]
    items: Annotated[
        tuple[str, ...],
        Field(
            title="Levels",
            description="Columns that name a series, from the coarsest to the finest, such as region, group, item; "
            "empty takes all columns of words.",
            json_schema_extra=asks(Role.COLUMNS, first=True),
        ),
    ] = ()
    horizon: Annotated[
        int | None,
        Field(
            ge=1,
            le=366,
            title="Horizon",
            description="How many periods ahead; empty takes a season, or a quarter of the history if that is shorter.",
            json_schema_extra=asks(Role.NUMBER, first=True),
        ),
    ] = None
    lead_time: Annotated[
        int | None,
        Field(
            ge=1,
            le=366,
            title="Lead time",
            description="For how many periods stock has to last until more can be had; empty takes a quarter of the "
            "horizon.",
            json_schema_extra=asks(Role.NUMBER, first=True),
        ),
    ] = None
    service: Annotated[
        float,
        Field(
            ge=0.5,
            le=0.995,
            title="Service",
            description="Share of lead times in which all demand for an item is to be met from stock.",
            json_schema_extra=asks(Role.NUMBER, first=True),
        ),
    ] = 0.95
    holding: Annotated[
        float | None,
        Field(
            gt=0,
            allow_inf_nan=False,
            title="Cost of holding",
            description="What holding one unit over a lead time costs; with the cost of a shortage it sets the "
            "service.",
            json_schema_extra=asks(Role.NUMBER),
        ),
    ] = None
    shortage: Annotated[
        float | None,
        Field(
            gt=0,
            allow_inf_nan=False,
            title="Cost of a shortage",
            description="What one unit that cannot be delivered costs.",
            json_schema_extra=asks(Role.NUMBER),
        ),
    ] = None
    price: Annotated[
        str | None,
        Field(
            title="Price",
            description="The column with the value of one unit, for the value of the stock; the last value of each "
            "item.",
            json_schema_extra=asks(Role.COLUMN),
        ),
    ] = None
    on_hand: Annotated[
        str | None,
        Field(
            title="Stock on hand",
            description="The column with what is in stock, for what is still to be ordered; the last value of each "
            "item.",
            json_schema_extra=asks(Role.COLUMN),
        ),
    ] = None
    period: Annotated[
        Literal["auto", "day", "week", "month", "quarter", "year"],
        Field(
            title="Period",
            description="What a forecast is made for; rows within a period are added up.",
            json_schema_extra=asks(
                Role.CHOICE,
                words={
                    "auto": "as the dates show",
                    "day": "days",
                    "week": "weeks",
                    "month": "months",
                    "quarter": "quarters",
                    "year": "years",
                },
            ),
        ),
    ] = "auto"
    gaps: Annotated[
        Literal["auto", "zero", "missing"],
        Field(
            title="Missing periods",
            description="What a period without a row means inside a series.",
            json_schema_extra=asks(
                Role.CHOICE,
                words={
                    "auto": "not recorded where the table writes zeros, else nothing sold",
                    "zero": "nothing was sold",
                    "missing": "it was not recorded",
                },
            ),
        ),
    ] = "auto"
    doubles: Annotated[
        Literal["ask", "add", "last"],
        Field(
            title="Several rows on one date",
            description="What several rows of one series on one date are.",
            json_schema_extra=asks(
                Role.CHOICE,
                words={"ask": "ask me", "add": "parts, to be added up", "last": "corrections, the last counts"},
            ),
        ),
    ] = "ask"

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        if (self.holding is None) != (self.shortage is None):
            raise Refusal(OneCostMissing(), field="shortage")
        for name, other in ((self.quantity, say("Quantity")), (self.time, say("Time"))):
            if name in self.items:
                raise Refusal(LevelIsAnother(column=name, other=other), field="items")
        if self.horizon is not None and self.lead_time is not None and self.lead_time > self.horizon:
            beyond = LeadBeyondHorizon(lead=self.lead_time, horizon=self.horizon, periods=say("periods"))
            raise Refusal(beyond, field="lead_time")
        return self

    @property
    def asked(self) -> Question:
        """The question without its words; costs, where they were given, decide the service."""
        from sanhak.decide.stock import service_of
        from sanhak.study.demand.learning import Question

        service = self.service
        if self.holding is not None and self.shortage is not None:
            service = min(max(service_of(self.holding, self.shortage), 0.5), 0.995)
        names = (part.name for part in fields(Question) if part.name != "service")
        return Question(**{name: getattr(self, name) for name in names}, service=service)

    def answer(self, tables: Mapping[str, Any], run: Run) -> Answer:
        """Forecasts of all levels and the quantity of each item; see :class:`~sanhak.study.Study`."""
        from sanhak.areas.marketing.telling import told

        table: Table = tables["data"]
        return told(self, table, run)
