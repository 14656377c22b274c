"""Help: the words, every finding, every kind of study, the keys, and the parts that pages are made of."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache
from typing import Final

from fastapi import APIRouter
from markupsafe import Markup, escape
from starlette.responses import HTMLResponse, Response

from sanhak.areas import Kinds, areas
from sanhak.center.findings import NotHere
from sanhak.finding import Refusal, rules, sentences
from sanhak.finding import page as paragraphs_of
from sanhak.serve.documentation import ROLES, with_names
from sanhak.serve.style import gallery
from sanhak.serve.web.door import Anybody
from sanhak.serve.web.files import address
from sanhak.serve.web.showing import page
from sanhak.study import describe
from sanhak.text import LANGUAGES, Language, Text, say

pages = APIRouter()
WORDS: Final = (
    ("Table", "데이터", say("Rows plus the facts about each column: kind, unit, bounds, time, asset, lot.")),
    ("Finding", "점검 결과", say("One coded remark on the honesty of data or model, with its remedy.")),
    ("Model", "모델", say("What was learnt from rows: it predicts, and says how surely.")),
    ("Prediction", "예측", say("What is to be expected of a row, with its interval, and how far it is known.")),
    ("Decision", "의사결정", say("What to do, what it is to bring, the limits kept, and what it is compared with.")),
    ("Study", "분석", say("One question as data: it can be asked again, of new data, by anybody.")),
    ("Answer", "답", say("What a study gives: sentence, decision, promise, evidence and findings.")),
    ("Area", "업무영역", say("A business area with its kinds of study: process, materials, maintenance and so on.")),
    ("Plant", "가상공장", say("A simulator whose truth is known: for demonstrations, lessons and tests.")),
    ("Project", "과제", say("Who works on what with which data, until which milestone, for which value.")),
    ("Lesson", "실습", say("A study with a hidden truth and a grade.")),
    ("Call", "공모", say("An invitation with applications, blind reviews and a selection.")),
    ("Outcome", "실적", say("What really happened after a decision.")),
)  # fmt: skip
"""The words that pages, commands and this workbench's Python share."""
KEYS: Final = (
    (("Tab",), say("goes to the next thing that can be used; with Shift, back")),
    (("Enter",), say("opens a link, presses a button, sorts a table by the head that is reached")),
    (("Space",), say("ticks a box, presses a button, opens what is folded")),
    (("Esc",), say("closes a menu and goes back to the word that opened it")),
    (("Tab", "Enter"), say("at the top of a page goes straight to its content")),
)
"""What the keyboard does on every page."""


@pages.get("/help")
def overview(here: Anybody) -> Response:
    """Words, keys, and the way to the rest."""
    kinds = [(area, [describe(area.study(name)) for name in area.studies]) for area in areas()]
    return page(here, "help.html", known=WORDS, keys=KEYS, kinds=kinds)


@pages.get("/help/findings")
def findings(here: Anybody) -> Response:
    """All findings by code."""
    return page(here, "help_findings.html", listed=_listed(here.language))


@pages.get("/help/findings/{code}")
def finding(here: Anybody, code: str) -> Response:
    """The page of a finding; :class:`Refusal` C001 if there is none of this code."""
    if code not in rules():
        raise Refusal(NotHere())
    said, why, act = (marked(with_names(sentence, here.language)) for sentence in sentences(code))
    severity = rules()[code].severity.value
    told = [marked(one.render(here.language)) for one in paragraphs_of(code)]
    return page(here, "help_finding.html", code=code, severity=severity, said=said, why=why, act=act, told=told)


@pages.get("/help/studies/{kind}")
def study(here: Anybody, kind: str) -> Response:
    """The reference of a kind of study; :class:`Refusal` C001 if there is none."""
    if kind not in Kinds():
        raise Refusal(NotHere())
    described = describe(Kinds()[kind])
    return page(here, "help_study.html", kind=described, field_roles=ROLES, marked=_speaker(here.language))


@pages.get("/help/parts")
def parts(here: Anybody, language: str = "") -> Response:
    """Every part of a page in all its states."""
    spoken = next((one for one in LANGUAGES if one == language), here.language)
    theme = here.person.theme if here.person else "auto"
    base = here.settings.base
    return HTMLResponse(
        gallery(spoken, static=lambda name: here.to(address(name)), base=base, path="/help/parts", theme=theme)
    )


@cache
def _listed(language: Language) -> Sequence[tuple[str, str, Markup]]:
    """Code, weight and first sentence of every finding."""
    speak = _speaker(language)
    return [(code, rule.severity.value, speak(paragraphs_of(code)[0])) for code, rule in rules().items()]


def marked(plain: str) -> Markup:
    """Words with what stands between backticks as code, and between asterisks as a name; all else is only words."""
    pieces = re.split(r"(``.+?``|`[^`]+`|:\w+:`[^`]+`|\*[a-z_]+\*)", plain)
    return Markup("").join(_piece(piece) for piece in pieces)


def _piece(piece: str) -> Markup:
    bare = re.sub(r"^:\w+:", "", piece)
    if re.fullmatch(r"`.+`", bare):
        return Markup("<code>{}</code>").format(bare.strip("`"))
    if re.fullmatch(r"\*[a-z_]+\*", bare):
        return Markup("<var>{}</var>").format(bare.strip("*"))
    return escape(piece)


def _speaker(language: Language) -> Callable[[object], Markup]:
    return lambda text: marked(text.render(language) if isinstance(text, Text) else str(text))
