"""In a browser under the strict policy: nothing is hidden from anyone, and the scripts do what they say."""

from __future__ import annotations

from itertools import product

import pytest

from sanhak.serve.assets import STATIC, TESTING, vendored
from sanhak.serve.style import gallery
from sanhak.serve.style.page import environment
from serve.style.browser import opened

AXE = TESTING / "axe.min.js"
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
DESK = {"viewport": {"width": 1366, "height": 768}}
SEEN = [
    ("ko", {**DESK, "color_scheme": "light"}),
    ("en", {**DESK, "color_scheme": "dark"}),
    ("en", {**PHONE, "color_scheme": "light"}),
    ("ko", {**PHONE, "color_scheme": "dark"}),
]
PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>t</title><meta name="csrf" content="secret">
<meta name="htmx-config" content="includeIndicatorCSS:false,extensions:'sanhak'">
<script type="module" src="/static/requests.js"></script><script type="module" src="/static/base.js"></script>
<script type="module" src="/static/tables.js"></script></head><body>
<form hx-post="/part" hx-target="#here"><input id="word" name="word"><button data-confirm="Sure?">Send</button></form>
<details class="menu"><summary>Menu</summary><a href="#x">inside</a></details><div id="here"></div></body></html>"""
PART = """<table class="grid" data-copy="Copy" data-copied="Copied"><caption>Parts</caption><thead><tr><th>Name</th>
<th>Share</th></tr></thead><tbody><tr><th>a</th><td>9</td></tr><tr><th>b</th><td>10</td></tr>
<tr><th>=1+1</th><td>-2</td></tr><tr><th>d</th><td><input value="1,200"></td></tr></tbody></table>"""


def test_the_gallery_shuts_nobody_out_and_never_scrolls_sideways(browser):
    if not AXE.is_file():
        pytest.skip("axe-core is not installed: python -m sanhak.serve.assets")
    with opened(browser, lambda route: gallery("ko" if "=ko" in route.request.url else "en")) as visit:
        for language, how in SEEN:
            page = visit(f"/gallery?language={language}", **how)
            page.evaluate(AXE.read_text(encoding="utf-8"))
            page.evaluate("document.querySelectorAll('details').forEach((one) => (one.open = true))")
            found = page.evaluate("axe.run().then((seen) => seen.violations.map((one) => [one.id, one.nodes.map("
                                  "(node) => node.html + node.failureSummary)]))")  # fmt: skip
            assert found == [], (language, how)
            assert page.evaluate("document.documentElement.scrollWidth") <= how["viewport"]["width"]


def test_on_touch_everything_is_large_enough_to_hit(browser):
    with opened(browser, lambda _: gallery("ko")) as visit:
        page = visit("/gallery", **PHONE)
        small = page.evaluate(
            """() => [...document.querySelectorAll("a, button, select, .input, summary")]
            .filter((one) => one.checkVisibility() && !one.closest("p, td, th, caption, h3, .skip, .remark"))
            .map((one) => [one.outerHTML.slice(0, 80), one.getBoundingClientRect().height])
            .filter(([, height]) => height < 44)"""
        )
        assert small == []


def test_a_reader_may_choose_the_dark_against_the_machine(browser):
    grounds = {}
    with opened(browser, lambda _: gallery("en")) as visit:
        page = visit("/gallery", **DESK)
        for theme, machine in product(("auto", "light", "dark"), ("light", "dark")):
            page.emulate_media(color_scheme=machine)
            grounds[theme, machine] = page.evaluate(
                "(theme) => { document.documentElement.dataset.theme = theme;"
                "return getComputedStyle(document.body).backgroundColor }",
                theme,
            )
    assert 'data-theme="dark"' in gallery("en", theme="dark")
    white, black = grounds["auto", "light"], grounds["auto", "dark"]
    assert white != black
    assert {grounds["light", "dark"], grounds["light", "light"]} == {white}
    assert {grounds["dark", "light"], grounds["dark", "dark"]} == {black}


def test_scripts_run_under_the_strict_policy(browser):
    if not vendored():
        pytest.skip("htmx is not installed: python -m sanhak.serve.assets")
    sent = []

    def answer(route):
        if route.request.method == "POST":
            sent.append((route.request.headers.get("x-csrf-token"), route.request.post_data))
        return PART if route.request.url.endswith("/part") else PAGE

    with opened(browser, answer) as visit:
        page = visit("/")
        answers = [False, True]
        page.on("dialog", lambda dialog: dialog.accept() if answers.pop(0) else dialog.dismiss())
        page.fill("#word", "산학")
        composed = page.evaluate(
            """() => document.querySelector("#word").dispatchEvent(new KeyboardEvent("keydown",
            {key: "Enter", isComposing: true, bubbles: true, cancelable: true}))"""
        )
        assert composed is False
        page.click("form button")
        assert not sent
        page.click("form button")
        page.wait_for_selector("#here caption button")
        assert sent == [("secret", "word=%EC%82%B0%ED%95%99")]
        page.click("thead th >> nth=1")
        assert page.eval_on_selector_all("tbody th", "all => all.map((one) => one.innerText)") == [
            "=1+1",
            "a",
            "b",
            "d",
        ]
        # Served without TLS a page has no clipboard of its own; what would be copied is the text that is selected.
        page.evaluate("document.execCommand = () => (window.copied = document.activeElement.value)")
        page.click("caption button")
        assert page.inner_text("caption button") == "Copied"
        assert page.evaluate("copied").split("\n")[1:] == ["'=1+1\t-2", "a\t9", "b\t10", "d\t1,200"]
        page.click("summary")
        page.keyboard.press("Escape")
        assert page.evaluate("document.querySelector('details').open") is False
        assert page.evaluate("document.activeElement.tagName") == "SUMMARY"


def test_no_text_becomes_code(browser):
    if not vendored():
        pytest.skip("htmx is not installed: python -m sanhak.serve.assets")
    planted = PAGE.replace('<div id="here">', '<div id="here" hx-get="/part" hx-trigger="load" hx-vals="js:bad()">')
    with (
        pytest.raises(AssertionError, match="attributes hold no code here"),
        opened(browser, lambda _: planted) as visit,
    ):
        visit("/").wait_for_timeout(100)


def test_a_page_without_libraries_loads_only_what_is_ours(monkeypatch):
    monkeypatch.setitem(environment("en").globals, "vendored", lambda: False)
    page = gallery("en")
    assert "vendor/" not in page
    assert all((STATIC / name).is_file() for name in ("base.js", "tables.js"))
