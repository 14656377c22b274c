"""The seam of preparation: a step is data (it stands in a study file and in Excel) that plans an act on a flow."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict

from sanhak.table.prepare.flow import Flow
from sanhak.table.table import Table
from sanhak.text import Text


class Step(BaseModel, ABC):
    """One act of preparation. ``verb`` is the field by which a study file names it, as in ``where: load > 50 %``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    verb: ClassVar[str]
    title: ClassVar[Text]
    """What the step does, in two words for a report."""
    summary: ClassVar[str]
    """What the step does, in one sentence for the reference."""
    fewer: ClassVar[bool] = False
    """Whether it makes a long history short enough for memory."""

    @abstractmethod
    def plan(self, flow: Flow) -> Flow:
        """The flow after this step, its rows not yet computed; a step that needs to see rows settles the flow first."""

    @property
    def asks(self) -> tuple[str, ...]:
        """Names of further tables that the step needs."""
        return ()

    @property
    def data(self) -> dict[str, Any]:
        """The step as it stands in a study file: only what was given."""
        return self.model_dump(mode="json", exclude_defaults=True)


def prepare(table: Table, steps: Sequence[Step], others: Mapping[str, Table] | None = None) -> Table:
    """Carry out the steps, one after the other.

    Parameters
    ----------
    table
        What came in.
    steps
        What is to be done.
    others
        Further tables by name, for joins.

    Raises
    ------
    Refusal
        If a step does not fit the table or leaves nothing of it.
    """
    return carried(Flow.of(table, others or {}), steps).table()


def carried(flow: Flow, steps: Sequence[Step]) -> Flow:
    """The flow after the steps; rows in memory are computed step by step, others once they have become few."""
    for step in steps:
        flow = step.plan(flow)
        if not flow.waits or step.fewer:
            flow = flow.settled(few=step.fewer)
    return flow
