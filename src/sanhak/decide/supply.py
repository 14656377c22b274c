"""Stock over a lead time from forecasts, beside two simpler ways: tuned on the past, judged on what came later."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from sanhak.decide.stock import Outlook, Rule, Served
from sanhak.model.forecast.forecaster import Forecaster
from sanhak.model.forecast.lead_time import believed, dispersion, spread
from sanhak.model.forecast.panel import Panel
from sanhak.model.prediction import Floats

Way: TypeAlias = Literal["forecast", "simple", "last year"]
SERVICES: Final = (0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 0.98)
"""Levels of service at which the price of more service is shown."""
_RECENT: Final = 12


@dataclass(frozen=True, slots=True)
class Window:
    """One lead time that was held out: what each way would have held, and what came, each of shape (items,)."""

    held: Mapping[Way, Floats]
    came: Floats


@dataclass(frozen=True, slots=True)
class Trial:
    """How the three ways did on held-out windows.

    ``served`` at the service that was asked for; ``curve`` holds, for the ways that have a level, service reached and
    stock at each of :data:`SERVICES`; ``tuned_on`` counts the earlier windows, ``factor`` is the simple rule's multiple
    of the deviation.
    """

    windows: tuple[Window, ...]
    served: Mapping[Way, Served]
    curve: Mapping[Way, tuple[tuple[float, float, float], ...]]
    tuned_on: int
    factor: float


@dataclass(frozen=True, slots=True)
class Supply:
    """What to hold now of each item, all of shape (items,): see :class:`Trial` for the ways.

    ``expected``, ``lower`` and ``upper`` are the demand over the lead time with its 90 % interval, ``short`` what is
    expected to go unserved.
    """

    held: Mapping[Way, Floats]
    expected: Floats
    lower: Floats
    upper: Floats
    short: Floats


def outlook(forecaster: Forecaster, items: Panel, ahead: Floats, lead: int, *, whole: bool) -> Outlook:
    """What forecasts of the items, shape (items, horizon), say of the demand over the lead time."""
    sparse = forecaster.intermittent[-len(items.values) :]
    expected = believed(items, ahead[:, :lead].sum(axis=1), lead, sparse)
    return Outlook(expected, spread(items, lead), dispersion(items, lead, sparse), whole)


def simple(items: Panel, lead: int, *, whole: bool) -> Outlook:
    """The textbook's outlook: mean and deviation of the last year, as if periods were independent."""
    recent = items.values[:, -max(items.season, _RECENT) :]
    counted = np.maximum((~np.isnan(recent)).sum(axis=1), 1)
    mean = np.nansum(recent, axis=1) / counted
    squares = np.nansum((recent - mean[:, None]) ** 2, axis=1)
    deviation = np.sqrt(squares / np.maximum(counted - 1, 1) * lead)
    # What never moved is believed to move half as much as the usual item.
    usual = float(np.median(deviation[deviation > 0])) if (deviation > 0).any() else 1.0
    deviation = np.where(deviation > 0, deviation, usual / 2)
    return Outlook(mean * lead, deviation, np.full(len(mean), np.nan), whole)


def last_year(items: Panel, lead: int) -> Floats:
    """What the same periods sold a year ago, shape (items,); the last ones where a year is not known."""
    values, season = items.values, items.season
    start = values.shape[1] - season if lead <= season <= values.shape[1] else values.shape[1] - lead
    sold: Floats = np.nansum(values[:, start : start + lead], axis=1)
    return sold


