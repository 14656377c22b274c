"""The recipe of a campaign: what goes into each flask besides what the factors say, and what is in the cupboard."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any, Final

from pydantic import BeforeValidator, Field

from sanhak.decide.findings.campaign import CampaignContradicts
from sanhak.decide.findings.recipe import AmountNotRead
from sanhak.finding import Finding
from sanhak.study import Role, Study
from sanhak.table.units import known
from sanhak.text import Text, say

if TYPE_CHECKING:
    from sanhak.areas.process.campaign import Campaign

_WRITTEN: Final = re.compile(r"([+-]?\d+(?:\.\d*)?(?:[eE][+-]?\d+)?)\s*(.*)")
_EQUIVALENTS: Final = {None: 1.0, "eq": 1.0, "mol%": 0.01, "%": 0.01}
"""What one of each unit is in equivalents to the limiting substance."""
STOCKED: Final = ("g", "mg", "kg", "mL", "µL", "L")


def _plain(given: Any) -> Any:
    """A number that a form hands on as text is a number."""
    if not isinstance(given, str):
        return given
    try:
        return float(given)
    except ValueError:
        return given.strip()


Number = Annotated[float | str, BeforeValidator(_plain)]
"""A number, or the name of the factor that holds it."""


class Recipe(Study):
    """The fields of a campaign that make a run sheet of its settings. All may be left out."""

    scale: Annotated[
        float | None,
        Field(
            gt=0,
            title="Scale",
            description="How much of the limiting substance goes into each run; the run sheet then says what to weigh.",
            json_schema_extra={"role": Role.NUMBER, "unit": "mmol"},
        ),
    ] = None
    limiting: Annotated[
        str | None,
        Field(
            title="Limiting substance",
            description="The substance that counts as one equivalent, by name, CAS number or SMILES.",
            json_schema_extra={"role": Role.TEXT},
        ),
    ] = None
    equivalents: Annotated[
        dict[str, Number],
        Field(
            title="Equivalents",
            description=(
                "How much of each factor of substances, and of each substance that is the same in all runs: 2, "
                "10 mol%, or the name of a factor that holds equivalents, or mol% if that is its unit."
            ),
            json_schema_extra={"role": Role.AMOUNTS},
        ),
    ] = {}
    solvent: Annotated[
        str | None,
        Field(
            title="Solvent",
            description="The factor whose levels are solvents, or the solvent of all runs.",
            json_schema_extra={"role": Role.COLUMN},
        ),
    ] = None
    concentration: Annotated[
        Number | None,
        Field(
            title="Concentration",
            description=(
                "Of the limiting substance, a number in mol/L, or the factor that holds it (mol/L if unstated)."
            ),
            json_schema_extra={"role": Role.NUMBER},
        ),
    ] = None
    temperature: Annotated[
        Number | None,
        Field(
            title="Temperature",
            description="A number in °C, or the factor that holds it (°C if unstated): runs above boiling are marked.",
            json_schema_extra={"role": Role.NUMBER},
        ),
    ] = None
    stock: Annotated[
        dict[str, Number],
        Field(
            title="Stock",
            description=(
                "What is left of a substance for the next batch, which then never takes more: a number is g of what is "
                "weighed and mL of what is measured by volume; or with its unit, as in 500 mg."
            ),
            json_schema_extra={"role": Role.AMOUNTS},
        ),
    ] = {}


def quantity(text: str) -> tuple[float, str | None] | None:
    """A number with its unit (``10 mol %``, ``5 g``); None where the text is none, or its unit is not known."""
    found = _WRITTEN.fullmatch(text.strip())
    if found is None:
        return None
    unit = known(found[2]) if found[2] else None
    return None if found[2] and unit is None else (float(found[1]), unit)


def in_equivalents(unit: str | None) -> float | None:
    """What one of ``unit`` is in equivalents; None where it measures something else."""
    return _EQUIVALENTS.get(known(unit) or unit if unit else None)


def equivalents_of(given: float | str) -> float | None:
    """A fixed amount in equivalents; None where it is no such amount."""
    if not isinstance(given, str):
        return given
    found = quantity(given)
    share = None if found is None else in_equivalents(found[1])
    return None if found is None or share is None else found[0] * share


def contradictions(study: Campaign) -> Iterator[Finding]:
    """What the parts of a recipe may not say: of amounts, of what has to be given with what, and of factors."""
    yield from _together(study)
    yield from _amounts(study)
    for name, place, least in (
        (study.temperature, say("temperature"), None),
        (study.concentration, say("concentration"), 0.0),
    ):
        yield from _number(study, name, place, least)
    named = [
        *study.equivalents,
        *([study.solvent] if study.solvent else []),
        *([study.limiting] if study.limiting else []),
    ]
    for name in named:
        if name in study.factors and name not in study.substances:
            yield _contradicts(name, say("it stands in the recipe, and is no factor of substances"))


def _together(study: Campaign) -> Iterator[Finding]:
    """Parts that mean nothing without another."""
    if study.scale is not None and study.limiting is None:
        yield _contradicts("scale", say("a scale is given, and no limiting substance"))
    for name, given in (
        ("equivalents", study.equivalents),
        ("stock", study.stock),
        ("concentration", study.concentration),
    ):
        if given and study.scale is None:
            yield _contradicts(name, say("it is given, and no scale in mmol"))
    if study.concentration is not None and study.solvent is None:
        yield _contradicts("concentration", say("it is given, and no solvent"))
    if study.solvent and study.solvent in study.equivalents:
        yield _contradicts(study.solvent, say("it has equivalents, and is the solvent, which fills up to a volume"))


def _amounts(study: Campaign) -> Iterator[Finding]:
    for name, given in study.equivalents.items():
        if isinstance(given, str) and given in study.factors:
            yield from _number(study, given, say("equivalents"), 0.0, zero=True)
            continue
        share = equivalents_of(given)
        if share is None or not 0 <= share < float("inf"):
            yield AmountNotRead(name=name, given=str(given), known=say("2, 10 mol%, or the name of a factor"))
        elif name == study.limiting and share != 1:
            yield _contradicts(name, say("it is the limiting substance, which is one equivalent"))
    for name, given in study.stock.items():
        found = (given, None) if not isinstance(given, str) else quantity(given)
        if found is None or found[1] not in (None, *STOCKED) or not 0 <= found[0] < float("inf"):
            yield AmountNotRead(name=name, given=str(given), known=say("5, 500 mg, or 100 mL"))


def _number(
    study: Campaign, given: float | str | None, place: Text, least: float | None, *, zero: bool = False
) -> Iterator[Finding]:
    """A number above ``least``, or a factor whose values all are; ``zero`` allows the end itself."""
    name = given if isinstance(given, str) else str(place)
    values = study.factors.get(given) if isinstance(given, str) else () if given is None else (given,)
    if values is None:
        yield _contradicts(name, say("it stands as {place}, and is neither a number nor a factor", place=place))
    elif any(isinstance(value, str) for value in values):
        yield _contradicts(name, say("it stands as {place}, and its levels are no numbers", place=place))
    elif least is not None and any(value < least or (value == least and not zero) for value in map(float, values)):
        yield _contradicts(name, say("it stands as {place}, which cannot be negative", place=place) if zero else
                           say("it stands as {place}, which has to be above zero", place=place))  # fmt: skip


def _contradicts(name: str, because: Text) -> Finding:
    return CampaignContradicts(name=name, because=because)
