"""The plan of an answer as a Gantt: its jobs are moved, a move is priced before it is kept, and the rest planned again.

A move that is kept stands in a draft on the server, as one of a list that is undone and done again. Planning again
writes a row for each job that is held by hand into the table ``fixed`` of the study, where all jobs stand into its
table ``earlier``, and asks it; the answer stays.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.responses import Response

from sanhak.center import data, decisions, laying, moving, studies
from sanhak.center.rights import Part
from sanhak.finding import Refusal
from sanhak.serve.live.archive import read_answer
from sanhak.serve.pages.gantt_board import Opened, opened, tables_of
from sanhak.serve.pages.gantt_findings import CannotStandThere, NoSuchMove
from sanhak.serve.web.door import Form, Me
from sanhak.serve.web.showing import go, page, part
from sanhak.serve.web.small import submitted
from sanhak.text import Amount, Text, say

if TYPE_CHECKING:
    from sanhak.study.maintenance_plan.board import Board, Move, Trial
    from sanhak.table import Kind

pages = APIRouter()
_MONEY: Final = "만원"
_MOST_JOBS: Final = 500
"""Jobs in the list under the chart: the first ones."""
_SMALL: Final = 0.5
"""A change of cost that is none, in the unit of money."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The job that is to be moved: where it stands or is tried, and what comes of it, None before it is tried."""

    job: int
    asset: str
    held: bool
    on: date
    crew: int
    trial: Trial | None
    crews: tuple[tuple[int, str], ...]
    first: date
    last: date

    @property
    def comes(self) -> Text:
        """What the move is expected to cost."""
        return cost(self.trial.change if self.trial else 0.0)


@pages.get("/answers/{plan}/gantt")
def show(me: Me, plan: str) -> Response:
    """The plan: rows by crew, by asset or by part, as the address says, and the job that is to be moved."""
    return _page(me, opened(me, plan), me.request.query_params)


@pages.get("/answers/{plan}/gantt/trial")
def try_out(me: Me, plan: str) -> Response:
    """What a move would cost and what is against it, as a part of the page."""
    seen, sent = opened(me, plan), me.request.query_params
    if not me.partial:
        return go(me, f"/answers/{plan}/gantt?{sent}#move")
    values = {"plan": seen.kept, "asked": _asked(seen, sent), "by": _by(sent), "may": seen.project.may(Part.MEMBER)}
    return part(me, "gantt_move.html", **values)


@pages.post("/answers/{plan}/gantt/moves")
def keep(me: Me, plan: str, form: Form) -> Response:
    """Keep a move in the draft, or let a job go that is held by hand."""
    seen = opened(me, plan, Part.MEMBER)

    def act(rows: Connection) -> int:
        move = _move(seen.now, form.words("job", "on", "crew"))
        if form["act"] == "free":
            move = type(move)(move.job)
        elif limits := seen.now.tried(move).limits:
            raise Refusal(CannotStandThere(asset=seen.now.asked.jobs[move.job].asset, because=limits[0]), field="on")
        moving.keep(rows, me.person, plan, move.dump())
        return move.job

    return submitted(
        me, "move", form, act, then=f"/answers/{plan}/gantt?by={_by(form.words('by'))}#bar-{form['job'][:6]}",
        show=lambda: _page(me, seen, form.words("job", "on", "crew", "by")),
    )  # fmt: skip


@pages.post("/answers/{plan}/gantt/undo")
def undo(me: Me, plan: str, form: Form) -> Response:
    """Undo the last move, or do the next one again."""
    seen = opened(me, plan, Part.MEMBER)
    return submitted(
        me, "undo", form, lambda rows: moving.step(rows, me.person, plan, 1 if form["act"] == "redo" else -1),
        then=f"/answers/{plan}/gantt?by={_by(form.words('by'))}#moves", show=lambda: _page(me, seen, {}),
    )  # fmt: skip


@pages.post("/answers/{plan}/gantt/again")
def plan_again(me: Me, plan: str, form: Form) -> Response:
    """Plan the rest again: what is held by hand goes into the table ``fixed``, where jobs stand into ``earlier``."""
    seen = opened(me, plan, Part.MEMBER)
    kept = seen.kept
    return submitted(
        me, "again", form, lambda rows: _ask(me, rows, seen), then=f"/studies/{kept.study}#progress",
        show=lambda: _page(me, seen, {}),
    )  # fmt: skip


