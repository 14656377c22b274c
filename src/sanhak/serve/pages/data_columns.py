"""Correcting columns in place: kind, unit and role of each, as one form that works without a script."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from sanhak.center import data
from sanhak.center.data import Dataset, Profile, Version
from sanhak.center.projects import Project
from sanhak.center.rights import Part
from sanhak.finding import Finding, Refusal
from sanhak.serve.pages.data_findings import NothingChanged, UnitStands
from sanhak.serve.pages.data_page import chosen_of
from sanhak.serve.pages.data_seeing import rows_of
from sanhak.serve.report.look import KINDS, ROLES
from sanhak.serve.web.door import Form, Me, Sent
from sanhak.serve.web.showing import go, page
from sanhak.table.column import Kind
from sanhak.table.units import require
from sanhak.text import say

pages = APIRouter()


@pages.get("/data/{dataset}/columns")
def edit(me: Me, dataset: str, version: str = "") -> Response:
    """The columns of a version as a form."""
    with me.center.database.reading() as rows:
        here, whole = data.dataset(rows, me.person, dataset, Part.MEMBER)
    chosen = chosen_of(whole, version)
    seen = data.profile(me.center.blobs, chosen)
    typed = {f"unit-{at}": column.unit or "" for at, column in enumerate(seen.columns)}
    typed |= {f"kind-{at}": column.kind for at, column in enumerate(seen.columns)}
    typed |= {column.role: column.name for column in seen.columns if column.role}
    return _form(me, (here, whole, chosen, seen), typed)


@pages.post("/data/{dataset}/columns")
def correct(me: Me, dataset: str, form: Form) -> Response:
    """State kinds, units and roles; what was changed makes a new version."""
    with me.center.database.reading() as rows:
        here, whole = data.dataset(rows, me.person, dataset, Part.MEMBER)
    chosen = chosen_of(whole, form["version"])
    seen = data.profile(me.center.blobs, chosen)
    reading, errors = _stated(seen, form, chosen.reading)
    if errors or reading == chosen.reading:
        typed = dict(form.pairs)
        return _form(me, (here, whole, chosen, seen), typed, errors, () if errors else (NothingChanged(),))
    with me.center.database.writing() as rows:
        data.correct(rows, me.center.queue, me.person, chosen.id, reading)
    return go(me, f"/data/{dataset}")


def _stated(seen: Profile, form: Sent, before: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Finding]]:
    """How the file is to be read now, and what is wrong with the form, by field."""
    units, kinds = dict(before.get("units", {})), dict(before.get("kinds", {}))
    errors: dict[str, Finding] = {}
    for at, column in enumerate(seen.columns):
        unit, kind = form[f"unit-{at}"].strip(), form[f"kind-{at}"]
        if kind in list(Kind) and kind != column.kind:
            kinds[column.name] = kind
        if f"unit-{at}" not in form or unit == (column.unit or ""):
            continue
        if unit:
            try:
                units[column.name] = require(unit)
            except Refusal as refusal:
                errors[f"unit-{at}"] = refusal.findings[0]
        elif units.pop(column.name, None) is None:
            errors[f"unit-{at}"] = UnitStands(column=column.name, unit=column.unit or "")
    names = {column.name for column in seen.columns}
    now = {column.role: column.name for column in seen.columns if column.role}
    roles = {role: form[role] for role in ROLES if form[role] in names and form[role] != now.get(role)}
    stated = {name: given for name, given in (("units", units), ("kinds", kinds)) if given or name in before}
    return {**before, **stated, **roles}, errors


def _form(
    me: Me,
    of: tuple[Project, Dataset, Version, Profile],
    typed: Mapping[str, str],
    errors: Mapping[str, Finding] | None = None,
    findings: tuple[Finding, ...] = (),
) -> Response:
    here, whole, chosen, seen = of
    known = [column.name for column in seen.columns]
    return page(
        me,
        "data_columns.html",
        project=here,
        place="data",
        status=422 if errors or findings else 200,
        one=here,
        whole=whole,
        chosen=chosen,
        columns=rows_of(seen, chosen.rows or 0),
        kinds=tuple(KINDS.items()),
        roles_of_columns=tuple(ROLES.items()),
        names_of_columns=[("", say("as found")), *((name, name) for name in known)],
        typed=typed,
        errors=errors or {},
        findings=findings,
    )
