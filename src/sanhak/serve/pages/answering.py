"""An answer: its page, settings to try out, figures, two answers side by side, and everything of it to take along."""

from __future__ import annotations

import io
import re
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from fastapi import APIRouter
from markupsafe import Markup, escape
from starlette.responses import HTMLResponse, Response

from sanhak.center import decisions, people, remarks, studies
from sanhak.center.findings import NotHere
from sanhak.center.fleet.source import AREA, PLAN
from sanhak.center.grounds import grounds
from sanhak.center.remarks import About
from sanhak.center.rights import Part
from sanhak.center.studies import KeptAnswer
from sanhak.finding import Refusal
from sanhak.serve import live
from sanhak.serve.live.archive import FIGURES, REPORT, read_answer, read_archive, read_packed, shown
from sanhak.serve.pages.downloads import content, download
from sanhak.serve.pages.lives import lives_from
from sanhak.serve.report.again import title_of
from sanhak.serve.web.door import Form, Me
from sanhak.serve.web.showing import go, page
from sanhak.serve.web.small import submitted
from sanhak.study.answer import ANSWER_FILE

if TYPE_CHECKING:
    from sanhak.table import Table

pages = APIRouter()
_FORMULA: Final = r"^[=+\-@\t\r]"
"""How a word begins that Excel takes for a formula."""
_KEPT: Final = "private, max-age=31536000, immutable"
_MEDIA: Final[Mapping[str, str]] = {
    "html": "text/html; charset=utf-8",
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
    "zip": "application/zip",
    "ics": "text/calendar; charset=utf-8",
}


@pages.get("/answers/{answer}")
def show(me: Me, answer: str) -> Response:
    """The answer page."""
    with me.center.database.reading() as rows:
        project, kept = studies.answer(rows, me.person, answer)
        values: dict[str, Any] = {
            "one": project,
            "answer": kept,
            "asker": people.get(rows, kept.person).name,
            "grounds": grounds(rows, me.person, kept),
            "taken": decisions.of_answer(rows, me.person, answer),
            "others": studies.alike(rows, me.person, kept),
            "comments": remarks.comments(rows, me.person, project.id, About.ANSWER, answer),
        }
    path = me.center.blobs.path(kept.archive)
    drawn = shown(path, me.language)
    whole = drawn.body.replace(live.SETTINGS_HERE, settings_form(me, kept, path, drawn.settings), 1)
    values |= {
        "body": Markup(whole),  # noqa: S704 - written by the report's own templates
        "figures": me.to(f"/answers/{answer}/figures.json?v={kept.hash[:12]}-{me.language}"),
        "kind": title_of(kept.kind),
        "tables": drawn.tables,
        "from_lives": lives_from(me, kept) if "lives" in drawn.tables and kept.kind != PLAN else None,
        "fleet": kept.kind.startswith(AREA),
        "Part": Part,
    }
    return page(me, "answer.html", project=project, place="studies", **values)


@pages.get("/answers/{answer}/what-if")
def what_if(me: Me, answer: str) -> Response:
    """What comes of the settings in the address, as a part of the page."""
    with me.center.database.reading() as rows:
        _, kept = studies.answer(rows, me.person, answer)
    full = read_answer(me.center.blobs.path(kept.archive))
    return HTMLResponse(live.what_if_result(full, me.language, me.request.query_params))


@pages.get("/answers/{answer}/figures.json")
def figures(me: Me, answer: str) -> Response:
    """The figures for the browser to draw; they never change, and a browser keeps them."""
    with me.center.database.reading() as rows:
        _, kept = studies.answer(rows, me.person, answer)
    headers = {"etag": f'"{kept.hash[:32]}-{me.language}"', "cache-control": _KEPT, "vary": "accept-encoding, cookie"}
    if me.request.headers.get("if-none-match") == headers["etag"]:
        return Response(status_code=304, headers=headers)
    path, name = me.center.blobs.path(kept.archive), FIGURES.format(me.language)
    if "gzip" in me.request.headers.get("accept-encoding", ""):
        packed = {**headers, "content-encoding": "gzip"}
        return Response(read_packed(path, name), headers=packed, media_type="application/json")
    return Response(read_archive(path, name), headers=headers, media_type="application/json")


@pages.get("/answers/{answer}/beside")
def choose_other(me: Me, answer: str, other: str = "") -> Response:
    """To the page of both answers."""
    with me.center.database.reading() as rows:
        studies.answer(rows, me.person, answer)
    return go(me, f"/answers/{answer}/beside/{other}" if other.isalnum() else f"/answers/{answer}")


