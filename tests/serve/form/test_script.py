"""The form in a browser under the strict policy of the workbench: lines, paste, check, draft."""

import json
import threading
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files

import pytest

from sanhak.areas.process.setpoints import SetPoints
from sanhak.serve.form import Target, check, form_of, read_form, render
from sanhak.study.file import ColumnSeen
from sanhak.text import say

COLUMNS = (
    ColumnSeen("T", say("number"), "°C", 60.0, 95.0),
    ColumnSeen("feed", say("number"), "kg/h", 100.0, 140.0),
    ColumnSeen("grade", say("category"), levels=("A", "B")),
    ColumnSeen("yield", say("number"), "%", 70.0, 80.0),
)
VALUES = {"controls": {"T": [61.0, 94.0]}, "maximize": "yield"}
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self'; form-action 'self'"
)
FORM = render(
    form_of(SetPoints, COLUMNS, VALUES, {("controls",): say("Guessed.")}), "en", Target("/", "/check", "/save")
)
HEAD = '<link rel="icon" href="data:,"><script type="module" src="/form.js"></script>'
PAGE = f'<!doctype html><html lang="en">{HEAD}{FORM}'
SCRIPT = files("sanhak.serve").joinpath("static", "form.js").read_bytes()


class _Server(BaseHTTPRequestHandler):
    def do_GET(self):
        script = self.path == "/form.js"
        self._answer(SCRIPT if script else PAGE.encode(), "text/javascript" if script else "text/html; charset=utf-8")

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        pairs = urllib.parse.parse_qsl(body, keep_blank_values=True)
        self.server.posted.append((self.path, pairs))
        self._answer(json.dumps(check(SetPoints, pairs, COLUMNS, "en")).encode(), "application/json")

    def _answer(self, content, kind):
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Security-Policy", POLICY)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *told):
        pass


@pytest.fixture
def page(browser):
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Server)
    server.posted = []
    threading.Thread(target=server.serve_forever, daemon=True).start()
    opened = browser.new_page()
    told = []
    opened.on("console", lambda message: told.append(message.text))
    opened.on("pageerror", lambda error: told.append(str(error)))
    opened.posted = server.posted
    opened.goto(f"http://127.0.0.1:{server.server_port}/")
    opened.wait_for_selector(".remove")
    yield opened
    opened.close()
    server.shutdown()
    server.server_close()
    assert not told


def row(page, name):
    return page.locator(f'[data-row="{name}"]')


def test_lines_come_and_go(page):
    page.click("[data-field=controls] .acts button")
    assert page.evaluate("document.activeElement.name") == "controls.3.column"
    row(page, "controls.1").locator(".remove").click()
    assert page.locator("[data-lines=controls] [data-row]").count() == 3


def test_a_chosen_column_tells_its_unit_its_range_and_its_levels(page):
    page.select_option('[name="controls.1.column"]', "feed")
    assert row(page, "controls.1").locator(".unit").inner_text() == "kg/h"
    assert page.get_attribute('[name="controls.1.upper"]', "placeholder") == "140"
    page.select_option('[name="controls.2.column"]', "grade")
    assert row(page, "controls.2").locator("[type=checkbox]").count() == 2


def test_a_cell_is_checked_when_it_is_left(page):
    page.fill('[name="controls.0.lower"]', "about 60")
    page.press('[name="controls.0.lower"]', "Tab")
    error = page.locator("#f-controls\\.0\\.lower-error")
    error.wait_for()
    assert error.inner_text().endswith("W021")
    assert page.get_attribute('[name="controls.0.lower"]', "aria-invalid") == "true"
    assert page.locator("[data-field=controls] > .hint").count() == 0
    page.fill('[name="controls.0.lower"]', "60 °C")
    page.press('[name="controls.0.lower"]', "Tab")
    error.wait_for(state="detached")


def test_cells_of_a_sheet_are_pasted_over_lines_and_the_draft_is_kept(page):
    page.evaluate("""() => {
        const clipboardData = new DataTransfer();
        const paste = new ClipboardEvent("paste", { bubbles: true, cancelable: true, clipboardData });
        paste.clipboardData.setData("text/plain", "T\\t61\\t94\\r\\nfeed\\t1,100\\t1,400\\r\\n");
        document.querySelector('[name="controls.0.column"]').dispatchEvent(paste);
    }""")
    page.get_by_text("Draft saved").wait_for()
    path, pairs = page.posted[-1]
    assert path == "/save"
    assert read_form(SetPoints, pairs, COLUMNS).study.controls == {"T": (61.0, 94.0), "feed": (1100.0, 1400.0)}
