"""The look: values in one place and legible, one small sheet, every part shown, nothing written into a page."""

from __future__ import annotations

import gzip
import re
from itertools import product

import pytest
from lxml import html as parser

from sanhak.serve.assets import STATIC
from sanhak.serve.style import Cell, Head, environment, gallery, packed_stylesheet, stylesheet
from sanhak.serve.style.page import SHEETS
from sanhak.text import LANGUAGES, Amount, say

STYLE = STATIC.with_name("style")
TEMPLATES = STYLE / "templates"
LEGIBLE, SEEN = 4.5, 3.0
GROUNDS = ("paper", "ground", "accent-wash", "warn-wash", "limit-wash", "done-wash")
SPOKEN = [
    *product(("ink", "quiet"), GROUNDS),
    *product(("accent", "warn", "limit", "done"), ("paper", "ground")),
    *((tone, f"{tone}-wash") for tone in ("accent", "warn", "limit", "done")),
    ("on-accent", "accent"),
    ("on-limit", "limit"),
    ("paper", "ink"),
]
SHAPES = [*product(("edge", "past"), ("paper", "ground")), ("accent", "paper")]


def sheet(name: str) -> str:
    return re.sub(r"/\*.*?\*/", "", (STYLE / name).read_text(encoding="utf-8"), flags=re.DOTALL)


def values() -> dict[str, dict[str, str]]:
    """The colours of the three blocks of tokens: light, dark as the machine asks, dark as the reader chose."""
    blocks = re.findall(r":root[^{]*\{([^}]*)\}", sheet("tokens.css"))
    found = [dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6})\b", block)) for block in blocks]
    light, asked, chosen = (block for block in found if block)
    return {"light": light, "asked": light | asked, "chosen": light | chosen}


