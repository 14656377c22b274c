"""What there is to ask and what a finding means."""

from __future__ import annotations

from sanhak.serve.cli.console import Voice, WrongUsageError, out
from sanhak.serve.cli.kinds import first_kind
from sanhak.text import say


def list_studies(voice: Voice) -> None:
    """Print the study kinds with their questions."""
    from rich.padding import Padding

    from sanhak.serve.cli.kinds import Kinds
    from sanhak.study import describe

    for kind in map(describe, Kinds().values()):
        out().print(kind.kind, style="bold")
        out().print(Padding(voice.words(kind.question), (0, 0, 0, 4)))
    out().print()
    voice.say(say("Begin one from your table: sanhak new {kind} --data data.xlsx", kind=first_kind()))


def explain(voice: Voice, code: str | None) -> None:
    """Print the page of a rule, or all codes with their first sentences.

    Raises
    ------
    WrongUsageError
        If no rule has this code.
    """
    from rich.markdown import Markdown

    from sanhak.finding import page, rules
    from sanhak.serve.documentation import finding_page

    if code is None:
        for known in rules():
            out().print(f"{known}  {voice.words(page(known)[0])}")
        return
    if code.upper() not in rules():
        raise WrongUsageError(say("There is no finding {code}.", code=code), code, rules())
    out().print(Markdown(finding_page(code.upper(), voice.language)))
