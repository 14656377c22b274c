"""Hazard classes in words: those of the Globally Harmonized System, as the shipped table of substances writes them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from sanhak.table.substances.substance import Substance
from sanhak.text import Text, say

_WORDS: Final[Mapping[str, Text]] = {
    "Acute Tox.": say("acute toxicity"),
    "Aquatic Acute": say("acute aquatic hazard"),
    "Aquatic Chronic": say("chronic aquatic hazard"),
    "Asp. Tox.": say("aspiration hazard"),
    "Carc.": say("carcinogenicity"),
    "Eye Dam.": say("serious eye damage"),
    "Eye Irrit.": say("eye irritation"),
    "Flam. Gas": say("flammable gas"),
    "Flam. Liq.": say("flammable liquid"),
    "Flam. Sol.": say("flammable solid"),
    "Met. Corr.": say("corrosive to metals"),
    "Muta.": say("germ cell mutagenicity"),
    "Org. Perox.": say("organic peroxide"),
    "Ox. Gas": say("oxidising gas"),
    "Ox. Liq.": say("oxidising liquid"),
    "Ox. Sol.": say("oxidising solid"),
    "Ozone": say("hazardous to the ozone layer"),
    "Pyr. Liq.": say("pyrophoric liquid"),
    "Pyr. Sol.": say("pyrophoric solid"),
    "Repr.": say("reproductive toxicity"),
    "Resp. Sens.": say("respiratory sensitisation"),
    "STOT RE": say("organ toxicity on repeated exposure"),
    "STOT SE": say("organ toxicity on single exposure"),
    "Self-heat.": say("self-heating"),
    "Self-react.": say("self-reactive"),
    "Skin Corr.": say("skin corrosion"),
    "Skin Irrit.": say("skin irritation"),
    "Skin Sens.": say("skin sensitisation"),
    "Water-react.": say("flammable gas with water"),
}
_GRAVE: Final = re.compile(
    r"Acute Tox\. [123]|(Carc|Muta|Repr)\. 1[AB]?|Resp\. Sens\. .*|Skin Corr\. 1A?|STOT (SE|RE) 1|Pyr\. .*"
    r"|Water-react\. .*|Org\. Perox\. .*|Self-react\. .*|Flam\. Gas .*|Ox\. (Gas|Liq)\. 1"
)
_CLASS: Final = re.compile(r"(.*?)(?: (\d?[A-G]?))?")


def hazard(written: str) -> Text:
    """A hazard class in words, with its category; one that is not known stays as it is written."""
    found = _CLASS.fullmatch(written.strip())
    name, category = (found[1], found[2]) if found else (written, None)
    return say("{name} {category}", name=_WORDS.get(name, name), category=category or "") if category else \
        say("{name}", name=_WORDS.get(name, name))  # fmt: skip


def grave(substance: Substance) -> tuple[str, ...]:
    """The hazard classes of a substance that call for special care, as they are written."""
    return tuple(written for written in substance.hazards if _GRAVE.fullmatch(written))
