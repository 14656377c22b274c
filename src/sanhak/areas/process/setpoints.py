"""At which set-points does the process run best, within its limits, and how sure is that?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import Field, field_validator, model_validator

from sanhak.areas.process import words
from sanhak.areas.process.evidence import learn
from sanhak.areas.process.figures import figures
from sanhak.areas.process.plan import recommend, space_of
from sanhak.areas.process.tables import tables_of
from sanhak.decide.findings.refusals import (
    LimitsReversed,
    NoGoal,
    NotAControl,
    OpenLimit,
    PriceMissing,
    TwoRoles,
)
from sanhak.finding import Refusal
from sanhak.run import Run
from sanhak.study import Answer, Role, Study
from sanhak.table import Table
from sanhak.text import Text, say

Range = tuple[float, float] | list[str]
Bounds = tuple[float | None, float | None]


def _asks(role: Role, **more: Any) -> dict[str, Any]:
    return {"role": role, **more}


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
            json_schema_extra=_asks(Role.RANGES),
        ),
    ]
    maximize: Annotated[
        str | None,
        Field(
            title="Maximize",
            description="The outcome to make as large as possible. Name either this or the one to minimize.",
            json_schema_extra=_asks(Role.COLUMN),
        ),
    ] = None
    minimize: Annotated[
        str | None,
        Field(
            title="Minimize",
            description="The outcome to make as small as possible. Name either this or the one to maximize.",
            json_schema_extra=_asks(Role.COLUMN),
        ),
    ] = None
    keep: Annotated[
        dict[str, Bounds],
        Field(
            title="Quality limits",
            description=(
                "Outcomes that must stay within limits: for each column the lower and the upper limit, one may be open."
            ),
            json_schema_extra=_asks(Role.RANGES),
        ),
    ] = {}
    safety: Annotated[
        dict[str, Bounds],
        Field(
            title="Safety limits",
            description=(
                "Limits that no option relaxes: for each column the lower and the upper limit, one may be open."
            ),
            json_schema_extra=_asks(Role.RANGES),
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
            json_schema_extra=_asks(Role.COLUMNS),
        ),
    ] = {}
    today: Annotated[
        dict[str, float | str],
        Field(
            title="Today",
            description="Present values of controls; those not given are taken from the last complete row.",
            json_schema_extra=_asks(Role.COLUMNS),
        ),
    ] = {}
    goal: Annotated[
        Literal["expected", "guaranteed"],
        Field(
            title="Goal",
            description="Take the best expected value, or the best value that holds with the assurance below.",
            json_schema_extra=_asks(Role.CHOICE),
        ),
    ] = "expected"
    assurance: Annotated[
        float,
        Field(
            ge=0.5,
            le=0.95,
            title="Assurance",
            description="Probability with which a new measurement must keep each quality limit.",
            json_schema_extra=_asks(Role.NUMBER),
        ),
    ] = 0.9
    safety_assurance: Annotated[
        float,
        Field(
            ge=0.9,
            le=0.999,
            title="Assurance of safety limits",
            description="Probability with which a new measurement must keep each safety limit.",
            json_schema_extra=_asks(Role.NUMBER),
        ),
    ] = 0.99
    unreachable: Annotated[
        Literal["refuse", "nearest"],
        Field(
            title="If the quality limits cannot be kept",
            description=(
                "Refuse, or recommend the setting that comes nearest to keeping them. Safety limits are never relaxed."
            ),
            json_schema_extra=_asks(Role.CHOICE),
        ),
    ] = "refuse"
    extrapolate: Annotated[
        Literal["refuse", "mark"],
        Field(
            title="Outside of what was measured",
            description="Stay inside the known domain, or allow settings outside and mark them.",
            json_schema_extra=_asks(Role.CHOICE),
        ),
    ] = "refuse"
    unidentified: Annotated[
        Literal["refuse", "mark"],
        Field(
            title="If a control never moved on its own",
            description=(
                "Refuse to set a control that moved only in answer to something else, and say which test would settle "
                "its effect; or recommend all the same, with a warning."
            ),
            json_schema_extra=_asks(Role.CHOICE),
        ),
    ] = "refuse"
    largest_move: Annotated[
        dict[str, float],
        Field(
            title="Largest move",
            description="Largest change from today for single controls, in the unit of each.",
            json_schema_extra=_asks(Role.AMOUNTS),
        ),
    ] = {}
    steps: Annotated[
        dict[str, float],
        Field(
            title="Steps",
            description="Smallest step in which a control can be set, in the unit of each.",
            json_schema_extra=_asks(Role.AMOUNTS),
        ),
    ] = {}
    price: Annotated[
        float | None,
        Field(
            gt=0,
            title="Price",
            description="Money that one unit of the goal is worth, for one unit of throughput.",
            json_schema_extra=_asks(Role.NUMBER),
        ),
    ] = None
    prices: Annotated[
        dict[str, float],
        Field(
            title="Prices of controls",
            description="Money that one unit of a control costs, for one unit of throughput.",
            json_schema_extra=_asks(Role.AMOUNTS),
        ),
    ] = {}
    throughput: Annotated[
        float | None,
        Field(
            gt=0,
            title="Throughput",
            description="Units a year; with the price it turns the effect into money a year.",
            json_schema_extra=_asks(Role.NUMBER),
        ),
    ] = None
    currency: Annotated[
        str,
        Field(title="Currency", description="The money in which prices are given.", json_schema_extra=_asks(Role.TEXT)),
    ] = "KRW"
    split: Annotated[
        Literal["auto", "forward", "grouped", "blocked", "random"],
        Field(
            title="Split",
            description="How rows are held out to judge the models; auto follows the nature of the table.",
            json_schema_extra=_asks(Role.CHOICE),
        ),
    ] = "auto"
    models: Annotated[
        tuple[Any, ...],
        Field(
            exclude=True,
            title="Own methods",
            description="Further scikit-learn estimators that enter the contest.",
            json_schema_extra=_asks(Role.TEXT),
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
        self._refuse_two_roles()
        self._refuse_bad_limits()
        held = {*self.controls, *self.context}
        for name, known in (
            ("today", held),
            *((part, set(self.controls)) for part in ("largest_move", "steps", "prices")),
        ):
            for column in getattr(self, name):
                if column not in known:
                    raise Refusal(NotAControl(field=name, column=column, known=tuple(sorted(known))))
        if self.prices and self.price is None:
            raise Refusal(PriceMissing(columns=tuple(self.prices)))
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
        found = recommend(self, space, evidence, run)
        return Answer(
            headline=words.headline(self, found),
            catch=words.catch(found),
            decision=words.actions(self, found),
            promise=words.promise(self, found),
            compared=found.options,
            scores=tuple(score for model in evidence.models.values() for score in model.scores),
            coverage=tuple(model.coverage for model in evidence.models.values()),
            findings=found.findings,
            figures=figures(self, evidence, found),
            preparation=evidence.preparation,
            tables=tables_of(evidence, found),
            models=evidence.models,
        )

    def _refuse_two_roles(self) -> None:
        parts: tuple[tuple[Text, set[str]], ...] = (
            (say("control"), set(self.controls)),
            (say("context"), set(self.context)),
            (say("goal"), {self.outcome}),
            (say("quality limit"), set(self.keep)),
            (say("safety limit"), set(self.safety)),
        )
        may_share = {("goal", "quality limit"), ("goal", "safety limit"), ("quality limit", "safety limit")}
        for place, (first, columns) in enumerate(parts):
            for second, others in parts[place + 1 :]:
                both = sorted(columns & others)
                if both and (first.message, second.message) not in may_share:
                    raise Refusal(TwoRoles(column=both[0], first=first, second=second))

    def _refuse_bad_limits(self) -> None:
        for column, (lower, upper) in (*self.keep.items(), *self.safety.items()):
            if lower is None and upper is None:
                raise Refusal(OpenLimit(column=column))
            if lower is not None and upper is not None and not lower < upper:
                raise Refusal(LimitsReversed(column=column, lower=lower, upper=upper))
        for column, allowed in self.controls.items():
            if isinstance(allowed, tuple) and not allowed[0] < allowed[1]:
                raise Refusal(LimitsReversed(column=column, lower=allowed[0], upper=allowed[1]))
