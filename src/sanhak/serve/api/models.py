"""What the API replies with and takes. Words are in the language that was asked for; moments are in UTC."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from sanhak.center.projects import State as ProjectState
from sanhak.center.rights import Part, Role
from sanhak.center.studies import Every
from sanhak.center.tokens import Scope
from sanhak.finding import Severity
from sanhak.jobs.job import State
from sanhak.study.describe import Role as FieldRole

_Item = TypeVar("_Item")


class Reply(BaseModel):
    """What every reply shares."""

    model_config = ConfigDict(frozen=True)


class Given(BaseModel):
    """What every body that is taken shares: nothing that is not known."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Page(Reply, Generic[_Item]):
    """A page of a list."""

    items: list[_Item]
    next: str | None = Field(description="Sent as “after” it gives the next page; null at the end.")


class FindingReply(Reply):
    """One coded remark."""

    code: str = Field(description="As in T014; its page is at /help/findings/{code}.")
    severity: Severity
    said: str = Field(description="What was given, and which limit it meets.")
    reason: str = Field(description="Why that matters.")
    remedy: str = Field(description="What to do next.")
    params: dict[str, Any] = Field(description="The values that the sentences name, as plain data.")


class Problem(Reply):
    """Why something was not done (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    code: str = Field(description="The code of the first finding.")
    findings: list[FindingReply]


class PersonReply(Reply):
    """Whoever the token belongs to."""

    id: str
    name: str
    email: str
    role: Role
    organisation: str
    language: str
    scope: Scope = Field(description="What this token may do.")


class ProjectReply(Reply):
    """A project that one belongs to."""

    id: str
    title: str
    question: str
    area: str
    goal: str
    kpi: str = Field(description="The indicator of the goal.")
    unit: str
    start: float | None = Field(description="The indicator today, in its unit.")
    target: float | None = Field(description="The indicator at the end, in its unit.")
    state: ProjectState
    private: bool = Field(description="Whether it is somebody's own room.")
    part: Part = Field(description="What the person of the token is in it.")
    organisation: str
    made: datetime


class ProjectGiven(Given):
    """A new joint project."""

    title: str
    question: str = ""
    area: str = ""
    goal: str = ""
    kpi: str = ""
    unit: str = ""
    start: float | None = None
    target: float | None = None


class VersionReply(Reply):
    """One state of a dataset; it is never changed."""

    id: str
    dataset: str
    number: int
    ready: bool = Field(description="Whether it can be looked at and asked about.")
    rows: int | None
    columns: int | None
    hash: str | None = Field(description="SHA-256 of its rows and facts.")
    reading: dict[str, Any] = Field(description="What was stated about the file.")
    steps: list[dict[str, Any]] = Field(description="How its rows were prepared.")
    joined: dict[str, str] = Field(description="The versions that steps join, by name.")
    job: str = Field(description="The job that makes it.")
    made: datetime


class DatasetReply(Reply):
    """A table of a project by its name."""

    id: str
    project: str
    name: str
    made: datetime
    newest: VersionReply | None = Field(description="The version that was made last.")
    ready: str | None = Field(description="The newest version that can be asked about.")


class Stated(Given):
    """What is stated about a file as a whole; what is left out is found by looking at it."""

    sheet: str | None = Field(None, description="The sheet of a workbook.")
    time: str | None = Field(None, description="The column that says when.")
    asset: str | None = Field(None, description="The column that says on which equipment.")
    lot: str | None = Field(None, description="The column that says in which lot.")
    layout: str | None = Field(None, description="How an export is laid out, where it is not seen.")

    def plain(self) -> dict[str, Any]:
        """What was stated alone."""
        return self.model_dump(exclude_none=True)


class Reading(Stated):
    """What is stated about a file and its columns; what is left out is found by looking at it."""

    units: dict[str, str] | None = Field(None, description="Units by column.")
    kinds: dict[str, str] | None = Field(None, description="Kinds by column: number, category, date and so on.")


class Preparation(Given):
    """All steps of preparation in place of those that a version has; none undoes all."""

    steps: Annotated[list[dict[str, Any]], Field(max_length=200)]
    joined: dict[str, str] = Field(default_factory=dict, description="Versions that steps join, by name.")


class Made(Reply):
    """What was begun: its identifier, and the job that carries it out."""

    id: str
    job: str


class ColumnReply(Reply):
    """What is seen of a column at once."""

    name: str
    kind: str
    unit: str | None
    role: str | None = Field(description="time, asset or lot where the column is one.")
    missing: int
    low: Any = Field(description="The lowest number or the first date.")
    high: Any = Field(description="The highest number or the last date.")
    quantiles: list[float | None] = Field(description="The 5 %, 50 % and 95 % points of numbers.")
    counts: list[int] = Field(description="Values in each of 24 equal bins.")
    levels: list[tuple[str, int]] = Field(description="The most frequent values of a category, with counts.")
    distinct: int


class ProfileReply(Reply):
    """What is seen of a version at once."""

    name: str
    sheet: str | None
    columns: list[ColumnReply]
    findings: list[FindingReply]


class FieldReply(Reply):
    """One field of a study: all that is needed to ask for it."""

    name: str
    title: str
    help: str
    role: FieldRole = Field(description="What the field asks for.")
    required: bool
    default: Any
    unit: str | None
    lower: float | None
    upper: float | None
    choices: list[str]


class KindReply(Reply):
    """One kind of study: its question, its tables and its fields."""

    kind: str
    title: str
    question: str
    tables: dict[str, str] = Field(description="Tables that are needed, each with what its rows are.")
    optional: dict[str, str] = Field(description="Tables that may be given besides.")
    fields: list[FieldReply]


class StudyReply(Reply):
    """A question that a project keeps."""

    id: str
    project: str
    kind: str
    title: str
    values: dict[str, Any] = Field(description="Its fields, as in a study file.")
    tables: dict[str, str] = Field(description="The dataset for each of its tables.")
    every: Every | None = Field(description="How often it is asked again by itself.")
    rest: float | None = Field(description="Hours that lie between two askings at least.")
    job: str | None = Field(description="The job that was put last.")
    made: datetime
    changed: datetime


class StudyGiven(Given):
    """A new question."""

    kind: str = Field(description="As in process.setpoints; see /kinds.")
    title: str
    values: dict[str, Any] = Field(default_factory=dict, description="Its fields, as in a study file.")
    tables: dict[str, str] = Field(default_factory=dict, description="A dataset of the project for each table.")


class StudyChange(Given):
    """What is changed of a question; what is left out stays."""

    title: str | None = None
    values: dict[str, Any] | None = None
    tables: dict[str, str] | None = None
    every: Literal["data", "day", "week", "never"] | None = Field(
        None, description="How often it is asked again by itself: with new data, each day, each week, or never."
    )
    rest: float | None = Field(None, ge=0, le=744, description="Hours between two askings at least; 0 for none.")


class JobReply(Reply):
    """Work under way or ended."""

    id: str
    kind: str = Field(description="data or study.")
    state: State
    doing: str = Field(description="What is being done now, in words.")
    share: float | None = Field(description="How much of the whole time is behind it, from 0 to 1.")
    left: str | None = Field(description="How long it is expected to take still, in words.")
    made: datetime
    started: datetime | None
    ended: datetime | None
    answer: str | None = Field(description="The answer that it brought.")
    findings: list[FindingReply] = Field(description="Why it was refused or has failed.")


class PromiseReply(Reply):
    """What a decision is to bring, with the interval that holds it at 90 %."""

    what: str
    value: float
    lower: float
    upper: float
    unit: str | None
    against: str


class AnswerReply(Reply):
    """An answer as lists show it."""

    id: str
    study: str
    project: str
    number: int
    kind: str
    title: str
    headline: str
    catch: str
    worst: FindingReply | None
    promise: PromiseReply | None = Field(description="What is expected once the decision is carried out.")
    tables: dict[str, str] = Field(description="The versions that it rests on.")
    hash: str = Field(description="SHA-256 of its archive.")
    seconds: float = Field(description="Seconds of processor time.")
    made: datetime


class Settings(Given):
    """Settings to try out; those left out are as recommended."""

    settings: Mapping[str, float | str]


class PredictedReply(Reply):
    """What is to be expected of one outcome at the settings."""

    outcome: str
    value: float
    lower: float = Field(description="The lower end of the 90 % interval of a new measurement.")
    upper: float
    unit: str | None
    keeps: float | None = Field(description="The probability that its limits hold, where it has any.")
    domain: str = Field(description="inside, edge or outside of what was measured.")


class WhatIfReply(Reply):
    """What is to be expected of each outcome, the goal first."""

    outcomes: list[PredictedReply]


class DecisionGiven(Given):
    """The decision that an answer recommends is taken."""

    note: str = Field("", description="Why, or what is done otherwise.")


class OutcomeGiven(Given):
    """What was measured after a decision, in the unit of its promise."""

    value: float
    measured: date
    lower: float | None = None
    upper: float | None = None
    note: str = ""


class OutcomeReply(Reply):
    """What was measured after a decision."""

    id: str
    value: float
    lower: float | None
    upper: float | None
    unit: str | None
    measured: date
    note: str
    made: datetime


class DecisionReply(Reply):
    """What somebody decided on the ground of an answer, as it stood then."""

    id: str
    project: str
    answer: str
    headline: str
    actions: list[dict[str, Any]]
    promise: PromiseReply | None
    note: str
    by: str
    made: datetime
    kept: bool | None = Field(description="Whether the last outcome lies within what was promised.")
    outcomes: list[OutcomeReply]


class Begun(Reply):
    """What was made: its identifier."""

    id: str


class Whole(Reply):
    """An answer with all that it says, as plain data that sanhak reads back; tables and models are in its archive."""

    id: str
    content: dict[str, Any]
