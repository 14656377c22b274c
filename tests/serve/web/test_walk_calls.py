"""A call walked in a browser, in both languages: the office opens it, a draft saves itself and is handed in."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime, timedelta

import pytest
import uvicorn
from sqlalchemy import update

from sanhak.center.calls import schema
from sanhak.center.rights import Role
from sanhak.serve.assets import vendored
from sanhak.serve.web.door import COOKIE
from serve.web.running import browsing
from serve.workbench import workbench


@pytest.fixture
def served(tmp_path):
    """A workbench on a port of this machine."""
    bench = workbench(tmp_path / "bench")
    server = uvicorn.Server(uvicorn.Config(bench.app, host="127.0.0.1", port=0, log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    yield bench, f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join(10)
    bench.center.database.close()


def sit_down(page, home, browser, language):
    """Somebody takes the place at the browser."""
    page.context.clear_cookies()
    for name, value in ((COOKIE, browser.session), ("sanhak_language", language)):
        page.context.add_cookies([{"name": name, "value": value, "url": home}])


@pytest.mark.parametrize("language", ["ko", "en"])
def test_from_the_template_to_an_application(served, chromium, language):
    if not vendored():
        pytest.skip("the scripts of the pages are not installed")
    bench, home = served
    office = bench.newcomer("office", Role.OFFICE, "Centre")
    applicant = bench.newcomer("applicant", Role.RESEARCHER, "University")
    with browsing(chromium) as page:
        page.on("dialog", lambda dialog: dialog.accept())
        sit_down(page, home, office, language)
        page.goto(f"{home}/calls")
        page.locator("a[href='/office/calls/new']").click()
        page.fill("[name=title_ko]", "과제 공모")
        page.fill("[name=title_en]", "Joint projects")
        page.locator("main button.primary").click()
        page.locator("#check .notice.done").wait_for()
        with bench.center.database.writing() as rows:
            rows.execute(update(schema.calls).values(opens=datetime.now(UTC) - timedelta(minutes=1)))
        page.locator("form[action$='/open'] button").click()
        page.locator("form[action$='/open']").wait_for(state="detached")
        call = page.url.rsplit("/", 1)[1]

        sit_down(page, home, applicant, language)
        page.goto(f"{home}/calls")
        page.locator(f"a[href='/calls/{call}']").click()
        page.locator("main button.primary").click()
        page.fill("[name='value.title']", "열교환기 오염")
        amount = page.locator("[name^='value.amount_']").first
        amount.fill("1억 원쯤")
        page.locator("[name='value.laboratory']").focus()
        page.locator("[id^='told-amount_'] .error").wait_for()
        page.reload()
        assert page.input_value("[name='value.title']") == "열교환기 오염", "it saved itself"
        for name in ("problem", "approach", "value", "laboratory"):
            page.fill(f"[name='value.{name}']", "연구실 A")
        page.select_option("[name='value.area']", "process")
        for field in page.locator("[name^='value.amount_']").all():
            field.fill("1억 5,000만")
        page.set_input_files("[name='value.plan']", {"name": "계획.pdf", "mimeType": "", "buffer": b"%PDF-1.7 plan"})
        page.locator("main button.primary").click()
        page.locator("main .notice.done").wait_for()
        assert page.locator("a[href^='/attachments/']").inner_text() == "계획.pdf"

        sit_down(page, home, office, language)
        page.goto(f"{home}/office/calls/{call}")
        assert page.locator("#applications tbody tr").count() == 1
        assert "열교환기 오염" in page.locator("#applications").inner_text()
        assert page.complaints == []
