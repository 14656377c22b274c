"""Steps of preparation as forms: what was typed becomes a step, and a step what was typed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final, TypeAlias

import polars as pl

from sanhak.center.data import Profile
from sanhak.finding import Finding, Refusal
from sanhak.serve.form.cells import number_of
from sanhak.serve.pages.data_prepare_findings import EndNotRead, FieldEmpty, OtherUnit
from sanhak.serve.web.door import Sent
from sanhak.table.column import Column, Kind
from sanhak.table.expression import Expression
from sanhak.table.prepare import step_of
from sanhak.table.prepare.exclude import Exclude
from sanhak.table.prepare.flow import Flow
from sanhak.table.prepare.found_period import CAUSES, Cause
from sanhak.table.prepare.step import Step
from sanhak.table.units import compatible, require
from sanhak.text import Text, say

Typed: TypeAlias = Mapping[str, Any]
"""What stands in a form: a text by field, for :data:`SEVERAL` a list of texts."""
Data: TypeAlias = dict[str, Any]

SEVERAL: Final = ("causes", "steady", "fill")
ACTS: Final[Mapping[str, Text]] = {
    "where": say("Keep the rows for which a condition is true"),
    "period": say("Leave a period out"),
    "found": say("Leave out stops, start-ups and what is not steady"),
    "resample": say("One row for each span of time"),
    "derive": say("Derive a column"),
    "fill": say("Fill gaps"),
    "join": say("Join another dataset"),
    "genealogy": say("Bring properties of parent lots"),
}
"""The forms, in the order in which steps usually stand."""
KINDS_OF_PERIODS: Final = tuple((cause.value, CAUSES[cause]) for cause in Cause)
FILLS: Final = (
    ("hold", say("hold the last value")),
    ("interpolate", say("draw a line between neighbours (looks ahead)")),
    ("middle", say("take the median")),
    ("value", say("put the value below")),
)
WAYS: Final = (
    ("time", say("by time, with a delay")),
    ("key", say("where columns are equal")),
    ("period", say("by the period in which a row lies")),
)
KEEPS: Final = (("matched", say("rows that have a partner")), ("all", say("all rows")))
_LIMITS: Final = ("below", "shortest", "window", "drift", "share", "longest")
_NUMBERS: Final = frozenset({"below", "drift", "share", "least"})


def typed_in(form: Sent) -> dict[str, Any]:
    """What was typed into a form."""
    typed: dict[str, Any] = dict(form.pairs)
    return typed | {name: [value for field, value in form.pairs if field == name] for name in SEVERAL}


def step_in(act: str, typed: Typed, facts: Profile | None) -> tuple[Data, dict[str, Finding]]:
    """The step that a form describes, and what is wrong with it by field; ``facts`` are those of the rows before it."""
    given = {name: value.strip() if isinstance(value, str) else value for name, value in typed.items()}
    missing = {name: FieldEmpty() for name in _NEEDED[act] if not given.get(name)}
    if act == "period" and (given.get("start") or given.get("end")):
        missing = {} if facts is None or clock_of(facts) else missing
    if missing:
        return {}, dict(missing)
    try:
        data = _BUILT[act](given, facts)
        step = step_of(data)
        if facts is not None:
            _tried(step, facts)
    except _Wrong as wrong:
        return {}, {wrong.field: wrong.finding}
    except Refusal as refusal:
        return {}, _placed(refusal, act, given)
    return step.data, {}


class _Wrong(Exception):  # noqa: N818 - a finding on its way to its field
    def __init__(self, field: str, finding: Finding) -> None:
        super().__init__(field)
        self.field, self.finding = field, finding


def clock_of(facts: Profile) -> str | None:
    """The column of moments; None where rows can only be counted."""
    return next((one.name for one in facts.columns if one.role == "time" and one.kind is Kind.DATE), None)


def moment_in(given: str) -> datetime:
    """A moment of the plant's clock.

    Raises
    ------
    Refusal
        W121.
    """
    try:
        found = datetime.fromisoformat(given.strip())
    except ValueError:
        raise Refusal(EndNotRead(given=given[:60])) from None
    if found.tzinfo is not None:
        raise Refusal(EndNotRead(given=given[:60]))
    return found


def row_in(given: str) -> int:
    """The number of a row; :class:`Refusal` W121."""
    plain = given.replace(",", "").strip()
    if not plain.isascii() or not plain.isdecimal() or not 1 <= len(plain) <= 12 or not int(plain):  # noqa: PLR2004
        raise Refusal(EndNotRead(given=given[:60]))
    return int(plain)


def _tried(step: Step, facts: Profile) -> None:
    """Plan the step over columns like these without a row, as far as that needs none."""
    if step.asks or (isinstance(step, Exclude) and any(isinstance(part, Cause) for part in step.exclude)):
        return
    step.plan(_empty(facts))


def _empty(facts: Profile) -> Flow:
    """Columns like these without a row; nothing of it is computed."""
    roles = {one.role: one.name for one in facts.columns if one.role}
    types = {Kind.NUMBER: pl.Float64(), Kind.DATE: pl.Datetime("us")}
    frame = pl.LazyFrame(schema={one.name: types.get(one.kind, pl.String()) for one in facts.columns})
    columns = tuple(Column(one.name, one.kind, one.unit) for one in facts.columns)
    return Flow(frame, columns, 0, roles.get("time"), roles.get("asset"), roles.get("lot"), waits=True)


def _placed(refusal: Refusal, act: str, given: Typed) -> dict[str, Finding]:
    """Findings by the field that they speak of; what speaks of none stands at the first field of the form."""
    placed: dict[str, Finding] = {}
    for finding in refusal.findings:
        told = finding.params
        named = [name for name in (told.get("field"), told.get("column")) if name in given]
        same = [name for name, value in given.items() if value and value in (told.get("given"), told.get("column"))]
        placed.setdefault(str((named or same or [_NEEDED[act][0]])[0]), finding)
    return placed


def _some(given: Typed, *names: str) -> Data:
    """The fields that were filled in, numbers as numbers."""
    return {name: _number(given[name]) if name in _NUMBERS else given[name] for name in names if given.get(name)}


def _number(given: str) -> float | str:
    """The number that was typed, a share where it is in percent; what is none stays as it is, for its step to judge."""
    said = number_of(given)
    if said is None or said[1] not in ("", "%"):
        return given
    return said[0] / 100 if said[1] else said[0]


def _where(given: Typed, _: Profile | None) -> Data:
    return {"where": given["where"], **_some(given, "reason")}


def _period(given: Typed, facts: Profile | None) -> Data:
    timed = facts is None or clock_of(facts) is not None
    names = ("start", "end") if timed else ("first", "last")
    ends: Data = {}
    for field, name in zip(("start", "end"), names, strict=True):
        if not given.get(field):
            continue
        try:
            ends[name] = moment_in(given[field]).isoformat() if timed else row_in(given[field])
        except Refusal as refusal:
            raise _Wrong(field, refusal.findings[0]) from None
    return {"exclude": [ends], **_some(given, "reason")}


def _found(given: Typed, _: Profile | None) -> Data:
    return {"exclude": list(given["causes"]), **_some(given, "throughput", "grade", "steady", "reason", *_LIMITS)}


def _resample(given: Typed, _: Profile | None) -> Data:
    return {"resample": given["resample"], **_some(given, "least")}


def _derive(given: Typed, facts: Profile | None) -> Data:
    text, unit = given["expression"], given.get("unit", "")
    if unit:
        try:
            text = _in_unit(given["name"], text, require(unit), facts)
        except Refusal as refusal:
            raise _Wrong(
                "expression" if refusal.findings[0].code[:2] == "T1" else "unit", refusal.findings[0]
            ) from None
    return {"derive": {given["name"]: text}}


def _in_unit(name: str, text: str, unit: str, facts: Profile | None) -> str:
    """The expression brought to a unit; one without a unit is stated to be in it."""
    read = Expression.parse(text)
    if facts is None:
        return f"convert({text}, '{unit}')"
    flow = _empty(facts)
    found = read.plan(flow.facts, flow.time, flow.asset).unit
    if found == unit:
        return text
    if found is None:
        return f"({text}) * 1 {unit}"
    if not compatible(found, unit):
        raise Refusal(OtherUnit(name=name, found=found, unit=unit))
    return f"convert({text}, '{unit}')"


def _fill(given: Typed, _: Profile | None) -> Data:
    step: Data = {"fill": list(given["fill"]), **_some(given, "by", "within")}
    if given.get("by") == "value" and given.get("value"):
        step["value"] = _number(given["value"])
    return step


def _join(given: Typed, _: Profile | None) -> Data:
    way, step = given.get("way", "time"), {"join": given["join"], **_some(given, "keep")}
    if brought := _names(given, "columns"):
        step["columns"] = brought
    if way == "key":
        if not (on := _names(given, "on")):
            raise _Wrong("on", FieldEmpty())
        return step | {"on": on}
    if way == "period":
        if not given.get("begins"):
            raise _Wrong("begins", FieldEmpty())
        return step | {"start": given["begins"]} | ({"end": given["ends"]} if given.get("ends") else {})
    delay = "find" if given.get("find") else given.get("delay")
    return step | ({"delay": delay} if delay else {}) | _some(given, "within", "longest")


def _genealogy(given: Typed, _: Profile | None) -> Data:
    return _some(given, "genealogy", "lot", "parent", "share", "bring")


def _names(given: Typed, field: str) -> list[str]:
    return [one.strip() for one in given.get(field, "").split(",") if one.strip()]


_NEEDED: Final[Mapping[str, tuple[str, ...]]] = {
    "where": ("where",),
    "period": ("start", "end"),
    "found": ("causes",),
    "resample": ("resample",),
    "derive": ("expression", "name"),
    "fill": ("fill",),
    "join": ("join",),
    "genealogy": ("genealogy", "bring"),
}
_BUILT: Final[Mapping[str, Callable[[Typed, Profile | None], Data]]] = {
    "where": _where,
    "period": _period,
    "found": _found,
    "resample": _resample,
    "derive": _derive,
    "fill": _fill,
    "join": _join,
    "genealogy": _genealogy,
}


def form_of(step: Mapping[str, Any]) -> tuple[str, Typed]:
    """The form that a step came from, as it was typed; the text of all steps where no form holds it."""
    verb = next(iter(step), "")
    act, typed = _FORMS.get(verb, _as_text)(step)
    return act, {name: value if name in SEVERAL else _written(value) for name, value in typed.items()}


def _written(value: Any) -> str:
    return f"{value:.15g}" if isinstance(value, float) else str(value)


def _as_text(step: Mapping[str, Any]) -> tuple[str, Data]:
    del step
    return "text", {}


def _as_it_stands(*names: str, act: str | None = None) -> Callable[[Mapping[str, Any]], tuple[str, Data]]:
    """For steps whose fields are those of their form."""

    def form(step: Mapping[str, Any]) -> tuple[str, Data]:
        return (act or next(iter(step)), dict(step)) if set(step) <= set(names) else _as_text(step)

    return form


def _exclude_form(step: Mapping[str, Any]) -> tuple[str, Data]:
    out = step["exclude"]
    if isinstance(out, str) or not out:
        return _as_text(step)
    if all(isinstance(part, str) for part in out):
        return "found", {**step, "causes": list(out), "steady": list(step.get("steady", ()))}
    if len(out) > 1 or not isinstance(out[0], Mapping):
        return _as_text(step)
    given = {**out[0], **{name: value for name, value in step.items() if name != "exclude"}}
    return "period", {_ENDS.get(name, name): value for name, value in given.items()}


_ENDS: Final = {"first": "start", "last": "end"}


def _derive_form(step: Mapping[str, Any]) -> tuple[str, Data]:
    derived = step["derive"]
    if len(derived) > 1 or len(step) > 1:
        return _as_text(step)
    return "derive", {"name": next(iter(derived)), "expression": next(iter(derived.values()))}


def _join_form(step: Mapping[str, Any]) -> tuple[str, Data]:
    if "assets" in step:
        return _as_text(step)
    way = "key" if "on" in step else "period" if "start" in step else "time"
    typed: Data = {"join": step["join"], "way": way, "begins": step.get("start", ""), "ends": step.get("end", "")}
    typed |= {name: ", ".join(step.get(name, ())) for name in ("on", "columns")}
    typed |= {name: step[name] for name in ("keep", "within", "longest") if name in step}
    found = step.get("delay") == "find"
    return "join", typed | ({"find": "yes"} if found else {"delay": step.get("delay", "")})


_FORMS: Final[Mapping[str, Callable[[Mapping[str, Any]], tuple[str, Data]]]] = {
    "where": _as_it_stands("where", "reason"),
    "exclude": _exclude_form,
    "resample": _as_it_stands("resample", "least"),
    "derive": _derive_form,
    "fill": _as_it_stands("fill", "by", "within", "value"),
    "join": _join_form,
    "genealogy": _as_it_stands("genealogy", "lot", "parent", "share", "bring"),
}


def columns_of(facts: Profile, *kinds: Kind) -> list[tuple[str, str]]:
    """Columns to choose from, of some kinds or of all."""
    return [(one.name, one.name) for one in facts.columns if not kinds or one.kind in kinds]
