"""Preparing a version by hand: its steps one by one, forms that add and change them, and all of them as text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.responses import Response

from sanhak.center import data
from sanhak.center.data import Dataset, Profile, Version
from sanhak.center.projects import Project
from sanhak.center.rights import Part
from sanhak.finding import Finding, Refusal
from sanhak.serve.pages import data_steps as forms
from sanhak.serve.pages.data_page import chosen_of
from sanhak.serve.pages.data_prepare_findings import NoSteps, NoSuchDataset
from sanhak.serve.pages.progress import progress_of
from sanhak.serve.web.door import Form, Me, Sent
from sanhak.serve.web.showing import go, page
from sanhak.study.file.text import lines_of, read
from sanhak.table.column import Kind
from sanhak.table.prepare import STEPS, step_of
from sanhak.table.table import Prepared
from sanhak.text import Text

pages = APIRouter()
_TEXT: Final = "text"


@dataclass(frozen=True, slots=True)
class Line:
    """A step as the list shows it: in a plain sentence with rows before and after, or as text where it waits."""

    title: Text
    said: Text | None
    text: str
    before: int | None
    after: int | None


@dataclass(frozen=True, slots=True)
class Filled:
    """What stands in the forms: which one is open, what was typed, what is wrong with it, which step it replaces."""

    act: str = ""
    typed: Mapping[str, Any] = field(default_factory=dict)
    errors: Mapping[str, Finding] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    at: int | None = None


@pages.get("/data/{dataset}/prepare")
def show(me: Me, dataset: str, version: str = "", step: str = "") -> Response:
    """The steps of a version; ``step`` is the number of one that is to be changed."""
    with me.center.database.reading() as rows:
        here, whole = data.dataset(rows, me.person, dataset)
        others = _others(rows, me, here, whole)
    chosen = chosen_of(whole, version)
    at = _place(step, chosen)
    if at is None and not chosen.ready and not progress_of(me, chosen.job).open and chosen.steps:
        at = len(chosen.steps) - 1  # what was refused is kept as it was typed
    act, typed = forms.form_of(chosen.steps[at]) if at is not None else ("", {})
    return _page(me, here, whole, chosen, others, Filled(act, typed, at=at))


@pages.post("/data/{dataset}/prepare")
def add(me: Me, dataset: str, form: Form) -> Response:
    """Add a step, or put it in the place of another, or take all steps from a text: a new version is made."""
    with me.center.database.reading() as rows:
        here, whole = data.dataset(rows, me.person, dataset, Part.MEMBER)
        others = _others(rows, me, here, whole)
    chosen = chosen_of(whole, form["version"])
    steps, filled = _asked(me, whole, chosen, form)
    if filled.errors or filled.findings:
        return _page(me, here, whole, chosen, others, filled, 422)
    try:
        made = _prepare(me, chosen, steps, others, form["join"] or form["genealogy"])
    except Refusal as refusal:
        broken = Filled(filled.act, filled.typed, findings=refusal.findings, at=filled.at)
        return _page(me, here, whole, chosen, others, broken, 422)
    return go(me, f"/data/{dataset}/prepare?version={made}")


@pages.post("/data/{dataset}/prepare/out")
def take_out(me: Me, dataset: str, form: Form) -> Response:
    """Take a step out: the others are carried out on the file anew."""
    with me.center.database.reading() as rows:
        here, whole = data.dataset(rows, me.person, dataset, Part.MEMBER)
        others = _others(rows, me, here, whole)
    chosen = chosen_of(whole, form["version"])
    at = _place(form["at"], chosen)
    if at is None:
        return go(me, f"/data/{dataset}/prepare?version={chosen.id}")
    made = _prepare(me, chosen, [*chosen.steps[:at], *chosen.steps[at + 1 :]], others)
    return go(me, f"/data/{dataset}/prepare?version={made}")


def facts_before(me: Me, whole: Dataset, chosen: Version, count: int) -> Profile | None:
    """What was seen of the rows after so many of a version's steps; None where no version ends there."""
    found = _likest(whole, chosen, count)
    return data.profile(me.center.blobs, found) if found and len(found.steps) == count else None


def _likest(whole: Dataset, chosen: Version, count: int) -> Version | None:
    """The version that is ready and made by the first steps of another one, up to so many, with most of them."""
    steps = list(chosen.steps[:count])
    same = [
        one for one in whole.versions if one.ready and one.upload == chosen.upload and one.reading == chosen.reading
    ]
    alike = [one for one in (chosen, *same) if one.ready and list(one.steps) == steps[: len(one.steps)]]
    return max(alike, key=lambda one: len(one.steps), default=None)


