"""Predictions for new rows from the models of an answer."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sanhak.finding import Refusal, Severity
from sanhak.serve.cli.console import Voice, WrongUsageError, out
from sanhak.text import say

if TYPE_CHECKING:
    from collections.abc import Callable

    import polars as pl

    from sanhak.serve.cli.looking import Reading
    from sanhak.table import Table

_PLACES: Final = (say("inside"), say("edge"), say("outside"))
_ROWS_SHOWN: Final = 20
_SET_SIGN: Final = " | "
_COVERAGE: Final = 0.9


def predict_rows(voice: Voice, folder: Path, file: Path, target: Path | None, reading: Reading) -> None:
    """Predict each row for each outcome of the answer, print the first rows, and write all of them where asked.

    The file's columns are read as the kinds that the models learned; what became missing that way is told.

    Raises
    ------
    Refusal
        If there is no answer or no model in it, the rows cannot be read, or columns are missing.
    WrongUsageError
        If the file to write has an ending that is not known.
    """
    import polars as pl

    from sanhak.serve.report import read_folder
    from sanhak.study.answer import whole
    from sanhak.study.findings import NoModel

    write = _writer(target) if target else None
    models = read_folder(folder).models
    if not models:
        raise Refusal(NoModel(path=str(folder)))
    inputs = {column.name: column for model in models.values() for column in model.inputs}
    table = reading.table(file, known=inputs.values())
    columns = [column for name, model in models.items() for column in _columns(voice, name, model, table)]
    _print(voice, pl.DataFrame(columns))
    doubts = [finding for finding in table.findings if finding.severity is not Severity.NOTE]
    voice.findings([finding for finding in doubts if finding.params.get("column") in inputs])
    if target and write:
        with whole(target) as unfinished:
            write(_beside(table, columns), unfinished)
        voice.say(say("{rows:row|rows} were written to {path}", rows=len(table), path=str(target)))


def _beside(table: Table, columns: list[pl.Series]) -> pl.DataFrame:
    """The table with its units in the header, and the predictions beside it in place of earlier ones."""
    return table.frame.rename({column.name: column.label for column in table.columns}).with_columns(columns)


def _columns(voice: Voice, outcome: str, model: Any, table: Table) -> list[pl.Series]:
    """The columns of one outcome: value and 90 % interval, or label, its chance and set; and where each row lies."""
    import polars as pl

    from sanhak.model.prediction import LabelPrediction

    prediction = model.predict(table)
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
    places = [voice.words(_PLACES[code]) for code in prediction.domain.tolist()]
    named = (*values, (say("{outcome}, place", outcome=outcome), places))
    return [pl.Series(voice.words(name), column) for name, column in named]


def _writer(target: Path) -> Callable[[pl.DataFrame, Path], Any]:
    """How rows are written under this ending."""
    writers: dict[str, Callable[[pl.DataFrame, Path], Any]] = {
        ".xlsx": lambda frame, path: frame.write_excel(path, autofit=True),
        # Excel takes a text file for UTF-8 only when it begins with the mark.
        ".csv": lambda frame, path: frame.write_csv(path, include_bom=True),
        ".parquet": lambda frame, path: frame.write_parquet(path),
    }
    ending = target.suffix.lower()
    if ending not in writers:
        said = say("{path} has an ending under which rows cannot be written.", path=str(target))
        raise WrongUsageError(said, known=writers)
    return writers[ending]


def _print(voice: Voice, predicted: pl.DataFrame) -> None:
    """The predicted columns of the first rows."""
    from rich.box import SIMPLE
    from rich.table import Table as Grid

    grid = Grid(box=SIMPLE, show_edge=False, header_style="bold", pad_edge=False)
    grid.add_column(voice.words(say("Row")), justify="right")
    for name, kind in predicted.schema.items():
        grid.add_column(name, justify="right" if kind.is_float() else "left", overflow="fold")
    for number, row in enumerate(predicted.head(_ROWS_SHOWN).iter_rows(), start=1):
        grid.add_row(str(number), *map(voice.words, row))
    out().print(grid)
    if len(predicted) > _ROWS_SHOWN:
        voice.say(say("… and {rows:further row|further rows}", rows=len(predicted) - _ROWS_SHOWN))
