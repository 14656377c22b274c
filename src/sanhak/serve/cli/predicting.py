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

_ROWS_SHOWN: Final = 20


def predict_rows(
    voice: Voice, folder: Path, file: Path, target: Path | None, reading: Reading, ahead: float | None = None
) -> None:
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

    from sanhak.serve.live.rows import predicted
    from sanhak.serve.report import read_folder
    from sanhak.study.answer import whole
    from sanhak.study.findings import NoModel

    write = _writer(target) if target else None
    models = read_folder(folder).models
    if not models:
        raise Refusal(NoModel(path=str(folder)))
    inputs = {column.name: column for model in models.values() for column in model.inputs}
    table = reading.table(file, known=inputs.values())
    said = predicted(models, table, voice.language, ahead)
    of_assets = [] if said.table is table else said.table.frame.get_columns()
    _print(voice, pl.DataFrame([*of_assets, *said.columns]))
    doubts = [finding for finding in table.findings if finding.severity is not Severity.NOTE]
    voice.findings([*(finding for finding in doubts if finding.params.get("column") in inputs), *said.findings])
    if target and write:
        with whole(target) as unfinished:
            write(said.beside(), unfinished)
        voice.say(say("{rows:row|rows} were written to {path}", rows=len(said.table), path=str(target)))


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
