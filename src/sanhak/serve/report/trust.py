"""The first screen's evidence: what is expected, whether the limits hold, and how well the model did when tested.

Of several outcomes the weakest is shown, by name: a reader who distrusts the answer should find its weak point at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from sanhak.serve.report.grid import spoken, spread_decimals
from sanhak.serve.report.sections import chance, counted, score_decimals, signed, split_name
from sanhak.study.answer import Answer, Estimate
from sanhak.text import Amount, Language, Text, say

_LITTLE_SKILL: Final = 0.2
"""A model that takes away less than a fifth of the baseline's error is marked as weak."""
_SCALES: Final[Mapping[Language, tuple[tuple[float, Text], ...]]] = {
    "ko": (
        (1e12, say("{value} trillion won")),
        (1e8, say("{value} hundred million won")),
        (1e4, say("{value} ten thousand won")),
    ),
    "en": ((1e9, say("{value} billion won")), (1e6, say("{value} million won")), (1e3, say("{value} thousand won"))),
}
WON: Final = ("원", "KRW")


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of evidence: what, how much, against what; ``weak`` marks what a reader should doubt first."""

    title: Text
    value: Text
    note: Text
    weak: bool = False


def facts(answer: Answer, language: Language) -> tuple[Fact, ...]:
    """The lines of evidence for the first screen; those for which the answer holds nothing are left out."""
    return (*_promise(answer, language), *_limits(answer), *_error(answer), *_coverage(answer))


def money(estimate: Estimate, language: Language) -> tuple[Text, Text]:
    """A sum for reading with its interval (``4.1억 원``), and the exact sum; other currencies stay as they are."""
    exact = Text("{amount}", {"amount": Amount(round(estimate.value), estimate.unit, 0)})
    if not (estimate.unit or "").startswith(WON):
        return say("{amount} ({interval})", amount=estimate.amount, interval=estimate.interval), exact
    largest = max(abs(estimate.lower), abs(estimate.upper), 1.0)
    scale, words = next(
        ((scale, words) for scale, words in _SCALES[language] if largest >= scale), (1.0, say("{value} won"))
    )
    scaled = Estimate(estimate.value / scale, estimate.lower / scale, estimate.upper / scale)
    shown = replace(words, params={"value": scaled.amount})
    return say("{amount} ({interval})", amount=shown, interval=scaled.interval), exact


def _promise(answer: Answer, language: Language) -> Iterator[Fact]:
    promise = answer.promise
    if promise is None:
        return
    ends = (promise.before, promise.after)
    decimals = spread_decimals([(end.upper - end.lower) / 2 for end in ends], [end.value for end in ends])
    change = say("{amount} ({interval})", amount=signed(promise.effect), interval=promise.effect.interval)
    yield Fact(
        say("Expected change of {what}", what=promise.what),
        change,
        say(
            "{before} → {after}; {level:%} interval; against: {against}",
            before=Amount(promise.before.value, None, decimals),
            after=Amount(promise.after.value, promise.after.unit, decimals),
            level=promise.effect.level,
            against=promise.against,
        ),
        weak=promise.effect.lower <= 0 <= promise.effect.upper,
    )
    if promise.money is not None:
        sum_, exact = money(promise.money, language)
        yield Fact(say("Worth a year"), sum_, say("exactly {amount}", amount=exact), weak=promise.money.lower <= 0)


def _limits(answer: Answer) -> Iterator[Fact]:
    chosen = next((option for option in answer.compared if option.recommended and option.keeps), None)
    if chosen is None:
        return
    name, least = min(chosen.keeps.items(), key=lambda pair: pair[1])
    if len(chosen.keeps) == 1:
        note = say("the limit on {name}, in a single new measurement", name=name)
    else:
        note = say(
            "{name}, the tightest of {limits:limit|limits}, in a single new measurement",
            name=name,
            limits=len(chosen.keeps),
        )
    yield Fact(say("The limit holds with a chance of"), spoken(chance(least), "%"), note)


def _error(answer: Answer) -> Iterator[Fact]:
    chosen = [score for score in answer.scores if score.chosen]
    if not chosen:
        return
    weakest = min(chosen, key=lambda score: score.skill)
    baselines = [score for score in answer.scores if score.baseline and score.outcome == weakest.outcome]
    decimals = score_decimals(answer, weakest.outcome)
    note = say("{candidate}; no baseline", candidate=weakest.candidate)
    if baselines:
        note = say(
            "baseline {error}: {skill:%} less, by {candidate}",
            error=Amount(min(score.error for score in baselines), weakest.unit, decimals),
            skill=round(weakest.skill, 2),
            candidate=weakest.candidate,
        )
    value = Text("{amount}", {"amount": Amount(weakest.error, weakest.unit, decimals)})
    title = say("Error on held-out rows: {name}", name=answer.called(weakest.outcome))
    yield Fact(title, value, note, weak=weakest.skill < _LITTLE_SKILL)


def _coverage(answer: Answer) -> Iterator[Fact]:
    if not answer.coverage:
        return
    worst = min(answer.coverage, key=lambda part: part.measured - part.nominal)
    yield Fact(
        say("{nominal:%} intervals held: {name}", nominal=worst.nominal, name=answer.called(worst.outcome)),
        spoken(counted(worst.measured), "%"),
        say(
            "the true share lies within {lower}–{upper} %; {rows:row|rows}, {split}",
            lower=Amount(100 * worst.lower, None, 0),
            upper=Amount(100 * worst.upper, None, 0),
            rows=worst.rows,
            split=split_name(worst.split),
        ),
        weak=worst.upper < worst.nominal,
    )
