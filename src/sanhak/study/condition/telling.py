"""What the answer on lives to a limit says: which assets to renew, which to look at again, and what is promised."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

import numpy as np

from sanhak.model.calibration import wilson
from sanhak.model.prediction import Floats
from sanhak.model.score import Coverage, Score
from sanhak.study.answer import Action, Answer, Estimate, Listed, Option, Promise
from sanhak.study.condition.pictures import pictures
from sanhak.study.condition.tables import HEADS, tables_of
from sanhak.study.lives import said
from sanhak.study.property.telling import catch
from sanhak.text import Amount, Param, Text, say

if TYPE_CHECKING:
    from sanhak.study.condition.condition import ConditionLives
    from sanhak.study.condition.learning import Learnt

_SHOWN: Final = 12
_DRAWS: Final = 4000
NAMES: Final[Mapping[str, Text]] = {
    "line": say("Straight line for each asset"),
    "pooled": say("Mean rate of the fleet"),
    "coefficient": say("Rate of its own, drawn from the fleet"),
    "wiener": say("Rate of its own with scatter (Wiener)"),
    "gamma": say("Rate of its own with steady wear (gamma)"),
}
_HEADS: Final[Mapping[str, Text]] = {
    "title": say("Assets, the least likely to last first"),
    "what": say("What to do"),
    "today": say("Last reading"),
    "value": say("Lasts until the turnaround"),
    "failing": say("Assets that will not last"),
    "renewed": say("Assets renewed before"),
}


def told(study: ConditionLives, learnt: Learnt) -> Answer:
    """The whole answer."""
    renew = before(study, learnt)
    return Answer(
        headline=_headline(learnt, renew),
        catch=_catch(learnt),
        decision=tuple(_actions(learnt, renew)),
        promise=_promise(learnt, renew),
        compared=_options(study, learnt, renew),
        scores=tuple(_scores(learnt)),
        coverage=tuple(_coverage(learnt)),
        findings=learnt.findings,
        figures=pictures(learnt),
        heads=_HEADS,
        listed=(Listed("worst", say("The least likely to last"), say("All assets stand in the workbook."), HEADS),),
        tables=tables_of(learnt, renew),
    )


def _catch(learnt: Learnt) -> Text:
    """The most severe finding with its remedy; where there is none, what was checked."""
    if any(finding.severity.rank for finding in learnt.findings):
        return catch(learnt.findings)
    return say("Units, names, jumps, limits and later readings were checked; nothing speaks against it.")


def before(study: ConditionLives, learnt: Learnt) -> np.ndarray:
    """Which assets are renewed before the turnaround: those whose chance not to last is above the risk taken."""
    return np.asarray(1 - learnt.lasts > study.risk / 100)


def _share(value: float) -> str:
    """A chance as a cell shows it: never 0 or 100 %, for no life is certain."""
    percent = 100 * value
    if percent < 1:
        return "< 1 %"
    return "> 99 %" if percent > 99 else f"{percent:.0f} %"  # noqa: PLR2004 - what rounding would make certain


def _headline(learnt: Learnt, renew: np.ndarray) -> Text:
    asked = learnt.asked
    values: dict[str, Param] = {
        "count": int(renew.sum()),
        "all": len(renew),
        "until": said(asked.moment(asked.courses.now + asked.until)),
        "asset": learnt.lives.assets[0],
        "chance": _share(float(learnt.lasts[0])),
    }
    if renew.any():
        return say(
            "Renew {count} of {all:asset|assets} before {until}: {asset} is the least likely to last, with a chance of"
            " {chance}.",
            **values,
        )
    return say(
        "All of {all:asset|assets} may be left until {until}: even {asset}, the least likely to last, does with a"
        " chance of {chance}.",
        **values,
    )


def _actions(learnt: Learnt, renew: np.ndarray) -> Iterator[Action]:
    """The least likely to last, each with its life and reason; those to renew, then those to look at, then the rest."""
    asked = learnt.asked
    group = np.where(renew, 0, np.where(np.isfinite(learnt.look), 1, 2))
    low, high = learnt.lives.interval()
    middle = learnt.lives.quantile(0.5)
    for place in np.argsort(group, kind="stable")[:_SHOWN]:
        name = learnt.lives.assets[place]
        values: dict[str, Param] = {
            "asset": name,
            "date": said(asked.moment(asked.courses.now + learnt.look[place])) if group[place] == 1 else None,
            "median": _life(learnt, middle[place]),
            "low": _life(learnt, low[place]),
            "high": _life(learnt, high[place]),
            "own": float(learnt.own[place]),
        }
        yield Action(
            what=(
                say("Renew before: {asset}", **values),
                say("Inspect again by {date}: {asset}", **values),
                say("Leave: {asset}", **values),
            )[group[place]],
            column=asked.asset,
            today=_reading(learnt, int(place)),
            value=_share(float(learnt.lasts[place])),
            unit=None,
            reason=say("Life {median} (90 % interval {low} to {high}); {own:%} of its rate is its own.", **values),
        )


def _life(learnt: Learnt, value: float) -> Text:
    """A remaining life; beyond what is known it is only longer."""
    last = float(learnt.lives.times[-1])
    if not np.isfinite(value):
        return say("more than {life}", life=Amount(last, learnt.asked.unit, 0))
    return Text("{name}", {"name": Amount(value, learnt.asked.unit, 0 if value >= 1 else 2)})


def _reading(learnt: Learnt, place: int) -> str:
    last = learnt.asked.shown(float(learnt.asked.courses.last[learnt.rows[place]]))
    unit = learnt.asked.column.unit
    return f"{last:.4g} {unit}" if unit else f"{last:.4g}"


def failing(learnt: Learnt, left: np.ndarray) -> Estimate:
    """How many of the assets that are left will not last, with the 90 % interval of the count."""
    chance = 1 - learnt.lasts[left]
    drawn = (np.random.default_rng(3).random((_DRAWS, int(left.sum()))) < chance).sum(axis=1)
    low, high = (float(np.quantile(drawn, end)) for end in (0.05, 0.95)) if left.any() else (0.0, 0.0)
    value = float(chance.sum())
    return Estimate(value, min(low, value), max(high, value), "ea")


def _promise(learnt: Learnt, renew: np.ndarray) -> Promise:
    today, after = failing(learnt, np.ones(len(renew), dtype=bool)), failing(learnt, ~renew)
    saved = failing(learnt, renew)
    effect = Estimate(-saved.value, -saved.upper, -saved.lower, saved.unit)
    return Promise(_HEADS["failing"], effect, today, after, say("leaving all of them"))


def _options(study: ConditionLives, learnt: Learnt, renew: np.ndarray) -> tuple[Option, ...]:
    """The plan beside leaving all, and beside renewing what a straight line for each asset would."""
    ways = (
        (say("Renew by the chance to last"), renew),
        (say("Leave all"), np.zeros_like(renew)),
        (say("Simple rule: by a straight line for each asset"), 1 - learnt.line > study.risk / 100),
        (say("Renew all"), np.ones_like(renew)),
    )
    options = []
    for place, (name, which) in enumerate(ways):
        count = float(which.sum())
        outcomes = {"failing": failing(learnt, ~which), "renewed": Estimate(count, count, count, "ea")}
        options.append(Option(name, {}, outcomes, recommended=place == 0))
    return tuple(options)


def _scores(learnt: Learnt) -> Iterator[Score]:
    if learnt.contest is None:
        return
    losses = learnt.contest.losses
    plain = float(losses["line"].mean())
    for name, loss in losses.items():
        error = float(loss.mean())
        yield Score(
            outcome=learnt.asked.column.name,
            candidate=NAMES[name],
            metric="CRPS",
            error=error,
            spread=float(loss.std(ddof=1) / np.sqrt(len(loss))),
            skill=1 - error / plain if plain > 0 else 0.0,
            unit=learnt.asked.column.unit,
            chosen=name == learnt.chosen,
            baseline=name == "line",
            seconds=learnt.contest.pasts[name].seconds,
        )


def _coverage(learnt: Learnt) -> Iterator[Coverage]:
    if learnt.contest is None:
        return
    past = learnt.contest.pasts[learnt.chosen]
    share = float(_by_asset(past.inside, past.asset).mean())
    low, high = wilson(share, float(len(np.unique(past.asset))))
    yield Coverage(
        outcome=learnt.asked.column.name,
        nominal=0.9,
        measured=share,
        lower=low,
        upper=high,
        width=float(past.width.mean()),
        unit=learnt.asked.column.unit,
        rows=len(past.inside),
        split="asset",
        reason=say("Later readings of whole assets that the fit had not seen, from two earlier moments on."),
    )


def _by_asset(values: Floats, asset: np.ndarray) -> Floats:
    count = np.bincount(asset)
    return np.asarray((np.bincount(asset, values) / np.maximum(count, 1))[count > 0])
