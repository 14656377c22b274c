"""Which molecules of a library are worth buying or making, chosen for their property, their variety and their cost?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from pydantic import Field

from sanhak.areas.drug.calculated import CALCULATED
from sanhak.figure import Figure
from sanhak.run import Run
from sanhak.study import Answer, Role, asks
from sanhak.study.screening import Calculated, Screening, Window
from sanhak.text import Text, say

if TYPE_CHECKING:
    from sanhak.study.property.learning import Learnt

Limit = float | None


def _limit(title: str, description: str) -> Any:
    return Field(title=title, description=description, json_schema_extra=asks(Role.NUMBER))


class Screen(Screening):
    """The batch to buy or make next out of a library, clean of alerts and inside windows of calculated properties.

    Raises :class:`~sanhak.finding.Refusal` (S-, T- and M-codes; of screening S310 and S312–S315).
    """

    kind: ClassVar[str] = "drug.screen"
    title: ClassVar[str] = "Screening of a library"
    question: ClassVar[str] = "Which molecules of a library should be bought or made next?"
    calculated: ClassVar[Mapping[str, Calculated]] = CALCULATED

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
    def windows(self) -> Mapping[str, Window]:
        """The limits of each calculated property that has some."""
        given: dict[str, Window] = {
            "mass": (self.lightest, self.heaviest),
            "log P": (self.least_log_p, self.most_log_p),
            "polar surface": (None, self.most_polar),
            "donors": (None, self.most_donors),
            "acceptors": (None, self.most_acceptors),
            "rotatable bonds": (None, self.most_rotatable),
        }
        return {name: ends for name, ends in given.items() if ends != (None, None)}

    @property
    def left_out(self) -> Text | None:
        """That PAINS and BRENK are left out, if they are."""
        return say("PAINS and BRENK are left out.") if self.alerts == "leave out" else None

    def alerts_of(self, structure: Any) -> tuple[str, ...]:
        """The alerts of PAINS and BRENK."""
        from sanhak.table.molecules.alerts import alerts

        return alerts(structure)

    def pictures(self, learnt: Learnt) -> Sequence[Figure]:
        """How far held-out molecules were off, by their likeness to those that taught."""
        from sanhak.areas.drug.pictures import held_out_bands

        return held_out_bands(learnt)

    def answer(self, tables: Mapping[str, Any], run: Run) -> Answer:
        """The batch with what is expected of each, drawn; see :class:`~sanhak.study.Study`."""
        from sanhak.areas.drug.checks import ended
        from sanhak.areas.drug.pictures import molecules

        data, ends = ended(tables["data"], self.outcome, (self.lowest, self.highest))
        answer = super().answer({**tables, "data": data}, run)
        drawn = molecules(answer, answer.tables["batch"].texts("structure"))
        # A logarithm has no end, and its model stands under another name.
        findings = (*answer.findings, *ends) if self.outcome in answer.models else answer.findings
        return replace(answer, findings=findings, figures=(*answer.figures[:1], drawn, *answer.figures[1:]))