def luminance(colour: str) -> float:
    """Relative luminance of a colour (WCAG 2.2)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_contrast_is_that_of_the_standard():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)


@pytest.mark.parametrize("light", ["light", "asked"])
def test_all_words_are_legible_on_their_grounds(light):
    tones = values()[light]
    weak = {pair: contrast(tones[pair[0]], tones[pair[1]]) for pair in SPOKEN}
    assert not {pair: round(ratio, 2) for pair, ratio in weak.items() if ratio < LEGIBLE}
    shapes = {pair: contrast(tones[pair[0]], tones[pair[1]]) for pair in SHAPES}
    assert not {pair: round(ratio, 2) for pair, ratio in shapes.items() if ratio < SEEN}


def test_dark_is_the_same_whoever_asked_for_it():
    blocks = values()
    assert blocks["asked"] == blocks["chosen"] != blocks["light"]


def test_colours_stand_in_one_sheet_only_and_every_value_used_is_declared():
    others = "".join(sheet(name) for name in SHEETS if name != "tokens.css")
    assert not re.findall(r"#[0-9a-f]{3,8}\b|rgba?\(|hsla?\(|gradient", others)
    declared = set(re.findall(r"(--[\w-]+):", stylesheet()))
    assert set(re.findall(r"var\((--[\w-]+)\)", stylesheet())) <= declared


def test_the_sheet_is_one_small_file():
    assert len(packed_stylesheet()) < 12_000
    assert gzip.decompress(packed_stylesheet()).decode() == stylesheet()
    assert stylesheet().count("{") == stylesheet().count("}")
    assert "/*" not in stylesheet()


def test_every_part_is_in_the_gallery():
    parts = (TEMPLATES / "components.html").read_text(encoding="utf-8")
    bodies = dict(re.findall(r"{% macro (\w+)\(.*?%}(.*?){% endmacro %}", parts, flags=re.DOTALL))
    shown = (TEMPLATES / "gallery.html").read_text(encoding="utf-8")
    shown += (TEMPLATES / "shell.html").read_text(encoding="utf-8")
    seen, following = set(), set(re.findall(r"\bui\.(\w+)\(", shown))
    while following:
        seen |= following
        inside = {name for part in following for name in re.findall(r"\b(\w+)\(", bodies[part]) if name in bodies}
        following = inside - seen
    assert seen == bodies.keys()


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_written_into_a_page_that_the_policy_forbids(language):
    tree = parser.document_fromstring(gallery(language))
    assert tree.get("lang") == language
    assert not tree.xpath("//@style|//style|//script[not(@src)]|//@*[starts-with(name(), 'on')]")
    identities = tree.xpath("//@id")
    assert len(identities) == len(set(identities))
    named = set(tree.xpath("//label/@for"))
    fields = tree.xpath("//input[not(@type='hidden')]|//select|//textarea")
    assert all(one.get("id") in named or one.get("aria-label") or one.xpath("ancestor::label") for one in fields)
    described = {name for names in tree.xpath("//@aria-describedby") for name in names.split()}
    assert described <= set(identities)


def test_languages_differ_in_their_words_only():
    shapes = [re.sub(r">[^<]+<", "><", gallery(language)) for language in LANGUAGES]
    english, also_korean = (re.findall(r"<(\w+)", shape) for shape in shapes)
    assert english == also_korean
    korean = parser.document_fromstring(gallery("ko")).xpath("//main//text()")
    latin = [text.strip() for text in korean if re.fullmatch(r"\s*[A-Za-z][a-z ]{6,}\s*", text)]
    assert not latin


def test_addresses_keep_the_path_under_which_the_workbench_is_served():
    page = gallery("en", base="/plant/sanhak", static="/plant/sanhak/static/{}".format)
    tree = parser.document_fromstring(page)
    addresses = tree.xpath("//@href|//@src|//@action")
    assert not [address for address in addresses if address.startswith("/") and not address.startswith("/plant/sanhak")]


def part(source: str, **values: object) -> str:
    made = environment("en").from_string(f"{{% import 'components.html' as ui %}}{source}")
    return made.render(**values)


def test_what_people_write_stays_text():
    evil = '"><script>alert(1)</script>'
    page = part(
        "{{ ui.field('a', t, t, help=t, error=t, attributes={'placeholder': t}) }}{{ ui.button(t, confirm=t) }}"
        "{{ ui.table(t, heads, [[t, cell]]) }}{{ ui.menu(t, t) }}{{ ui.notice('warn', t, t, t) }}"
        "{{ ui.textarea('b', t, t) }}",
        t=evil,
        heads=[Head(evil), Head(evil, unit=evil)],
        cell=Cell(evil, evil),
    )
    assert "<script" not in page
    assert not parser.fragment_fromstring(page, create_parent=True).xpath("//script")


def test_a_field_tells_its_error_beside_itself():
    tree = parser.fragment_fromstring(
        part("{{ ui.field('a', 'A', '0,3a', error='A number.', help='Help.', required=true) }}"), create_parent=True
    )
    (one,) = tree.xpath("//input")
    assert (one.get("aria-invalid"), one.get("value"), "required" in one.attrib) == ("true", "0,3a", True)
    assert [tree.xpath(f"string(//*[@id='{name}'])").strip() for name in one.get("aria-describedby").split()] == [
        "Help.",
        "A number.",
    ]


def test_money_is_read_in_large_units_and_copied_exactly():
    for language, read in (("en", "184 million won"), ("ko", "1.84억 원")):
        made = environment(language).from_string("{% import 'components.html' as ui %}{{ ui.money(184213400) }}")
        (shown,) = parser.fragment_fromstring(made.render(), create_parent=True)
        assert (shown.text_content(), shown.get("value")) == (read, "184213400")
        assert shown.get("title").startswith("184,213,400")


def test_a_value_keeps_its_unit_apart():
    page = part("{{ ui.amount(one) }}", one=Amount(81.94, "%", 1))
    assert page == '<data class="amount" value="81.94">81.9 <span class="unit">%</span></data>'


def test_an_empty_table_gives_way_to_what_teaches():
    page = part("{{ ui.table('T', heads, [], empty=ui.empty_state(say('yes'))) }}", heads=[Head(say("Name"))])
    assert "<table" not in page
    assert "yes" in page


def test_the_shell_stands_without_anyone_signed_in():
    made = environment("ko").from_string("{% extends 'shell.html' %}{% block title %}T{% endblock %}")
    known = {
        "base": "",
        "here": "/",
        "switch": "/?language=en",
        "csrf": "c",
        "theme": "dark",
        "query": "",
        "version": "1",
    }
    tree = parser.document_fromstring(
        made.render(static="/static/{}".format, person=None, project=None, **known).strip()
    )
    assert tree.get("data-theme") == "dark"
    assert not tree.xpath("//form|//nav[@class='places']")


@pytest.mark.parametrize("libraries", [True, False])
def test_one_sheet_alone_keeps_the_text_waiting(monkeypatch, libraries):
    monkeypatch.setitem(environment("en").globals, "vendored", lambda: libraries)
    page = parser.document_fromstring(gallery("en"))
    assert [link.get("href") for link in page.head.iterfind("link[@rel='stylesheet']")] == ["/static/style.css"]
    assert bool(page.body.findall("link[@rel='stylesheet']")) is libraries  # which fonts there are is told at the end
    assert {(script.get("type"), script.get("fetchpriority")) for script in page.iter("script")} == {("module", "low")}


def test_own_scripts_are_small():
    sizes = {path.name: len(gzip.compress(path.read_bytes())) for path in STATIC.glob("*.js")}
    assert {"base.js", "requests.js", "tables.js"} <= sizes.keys()
    assert max(sizes.values()) < 3_500, sizes
