"""How names of substances are compared, CAS numbers checked and formulas read; nothing here needs a chemistry library.

A CAS Registry Number ends in a check digit: the other digits, counted from the right and weighed 1, 2, 3 …, sum to it
modulo 10 (Chemical Abstracts Service, "Check Digit Verification of CAS Registry Numbers").
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import cache
from typing import Final

_GREEK: Final = str.maketrans({
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "η": "eta", "κ": "kappa", "λ": "lambda",
    "μ": "mu", "π": "pi", "ω": "omega",
})  # fmt: skip
_KOREAN_GREEK: Final = (("알파", "alpha"), ("베타", "beta"), ("감마", "gamma"))
# One spelling for what English writes in two ways.
_SPELLED: Final = (
    (re.compile("tert(iary)?"), "t"),
    (re.compile("caesium"), "cesium"),
    (re.compile("aluminium"), "aluminum"),
    (re.compile("sulph"), "sulf"),
    (re.compile("[üu]e?nig"), "unig"),
)
_DASHES: Final = re.compile("[‐-―−﹣-]")
_CAS: Final = re.compile(r"(?:CAS\s*(?:RN|No\.?|번호)?\s*[:#]?\s*)?\[?(\d{2,7}-\d{2}-\d)\]?", re.IGNORECASE)
_SHOWN: Final = 120
_ELEMENT: Final = re.compile(
    "H[efgo]?|L[aiu]|B[aeir]?|C[adelorsu]?|N[abdei]?|Os?|Fe?|M[gno]|A[glrsu]|S[bceimnr]?|P[bdmrt]?|Kr?|T[abcehilm]|V|"
    "Cr|Z[nr]|G[ade]|R[behu]|Yb?|I[nr]?|Xe|E[ru]|Dy|W|U"
)
_FORMULA_PART: Final = re.compile(r"([A-Z][a-z]?)(\d*)|([(\[])|([)\]])(\d*)|([·.*])(\d*)")


@cache
def folded(name: str, *, case: bool = False) -> str:
    """A name by its letters and digits only, whatever its width, dashes, dots and brackets; and its case, unless asked.

    ``X-Phos`` and ``xphos``, ``PCy3·HBF4`` and ``PCy3 HBF4``, ``Cs₂CO₃`` and ``Cs2CO3``, ``γ-`` and ``gamma-``,
    ``tert-`` and ``t-``, ``caesium`` and ``cesium`` are one name each.
    """
    plain = unicodedata.normalize("NFKC", name)
    plain = (plain if case else plain.casefold()).translate(_GREEK)
    for korean, latin in _KOREAN_GREEK:
        plain = plain.replace(f"{korean}-", f"{latin}-")
    for pattern, spelled in _SPELLED:
        plain = pattern.sub(spelled, plain)
    return "".join(sign for sign in plain if sign.isalnum())


def shown(text: str) -> str:
    """A text as a finding names it: of a long one the beginning."""
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"


def as_cas(text: str) -> str | None:
    """A CAS number as it is printed (``CAS No. 75-05-8`` → ``75-05-8``), None where the text is none.

    Its check digit may still be wrong: :func:`checks`.
    """
    plain = _DASHES.sub("-", unicodedata.normalize("NFKC", text)).strip()
    found = _CAS.fullmatch(plain)
    return found[1] if found else None


def check_digit(cas: str) -> int:
    """The check digit that the other digits of a CAS number ask for."""
    digits = [int(sign) for sign in cas if sign.isdigit()][:-1]
    return sum(weight * digit for weight, digit in enumerate(reversed(digits), start=1)) % 10


def checks(cas: str) -> bool:
    """Whether a text is a CAS number whose check digit is right."""
    return as_cas(cas) == cas and check_digit(cas) == int(cas[-1])


def composition(text: str) -> frozenset[tuple[str, int]] | None:
    """The atoms of a formula (``(NH4)2CO3``, ``CuSO4·5H2O``, ``K₂CO₃``), None where the text is no formula."""
    plain = unicodedata.normalize("NFKC", text).replace(" ", "").replace("•", "·").replace("∙", "·")
    stack: list[Counter[str]] = [Counter()]
    whole: Counter[str] = Counter()
    factor, at = 1, 0
    while at < len(plain):
        part = _FORMULA_PART.match(plain, at)
        if part is None or (part[1] and not _ELEMENT.fullmatch(part[1])) or (part[4] and len(stack) == 1):
            return None
        at = part.end()
        if part[1]:
            stack[-1][part[1]] += int(part[2] or 1)
        elif part[3]:
            stack.append(Counter())
        elif part[4]:
            inner = stack.pop()
            stack[-1].update({element: count * int(part[5] or 1) for element, count in inner.items()})
        else:
            whole.update({element: count * factor for element, count in stack[0].items()})
            stack, factor = [Counter()], int(part[7] or 1)
    if len(stack) > 1:
        return None
    whole.update({element: count * factor for element, count in stack[0].items()})
    return frozenset(whole.items()) or None
