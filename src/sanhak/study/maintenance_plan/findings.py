"""Why a maintenance plan cannot be made as asked for, or not wholly: S378–S388, S412, S413, S430–S436, S446–S448."""

from __future__ import annotations

from datetime import datetime

from sanhak.finding import Finding, Severity, rule
from sanhak.text import Amount, Text


@rule("S378", Severity.REFUSE)
class NoLives(Finding):
    """The table of lives has no quantiles of remaining life that can be used.

    A plan weighs the risk of waiting, and that needs the chance of each asset to last. Answers about lives give it in
    their table *lives*: one row for each asset, with columns such as *life 5* in a unit of time.

    Take the table *lives* of an answer about condition, remaining life or failure risk, or name the quantiles.
    """

    says = "The table lives has no usable quantiles of remaining life (columns {known})."
    why = "Without a chance to last, waiting has no price and no date is better than another."
    act = "Give the table lives of an answer about remaining life, or name the columns of its quantiles."
    known: tuple[str, ...]


@rule("S388", Severity.REFUSE)
class LivesNotInTime(Finding):
    """The quantiles of remaining life have a unit that is no time, or none at all.

    A plan lays jobs on a calendar. Lives in cycles or starts, or with no unit, could be days as well as hours, and a
    plan that guesses would be wrong by a factor.

    Write the unit into the head of the columns, as in *life 5 [d]*; lives in cycles are first divided by the cycles of
    a day.
    """

    says = "The quantiles of remaining life ({column}) are in {unit}, which is no unit of time."
    why = "A calendar needs days, and a guess would be wrong by a factor."
    act = "Write the unit in brackets behind the name, as in life 5 [d]; divide cycles by the cycles of a day."
    column: str
    unit: str


@rule("S379", Severity.REFUSE)
class NoCrew(Finding):
    """A table of crews is given, and none of them has hours within the plan.

    Either it has no rows, or all crews leave before the plan begins or come after it ends. A plan without a crew would
    be a list of wishes.

    Give a crew with its hours a week, or leave the table out and say how many crews there are.
    """

    says = "None of {count:crew|crews} has hours between {start} and {end}."
    why = "Jobs that nobody can do are no plan."
    act = "Add a crew with hours within the plan, or correct from and until."
    count: int
    start: datetime
    end: datetime


@rule("S380", Severity.WARN)
class UnknownAssets(Finding):
    """A table names assets or locations of which no life is known.

    Names are compared as they are written, without regard to blanks at the ends. Rows of hard dates are planned
    nevertheless, as jobs without a life; rows of jobs and windows have nothing to be about.

    Write names alike in all tables, or add the assets to the lives.
    """

    says = "The table {table} names {count:asset|assets} of which no life is known, for example {example}."
    why = "A job is planned by the life of its asset; a name that is written otherwise is another asset."
    act = "Write the names alike in both tables, or leave these rows out."
    table: str
    count: int
    example: str


@rule("S381", Severity.WARN)
class HardDatePast(Finding):
    """A hard date lies before the plan begins.

    A statutory inspection that is overdue is not dropped: its job is planned for the first week.

    Check whether it was done meanwhile; if so, leave the row out.
    """

    says = "{count:hard date lies|hard dates lie} before {start}, for example {asset} on {date}."
    why = "What is overdue by law has to be done at once, or was done and only not written down."
    act = "Leave the row out if it was done; else keep the first week of the plan."
    count: int
    start: datetime
    asset: str
    date: datetime


@rule("S382", Severity.REFUSE)
class AssetTwice(Finding):
    """An asset stands in more than one row of the lives.

    Two assets under one name, or two answers put together: which life counts is open.

    Leave one of the rows out, or name the assets apart.
    """

    says = "Asset {asset} stands in {count:row|rows} of the table lives."
    why = "Two lives under one name would be planned as one asset."
    act = "Leave the repetition out, or give each asset a name of its own."
    asset: str
    count: int


@rule("S383", Severity.REFUSE)
class NoBeginning(Finding):
    """Nothing says when the plan begins.

    Lives are counted from a day; without it no job has a date. It is the field *start*, or else the first date in the
    tables of crews, windows and hard dates.

    Give the start, as in 2026-06-01.
    """

    says = "Neither a start nor a date in the tables says when the plan begins ({given})."
    why = "Remaining lives are counted from a day, and a calendar needs it."
    act = "Give the start of the plan, as in 2026-06-01."
    given: str | None


