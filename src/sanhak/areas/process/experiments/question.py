"""What every question about experiments tells: what is set in a run, what counts, and how the table of runs says it."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from sanhak.study import Role, Study, asks


def _limits(given: Any) -> Any:
    """Two numbers are limits; every other list is one of values."""
    pair = isinstance(given, list | tuple) and len(given) == 2  # noqa: PLR2004 - a lower and an upper one
    numbers = pair and all(isinstance(end, int | float) and not isinstance(end, bool) for end in given)
    return tuple(given) if numbers else list(given) if isinstance(given, list | tuple) else given


Values = Annotated[tuple[float, float] | list[float] | list[str], BeforeValidator(_limits)]
Bounds = tuple[float | None, float | None]


class Experiments(Study):
    """The part of a question that all kinds about experiments share; each adds its own fields and answers."""

    factors: Annotated[
        dict[str, Values],
        Field(
            min_length=1,
            title="Factors",
            description="What each run sets: a lowest and a highest value, several numbers, or levels.",
            json_schema_extra=asks(Role.RANGES),
        ),
    ]
    maximize: Annotated[
        str | None,
        Field(
            title="Maximize",
            description="The result to make as large as possible. Name either this or the one to minimize.",
            json_schema_extra=asks(Role.COLUMN),
        ),
    ] = None
    minimize: Annotated[
        str | None,
        Field(
            title="Minimize",
            description="The result to make as small as possible. Name either this or the one to maximize.",
            json_schema_extra=asks(Role.COLUMN),
        ),
    ] = None
    keep: Annotated[
        dict[str, Bounds],
        Field(
            title="Limits",
            description="Results that must stay within limits: for each a lower and an upper one, one may be open.",
            json_schema_extra=asks(Role.RANGES),
        ),
    ] = {}
    batch: Annotated[
        int,
        Field(
            ge=1,
            le=384,
            title="Runs in a batch",
            description="How many runs are made before results come in.",
            json_schema_extra=asks(Role.NUMBER),
        ),
    ] = 5
    integers: Annotated[
        tuple[str, ...],
        Field(
            title="Whole numbers",
            description="Factors with two limits that take whole numbers only.",
            json_schema_extra=asks(Role.COLUMNS, among="factors"),
        ),
    ] = ()
    ordered: Annotated[
        tuple[str, ...],
        Field(
            title="Levels in order",
            description="Factors whose levels stand in an order, as in low, middle, high.",
            json_schema_extra=asks(Role.COLUMNS, among="factors"),
        ),
    ] = ()
    substances: Annotated[
        tuple[str, ...],
        Field(
            title="Substances",
            description=(
                "Factors whose levels are substances, by name, abbreviation, CAS number or SMILES: what is alike in "
                "structure may then be alike in effect, as far as the results bear it out."
            ),
            json_schema_extra=asks(Role.COLUMNS, among="factors"),
        ),
    ] = ()
    own: Annotated[
        dict[str, str],
        Field(
            title="Own substances",
            description="For names that are not known: the SMILES of each.",
            json_schema_extra=asks(Role.COLUMNS),
        ),
    ] = {}
    units: Annotated[
        dict[str, str],
        Field(
            title="Units",
            description="Units of factors and results that the table of runs does not state.",
            json_schema_extra=asks(Role.COLUMNS),
        ),
    ] = {}
    status: Annotated[
        str,
        Field(
            title="Column of states",
            description="The column that says of each run: done, planned, failed or left out.",
            json_schema_extra=asks(Role.COLUMN),
        ),
    ] = "status"

    @property
    def goal(self) -> str:
        """The first goal."""
        return self.maximize or self.minimize or ""
