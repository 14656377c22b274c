"""What a lesson asks, what it gives, and the plant behind it that nobody sees."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Protocol

from sanhak.model.prediction import Floats
from sanhak.plants import Optimum
from sanhak.table import Source, Table
from sanhak.text import Amount, Language, Text, decimals_for, say

if TYPE_CHECKING:
    from sanhak.plants.plant import Limits, Settings
    from sanhak.study.lesson.grade import Grade

_TOLD: Final = 10
"""A setting is told with two digits of a tenth of its range."""


@dataclass(frozen=True, slots=True)
class Knob:
    """What is to be set: the plant's input, what it is called, its unit, today's value, and the range allowed."""

    name: str
    title: Text
    unit: str | None
    today: float
    lower: float
    upper: float

    def amount(self, value: float) -> Amount:
        """A setting as it is told."""
        return Amount(value, self.unit, decimals_for((self.upper - self.lower) / _TOLD))

    @property
    def allowed(self) -> Text:
        """Both ends of its range with their unit."""
        return say(
            "{lower} to {upper}", lower=replace(self.amount(self.lower), unit=None), upper=self.amount(self.upper)
        )


@dataclass(frozen=True, slots=True)
class Measured:
    """An outcome as it is told: the plant's name for it, the reader's, its unit, and the digits that it deserves."""

    name: str
    title: Text
    unit: str | None
    decimals: int

    def amount(self, value: float) -> Amount:
        """A value of it."""
        return Amount(value, self.unit, self.decimals)


@dataclass(frozen=True, slots=True)
class Limit:
    """An outcome that has to stay within limits, one of which may be open."""

    of: Measured
    lower: float | None
    upper: float | None

    @property
    def told(self) -> Text:
        """The limit in words."""
        if self.lower is None:
            return say("at most {upper}", upper=self._end(self.upper))
        if self.upper is None:
            return say("at least {lower}", lower=self._end(self.lower))
        return say("{lower} to {upper}", lower=Amount(self.lower), upper=self._end(self.upper))

    def _end(self, value: float | None) -> Amount:
        return Amount(value or 0.0, self.of.unit)


@dataclass(frozen=True, slots=True)
class Task:
    """What the trainee gets: everything here may be shown, and nothing else may.

    Parameters
    ----------
    table
        The plant's history, under the names of the plant.
    heads
        What its columns are called.
    knobs
        What is to be set.
    goal, lowest
        The outcome that is to be high, or low.
    limits, assurance
        What has to be kept, if anything, and the probability with which one fresh measurement has to keep each.
    conditions
        Values of the inputs that are not set, at which the decision is carried out.
    """

    table: Table
    heads: Mapping[str, Text]
    knobs: tuple[Knob, ...]
    goal: Measured
    lowest: bool
    limits: tuple[Limit, ...]
    assurance: float
    conditions: Mapping[str, Amount]

    @property
    def aim(self) -> Text:
        """What is to be reached."""
        return (
            say("{goal} as low as possible", goal=self.goal.title)
            if self.lowest
            else say("{goal} as high as possible", goal=self.goal.title)
        )

    @property
    def told(self) -> tuple[Text, ...]:
        """The question in words: the aim, what is set, what is kept, and at which conditions."""
        kept = tuple(say("{limit} {told}", limit=limit.of.title, told=limit.told) for limit in self.limits)
        held = tuple(say("{input} {value}", input=self.heads[name], value=at) for name, at in self.conditions.items())
        asked = (say("To be kept by {assurance:%} of measurements: {limits}.", assurance=self.assurance, limits=kept),)
        return (
            say("Aim: {aim}.", aim=self.aim),
            *(
                say("To be set: {knob}, allowed {allowed}, today {today}.",
                    knob=knob.title, allowed=knob.allowed, today=knob.amount(knob.today))
                for knob in self.knobs
            ),
            *(asked if kept else ()),
            say("Conditions: {conditions}.", conditions=held),
        )  # fmt: skip

    @property
    def today(self) -> Mapping[str, float]:
        """Where the knobs stand."""
        return {knob.name: knob.today for knob in self.knobs}

    def given(self, language: Language, name: str) -> Table:
        """The history with heads in the reader's language, under a name that says nothing of how it was made."""
        heads = {column.name: self.heads[column.name].render(language) for column in self.table.columns}
        columns = tuple(replace(column, name=heads[column.name]) for column in self.table.columns)
        time = heads[self.table.time] if self.table.time else None
        return Table(self.table.frame.rename(heads), columns, time=time, source=Source(name))


class Truth(Protocol):
    """What a lesson needs of a plant: what settings truly bring, and how surely fresh measurements keep limits."""

    def truth(self, settings: Settings) -> dict[str, Floats]:
        """The true outcomes by name, each of shape (rows,)."""

    def chance(self, settings: Settings, limits: Limits) -> dict[str, Floats]:
        """The probability that one fresh measurement keeps each limit, each of shape (rows,)."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A task with the plant behind it and the best that is possible there: it never leaves the server."""

    task: Task
    plant: Truth
    best: Optimum

    def carry_out(self, decision: Mapping[str, float]) -> Grade:
        """What the plant truly makes of settings (all knobs, in their units, within their ranges), and the grade."""
        from sanhak.study.lesson.grade import graded

        return graded(self, decision)


@dataclass(frozen=True, slots=True, eq=False)
class Lesson:
    """A question whose truth is hidden: ``draw`` makes the same task, plant and optimum of the same seed."""

    name: str
    """As the kind of study that answers it, as in ``process.setpoints``."""
    title: Text
    story: Text
    """Two or three sentences: whose problem it is, and what is at hand."""
    draw: Callable[[int], Drawn]
