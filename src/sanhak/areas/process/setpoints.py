"""At which set-points does the process run best, within its limits, and how sure is that?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import Field, field_validator, model_validator

from sanhak.areas.process import words
from sanhak.areas.process.coherence import refuse_contradictions
from sanhak.areas.process.evidence import learn
from sanhak.areas.process.figures import figures
from sanhak.areas.process.plan import space_of
from sanhak.areas.process.products import answered, of_product
from sanhak.areas.process.tables import tables_of
from sanhak.decide.findings.refusals import NoGoal
from sanhak.finding import Refusal
from sanhak.run import Run
from sanhak.study import Answer, Role, Study, asks
from sanhak.study.splits import SplitName, split_words
from sanhak.table import Table

Range = tuple[float, float] | list[str]
Bounds = tuple[float | None, float | None]


class SetPoints(Study):
    """Set-points with the best goal among those that keep every limit as surely as asked, inside the known domain.

    Raises :class:`~sanhak.finding.Refusal` (D-codes) when roles or limits contradict each other.
    """

    kind: ClassVar[str] = "process.setpoints"
    title: ClassVar[str] = "Set-points"
    question: ClassVar[str] = "At which set-points does the process run best within its limits, and how sure is that?"
    tables: ClassVar[Mapping[str, str]] = {"data": "One row for each time or run: settings and what was measured."}

    controls: Annotated[
        dict[str, Range],
        Field(
            min_length=1,
            title="Controls",
            description=(
                "What the operator sets: for each column the lowest and highest value allowed, or the levels allowed."
            ),
            json_schema_extra=asks(Role.RANGES),
        ),
    ]
    maximize: Annotated[
        str | None,
        Field(
            title="Maximize",
            description="The outcome to make as large as possible. Name either this or the one to minimize.",
            json_schema_extra=asks(Role.COLUMN),
        ),
    ] = None
    minimize: Annotated[
        str | None,
        Field(
            title="Minimize",
            description="The outcome to make as small as possible. Name either this or the one to maximize.",
            json_schema_extra=asks(Role.COLUMN),
        ),
    ] = None
    also: Annotated[
        dict[str, Literal["maximize", "minimize"]],
        Field(
            title="Further goals",
            description=(
                "Outcomes that are to be large or small as well. The answer is the knee of the settings of which none "
                "is better in every goal, with the price of moving along them."
            ),
            json_schema_extra=asks(
                Role.COLUMNS,
                words={
                    "maximize": "as large as possible",
                    "minimize": "as small as possible",
                },
            ),
        ),
    ] = {}
    keep: Annotated[
        dict[str, Bounds],
        Field(
            title="Quality limits",
            description=(
                "Outcomes that must stay within limits: for each column the lower and the upper limit, one may be open."
            ),
            json_schema_extra=asks(Role.RANGES),
        ),
    ] = {}
    safety: Annotated[
        dict[str, Bounds],
        Field(
            title="Safety limits",
            description=(
                "Limits that no option relaxes: for each column the lower and the upper limit, one may be open."
            ),
            json_schema_extra=asks(Role.RANGES),
        ),
    ] = {}
    context: Annotated[
        dict[str, float | str | None],
        Field(
            title="Context",
            description=(
                "Columns that are measured but not set and do not answer to the controls (feed, weather): a value, "
                "or empty for the last one measured."
            ),
            json_schema_extra=asks(Role.COLUMNS),
        ),
    ] = {}
    conditions: Annotated[
        Literal["today", "history"],
        Field(
            title="Conditions",
            description=(
                "For which conditions the set-points have to serve: those of today (values of the context that are "
                "empty are the last ones measured), or all of the history."
            ),
            json_schema_extra=asks(
                Role.CHOICE,
                words={
                    "today": "those of today",
                    "history": "all of the history",
                },
            ),
        ),
    ] = "today"
    states: Annotated[
        tuple[str, ...],
        Field(
            title="States",
            description=(
                "Columns that answer to the controls (a temperature inside the vessel): never taken as given, but "
                "predicted for the recommended setting."
            ),
            json_schema_extra=asks(Role.COLUMNS),
        ),
    ] = ()
    by: Annotated[
        str | None,
        Field(
            title="One answer for each",
            description=(
                "A column of products or lines: each of its levels gets set-points of its own, while the models learn "
                "from the rows of all."
            ),
            json_schema_extra=asks(Role.COLUMN),
        ),
    ] = None
    products: Annotated[
        tuple[dict[str, Range | Bounds | str], ...],
        Field(
            title="Limits of single products",
            description=(
                "For a level of the column above, ranges of controls and limits that hold in place of the general "
                "ones, as in grade: A, T: [60, 80], impurity: [null, 0.3]."
            ),
            json_schema_extra=asks(Role.STEPS),
        ),
    ] = ()
    today: Annotated[
        dict[str, float | str],
        Field(
            title="Today",
            description="Present values of controls; those not given are taken from the last complete row.",
            json_schema_extra=asks(Role.COLUMNS),
        ),
    ] = {}
    goal: Annotated[
        Literal["expected", "guaranteed"],
        Field(
            title="Goal",
            description="Take the best expected value, or the best value that holds with the assurance below.",
            json_schema_extra=asks(
                Role.CHOICE,
                words={
                    "expected": "best expected value",
                    "guaranteed": "best value that holds with the assurance",
                },
            ),
        ),
    ] = "expected"
    assurance: Annotated[
        float,
        Field(
            ge=0.5,
            le=0.95,
            title="Assurance",
            description="Probability with which a new measurement must keep each quality limit.",
            json_schema_extra=asks(Role.NUMBER),
        ),
    ] = 0.9
    safety_assurance: Annotated[
        float,
        Field(
            ge=0.9,
            le=0.999,
            title="Assurance of safety limits",
            description="Probability with which a new measurement must keep each safety limit.",
            json_schema_extra=asks(Role.NUMBER),
        ),
    ] = 0.99
    unreachable: Annotated[
        Literal["refuse", "nearest"],
        Field(
            title="If the quality limits cannot be kept",
            description=(
                "Refuse, or recommend the setting that comes nearest to keeping them. Safety limits are never relaxed."
            ),
            json_schema_extra=asks(
                Role.CHOICE,
                words={
                    "refuse": "refuse",
                    "nearest": "recommend what comes nearest to keeping them",
                },
            ),
        ),
    ] = "refuse"
    extrapolate: Annotated[
        Literal["refuse", "mark"],
        Field(
            title="Outside of what was measured",
            description="Stay inside the known domain, or allow settings outside and mark them.",
            json_schema_extra=asks(
                Role.CHOICE,
                words={
                    "refuse": "stay inside",
                    "mark": "allow it and mark it",
                },
            ),
        ),
    ] = "refuse"
    unsteady: Annotated[
        Literal["leave out", "keep"],
        Field(
            title="Rows that are not at steady state",
            description=(
                "Leave out rows in which the plant moved more than it usually does within an hour, or keep them. Rows "
                "that lie too far apart to tell are kept."
            ),
            json_schema_extra=asks(
                Role.CHOICE,
                words={
                    "leave out": "leave them out",
                    "keep": "keep them",
                },
            ),
        ),
    ] = "leave out"
    unidentified: Annotated[
        Literal["refuse", "mark"],
        Field(
            title="If a control never moved on its own",
            description=(
                "Refuse to set a control that moved only in answer to something else, and say which test would settle "
                "its effect; or recommend all the same, with a warning."
            ),
            json_schema_extra=asks(
                Role.CHOICE,
                words={
                    "refuse": "refuse, and name the test that would settle it",
                    "mark": "recommend with a warning",
                },
            ),
        ),
    ] = "refuse"
    largest_move: Annotated[
        dict[str, float],
        Field(
            title="Largest move",
            description="Largest change from today for single controls, in the unit of each.",
            json_schema_extra=asks(Role.AMOUNTS),
        ),
    ] = {}
    steps: Annotated[
        dict[str, float],
        Field(
            title="Steps",
            description="Smallest step in which a control can be set, in the unit of each.",
            json_schema_extra=asks(Role.AMOUNTS),
        ),
    ] = {}
    price: Annotated[
        float | None,
        Field(
            gt=0,
            title="Price",
            description="Money that one unit of the goal is worth, for one unit of throughput.",
            json_schema_extra=asks(Role.NUMBER),
        ),
    ] = None
    prices: Annotated[
        dict[str, float],
        Field(
            title="Prices of controls",
            description="Money that one unit of a control costs, for one unit of throughput.",
            json_schema_extra=asks(Role.AMOUNTS),
        ),
    ] = {}
    throughput: Annotated[
        float | None,
        Field(
            gt=0,
            title="Throughput",
            description="Units a year; with the price it turns the effect into money a year.",
            json_schema_extra=asks(Role.NUMBER),
        ),
    ] = None
    currency: Annotated[
        str,
        Field(title="Currency", description="The money in which prices are given.", json_schema_extra=asks(Role.TEXT)),
    ] = "KRW"
    split: Annotated[
        SplitName,
        Field(
            title="Split",
            description="How rows are held out to judge the models; auto follows the nature of the table.",
            json_schema_extra=asks(
                Role.CHOICE,
                words=split_words(),
            ),
        ),
    ] = "auto"
    models: Annotated[
        tuple[Any, ...],
        Field(
            exclude=True,
            title="Own methods",
            description="Further scikit-learn estimators that enter the contest.",
            json_schema_extra=asks(Role.TEXT),
        ),
    ] = ()

    @field_validator("context", mode="before")
    @classmethod
    def _names_alone(cls, given: Any) -> Any:
        """Names alone mean: hold them at the last value measured."""
        return dict.fromkeys(given) if isinstance(given, list | tuple) else given

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        if (self.maximize is None) == (self.minimize is None):
            raise Refusal(NoGoal(given=2 if self.maximize else 0))
        refuse_contradictions(self)
        return self

    @property
    def outcome(self) -> str:
        """The column that is made large or small."""
        return self.maximize or self.minimize or ""

    def answer(self, tables: Mapping[str, Table], run: Run) -> Answer:
        """The recommended set-points with their promise; see :class:`~sanhak.study.Study`."""
        table = tables["data"]
        space = space_of(self, table)
        evidence = learn(self, table, run)
        found = answered(self, space, table, evidence, run)
        level, first = next(iter(found.items()))
        study = of_product(self, level)
        return Answer(
            headline=words.headline(study, first, level),
            catch=words.catch(first),
            decision=tuple(
                action for name, plan in found.items() for action in words.actions(of_product(self, name), plan, name)
            ),
            promise=words.promise(study, first),
            compared=words.alternatives(found),
            scores=tuple(score for model in evidence.models.values() for score in model.scores),
            coverage=tuple(model.coverage for model in evidence.models.values()),
            findings=first.findings,
            figures=figures(study, evidence, first),
            preparation=evidence.preparation,
            tables=tables_of(evidence, first),
            models=evidence.models,
        )
