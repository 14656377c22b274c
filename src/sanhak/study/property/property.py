"""What will a formula or a structure that was never measured show, and which should be made or measured next?"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from pydantic import Field

from sanhak.decide.target import Target
from sanhak.figure import Figure
from sanhak.finding import Finding
from sanhak.run import Run
from sanhak.study.answer import Answer
from sanhak.study.describe import Role, asks
from sanhak.study.property.endpoint import Scale
from sanhak.study.study import Study
from sanhak.table import Kind, Table
from sanhak.text import Text, say

if TYPE_CHECKING:
    from sanhak.study.property.learning import Learnt
    from sanhak.study.property.ranking import Ranked


class Property(Study):
    """A property of matter, predicted with its interval for what was never measured; candidates ranked by it.

    A kind of an area names the column of formulas or structures (:attr:`matter`), the kinds that it may have, and the
    pictures that its trade expects.
    """

    tables: ClassVar[Mapping[str, str]] = {
        "data": "One row for each measurement; rows without a measured value are candidates."
    }
    optional: ClassVar[Mapping[str, str]] = {
        "candidates": "One row for each candidate that was never measured, with the same input columns."
    }
    kinds: ClassVar[tuple[Kind, ...]]
    """What the column of matter may hold."""
    undecided: ClassVar[Text] = say("Measure this one")
    """What is said of a candidate whose interval is too wide to decide."""

    outcome: Annotated[
        str,
        Field(
            title="Property",
            description="The measured property that is to be predicted: a number, or a label such as active.",
            json_schema_extra=asks(Role.COLUMN, holds=("number",)),
        ),
    ]
    besides: Annotated[
        tuple[str, ...],
        Field(
            title="Further inputs",
            description="Columns that the property depends on as well: how it was made, or how it was measured.",
            json_schema_extra=asks(Role.COLUMNS, first=True),
        ),
    ] = ()
    names: Annotated[
        str | None,
        Field(
            title="Names",
            description="A column that names each row (a batch, a compound number); by itself what it is made of does.",
            json_schema_extra=asks(Role.COLUMN, first=True),
        ),
    ] = None
    above: Annotated[
        float | None,
        Field(
            title="Required at least",
            description="What the property has to reach; empty for no lower limit.",
            json_schema_extra=asks(Role.NUMBER, first=True),
        ),
    ] = None
    below: Annotated[
        float | None,
        Field(
            title="Required at most",
            description="What the property must not exceed; empty for no upper limit.",
            json_schema_extra=asks(Role.NUMBER, first=True),
        ),
    ] = None
    wanted: Annotated[
        str | None,
        Field(
            title="Wanted label",
            description="Where the property is a label: the one that is wanted.",
            json_schema_extra=asks(Role.TEXT),
        ),
    ] = None
    prefer: Annotated[
        Literal["high", "low"],
        Field(
            title="Better is",
            description="Whether more or less of the property is better; candidates are ranked by it.",
            json_schema_extra=asks(Role.CHOICE, words={"high": "more", "low": "less"}, first=True),
        ),
    ] = "high"
    sure: Annotated[
        float,
        Field(
            gt=0.5,
            lt=1,
            title="Assurance",
            description="How surely a candidate has to reach the limits to count as reaching them.",
            json_schema_extra=asks(Role.NUMBER),
        ),
    ] = 0.9
    batch: Annotated[
        int,
        Field(
            ge=1,
            le=1000,
            title="How many next",
            description="How many candidates are to be made or measured next; no two that are much alike.",
            json_schema_extra=asks(Role.NUMBER),
        ),
    ] = 5
    scale: Annotated[
        Scale,
        Field(
            title="Scale of the property",
            description=(
                "Learn the property on its own scale or by its logarithm; by itself a property that is positive and"
                " spans more than two decades is learnt by its logarithm."
            ),
            json_schema_extra=asks(
                Role.CHOICE,
                words={"auto": "as the values ask for", "linear": "its own", "logarithm": "logarithm"},
            ),
        ),
    ] = "auto"
    lowest: Annotated[
        float | None,
        Field(
            title="Lowest possible value",
            description="What the property cannot fall below by nature; no prediction does.",
            json_schema_extra=asks(Role.NUMBER),
        ),
    ] = None
    highest: Annotated[
        float | None,
        Field(
            title="Highest possible value",
            description="What the property cannot exceed by nature; no prediction does.",
            json_schema_extra=asks(Role.NUMBER),
        ),
    ] = None
    models: Annotated[
        tuple[Any, ...],
        Field(
            exclude=True,
            title="Own methods",
            description="Further scikit-learn estimators that enter the contest.",
            json_schema_extra=asks(Role.TEXT),
        ),
    ] = ()

    @property
    @abstractmethod
    def matter(self) -> str:
        """The column of formulas or structures."""

    @property
    @abstractmethod
    def held_out_by(self) -> str | None:
        """The split that is asked for by name; None for the one that the table calls for."""

    @property
    def inputs(self) -> tuple[str, ...]:
        """The columns from which the property is predicted."""
        return tuple(dict.fromkeys((self.matter, *self.besides)))

    @property
    def target(self) -> Target:
        """What a candidate has to reach."""
        return Target(self.above, self.below, self.wanted, self.sure)

    def by_kind(self, table: Table) -> str | None:
        """The split that holds whole kinds of matter out: chemical systems of formulas, scaffolds of structures."""
        return {Kind.FORMULA: "chemical system", Kind.MOLECULE: "scaffold"}.get(table[self.matter].kind)

    def remarks(self, learnt: Learnt, ranked: Ranked) -> Sequence[Finding]:
        """What the trade wants to be told besides the usual."""
        del learnt, ranked
        return ()

    def pictures(self, learnt: Learnt) -> Sequence[Figure]:
        """Pictures that the trade expects besides the usual ones."""
        del learnt
        return ()

    def answer(self, tables: Mapping[str, Table], run: Run) -> Answer:
        """The candidates, ranked, with their intervals; see :class:`~sanhak.study.Study`."""
        from sanhak.study.property.learning import learn
        from sanhak.study.property.ranking import rank
        from sanhak.study.property.telling import told

        learnt = learn(self, tables["data"], run)
        return told(self, learnt, rank(self, learnt, tables["data"], tables.get("candidates")))
