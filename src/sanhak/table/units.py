"""Units as plants write them: recognised, written as a reader expects to see them, and converted.

``known`` works on a short table of unit names and loads nothing; only conversions load pint. What the field writes
loosely is fixed here once:

* After a slash everything is divided by: ``W/m2·K`` is watt per square metre and kelvin.
* ``C`` and ``F`` are temperatures; ``kg/cm2`` is the pressure ``kgf/cm²``.
* Gauge pressures count from the standard atmosphere, 101.325 kPa (ISO 2533:1975).
* ``Nm³`` and ``Sm³`` are amounts of ideal gas: the molar volume is 22.413 969 54 L/mol at 0 °C and 101.325 kPa (CODATA
  2018), scaled to 15 °C for ``Sm³`` (ISO 13443:1996). They convert to ``kmol``, never to ``m³``, which needs a state.
* ``wt%``, ``mol%`` and ``vol%`` name their basis and convert only within it; ``%`` and ``ppm`` name none.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from fractions import Fraction
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, Final, TypeAlias, overload

from sanhak.finding import Refusal, near
from sanhak.table.findings import UnitsDoNotConvert, UnknownUnit

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Factors: TypeAlias = tuple[tuple[str, int], ...]
"""A unit as powers of named units: ``m³/h`` is ``(("m", 3), ("h", -1))``."""

# Name as shown: (what pint understands, other ways of writing it). Differences in case are tried last. What stands in
# parentheses is defined for pint under a name of its own, because pint takes no factor inside a unit.
_NAMED: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = {
    "°C": ("degC", ("C", "degC", "deg C", "deg.C", "oC", "ºC", "celsius", "섭씨", "도C")),
    "°F": ("degF", ("F", "degF", "deg F", "fahrenheit", "ºF")),
    "K": ("kelvin", ("kelvin", "degK")),
    "%": ("percent", ("percent", "pct", "퍼센트", "프로")),
    "wt%": ("mass_percent", ("wt.%", "w%", "%w/w", "w/w%", "mass%", "m%", "%wt", "중량%", "질량%", "무게%")),
    "mol%": ("mole_percent", ("mole%", "mol.%", "%mol", "몰%", "at%", "at.%")),
    "vol%": ("volume_percent", ("vol.%", "v%", "%v/v", "v/v%", "%vol", "부피%", "체적%")),
    "area%": ("area_percent", ("a%", "%area", "면적%")),
    "%RH": ("humidity_percent", ("RH%", "%R.H.")),
    "ppm": ("ppm", ()),
    "ppb": ("(ppm / 1000)", ()),
    "ppmw": ("(mass_percent / 10000)", ("wtppm", "ppmwt", "ppm(w)")),
    "ppmv": ("(volume_percent / 10000)", ("volppm", "ppmvol", "ppm(v)")),
    "pH": ("pH", ()),
    "NTU": ("NTU", ()),
    "°": ("degree", ("deg", "degree", "각도")),
    "rpm": ("(1 / minute)", ("r/min", "rev/min", "회전/분")),
    "s": ("second", ("sec", "secs", "second", "seconds", "초")),
    "min": ("minute", ("mins", "minute", "minutes", "분")),
    "h": ("hour", ("hr", "hrs", "hour", "hours", "시간")),
    "d": ("day", ("day", "days", "일")),
    "week": ("week", ("weeks", "wk", "주")),
    "yr": ("year", ("year", "years", "년")),
    "t": ("metric_ton", ("ton", "tons", "tonne", "tonnes", "MT", "톤")),
    "lb": ("pound", ("lbs",)),
    "ft": ("foot", ("feet",)),
    "inch": ("inch", ("inches",)),
    "gal": ("gallon", ("gallon", "gallons")),
    "bbl": ("oil_barrel", ("barrel", "barrels", "배럴")),
    "Å": ("angstrom", ("angstrom",)),
    "atm": ("atmosphere", ()),
    "psi": ("psi", ("psia", "lb/in2")),
    "psig": ("psig", ("psi(g)",)),
    "mmHg": ("mmHg", ("Torr", "torr")),
    "mmH₂O": ("mmH2O", ("mmH2O", "mmAq", "mmWC")),
    "kgf/cm²": ("(kgf / centimeter ** 2)", ("kg/cm2", "kgf/cm2", "kg/cm2a", "kgf/cm2a", "kg/cm2(a)")),
    "kgf/cm²G": ("kgfcm2g", ("kg/cm2g", "kgf/cm2g", "kg/cm2(g)", "kgf/cm2(g)")),
    "barg": ("barg", ("bar(g)", "bar g")),
    "kPag": ("kPag", ("kPa(g)", "kPa g")),
    "MPag": ("MPag", ("MPa(g)", "MPa g")),
    "kgf": ("kgf", ("kgforce",)),
    "cP": ("centipoise", ("cps",)),
    "poise": ("poise", ()),
    "cSt": ("centistokes", ()),
    "hp": ("horsepower", ()),
    "cal": ("calorie", ()),
    "kcal": ("kilocalorie", ()),
    "Gcal": ("gigacalorie", ()),
    "BTU": ("Btu", ("btu",)),
    "RT": ("refrigeration_ton", ("USRT", "냉동톤")),
    "Nm³": ("normal_cubic_meter", ("Nm3", "Ncm", "㎥N", "m3N", "Nm^3")),
    "Sm³": ("standard_cubic_meter", ("Sm3", "Sm^3")),
    "NL": ("(normal_cubic_meter / 1000)", ("NL", "Nl")),
    "sccm": ("(normal_cubic_meter / 1000000 / minute)", ()),
    "slm": ("(normal_cubic_meter / 1000 / minute)", ("slpm",)),
    "cc": ("milliliter", ()),
    "LPM": ("(liter / minute)", ("lpm",)),
    "원": ("won", ("KRW", "₩")),
    "천원": ("(1000 * won)", ("천 원",)),
    "만원": ("(10000 * won)", ("만 원",)),
    "백만원": ("(1000000 * won)", ("백만 원",)),
    "억원": ("(100000000 * won)", ("억 원",)),
    "USD": ("dollar", ("$", "US$", "달러")),
    "EUR": ("euro", ("€", "유로")),
    "ea": ("count", ("EA", "pcs", "개", "count", "counts", "회", "건", "명")),
}  # fmt: skip
# SI units with the prefixes that plants use on them.
_PREFIXED: Final[Mapping[str, tuple[str, str, tuple[str, ...]]]] = {
    "g": ("gram", " k m µ n", ("gram", "grams", "그램")),
    "L": ("liter", " k m µ d", ("l", "liter", "liters", "litre", "ℓ", "리터")),
    "m": ("meter", " k c m µ n d", ("meter", "metre", "미터")),
    "Pa": ("pascal", " k M h m G", ("pascal",)),
    "bar": ("bar", " m", ("bara", "bar(a)", "bar a")),
    "W": ("watt", " k M G m", ()),
    "J": ("joule", " k M G", ()),
    "Wh": ("watt_hour", " k M G", ()),
    "mol": ("mole", " k m µ n", ("mole", "moles", "몰")),
    "M": ("molar", " m µ n", ()),
    "eq": ("mole", " m", ("equiv", "당량")),
    "V": ("volt", " k m", ()),
    "A": ("ampere", " m µ", ()),
    "N": ("newton", " k m", ()),
    "Hz": ("hertz", " k M G", ()),
    "Ω": ("ohm", " k M", ("ohm",)),
    "S": ("siemens", " m µ", ()),
    "Da": ("dalton", " k", ()),
    "eV": ("electron_volt", " k m", ()),
}
_PREFIX_NAMES: Final = {
    "": "", "n": "nano", "µ": "micro", "m": "milli", "c": "centi", "d": "deci", "h": "hecto", "k": "kilo",
    "M": "mega", "G": "giga",
}  # fmt: skip
_DEFINITIONS: Final = (
    "mass_percent = [mass_share]",
    "mole_percent = [mole_share]",
    "volume_percent = [volume_share]",
    "area_percent = [area_share]",
    "humidity_percent = [relative_humidity]",
    "pH = [acidity]",
    "NTU = [turbidity]",
    "won = [won]",
    "dollar = [dollar]",
    "euro = [euro]",
    "barg = bar; offset: 1.01325",
    "kPag = kilopascal; offset: 101.325",
    "MPag = megapascal; offset: 0.101325",
    "psig = psi; offset: 14.695948775513",
    "kgfcm2g = 98066.5 pascal; offset: 101325",
    "normal_cubic_meter = 44.61503342 mole",
    "standard_cubic_meter = 42.29256 mole",
)
# Scales whose zero is not nothing, and the unit in which a difference of two values counts.
_STEPS: Final[Mapping[str, str]] = {
    "°C": "K", "°F": "K", "barg": "bar", "kPag": "kPa", "MPag": "MPa", "psig": "psi", "kgf/cm²G": "kgf/cm²",
}  # fmt: skip
_SMALLER: Final = {"°F": 1.8}
_SHARES: Final[Mapping[str, float]] = {"%": 1e-2, "ppm": 1e-6, "ppb": 1e-9}
_DIFFERENCES: Final = {"degC": "delta_degree_Celsius", "degF": "delta_degree_Fahrenheit"}
_SUPERSCRIPT: Final = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_POWER: Final = re.compile(r"(.*?[^\d^*+-])(?:\^|\*\*)?([+-]?\d+)?")


def known(text: str) -> str | None:
    """The unit as a reader expects to see it (``degC`` → ``°C``, ``m3/h`` → ``m³/h``); None if it is unknown."""
    factors = _factors(text)
    return _written(factors) if factors else None


def require(text: str) -> str:
    """Like :func:`known`, for a unit that somebody states.

    Raises
    ------
    Refusal
        T002, with the nearest units, if it is none that we know.
    """
    unit = known(text)
    if unit is None:
        raise Refusal(UnknownUnit(unit=text, near=near(_clean(text), _spellings())))
    return unit


def compatible(first: str, second: str) -> bool:
    """Whether values in one unit can be converted into the other; False if either is unknown."""
    left, right = _factors(first), _factors(second)
    if not left or not right:
        return False
    if left == right:
        return True
    quantity = _registry().Quantity
    return bool(quantity(1.0, _expression(left)).is_compatible_with(_expression(right)))


@overload
def convert(values: float, from_: str, to: str) -> float: ...


@overload
def convert(values: NDArray[np.float64], from_: str, to: str) -> NDArray[np.float64]: ...


def convert(values: float | NDArray[np.float64], from_: str, to: str) -> float | NDArray[np.float64]:
    """Values in unit ``from_`` as values in unit ``to``; a scalar or an array of any shape.

    Temperatures and gauge pressures are points on a scale: 80 °C is 353.15 K and 0 barg is 1.01325 bar.

    Raises
    ------
    Refusal
        T002 if a unit is unknown, T003 if the two do not measure the same thing.
    """
    source, target = require(from_), require(to)
    if source == target:
        return values
    if not compatible(source, target):
        raise Refusal(UnitsDoNotConvert(source=source, target=target))
    left, right = (_expression(_factors(unit) or ()) for unit in (source, target))
    converted: float | NDArray[np.float64] = _registry().Quantity(values, left).to(right).magnitude
    return converted


def names() -> tuple[str, ...]:
    """Every spelling of a unit with a name, to look for the nearest."""
    return tuple(_spellings())


def step(unit: str) -> str:
    """The unit in which a difference of two values counts: ``K`` for ``°C``, ``bar`` for ``barg``, else the unit."""
    return _STEPS.get(unit, unit)


def steps(from_: str, to: str) -> float:
    """How many of ``to`` a difference of one ``from_`` is: 1.8 from ``°C`` to ``°F``. Refuses as :func:`convert`."""
    return convert(1.0, step(from_), step(to)) * _SMALLER.get(to, 1.0) / _SMALLER.get(from_, 1.0)


def times(first: str | None, second: str | None, power: int = 1) -> tuple[str | None, float] | None:
    """The unit of a product, and the number by which the product of the values is to be multiplied to be in it.

    ``power`` −1 divides by the second. Units of one kind are brought together (``m³/h`` times ``min`` is ``m³``, with
    1/60), shares without a basis become numbers (50 % is 0.5), degrees count as differences. None stands for a pure
    number; the whole is None where the unit cannot be written.
    """
    powers: dict[str, int] = {}
    scale = 1.0
    for unit, sign in ((first, 1), (second, power)):
        for name, exponent in _parts(unit):
            if name in _SHARES:
                scale *= _SHARES[name] ** (sign * exponent)
            else:
                alike = next((other for other in powers if compatible(step(name), step(other))), name)
                scale *= steps(name, alike) ** (sign * exponent)
                powers[alike] = powers.get(alike, 0) + sign * exponent
    return _product({name: exponent for name, exponent in powers.items() if exponent}, scale)


def raised(unit: str, exponent: Fraction) -> tuple[str | None, float] | None:
    """The unit of a power and its number, as for :func:`times`; None where an exponent in it would not be whole."""
    powers: dict[str, int] = {}
    scale = 1.0
    for name, power in _parts(unit):
        if name in _SHARES:
            scale *= _SHARES[name] ** float(power * exponent)
        elif (power * exponent).denominator == 1:
            powers[name] = int(power * exponent)
        else:
            return None
    return _product({name: power for name, power in powers.items() if power}, scale)


def _parts(unit: str | None) -> Factors:
    """A unit as factors that can be written beside others: ``kgf/cm²`` is ``kgf`` over square centimetres."""
    parts = (_factors(require(unit)) or ()) if unit else ()
    return tuple(
        factor
        for name, power in parts
        for factor in ((("kgf", power), ("cm", -2 * power)) if name == "kgf/cm²" else ((name, power),))
    )


def _product(powers: dict[str, int], scale: float) -> tuple[str | None, float] | None:
    factors = tuple(powers.items())
    if len(factors) > 1 and (quantity := _registry().Quantity(scale, _expression(factors))).dimensionless:
        return None, float(quantity.to("dimensionless").magnitude)
    text = known(_written(factors)) if factors else None
    return (text, scale) if dict(_parts(text)) == powers else None


@lru_cache(maxsize=10_000)  # what users type has no end
def _factors(text: str) -> Factors | None:
    """The unit as powers of named units, None where a part is unknown."""
    cleaned = _clean(text)
    name = _spelled(cleaned)
    if name:
        return ((name, 1),)
    powers: dict[str, int] = {}
    numerator, *denominators = re.sub(r"\bper\b", "/", cleaned).replace("(", "").replace(")", "").split("/")
    for sign, part in [(1, numerator), *((-1, part) for part in denominators)]:
        if not part.strip():
            return None
        for token in re.split(r"[·*\s.]+", part.strip(" ·*.")):
            found = _power(token)
            if found is None:
                return None
            for unit, power in found:
                powers[unit] = powers.get(unit, 0) + sign * power
    return tuple((unit, power) for unit, power in powers.items() if power and unit != "1") or None


def _power(token: str) -> Factors | None:
    """One factor with its exponent, ``m2`` or ``h-1``, or two that stand together, ``m2K``."""
    if token == "1":  # noqa: S105 - the numerator of 1/h
        return (("1", 1),)
    whole = _spelled(token)
    if whole:
        return ((whole, 1),)
    match = _POWER.fullmatch(token)
    name = _spelled(match[1]) if match else None
    if match and name:
        return ((name, int(match[2] or 1)),)
    together = re.fullmatch(r"(\D+\d)(\D+\d?)", token)
    if together is None:
        return None
    parts = [_power(part) for part in together.groups()]
    return None if None in parts else tuple(factor for part in parts for factor in part or ())


def _written(factors: Factors) -> str:
    """``(("kJ", 1), ("mol", -1), ("K", -1))`` as ``kJ/(mol·K)``."""
    above = [_raised(unit, power) for unit, power in factors if power > 0]
    below = [_raised(unit, -power) for unit, power in factors if power < 0]
    top = "·".join(above) or "1"
    if not below:
        return top
    return f"{top}/{below[0]}" if len(below) == 1 else f"{top}/({'·'.join(below)})"


def _raised(unit: str, power: int) -> str:
    return unit if power == 1 else unit + str(power).translate(_SUPERSCRIPT)


def _clean(text: str) -> str:
    """One spelling for the many code points of the same sign: ㎥ m³ m3, ℃ °C, µ μ, · ⋅ × and blanks."""
    plain = unicodedata.normalize("NFKC", text).replace("μ", "µ").replace("−", "-").replace("º", "°").replace("˚", "°")
    plain = re.sub(r"[⋅∙•×・]", "·", plain).replace("**", "^")
    return " ".join(plain.split())


def _spelled(text: str) -> str | None:
    """The named unit that is spelled like this; a difference in case is forgiven where it cannot mislead."""
    spellings = _spellings()
    compact = text.replace(" ", "").replace("^", "")
    return spellings.get(text) or spellings.get(compact) or _forgiving().get(compact.casefold())


@cache
def _spellings() -> Mapping[str, str]:
    """Every exact spelling and the name that it stands for."""
    spellings = {_clean(word): name for name, (_, words) in _NAMED.items() for word in (name, *words)}
    for base, (_, prefixes, words) in _PREFIXED.items():
        spellings |= {_clean(word): base for word in words}
        spellings |= {_clean(prefix + base): prefix + base for prefix in prefixes.split(" ")}
    # Litres with a small l, micro as a plain u and megapascal as Mpa, as instruments write them.
    spellings |= {prefix + "l": prefix + "L" for prefix in ("m", "µ", "d", "k")} | {"Mpa": "MPa", "MPA": "MPa"}
    micro = {spelling.replace("µ", "u"): name for spelling, name in spellings.items() if spelling.startswith("µ")}
    return micro | spellings


@cache
def _forgiving() -> Mapping[str, str]:
    """Spellings in lower case that stand for one name only and are longer than a letter (``KPA``, ``Hr``)."""
    names: dict[str, set[str]] = {}
    for spelling, name in _spellings().items():
        names.setdefault(spelling.casefold(), set()).add(name)
    return {spelling: name for spelling, (name, *more) in names.items() if not more and len(spelling) > 1}


def _expression(factors: Factors) -> str:
    """What pint reads; inside a compound a degree is a difference and a gauge pressure a pressure."""
    alone = len(factors) == 1 and factors[0][1] == 1
    parts = [(_pint_name(unit), power) for unit, power in factors]
    return " * ".join(f"{name if alone else _DIFFERENCES.get(name, name)} ** {power}" for name, power in parts)


@cache
def _pint_name(unit: str) -> str:
    if unit in _NAMED:
        name = _NAMED[unit][0]
        return f"own_{list(_NAMED).index(unit)}" if name.startswith("(") else name
    base = next(base for base in sorted(_PREFIXED, key=len, reverse=True) if unit.endswith(base))
    return _PREFIX_NAMES[unit.removesuffix(base)] + _PREFIXED[base][0]


@cache
def _registry() -> Any:
    import pint

    registry: Any = pint.UnitRegistry()
    scaled = (f"{_pint_name(unit)} = {name}" for unit, (name, _) in _NAMED.items() if name.startswith("("))
    for definition in (*_DEFINITIONS, *scaled):
        registry.define(definition)
    return registry