def _asked(me: Me, whole: Dataset, chosen: Version, form: Sent) -> tuple[list[Mapping[str, Any]], Filled]:
    """All steps as a form wants them, and what is wrong with it."""
    steps, act, typed = list(chosen.steps), form["act"], forms.typed_in(form)
    at = _place(form["at"], chosen)
    if act not in forms.ACTS:
        try:
            return _steps_in(form[_TEXT]), Filled(_TEXT, typed)
        except Refusal as refusal:
            return steps, Filled(_TEXT, typed, findings=refusal.findings)
    place = len(steps) if at is None else at
    step, errors = forms.step_in(act, typed, facts_before(me, whole, chosen, place))
    steps[place : place + 1] = [step]
    return steps, Filled(act, typed, errors, at=at)


def _steps_in(text: str) -> list[Mapping[str, Any]]:
    """The steps that a text lists; :class:`Refusal` W123, S-codes of its lines, T-codes of its steps."""
    if not text.strip():
        return []
    found = read(text.replace("\r\n", "\n").encode(), "prepare").plain.get("prepare", "")
    listed = [] if found is None else found
    if not isinstance(listed, list) or not all(isinstance(step, dict) for step in listed):
        raise Refusal(NoSteps())
    return [step_of(step).data for step in listed]


def _prepare(
    me: Me,
    chosen: Version,
    steps: Sequence[Mapping[str, Any]],
    others: Mapping[str, str],
    newest: str = "",
) -> str:
    """Have a version made by the steps, with the datasets that they join; ``newest`` is taken as it is now."""
    asked = dict.fromkeys(name for step in steps for name in step_of(step).asks)
    joined = {}
    for name in asked:
        kept = chosen.joined.get(name) if name != newest else None
        found = kept or others.get(name) or _without_ending(others).get(name)
        if found is None:
            raise Refusal(NoSuchDataset(name=name[:200], known=tuple(others) or ("–",)))
        joined[name] = found
    with me.center.database.writing() as rows:
        return data.prepare(rows, me.center.queue, me.person, chosen.id, steps, joined)


def _without_ending(others: Mapping[str, str]) -> dict[str, str]:
    return {name.rpartition(".")[0]: id_ for name, id_ in others.items()}


def _others(rows: Connection, me: Me, here: Project, whole: Dataset) -> dict[str, str]:
    """The other datasets of the project that can be joined, by name: their newest versions."""
    found = data.datasets(rows, me.person, here.id)
    return {one.name: one.ready.id for one in found if one.ready and one.id != whole.id}


def _place(given: str, chosen: Version) -> int | None:
    """The place of a step by its number in an address, from 1; None for no such step."""
    number = int(given) if given.isascii() and given.isdecimal() and len(given) < 6 else 0  # noqa: PLR2004 - no address has more
    return number - 1 if 1 <= number <= len(chosen.steps) else None


def _lines(me: Me, whole: Dataset, chosen: Version) -> tuple[Line, ...]:
    """The steps of a version; what is known of them from another version that begins alike is told already."""
    likest = _likest(whole, chosen, len(chosen.steps))
    told = data.profile(me.center.blobs, likest).steps if likest else ()
    known: list[Prepared | None] = [*told, *(None for _ in chosen.steps[len(told) :])]
    return tuple(
        Line(
            STEPS[next(name for name in step if name in STEPS)].title,
            done.said if done else None,
            "; ".join(lines_of(step)),
            done.before if done else None,
            done.after if done else None,
        )
        for step, done in zip(chosen.steps, known, strict=True)
    )


def _page(
    me: Me, here: Project, whole: Dataset, chosen: Version, others: Mapping[str, str], filled: Filled, status: int = 200
) -> Response:
    count = len(chosen.steps) if filled.at is None else filled.at
    ready = chosen if chosen.ready else _likest(whole, chosen, count) or whole.ready
    facts = facts_before(me, whole, chosen, count) or (data.profile(me.center.blobs, ready) if ready else None)
    seen = progress_of(me, chosen.job)
    return page(
        me,
        "data_prepare.html",
        project=here,
        place="data",
        status=status,
        one=here,
        whole=whole,
        chosen=chosen,
        seen=seen,
        Part=Part,
        lines=_lines(me, whole, chosen),
        filled=filled,
        forms=forms,
        timed=forms.clock_of(facts) if facts else None,
        numbers=forms.columns_of(facts, Kind.NUMBER) if facts else [],
        names=forms.columns_of(facts) if facts else [],
        others=[(name, name) for name in others],
        text=filled.typed.get(_TEXT) if filled.act == _TEXT and filled.findings else as_text(chosen.steps),
    )


def as_text(steps: Sequence[Mapping[str, Any]]) -> str:
    """Steps as they stand in a study file."""
    lines = ["prepare:"]
    for step in steps:
        first, *others = lines_of(step)
        lines += [f"  - {first}", *(f"    {line}" for line in others)]
    return "\n".join(lines)
