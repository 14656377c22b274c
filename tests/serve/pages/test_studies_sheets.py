"""The run sheet of a campaign: planned runs come in, results are typed, and the next batch is planned from them."""

import re
import threading
import time

import pytest

from sanhak.center import data, studies
from sanhak.jobs.job import State
from sanhak.serve.workbench.application import application
from serve.pages.reactor import at_the_reactor

QUESTION = {
    "factors.0.column": "base",
    "factors.0.levels": "K2CO3, Cs2CO3",
    "factors.1.column": "temperature",
    "factors.1.lower": "60",
    "factors.1.upper": "100",
    "maximize": "yield",
}


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    made = at_the_reactor(tmp_path_factory.mktemp("sheet"))
    made.study = made.begin("process.campaign", "Coupling")
    made.post(made.study, act="run", **QUESTION)
    assert made.bench.work() == [State.DONE]
    yield made
    made.center.database.close()


def dataset(place):
    with place.center.database.reading() as rows:
        study = studies.get(rows, place.person, place.study.rsplit("/", 1)[1])[1]
        return data.dataset(rows, place.person, study.tables["runs"])[1]


def cells(page):
    return dict(re.findall(r'name="(cell\.\d+\.\d+)" value="([^"]*)"', page))


def version(page):
    return re.search(r'name="version" value="(\w+)"', page)[1]


def test_a_campaign_goes_round_from_nothing(place):
    page = place.get(place.study).text
    answer = re.search(r'name="answer" value="(\w+)"', page)[1]
    assert "has planned 5 runs" in page

    page = place.post(f"{place.study}/sheet/further", answer=answer).text
    assert "The rows are being read" in page
    assert place.bench.work() == [State.DONE]
    part = place.get(f"{place.study}/sheet", headers={"hx-request": "true"}).text
    assert "5 runs wait for results" in part
    assert "has planned" not in part
    assert place.post(f"{place.study}/sheet/further", answer=answer).status_code == 422, "no run comes in twice"

    empty = cells(part)
    assert set(empty.values()) == {""}
    typed = dict.fromkeys(empty, "") | dict(zip(empty, ["40", "45.5", "n.d."], strict=False))
    place.post(f"{place.study}/sheet", version=version(part), **typed)
    assert place.bench.work() == [State.DONE]
    page = place.get(place.study).text
    assert list(cells(page).values()) == ["40", "45.5", "n.d.", "", ""]
    assert "3 runs wait for results" in page
    assert page.count("<option selected>done") == 2, "a run with its result is done"
    stale = place.post(f"{place.study}/sheet", version=version(part), **typed)
    assert stale.status_code == 422
    assert "W092" in stale.text

    numbers = dict(zip(empty, ["40", "45.5", "50", "41", "43"], strict=True))
    place.post(f"{place.study}/sheet", version=version(page), **numbers)
    place.bench.work()
    assert dataset(place).versions[0].columns == 5
    place.post(f"{place.study}/again")
    assert place.bench.work() == [State.DONE]
    page = place.get(place.study).text
    assert "has planned 5 runs" in page
    assert "data-figure=" in page, "the course of the campaign"
    assert "The best so far" in page


def test_nothing_typed_makes_no_version_and_strange_cells_are_passed_over(place):
    before = len(dataset(place).versions)
    page = place.get(place.study).text
    place.post(f"{place.study}/sheet", version=version(page), **cells(page))
    place.post(f"{place.study}/sheet", version=version(page), **{"cell.999.0": "x", "cell.0.99": "x", "cell.x": "x"})
    assert len(dataset(place).versions) == before


def test_other_kinds_have_no_sheet(place):
    path = place.begin("process.setpoints", "Best")
    assert 'id="sheet"' not in place.get(path).text
    assert place.get(f"{path}/sheet").url.path == path
    assert place.post(f"{path}/sheet", version="x").status_code == 422


@pytest.fixture
def address(place):
    """The workbench on a port of its own, for a browser."""
    from uvicorn import Config, Server

    server = Server(Config(application(place.center, place.bench.settings), port=0, log_level="error"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://localhost:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()


PASTE = """(text) => {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
  document.activeElement.dispatchEvent(event);
}"""


def test_a_block_from_excel_is_pasted_and_keys_walk_through_the_sheet(place, address, chromium):
    from playwright.sync_api import sync_playwright

    names = list(cells(place.get(place.study).text))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        context = browser.new_context()
        context.add_cookies([{"name": "sanhak", "value": place.client.cookies["sanhak"], "url": address}])
        page = context.new_page()
        faults = []
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.goto(f"{address}{place.study}")
        page.focus(f'[name="{names[1]}"]')
        page.evaluate(PASTE, "51\tfailed\n52\n")
        values = [page.input_value(f'[name="{name}"]') for name in names[:4]]
        status = page.input_value(f'[name="cell.1.{int(names[1].rsplit(".", 1)[1]) + 1}"]')
        focus = "document.activeElement.name"
        page.keyboard.press("ArrowDown")
        below = page.evaluate(focus)
        page.keyboard.press("Shift+Enter")
        above = page.evaluate(focus)
        page.keyboard.press("ArrowRight")
        beside = page.evaluate(focus)
        browser.close()
    assert values == ["40", "51", "52", "41"]
    assert status == "failed"
    assert (below, above) == (names[2], names[1])
    assert beside == f"cell.1.{int(names[1].rsplit('.', 1)[1]) + 1}"
    assert faults == []
