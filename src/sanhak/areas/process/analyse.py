"""Which factors matter, how much and how surely, and where is the best setting inside what was run?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from sanhak.decide.findings.refusals import TwoRoles
from sanhak.finding import Refusal
from sanhak.model.experiments import SumOfSquares
from sanhak.model.experiments.findings import NoGoalToAnalyse
from sanhak.run import Run
from sanhak.study import Answer, Role, Study, asks
from sanhak.table import Table
from sanhak.text import say


class Analyse(Study):
    """Effects with intervals, analysis of variance, and the best setting inside the region that was run.

    Raises :class:`~sanhak.finding.Refusal` (M- and D-codes) when the table does not carry the analysis.
    """

    kind: ClassVar[str] = "process.analyse"
    title: ClassVar[str] = "Analysis of a design"
    question: ClassVar[str] = "Which factors matter, how surely, and where is the best setting inside what was run?"
    tables: ClassVar[Mapping[str, str]] = {"data": "One row for each run: the factors as they were set, the results."}

    factors: Annotated[
        tuple[str, ...],
        Field(
            min_length=1,
            title="Factors",
            description="The columns that were varied on purpose: numbers, or words as levels.",
            json_schema_extra=asks(Role.COLUMNS),
        ),
    ]
    maximize: Annotated[
        str | None,
        Field(
            title="Maximize",
            description="The outcome to make as large as possible.",
            json_schema_extra=asks(Role.COLUMN),
        ),
    ] = None
    minimize: Annotated[
        str | None,
        Field(
            title="Minimize",
            description="The outcome to make as small as possible.",
            json_schema_extra=asks(Role.COLUMN),
        ),
    ] = None
    also: Annotated[
        dict[str, Literal["maximize", "minimize"]],
        Field(
            title="Further goals",
            description="Outcomes that are to be large or small as well; all are joined into one desirability.",
            json_schema_extra=asks(
                Role.COLUMNS,
                words={
                    "maximize": "as large as possible",
                    "minimize": "as small as possible",
                },
            ),
        ),
    ] = {}
    aim: Annotated[
        dict[str, tuple[float, float]],
        Field(
            title="Aims",
            description="Outcomes that are to lie in the middle of a range: its two ends, where they are useless.",
            json_schema_extra=asks(Role.RANGES),
        ),
    ] = {}
    block: Annotated[
        str | None,
        Field(
            title="Blocks",
            description="The column that says in which block a run was made; differences of blocks are taken out.",
            json_schema_extra=asks(Role.COLUMN),
        ),
    ] = None
    order: Annotated[
        str | None,
        Field(
            title="Order of the runs",
            description="The column that says in which order the runs were made; by default the order of the rows.",
            json_schema_extra=asks(Role.COLUMN),
        ),
    ] = None
    mixture: Annotated[
        tuple[str, ...],
        Field(
            title="Mixture",
            description="Factors that are parts of one whole; the model is then one of shares, without a constant.",
            json_schema_extra=asks(Role.COLUMNS),
        ),
    ] = ()
    ranges: Annotated[
        dict[str, tuple[float, float]],
        Field(
            title="Low and high",
            description=(
                "Of numbers, the two values between which an effect is told; by default the lowest and highest run."
            ),
            json_schema_extra=asks(Role.RANGES),
        ),
    ] = {}
    model: Annotated[
        Literal["auto", "main", "interactions", "quadratic"],
        Field(
            title="Model",
            description="The terms that are estimated; auto takes the largest model that leaves runs for the error.",
            json_schema_extra=asks(
                Role.CHOICE,
                words={
                    "auto": "the largest that leaves runs for the error",
                    "main": "main effects",
                    "interactions": "with interactions of two factors",
                    "quadratic": "with curvature besides",
                },
            ),
        ),
    ] = "auto"
    terms: Annotated[
        tuple[str, ...],
        Field(
            title="Terms",
            description="The terms one by one, as in A, A:B, A^2, in place of the model; lower ones are added.",
            json_schema_extra=asks(Role.TEXT),
        ),
    ] = ()
    sums: Annotated[
        SumOfSquares,
        Field(
            title="Sums of squares",
            description=(
                "Each term after those before it (sequential, type I), after all that do not hold it (marginal, type "
                "II), or after all others (partial, type III)."
            ),
            json_schema_extra=asks(
                Role.CHOICE,
                words={
                    "sequential": "after the terms before it (type I)",
                    "marginal": "after all that do not hold it (type II)",
                    "partial": "after all others (type III)",
                },
            ),
        ),
    ] = "marginal"
    eliminate: Annotated[
        bool,
        Field(
            title="Take small terms out",
            description="Take out the terms whose interval holds zero, the least sure first; lower terms stay.",
            json_schema_extra=asks(Role.CHOICE),
        ),
    ] = False

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        if not self.outcomes:
            raise Refusal(NoGoalToAnalyse())
        outcome = say("outcome")
        taken = [
            TwoRoles(column=name, first=say("factor"), second=outcome) for name in self.outcomes if name in self.factors
        ]
        both = self.maximize is not None and self.maximize == self.minimize
        if taken or both:
            again = TwoRoles(column=self.maximize or "", first=say("to maximize"), second=say("to minimize"))
            raise Refusal(*taken, *((again,) if both else ()))
        return self

    @property
    def goals(self) -> dict[str, Literal["maximize", "minimize", "target"]]:
        """What is wished of each outcome, the first one first."""
        found: dict[str, Literal["maximize", "minimize", "target"]] = {}
        if self.maximize is not None:
            found[self.maximize] = "maximize"
        if self.minimize is not None:
            found[self.minimize] = "minimize"
        return {**found, **self.also, **dict.fromkeys(self.aim, "target")}

    @property
    def outcomes(self) -> tuple[str, ...]:
        """The outcomes, the first one first."""
        return tuple(self.goals)

    def answer(self, tables: Mapping[str, Table], run: Run) -> Answer:
        """The effects and the best setting; see :class:`~sanhak.study.Study`."""
        from sanhak.areas.process.analyse_figures import figures
        from sanhak.areas.process.analyse_tables import listed, tables_of
        from sanhak.areas.process.analyse_words import actions, alternatives, catch, findings, headline, promise
        from sanhak.areas.process.analysis import analysed
        from sanhak.areas.process.best import best_of
        from sanhak.areas.process.judged import coverage, scores

        evidence = analysed(self, tables["data"], run)
        best = best_of(self, evidence, run)
        found = findings(self, evidence)
        return Answer(
            headline=headline(self, evidence, best),
            catch=catch(found),
            decision=actions(self, evidence, best),
            promise=promise(evidence, best),
            compared=alternatives(evidence, best),
            scores=scores(evidence),
            coverage=coverage(evidence),
            findings=found,
            figures=figures(self, evidence, best),
            preparation=evidence.preparation,
            listed=listed(self, evidence),
            tables=tables_of(self, evidence, best),
        )