@rule("S384", Severity.NOTE)
class LivesOpen(Finding):
    """Lives are known for a shorter time than the plan reaches.

    Beyond the last known quantile an asset is taken to be as likely alive as there: risks late in the plan are bounds
    from below.

    Plan again when new lives are known; the first weeks do not hang on it.
    """

    says = "Lives are known until {known} after {start}, the plan reaches further."
    why = "Late in the plan risks are then understated."
    act = "Use the first weeks of the plan, and plan again with new lives."
    known: str
    start: datetime


@rule("S385", Severity.WARN)
class WindowUnread(Finding):
    """A row of crews, windows or hard dates has no date, or ends before it begins.

    Such a row says nothing that can be kept. It is left out, and the rest is planned.

    Correct the dates of the row.
    """

    says = "{count:row|rows} of the table {table} left out: no date, or an end before its beginning (row {row} first)."
    why = "A window without a day is no window."
    act = "Correct the dates in the table {table}."
    table: str
    count: int
    row: int


@rule("S386", Severity.REFUSE)
class NoCalendar(Finding):
    """An answer was to be written as a calendar, and holds no plan with dates.

    Only an answer with a table *calendar* can be written as ``.ics``: the answer to a maintenance plan.

    Write it as .html, .xlsx, .json or a folder.
    """

    says = "This answer holds no calendar; it has the tables {known}."
    why = "A calendar file is made of jobs with a start and a finish."
    act = "Write the answer as .html, .xlsx, .json or a folder."
    known: tuple[str, ...]


@rule("S387", Severity.REFUSE)
class OneAsset(Finding):
    """The lives are those of one asset alone.

    A plan weighs assets against one another, and works out from the fleet what a day of life is worth. Of one asset its
    life tells all there is: its best age to be renewed.

    Give the lives of all assets that share the crews.
    """

    says = "Only the life of {asset} is given."
    why = "One asset competes with none for a crew, and no fleet says what a day of its life is worth."
    act = "Give the lives of all assets that share the crews."
    asset: str


@rule("S412", Severity.NOTE)
class LifeOpen(Finding):
    """No quantile of the life of some assets is known: they are taken to outlast all that is known of the others.

    An answer about lives leaves the cells of an asset empty that surely lasts beyond its horizon. An asset of which
    nothing is known at all has empty cells too, and must not be taken for a safe one.

    Leave an asset out if nothing is known of its life.
    """

    says = "Of {count:asset|assets}, as of {asset}, no quantile of life is known; none of these is taken to fail."
    why = "An asset that surely lasts and one that nobody looked at have the same empty cells."
    act = "Check these assets; leave out those of which nothing is known."
    count: int
    asset: str


@rule("S413", Severity.REFUSE)
class CostTooLarge(Finding):
    """A cost is larger than anything that a plant has lost.

    A column of order numbers that was taken for costs looks like this, and a slip of the pen.

    Correct the cost, or name the column of costs.
    """

    says = "{column} of the table {table} holds {cost} in row {row}, which is no cost."
    why = "One such cost would outweigh all others, and the plan would be about it alone."
    act = "Correct the cost, or name the column of costs."
    table: str
    row: int
    column: str
    cost: float


@rule("S430", Severity.REFUSE)
class ShiftUnread(Finding):
    """The shifts of a crew are written in a way that is not understood.

    Weekdays and hours are read in English and Korean: *Mon-Fri 08:00-17:00*, *월~금 8시~17시*, several shifts apart by
    semicolons. A plan that guessed would send a crew out when it is at home.

    Write the shifts like that, or leave the cell empty and give the hours a week.
    """

    says = "The shifts in row {row} of the crews are not understood: {words}."
    why = "A crew would be planned for hours at which it is at home."
    act = "Write them as Mon-Fri 08:00-17:00, several apart by semicolons, or leave the cell empty."
    row: int
    words: str


@rule("S431", Severity.WARN)
class NightLeft(Finding):
    """Shifts reach into the night, and night work is not allowed.

    The hours between 22 and 6 o'clock are left out of these shifts; what remains by day is planned.

    Allow night work, or move the shifts.
    """

    says = "{hours} a week of the crews' shifts lie between 22 and 6 o'clock and are not used."
    why = "Night work is not allowed in this plan."
    act = "Allow night work, or move these shifts into the day."
    hours: Amount


