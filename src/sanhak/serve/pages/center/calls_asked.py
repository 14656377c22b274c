"""What a call asks and how it judges, as its office writes it: the fields of its form, its rubric, budget and rules."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.responses import Response

from sanhak.center.calls import applications, typed, values, writing
from sanhak.center.calls.calls import Call
from sanhak.center.calls.form import KINDS, PARTS, FormField, Kind, Part, of_part
from sanhak.finding import Finding, Refusal
from sanhak.serve.pages.center.calls import words
from sanhak.serve.web.door import Form, Me, Sent
from sanhak.serve.web.showing import go, page
from sanhak.serve.web.small import submitted
from sanhak.serve.web.statuses import status_of
from sanhak.text import LANGUAGES, Language

pages = APIRouter()
_NOT = ("csrf",)


@pages.get("/office/calls/{call}/form")
def form_of(me: Me, call: str, field: str = "") -> Response:
    """The fields of the form, and the one that is changed or added."""
    return _form(me, call, field)


@pages.post("/office/calls/{call}/form")
def set_field(me: Me, call: str, form: Form) -> Response:
    """Change a field, or add one at the end."""

    def act(rows: Connection) -> None:
        one = writing.run(rows, me.person, call)
        new = typed.placed(one.form, typed.field_of(_all(form), one.form))
        writing.set_form(rows, me.person, call, new)

    return submitted(me, "field", form, act, f"/office/calls/{call}/form", lambda: _form(me, call, form["name"]))


@pages.post("/office/calls/{call}/form/order")
def order(me: Me, call: str, form: Form) -> Response:
    """Move a field up or down, or take it out."""
    try:
        with me.center.database.writing() as rows:
            one, name = writing.run(rows, me.person, call), form["name"]
            step = {"up": -1, "down": 1}.get(form["act"])
            new = typed.without(one.form, name) if step is None else typed.moved(one.form, name, step)
            writing.set_form(rows, me.person, call, new)
    except Refusal as refusal:
        if status_of(refusal.findings) in (403, 404):
            raise
        return _form(me, call, "", refusal.findings)
    return go(me, f"/office/calls/{call}/form")


@pages.get("/office/calls/{call}/rubric")
def rubric(me: Me, call: str) -> Response:
    """The criteria with their weights and anchors."""
    with me.center.database.reading() as rows:
        one = writing.run(rows, me.person, call)
    criteria = [*one.rubric.criteria, *[None] * typed.MORE]
    return page(me, "call_rubric.html", call=one, criteria=criteria, anchors=typed.anchors_typed, **words(me))


@pages.post("/office/calls/{call}/rubric")
def set_rubric(me: Me, call: str, form: Form) -> Response:
    """Change criteria, weights and anchors."""

    def act(rows: Connection) -> None:
        one = writing.run(rows, me.person, call)
        writing.set_rubric(rows, me.person, call, typed.rubric_of(_all(form), one.rubric))

    return submitted(me, "rubric", form, act, f"/office/calls/{call}/rubric", lambda: rubric(me, call))


@pages.get("/office/calls/{call}/rules")
def rules(me: Me, call: str) -> Response:
    """Budgets by year, places, floors by area, caps by laboratory, and what needs what."""
    with me.center.database.reading() as rows:
        one = writing.run(rows, me.person, call)
        numbers = {found.id: found.number for found in applications.of_call(rows, me.person, call)}
    shown = {
        "budget": "\n".join(f"{year}: {won:,}" for year, won in sorted(one.rules.budget.items())),
        "caps": "\n".join(f"{laboratory}: {most}" for laboratory, most in one.rules.caps.items()),
        "needs": "\n".join(f"{numbers.get(first)}: {numbers.get(other)}" for first, other in one.rules.needs),
    }
    return page(me, "call_rules.html", call=one, areas=_areas(one), shown=shown, numbers=numbers, **words(me))


@pages.post("/office/calls/{call}/rules")
def set_rules(me: Me, call: str, form: Form) -> Response:
    """Change budgets, places, floors, caps and needs."""

    def act(rows: Connection) -> None:
        one = writing.run(rows, me.person, call)
        ids = {found.number: found.id for found in applications.of_call(rows, me.person, call) if found.number}
        writing.set_rules(rows, me.person, call, typed.rules_of(_all(form), list(_areas(one)), ids))

    return submitted(me, "rules", form, act, f"/office/calls/{call}/rules", lambda: rules(me, call))


def _form(me: Me, call: str, field: str, findings: tuple[Finding, ...] = ()) -> Response:
    with me.center.database.reading() as rows:
        one = writing.run(rows, me.person, call)
    chosen = next((known for known in one.form if known.name == field), None)
    return page(
        me,
        "call_form.html",
        call=one,
        chosen=chosen,
        written=_written(chosen),
        kinds=list(KINDS.items()),
        parts=list(PARTS.items()),
        part_words=PARTS,
        kind_words=KINDS,
        Kind=Kind,
        findings=findings,
        status=int(status_of(findings)) if findings else 200,
        **words(me),
    )


def _written(field: FormField | None) -> Mapping[str, str]:
    """A field as the form that changes it holds it."""
    known = field or FormField("", {}, Kind.LINE, Part.NONE)
    told = {f"title_{language}": known.title.get(language, "") for language in LANGUAGES}
    told |= {f"help_{language}": (known.help or {}).get(language, "") for language in LANGUAGES}
    told |= {"most": values.typed(known.most), "year": str(known.year or ""), "choices": typed.choices_typed(field)}
    return told


def _areas(call: Call) -> Mapping[str, Mapping[Language, str]]:
    """The areas that the form offers, by key."""
    return {key: said for field in of_part(call.form, Part.AREA) for key, said in (field.choices or {}).items()}


def _all(form: Sent) -> dict[str, str]:
    return {name: value for name, value in form.pairs if name not in _NOT}
