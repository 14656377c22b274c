"""The commands with their options; what they do stands beside, in a module for each."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from typer.main import get_command

from sanhak.finding import Refusal
from sanhak.run import Cancelled
from sanhak.serve.cli import lesson, workbench
from sanhak.serve.cli.console import (
    ANSWERED,
    REFUSED,
    STOPPED,
    Voice,
    WrongUsageError,
    aside,
    choose_language,
    make_streams_safe,
)
from sanhak.serve.cli.help import Command, Group, misunderstood, told
from sanhak.serve.cli.options import (
    Asset,
    Data,
    Effort,
    Folder,
    Held,
    Kinds,
    Layout,
    Lot,
    Seed,
    Sheet,
    Tables,
    Time,
    Units,
)
from sanhak.text import say

app = typer.Typer(
    cls=Group,
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["--help", "-h"]},
)


def _version(context: typer.Context, asked: bool) -> None:  # noqa: FBT001 - Typer calls it
    if asked:
        from importlib.metadata import version

        Voice(context.obj).say(say("Sanhak {version}", version=version("sanhak")))
        raise typer.Exit


@app.callback(
    help=told(say("From a table to a decision that can be defended.")),
    epilog=told(say("Exit codes: 0 answered, 1 refused with a code, 2 command not understood, 130 stopped by Ctrl-C.")),
)
def sanhak(
    *,
    version: Annotated[
        bool, typer.Option("--version", help=told(say("Say which version this is.")), callback=_version, is_eager=True)
    ] = False,
    lang: Annotated[
        str | None,
        typer.Option("--lang", metavar="ko|en", help=told(say("The language; by default that of your system."))),
    ] = None,
) -> None:
    """From a table to a decision that can be defended."""
    del version, lang  # the one has done its work; the other was taken before the commands were read


@app.command(cls=Command, help=told(say("List the kinds of study, each with its question.")))
def studies(context: typer.Context) -> None:
    """List the kinds of study, each with its question."""
    from sanhak.serve.cli.learning import list_studies

    list_studies(Voice(context.obj))


@app.command(
    cls=Command,
    help=told(say("Show what came in: columns, units, ranges, gaps, distributions, and findings with their remedies.")),
)
def look(  # noqa: PLR0913 - one argument an option
    context: typer.Context,
    file: Data,
    *,
    html: Annotated[
        Path | None,
        typer.Option(
            "--html", metavar=told(say("FILE")), help=told(say("Also write a page with pictures to this file."))
        ),
    ] = None,
    sheet: Sheet = None,
    unit: Units = None,
    kind: Kinds = None,
    time: Time = None,
    asset: Asset = None,
    lot: Lot = None,
    layout: Layout = None,
    held: Held = None,
) -> None:
    """Show what came in: columns, units, ranges, gaps, distributions, and findings with their remedies."""
    from sanhak.serve.cli.looking import Reading, look_at

    look_at(Voice(context.obj), file, Reading(sheet, unit, kind, time, asset, lot, layout, held), html)


@app.command(
    cls=Command,
    help=told(say("Write a study that is already filled in from your table; every guess says that it is one.")),
)
def new(  # noqa: PLR0913 - one argument an option
    context: typer.Context,
    kind: Annotated[
        str, typer.Argument(metavar=told(say("STUDY")), help=told(say("The kind of study, as in process.setpoints.")))
    ],
    *,
    data: Annotated[
        Path | None,
        typer.Option(
            "--data",
            "-d",
            metavar=told(say("FILE")),
            help=told(say("Your table: Excel, CSV or Parquet; some kinds need none.")),
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--out",
            metavar=told(say("FILE")),
            help=told(
                say(
                    "Where to write: .yaml, .xlsx with drop-downs, or .json; by default study.yaml, a workbook for a "
                    "study that goes on."
                )
            ),
        ),
    ] = None,
    replace: Annotated[bool, typer.Option("--replace", help=told(say("Replace the file if it is there.")))] = False,
    sheet: Sheet = None,
    unit: Units = None,
    layout: Layout = None,
    held: Held = None,
) -> None:
    """Write a study that is already filled in from your table; every guess says that it is one."""
    from sanhak.serve.cli.asking import new_study
    from sanhak.serve.cli.looking import Reading

    new_study(Voice(context.obj), kind, data, out, Reading(sheet, unit, layout=layout, held=held), replace=replace)


@app.command(
    cls=Command,
    help=told(say("Carry a study out and write its answer: report, workbook, JSON, Parquet and the model.")),
)
def run(  # noqa: PLR0913 - one argument an option
    context: typer.Context,
    study: Annotated[
        Path, typer.Argument(metavar=told(say("STUDY")), help=told(say("The study file.")), show_default=False)
    ],
    *,
    data: Tables = None,
    out: Annotated[
        Path,
        typer.Option(
            "-o",
            "--out",
            metavar=told(say("FOLDER")),
            help=told(say("Where to write the answer: a folder, .html, .xlsx or .json.")),
        ),
    ] = Path("answer"),
    seed: Seed = 0,
    effort: Effort = 1.0,
    scan: Annotated[
        bool,
        typer.Option(
            "--scan",
            help=told(say("Read the first table as a stream: Parquet or CSV that is longer than memory.")),
        ),
    ] = False,
    sheet: Sheet = None,
    unit: Units = None,
    kind: Kinds = None,
    time: Time = None,
    asset: Asset = None,
    lot: Lot = None,
    layout: Layout = None,
    held: Held = None,
) -> None:
    """Carry a study out and write its answer: report, workbook, JSON, Parquet and the model."""
    from sanhak.serve.cli.answering import Asked, run_study
    from sanhak.serve.cli.looking import Reading

    reading = Reading(sheet, unit, kind, time, asset, lot, layout, held)
    run_study(Voice(context.obj), Asked(study, tuple(data or ()), out, seed, effort, reading, scan))


@app.command(
    "next",
    cls=Command,
    help=told(
        say(
            "Plan the next rows of a study that goes on, such as a campaign of experiments, and write them into its "
            "own file under the rows so far."
        )
    ),
)
def next_rows(
    context: typer.Context,
    study: Annotated[
        Path,
        typer.Argument(
            metavar=told(say("STUDY")), help=told(say("The study file, best an Excel workbook.")), show_default=False
        ),
    ],
    *,
    data: Tables = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--out",
            metavar=told(say("FOLDER")),
            help=told(say("Also write the answer: a folder, .html, .xlsx or .json.")),
        ),
    ] = None,
    more: Annotated[
        bool,
        typer.Option("--more", help=told(say("Plan further rows even while earlier ones wait for their results."))),
    ] = False,
    seed: Seed = 0,
    effort: Effort = 1.0,
) -> None:
    """Plan the next rows of a study that goes on, and write them into its own file under the rows so far."""
    from sanhak.serve.cli.going_on import Asked, go_on

    go_on(Voice(context.obj), Asked(study, tuple(data or ()), out, seed, effort, more))


@app.command(cls=Command, help=told(say("Show an answer again: the sentence, the decision, the findings.")))
def show(context: typer.Context, answer: Folder) -> None:
    """Show an answer again: the sentence, the decision, the findings."""
    from sanhak.serve.cli.answering import show_answer

    show_answer(Voice(context.obj), answer)


@app.command(
    cls=Command,
    help=told(
        say("Predict new rows by an answer's models: value, interval, and whether a row lies inside what they know.")
    ),
)
def predict(  # noqa: PLR0913, PLR0917 - one argument an option
    context: typer.Context,
    answer: Folder,
    file: Data,
    out: Annotated[
        Path | None,
        typer.Option(
            "-o", "--out", metavar=told(say("FILE")), help=told(say("Where to write: .xlsx, .csv or .parquet."))
        ),
    ] = None,
    sheet: Sheet = None,
    unit: Units = None,
    layout: Layout = None,
    held: Held = None,
    ahead: Annotated[
        float | None,
        typer.Option(
            "--ahead",
            metavar=told(say("TIME")),
            help=told(
                say(
                    "Of lives: for how long the chance to last"
                    " is told, in their unit; by itself as the answer was asked."
                )
            ),
        ),
    ] = None,
) -> None:
    """Predict new rows by an answer's models: value, interval, and whether a row lies inside what they know."""
    from sanhak.serve.cli.looking import Reading
    from sanhak.serve.cli.predicting import predict_rows

    predict_rows(Voice(context.obj), answer, file, out, Reading(sheet, unit, layout=layout, held=held), ahead)