@rule("S432", Severity.WARN)
class OrderUnknown(Finding):
    """A job is to be done after that of an asset of which no life is known.

    Such an order cannot be kept, since nothing says when the other job is done.

    Write the names alike in both columns, or give the other asset a life.
    """

    says = "{count:job waits|jobs wait} for an asset that is not in the plan: {asset} for {first}, first."
    why = "An order between a job and one that is not planned says nothing."
    act = "Write the names alike, or add the asset to the lives."
    count: int
    asset: str
    first: str


@rule("S433", Severity.REFUSE)
class OrderCircle(Finding):
    """Jobs wait for each other in a circle.

    A waits for B, and B in the end for A: none of them could ever begin.

    Take one of these orders out.
    """

    says = "The jobs of {assets} wait for each other in a circle."
    why = "None of them could ever begin."
    act = "Take one of these orders out of the table of jobs."
    assets: tuple[str, ...]


@rule("S434", Severity.NOTE)
class EarlierGone(Finding):
    """Jobs of the earlier plan lie before this one begins, or have no date.

    What lies in the past was done or not: lives that are newer tell. These rows hold no place in the new plan.

    Nothing needs to be done where the lives were worked out after them.
    """

    says = "{count:job|jobs} of the earlier plan lie before {start} or have no date, and hold no place."
    why = "The new plan begins after them."
    act = "Look whether the lives were worked out after these jobs were done."
    count: int
    start: datetime


@rule("S435", Severity.NOTE)
class HardDateBeyond(Finding):
    """A hard date lies after the end of the plan.

    It is left out: this plan does not reach so far, and holds no place for it.

    Ask for more weeks if it should be planned already.
    """

    says = "{count:hard date lies|hard dates lie} after {end}, for example {asset} on {date}."
    why = "The plan does not reach so far."
    act = "Ask for more weeks if these dates should be planned already."
    count: int
    end: datetime
    asset: str
    date: datetime


@rule("S436", Severity.WARN)
class JobTwice(Finding):
    """An asset stands in more than one row of the jobs.

    A plan does one job for each asset. The last row counts.

    Put the jobs of an asset together into one row, or name its parts apart in lives and jobs.
    """

    says = (
        "{count:asset stands|assets stand} in more than one row of the jobs, for example {asset}; the last row counts."
    )
    why = "A plan does one job for each asset."
    act = "Put the jobs of an asset together into one row, or name its parts apart in lives and jobs."
    count: int
    asset: str


@rule("S446", Severity.WARN)
class PinnedAdrift(Finding):
    """A pinned job of the earlier plan cannot stay as it is.

    It lies after the end of the plan, its crew is not there any more, or its asset is pinned more often than it has
    jobs. A pinned day that the plan reaches is kept, by whichever crew can.

    Ask for more weeks, add the crew, or correct the table of the earlier plan.
    """

    says = "{count:pinned job|pinned jobs} of the earlier plan cannot stay, such as that of {asset}: {because}."
    why = "Somebody counts on a job that is pinned."
    act = "Ask for more weeks, add the crew, or correct the table of the earlier plan."
    count: int
    asset: str
    because: Text


@rule("S447", Severity.REFUSE)
class StartOutOfReach(Finding):
    """The plan is to begin in a year in which nobody plans.

    A year with two digits, or a slip of the pen: the calendar would hold dates that no other program reads.

    Give the start, as in 2026-06-01.
    """

    says = "The plan begins in the year {year}; plans begin from {first} on and before {end}."
    why = "A calendar of such dates is of no use to anybody."
    act = "Give the start of the plan, as in 2026-06-01."
    year: str
    first: str
    end: str


@rule("S448", Severity.REFUSE)
class HoursUnread(Finding):
    """The hours a week of the crews stand in a unit that is not hours.

    Five days of a crew may be 40 hours or 120, and 40 bar are none at all.

    Give hours, with a head such as *hours a week [h]*.
    """

    says = "{column} is to be the hours of a crew in a week, but its unit is {unit}."
    why = "How much a crew can do decides what the plan can hold."
    act = "Give hours, with a head such as hours a week [h]."
    column: str
    unit: str | None
