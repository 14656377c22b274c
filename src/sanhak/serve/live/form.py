"""The form for other settings, and what comes of them, as fragments; both work without a script."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sanhak.finding import Refusal, Severity
from sanhak.model.prediction import Domain
from sanhak.serve.live.what_if import FIELD, Predicted, Slider, controls, read_settings, what_if
from sanhak.serve.report import sections
from sanhak.serve.report.grid import Cell, Grid, Head, Number, Range, Shape, decimals_of, spoken, spread_decimals
from sanhak.serve.report.page import fill
from sanhak.serve.report.sections import chance
from sanhak.text import Amount, Param, Text, say

if TYPE_CHECKING:
    from sanhak.study.answer import Answer, Estimate, Value
    from sanhak.text import Language

PLACES: Final[Mapping[Domain, Text]] = {
    Domain.INSIDE: say("inside what was measured"),
    Domain.EDGE: say("at the edge of what was measured"),
    Domain.OUTSIDE: say("outside of what was measured"),
}


@dataclass(frozen=True, slots=True)
class Rail:
    """One control as the form shows it: its value and ends as texts, and places along its reach in per cent."""

    slider: Slider
    field: str
    value: str
    today: str
    recommended: str
    ends: tuple[str, str]
    step: str
    allowed: tuple[float, float]
    measured: tuple[float, float]
    places: tuple[float, float]
    summary: Text


@dataclass(frozen=True, slots=True)
class Verdict:
    """One line about the settings as a whole, with the weight of a finding; ``None`` where nothing speaks against."""

    severity: Severity | None
    said: Text


def what_if_form(answer: Answer, language: Language, given: Mapping[str, str] | None = None, *, url: str = "") -> str:
    """The form with a control for each setting and, under it, what comes of them; empty if nothing can be tried out.

    Parameters
    ----------
    answer
        With its tables and models.
    language
        Of the reader.
    given
        Settings as this form sent them, by ``set.`` and the control's name; by default the recommendation.
    url
        Where the script asks for :func:`what_if_result` while a slider moves. Without it, and without a script, the
        form is sent to the page on which it stands.
    """
    sliders = controls(answer)
    if not sliders:
        return ""
    given = given or {}
    rails = [_rail(slider, given.get(FIELD + slider.name)) for slider in sliders]
    result = what_if_result(answer, language, given)
    return fill("what_if.html", language, live=True, rails=rails, url=url, result=result)


def what_if_result(answer: Answer, language: Language, given: Mapping[str, str]) -> str:
    """What comes of the settings that the form sent, as a fragment; a refusal stands in its place with its remedy."""
    try:
        settings = read_settings(answer, given)
        found = what_if(answer, settings)
    except Refusal as refusal:
        return fill("refused.html", language, live=True, findings=refusal.findings, sections=sections)
    return fill(
        "result.html",
        language,
        live=True,
        said=_said(found[0]),
        verdicts=tuple(_verdicts(controls(answer), settings, found)),
        severities=sections.SEVERITIES,
        grid=_grid(found),
    )


def _said(goal: Predicted) -> Text:
    """The sentence: what the goal comes to, and how that differs from the recommendation, or at it from today."""
    said = goal.expected
    told: dict[str, Param] = {"goal": goal.outcome, "value": said.amount, "interval": said.interval}
    decimals = spread_decimals([(said.upper - said.lower) / 2], [said.value])
    if round(said.value - goal.recommended.value, decimals) == 0:
        change = _change(said, goal.today.value, said.unit)
        return say("{goal}: {value} (90 % interval {interval}), {change} against today.", change=change, **told)
    change = _change(said, goal.recommended.value, said.unit)
    return say(
        "{goal}: {value} (90 % interval {interval}), {change} against the recommendation.", change=change, **told
    )


def _verdicts(
    sliders: tuple[Slider, ...], settings: Mapping[str, Value], found: tuple[Predicted, ...]
) -> Iterator[Verdict]:
    """Whether the setting lies where something is known, whether limits hold, whether it is allowed at all."""
    farthest = max(found, key=lambda part: part.place)
    match farthest.place:
        case Domain.OUTSIDE:
            yield Verdict(
                Severity.REFUSE,
                say(
                    "Outside of what was measured: what the model says of {name} here is a guess.",
                    name=farthest.outcome,
                ),
            )
        case Domain.EDGE:
            yield Verdict(
                Severity.WARN,
                say("At the edge of what was measured: few rows tell of {name} near here.", name=farthest.outcome),
            )
        case _:
            yield Verdict(None, say("Inside what was measured."))
    for part in found:
        if part.keeps is not None and part.asked is not None and part.keeps < part.asked:
            yield Verdict(
                Severity.WARN,
                say(
                    "The limit on {name} holds with {chance} %; {asked:%} was asked for.",
                    name=part.outcome,
                    chance=spoken(chance(part.keeps)),
                    asked=part.asked,
                ),
            )
    for slider in sliders:
        if slider.matter is not None and settings[slider.name] not in (*slider.allowed, slider.today):
            yield Verdict(
                Severity.WARN,
                say("{value} is none of those that the question allows for {name}.", name=slider.name,
                    value=str(settings[slider.name])),
            )  # fmt: skip
        value, ends = settings[slider.name], [end for end in slider.allowed if isinstance(end, int | float)]
        if slider.numeric and ends and isinstance(value, int | float) and not min(ends) <= value <= max(ends):
            low, high = (Amount(end, None, decimals_of([end], slider.decimals)) for end in (min(ends), max(ends)))
            yield Verdict(
                Severity.WARN,
                say("{name} may be set from {low} to {high} only.", name=slider.name, low=low, high=high),
            )


def _grid(found: tuple[Predicted, ...]) -> Grid:
    """One row for each outcome."""
    heads = (
        Head("outcome", say("Outcome")),
        Head("value", say("Expected"), Shape.NUMBER),
        Head("interval", say("90 % interval"), Shape.RANGE),
        Head("unit", say("Unit")),
        Head("limit", say("Limit"), Shape.RANGE),
        Head("keeps", say("Limit holds"), Shape.NUMBER, "%"),
        Head("today", say("Against today"), Shape.NUMBER),
        Head("recommended", say("Against the recommendation"), Shape.NUMBER),
        Head("place", say("Where it lies")),
    )
    return Grid("predicted", say("What is to be expected there"), heads, tuple(map(_row, found)), ordered=True)


def _row(part: Predicted) -> tuple[Cell, ...]:
    said = part.expected
    decimals = spread_decimals([(said.upper - said.lower) / 2], [said.value])
    low, high = part.limits or (None, None)
    known = [end for end in (low, high) if end is not None]
    return (
        part.outcome,
        Number(said.value, decimals),
        Range(said.lower, said.upper, decimals),
        said.unit or "",
        Range(low, high, decimals_of(known, max(decimals, 1))) if part.limits else None,
        None if part.keeps is None else chance(part.keeps),
        _change(said, part.today.value),
        _change(said, part.recommended.value),
        PLACES[part.place],
    )


def _change(said: Estimate, start: float, unit: str | None = None) -> Text:
    """The difference of the expectation with its sign, to the digits of its interval; no sign where it rounds to 0."""
    decimals = spread_decimals([(said.upper - said.lower) / 2], [said.value])
    change = round(said.value - start, decimals) + 0.0
    return Text("+{amount}" if change > 0 else "{amount}", {"amount": Amount(change, unit, decimals)})


def _rail(slider: Slider, text: str | None) -> Rail:
    low, high = slider.reach if slider.numeric else (0.0, 1.0)
    width = high - low or 1.0

    def at(value: Value) -> float:
        number = float(value) if isinstance(value, int | float) else low
        return round(100 * min(1.0, max(0.0, (number - low) / width)), 2)

    allowed = slider.allowed if slider.numeric and slider.allowed else (low, high)
    measured = slider.measured or (low, high)
    return Rail(
        slider=slider,
        field=FIELD + slider.name,
        value=slider.shown(slider.recommended) if text is None else text,
        today=slider.shown(slider.today),
        recommended=slider.shown(slider.recommended),
        ends=(f"{low:.{slider.decimals}f}", f"{high:.{slider.decimals}f}") if slider.numeric else ("", ""),
        step=f"{10.0**-slider.decimals:.{slider.decimals}f}" if slider.numeric else "",
        allowed=(at(allowed[0]), at(allowed[-1])),
        measured=(at(measured[0]), at(measured[1])),
        places=(at(slider.today), at(slider.recommended)),
        summary=_summary(slider),
    )


def _summary(slider: Slider) -> Text:
    """Allowed and measured range, today and the recommendation, in words."""

    def said(value: Value) -> Text:
        number = Amount(value, None, slider.decimals) if isinstance(value, int | float) else value
        return Text("{value}", {"value": number})

    known: dict[str, Text] = {"today": said(slider.today), "recommended": said(slider.recommended)}
    if slider.measured is None:
        return say("Today {today}, recommended {recommended}.", **known)
    ends = [end for end in slider.allowed if end is not None]
    spans = {"a": said(ends[0]), "b": said(ends[-1]), "c": said(slider.measured[0]), "d": said(slider.measured[1])}
    return say("Allowed {a} to {b}, measured {c} to {d}. Today {today}, recommended {recommended}.", **spans, **known)