@app.command(cls=Command, help=told(say("Explain a finding: what it means, why it matters and what to do.")))
def page(
    context: typer.Context,
    code: Annotated[
        str | None,
        typer.Argument(metavar=told(say("CODE")), help=told(say("A finding's code, as in T014; none lists all."))),
    ] = None,
) -> None:
    """Explain a finding: what it means, why it matters and what to do."""
    from sanhak.serve.cli.learning import explain

    explain(Voice(context.obj), code)


app.command(
    cls=Command, help=told(say("Answer the cases of all areas, write their reports, and open a workbench with them."))
)(workbench.demo)
app.command(
    cls=Command, help=told(say("Open the workbench on the web: projects, data, studies and decisions in one place."))
)(workbench.serve)
app.command(
    cls=Command, help=told(say("Make a link by which somebody comes into the workbench, or gets a new password."))
)(workbench.invite)
app.command(cls=Command, help=told(say("Write everything of the workbench into one file, while it runs.")))(
    workbench.backup
)
app.command(cls=Command, help=told(say("Put a backup back into an empty workbench.")))(workbench.restore)
app.command(
    cls=Command,
    help=told(
        say("Take a lesson at a workbench: fetch its task, hand your decision in, and see what it truly brings.")
    ),
)(lesson.lesson)
_COMMAND: Final[Any] = get_command(app)


def main(arguments: Sequence[str] | None = None) -> int:
    """Carry a command out.

    Parameters
    ----------
    arguments
        The words after ``sanhak``; by default those of the process.

    Returns
    -------
    int
        0 answered, 1 refused with a code, 2 command not understood, 130 stopped by Ctrl-C.
    """
    make_streams_safe()
    voice = Voice(choose_language([])[0])
    try:
        language, rest = choose_language(sys.argv[1:] if arguments is None else arguments)
        voice = Voice(language)
        ended = _COMMAND.main(args=rest, prog_name="sanhak", standalone_mode=False, obj=language) or ANSWERED
    except WrongUsageError as error:
        return voice.wrong(error)
    except typer.TyperException as error:
        return ANSWERED if not rest else voice.wrong(misunderstood(error, language))
    except Refusal as refusal:
        voice.findings(refusal.findings, aside())
        return REFUSED
    except Cancelled:
        ended = STOPPED
    if ended == STOPPED:
        voice.complain(say("Stopped. Nothing half done was kept."))
    return int(ended)