@pages.get("/answers/{answer}/beside/{other}")
def beside(me: Me, answer: str, other: str) -> Response:
    """Two answers side by side."""
    with me.center.database.reading() as rows:
        project, first = studies.answer(rows, me.person, answer)
        _, second = studies.answer(rows, me.person, other)
        others = studies.alike(rows, me.person, first)
    both = [read_answer(me.center.blobs.path(kept.archive)) for kept in (first, second)]
    body = Markup(live.side_by_side(both[0], both[1], me.language))  # noqa: S704 - written by own templates
    values: dict[str, Any] = {"one": project, "answer": first, "other": second, "others": others, "body": body}
    return page(me, "answer_beside.html", project=project, place="studies", **values)


@pages.post("/answers/{answer}/decide")
def decide(me: Me, answer: str, form: Form) -> Response:
    """Take the decision that the answer recommends."""
    with me.center.database.reading() as rows:
        _, kept = studies.answer(rows, me.person, answer, Part.MEMBER)
    full = read_answer(me.center.blobs.path(kept.archive))
    return submitted(
        me, "decide", form, then=lambda made: go(me, f"/decisions/{made}"), show=lambda: show(me, answer),
        act=lambda rows: decisions.take(rows, me.person, answer, full, form["note"]),
    )  # fmt: skip


@pages.get("/answers/{answer}/file/{name}")
def take_along(me: Me, answer: str, name: str) -> Response:
    """The report, the workbook, the plain data, or everything in one file."""
    with me.center.database.reading() as rows:
        _, kept = studies.answer(rows, me.person, answer)
    path, title = me.center.blobs.path(kept.archive), f"{kept.title} {kept.number}"
    match name:
        case "report.html":
            return content(read_archive(path, REPORT.format(me.language)), f"{title}.html", _MEDIA["html"])
        case "answer.json":
            return content(read_archive(path, ANSWER_FILE), f"{title}.json", _MEDIA["json"])
        case "answer.zip":
            return download(path, f"{title}.zip", _MEDIA["zip"])
        case "answer.xlsx":
            return content(_written(me, path, name), f"{title}.xlsx", _MEDIA["xlsx"])
        case "calendar.ics":
            return content(_written(me, path, name), f"{title}.ics", _MEDIA["ics"])
        case _:
            raise Refusal(NotHere())


@pages.get("/answers/{answer}/tables/{number}.{ending}")
def take_table(me: Me, answer: str, number: int, ending: str) -> Response:
    """One table of the answer, counted from 1."""
    with me.center.database.reading() as rows:
        _, kept = studies.answer(rows, me.person, answer)
    tables = list(read_answer(me.center.blobs.path(kept.archive)).tables.items())
    if not 1 <= number <= len(tables) or ending not in ("xlsx", "csv", "parquet"):
        raise Refusal(NotHere())
    name, table = tables[number - 1]
    return content(as_file(table, ending), f"{kept.title} {kept.number} {name}.{ending}", _MEDIA[ending])


def as_file(table: Table, ending: str) -> bytes:
    """A table as ``xlsx``, ``csv`` or ``parquet``, units in its heads; no word in it becomes a formula."""
    return frame_as_file(table.frame.rename({column.name: column.label for column in table.columns}), ending)


def frame_as_file(frame: Any, ending: str) -> bytes:
    """Rows as ``xlsx``, ``csv`` or ``parquet``; no word in them becomes a formula."""
    import polars as pl

    place = io.BytesIO()
    if ending == "parquet":
        frame.write_parquet(place)
    elif ending == "csv":
        words = [pl.col(name) for name, kind in frame.schema.items() if kind == pl.String]
        safe = frame.with_columns(
            pl.when(word.str.contains(_FORMULA)).then(pl.concat_str(pl.lit("'"), word)).otherwise(word).name.keep()
            for word in words
        )
        heads = {name: f"'{name}" for name in frame.columns if re.match(_FORMULA, name)}
        safe.rename(heads).write_csv(place, include_bom=True)
    else:
        from xlsxwriter import Workbook

        with Workbook(place, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
            frame.write_excel(book, autofit=len(frame) < 5000)  # noqa: PLR2004 - a look at each cell takes long
    return place.getvalue()


def settings_form(me: Me, kept: KeptAnswer, path: Path, drawn: str) -> str:
    """The form for other settings: as it was drawn, or with the settings that stand in the address."""
    url = me.to(f"/answers/{kept.id}/what-if")
    if any(name.startswith("set.") for name in me.request.query_params):
        return live.what_if_form(read_answer(path), me.language, me.request.query_params, url=url)
    return drawn.replace('data-url=""', f'data-url="{escape(url)}"', 1)


def _written(me: Me, path: Path, name: str) -> bytes:
    """The answer as a workbook or a calendar, by the ending of ``name``."""
    with tempfile.TemporaryDirectory() as place:
        file = read_answer(path).write(Path(place) / name, me.language)
        return Path(file).read_bytes()
