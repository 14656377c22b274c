"""Which property will a material have that was never made, and which should be made next?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from pydantic import Field

from sanhak.figure import Figure
from sanhak.finding import Finding
from sanhak.study import Role, asks
from sanhak.study.property import Property as PropertyOfMatter
from sanhak.study.splits import split_words
from sanhak.table import Kind

if TYPE_CHECKING:
    from sanhak.study.property.learning import Learnt
    from sanhak.study.property.ranking import Ranked


class Property(PropertyOfMatter):
    """A property of alloys, oxides, polymers or mixtures, from their formula or repeat unit and how they were made.

    Raises :class:`~sanhak.finding.Refusal` (S- and T-codes) when the column holds no formulas, or cannot be read.
    """

    kind: ClassVar[str] = "materials.property"
    title: ClassVar[str] = "Property of a material"
    question: ClassVar[str] = "Which property will a material have that was never made, and which is to be made next?"
    kinds: ClassVar[tuple[Kind, ...]] = (Kind.FORMULA, Kind.MOLECULE)

    material: Annotated[
        str,
        Field(
            title="Material",
            description="The column of formulas (Fe0.62Ni0.38, LiCoO2), or of repeat units as SMILES with two *.",
            json_schema_extra=asks(Role.COLUMN, holds=("formula", "molecule")),
        ),
    ]
    split: Annotated[
        Literal["auto", "forward", "chemical system", "scaffold", "grouped", "random"],
        Field(
            title="Split",
            description=(
                "How rows are held out to judge the model: by itself materials of one chemical system stay together,"
                " since a new material is rarely one of the measured ones with other amounts. At random flatters."
            ),
            json_schema_extra=asks(
                Role.CHOICE,
                words=split_words("blocked"),
            ),
        ),
    ] = "auto"

    @property
    def matter(self) -> str:
        """The column of formulas or repeat units."""
        return self.material

    @property
    def held_out_by(self) -> str | None:
        """The split that is asked for by name."""
        return None if self.split == "auto" else self.split

    def remarks(self, learnt: Learnt, ranked: Ranked) -> Sequence[Finding]:
        """Candidates of elements that were never measured (S300); a table of one chemical system (S301)."""
        from sanhak.areas.materials.findings import ElementNeverMeasured, OneSystem
        from sanhak.areas.materials.periodic import held_by

        if learnt.table[self.material].kind is not Kind.FORMULA:
            return ()
        measured = held_by(learnt.table.texts(self.material))
        known = frozenset().union(*measured)
        found: list[Finding] = []
        if len(set(measured)) == 1:
            found.append(OneSystem(elements=tuple(sorted(known))))
        new = [holds - known for holds in held_by(ranked.table.texts(self.material))] if len(ranked) else []
        strange = tuple(sorted(frozenset().union(*new)))
        if strange:
            found.append(ElementNeverMeasured(count=sum(map(bool, new)), elements=strange))
        return tuple(found)

    def pictures(self, learnt: Learnt) -> Sequence[Figure]:
        """The periodic table of errors, where the material is a formula."""
        from sanhak.areas.materials.periodic import periodic_table

        if learnt.table[self.material].kind is not Kind.FORMULA:
            return ()
        figure = periodic_table(learnt)
        return () if figure is None else (figure,)
