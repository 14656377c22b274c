"""Formulas read: units in brackets, then hydrates and mixtures, alloys with a balance, and dopants."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from typing import Final

from sanhak.finding import Refusal
from sanhak.table.formula.composition import Basis, Composition
from sanhak.table.formula.elements import NUMBERS
from sanhak.table.formula.findings import (
    AmountMissing,
    AmountNotPositive,
    NotAFormula,
    SharesDoNotSum,
    UnknownElement,
)
from sanhak.table.formula.written import LONGEST, NUMBER, plain, without_charge
from sanhak.text import Text, say

Amounts = dict[str, float]

_SIMPLE: Final = re.compile(r"(?:[A-Z][a-z]?(?:\d+(?:\.\d+)?)?)+")
_PAIR: Final = re.compile(r"([A-Z][a-z]?)([\d.]*)")
_BRACKETED: Final = re.compile(r"[A-Za-z0-9.()\[\]]+")
_TOKEN: Final = re.compile(rf"([A-Z][a-z]?)({NUMBER})?|([(\[])|([)\]])({NUMBER})?|(.)", re.DOTALL)
_PART: Final = re.compile(rf"({NUMBER})?%?(.+)", re.DOTALL)
_UNIT: Final = r"(wt|mass|at|mol)?\.?%?"
_MEMBER: Final = re.compile(rf"(?:({NUMBER}){_UNIT})?([A-Z][a-z]?)(?:\(?({NUMBER}){_UNIT}\)?|\(?([Bb]al)\.?\)?)?")
_DOPANT: Final = re.compile(rf"(?:({NUMBER})({_UNIT}))?(.+?)(?:,?\(?({NUMBER})({_UNIT.replace('%?', '%')})\)?)?")
_ISOTOPES: Final[Mapping[str, str]] = {"D": "H", "T": "H"}
_LETTERS: Final = frozenset("xyz")
_PER_CENT, _ROUNDING = 100.0, 0.01
_SHOWN: Final = 80


def parsed(text: str) -> Composition:
    """The composition that a text writes.

    Raises
    ------
    Refusal
        T280–T285: what stands against the text, one finding.
    """
    try:
        if len(text) > LONGEST or not text.strip():
            raise _refused(text, say("it is too long") if text.strip() else say("it is empty"))
        # Nearly all formulas of a table are of this form, and a table may hold a million.
        if _SIMPLE.fullmatch(text) and not text.endswith("H2O"):
            amounts: Amounts = {}
            for symbol, count in _PAIR.findall(text):
                amounts[symbol] = amounts.get(symbol, 0.0) + (float(count) if count else 1.0)
            return _composition(amounts, text)
        if _BRACKETED.fullmatch(text) and not text.endswith(("H2O", "n")):
            return _composition(_units(text, text), text)
        return _any(text)
    except (OverflowError, ZeroDivisionError) as beyond:
        raise Refusal(AmountNotPositive(text=_shown(text))) from beyond


def _any(text: str) -> Composition:
    written = plain(text)
    host, colon, guests = written.text.partition(":")
    members = [_MEMBER.fullmatch(part) for part in host.split("-")]
    if len(members) > 1 and all(members):
        basis = written.basis or _stated(members) or Basis.WEIGHT
        amounts, whole = _alloy([member for member in members if member], text), basis
    else:
        amounts, whole = _mixture(host, written.basis, text), Basis.ATOMIC
    if colon:
        amounts = _doped(Composition.of(amounts, whole), guests, text)
        whole = Basis.ATOMIC
    return _composition(amounts, text, whole)


def _composition(amounts: Amounts, text: str, basis: Basis = Basis.ATOMIC) -> Composition:
    """The composition of these amounts, D and T counted as hydrogen; raises T281, T283 and T285."""
    if not amounts.keys() <= NUMBERS.keys():
        for symbol in [symbol for symbol in amounts if symbol not in NUMBERS]:
            if symbol[0] in NUMBERS and symbol[1:] in _LETTERS:  # Ox for some oxygen
                raise Refusal(AmountMissing(text=_shown(text), missing=symbol[1:]))
            if symbol not in _ISOTOPES:
                raise Refusal(UnknownElement(text=_shown(text), symbol=symbol))
            element = _ISOTOPES[symbol]
            amounts[element] = amounts.get(element, 0.0) + amounts.pop(symbol)
    if not 0 < sum(amounts.values()) < math.inf:
        raise Refusal(AmountNotPositive(text=_shown(text)))
    return Composition.of(amounts, basis)


def _units(part: str, text: str) -> Amounts:
    """Amounts of one part without a number before it: symbols and brackets, each with its amount."""
    stack: list[Amounts] = [{}]
    for symbol, count, opens, closes, factor, other in _TOKEN.findall(part):
        top = stack[-1]
        if symbol:
            top[symbol] = top.get(symbol, 0.0) + (_number(count) if count else 1.0)
        elif opens:
            stack.append({})
        elif closes and len(stack) > 1:
            stack.pop()
            times = _number(factor) if factor else 1.0
            outer = stack[-1]
            for inner, amount in top.items():
                outer[inner] = outer.get(inner, 0.0) + amount * times
        elif other == "," and len(stack) > 1:
            raise Refusal(AmountMissing(text=_shown(text), missing=part))
        else:
            raise _refused(text, say("{sign} has no meaning where it stands", sign=other or closes))
    if len(stack) > 1:
        raise _refused(text, say("a bracket is not closed"))
    if not stack[0]:
        raise _refused(text, say("it names no element"))
    return stack[0]


def _mixture(host: str, basis: Basis | None, text: str) -> Amounts:
    """Amounts of parts joined by raised dots or dashes, a number before each; by weight where that is stated."""
    dashed = "-" in host
    parts = [_PART.fullmatch(part) for part in re.split("[-·]", host)]
    if not all(parts):
        raise _refused(text, say("a sign that joins two parts stands alone"))
    read = [(_number(part[1]) if part[1] else None, _units(part[2], text)) for part in parts if part]
    if dashed and len(read) > 1 and any(factor is None for factor, _ in read):
        raise Refusal(AmountMissing(text=_shown(text), missing=host))
    if basis is not None and len(read) == 1 and read[0][0] is None:
        return _of_shares(read[0][1], basis, text)
    factors = [1.0 if factor is None else factor for factor, _ in read]
    if basis is not None:
        _sums(factors, text)
    if basis is Basis.WEIGHT:
        factors = [factor / _weight(amounts, text) for factor, (_, amounts) in zip(factors, read, strict=True)]
    total: Amounts = {}
    for factor, (_, amounts) in zip(factors, read, strict=True):
        for symbol, amount in amounts.items():
            total[symbol] = total.get(symbol, 0.0) + factor * amount
    return total


def _weight(amounts: Amounts, text: str) -> float:
    return _composition(dict(amounts), text).weight


def _of_shares(amounts: Amounts, basis: Basis, text: str) -> Amounts:
    """A single part whose amounts were said to be per cent."""
    _sums(list(amounts.values()), text)
    if basis is Basis.ATOMIC:
        return amounts
    made = _composition(amounts, text, Basis.WEIGHT)
    return dict(zip(made.elements, made.amounts, strict=True))


def _sums(shares: Sequence[float], text: str) -> None:
    """Raises T282 unless the shares sum to 100 or to 1."""
    total = sum(shares)
    whole = _PER_CENT if total > math.sqrt(_PER_CENT) else 1.0
    if abs(total - whole) > _ROUNDING * whole:
        raise Refusal(SharesDoNotSum(text=_shown(text), total=round(total, 6), whole=whole))


def _stated(members: Sequence[re.Match[str] | None]) -> Basis | None:
    """The basis that stands beside a number of an alloy: ``Fe-18wt%Cr``."""
    said = {member[at] for member in members if member for at in (2, 5) if member[at]}
    if not said:
        return None
    return Basis.WEIGHT if said <= {"wt", "mass"} else Basis.ATOMIC


def _alloy(members: Sequence[re.Match[str]], text: str) -> Amounts:
    """Shares of an alloy; the one element without a number is the balance."""
    shares = [(member[3], member[1] or member[4]) for member in members]
    known: Amounts = {}
    for symbol, share in shares:
        if share:
            known[symbol] = known.get(symbol, 0.0) + _number(share)
    open_ones = [symbol for symbol, share in shares if not share]
    if len(open_ones) > 1 or not known:
        raise Refusal(AmountMissing(text=_shown(text), missing=", ".join(open_ones)))
    if not open_ones:
        _sums(list(known.values()), text)
        return known
    total = sum(known.values())
    if total >= _PER_CENT:
        raise Refusal(SharesDoNotSum(text=_shown(text), total=round(total, 6), whole=_PER_CENT))
    balance = open_ones[0]
    return known | {balance: known.get(balance, 0.0) + _PER_CENT - total}


def _doped(host: Composition, guests: str, text: str) -> Amounts:
    """The host with its dopants added, each per formula unit of the host; per cent by weight are of the host's weight.

    On which site a dopant stands is not said by such a formula, so nothing is taken away.
    """
    total = dict(zip(host.elements, host.amounts, strict=True))
    for guest in re.split(r"[,/](?=[^,/]*[A-Z])", guests):
        found = _DOPANT.fullmatch(guest)
        if found is None:
            raise _refused(text, say("a dopant is missing after the colon"))
        before, unit, _, what, after, after_unit, _ = found.groups()
        amounts = _units(without_charge(what), text)
        said = (unit if before else after_unit) or ""
        given = before or after
        if not given and not re.search(r"\d", without_charge(what)):
            raise Refusal(AmountMissing(text=_shown(text), missing=what))
        factor = _number(given) / (_PER_CENT if "%" in said else 1.0) if given else 1.0
        if said.startswith(("wt", "mass")):
            factor *= host.weight / _weight(amounts, text)
        for symbol, amount in amounts.items():
            total[symbol] = total.get(symbol, 0.0) + factor * amount
    return total


def _number(text: str) -> float:
    over, _, under = text.partition("/")
    return float(over) / float(under) if under else float(over)


def _refused(text: str, because: Text) -> Refusal:
    return Refusal(NotAFormula(text=_shown(text), because=because))


def _shown(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"
