"""What a problem would be worth: amounts in won as they are typed, and three estimates as one with an interval."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from sanhak.center.finding.findings import NotWon, ValueOutOfOrder
from sanhak.finding import Refusal

MOST: Final = 10**15
LEVEL: Final = 0.9
_LARGE: Final = {"천": 10**3, "만": 10**4, "백만": 10**6, "천만": 10**7, "억": 10**8, "조": 10**12, "": 1}
_PART: Final = re.compile(r"(\d[\d,]*(?:\.\d+)?)(천만|백만|천|만|억|조|)")


@dataclass(frozen=True, slots=True)
class Value:
    """Won a year: the mean of the three estimates, and the interval at :data:`LEVEL`."""

    mean: int
    lower: int
    upper: int


def won(given: str, at: str = "") -> int | None:
    """Whole won of ``350,000,000``, ``3.5억`` or ``3억 5,000만``; None for nothing; :class:`Refusal` C188."""
    typed = unicodedata.normalize("NFKC", given).strip().removesuffix("won").removesuffix("원").removeprefix("₩")
    plain = "".join(typed.split())
    if not plain:
        return None
    parts = _PART.findall(plain)
    sizes = [_LARGE[unit] for _, unit in parts]
    whole = "".join(number + unit for number, unit in parts) == plain and all(
        later < earlier for earlier, later in pairwise(sizes)
    )
    amount = sum(float(number.replace(",", "")) * size for (number, _), size in zip(parts, sizes, strict=True))
    if not whole or amount > MOST or amount != round(amount):
        raise Refusal(NotWon(given=given.strip()[:200]), field=at)
    return round(amount)


def estimated(low: int, likely: int, high: int) -> Value:
    """Three estimates as one value with its interval, by the beta distribution of PERT.

    Its mean is (low + 4 likely + high) / 6; low and high are its ends. Source: D. G. Malcolm, J. H. Roseboom, C. E.
    Clark, W. Fazar, "Application of a technique for research and development program evaluation", Operations Research 7
    (1959).

    Raises
    ------
    Refusal
        C187 if they do not stand in this order.
    """
    if not low <= likely <= high:
        raise Refusal(ValueOutOfOrder(low=low, likely=likely, high=high), field="likely")
    if low == high:
        return Value(low, low, high)
    from scipy.stats import beta

    width = high - low
    shape = 1 + 4 * (likely - low) / width, 1 + 4 * (high - likely) / width
    ends = [float(beta.ppf(at, *shape)) for at in ((1 - LEVEL) / 2, (1 + LEVEL) / 2)]
    return Value(round((low + 4 * likely + high) / 6), *(round(low + width * end) for end in ends))
