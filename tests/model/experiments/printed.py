"""Published experiments with every number that their source prints, and how a printed number is compared."""

import ast
import json
import operator
import re
from decimal import Decimal
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np

SOURCES = ("box-hunter-hunter-1978", "nist-ehandbook-ch5")
"""The two books that our numbers are held to."""
ROMAN = {"III": 3, "IV": 4, "V": 5, "VI": 6, "VII": 7, "VIII": 8, "IX": 9}
_NUMBER = re.compile(r"([<>]=?|[≤≥])?\s*([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)\s*%?")
_SIGNS = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv}
_SIGNS |= {ast.Pow: operator.pow}


def folder():
    """Where the catalogue lies; None without the package that carries it."""
    found = find_spec("process_improve")
    return None if found is None else Path(found.origin).parent / "datasets" / "experiments" / "reference_catalogue"


@cache
def source(name):
    """One book: its experiments and its designs."""
    return json.loads((folder() / f"{name}.json").read_text(encoding="utf-8"))


def checks(name):
    """Each printed number with its entry and how it is recomputed; a number may have several checks, or none."""
    book = source(name)
    for entry in (*book["experiments"], *book["designs"]):
        for expected in entry["expected"]:
            given = expected["check"]
            for check in given if isinstance(given, list) else [given]:
                yield entry, expected, check


def calculated(text):
    """The value of a sum that a source prints."""

    def value(node):
        match node:
            case ast.Constant():
                return float(node.value)
            case ast.UnaryOp():
                return -value(node.operand)
            case ast.BinOp():
                return _SIGNS[type(node.op)](value(node.left), value(node.right))

    return value(ast.parse(text, mode="eval").body)


def agrees(found, printed, *, expression=False):
    """Whether a value agrees with printed text within half a unit of its last digit."""
    if expression:
        return np.isclose(found, calculated(printed), rtol=1e-9, atol=1e-9)
    text = str(printed).replace("−", "-").replace("\u2009", "").replace(",", "").strip()
    bound, digits = _NUMBER.fullmatch(text).groups()
    half = 0.5 * 10.0 ** int(Decimal(digits).as_tuple().exponent)
    allowed = half + min(1e-9, half * 1e-3)
    if bound and bound[0] in "<≤":
        return found <= float(digits) + allowed
    if bound:
        return found >= float(digits) - allowed
    return abs(found - float(digits)) <= allowed


def runs(entry, positions=None):
    """Settings in coded units (categories in words) and the outcomes, each of shape (runs,), by name."""
    given = entry["runs"]
    at = list(range(len(given["rows"]))) if positions is None else [place - 1 for place in positions]
    table = {name: [given["rows"][row][place] for row in at] for place, name in enumerate(given["columns"])}
    exact = {float(key): float(value) for key, value in (given.get("exact") or {}).items()}
    settings = {
        factor["name"]: _setting(factor, table[factor["name"]], exact, coded=given["coded"])
        for factor in entry["factors"]
    }
    outcomes = {
        outcome["name"]: np.array(table[outcome["name"]], dtype=float)
        for outcome in entry.get("responses", ())
        if outcome["name"] in table
    }
    return settings, outcomes


def _setting(factor, column, exact, *, coded):
    if factor.get("coding") == "none":
        return _exact(np.array(column, dtype=float), exact)
    if factor.get("levels") and len(factor["levels"]) > 2 and factor["type"] == "categorical":
        return [str(value) for value in column]
    if coded:
        return _exact(np.array(column, dtype=float), exact)
    if factor["type"] == "categorical":
        return np.array([1.0 if value == factor["high"] else -1.0 for value in column])
    centre, half = (factor["high"] + factor["low"]) / 2, (factor["high"] - factor["low"]) / 2
    return _exact((np.array(column, dtype=float) - centre) / half, exact)


def _exact(values, exact):
    for printed, value in exact.items():
        values = np.where(np.isclose(np.abs(values), printed), np.sign(values) * value, values)
    return values
