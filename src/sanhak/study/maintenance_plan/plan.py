"""Which asset is taken out when, by whom and with which part: the fields of the question."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from pydantic import Field

from sanhak.run import Run
from sanhak.study.answer import Answer
from sanhak.study.describe import Role, asks
from sanhak.study.study import Study
from sanhak.table import Table

Named = str | None
MONEY = "만원"
"""The currency of the fields; columns are converted to it from the unit in their head."""


def _column(title: str, description: str, table: str | None = None, *, first: bool = False) -> Any:
    where = {"table": table} if table else {}
    shown = {"first": True} if first else {}
    return Field(title=title, description=description, json_schema_extra=asks(Role.COLUMN, **where, **shown))


def _number(title: str, description: str, unit: str, lower: float, upper: float) -> Any:
    asked = asks(Role.NUMBER, unit=unit, first=True)
    return Field(ge=lower, le=upper, title=title, description=description, json_schema_extra=asked)


class MaintenancePlanning(Study):
    """A maintenance plan. Columns that are not named are found by common heads in Korean and English."""

    tables: ClassVar[Mapping[str, str]] = {
        "lives": "One row for each asset: its name and the quantiles of its remaining life, as answers about lives give"
        " them.",
    }
    optional: ClassVar[Mapping[str, str]] = {
        "jobs": "One row for each asset: how long its job takes, the skill and the part that it needs, what it costs.",
        "crews": "One row for each crew: its skills, its hours a week, from when until when it is there.",
        "parts": "One row for each spare part: how many lie in store, and the lead time of more.",
        "windows": "One row for each time in which an asset or a location may be taken out.",
        "fixed": "One row for each hard date of an asset or a location: turnaround, statutory inspection, or a job that"
        " was put there by hand.",
        "earlier": "The calendar of an earlier plan: one row for each job with its start and crew, pinned where it has"
        " to stay; the others move only where that is worth it.",
    }

    asset: Annotated[Named, _column("Asset", "Column of the name of each asset.", first=True)] = None
    quantiles: Annotated[
        tuple[str, ...],
        Field(
            title="Quantiles of life",
            description="Columns of the quantiles of remaining life, from the lowest to the highest; empty where the"
            " heads say their chance of failure, as in life 5.",
            json_schema_extra=asks(Role.COLUMNS),
        ),
    ] = ()
    job: Annotated[Named, _column("Asset of a job", "Column of the asset that a job is about.", "jobs")] = None
    location: Annotated[
        Named, _column("Location", "Column of the unit or functional location of an asset.", "jobs")
    ] = None
    duration: Annotated[Named, _column("Duration", "Column of how long a job takes, with a unit.", "jobs")] = None
    skill: Annotated[Named, _column("Skill", "Column of the skill that a job asks for.", "jobs")] = None
    part: Annotated[Named, _column("Spare part", "Column of the spare part that a job takes.", "jobs")] = None
    failing: Annotated[Named, _column("Cost of a failure", "Column of what a failure costs.", "jobs")] = None
    planning: Annotated[Named, _column("Cost of a job", "Column of what a planned job costs.", "jobs")] = None
    equipment: Annotated[
        Named,
        _column("Kind of asset", "Column of the kind, such as pump: each has its worth of a day of life.", "jobs"),
    ] = None
    wasting: Annotated[
        Named, _column("Cost of a day of life", "Column of what a day of life that is given away costs.", "jobs")
    ] = None
    after: Annotated[
        Named, _column("Done after", "Column of the assets whose jobs come before, separated by commas.", "jobs")
    ] = None
    shutdown: Annotated[
        Named, _column("Shared shutdown", "Column of a word: jobs with the same one share one shutdown.", "jobs")
    ] = None
    stopping: Annotated[
        Named,
        _column(
            "Cost of a shutdown", "Column of what stopping the location costs, once for all its jobs in a week.", "jobs"
        ),
    ] = None
    crew: Annotated[Named, _column("Crew", "Column of the name of each crew.", "crews")] = None
    skills: Annotated[
        Named, _column("Skills of a crew", "Column of its skills, separated by commas; empty for all.", "crews")
    ] = None
    weekly: Annotated[Named, _column("Hours a week", "Column of a crew's hours in a week.", "crews")] = None
    begins: Annotated[Named, _column("Crew from", "Column of the date from which it is there.", "crews")] = None
    ends: Annotated[Named, _column("Crew until", "Column of the date until which it is there.", "crews")] = None
    shifts: Annotated[
        Named, _column("Shifts", "Column of weekdays and hours, as in Mon-Fri 08:00-17:00; Sat 08-12.", "crews")
    ] = None
    stored: Annotated[Named, _column("Part in store", "Column of the name of each part.", "parts")] = None
    stock: Annotated[Named, _column("Stock", "Column of how many lie in store.", "parts")] = None
    lead: Annotated[
        Named, _column("Lead time", "Column of how long more take to come; empty where none come.", "parts")
    ] = None
    opened: Annotated[Named, _column("Asset of a window", "Column of the asset or location.", "windows")] = None
    open_from: Annotated[Named, _column("Window from", "Column of its first day.", "windows")] = None
    open_until: Annotated[Named, _column("Window until", "Column of its last day.", "windows")] = None
    dated: Annotated[Named, _column("Asset of a hard date", "Column of the asset or location.", "fixed")] = None
    date: Annotated[Named, _column("Hard date", "Column of the first day on which it has to be done.", "fixed")] = None
    date_until: Annotated[Named, _column("Hard date until", "Column of the last such day.", "fixed")] = None
    reason: Annotated[Named, _column("What for", "Column of what the hard date is for.", "fixed")] = None
    by: Annotated[
        Named, _column("Crew of a hard date", "Column of the crew that does it; empty for any that can.", "fixed")
    ] = None
    planned_asset: Annotated[Named, _column("Asset of an earlier job", "Column of the asset.", "earlier")] = None
    planned_start: Annotated[
        Named, _column("Start of an earlier job", "Column of the date on which it was to begin.", "earlier")
    ] = None
    planned_crew: Annotated[Named, _column("Crew of an earlier job", "Column of its crew.", "earlier")] = None
    pinned: Annotated[Named, _column("Pinned", "Column with yes where a job has to stay.", "earlier")] = None
    start: Annotated[
        str | None,
        Field(
            title="Start of the plan",
            description="Date from which lives are counted and the plan begins, as in 2026-06-01; empty for the first"
            " date in the tables.",
            json_schema_extra=asks(Role.TEXT, first=True),
        ),
    ] = None
    weeks: Annotated[int, _number("Horizon", "How far the plan reaches.", "week", 2, 156)] = 52
    failure: Annotated[
        float, _number("Cost of a failure", "Where no column says it: what a failure costs.", MONEY, 0, 1e9)
    ] = 5000.0
    planned: Annotated[
        float, _number("Cost of a planned job", "Where no column says it: what a planned job costs.", MONEY, 0, 1e9)
    ] = 500.0
    hours: Annotated[float, _number("Length of a job", "Where no column says it.", "h", 0.1, 2000)] = 16.0
    crews: Annotated[
        int, _number("Crews", "How many crews there are, where no table of them is given.", "1", 1, 100)
    ] = 1
    shift: Annotated[float, _number("Hours of a crew in a week", "Where no column says it.", "h", 1, 168)] = 40.0
    night: Annotated[
        bool,
        Field(
            title="Night work",
            description="Whether crews may work between 22 and 6 o'clock, where their shifts say so.",
            json_schema_extra=asks(Role.CHOICE),
        ),
    ] = True
    free: Annotated[
        float | None,
        Field(
            ge=0,
            le=90,
            title="Hours kept free",
            description="Share of the crews' hours for failures; empty for what failures are expected to take.",
            json_schema_extra=asks(Role.NUMBER, unit="%"),
        ),
    ] = None
    repair: Annotated[
        float,
        Field(
            ge=0,
            le=50,
            title="Length of a repair",
            description="How many times as long as its planned job the repair of a failed asset takes.",
            json_schema_extra=asks(Role.NUMBER, unit="1"),
        ),
    ] = 2.0
    stop: Annotated[
        float,
        Field(
            ge=0,
            le=1e9,
            title="Cost of a shutdown",
            description="Where no column says it: what stopping a location costs, once for all its jobs in a week.",
            json_schema_extra=asks(Role.NUMBER, unit=MONEY),
        ),
    ] = 0.0
    moving: Annotated[
        float,
        Field(
            ge=0,
            le=1e9,
            title="Cost of moving a job",
            description="What moving a job of the earlier plan to another week costs.",
            json_schema_extra=asks(Role.NUMBER, unit=MONEY),
        ),
    ] = 50.0

    def answer(self, tables: Mapping[str, Table], run: Run) -> Answer:
        """The plan with what it is compared with; see :class:`~sanhak.study.Study`."""
        from sanhak.study.maintenance_plan.planning import solved
        from sanhak.study.maintenance_plan.reading import read
        from sanhak.study.maintenance_plan.telling import told

        return told(solved(read(self, tables), run))
