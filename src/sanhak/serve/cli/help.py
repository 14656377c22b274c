"""Help and complaints of the command line in both languages; Typer's own speak English only."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from typer import TyperException
from typer.core import TyperCommand, TyperGroup

from sanhak.serve.cli.console import WrongUsageError, out
from sanhak.text import Language, Text, say, show

if TYPE_CHECKING:
    from rich.table import Table

_TOLD: Final[dict[str, Text]] = {}


def told(text: Text) -> str:
    """A text as the string that Typer wants; when Typer hands it back, it is told in the reader's language."""
    _TOLD[text.message] = text
    return text.message


told(say("Show this message and exit."))  # Typer's own


def _spoken(message: str | None, language: Language) -> str:
    """What Typer handed back, in the reader's language; words that need no language as they are."""
    text = _TOLD.get(message or "")
    return (message or "") if text is None else show(text, language)


class Command(TyperCommand):
    """One command: its help is printed in the language that its context carries."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Print the help; the formatter, which Typer would print, stays empty."""
        del formatter
        _print_help(self, ctx)

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Take the arguments; words too many are told in the reader's language."""
        ctx.allow_extra_args = True
        left = super().parse_args(ctx, args)
        if left:
            raise WrongUsageError(
                say("{words} is one word too many for {command}.", words=left, command=ctx.command_path)
            )
        return left


class Group(TyperGroup):
    """All commands; a misspelt one is answered with the nearest."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Print the help; the formatter, which Typer would print, stays empty."""
        del formatter
        _print_help(self, ctx)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command that the first argument names."""
        if self.get_command(ctx, args[0]) is None:
            known = self.list_commands(ctx)
            raise WrongUsageError(say("There is no command {word}.", word=args[0]), args[0], known)
        return super().resolve_command(ctx, args)


def misunderstood(error: TyperException, language: Language) -> WrongUsageError:
    """What Typer could not make sense of, told in our words."""
    context = getattr(error, "ctx", None)
    option = getattr(error, "option_name", None)
    parameter = getattr(error, "param", None)
    if hasattr(error, "possibilities"):
        known = [name for part in context.command.get_params(context) for name in part.opts] if context else []
        return WrongUsageError(say("There is no option {word}.", word=option), str(option), known)
    if option:
        return WrongUsageError(say("The option {word} needs a value.", word=option))
    if parameter is not None and hasattr(error, "param_type"):
        return WrongUsageError(
            say("{name} is missing: {help}", name=_name(parameter, language), help=_spoken(parameter.help, language))
        )
    if parameter is not None:
        expected = _stands_for(parameter, language)
        return WrongUsageError(say("{name} expects {expected}.", name=_name(parameter, language), expected=expected))
    return WrongUsageError(say("The command was not understood: {detail}", detail=error.format_message()))


def _print_help(command: Any, context: Any) -> None:
    language: Language = context.find_root().obj
    out().print(
        show(say("Usage:"), language), context.command_path, *_usage(command, context, language), soft_wrap=True
    )
    out().print()
    for paragraph in filter(None, (command.help, command.epilog)):
        out().print(_spoken(paragraph, language))
        out().print()
    parameters = command.get_params(context)
    for title, rows in (
        (say("What to give"), [_row(part, language) for part in parameters if part.param_type_name == "argument"]),
        (say("Options"), [_row(part, language) for part in parameters if part.param_type_name == "option"]),
        (say("Commands"), list(_commands(command, context, language))),
    ):
        if rows:
            out().print(show(title, language), style="bold")
            out().print(_listed(rows))
            out().print()


def _usage(command: Any, context: Any, language: Language) -> Iterator[str]:
    """What may follow the command; what may be left out stands in brackets."""
    if isinstance(command, TyperGroup):
        yield show(say("command …"), language)
    for part in command.get_params(context):
        if part.param_type_name == "argument":
            yield _name(part, language) if part.required else f"[{_name(part, language)}]"
        elif part.required:
            yield f"{part.opts[0]} {_stands_for(part, language)}"
    yield show(say("[options]"), language)


def _name(parameter: Any, language: Language) -> str:
    return str(parameter.opts[0]) if parameter.param_type_name == "option" else _stands_for(parameter, language)


def _stands_for(parameter: Any, language: Language) -> str:
    """The word that stands for the value in a help text."""
    return _spoken(parameter.metavar, language) or "…"


def _row(parameter: Any, language: Language) -> tuple[str, str]:
    """How a parameter is written, and what it is for."""
    help_ = _spoken(parameter.help, language)
    if parameter.param_type_name == "argument":
        return _name(parameter, language), help_
    value = "" if getattr(parameter, "is_flag", False) else f" {_stands_for(parameter, language)}"
    return f"{', '.join(sorted(parameter.opts, key=len))}{value}", help_


def _commands(command: Any, context: Any, language: Language) -> Iterator[tuple[str, str]]:
    if isinstance(command, TyperGroup):
        for name in command.list_commands(context):
            found = command.get_command(context, name)
            yield name, _spoken(found.help if found else None, language)


def _listed(rows: list[tuple[str, str]]) -> Table:
    from rich.table import Table

    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True)
    table.add_column()
    for name, help_ in rows:
        table.add_row(f"  {name}", help_)
    return table
