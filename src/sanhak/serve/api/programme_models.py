"""What the API replies with and takes about calls, problems, joint projects and scholarships; money in whole won."""

from __future__ import annotations

from datetime import date, datetime

from pydantic import Field

from sanhak.center.calls.applications import State as ApplicationState
from sanhak.center.calls.calls import Purpose
from sanhak.center.calls.calls import State as CallState
from sanhak.center.carrying.standing import Course
from sanhak.center.carrying.words import Verdict as StageVerdict
from sanhak.center.finding.intake import Verdict
from sanhak.center.finding.problems import State as ProblemState
from sanhak.center.scholarship.schedule import Kind as PaymentKind
from sanhak.serve.api.models import FindingReply, Given, Reply


class CallReply(Reply):
    """A call that one may see."""

    id: str
    title: str
    text: str
    purpose: Purpose
    state: CallState
    opens: datetime
    closes: datetime = Field(description="The end, extensions included.")
    zone: str = Field(description="The time zone in which the end is told (IANA).")
    open: bool = Field(description="Whether it takes applications now.")


class ApplicationReply(Reply):
    """One of one's own applications."""

    id: str
    call: str
    number: int | None = Field(description="Within its call, from the day on which it was handed in.")
    title: str
    state: ApplicationState
    late: bool
    submitted: datetime | None
    changed: datetime


class SignalReply(Reply):
    """How much of the error of the best naive guess models take away, with its 90 % interval."""

    share: float
    lower: float
    upper: float


class IntakeReply(Reply):
    """What was measured of a sample."""

    verdict: Verdict
    rows: int
    columns: int
    outcome: str
    noise: float | None
    signal: SignalReply | None
    findings: list[FindingReply]


class ProblemReply(Reply):
    """A problem that one may see."""

    id: str
    title: str
    wrong: str
    place: str
    area: str
    practice: str
    reckoning: str
    recorded: str
    low: int | None
    likely: int | None
    high: int | None
    state: ProblemState
    reason: str
    mine: bool
    job: str | None = Field(description="The last measurement, for its author alone.")
    intake: IntakeReply | None
    project: str | None = Field(description="The project that was opened from it.")
    changed: datetime


class ProblemGiven(Given):
    """A new problem; it is a draft, and nothing but the title has to be there."""

    title: str
    wrong: str = ""
    place: str = ""
    area: str = ""
    practice: str = Field("", description="What is done today.")
    reckoning: str = Field("", description="How the amounts were reckoned.")
    recorded: str = Field("", description="What is recorded.")
    low: int | None = Field(None, description="Won a year, at least.")
    likely: int | None = None
    high: int | None = None


class MeasureGiven(Given):
    """What of a sample is to be explained."""

    outcome: str = Field(description="The name of the column.")


class NextReply(Reply):
    """What is next in a project."""

    what: str
    day: date | None = Field(description="Null where it waits already.")


class GateReply(Reply):
    """A milestone, its gate, and how it was judged last."""

    id: str
    title: str
    due: date
    passed: datetime | None
    study: str | None
    gate: str | None = Field(description="The agreed limit in words.")
    limit: float | None
    unit: str | None
    value: float | None = Field(description="What the last judged run brought.")
    held: bool | None = Field(description="Whether it held.")


class AccountReply(Reply):
    """A line of the budget with what was spent from it."""

    id: str
    title: str
    year: int
    planned: int
    spent: int
    forecast: int = Field(description="What will have been spent at the end of its year, at the pace so far.")


class RiskReply(Reply):
    """An open risk."""

    id: str
    title: str
    likelihood: int
    impact: int
    review: date


class StageReply(Reply):
    """A question that was put to the vote."""

    id: str
    title: str
    cast: int
    quorum: int
    verdict: StageVerdict | None


class SteeringReply(Reply):
    """Where a project stands."""

    course: Course
    sentence: str
    next: list[NextReply]
    gates: list[GateReply]
    budget: list[AccountReply]
    risks: list[RiskReply]
    stages: list[StageReply]


class SpendingGiven(Given):
    """Money that was spent from a line of the budget."""

    line: str
    day: date
    won: int = Field(ge=0)
    note: str = ""


class SpendingReply(Reply):
    """A spending as it was written down."""

    id: str
    line: str
    day: date
    won: int
    note: str


class JudgeGiven(Given):
    """The answer that is held against a gate."""

    answer: str


class JudgementReply(Reply):
    """A gate as it was agreed when an answer was held against it, and what that brought."""

    id: str
    milestone: str
    answer: str
    hash: str = Field(description="Of the answer.")
    gate: str
    value: float
    lower: float
    upper: float
    unit: str | None
    held: bool
    made: datetime


class PaymentReply(Reply):
    """A payment of a month; ``tax`` is withheld from ``gross``."""

    month: date
    kind: PaymentKind
    state: str
    gross: int
    tax: int
    net: int


class ScholarshipReply(Reply):
    """One's own scholarship."""

    id: str
    state: str
    since: date | None
    until: date | None
    payments: list[PaymentReply]
    owed: int = Field(description="Won to be paid back if one left today.")


class DueReply(Reply):
    """A payment of this month that is due to a scholar."""

    id: str
    scholar: str
    name: str
    payment: PaymentReply
