"""New rows, predicted by the models of an answer: the columns that stand beside them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from sanhak.text import Language, Text, say, show

if TYPE_CHECKING:
    import polars as pl

    from sanhak.table import Table

PLACES: Final = (say("inside"), say("edge"), say("outside"))
_SET_SIGN: Final = " | "
_COVERAGE: Final = 0.9


def predicted(models: Mapping[str, Any], table: Table, language: Language) -> list[pl.Series]:
    """The columns of each outcome: value and 90 % interval, or label, its chance and set; and where each row lies.

    Raises
    ------
    Refusal
        If the table lacks a column that a model reads.
    """
    return [column for outcome, model in models.items() for column in _columns(outcome, model, table, language)]


def beside(table: Table, columns: list[pl.Series]) -> pl.DataFrame:
    """The table with its units in the header, and the predictions beside it in place of earlier ones."""
    return table.frame.rename({column.name: column.label for column in table.columns}).with_columns(columns)


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
