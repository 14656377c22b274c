"""Which molecules of a library are worth buying or making, chosen for their property, their variety and their cost?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from sanhak.areas.drug.property import Property
from sanhak.run import Run
from sanhak.study import Answer, Role, asks

Limit = float | None


def _limit(title: str, description: str) -> Any:
    return Field(title=title, description=description, json_schema_extra=asks(Role.NUMBER))


class Screen(Property):
    """The batch to buy or make next out of a library of any length, by what was measured on other molecules.

    A first stage looks at every molecule and keeps the best share; a second one describes those in full, leaves out
    what does not fit, and chooses a diverse batch under a budget. The library is read block by block, never whole.

    Raises :class:`~sanhak.finding.Refusal` (S-, T- and M-codes; of its own S310 and S312–S315).
    """

    kind: ClassVar[str] = "drug.screen"
    title: ClassVar[str] = "Screening of a library"
    question: ClassVar[str] = "Which molecules of a library should be bought or made next?"
    tables: ClassVar[Mapping[str, str]] = {
        "data": "One row for each measured molecule.",
        "library": "One row for each molecule that could be bought or made; of any length.",
    }
    optional: ClassVar[Mapping[str, str]] = {}
    streamed: ClassVar[tuple[str, ...]] = ("library",)

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
        Limit,
        Field(
            ge=0,
            title="One price for each",
            description="What a molecule costs where the library has no column of prices.",
            json_schema_extra=asks(Role.NUMBER),
        ),
    ] = None
    budget: Annotated[
        Limit,
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
    alerts: Annotated[
        Literal["leave out", "tell"],
        Field(
            title="Structural alerts",
            description="What happens to molecules with groups of atoms that disturb assays (PAINS) or are unwanted in"
            " drugs (BRENK).",
            json_schema_extra=asks(
                Role.CHOICE, words={"leave out": "leave these molecules out", "tell": "keep them and tell the alerts"}
            ),
        ),
    ] = "leave out"
    lightest: Annotated[Limit, _limit("Lightest", "Least molar mass in g/mol; empty for no limit.")] = None
    heaviest: Annotated[Limit, _limit("Heaviest", "Largest molar mass in g/mol; empty for no limit.")] = None
    least_log_p: Annotated[Limit, _limit("Least log P", "Least calculated log P (octanol and water).")] = None
    most_log_p: Annotated[Limit, _limit("Largest log P", "Largest calculated log P (octanol and water).")] = None
    most_polar: Annotated[Limit, _limit("Largest polar surface", "Largest topological polar surface in Å².")] = None
    most_donors: Annotated[Limit, _limit("Most donors", "Most donors of hydrogen bonds.")] = None
    most_acceptors: Annotated[Limit, _limit("Most acceptors", "Most acceptors of hydrogen bonds.")] = None
    most_rotatable: Annotated[Limit, _limit("Most rotatable bonds", "Most bonds that turn freely.")] = None

    @property
    def windows(self) -> dict[str, tuple[Limit, Limit]]:
        """Lower and upper limit of each calculated property that has one."""
        given: dict[str, tuple[Limit, Limit]] = {
            "mass": (self.lightest, self.heaviest),
            "log P": (self.least_log_p, self.most_log_p),
            "polar surface": (None, self.most_polar),
            "donors": (None, self.most_donors),
            "acceptors": (None, self.most_acceptors),
            "rotatable bonds": (None, self.most_rotatable),
        }
        return {name: ends for name, ends in given.items() if ends != (None, None)}

    def answer(self, tables: Mapping[str, Any], run: Run) -> Answer:
        """The batch with what is expected of each; see :class:`~sanhak.study.Study`."""
        from sanhak.areas.drug.checks import ended
        from sanhak.areas.drug.pictures import molecules
        from sanhak.areas.drug.screening.batch import batch_of
        from sanhak.areas.drug.screening.close import look_closely
        from sanhak.areas.drug.screening.first import look_first
        from sanhak.areas.drug.screening.measured import teach
        from sanhak.areas.drug.screening.telling import told

        data, ends = ended(tables["data"], self.outcome, (self.lowest, self.highest))
        taught = teach(self, data, run)
        passed = look_first(self, taught, data, tables["library"], run)
        close = look_closely(self, taught, passed, run)
        answer = told(self, taught, passed, close, batch_of(self, taught, passed, close, run))
        drawn = molecules(answer, answer.tables["batch"].texts("structure"))
        findings = answer.findings if taught.learnt.endpoint.logarithm else (*answer.findings, *ends)
        return replace(answer, findings=findings, figures=(*answer.figures[:1], drawn, *answer.figures[1:]))
