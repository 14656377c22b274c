"""Which property or activity will a molecule have that was never assayed, and which should be assayed next?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from pydantic import Field

from sanhak.figure import Figure
from sanhak.run import Run
from sanhak.study import Answer, Role, asks
from sanhak.study.property import Property as PropertyOfMatter
from sanhak.study.property.telling import catch
from sanhak.study.splits import split_words
from sanhak.table import Kind, Table
from sanhak.text import Text, say

if TYPE_CHECKING:
    from sanhak.study.property.learning import Learnt


class Property(PropertyOfMatter):
    """A property or activity of molecules from their structure, with intervals that fit how alike they are.

    Raises :class:`~sanhak.finding.Refusal` (S- and T-codes) when the column holds no structures, or cannot be read.
    """

    kind: ClassVar[str] = "drug.property"
    title: ClassVar[str] = "Property of a molecule"
    question: ClassVar[str] = "Which property will a molecule have that was never assayed, and which is to be next?"
    kinds: ClassVar[tuple[Kind, ...]] = (Kind.MOLECULE,)
    undecided: ClassVar[Text] = say("Assay this one")

    molecule: Annotated[
        str,
        Field(
            title="Molecule",
            description="The column of structures as SMILES.",
            json_schema_extra=asks(Role.COLUMN, holds=("molecule",)),
        ),
    ]
    split: Annotated[
        Literal["auto", "forward", "scaffold", "grouped", "random"],
        Field(
            title="Split",
            description=(
                "How rows are held out to judge the model: by itself molecules of one scaffold stay together, since a"
                " new series has a scaffold of its own. At random flatters."
            ),
            json_schema_extra=asks(
                Role.CHOICE,
                words=split_words("chemical system", "blocked"),
            ),
        ),
    ] = "auto"

    @property
    def matter(self) -> str:
        """The column of structures."""
        return self.molecule

    @property
    def held_out_by(self) -> str | None:
        """The split that is asked for by name."""
        return None if self.split == "auto" else self.split

    def pictures(self, learnt: Learnt) -> Sequence[Figure]:
        """How far held-out molecules were off, by their likeness to those that taught."""
        from sanhak.areas.drug.pictures import likeness_bands

        return () if learnt.endpoint.label else (likeness_bands(learnt.model, learnt.table),)

    def answer(self, tables: Mapping[str, Table], run: Run) -> Answer:
        """The candidates, ranked, the next ones drawn; see :class:`~sanhak.study.Study`."""
        from sanhak.areas.drug.checks import ended, measured_rows, of_candidates, one_series, refuse_other_quantities
        from sanhak.areas.drug.pictures import molecules

        data, ends = ended(tables["data"], self.outcome, (self.lowest, self.highest))
        if "candidates" in tables:
            refuse_other_quantities(tables["candidates"], data, self.besides)
        answer = super().answer({**tables, "data": data}, run)
        measured, candidates = measured_rows(data, self.outcome), answer.tables.get("candidates")
        found = [*answer.findings, *one_series(measured.texts(self.molecule))]
        if self.outcome in answer.models:  # a logarithm needs no end
            found += ends
        figures = answer.figures
        if candidates is not None:
            found += of_candidates(candidates, self.molecule, measured, alone=not self.besides)
            following = [row for row, said in enumerate(candidates.texts("next")) if said == "yes"]
            drawn = molecules(answer, candidates.rows(following).texts(self.molecule))
            figures = (*figures[:1], drawn, *figures[1:])
        return replace(answer, findings=tuple(found), catch=catch(tuple(found)), figures=figures)
