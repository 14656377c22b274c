"""The operating window of each control as one line: allowed range, window, today and the recommendation."""

from __future__ import annotations

from dataclasses import dataclass

from sanhak.serve.report.places import places
from sanhak.study.answer import Action, Answer
from sanhak.text import Amount, Text, say


@dataclass(frozen=True, slots=True)
class Track:
    """Positions in percent of the allowed range, and the words that stand for them."""

    name: str
    unit: str | None
    start: Text
    end: Text
    window: tuple[float, float] | None
    today: float | None
    value: float
    summary: Text


def tracks(answer: Answer) -> tuple[Track, ...]:
    """One track for each action on a number whose allowed range is closed."""
    return tuple(track for track in map(_track, answer.decision) if track is not None)


def _track(action: Action) -> Track | None:
    ends = [end for end in action.allowed if isinstance(end, int | float)]
    if len(ends) != 2 or not isinstance(action.value, int | float) or ends[0] >= ends[1]:  # noqa: PLR2004 - two ends
        return None
    low, high = ends
    decimals = places(action)

    def at(value: float) -> float:
        return round(100 * min(1.0, max(0.0, (value - low) / (high - low))), 2)

    def words(value: float) -> Text:
        return Text("{value}", {"value": Amount(value, None, decimals)})

    inner = [end for end in action.window if isinstance(end, int | float)]
    window = (inner[0], inner[-1]) if inner else None
    summary = say("recommended {value}", value=Amount(action.value, action.unit, decimals))
    if window is not None:
        summary = say(
            "{summary}, keep within {lower} to {upper}",
            summary=summary,
            lower=Amount(window[0], None, decimals),
            upper=Amount(window[1], action.unit, decimals),
        )
    return Track(
        name=action.column,
        unit=action.unit,
        start=words(low),
        end=words(high),
        window=None if window is None else (at(window[0]), at(window[1])),
        today=at(action.today) if isinstance(action.today, int | float) else None,
        value=at(action.value),
        summary=summary,
    )
