"""A job as its row tells it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final, NamedTuple, Self

from sanhak.finding import Finding, Refusal
from sanhak.run import Step
from sanhak.text import dump, load


class State(StrEnum):
    """Where a job stands. The last four are ends, of which a job meets one."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    REFUSED = "refused"
    CANCELLED = "cancelled"
    FAILED = "failed"


ENDS: Final = (State.DONE, State.REFUSED, State.CANCELLED, State.FAILED)


@dataclass(frozen=True, slots=True)
class Reached:
    """The last step of a job: how many seconds after its start it came, and how often the same one had come before."""

    step: Step
    seconds: float
    before: int = 0

    def dump(self) -> dict[str, Any]:
        """Plain JSON data."""
        step = {"doing": dump(self.step.doing), "done": self.step.done, "of": self.step.of}
        return step | {"seconds": round(self.seconds, 3), "before": self.before}

    @classmethod
    def load(cls, data: Mapping[str, Any]) -> Self:
        """What :meth:`dump` wrote."""
        step = Step(load(data["doing"]), data["done"], data["of"])
        return cls(step, data["seconds"], data["before"])


class Mark(NamedTuple):
    """One line of a trace: the second at which a step came, its sentence without parameters, and how far it was."""

    seconds: float
    doing: str
    done: int
    of: int


@dataclass(frozen=True, slots=True)
class Alike:
    """What a job can be compared with: jobs of the same ``name`` take times in proportion to ``size``, if it is given.

    For a study the name is its kind, and the size its rows.
    """

    name: str
    size: float | None = None


@dataclass(frozen=True, slots=True)
class Job:
    """One row of the queue. ``seconds`` of processor time are in ``cpu``; moments are in UTC."""

    id: str
    kind: str
    payload: Any
    person: str
    project: str | None
    priority: int
    state: State
    attempts: int
    not_before: datetime | None
    alike: Alike
    runner: str | None
    lease: str | None
    lease_until: datetime | None
    step: Reached | None
    trace: tuple[Mark, ...]
    cancel_asked: bool
    made: datetime
    started: datetime | None
    ended: datetime | None
    cpu: float
    outcome: Any

    @classmethod
    def of(cls, row: Mapping[Any, Any]) -> Self:
        """The job of a row."""
        given: dict[str, Any] = {str(name): value for name, value in row.items()}
        size = given.pop("size")
        given["alike"] = Alike(given["alike"] or given["kind"], size)
        given["state"] = State(given["state"])
        given["step"] = Reached.load(given["step"]) if given["step"] else None
        given["trace"] = tuple(Mark(*mark) for mark in given["trace"] or ())
        return cls(**given)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Why it was refused or has failed; empty otherwise."""
        told = self.outcome.get("findings", ()) if self.state in (State.REFUSED, State.FAILED) else ()
        return tuple(Finding.load(one) for one in told)

    @property
    def seconds(self) -> float | None:
        """Wall seconds from its last start to its end."""
        return (self.ended - self.started).total_seconds() if self.started and self.ended else None


def why(findings: Sequence[Finding] | Refusal) -> dict[str, Any]:
    """The outcome of a job that was refused or has failed, as plain JSON data."""
    given = findings.findings if isinstance(findings, Refusal) else findings
    return {"findings": [finding.dump() for finding in given]}
