"""Checks for effects that cannot be told apart: inputs that moved together, controls that moved only in answer."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, product
from typing import Final

import numpy as np

from sanhak.finding import Finding
from sanhak.table.check.findings import ControlAnsweredOutcome, ControlFollowed, MovedTogether
from sanhak.table.check.relations import LEAST_ROWS, MOST_ROWS, Relations
from sanhak.table.check.rows import Floats, Mask, by_appearance, by_asset, floats
from sanhak.table.check.strength import (
    FALSE_ALARM,
    chance_of,
    correlations,
    dependence,
    explained_by_levels,
    rank_correlation,
)
from sanhak.table.column import Kind
from sanhak.text import Amount, show

TOGETHER: Final = 0.95
"""Rank correlation from which two effects cannot be told apart: variances of effects grow tenfold."""
ANSWERED: Final = 0.8
"""Share of a control's movement from which it moved in answer: four fifths."""
MOST_ANSWERED: Final = 20
"""Measured columns that may explain a control together; the strongest are taken."""
ROWS_PER_COLUMN: Final = 10
"""Rows that each explaining column needs, so that many columns do not explain a control by accident."""
PURPOSE: Final = 0.5
"""Share of what the smallest test tells from which moves against the rule identify an effect."""
_TEST_RUNS: Final = 4
BESIDE: Final = 11
"""Rows on either side that tell what a control usually is there."""
LOW, HIGH = 0.1, 0.9
"""Quantiles of the history between which a test moves: settings that the plant knows."""


LEAST_FUNCTION_ROWS: Final = 30
"""Rows from which any function (not only a rising or falling one) can be told from accident."""


def together(relations: Relations) -> Iterator[Finding]:
    """Pairs of inputs that always moved together; with controls named, pairs of controls only."""
    chosen = [name for name in relations.inputs if name in (relations.question.controls or relations.inputs)]
    found = [*_numbers_together(relations, chosen), *_levels_together(relations, chosen)]
    for strength, first, second in sorted(found, key=lambda pair: -abs(pair[0])):
        yield _moved_together(relations, first, second, strength)


def _numbers_together(relations: Relations, chosen: list[str]) -> Iterator[tuple[float, str, str]]:
    numbers = [name for name in chosen if name in relations.numbers]
    if len(numbers) > 1:
        strength, common = correlations(np.stack([relations.ranked[name] for name in numbers]))
        pairs = len(numbers) * (len(numbers) - 1) / 2
        close = (np.abs(strength) >= TOGETHER) & (chance_of(strength, common) < FALSE_ALARM / pairs)
        for i, j in np.argwhere(np.triu(close, 1)):
            yield float(strength[i, j]), numbers[i], numbers[j]


def _levels_together(relations: Relations, chosen: list[str]) -> Iterator[tuple[float, str, str]]:
    levels = [name for name in chosen if name in relations.levels]
    numbers = [name for name in chosen if name in relations.numbers]
    for name, other in (*combinations(levels, 2), *product(levels, numbers)):
        strength = share(relations, other, name) ** 0.5
        if strength >= TOGETHER:
            yield strength, name, other


def share(relations: Relations, effect: str, cause: str) -> float:
    """Share of the movement of one input that another explains (0–1), by the measure that fits their kinds."""
    numbers, levels = relations.numbers, relations.levels
    if effect in numbers and cause in numbers:
        strength, rows = rank_correlation(numbers[effect], numbers[cause])
        certain = rows >= LEAST_ROWS and float(chance_of(np.array(strength), np.array(rows))) < FALSE_ALARM
        shape = dependence(numbers[cause], numbers[effect]) if rows >= LEAST_FUNCTION_ROWS else 0.0
        return max(strength**2 if certain else 0.0, shape)
    if effect in levels and cause in levels:
        return _same_levels(levels[effect], levels[cause])
    name, number = (effect, cause) if effect in levels else (cause, effect)
    both = ~np.isnan(levels[name] + numbers[number])
    if both.sum() < LEAST_ROWS:
        return 0.0
    return explained_by_levels(levels[name][both].astype(np.intp), numbers[number][both])