def tried(forecaster: Forecaster, items: Panel, taught: int, lead: int, service: float, *, whole: bool) -> Trial:
    """Tune on the origins of a forecaster that knew ``taught`` periods, and judge on the lead times after them."""
    outlooks, came = _past(forecaster, items, lead, whole=whole)
    known = [_simple_at(items, origin, lead, whole=whole) for origin in forecaster.origins.at]
    later = range(taught, items.values.shape[1] - lead + 1, lead)
    then = [_then(forecaster, items, at, lead, whole=whole) for at in later]
    truth = [np.nansum(items.values[:, at : at + lead], axis=1) for at in later]
    held: dict[Way, list[Floats]] = {"last year": [last_year(items.until(at), lead) for at in later]}
    curve: dict[Way, tuple[tuple[float, float, float], ...]] = {}
    factor = Rule.tuned(known, came, service).steady
    for way, past, now in (
        ("forecast", outlooks, [one for one, _ in then]),
        ("simple", known, [two for _, two in then]),
    ):
        points = []
        for level in (*SERVICES, service):
            rule = Rule.tuned(past, came, level)
            quantities = [rule.quantity(one) for one in now]
            done = Served.of(quantities, truth)
            points.append((level, done.share, done.held))
        held[way], curve[way] = quantities, tuple(points[:-1])  # type: ignore[index]
    windows = tuple(Window({way: held[way][at] for way in held}, truth[at]) for at in range(len(truth)))
    served = {way: Served.of(held[way], truth) for way in held}
    judged = sum(int((~np.isnan(one)).sum()) for one in came)
    return Trial(windows, served, curve, judged, factor)


def supply(
    forecaster: Forecaster,
    items: Panel,
    ahead: Floats,
    lead: int,
    service: float,
    *,
    whole: bool,
    gone: NDArray[np.bool_],
) -> Supply:
    """What to hold now, tuned on all origins of the forecaster.

    ``ahead`` are forecasts of the items from now on; nothing is held of what is ``gone``, a mask of shape (items,), or
    did not sell for two years.
    """
    outlooks, came = _past(forecaster, items, lead, whole=whole)
    now = outlook(forecaster, items, ahead, lead, whole=whole)
    rule = Rule.tuned(outlooks, came, service)
    plain = Rule.tuned([_simple_at(items, at, lead, whole=whole) for at in forecaster.origins.at], came, service)
    ends = [Rule.tuned(outlooks, came, level).quantity(replace(now, whole=whole)) for level in (0.05, 0.95)]
    dead = gone | (np.nansum(items.values[:, -2 * max(items.season, 6) :], axis=1) <= 0)
    held: dict[Way, Floats] = {
        "forecast": np.where(dead, 0.0, rule.quantity(now)),
        "simple": plain.quantity(simple(items, lead, whole=whole)),
        "last year": last_year(items, lead),
    }
    alive = np.where(dead, 0.0, 1.0)
    lower, upper = (np.minimum(ends[0], now.expected) * alive, np.maximum(ends[1], now.expected) * alive)
    return Supply(held, now.expected * alive, lower, upper, rule.shortage(now, held["forecast"]) * alive)


def _past(
    forecaster: Forecaster, items: Panel, lead: int, *, whole: bool
) -> tuple[Sequence[Outlook], Sequence[Floats]]:
    """The outlook from each origin, and the demand that came."""
    count = len(items.values)
    found, came = [], []
    for turn, origin in enumerate(forecaster.origins.at):
        known = _begun(items.until(origin))
        ahead = forecaster.reconciled[turn, -count:]
        found.append(outlook(forecaster, known, ahead, lead, whole=whole))
        came.append(forecaster.origins.came[turn, -count:, :lead].sum(axis=1))
    return found, came


def _then(forecaster: Forecaster, items: Panel, at: int, lead: int, *, whole: bool) -> tuple[Outlook, Outlook]:
    known = items.until(at)
    ahead = forecaster.forecast(known).expected[-len(items.values) :]
    return outlook(forecaster, _begun(known), ahead, lead, whole=whole), simple(_begun(known), lead, whole=whole)


def _simple_at(items: Panel, origin: int, lead: int, *, whole: bool) -> Outlook:
    return simple(_begun(items.until(origin)), lead, whole=whole)


def _begun(items: Panel) -> Panel:
    """The same with a zero in the last period of what has not begun yet, so that every series has something."""
    values = items.values.copy()
    values[np.isnan(values[:, -1]), -1] = 0.0
    return replace(items, values=values)
