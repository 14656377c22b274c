"""Which experiments are to be run next, what was learnt so far, and is another batch worth its cost?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from sanhak.areas.process.experiments.asking import Asking
from sanhak.areas.process.experiments.coherence import refuse_contradictions
from sanhak.areas.process.experiments.question import Experiments
from sanhak.areas.process.experiments.recipe import Recipe
from sanhak.decide.findings.refusals import NoGoal
from sanhak.finding import Refusal
from sanhak.run import Run
from sanhak.study import Answer, Role, asks
from sanhak.table import Table


class Campaign(Asking, Recipe, Experiments):
    """The next batch of experiments, chosen for what it is expected to bring, within every condition.

    Raises :class:`~sanhak.finding.Refusal` (D-codes) when the description contradicts itself or leaves nothing to run.
    """

    kind: ClassVar[str] = "process.campaign"
    title: ClassVar[str] = "Campaign of experiments"
    question: ClassVar[str] = "Which experiments are to be run next, and is another batch worth its cost?"
    tables: ClassVar[Mapping[str, str]] = {}
    optional: ClassVar[Mapping[str, str]] = {
        "runs": "One row for each run so far: its factors, and its results as far as they are known.",
        "history": "Runs of an earlier project or another reactor, with the same columns.",
    }

    also: Annotated[
        dict[str, Literal["maximize", "minimize"]],
        Field(
            title="Further goals",
            description="Results that are to be large or small as well; the batch then widens the front of all goals.",
            json_schema_extra=asks(
                Role.COLUMNS,
                words={
                    "maximize": "as large as possible",
                    "minimize": "as small as possible",
                },
            ),
        ),
    ] = {}
    favour: Annotated[
        dict[str, list[float] | list[str]],
        Field(
            title="Tried first",
            description=(
                "What you would try first of single factors, the best first: a start from knowledge. How much it "
                "counts is learnt from the results, which outweigh it."
            ),
            json_schema_extra=asks(Role.RANGES),
        ),
    ] = {}
    worst: Annotated[
        dict[str, float],
        Field(
            title="Worst that still counts",
            description="For several goals, the value of each from which on a run is of no use; by default found.",
            json_schema_extra=asks(Role.AMOUNTS),
        ),
    ] = {}
    constant: Annotated[
        tuple[str, ...],
        Field(
            title="Constant within a block",
            description="Factors that have one value in all runs of a block, as the temperature of an oven.",
            json_schema_extra=asks(Role.COLUMNS, among="factors"),
        ),
    ] = ()
    block_size: Annotated[
        int | None,
        Field(
            ge=1,
            title="Runs in a block",
            description="How many runs share a plate, an oven or a day; by default all of a batch.",
            json_schema_extra=asks(Role.NUMBER),
        ),
    ] = None
    change_cost: Annotated[
        float,
        Field(
            ge=0,
            title="Cost of changing over",
            description="What another setting of the constant factors costs, in units of the goal.",
            json_schema_extra=asks(Role.NUMBER),
        ),
    ] = 0.0
    parts: Annotated[
        tuple[str, ...],
        Field(
            title="Parts of the mixture",
            description="Factors that together make up the whole.",
            json_schema_extra=asks(Role.COLUMNS, among="factors"),
        ),
    ] = ()
    total: Annotated[
        float,
        Field(
            gt=0,
            title="The whole",
            description="What the parts of the mixture sum to.",
            json_schema_extra=asks(Role.NUMBER),
        ),
    ] = 100.0
    fewest_parts: Annotated[
        int,
        Field(
            ge=0,
            title="Fewest parts",
            description="How many parts are present at least.",
            json_schema_extra=asks(Role.NUMBER),
        ),
    ] = 1
    most_parts: Annotated[
        int | None,
        Field(
            ge=1,
            title="Most parts",
            description="How many parts are present at most; empty for all.",
            json_schema_extra=asks(Role.NUMBER),
        ),
    ] = None
    where: Annotated[
        tuple[str, ...],
        Field(
            title="Conditions",
            description='What every run has to keep, as in 2 * A + B <= 90 or not (base == "Cs2CO3" and T > 110).',
            json_schema_extra=asks(Role.CONDITIONS),
        ),
    ] = ()
    before: Annotated[
        dict[str, float | str],
        Field(
            title="Before it was a factor",
            description="For a factor that came in midway, the value that it had in the runs before.",
            json_schema_extra=asks(Role.COLUMNS, among="factors"),
        ),
    ] = {}
    steps: Annotated[
        dict[str, float],
        Field(
            title="Steps",
            description="Smallest step in which a factor can be set.",
            json_schema_extra=asks(Role.AMOUNTS, among="factors"),
        ),
    ] = {}
    outside: Annotated[
        Literal["mark", "refuse"],
        Field(
            title="Outside of what was measured",
            description="Propose runs outside of what was measured and mark them, or stay inside.",
            json_schema_extra=asks(
                Role.CHOICE,
                words={
                    "mark": "propose such runs and mark them",
                    "refuse": "stay inside",
                },
            ),
        ),
    ] = "mark"
    smallest_gain: Annotated[
        float | None,
        Field(
            ge=0,
            title="Smallest gain that matters",
            description="A batch that is expected to bring less is not worth running; by default half the noise.",
            json_schema_extra=asks(Role.NUMBER),
        ),
    ] = None
    run_cost: Annotated[
        float | None,
        Field(
            ge=0,
            title="Cost of a run",
            description="Money that one run costs.",
            json_schema_extra=asks(Role.NUMBER),
        ),
    ] = None
    value: Annotated[
        float | None,
        Field(
            gt=0,
            title="Worth of the goal",
            description="Money that one unit of the goal is worth; with the cost of a run it says when to stop.",
            json_schema_extra=asks(Role.NUMBER),
        ),
    ] = None
    currency: Annotated[
        str,
        Field(title="Currency", description="The money of costs and worth.", json_schema_extra=asks(Role.TEXT)),
    ] = "KRW"

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        if (self.maximize is None) == (self.minimize is None):
            raise Refusal(NoGoal(given=2 if self.maximize else 0))
        refuse_contradictions(self)
        return self

    @property
    def goals(self) -> dict[str, bool]:
        """Every goal, the first one first, and whether it is to be large."""
        further = {name: wish == "maximize" for name, wish in self.also.items()}
        return {self.goal: self.maximize is not None, **further}

    @property
    def outcomes(self) -> tuple[str, ...]:
        """Every result that counts: the goals, then what has limits."""
        return tuple(dict.fromkeys((*self.goals, *self.keep)))

    def answer(self, tables: Mapping[str, Table], run: Run) -> Answer:
        """The next batch with its promise; see :class:`~sanhak.study.Study`."""
        from sanhak.areas.process.experiments.telling import told

        return told(self, tables.get("runs"), tables.get("history"), run)