def _same_levels(first: Floats, second: Floats) -> float:
    """Squared Cramér's V with the correction for chance of W. Bergsma, J. Korean Stat. Soc. 42 (2013) 323–328."""
    both = ~np.isnan(first + second)
    rows = int(both.sum())
    if rows < LEAST_ROWS:
        return 0.0
    a, b = by_appearance(first[both]), by_appearance(second[both])
    height, width = int(a.max()) + 1, int(b.max()) + 1
    counts = np.bincount(a * width + b, minlength=height * width).reshape(height, width).astype(float)
    expected = counts.sum(axis=1, keepdims=True) * counts.sum(axis=0) / rows
    excess = float(((counts - expected) ** 2 / expected).sum()) / rows - (height - 1) * (width - 1) / (rows - 1)
    smaller = min(side - (side - 1) ** 2 / (rows - 1) for side in (height, width)) - 1
    return max(0.0, excess / smaller) if smaller > 0 else 0.0


def _moved_together(relations: Relations, first: str, second: str, strength: float) -> Finding:
    low, high = _ends(relations, first)
    return MovedTogether(
        first=first,
        second=second,
        strength=round(strength, 3),
        first_low=_usual(relations, first, low),
        second_low=_usual(relations, second, high),
        first_high=_usual(relations, first, high),
        second_high=_usual(relations, second, low),
    )


def _ends(relations: Relations, name: str) -> tuple[Mask, Mask]:
    """Compared rows at the low and at the high end of a column: its two commonest levels for a category."""
    if name in relations.numbers:
        values = relations.numbers[name]
        return values <= np.nanquantile(values, LOW), values >= np.nanquantile(values, HIGH)
    levels = relations.levels[name]
    common = np.argsort(-np.bincount(levels[~np.isnan(levels)].astype(np.intp)), kind="stable")
    return levels == common[0], levels == common[1]


def _usual(relations: Relations, name: str, which: Mask) -> str:
    """What a column usually is in these compared rows: the median with its unit, or the commonest level.

    A number is rounded as a setting is: to two digits of half the range in which the plant has moved.
    """
    table = relations.question.table
    if name in relations.numbers:
        values = relations.numbers[name]
        low, high = (float(end) for end in np.nanquantile(values, (LOW, HIGH)))
        return show(Amount.within(float(np.nanmedian(values[which])), low, high, table[name].unit))
    there = table.frame[name][relations.rows[which].tolist()].drop_nulls()
    return str(there.value_counts(sort=True)[name][0])


def followed(relations: Relations) -> Iterator[Finding]:
    """Controls that moved almost only in answer to inputs that nobody sets."""
    for control in relations.question.controls:
        if control not in relations.numbers and control not in relations.levels:
            continue
        shares = {name: share(relations, control, name) for name in relations.free if relations.varies(name)}
        if not shares or not relations.varies(control):
            continue
        strongest = max(shares, key=lambda name: shares[name])
        others: tuple[str, ...] = (strongest,)
        explained = shares[strongest]
        if explained < ANSWERED and control in relations.numbers:
            others, explained = _explained(relations, control, shares)
        if explained >= ANSWERED and not _moved_against(relations, control, others):
            low, high = _ends(relations, control)
            yield ControlFollowed(
                column=control,
                others=others,
                strongest=strongest,
                share=round(explained, 2),
                low=_usual(relations, control, low),
                high=_usual(relations, control, high),
                held=_usual(relations, strongest, np.ones(len(relations.rows), dtype=bool)),
            )


def _moved_against(relations: Relations, control: str, others: tuple[str, ...]) -> bool:
    """Whether some rows moved a control against its rule, and tell as much as the smallest test would.

    A move against the rule counts from a quarter of the distance between both ends of the history on; the smallest test
    has four such rows, half of that distance away. What lies closer to the rule is rounding and noise.
    """
    causes = [relations.numbers[name] for name in others if name in relations.numbers]
    if control not in relations.numbers or len(causes) < len(others):
        return False
    setting = relations.numbers[control]
    there = np.isfinite(setting) & np.isfinite(causes).all(axis=0)
    moved, watched = setting[there], np.stack([values[there] for values in causes], axis=1)
    if len(moved) <= BESIDE:
        return False
    off = _off_steps(moved, watched[:, 0]) if len(causes) == 1 else _off_surface(moved, watched)
    low, high = np.quantile(moved, (LOW, HIGH))
    away = off[np.abs(off) >= (high - low) / 4]
    return bool(away @ away >= PURPOSE * _TEST_RUNS * ((high - low) / 2) ** 2)


