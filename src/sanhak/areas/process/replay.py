"""How soon would the best of a finished table of experiments have been found?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, ClassVar, Self

from pydantic import Field, model_validator

from sanhak.areas.process.experiments.question import Experiments
from sanhak.run import Run
from sanhak.study import Answer, Role, asks
from sanhak.table import Table

if TYPE_CHECKING:
    from sanhak.areas.process.campaign import Campaign


class Replay(Experiments):
    """A finished table of experiments run again in other orders, each row chosen at most once.

    Raises :class:`~sanhak.finding.Refusal` (D-codes) when the description contradicts itself, as a campaign does.
    """

    kind: ClassVar[str] = "process.replay"
    title: ClassVar[str] = "Replay of finished experiments"
    question: ClassVar[str] = "How soon would the best of my finished experiments have been found?"
    tables: ClassVar[Mapping[str, str]] = {
        "runs": "One row for each run that was made: its factors and its results, in the order in which they were run."
    }

    start: Annotated[
        int,
        Field(
            ge=1,
            le=384,
            title="First runs",
            description="How many runs are drawn at random before the first is chosen; the same for every way.",
            json_schema_extra=asks(Role.NUMBER),
        ),
    ] = 5
    repeats: Annotated[
        int,
        Field(
            ge=4,
            le=200,
            title="Starts",
            description="From how many random starts the table is replayed.",
            json_schema_extra=asks(Role.NUMBER),
        ),
    ] = 20
    longest: Annotated[
        int,
        Field(
            ge=2,
            le=384,
            title="Longest replay",
            description="A replay that has not found the best after so many runs is given up.",
            json_schema_extra=asks(Role.NUMBER),
        ),
    ] = 100
    target: Annotated[
        float | None,
        Field(
            gt=0,
            le=1,
            title="Counts as found",
            description=(
                "Share of the way from the worst result to the best from which on a run counts as found; by default "
                "0.99, or the best less the noise of repeats where that is lower."
            ),
            json_schema_extra=asks(Role.NUMBER),
        ),
    ] = None
    order: Annotated[
        str | None,
        Field(
            title="Order of the runs",
            description="The column with the number or the time of each run; by default the rows as they stand.",
            json_schema_extra=asks(Role.COLUMN),
        ),
    ] = None

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        self.campaign()
        return self

    def campaign(self) -> Campaign:
        """The campaign that is replayed: the same factors, goal and limits.

        Raises
        ------
        Refusal
            As :class:`~sanhak.areas.process.campaign.Campaign` does.
        """
        from sanhak.areas.process.campaign import Campaign

        shared = Experiments.model_fields.keys() - {"prepare"}
        return Campaign(**{name: getattr(self, name) for name in shared})

    def answer(self, tables: Mapping[str, Table], run: Run) -> Answer:
        """How soon each order meets the best run; see :class:`~sanhak.study.Study`."""
        from sanhak.areas.process.replaying.telling import told

        return told(self, tables["runs"], run)
