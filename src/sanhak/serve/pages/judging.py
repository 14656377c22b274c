"""A decision on lives held against later rows, and one on a plan against work orders: what was told, and what came."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter
from starlette.responses import Response

from sanhak.center import data, decisions, studies
from sanhak.center.findings_delivering import NothingLater
from sanhak.finding import Finding, Refusal
from sanhak.serve.live.archive import read_answer
from sanhak.serve.pages import judging_plan
from sanhak.serve.pages.gantt_board import KIND
from sanhak.serve.web.door import Form, Me
from sanhak.serve.web.showing import page
from sanhak.text import Amount, Text, say

if TYPE_CHECKING:
    from sanhak.study.answer import Answer
    from sanhak.study.judging import Judged
    from sanhak.table import Table

pages = APIRouter()


@pages.get("/decisions/{decision}/judged")
def judge(me: Me, decision: str) -> Response:
    """What later rows of the data make of a decision; nothing is kept of it."""
    with me.center.database.reading() as rows:
        project, taken = decisions.get(rows, me.person, decision)
        _, kept = studies.answer(rows, me.person, taken.answer)
        if kept.kind == KIND:
            return judging_plan.show(me, project, taken, me.request.query_params)
        newest = {name: _newest(rows, me, version) for name, version in kept.tables.items()}
    found: Judged | None = None
    findings: tuple[Finding, ...] = ()
    full = read_answer(me.center.blobs.path(kept.archive))
    try:
        found = _judged(me, full, kept, newest)
    except Refusal as refusal:
        findings = refusal.findings
    if found is None and not findings:
        findings = (NothingLater(),)
    numbers = {name: one.number if one else None for name, one in newest.items()}
    values: dict[str, Any] = {"found": found, "findings": findings, "lines": _lines(found, full), "numbers": numbers}
    return page(me, "decision_judged.html", project=project, place="decisions", one=project, decision=taken, **values)


@pages.post("/decisions/{decision}/judged")
def take_in(me: Me, decision: str, form: Form) -> Response:
    """Take what a plan has cost into the ledger."""
    return judging_plan.take_in(me, decision, form)


def _newest(rows: Any, me: Me, version: str) -> data.Version | None:
    """The newest version that is ready of the dataset of a version; None where it is gone."""
    try:
        return data.version(rows, me.person, version)[1].ready
    except Refusal:
        return None


def _judged(me: Me, full: Answer, kept: studies.KeptAnswer, newest: Mapping[str, data.Version | None]) -> Judged | None:
    from sanhak.model.life.lives import Lives
    from sanhak.study.judging import Judging, judged
    from sanhak.table.keep import read_table

    model: Any = next(iter(full.models.values()), None)
    if not isinstance(model, Judging) or "lives" not in full.tables:
        return None
    keys = {name: one.table for name, one in newest.items() if one is not None and one.table is not None}
    if set(keys) != set(kept.tables):
        return None
    tables: dict[str, Table] = {name: read_table(me.center.blobs.path(key)) for name, key in keys.items()}
    came = model.came(studies.question(kept.kind, kept.values), tables)
    if came is None:
        return None
    return judged(Lives.read(full.tables["lives"]), model.told_until, came)


def _lines(found: Judged | None, full: Answer) -> tuple[tuple[Text, Text], ...]:
    """What was told and what came, as pairs for a list."""
    if found is None:
        return ()
    unit = full.tables["lives"].columns[1].unit
    return (
        (say("Judged at"), say("{time} after the last reading", time=Amount(found.until, unit, 0))),
        (say("Assets of which it is known"), say("{count:asset|assets}", count=found.known)),
        (say("Were to fail by then"), say("{value} ({lower} to {upper} with 90 %)",
             value=Amount(found.expected, None, 1), lower=Amount(found.lower, None, 0),
             upper=Amount(found.upper, None, 0))),
        (say("Have failed"), say("{count:asset|assets}", count=found.failed)),
        (say("Brier score of the chances"), say("{score}; {simple} with one chance for all",
             score=Amount(found.brier, None, 3), simple=Amount(found.simple, None, 3))),
        (say("Failed within their 90 % interval"), say("{inside} of {ends}", inside=found.inside, ends=found.ends)),
    )  # fmt: skip