def _off_steps(moved: Floats, watched: Floats) -> Floats:
    """How far a control lies from what it usually is at such values of one column, whatever the form of its rule.

    Usual are the medians of the rows that come next below and above in the watched column, and their middle; the
    nearest counts, so that a row beside a step of the rule is not off.
    """
    order = np.argsort(watched, kind="stable")
    padded = np.pad(moved[order], BESIDE, mode="reflect")
    medians = np.median(np.lib.stride_tricks.sliding_window_view(padded, BESIDE), axis=1)
    below, above = medians[: len(moved)], medians[BESIDE + 1 : BESIDE + 1 + len(moved)]
    gaps = moved[order, None] - np.stack([below, above, (below + above) / 2], axis=1)
    off = np.empty(len(moved))
    off[order] = np.take_along_axis(gaps, np.abs(gaps).argmin(axis=1)[:, None], axis=1)[:, 0]
    return off


def _off_surface(moved: Floats, watched: Floats) -> Floats:
    """How far a control lies from a line with squares in several columns."""
    terms = (watched - watched.mean(axis=0)) / np.maximum(watched.std(axis=0), 1e-12)
    terms = np.column_stack([np.ones(len(terms)), terms, terms**2])
    return np.asarray(moved - terms @ np.linalg.lstsq(terms, moved, rcond=None)[0])


def _explained(relations: Relations, control: str, shares: dict[str, float]) -> tuple[tuple[str, ...], float]:
    """The number columns that explain a control's ranks together, strongest first, and their adjusted share."""
    effect = relations.ranked[control]
    there = ~np.isnan(effect)
    rows = int(there.sum())
    numbers = {name: relations.numbers[name] for name in shares if name in relations.numbers}
    strength = {name: abs(rank_correlation(values, effect)[0]) for name, values in numbers.items()}
    most = min(MOST_ANSWERED, rows // ROWS_PER_COLUMN)
    chosen = sorted(strength, key=lambda name: -strength[name])[:most]
    if len(chosen) < 2:  # noqa: PLR2004 - one column has been tried already
        return (), 0.0
    causes = np.stack([relations.ranked[name][there] for name in chosen], axis=1)
    causes = np.nan_to_num(causes - np.nanmean(causes, axis=0))
    centred = effect[there] - effect[there].mean()
    rest = centred - causes @ np.linalg.lstsq(causes, centred, rcond=None)[0]
    explained = 1 - (rest @ rest / (rows - len(chosen) - 1)) / (centred @ centred / (rows - 1))
    return tuple(chosen[:5]), float(explained)


def answered(relations: Relations) -> Iterator[Finding]:
    """Controls that moved almost only in answer to the outcome of the row before."""
    question = relations.question
    order, follows = by_asset(question.table)
    order, follows = order[:MOST_ROWS], follows[:MOST_ROWS]
    controls = [name for name in question.controls if name in relations.numbers and relations.varies(name)]
    outcomes = [name for name in relations.outcomes if question.kind(name) is Kind.NUMBER]
    for control, outcome in product(controls, outcomes):
        setting = floats(question.table, control)[order]
        explained = round(_answer(setting, question.measured[outcome][order], follows), 2)
        if explained >= ANSWERED:
            low, high = (_usual(relations, control, end) for end in _ends(relations, control))
            yield ControlAnsweredOutcome(column=control, outcome=outcome, share=explained, low=low, high=high)


def _answer(setting: Floats, outcome: Floats, follows: Mask) -> float:
    """Share of a control's settings or moves that the outcome of the row before explains; 0 if others explain more.

    A slow control is explained by its own past and by the outcome that it causes, and a move by where it starts from:
    neither of them is an answer.
    """
    now = np.flatnonzero(follows)
    then = now - 1
    move = setting[now] - setting[then]
    moved = move != 0
    best = 0.0
    for effect, rows in ((setting[now], np.ones(len(now), dtype=bool)), (move, moved)):
        strength, count = rank_correlation(effect[rows], outcome[then][rows])
        rivals = (setting[then], outcome[now])
        rival = max(abs(rank_correlation(effect[rows], other[rows])[0]) for other in rivals)
        if count >= LEAST_ROWS and abs(strength) > rival:
            best = max(best, strength**2)
    return best


CHECKS: Final = (together, followed, answered)
"""The checks of this file, in the order in which they report."""
