"""The commands of the workbench: serving it, and what its keeper does from the terminal."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sanhak.serve.cli.console import REFUSED, Voice, WrongUsageError
from sanhak.serve.cli.help import told
from sanhak.text import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sanhak.serve.web.settings import Settings
    from sanhak.serve.workbench.laying import Answered

_Folder = Annotated[
    Path,
    typer.Option(
        "--folder",
        "-f",
        metavar=told(say("FOLDER")),
        help=told(say("Where the workbench keeps its files and, by default, its database.")),
    ),
]
_Url = Annotated[
    str | None,
    typer.Option(
        "--url",
        envvar="SANHAK_URL",
        metavar="URL",
        help=told(say("The database: sqlite:///… or postgresql://…; by default a file in the folder.")),
    ),
]


def serve(  # noqa: PLR0913 - one argument an option
    context: typer.Context,
    *,
    folder: _Folder = Path("workbench"),
    url: _Url = None,
    host: Annotated[
        str, typer.Option("--host", help=told(say("The address to listen at; 0.0.0.0 lets other computers in.")))
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", "-p", help=told(say("The port to listen at.")))] = 8000,
    base: Annotated[
        str, typer.Option("--base", metavar="/PATH", help=told(say("The path under which a reverse proxy serves it.")))
    ] = "",
    https: Annotated[
        bool, typer.Option("--https", help=told(say("Browsers reach it by https alone, through a reverse proxy.")))
    ] = False,
    proxy: Annotated[
        list[str] | None,
        typer.Option("--proxy", metavar="ADDRESS", help=told(say("A reverse proxy that may say who is asking."))),
    ] = None,
    runners: Annotated[
        int | None, typer.Option("--runners", min=1, help=told(say("Jobs that are carried out at once.")))
    ] = None,
    upload: Annotated[
        int, typer.Option("--upload", metavar="MB", min=1, help=told(say("The largest file that is taken.")))
    ] = 1024,
) -> None:
    """Open the workbench on the web."""
    from sanhak.serve.web.mail import Mail
    from sanhak.serve.web.settings import Settings

    mail = os.environ.get("SANHAK_MAIL")  # it holds a secret, which the command line would show to others
    voice = Voice(context.obj)
    settings = Settings(
        folder=folder,
        url=url,
        host=host,
        port=port,
        base="/" + base.strip("/") if base.strip("/") else "",
        https=https,
        proxies=tuple(proxy or ()),
        language=context.obj,
        runners=runners,
        upload=upload << 20,
        mail=Mail.read(mail) if mail else None,
    )
    open_workbench(voice, settings)


def open_workbench(voice: Voice, settings: Settings) -> None:
    """Serve until Ctrl-C, and say where; the first time also how the administrator comes in.

    Raises
    ------
    Refusal
        R020–R024 if the database cannot be opened.
    WrongUsageError
        If the port is taken.
    """
    from sanhak.serve.workbench.serving import free, serve

    if not free(settings):
        raise WrongUsageError(say("Port {port} is taken; choose another with --port.", port=str(settings.port)))

    def ready(link: str | None) -> None:
        voice.say(say("The workbench is open at {address}", address=settings.address), style="bold")
        if link:
            voice.say(say("The first to open this link becomes the administrator (it works once, for seven days):"))
            voice.say(say("{link}", link=link))
        voice.say(say("Ctrl-C ends it; what runs goes on at the next start."), style="dim")

    serve(replace(settings, folder=settings.folder.resolve()), ready)


def demo(
    context: typer.Context,
    *,
    out: Annotated[
        Path, typer.Option("--out", "-o", metavar=told(say("FOLDER")), help=told(say("Where to write the reports.")))
    ] = Path("demo"),
    workers: Annotated[
        int | None,
        typer.Option(
            "--workers",
            metavar=told(say("INTEGER")),
            help=told(say("Processes at once; by default one for each core.")),
        ),
    ] = None,
    serve: Annotated[
        bool, typer.Option("--serve/--no-serve", help=told(say("Open the workbench on the web afterwards.")))
    ] = True,
    port: Annotated[int, typer.Option("--port", "-p", help=told(say("The port to listen at.")))] = 8000,
) -> None:
    """Answer the cases of all areas, write their reports, and open a workbench with them."""
    from sanhak.serve.demo import demonstrate

    voice = Voice(context.obj)
    answered = demonstrate(voice, out, workers)
    settings = _furnished(voice, out.resolve() / "workbench", [one for one in answered if one], port)
    if serve:
        _say_how_to_come_in(voice)
        open_workbench(voice, settings)
    if not all(answered):
        raise typer.Exit(REFUSED)


def _furnished(voice: Voice, folder: Path, answered: Sequence[Answered], port: int) -> Settings:
    """A workbench with the cases in it."""
    from sanhak.center.center import Center
    from sanhak.serve.web.settings import Settings
    from sanhak.serve.workbench.furnishing import furnish

    center = Center.open(folder)
    furnish(center, answered, voice.language)
    center.database.close()
    return Settings(folder=folder, port=port, language=voice.language)


def _say_how_to_come_in(voice: Voice) -> None:
    from sanhak.serve.workbench.furnishing import DOMAIN, PASSWORD

    who = say(
        "In the workbench you are engineer@{domain} with the password: {password}", domain=DOMAIN, password=PASSWORD
    )
    voice.say(who, style="bold")
    voice.say(say("office, manager, researcher, scholar and reviewer come in with the same password."), style="dim")


def invite(
    context: typer.Context,
    email: Annotated[str, typer.Argument(metavar="EMAIL", help=told(say("Whom to invite, by e-mail address.")))],
    *,
    folder: _Folder = Path("workbench"),
    url: _Url = None,
    role: Annotated[
        str, typer.Option("--role", help=told(say("administrator, office, manager, engineer, researcher, …")))
    ] = "engineer",
    organisation: Annotated[
        str | None, typer.Option("--organisation", help=told(say("Theirs, by name; made if it is new.")))
    ] = None,
) -> None:
    """Make an invitation, or a new way in for somebody who has lost their password."""
    from sanhak.center import keeping
    from sanhak.center.center import Center

    voice = Voice(context.obj)
    center = Center.open(folder.resolve(), url)
    link = keeping.way_in(center, email, role, organisation)
    voice.say(say("This path opens the workbench for {email}, once and for seven days:", email=email))
    voice.say(say("{link}", link=link))


def backup(
    context: typer.Context,
    file: Annotated[
        Path, typer.Argument(metavar=told(say("FILE")), help=told(say("Where to write the backup: a .zip file.")))
    ],
    *,
    folder: _Folder = Path("workbench"),
    url: _Url = None,
) -> None:
    """Write everything of the workbench into one file, while it runs."""
    from sanhak.center.backup import back_up
    from sanhak.center.center import Center

    center = Center.open(folder.resolve(), url)
    contents = back_up(center.database, center.blobs, file)
    kept = say(
        "Kept in {path}: {rows:row|rows}, {blobs:file|files}.",
        path=str(file),
        rows=sum(contents.rows.values()),
        blobs=contents.blobs,
    )
    Voice(context.obj).say(kept)


def restore(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar=told(say("FILE")), help=told(say("The backup.")), exists=False)],
    *,
    folder: _Folder = Path("workbench"),
    url: _Url = None,
) -> None:
    """Put a backup back into an empty workbench."""
    from sanhak.center.backup import restore as put_back
    from sanhak.center.center import place_of
    from sanhak.store import Blobs, Database

    home = folder.resolve()
    contents = put_back(file, Database(url or place_of(home)), Blobs(home / "blobs"))
    voice = Voice(context.obj)
    voice.say(
        say("Restored as it was at {moment}: {rows:row|rows}.", moment=contents.made, rows=sum(contents.rows.values()))
    )
    voice.say(say("Open it with: sanhak serve --folder {folder}", folder=str(folder)))
