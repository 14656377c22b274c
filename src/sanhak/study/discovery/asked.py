"""What was asked, as the core understands it: rules on formulas, the aim, and the way of making formulas."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Final

import numpy as np

from sanhak.decide.discovery.aim import Aim
from sanhak.decide.findings.discovery import (
    LabelNotNamed,
    RuleNamesNoElement,
    RuleReversed,
    ShareNotRead,
    SharesDoNotFit,
)
from sanhak.finding import Refusal
from sanhak.model.composition.rules import Rules
from sanhak.table.formula import Basis, Composition
from sanhak.table.formula.elements import NUMBERS
from sanhak.text import Text, say

if TYPE_CHECKING:
    from sanhak.model.prediction import Floats
    from sanhak.study.discovery.discovery import Discovery
    from sanhak.study.property.learning import Learnt

RULES: Final[Mapping[str, Text]] = {
    "elements": say("allowed elements"),
    "most": say("the number of elements"),
    "shares": say("shares of elements"),
    "price": say("the price"),
    "concentration": say("the concentration of supply"),
    "neutral": say("charges that cancel out"),
}
"""What each rule is called."""
_ALMOST: Final = 1e-9
_NUMBER: Final = r"\d*\.?\d+(?:[eE]-?\d+)?"
_SHARE: Final = re.compile(
    rf"(?:(?P<least>{_NUMBER})\s*(?:<=|<|≤)\s*)?(?P<symbol>[A-Za-z]+)(?:\s*(?P<sign><=|<|≤|>=|>|≥)\s*(?P<end>{_NUMBER}))?"
)
_ABOVE: Final = frozenset({">=", ">", "≥"})


def bounds_of(shares: Sequence[str]) -> dict[str, tuple[float | None, float | None]]:
    """Lower and upper limits by element, from lines such as ``0.62 <= Fe <= 0.9``, ``C <= 0.004`` or ``Ni >= 0.1``.

    Raises
    ------
    Refusal
        D145 for a line that is not read.
    """
    found: dict[str, tuple[float | None, float | None]] = {}
    for line in shares:
        read = _SHARE.fullmatch(line.strip())
        if read is None or read["least"] is read["sign"] is None:
            raise Refusal(ShareNotRead(line=line))
        above = read["sign"] in _ABOVE
        if above and read["least"] is not None:
            raise Refusal(ShareNotRead(line=line))
        least, most = (read["end"], None) if above else (read["least"], read["end"])
        lower, upper = found.get(read["symbol"], (None, None))
        found[read["symbol"]] = (lower if least is None else float(least), upper if most is None else float(most))
    return found


def refuse_contradictions(study: Discovery) -> None:
    """Refuse rules that contradict themselves.

    Raises
    ------
    Refusal
        D130 for what is no element, D131 for reversed limits, D145 for a limit that is not read.
    """
    bounds = bounds_of(study.shares)
    named = ((study.elements, say("allowed elements")), (study.without, say("forbidden elements")),
             (bounds, say("shares of elements")))  # fmt: skip
    found = [RuleNamesNoElement(given=one, where=where) for names, where in named for one in names
             if one not in NUMBERS]  # fmt: skip
    if found:
        raise Refusal(*found)
    pairs = [(symbol, limits, 0.0, 1.0) for symbol, limits in bounds.items()]
    pairs.append((study.outcome, (study.above, study.below), -np.inf, np.inf))
    against = [_reversed(what, limits) for what, limits, *ends in pairs if not _rising(limits, *ends)]
    if against:
        raise Refusal(*against)


def _rising(limits: tuple[float | None, float | None], least: float, most: float) -> bool:
    lower, upper = (end if given is None else given for given, end in zip(limits, (least, most), strict=True))
    return least <= lower <= upper <= most


def _reversed(what: str, limits: tuple[float | None, float | None]) -> RuleReversed:
    lower, upper = (say("open") if end is None else end for end in limits)
    return RuleReversed(what=what, lower=lower, upper=upper)


def rules_of(study: Discovery, known: Sequence[Composition]) -> Rules:
    """The rules on formulas; without allowed elements those of the measured formulas are.

    Raises
    ------
    Refusal
        D140 where limits on shares cannot be kept together.
    """
    own, limits = frozenset(symbol for one in known for symbol in one.elements), bounds_of(study.shares)
    rules = Rules(
        allowed=frozenset(study.elements) or own | limits.keys(),
        forbidden=frozenset(study.without),
        most=study.most_elements,
        shares=limits,
        basis=Basis.WEIGHT if study.shares_of == "weight" else Basis.ATOMIC,
        neutral=study.neutral,
        price=study.price,
        abundance=study.abundance,
        concentration=study.concentration,
        radioactive=study.avoid == "nothing",
        hazardous=study.avoid != "hazardous",
    )
    bounds = {symbol: (lower or 0.0, 1.0 if upper is None else upper) for symbol, (lower, upper) in limits.items()}
    least = sum(lower for lower, _ in bounds.values())
    most = sum(bounds.get(symbol, (0.0, 1.0))[1] for symbol in rules.elements)
    needed = {symbol for symbol, (lower, _) in bounds.items() if lower > 0}
    if least > 1 + _ALMOST or most < 1 - _ALMOST or not needed <= rules.elements:
        raise Refusal(SharesDoNotFit(least=round(least, 6), most=round(min(most, 1.0), 6)))
    return rules


def aim_of(study: Discovery, learnt: Learnt) -> Aim:
    """What is aimed at with the learnt column: a window where two limits are given, else more or less.

    Raises
    ------
    Refusal
        D143 for a label without a wanted one.
    """
    if learnt.endpoint.label:
        if study.wanted is None:
            labels = tuple(dict.fromkeys(map(str, learnt.measured)))
            raise Refusal(LabelNotNamed(outcome=study.outcome, labels=labels))
        return Aim()
    if study.above is None or study.below is None:
        return Aim(study.prefer == "high")
    low, high = study.above, study.below
    if learnt.endpoint.logarithm:
        low, high = (float(np.log10(max(end, np.finfo(float).tiny))) for end in (low, high))
    return Aim(study.prefer == "high", (low, high))


def values_of(study: Discovery, learnt: Learnt) -> Floats:
    """The learnt value of each measured row, shape (rows,); for labels 1 where it is the wanted one."""
    if learnt.endpoint.label:
        return np.array([float(text == study.wanted) for text in learnt.measured])
    return learnt.table.values(learnt.endpoint.name)


def way_of(study: Discovery, known: Sequence[Composition]) -> str:
    """How formulas are made: as asked, or as most of the measured ones look; whole amounts speak for compounds."""
    if study.make != "auto":
        return study.make
    whole = [all(amount.is_integer() for amount in one.amounts) and len(one.elements) > 1 for one in known]
    return "compounds" if study.neutral or np.mean(whole) > 1 / 2 else "alloys"


def most_broken(rules: Rules, made: Iterable[Composition]) -> Text | None:
    """The rule that most compositions break; None where one of them keeps all."""
    broken: Counter[str] = Counter()
    for one in made:
        against = rules.broken(one)
        if not against:
            return None
        broken.update(against)
    return RULES[broken.most_common(1)[0][0]] if broken else None
