"""What the API takes and replies with where rows are sent: to be added to data, or to be predicted."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import Field

from sanhak.serve.api.models import FindingReply, Given, Reply

Cell = str | float | bool | None
"""What stands in a cell of a row."""


class RowsGiven(Given):
    """New rows to be predicted by the models of an answer."""

    rows: list[dict[str, Cell]] = Field(min_length=1, max_length=10_000, description="Cells by the heads of columns.")
    ahead: float | None = Field(
        None, gt=0, allow_inf_nan=False,
        description="Of lives: for how long the chance to last is told, in their unit; null as the answer was asked.",
    )  # fmt: skip


class PredictionReply(Reply):
    """What is to be expected of one row, or of one asset where a model tells of lives, or how it stands."""

    row: int | None = Field(description="Which row it is for, from 1; null where it is for an asset.")
    asset: str | None
    outcome: str
    value: float | None = Field(
        description="Expected value, median life, or health in multiples of its limit; null for labels and open lives."
    )
    lower: float | None = Field(description="The lower end of the 90 % interval.")
    upper: float | None = Field(description="The upper end; null where it is open.")
    unit: str | None
    label: str | None = Field(
        description="The likeliest label, where labels are predicted; the state of an asset that is watched."
    )
    since: str | float | None = Field(description="Of an asset that is watched: when its last alarm began.")
    chance: float | None = Field(description="Of the label; of an asset, to last until the time that was asked for.")
    domain: str | None = Field(description="inside, edge or outside of what was measured; null for an asset.")


class PredictionsReply(Reply):
    """What is to be expected of all rows."""

    predictions: list[PredictionReply]
    until: str | None = Field(description="Until when, or for how long, assets last with that chance.")
    findings: list[FindingReply]


class DeliveryReply(Reply):
    """Rows that were sent to be added to a dataset."""

    id: str
    dataset: str
    name: str
    hash: str = Field(description="SHA-256 of what was sent; the same sent again is the same delivery.")
    state: Literal["waiting", "running", "added", "refused", "failed", "cancelled"]
    version: str | None = Field(description="The version that holds all rows, or was to; null while it waits.")
    added: int | None = Field(description="Rows that were new, once they are added.")
    known: int | None = Field(description="Rows that were there already; they count once.")
    findings: list[FindingReply] = Field(description="Why its rows were not added.")
    made: datetime
