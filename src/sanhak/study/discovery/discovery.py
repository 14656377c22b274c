"""Which formula that nobody has made yet should be made next?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from sanhak.run import Run
from sanhak.study.answer import Answer
from sanhak.study.describe import Role, asks
from sanhak.study.property import Property
from sanhak.table import Kind, Table

Bounds = tuple[float | None, float | None]


class Discovery(Property):
    """New formulas to make next: within the rules, unlike each other, and worth it for what they may reach.

    Whatever is written as a formula is made of elements, so the rules on them (shares, charges, price, supply, hazard;
    :mod:`sanhak.model.composition.rules`) are asked for here. A kind of an area says in its trade's words what is
    looked for.
    """

    kinds: ClassVar[tuple[Kind, ...]] = (Kind.FORMULA,)
    optional: ClassVar[Mapping[str, str]] = {
        "candidates": "One row for each formula that could be made, with the same input columns."
    }

    formula: Annotated[
        str,
        Field(
            title="Formula",
            description="The column of formulas, as in Fe0.62Ni0.38 or LiCoO2.",
            json_schema_extra=asks(Role.COLUMN, holds=("formula",)),
        ),
    ]
    make: Annotated[
        Literal["auto", "alloys", "compounds", "given"],
        Field(
            title="New formulas",
            description=(
                "How new formulas come about: by moving and mixing shares of elements, by replacing elements by like"
                " ones, or only those of a table of candidates. By itself as the measured formulas look."
            ),
            json_schema_extra=asks(
                Role.CHOICE,
                words={
                    "auto": "as the table asks for",
                    "alloys": "shares of elements moved and mixed",
                    "compounds": "elements replaced by like ones",
                    "given": "only candidates that are given",
                },
            ),
        ),
    ] = "auto"
    settings: Annotated[
        dict[str, Bounds | list[str]],
        Field(
            title="How it may be made",
            description=(
                "Range of a further input, or the levels of a category, for what is proposed; without one it is made as"
                " the record from which it comes."
            ),
            json_schema_extra=asks(Role.RANGES, among="besides"),
        ),
    ] = {}  # noqa: RUF012 - pydantic copies the defaults of a field
    elements: Annotated[
        tuple[str, ...],
        Field(
            title="Allowed elements",
            description="Symbols of the only elements that may occur; by itself those of the table.",
            json_schema_extra=asks(Role.TEXT),
        ),
    ] = ()
    without: Annotated[
        tuple[str, ...],
        Field(
            title="Forbidden elements",
            description="Symbols of elements that must not occur.",
            json_schema_extra=asks(Role.TEXT),
        ),
    ] = ()
    most_elements: Annotated[
        int | None,
        Field(
            ge=1,
            title="Most elements",
            description="How many different elements a formula may have; empty for any number.",
            json_schema_extra=asks(Role.NUMBER),
        ),
    ] = None
    shares: Annotated[
        tuple[str, ...],
        Field(
            title="Shares",
            description="Limits on the share of single elements, as fractions of 1: 0.62 <= Fe <= 0.9, or C <= 0.004.",
            json_schema_extra=asks(Role.TEXT),
        ),
    ] = ()
    shares_of: Annotated[
        Literal["atoms", "weight"],
        Field(
            title="Shares are of",
            description="Whether the limits on shares mean the number of atoms or the weight.",
            json_schema_extra=asks(Role.CHOICE, words={"atoms": "the atoms", "weight": "the weight"}),
        ),
    ] = "atoms"
    neutral: Annotated[
        bool,
        Field(
            title="Charges cancel out",
            description="Only ionic compounds whose common charges sum to zero; never for alloys.",
            json_schema_extra=asks(Role.CHOICE),
        ),
    ] = False
    price: Annotated[
        float | None,
        Field(
            gt=0,
            title="Price at most",
            description="What a kilogram of the elements may cost, in prices of 2013 to 2020.",
            json_schema_extra=asks(Role.NUMBER, unit="USD/kg"),
        ),
    ] = None
    abundance: Annotated[
        float | None,
        Field(
            gt=0,
            title="Abundance at least",
            description="What share of the Earth's crust each element has to make up.",
            json_schema_extra=asks(Role.NUMBER, unit="mg/kg"),
        ),
    ] = None
    concentration: Annotated[
        float | None,
        Field(
            gt=0,
            le=10000,
            title="Concentration of supply at most",
            description="Herfindahl–Hirschman index of the countries that produce the elements; 10,000 is a monopoly.",
            json_schema_extra=asks(Role.NUMBER),
        ),
    ] = None
    avoid: Annotated[
        Literal["nothing", "radioactive", "hazardous"],
        Field(
            title="Avoid",
            description="Leave out radioactive elements, or the hazardous ones (Be, As, Cd, Hg, Tl, Pb) as well.",
            json_schema_extra=asks(
                Role.CHOICE,
                words={
                    "nothing": "nothing",
                    "radioactive": "radioactive elements",
                    "hazardous": "radioactive and hazardous elements",
                },
            ),
        ),
    ] = "radioactive"
    novelty: Annotated[
        float,
        Field(
            ge=0,
            lt=1,
            title="Novelty",
            description="Share of the atoms by which a proposal differs at least from every measured formula.",
            json_schema_extra=asks(Role.NUMBER),
        ),
    ] = 0.005
    outside: Annotated[
        Literal["mark", "refuse"],
        Field(
            title="Unlike anything measured",
            description="Propose what is unlike anything measured and mark it, or stay with what is known.",
            json_schema_extra=asks(
                Role.CHOICE, words={"mark": "propose such formulas and mark them", "refuse": "stay with what is known"}
            ),
        ),
    ] = "mark"
    candidates: Annotated[
        int,
        Field(
            ge=100,
            le=100_000,
            title="Formulas weighed",
            description="How many new formulas that keep the rules are made and weighed.",
            json_schema_extra=asks(Role.NUMBER),
        ),
    ] = 3000
    rehearsals: Annotated[
        int,
        Field(
            ge=0,
            le=200,
            title="Rehearsals",
            description="From how many random starts the search is rehearsed on the measured rows; 0 for none.",
            json_schema_extra=asks(Role.NUMBER),
        ),
    ] = 4

    @property
    def matter(self) -> str:
        """The column of formulas."""
        return self.formula

    @property
    def held_out_by(self) -> str | None:
        """The split that the table calls for."""
        return None

    def answer(self, tables: Mapping[str, Table], run: Run) -> Answer:
        """New formulas with their intervals, in the order in which to make them; see :class:`~sanhak.study.Study`."""
        from sanhak.study.discovery.proposing import propose
        from sanhak.study.discovery.telling import told

        return told(self, propose(self, tables, run))
