"""What was asked, as values: jobs, crews, parts, the earlier plan, in days from the start."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from sanhak.finding import Finding
from sanhak.study.maintenance_plan.shifts import DAY, Shifts

if TYPE_CHECKING:
    from sanhak.model.life import Lives

NAN: Final = float("nan")


@dataclass(frozen=True, slots=True)
class Job:
    """What is done to an asset: hours, skill, part, costs, and why it has to be done when."""

    asset: str
    location: str = ""
    hours: float = 16.0
    skill: str = ""
    part: str = ""
    failure: float = 0.0
    planned: float = 0.0
    windows: tuple[tuple[float, float], ...] = ()
    """Days from the start in which it may be done; all where there are none."""
    hard: tuple[float, float] | None = None
    reason: str = ""
    known: bool = True
    """Whether the asset's life is known."""
    kind: str = ""
    """The kind of the asset: what a day of life is worth is worked out for each."""
    wasted: float = NAN
    """What a day of life that is given away costs; NaN where nobody says."""
    after: tuple[str, ...] = ()
    """The assets whose jobs have to be done before."""
    shutdown: str = ""
    """The shutdown that it has to share with all jobs of the same name; none where it is empty."""
    stop: float = 0.0
    """What taking its location out of service costs, once for all jobs there in a week."""
    bound: tuple[float, float] | None = None
    """The hard date that others have set, which no hand moves; ``hard`` lies within it."""
    crew: str = ""
    """The crew that has to do it; empty for any that can."""

    @property
    def by_hand(self) -> bool:
        """Whether somebody has put it where it is."""
        return self.hard != self.bound


@dataclass(frozen=True, slots=True)
class Crew:
    """A crew: its skills (none for all), hours in each week, the days between which it is there, and its shifts."""

    name: str
    skills: frozenset[str]
    hours: float
    begins: float = 0.0
    ends: float = float("inf")
    shifts: Shifts = field(default_factory=lambda: Shifts.usual(40.0))

    def open_(self, start: datetime, first: float, last: float) -> float:
        """Its hours between two days of a plan that begins at ``start``, at most those of a week."""
        begins, ends = max(first, self.begins), min(last, self.ends)
        monday = start.weekday() * DAY
        there = self.shifts.hours(monday + DAY * begins, monday + DAY * ends) if ends > begins else 0.0
        return min(self.hours, there)


@dataclass(frozen=True, slots=True)
class Part:
    """A spare part: how many lie in store, and after how many days more come (infinite for never)."""

    name: str
    stock: float
    lead: float


@dataclass(frozen=True, slots=True)
class Earlier:
    """Where a job stood in an earlier plan, in days from the start; ``pinned`` if it has to stay there."""

    asset: str
    day: float
    crew: str
    pinned: bool


@dataclass(frozen=True)
class Asked:
    """All that was asked, in days from ``start``: jobs in the order of ``lives``, then hard dates without a life."""

    lives: Lives
    jobs: tuple[Job, ...]
    crews: tuple[Crew, ...]
    parts: tuple[Part, ...]
    start: datetime
    weeks: int
    column: str
    free: float | None = None
    """Share of the crews' hours that is kept free for failures; None for as much as failures are expected to take."""
    repair: float = 2.0
    """How many times as long as its planned job a repair takes."""
    moving: float = 0.0
    """What moving a job of an earlier plan costs."""
    earlier: tuple[Earlier, ...] = ()
    findings: tuple[Finding, ...] = field(default=())

    def moment(self, day: float) -> datetime:
        """A day of the plan as a date."""
        return self.start + timedelta(days=day)

    @property
    def end(self) -> datetime:
        """The last day."""
        return self.moment(7 * self.weeks)
