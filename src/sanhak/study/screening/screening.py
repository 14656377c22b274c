"""Which molecules of a library of any length are worth buying or making next?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar

from pydantic import Field

from sanhak.run import Run
from sanhak.study.answer import Answer
from sanhak.study.describe import Role, asks
from sanhak.study.property import MoleculeProperty
from sanhak.text import Text

Window = tuple[float | None, float | None]
"""Lower and upper limit; None where there is none."""


@dataclass(frozen=True, slots=True)
class Calculated:
    """A property that follows from the structure: what it is called, its unit, and how it is calculated by RDKit."""

    called: Text
    unit: str | None
    of: Callable[[Any], float]


class Screening(MoleculeProperty):
    """The batch to buy or make next out of a library of any length, by what was measured on other molecules.

    A first stage looks at every molecule and keeps the best share; a second one describes those in full, leaves out
    what does not fit, and chooses a diverse batch under a budget. The library is read block by block, never whole.

    A kind of an area says what its trade calculates of a molecule, which windows that has to keep, and which groups of
    atoms it distrusts.

    Raises :class:`~sanhak.finding.Refusal` (S-, T- and M-codes; of its own S310 and S312–S315).
    """

    tables: ClassVar[Mapping[str, str]] = {
        "data": "One row for each measured molecule.",
        "library": "One row for each molecule that could be bought or made; of any length.",
    }
    optional: ClassVar[Mapping[str, str]] = {}
    streamed: ClassVar[tuple[str, ...]] = ("library",)
    calculated: ClassVar[Mapping[str, Calculated]] = {}
    """What is calculated of each molecule in the second stage, by the name of its column in the shortlist."""

    structures: Annotated[
        str | None,
        Field(
            title="Molecules of the library",
            description="The column of the library that holds SMILES, if it is called otherwise than the measured one.",
            json_schema_extra=asks(Role.COLUMN, table="library"),
        ),
    ] = None
    codes: Annotated[
        str | None,
        Field(
            title="Names of the library",
            description="The column of the library that names each molecule, such as an order number.",
            json_schema_extra=asks(Role.COLUMN, table="library"),
        ),
    ] = None
    price: Annotated[
        str | None,
        Field(
            title="Price",
            description="The column of the library that holds what each molecule costs.",
            json_schema_extra=asks(Role.COLUMN, table="library"),
        ),
    ] = None
    price_each: Annotated[
        float | None,
        Field(
            ge=0,
            title="One price for each",
            description="What a molecule costs where the library has no column of prices.",
            json_schema_extra=asks(Role.NUMBER),
        ),
    ] = None
    budget: Annotated[
        float | None,
        Field(
            gt=0,
            title="Budget",
            description="What the batch may cost in all, in the unit of the prices; empty for no limit.",
            json_schema_extra=asks(Role.NUMBER),
        ),
    ] = None
    share: Annotated[
        float,
        Field(
            gt=0,
            le=1,
            title="Share kept",
            description="Which share of the library the first stage keeps for the close look, at least 1,000.",
            json_schema_extra=asks(Role.NUMBER),
        ),
    ] = 0.05
    most: Annotated[
        int,
        Field(
            ge=100,
            le=1_000_000,
            title="Most kept",
            description="How many molecules the first stage keeps at most, however long the library is.",
            json_schema_extra=asks(Role.NUMBER),
        ),
    ] = 50_000

    @property
    def windows(self) -> Mapping[str, Window]:
        """The limits of each calculated property that has some; molecules outside are left out."""
        return {}

    @property
    def left_out(self) -> Text | None:
        """Why molecules with an alert are left out; None where they are kept, and their alerts told."""
        return None

    def alerts_of(self, structure: Any) -> tuple[str, ...]:
        """Names of the groups of atoms in a molecule that the trade distrusts; ``structure`` is RDKit's molecule."""
        del structure
        return ()

    def answer(self, tables: Mapping[str, Any], run: Run) -> Answer:
        """The batch with what is expected of each; see :class:`~sanhak.study.Study`."""
        from sanhak.study.screening.batch import batch_of
        from sanhak.study.screening.close import look_closely
        from sanhak.study.screening.first import look_first
        from sanhak.study.screening.measured import teach
        from sanhak.study.screening.telling import told

        taught = teach(self, tables["data"], run)
        passed = look_first(self, taught, tables["data"], tables["library"], run)
        close = look_closely(self, taught, passed, run)
        return told(self, taught, passed, close, batch_of(self, taught, passed, close, run))
