"""Which property or activity will a molecule have that was never assayed, and which should be assayed next?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from sanhak.figure import Figure
from sanhak.run import Run
from sanhak.study import Answer
from sanhak.study.property import MoleculeProperty
from sanhak.study.property.telling import catch
from sanhak.table import Table
from sanhak.text import Text, say

if TYPE_CHECKING:
    from sanhak.study.property.learning import Learnt


class Property(MoleculeProperty):
    """A property or activity of molecules from their structure, with intervals that fit how alike they are.

    Raises :class:`~sanhak.finding.Refusal` (S- and T-codes) when the column holds no structures, or cannot be read.
    """

    kind: ClassVar[str] = "drug.property"
    title: ClassVar[str] = "Property of a molecule"
    question: ClassVar[str] = "Which property will a molecule have that was never assayed, and which is to be next?"
    undecided: ClassVar[Text] = say("Assay this one")

    def pictures(self, learnt: Learnt) -> Sequence[Figure]:
        """How far held-out molecules were off, by their likeness to those that taught."""
        from sanhak.areas.drug.pictures import held_out_bands

        return held_out_bands(learnt)

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
