"""Which batch starts when on which unit: the fields of the question."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from sanhak.run import Run
from sanhak.study.answer import Answer
from sanhak.study.describe import Role, asks
from sanhak.study.study import Study
from sanhak.table import Table

Named = str | None


def _column(title: str, description: str, table: str | None = None, *, first: bool = False) -> Any:
    where = {"table": table} if table else {}
    shown = {"first": True} if first else {}
    return Field(title=title, description=description, json_schema_extra=asks(Role.COLUMN, **where, **shown))


class Scheduling(Study):
    """A schedule of batches. Columns that are not named are found by common heads in Korean and English."""

    tables: ClassVar[Mapping[str, str]] = {
        "orders": "One row for each order: its number, product, quantity, due date, earliest start and priority.",
        "recipes": "One row for each step of a product: the unit or the group of units, and how long a batch takes.",
    }
    optional: ClassVar[Mapping[str, str]] = {
        "units": "One row for each unit, with the group of units that can stand for it.",
        "changeovers": "One row for each change of product on a unit or a group: how long cleaning takes.",
        "calendar": "One row for each time in which a unit is closed.",
    }

    quantity: Annotated[
        Named, _column("Quantity", "Column of the ordered quantity; without one each order is one batch.", first=True)
    ] = None
    product: Annotated[Named, _column("Product", "Column of the ordered product.", first=True)] = None
    order: Annotated[Named, _column("Order number", "Column that names each order.", first=True)] = None
    due: Annotated[Named, _column("Due date", "Column of the date by which an order is to be ready.", first=True)] = (
        None
    )
    release: Annotated[Named, _column("Earliest start", "Column of the date from which an order may begin.")] = None
    priority: Annotated[
        Named, _column("Priority", "Column of what an hour of lateness weighs; 2 counts twice as much as 1.")
    ] = None
    made: Annotated[Named, _column("Product of the recipe", "Column of the product that is made.", "recipes")] = None
    step: Annotated[
        Named, _column("Step", "Column of the number of the step; without one, rows are in their order.", "recipes")
    ] = None
    unit: Annotated[Named, _column("Unit or group", "Column of the unit, or the group of units.", "recipes")] = None
    duration: Annotated[Named, _column("Duration", "Column of how long one batch takes, with a unit.", "recipes")] = (
        None
    )
    batch: Annotated[
        Named, _column("Batch size", "Column of how much one batch makes, in the unit of the quantity.", "recipes")
    ] = None
    spread: Annotated[
        Named,
        _column("Spread of the duration", "Column of the standard deviation of the duration, with a unit.", "recipes"),
    ] = None
    equipment: Annotated[Named, _column("Name of the unit", "Column of the name of each unit.", "units")] = None
    group: Annotated[Named, _column("Group", "Column of the group that a unit belongs to.", "units")] = None
    cleaned: Annotated[
        Named, _column("Unit of a changeover", "Column of the unit or group; empty cells mean all.", "changeovers")
    ] = None
    before: Annotated[Named, _column("From product", "Column of the product that was made.", "changeovers")] = None
    after: Annotated[Named, _column("To product", "Column of the product that comes next.", "changeovers")] = None
    changeover: Annotated[
        Named, _column("Time of a changeover", "Column of how long it takes, with a unit.", "changeovers")
    ] = None
    closed: Annotated[Named, _column("Closed unit", "Column of the unit or group that is closed.", "calendar")] = None
    shut: Annotated[Named, _column("Closed from", "Column of the moment from which it is closed.", "calendar")] = None
    opened: Annotated[
        Named,
        _column("Closed until", "Column of the moment until which it is closed; empty means for ever.", "calendar"),
    ] = None
    goal: Annotated[
        Literal["tardiness", "makespan"],
        Field(
            title="Goal",
            description="What comes first; the other breaks ties.",
            json_schema_extra=asks(
                Role.CHOICE,
                words={"tardiness": "as little lateness as possible", "makespan": "the last order ready soonest"},
                first=True,
            ),
        ),
    ] = "tardiness"
    start: Annotated[
        str | None,
        Field(
            title="Start of the plan",
            description="Date and time from which units are free, as in 2026-12-01 08:00; empty for the earliest start"
            " of an order.",
            json_schema_extra=asks(Role.TEXT, first=True),
        ),
    ] = None
    unlisted: Annotated[
        float,
        Field(
            ge=0,
            le=8760,
            title="Changeovers not listed",
            description="How long a change of product takes that the table of changeovers does not hold, in hours.",
            json_schema_extra=asks(Role.NUMBER, unit="h"),
        ),
    ] = 0.0

    def answer(self, tables: Mapping[str, Table], run: Run) -> Answer:
        """The plan with what it is compared with; see :class:`~sanhak.study.Study`."""
        from sanhak.study.scheduling.planning import planned
        from sanhak.study.scheduling.reading import read
        from sanhak.study.scheduling.telling import told

        asked = read(self, tables)
        # Without due dates nothing is late: what is left to plan for is the end.
        dated = any(order.due is not None for order in asked.problem.orders)
        study = self if dated else self.model_copy(update={"goal": "makespan"})
        return told(study, planned(study, asked, run))