def _ask(me: Me, rows: Connection, seen: Opened) -> None:
    from sanhak.study.maintenance_plan.board import pins, standing

    center, kept = me.center, seen.kept
    _, study = studies.get(rows, me.person, kept.study, Part.MEMBER)
    asked: Any = studies.question(kept.kind, kept.values)
    before = kept.tables.get("fixed")
    paths = [("fixed", center.blobs.path(data.version(rows, me.person, before)[2].table or ""))] if before else []
    table = tables_of(kept.values, tuple(paths)).get("fixed")
    held = seen.board.pinned(seen.moves)
    content, kinds = pins(asked, table, seen.board, held, me.language)
    tables = {name: one for name, one in study.tables.items() if name != "fixed"}
    if content.count("\n") > 1:
        name = say("Hard dates of {title}", title=study.title).render(me.language)
        tables["fixed"] = _laid(me, rows, study, study.tables.get("fixed"), name, (content, kinds))
    if seen.board.spots:
        # Whoever moves one job wants the others where they are, unless moving them pays.
        name = say("Calendar of {title}", title=study.title).render(me.language)
        known = {one.name: one.id for one in data.datasets(rows, me.person, study.project)}
        tables["earlier"] = _laid(me, rows, study, known.get(f"{name}.csv"), name, standing(asked, seen.board, held))
    studies.save(rows, me.person, study.id, values=kept.values, tables=tables)
    studies.ask(rows, center.queue, me.person, study.id)


def _laid(
    me: Me, rows: Connection, study: studies.KeptStudy, into: str | None, name: str,
    written: tuple[str, Mapping[str, Kind]],
) -> str:  # fmt: skip
    """A table that is written here as a dataset, or as a new version of one; gives the dataset."""
    content, kinds = written
    there = {one.id for one in data.datasets(rows, me.person, study.project)}
    version = laying.lay(
        rows, me.center, me.person, study.project, name=f"{name}.csv", content=content.encode(),
        into=into if into in there else None, reading={"kinds": {column: kind.value for column, kind in kinds.items()}},
    )  # fmt: skip
    return data.version(rows, me.person, version)[1].id


def _page(me: Me, seen: Opened, sent: Mapping[str, str]) -> Response:
    from sanhak.serve.pages.gantt_drawing import ROWS, chart

    by, now, kept = _by(sent), seen.now, seen.kept
    full = read_answer(me.center.blobs.path(kept.archive))
    held = seen.board.pinned(seen.moves)
    names = tuple(full.tables)
    with me.center.database.reading() as rows:
        taken = decisions.of_answer(rows, me.person, kept.id)
    order = sorted(now.spots, key=lambda at: (now.spots[at].start, at))
    values: dict[str, Any] = {
        "plan": kept,
        "one": seen.project,
        "may": seen.project.may(Part.MEMBER),
        "by": by,
        "views": [(name, title) for name, title in ROWS.items() if name != "part" or now.asked.parts],
        "chart": chart(now, seen.board, held, by, me.language),
        "start": now.asked.start.date(),
        "jobs": [(at, now.asked.jobs[at], now.spots[at], now.asked.moment(now.spots[at].start).date(),
                  now.chance(at, now.spots[at].start), at in held) for at in order[:_MOST_JOBS]],
        "crews": now.asked.crews,
        "rest": [(at, job.asset) for at, job in enumerate(now.asked.jobs) if at not in now.spots],
        "asked": _asked(seen, sent) if sent.get("job") else None,
        "draft": seen.draft,
        "moves": tuple(_told(seen)),
        "change": cost(now.total - seen.board.total),
        "ways_in": tuple(_in_the_way(seen)),
        "held": len(held),
        "measures": _measures(full),
        "orders": names.index("orders") + 1 if "orders" in names else None,
        "taken": taken,
    }  # fmt: skip
    return page(me, "gantt.html", project=seen.project, place="studies", **values)


