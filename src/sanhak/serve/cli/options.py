"""Arguments and options that several commands have, each with its help in both languages."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sanhak.serve.cli.help import told
from sanhak.text import say

Data = Annotated[
    Path,
    typer.Argument(metavar=told(say("FILE")), help=told(say("Your table: Excel, CSV or Parquet.")), show_default=False),
]
Sheet = Annotated[
    str | None,
    typer.Option(
        "--sheet", metavar=told(say("SHEET")), help=told(say("The Excel sheet, if not the first that holds a table."))
    ),
]
Units = Annotated[
    list[str] | None,
    typer.Option(
        "--unit",
        metavar=told(say("COLUMN=UNIT")),
        help=told(say("The unit of a column, as in T_jacket=degC; repeat it.")),
    ),
]
Kinds = Annotated[
    list[str] | None,
    typer.Option(
        "--kind", metavar=told(say("COLUMN=KIND")), help=told(say("What a column is, as in grade=category; repeat it."))
    ),
]
Time = Annotated[
    str | None, typer.Option("--time", metavar=told(say("COLUMN")), help=told(say("The column that says when.")))
]
Asset = Annotated[
    str | None,
    typer.Option("--asset", metavar=told(say("COLUMN")), help=told(say("The column that says on which equipment."))),
]
Lot = Annotated[
    str | None, typer.Option("--lot", metavar=told(say("COLUMN")), help=told(say("The column that says in which lot.")))
]
Layout = Annotated[
    str | None,
    typer.Option(
        "--layout",
        metavar="long|wide",
        help=told(say("long: one row a record (tag, time, value); wide: rows as they stand; by default found.")),
    ),
]
Held = Annotated[
    str | None,
    typer.Option(
        "--held",
        metavar=told(say("SPAN")),
        help=told(say("How long a tag's last value is held at most where tags have times of their own, as in 10min.")),
    ),
]
Folder = Annotated[
    Path, typer.Argument(metavar=told(say("ANSWER")), help=told(say("The folder of an answer.")), show_default=False)
]
Tables = Annotated[
    list[str] | None,
    typer.Option(
        "--data",
        "-d",
        metavar=told(say("FILE")),
        help=told(
            say(
                "Your table; several as NAME=FILE, each with --data; some kinds need none, and a study in Excel may "
                "hold its tables as sheets."
            )
        ),
    ),
]
Seed = Annotated[
    int,
    typer.Option(
        "--seed",
        metavar=told(say("INTEGER")),
        help=told(say("The seed of all chance; the same seed gives the same answer.")),
    ),
]
Effort = Annotated[
    float,
    typer.Option(
        "--effort",
        metavar=told(say("NUMBER")),
        help=told(say("How much is tried: 1 is the default, 2 twice as much.")),
    ),
]
