"""Templates of all faces in one environment, the one style sheet, and the gallery that shows every part."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from typing import TYPE_CHECKING, Final, Literal

from sanhak.serve.assets import vendored
from sanhak.serve.style.parts import Cell, Head, Link, Step
from sanhak.text import Amount, Language, Text, say, show

if TYPE_CHECKING:
    from jinja2 import Environment

SHEETS: Final = (
    "tokens.css",
    "base.css",
    "components.css",
    "data.css",
    "shell.css",
    "studies.css",
    "steering.css",
    "fleet.css",
    "gantt.css",
)


@cache
def environment(language: Language, *rooms: str) -> Environment:
    """Templates of ``rooms`` (packages with a folder ``templates``) and of this one, spoken in ``language``.

    Templates write a sentence as ``{{ say("…") }}``; every text and amount speaks by itself, and ``words(value)`` is
    for the rest. Sheets of this room and scripts of ``static`` can be included by their names, too. Where two rooms
    have a template of one name, the first room's is taken.
    """
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    serve = files("sanhak.serve")
    folders = [files(room).joinpath("templates") for room in (*rooms, "sanhak.serve.style")]
    folders += [serve.joinpath("style"), serve.joinpath("static")]

    def read(name: str) -> str | None:
        found = (folder.joinpath(name) for folder in folders)
        return next((path.read_text(encoding="utf-8") for path in found if path.is_file()), None)

    made = Environment(
        loader=FunctionLoader(read),
        autoescape=True,
        finalize=lambda value: show(value, language) if isinstance(value, Text | Amount) else value,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals |= {"language": language, "say": say, "words": lambda value: show(value, language)}
    made.globals |= {"vendored": vendored, "compact": lambda value: _compact(value, language)}
    return made


def _compact(value: float, language: Language) -> str:
    """A large number in the large units of a language, to three significant digits: ``9,500만``, ``184 million``."""
    from babel.numbers import format_compact_decimal

    length: Literal["short", "long"] = "short" if language == "ko" else "long"  # Korean has the one form for both
    told = format_compact_decimal(float(f"{value:.3g}"), format_type=length, locale=language, fraction_digits=2)
    return re.sub(r"(\d)(\d{3})(?=\D)", r"\1,\2", told)  # 9,500만: Babel leaves the comma of thousands out


@cache
def stylesheet() -> str:
    """The style of the workbench as one sheet, without comments and needless white space."""
    here = files("sanhak.serve.style")
    # A sheet's order of layers must come first, and values may stand anywhere: they are in no layer.
    joined = "\n".join(here.joinpath(name).read_text(encoding="utf-8") for name in SHEETS)
    return bare(joined)


def bare(sheet: str) -> str:
    """A sheet without comments and needless white space."""
    told = re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL)
    return re.sub(r"\s*([{};,])\s*", r"\1", re.sub(r"\s+", " ", told)).replace(";}", "}").strip()


@cache
def packed_stylesheet() -> bytes:
    """:func:`stylesheet` as it is sent, compressed with gzip."""
    return gzip.compress(stylesheet().encode(), compresslevel=9, mtime=0)


def gallery(
    language: Language,
    *,
    static: Callable[[str], str] = "/static/{}".format,
    base: str = "",
    path: str = "/gallery",
    theme: str = "auto",
) -> str:
    """A page that shows every part of a page in all its states, inside the shell, with words of a plant.

    ``static`` gives the address of a served file, ``base`` the path of the workbench, ``path`` that of the page in it;
    ``theme`` is ``auto``, ``light`` or ``dark``.
    """
    here = base + path
    places = [Link(say("Overview"), here, current=True), Link(say("Data"), f"{here}#tables", 4)]
    places += [Link(say("Studies"), f"{here}#progress", 12), Link(say("Decisions"), f"{here}#forms", 3)]
    return (
        environment(language)
        .get_template("gallery.html")
        .render(
            static=static,
            base=base,
            here=here,
            switch=f"{here}?language={'en' if language == 'ko' else 'ko'}",
            csrf="csrf",
            theme=theme,
            person={"name": say("Process engineer"), "role": say("Engineer, plant 2")},
            project={"title": say("Raise the yield of reactor R-201"), "href": here, "places": places},
            query="",
            version=version("sanhak"),
            Head=Head,
            Cell=Cell,
            Link=Link,
            Step=Step,
            Amount=Amount,
            today=datetime(2026, 11, 23, 14, 5, tzinfo=UTC),
        )
    )
