"""Why a history of failures cannot be used as it stands: S372–S377 and S411, each with its page in its docstring."""

from __future__ import annotations

from sanhak.finding import Finding, Severity, rule
from sanhak.text import Amount, Text


@rule("S372", Severity.REFUSE)
class HeadMissing(Finding):
    """A column that is needed was neither named nor found by its head.

    Common heads in Korean and English are known: asset, equipment, 설비; date, 일자; duration, 사용시간; installed,
    설치일. Where a table has a column of durations each row is a life, else each row is an order.
    """

    says = "The table {table} has no column for: {wanted}. It has {known}."
    why = "A guess would look right and be wrong."
    act = "Name the column in the question."
    table: str
    wanted: Text
    known: tuple[str, ...]


@rule("S373", Severity.REFUSE)
class TooFewFailures(Finding):
    """Too few failures are known to learn from: all lives are cut off, or there are fewer than three failures.

    Time without failure does say something: the rate of failures is hardly higher than the one that would let so few
    happen in one case of twenty. Nothing can be said about age.
    """

    says = (
        "{failures:failure is|failures are} known in {time} of use; with 95 % certainty an asset lasts more than"
        " {least} on average."
    )
    why = "How risk grows with age shows in failures only."
    act = "Add older orders or lives of similar assets, or inspect the condition of the assets instead."
    failures: int
    time: Amount
    least: Amount


@rule("S374", Severity.WARN)
class OrderBeforeInstalled(Finding):
    """Orders are older than the installation of their asset; they were left out.

    The asset may have been replaced, and the register tells when the present one went into service.
    """

    says = (
        "{orders:order is|orders are} older than the installation of the asset, as one of {asset}; they were left out."
    )
    why = "They belong to the asset that stood there before, or one of both dates is wrong."
    act = "Correct the date of installation if the orders are of the present asset."
    orders: int
    asset: str


@rule("S375", Severity.REFUSE)
class NegativeAge(Finding):
    """A duration is negative, or an asset was installed after the orders end.

    Exchanged dates, a year with a slip of the pen, or an asset that is not yet in service look like this.
    """

    says = "{asset} has the age {age}."
    why = "No asset is younger than new; a date or a duration is wrong, and nobody knows which."
    act = "Correct the row of {asset}, or leave it out."
    asset: str
    age: Amount


@rule("S376", Severity.REFUSE)
class AssetTwice(Finding):
    """The register has two rows for one asset.

    Which date of installation counts is not known. A position and the machine that stands on it may share a name.
    """

    says = "{asset} stands in {rows:row|rows} of the register."
    why = "Its age, and with it every risk, depends on which row is right."
    act = "Leave one row out, or give both assets names of their own."
    asset: str
    rows: int


@rule("S377", Severity.WARN)
class BeginUnknown(Finding):
    """Assets have orders, but no date of installation; their first life begins with their first order.

    Without a register this is so for all assets. Lives before the first order are then unknown, and assets that never
    had an order are missing altogether, which makes the fleet look worse than it is.
    """

    says = (
        "Of {assets:asset|assets}, as of {asset}, it is not known when it was installed; it counts from its first"
        " order."
    )
    why = "Assets without any order are missing, and the fleet looks worse than it is."
    act = "Give the register of assets with their dates of installation."
    assets: int
    asset: str


@rule("S411", Severity.REFUSE)
class UntilUnread(Finding):
    """The date until which all orders are known cannot be read.

    Give it as in 2026-06-01, or leave it out: then it is that of the last order.
    """

    says = "{given} is no date."
    why = "Assets were seen without failure until then."
    act = "Give the date as in 2026-06-01, or leave it out."
    given: str
