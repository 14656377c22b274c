"""Which runs should be made when little is known yet, and what will they be able to tell?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from sanhak.decide.design import Axial
from sanhak.finding import Refusal
from sanhak.model.experiments import Order
from sanhak.run import Run
from sanhak.study import Answer, Role, Study, asks
from sanhak.table import Table

Range = tuple[float, float] | list[str]
Kind = Literal[
    "auto",
    "full factorial",
    "fractional factorial",
    "plackett-burman",
    "central composite",
    "box-behnken",
    "latin hypercube",
    "d-optimal",
]


class Design(Study):
    """A table of runs in random order, with what it can estimate and how surely it would find an effect.

    Raises :class:`~sanhak.finding.Refusal` (D-codes) when factors and conditions contradict each other, or when the
    design that was asked for cannot be made for them.
    """

    kind: ClassVar[str] = "process.design"
    title: ClassVar[str] = "Design of experiments"
    question: ClassVar[str] = "Which runs should be made when little is known yet, and what will they be able to tell?"
    tables: ClassVar[Mapping[str, str]] = {}

    factors: Annotated[
        dict[str, Range],
        Field(
            min_length=1,
            title="Factors",
            description="What is varied: for each factor the lowest and the highest value, or the levels to compare.",
            json_schema_extra=asks(Role.RANGES),
        ),
    ]
    ordered: Annotated[
        tuple[str, ...],
        Field(
            title="Ordered levels",
            description="Factors whose levels are words in a meaningful order, as in low, middle, high.",
            json_schema_extra=asks(Role.COLUMNS),
        ),
    ] = ()
    steps: Annotated[
        dict[str, float],
        Field(
            title="Steps",
            description="Smallest step in which a factor can be set, in the unit of each; 1 for whole numbers.",
            json_schema_extra=asks(Role.AMOUNTS),
        ),
    ] = {}
    mixture: Annotated[
        tuple[str, ...],
        Field(
            title="Mixture",
            description="Factors that are parts of one whole: in every run they add up to it.",
            json_schema_extra=asks(Role.COLUMNS),
        ),
    ] = ()
    whole: Annotated[
        float,
        Field(
            gt=0,
            title="Whole of the mixture",
            description="What the parts of the mixture add up to: 100 for percentages, 1 for shares.",
            json_schema_extra=asks(Role.NUMBER),
        ),
    ] = 100.0
    constraints: Annotated[
        tuple[str, ...],
        Field(
            title="Conditions to keep",
            description="What every run must keep, as in 2 * a + b <= 3, in the units of the factors.",
            json_schema_extra=asks(Role.CONDITIONS),
        ),
    ] = ()
    forbidden: Annotated[
        tuple[str, ...],
        Field(
            title="Forbidden",
            description="What no run may be, as in T > 90 and p > 3, in the units of the factors.",
            json_schema_extra=asks(Role.CONDITIONS),
        ),
    ] = ()
    units: Annotated[
        dict[str, str],
        Field(
            title="Units",
            description="The units of factors and outcomes, for the table of runs.",
            json_schema_extra=asks(Role.COLUMNS),
        ),
    ] = {}
    outcomes: Annotated[
        tuple[str, ...],
        Field(
            title="Outcomes",
            description="What will be measured in each run; the table of runs has an empty column for each.",
            json_schema_extra=asks(Role.COLUMNS),
        ),
    ] = ("result",)
    design: Annotated[
        Kind,
        Field(
            title="Design",
            description="The kind of design; auto takes the one that fits factors, conditions and model, and says why.",
            json_schema_extra=asks(
                Role.CHOICE,
                words={
                    "auto": "the one that fits",
                    "full factorial": "full factorial",
                    "fractional factorial": "fractional factorial",
                    "plackett-burman": "Plackett–Burman",
                    "central composite": "central composite",
                    "box-behnken": "Box–Behnken",
                    "latin hypercube": "Latin hypercube",
                    "d-optimal": "D-optimal",
                },
            ),
        ),
    ] = "auto"
    model: Annotated[
        Order,
        Field(
            title="Model",
            description=(
                "What is to be estimated: main effects; with interactions of two factors; or with curvature besides."
            ),
            json_schema_extra=asks(
                Role.CHOICE,
                words={
                    "main": "main effects",
                    "interactions": "with interactions of two factors",
                    "quadratic": "with curvature besides",
                },
            ),
        ),
    ] = "interactions"
    runs: Annotated[
        int | None,
        Field(
            ge=2,
            le=1000,
            title="Runs",
            description="How many runs can be made; empty for as many as the design has.",
            json_schema_extra=asks(Role.NUMBER),
        ),
    ] = None
    centre: Annotated[
        int | None,
        Field(
            ge=0,
            le=50,
            title="Centre runs",
            description="Runs in the middle of all ranges, for curvature and error. Empty for the usual number.",
            json_schema_extra=asks(Role.NUMBER),
        ),
    ] = None
    replicates: Annotated[
        int,
        Field(
            ge=1,
            le=20,
            title="Replicates",
            description="How often each run of a textbook design is made.",
            json_schema_extra=asks(Role.NUMBER),
        ),
    ] = 1
    blocks: Annotated[
        int,
        Field(
            ge=1,
            le=64,
            title="Blocks",
            description="Into how many groups of like conditions (days, lots of feed) the runs are split.",
            json_schema_extra=asks(Role.NUMBER),
        ),
    ] = 1
    axial: Annotated[
        Axial,
        Field(
            title="Axial points",
            description=(
                "Of a central composite design: on the faces of the ranges, beyond (circumscribed), or at their ends "
                "with the cube inside (inscribed)."
            ),
            json_schema_extra=asks(
                Role.CHOICE,
                words={
                    "circumscribed": "outside of the ranges",
                    "inscribed": "at the ends, the corners drawn in",
                    "faced": "in the middle of the faces",
                },
            ),
        ),
    ] = "faced"
    resolution: Annotated[
        int | None,
        Field(
            ge=3,
            le=8,
            title="Resolution",
            description="Least resolution of a two-level fraction; empty for what the model needs.",
            json_schema_extra=asks(Role.NUMBER),
        ),
    ] = None
    generators: Annotated[
        tuple[str, ...],
        Field(
            title="Generators",
            description="Generators of a two-level fraction, as in D = ABC; empty for the best known ones.",
            json_schema_extra=asks(Role.TEXT),
        ),
    ] = ()
    effect: Annotated[
        float | None,
        Field(
            gt=0,
            title="Effect that matters",
            description=(
                "The change of the outcome from low to high that must not be missed, in the unit of the outcome; by "
                "default twice the noise."
            ),
            json_schema_extra=asks(Role.NUMBER),
        ),
    ] = None
    noise: Annotated[
        float,
        Field(
            gt=0,
            title="Noise",
            description="Standard deviation of the outcome when a run is repeated, in the unit of the outcome.",
            json_schema_extra=asks(Role.NUMBER),
        ),
    ] = 1.0

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        from sanhak.areas.process.planning import refuse_incoherent

        findings = tuple(refuse_incoherent(self))
        if findings:
            raise Refusal(*findings)
        return self

    @property
    def size(self) -> float:
        """The effect that matters, in standard deviations of a repeated run."""
        return 2.0 if self.effect is None else self.effect / self.noise

    def answer(self, tables: Mapping[str, Table], run: Run) -> Answer:
        """The runs with what they can tell; see :class:`~sanhak.study.Study`."""
        from sanhak.areas.process import design_words as words
        from sanhak.areas.process.design_figures import figures
        from sanhak.areas.process.design_tables import listed, tables_of
        from sanhak.areas.process.planning import planned

        del tables
        plan = planned(self, run)
        findings = words.findings(self, plan)
        return Answer(
            headline=words.headline(self, plan),
            catch=words.catch(findings),
            decision=words.actions(self, plan),
            promise=None,
            compared=words.alternatives(plan),
            scores=(),
            coverage=(),
            findings=findings,
            figures=figures(self, plan),
            listed=listed(plan),
            tables=tables_of(self, plan),
        )
