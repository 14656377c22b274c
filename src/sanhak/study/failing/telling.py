"""What the answer to a question of failures says: the sentence, assets by risk, the age of renewal, what to expect."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

import numpy as np

from sanhak.model.score import Coverage, Score
from sanhak.study.answer import Action, Answer, Estimate, Option, Promise
from sanhak.study.failing.estimating import bounds
from sanhak.study.failing.pictures import pictures
from sanhak.study.failing.tables import CANDIDATE_NAMES, listed, tables_of
from sanhak.study.property.telling import catch
from sanhak.text import Amount, Param, Text, say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sanhak.study.failing.estimating import Estimates
    from sanhak.study.failing.reading import History

_SHOWN: Final = 10
_COUNT: Final = "ea"
_NAMES: Final[Mapping[str, Text]] = {
    "due": say("Renew what is due now"),
    "nothing": say("As today: run to failure"),
    "rule": say("Simple rule: renew at the mean life"),
}
_HEADS: Final[Mapping[str, Text]] = {
    "title": say("Which assets are likely to fail"),
    "what": say("Asset"),
    "today": say("Age"),
    "value": say("Chance to fail"),
    "number failed": say("Failures in the time ahead"),
    "money": say("Cost in the long run, of that without renewals"),
    "integrated Brier": say("Chance to live on"),
    "life 50": say("Life of an asset"),
}


def told(history: History, found: Estimates) -> Answer:
    """The whole answer."""
    findings = (*history.findings, *found.findings)
    return Answer(
        headline=_headline(history, found),
        catch=catch(findings),
        decision=(*_assets(history, found), _age(history, found)),
        promise=_promise(found),
        compared=tuple(_option(found, name) for name in _NAMES),
        scores=tuple(_scores(found)),
        coverage=(_coverage(history, found),),
        findings=findings,
        figures=pictures(history, found),
        heads=_HEADS,
        listed=listed(history, found),
        tables=tables_of(history, found),
    )


def _failures(found: Estimates, name: str) -> Estimate:
    mean, low, high = bounds(found.failures[name])
    return Estimate(mean, low, high, _COUNT)


def _said(history: History, found: Estimates) -> dict[str, Param]:
    fleet, unit = found.fleet, history.unit or None
    count = _failures(found, "nothing")
    finite = np.where(np.isfinite(found.ages), found.ages, np.inf)
    low, high = (float(np.quantile(finite, end, method="nearest")) for end in (0.05, 0.95))
    return {
        "assets": len(found.risk),
        "ahead": Amount(history.horizon, unit, None),
        "failures": Amount(count.value, None, 1),
        "low": Amount(count.lower, None, 0),
        "high": Amount(count.upper, None, 0),
        "due": int(found.due.sum()),
        "age": Amount(fleet.best, unit, 0) if np.isfinite(fleet.best) else None,
        "from": Amount(low, unit, 0),
        "to": Amount(high, unit, 0) if np.isfinite(high) else say("never"),
        "saved": fleet.saved,
        "never": float(np.isinf(found.ages).mean()),
    }


def _headline(history: History, found: Estimates) -> Text:
    said = _said(history, found)
    if not np.isfinite(found.fleet.best):
        return say(
            "Of {assets:running asset|running assets} {failures} are expected to fail within {ahead} (90 % interval"
            " {low}–{high}); planned renewal by age pays at no age: run to failure.",
            **said,
        )
    return say(
        "Of {assets:running asset|running assets} {failures} are expected to fail within {ahead} (90 % interval"
        " {low}–{high}); renewal pays from an age of {age} ({from}–{to}), and now for {due:asset|assets}.",
        **said,
    )


def _assets(history: History, found: Estimates) -> Iterator[Action]:
    """The likeliest to fail, with what that means."""
    unit = history.unit or None
    low, high = found.lives.interval() if len(found.lives) else (np.empty(0), np.empty(0))
    for at in np.argsort(-found.risk, kind="stable")[:_SHOWN]:
        said: dict[str, Param] = {
            "ahead": Amount(history.horizon, unit, None),
            "risk": float(found.risk[at]),
            "fresh": float(found.fresh[at]),
            "low": Amount(float(low[at]), unit, 0),
            "high": Amount(float(high[at]), unit, 0) if np.isfinite(high[at]) else say("beyond what is known"),
        }
        reason = (
            say(
                "Renew now: it fails within {ahead} with {risk:%}, a new one with {fresh:%}; it lasts {low}–{high}"
                " (90 %).",
                **said,
            )
            if found.due[at]
            else say(
                "Wait: it fails within {ahead} with {risk:%}, a new one with {fresh:%}; it lasts {low}–{high} (90 %).",
                **said,
            )
        )
        yield Action(
            what=say("{name}", name=history.assets[at]),
            column=history.column,
            today=_written(float(history.ages[at]), unit),
            value=f"{100 * found.risk[at]:.1f} %",
            unit=history.column_unit,
            reason=_with_cause(found, int(at), reason),
        )


def _with_cause(found: Estimates, at: int, reason: Text) -> Text:
    """The reason with the cause that threatens most, where that is known and there is another."""
    taken = found.taken
    if taken is None or len(taken.told) == 1 or taken.likeliest[at] >= len(taken.names):
        return reason
    cause = taken.names[taken.likeliest[at]]
    return say(
        "{reason} Likeliest cause: {cause} ({part:%} of the risk).",
        reason=reason,
        cause=cause,
        part=float(taken.part[at]),
    )


def _age(history: History, found: Estimates) -> Action:
    """At which age renewal pays."""
    said, best = _said(history, found), found.fleet.best
    planned = bool(np.isfinite(best))
    return Action(
        what=say("Planned renewal, all assets"),
        column=history.column,
        today=None,
        value=_written(best, history.unit or None) if planned else None,
        unit=history.column_unit,
        reason=say(
            "From this age on a renewal costs less than the failures that it spares ({saved:%} less than running to"
            " failure; resampled fleets: {from}–{to}).",
            **said,
        )
        if planned
        else say("Run to failure: no age saves 1 % ({never:%} of resampled fleets agree).", **said),
    )


def _written(value: float, unit: str | None) -> str:
    return f"{value:,.0f} {unit}" if unit else f"{value:,.0f}"


def _promise(found: Estimates) -> Promise:
    """Failures in the time ahead with and without what is due; the draws of both pair."""
    before, after = _failures(found, "nothing"), _failures(found, "due")
    mean, low, high = bounds(found.failures["due"] - found.failures["nothing"])
    return Promise(_HEADS["number failed"], Estimate(mean, low, high, _COUNT), before, after, say("running to failure"))


def _option(found: Estimates, name: str) -> Option:
    fleet = found.fleet
    age = {"due": fleet.best, "nothing": np.inf, "rule": found.between.value}[name]
    money = Estimate(100.0, 100.0, 100.0, "%")
    if np.isfinite(age):
        cost = float(np.interp(age, fleet.ages, fleet.cost)) / fleet.unplanned
        low, high = (float(np.interp(age, fleet.ages, end)) for end in found.costs)
        money = Estimate(100 * cost, 100 * min(low, cost), 100 * max(high, cost), "%")
    return Option(
        _NAMES[name], {}, {"number failed": _failures(found, name), "money": money}, recommended=name == "due"
    )


def _scores(found: Estimates) -> Iterator[Score]:
    chosen = found.chosen
    base = float(next(iter(chosen.losses.values())).mean())
    for name, losses in chosen.losses.items():
        error = float(losses.mean())
        spread = float(losses.std() / np.sqrt(len(losses)))
        skill = 1 - error / base if base else 0.0
        yield Score(
            "integrated Brier", CANDIDATE_NAMES[name], "integrated Brier score", error, spread, skill,
            chosen=name == chosen.name, baseline=name == "kaplan-meier", seconds=chosen.seconds[name],
        )  # fmt: skip


def _coverage(history: History, found: Estimates) -> Coverage:
    share, error = found.inside
    half = 1.96 * error
    widths = np.subtract(*reversed(found.lives.interval())) if len(found.lives) else np.zeros(1)
    finite = widths[np.isfinite(widths)]
    return Coverage(
        "life 50", 0.9, share, max(0.0, share - half), min(1.0, share + half),
        float(finite.mean()) if len(finite) else 0.0, history.unit or "1", len(history.spells), "asset",
        say("Whole assets were held out: what an asset is and how often it failed stay together."),
    )  # fmt: skip
