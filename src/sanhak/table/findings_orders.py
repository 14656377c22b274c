"""What was made of work orders and notifications: codes T406–T409, each with its page in its docstring."""

from __future__ import annotations

from sanhak.finding import Finding, Severity, rule
from sanhak.text import Text


@rule("T406", Severity.NOTE)
class OrdersSorted(Finding):
    """Rows of work orders and notifications were sorted: what failed, what was renewed, and what tells of neither.

    A row is a failure by the mark of breakdown. Where no row has the mark, it is one by a notification of a malfunction
    (M2), and where there is none of these either, by a corrective order (PM01). A preventive order or an inspection
    is no failure and renews nothing, unless its activity says that the asset was replaced or overhauled. Orders with
    a deletion flag, or that were cancelled or not executed, count as nothing; so do planned jobs that are still open.
    Several orders of one notification are one failure.

    Look at the counts. Name the words for a failure if they are wrong.
    """

    says = (
        "Of {rows:row|rows} {failures} are failures (by {by}) and {renewals} renewals. Left out: {planned} preventive"
        " or inspections, {repairs} repairs without breakdown, {cancelled} cancelled, {undone} not done yet, {repeated}"
        " repeated, {incomplete} without asset or date."
    )
    why = "A preventive job that is counted as a failure makes an asset look worse, and a cancelled one never happened."
    act = "Look at the counts; name the words for a failure in the question if they are wrong."
    rows: int
    failures: int
    by: Text
    renewals: int
    planned: int
    repairs: int
    cancelled: int
    undone: int
    repeated: int
    incomplete: int


@rule("T407", Severity.NOTE)
class MomentAssumed(Finding):
    """Some failures have no beginning of the malfunction; another date of the same row was taken.

    These are, the first that is there: the date of the notification, the basic start, the actual finish, the creation.
    Such a date comes some days after the failure.

    Fill in the beginning of the malfunction where it is known.
    """

    says = "{count:failure has|failures have} no beginning of the malfunction; {columns} was taken in its place."
    why = "Lives then end some days too late, which matters where lives are short."
    act = "Fill in the beginning of the malfunction where it is known."
    count: int
    columns: tuple[str, ...]


@rule("T408", Severity.NOTE)
class DowntimeUnusable(Finding):
    """The end of a malfunction lies before its beginning, or a downtime is negative; no downtime was taken there.

    The failure itself counts. Exchanged dates and an end that was never entered look like this.

    Correct the end of the malfunction.
    """

    says = "{count:failure has|failures have} an end before the beginning, first in row {row}; no downtime was taken."
    why = "A negative downtime would make repairs look quick."
    act = "Correct the end of the malfunction."
    count: int
    row: int


@rule("T409", Severity.NOTE)
class LocationTaken(Finding):
    """Some orders name no equipment; they were counted on their functional location.

    The register must then know the location under that name.

    Fill in the equipment if several stand on one location.
    """

    says = "{count:row names|rows name} no equipment; the functional location was taken, as {example}."
    why = "Several machines on one location would look like one that fails often."
    act = "Fill in the equipment where several stand on one location."
    count: int
    example: str