def cost(change: float) -> Text:
    """A change of expected cost in words."""
    if abs(change) < _SMALL:
        return say("costs the same")
    amount = Amount(abs(change), _MONEY, 0)
    return say("costs {amount} more", amount=amount) if change > 0 else say("saves {amount}", amount=amount)


def _by(sent: Mapping[str, str]) -> str:
    from sanhak.serve.pages.gantt_drawing import ROWS

    by = sent.get("by", "")
    return by if by in ROWS else next(iter(ROWS))


def _move(board: Board, sent: Mapping[str, str]) -> Move:
    """The move that was sent; :class:`Refusal` W147."""
    from sanhak.study.maintenance_plan.board import Move

    job, on, crew = (sent.get(name, "") for name in ("job", "on", "crew"))
    try:
        move = Move(int(job), (date.fromisoformat(on) - board.asked.start.date()).days, int(crew))
    except ValueError:
        raise Refusal(NoSuchMove(given=f"{job}, {on}, {crew}"[:80]), field="on") from None
    if not (0 <= move.job < len(board.asked.jobs) and 0 <= move.crew < len(board.asked.crews)):
        raise Refusal(NoSuchMove(given=f"{job}, {on}, {crew}"[:80]), field="on")
    return move


def _asked(seen: Opened, sent: Mapping[str, str]) -> Asked:
    """The job that is to be moved; :class:`Refusal` W147."""
    board, given = seen.now, sent.get("job", "")
    if not given.isdecimal() or len(given) > 6 or int(given) >= len(board.asked.jobs):  # noqa: PLR2004 - of jobs
        raise Refusal(NoSuchMove(given=given[:80]))
    job = int(given)
    spot, start = board.spots.get(job), board.asked.start.date()
    on, crew = start + timedelta(days=int(spot.start) if spot else 0), spot.crew if spot else 0
    trial = None
    if sent.get("on"):
        move = _move(board, {"crew": str(crew), **sent})
        trial, crew, on = board.tried(move), move.crew, start + timedelta(days=move.day or 0)
    return Asked(
        job, board.asked.jobs[job].asset, job in seen.board.pinned(seen.moves), on, crew, trial,
        tuple((at, one.name) for at, one in enumerate(board.asked.crews)), start,
        board.asked.end.date() - timedelta(days=1),
    )  # fmt: skip


def _told(seen: Opened) -> Iterator[tuple[Text, Text | None, bool]]:
    """Each move of the draft in words, what it costs, and whether it counts."""
    from sanhak.study.maintenance_plan.board import Move

    board = seen.board
    for at, kept in enumerate(seen.draft.moves):
        move, counts = Move(**kept), at < seen.draft.count
        asset = board.asked.jobs[move.job].asset
        if move.day is None:
            yield say("{asset}: let go", asset=asset), None, counts
            continue
        day, crew = board.asked.moment(move.day).date(), board.asked.crews[move.crew].name
        costs = cost(board.tried(move).change) if counts else None
        yield say("{asset}: to {day}, crew {crew}", asset=asset, day=day, crew=crew), costs, counts
        board = board.after([move])


def _in_the_way(seen: Opened) -> Iterator[tuple[str, Text]]:
    """What would have to give way to the moves that were kept, by asset."""
    from sanhak.study.maintenance_plan.board import Move

    now = seen.now
    for job in dict.fromkeys(move.job for move in seen.moves if move.day is not None):
        spot = now.spots.get(job)
        if spot is not None and now.spots.get(job) != seen.board.spots.get(job):
            for text in now.tried(Move(job, int(spot.start), spot.crew)).others:
                yield now.asked.jobs[job].asset, text


def _measures(full: Any) -> list[tuple[Text, Amount]]:
    """What one more crew or part is worth, as the answer says."""
    if "measures" not in full.tables:
        return []
    words = {"crew": lambda name: say("One more crew like {name}", name=name),
             "part": lambda name: say("One more part {name} in store", name=name),
             "skill": lambda name: say("A further skill: {name}", name=name)}  # fmt: skip
    rows = full.tables["measures"].frame.iter_rows(named=True)
    return [(words[row["one more"]](row["name"]), Amount(row["saved"], _MONEY, 0)) for row in rows]
