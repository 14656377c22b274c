"""New rows, predicted by the models of an answer: the columns that stand beside them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

from sanhak.finding import Refusal
from sanhak.study.findings_lasting import AheadNotPositive
from sanhak.text import Language, Text, say, show

if TYPE_CHECKING:
    import polars as pl

    from sanhak.finding import Finding
    from sanhak.study.early_warning.predictor import Standing
    from sanhak.study.lasting import Outlook
    from sanhak.table import Column, Kind, Table

PLACES: Final = (say("inside"), say("edge"), say("outside"))
_SET_SIGN: Final = " | "
_COVERAGE: Final = 0.9


@dataclass(frozen=True, slots=True)
class Predicted:
    """What models say: ``columns`` beside the rows of ``table``, which are those that were given, or their assets.

    ``findings`` are what a model found in the rows itself.
    """

    table: Table
    columns: list[pl.Series]
    findings: tuple[Finding, ...] = ()
    of_assets: bool = False

    def beside(self) -> pl.DataFrame:
        """The table with its units in the header, and the predictions beside it in place of earlier ones."""
        named = {column.name: column.label for column in self.table.columns}
        return self.table.frame.rename(named).with_columns(self.columns)


def needed(models: Mapping[str, Any]) -> tuple[tuple[Column, ...], ...]:
    """The groups of columns of which a table has to bring one; models of single rows have one group in common."""
    groups = [group for model in models.values() for group in getattr(model, "alternatives", ())]
    together = {column.name: column for model in models.values() for column in model.inputs}
    return tuple(map(tuple, groups)) or (tuple(together.values()),)


def tells_of(models: Mapping[str, Any]) -> Literal["rows", "lives", "health"]:
    """What the models of an answer tell of: single rows, or assets, how long they last or how they stand."""
    living = next((model for model in models.values() if hasattr(model, "alternatives")), None)
    return "rows" if living is None else "lives" if hasattr(living, "told_until") else "health"


def read_like(read: Callable[[Mapping[str, Kind]], Table], inputs: Iterable[Column]) -> Table:
    """A table with its columns read as the kinds that models know, whatever they look like in a few rows."""
    table, known = read({}), {column.name: column for column in inputs}
    other = {name: column.kind for name, column in known.items() if name in table and table[name].kind != column.kind}
    return read(other) if other else table


def predicted(models: Mapping[str, Any], table: Table, language: Language, ahead: float | None = None) -> Predicted:
    """The columns of each outcome: value and 90 % interval, or label, its chance and set; and where each row lies.

    A model of lives tells of assets: their remaining life with its interval, and the chance to last until the time that
    was asked for, ``ahead`` in the unit of lives or that of the answer. One that watches tells how assets stand.

    Raises
    ------
    Refusal
        If the table lacks a column that a model reads.
    """
    living = next((model for model in models.values() if hasattr(model, "alternatives")), None)
    if living is not None and tells_of(models) == "health":
        return _standing(living.predict(table), language)
    if living is not None:
        if ahead is not None and ahead <= 0:
            raise Refusal(AheadNotPositive(given=ahead), field="ahead")
        return _of_assets(living.predict(table, ahead), language)
    found = [column for outcome, model in models.items() for column in _columns(outcome, model, table, language)]
    return Predicted(table, found)


def _standing(standing: Standing, language: Language) -> Predicted:
    """State, health and since when an alarm stands as columns beside the names of assets."""
    import polars as pl

    from sanhak.study.early_warning.tables import WORDS
    from sanhak.table import Column, Kind, Table

    table, asset = standing.table.frame, show(WORDS["asset"], language)
    columns = [table[name].alias(show(WORDS[name], language)) for name in ("state", "now", "since", "speaks")]
    columns[0] = pl.Series(columns[0].name, [show(WORDS[one], language) for one in table["state"]])
    own = Table(pl.DataFrame({asset: table["asset"]}), (Column(asset, Kind.IDENTIFIER),), asset=asset)
    return Predicted(own, columns, standing.findings, of_assets=True)


def _of_assets(outlook: Outlook, language: Language) -> Predicted:
    """Lives as columns beside the names of assets, the least likely to last first."""
    import numpy as np
    import polars as pl

    from sanhak.table import Column, Kind, Table

    lives, lasts = outlook.lives, outlook.lasts
    order = np.argsort(lasts, kind="stable")
    low, high = lives.interval()
    left = show(say("remaining life"), language)
    left = f"{left} [{lives.unit}]" if lives.unit else left
    named = (
        (say("{outcome}, predicted", outcome=left), lives.quantile(0.5)),
        (say("{outcome}, lower end", outcome=left), low),
        (say("{outcome}, upper end", outcome=left), high),
        (say("chance to last until {time} [%]", time=outlook.asked), 100 * lasts),
    )
    columns = [
        pl.Series(show(name, language), np.where(np.isfinite(values), values, np.nan)[order]).fill_nan(None)
        for name, values in named
    ]
    asset = show(say("Asset"), language)
    frame = pl.DataFrame({asset: [lives.assets[at] for at in order]})
    return Predicted(
        Table(frame, (Column(asset, Kind.IDENTIFIER),), asset=asset), columns, outlook.findings, of_assets=True
    )


def _columns(outcome: str, model: Any, table: Table, language: Language) -> list[pl.Series]:
    import polars as pl

    from sanhak.model.prediction import LabelPrediction

    prediction = model.predict(table)
    values: tuple[tuple[Text, list[Any]], ...]
    if isinstance(prediction, LabelPrediction):
        sets = [
            _SET_SIGN.join(label for label, held in zip(prediction.labels, row, strict=True) if held)
            for row in prediction.sets.tolist()
        ]
        values = (
            (say("{outcome}, predicted", outcome=outcome), list(prediction.likeliest)),
            (say("{outcome}, chance", outcome=outcome), prediction.chances.max(axis=1).tolist()),
            (say("{outcome}, not excluded", outcome=outcome), sets),
        )
    else:
        lower, upper = prediction.interval(_COVERAGE)
        label = f"{outcome} [{prediction.unit}]" if prediction.unit else outcome
        values = (
            (say("{outcome}, predicted", outcome=label), prediction.mean.tolist()),
            (say("{outcome}, lower end", outcome=label), lower.tolist()),
            (say("{outcome}, upper end", outcome=label), upper.tolist()),
        )
    places = [show(PLACES[code], language) for code in prediction.domain.tolist()]
    named = (*values, (say("{outcome}, place", outcome=outcome), places))
    return [pl.Series(show(name, language), column) for name, column in named]
