"""Names of instruments in the way of ANSI/ISA-5.1-2009: what is measured, what is done with it, and in which loop.

The first letter is the measured or initiating variable (table 4.1 of the standard), the letters behind it modify it
(difference, ratio, total) or say what the instrument does (indicate, control, transmit). What control systems hang on
with a point (``.PV``, ``.SP``, ``.OP``) says which value of the loop is meant.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from sanhak.text import Text, say

Role: TypeAlias = Literal["measured", "set-point", "output"]
"""Which value of a loop: what the sensor shows, what is wanted, or what the controller sends to the valve."""

QUANTITIES: Final = {
    "A": "analysis", "B": "burner", "E": "voltage", "F": "flow", "I": "current", "J": "power", "K": "time",
    "L": "level", "P": "pressure", "Q": "quantity", "R": "radiation", "S": "speed", "T": "temperature",
    "U": "multivariable", "V": "vibration", "W": "weight", "Z": "position",
}  # fmt: skip
"""First letters with a meaning that the standard fixes; C, D, G, H, M, N, O, X and Y are the user's choice."""
_TITLES: Final = {
    "analysis": say("analysis"), "burner": say("burner"), "voltage": say("voltage"), "flow": say("flow"),
    "current": say("current"), "power": say("power"), "time": say("time"), "level": say("level"),
    "pressure": say("pressure"), "quantity": say("quantity"), "radiation": say("radiation"), "speed": say("speed"),
    "temperature": say("temperature"), "multivariable": say("several quantities"), "vibration": say("vibration"),
    "weight": say("weight"), "position": say("position"),
}  # fmt: skip
_MODIFIED: Final = {
    ("pressure", "D"): say("pressure difference"), ("temperature", "D"): say("temperature difference"),
    ("flow", "F"): say("flow ratio"), ("flow", "Q"): say("total flow"),
}  # fmt: skip
"""What a letter right behind the first makes of a quantity."""
_EXTENSIONS: Final[dict[str, Role]] = {
    "PV": "measured", "CV": "measured", "MEAS": "measured", "SP": "set-point", "SV": "set-point", "OP": "output",
    "MV": "output", "OUT": "output", "CO": "output",
}  # fmt: skip
# A modifier of the first letter, then what the instrument does: indicate, record, control, and what it acts by.
_FUNCTION: Final = r"D?[FKQS]?(?:E|G|Y|Q|SV|I?R?C?(?:[TVQ]|A?S?(?:HH?|LL?)?))"
_NAME: Final = re.compile(
    rf"(?:[A-Z0-9]{{1,8}}[:_/\\.-])?(?P<first>[{''.join(QUANTITIES)}])(?P<more>{_FUNCTION})"
    r"(?P<gap>[-_ ]?)(?P<loop>\d{1,6}(?:-\d{1,4})?[A-Z]?)(?:[._](?P<point>[A-Z]{2,4}))?"
)
_DIGITS_ALONE: Final = 3
"""Digits that a loop needs where nothing parts it from the letters: ``PC1`` is a principal component."""
_NOT_MEANT: Final = re.compile(r"PT1000?|PT500")  # the resistance thermometers of IEC 60751


@dataclass(frozen=True, slots=True)
class TagName:
    """What the name of an instrument says.

    ``quantity`` is a word of :data:`QUANTITIES` (``pressure``; :attr:`title` tells it to a reader), ``function`` the
    letters behind the first (``DIC``), ``loop`` the number with its suffix (``2001A``), ``role`` the value of the loop,
    None where the name leaves it open.
    """

    quantity: str
    function: str
    loop: str
    role: Role | None

    @property
    def title(self) -> Text:
        """The quantity as a reader is told it, with its modifier: the pressure difference of ``PDIC-3``."""
        return _MODIFIED.get((self.quantity, self.function[:1]), title_of(self.quantity))


def title_of(quantity: str) -> Text:
    """A word of :data:`QUANTITIES` as a reader is told it."""
    return _TITLES[quantity]


def read_tag(name: str) -> TagName | None:
    """What a name says if it is one of ANSI/ISA-5.1 (``TIC-1203.PV``, ``FI101``, ``U2_PDIC-3.SP``), else None."""
    match = _NAME.fullmatch(name.strip())
    if match is None or _NOT_MEANT.fullmatch(name.strip()) or not set(match["more"]) - set("DFKHL"):
        return None
    parted = match["gap"] or match["point"]
    if not parted and sum(sign.isdigit() for sign in match["loop"]) < _DIGITS_ALONE:
        return None
    if match["point"] and match["point"] not in _EXTENSIONS:
        return None
    return TagName(QUANTITIES[match["first"]], match["more"], match["loop"], _role(match["more"], match["point"]))


def _role(function: str, point: str | None) -> Role | None:
    """The extension decides; without one a final element is an output, and what measures or shows is measured."""
    if point is not None:
        return _EXTENSIONS[point]
    if function.endswith("V"):
        return "output"
    return "measured" if set("IRTE") & set(function) else None
