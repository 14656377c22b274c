"""What the names of instruments say of the columns of a table, and where a unit contradicts a name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sanhak.finding import Finding
from sanhak.table.column import Column
from sanhak.table.read.clock_findings import TagContradictsUnit, TagNamesRead
from sanhak.table.read.isa import Role, TagName, read_tag, title_of
from sanhak.table.table import Table
from sanhak.text import say

_ROLES: Final = {
    "measured": say("measured"), "set-point": say("set-point"), "output": say("output"), None: say("role open"),
}  # fmt: skip
_UNITS: Final = {
    "temperature": ("°C", "°F", "K"),
    "pressure": (
        "Pa", "hPa", "kPa", "MPa", "bar", "mbar", "barg", "kPag", "MPag", "psi", "psig", "atm", "mmHg", "mmH₂O",
        "kgf/cm²", "kgf/cm²G",
    ),
    "flow": ("LPM", "sccm", "slm"),
    "speed": ("rpm",),
    "current": ("A", "mA"),
    "voltage": ("V", "mV", "kV"),
    "power": ("W", "kW", "MW"),
}  # fmt: skip
_MEASURED: Final = {unit: quantity for quantity, units in _UNITS.items() for unit in units}
_FLOWING: Final = frozenset({"m³", "L", "mL", "kg", "g", "t", "Nm³", "Sm³", "NL", "kmol", "mol", "bbl", "gal"})
_PER: Final = frozenset({"s", "min", "h", "d"})
_TAKEN: Final = {("level", "pressure"), ("speed", "flow")}  # by the pressure of its column; a feeder by what it feeds


def name_loops(table: Table) -> Table:
    """The table with findings on what the names of its instruments say; nothing else of it changes."""
    read = {column: tag for column in table.columns if (tag := read_tag(column.name)) is not None}
    if not read:
        return table
    titles = {tag.title.message: tag.title for tag in read.values()}
    groups: dict[tuple[str, Role | None], list[str]] = {}
    for column, tag in read.items():
        groups.setdefault((tag.title.message, tag.role), []).append(column.name)
    said = tuple(
        say("{quantity} ({role}): {tags}", quantity=titles[title], role=_ROLES[role], tags=tuple(tags))
        for (title, role), tags in groups.items()
    )
    return table.with_findings([TagNamesRead(groups=said), *_contradictions(read)])


def _contradictions(read: dict[Column, TagName]) -> Iterator[Finding]:
    """The columns whose unit is surely of another quantity than their name."""
    for column, tag in read.items():
        measured = quantity_of(column.unit)
        if tag.quantity not in _UNITS.keys() | {"level"} or measured is None or tag.role == "output":
            continue
        if tag.quantity != measured and (tag.quantity, measured) not in _TAKEN:
            named, other = tag.title, title_of(measured)
            yield TagContradictsUnit(column=column.name, named=named, unit=column.unit or "", measured=other)


def quantity_of(unit: str | None) -> str | None:
    """What a unit surely measures, as a word of :data:`isa.QUANTITIES`; None where it may be several things."""
    if unit is None:
        return None
    above, _, below = unit.partition("/")
    return "flow" if above in _FLOWING and below in _PER else _MEASURED.get(unit)
