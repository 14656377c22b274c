"""A scholarship in a browser, in both languages: from the call's template to what a scholar would owe."""

from __future__ import annotations

import re
import threading
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import uvicorn
from sqlalchemy import update

from center.reviewing.calling import application as made_application
from center.reviewing.making_files import pdf
from center.scholarship.supporting import PDF
from sanhak.center import days
from sanhak.center.calls import schema
from sanhak.center.calls.rules import Rules
from sanhak.center.calls.templates import template
from sanhak.center.reviewing import writing
from sanhak.center.rights import Role
from sanhak.serve.assets import TESTING, vendored
from sanhak.serve.web.door import COOKIE
from serve.web.running import browsing
from serve.workbench import Workbench, workbench

AXE = TESTING / "axe.min.js"
WORDS = {
    "en": {"title": "My scholarship", "owed": "To pay back", "paid": "paid", "support": "What is offered"},
    "ko": {"title": "나의 산학장학금", "owed": "반환할 금액", "paid": "지급 완료", "support": "지원 내용"},
}
PAPER = {"name": "협약서.pdf", "mimeType": "application/pdf", "buffer": PDF}
TOPIC = "촉매 수명 예측"
OTHERS = ("second", "third")


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """A workbench on a port of this machine."""
    bench = workbench(tmp_path_factory.mktemp("walk") / "bench")
    server = uvicorn.Server(uvicorn.Config(bench.app, host="127.0.0.1", port=0, log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    yield bench, f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join(10)
    bench.center.database.close()


@dataclass
class Walk:
    """A browser that people take turns at, and what axe finds on pages that are looked at."""

    bench: Workbench
    home: str
    page: Any
    language: str
    people: dict[str, Any]
    found: dict[str, list]

    def sit_down(self, name):
        """Somebody takes the place at the browser."""
        self.page.context.clear_cookies()
        for key, value in ((COOKIE, self.people[name].session), ("sanhak_language", self.language)):
            self.page.context.add_cookies([{"name": key, "value": value, "url": self.home}])

    def go(self, path):
        self.page.goto(self.home + path)

    def press(self, place):
        """Press a button that leads on, and wait for what comes."""
        with self.page.expect_navigation():
            self.page.locator(place).first.click()

    def look(self, name, width=1366):
        """What axe finds with all of a page open, and how far it reaches beyond the window."""
        self.page.set_viewport_size({"width": width, "height": 800})
        self.page.evaluate("document.querySelectorAll('details').forEach((one) => (one.open = true))")
        self.page.evaluate(AXE.read_text(encoding="utf-8"))
        seen = self.page.evaluate(
            "axe.run().then(r => r.violations.map(v => [v.id, v.nodes.map(n => n.html.slice(0, 120))]))"
        )
        wide = self.page.evaluate("document.documentElement.scrollWidth") > width
        self.found[f"{name} at {width}"] = [*seen, *(["wide"] if wide else [])]
        self.page.set_viewport_size({"width": 1366, "height": 800})


def opened_call(walk):
    """The office makes a call from its template, writes what it offers, and opens it; gives its identifier."""
    page = walk.page
    walk.sit_down("office")
    walk.go("/office/calls/new")
    page.check("[name=purpose][value=scholarships]")
    page.fill("[name=title_ko]", "산학장학생 공모")
    page.fill("[name=title_en]", "Scholarships")
    walk.press("main button.primary")
    call = page.url.rsplit("/", 1)[1]
    walk.go(f"/office/calls/{call}/support")
    page.fill("[name='stipend.doctor']", "1,200,000")
    page.fill("[name=conditions]", "학기마다 보고서를 냅니다.")
    walk.press("#form-support button.primary")
    walk.look("support")
    with walk.bench.center.database.writing() as rows:  # it begins today; a place and a review of each are enough
        values = {"opens": datetime.now(UTC) - timedelta(minutes=1), "reviews": 1, "rules": Rules(places=1).dump()}
        rows.execute(update(schema.calls).where(schema.calls.c.id == call).values(**values))
    walk.go(f"/office/calls/{call}")
    walk.press("form[action$='/open'] button")
    return call


def applied(walk, call, today):
    """The applicant reads what is offered, fills in the form with a file, and hands it in."""
    page = walk.page
    walk.sit_down("applicant")
    walk.go(f"/calls/{call}")
    assert WORDS[walk.language]["support"] in page.locator("#support").inner_text()
    walk.look("call", 360)
    walk.press("main button.primary")
    for name in ("statement", "work"):
        page.fill(f"[name='value.{name}']", "촉매의 수명을 예측합니다.")
    for name, text in (("title", TOPIC), ("name", "신청자 3"), ("university", "대학교 A"), ("laboratory", "연구실 A"),
                       ("supervisor", "교수 1"), ("starts", f"{today:%Y-%m}-01")):  # fmt: skip
        page.fill(f"[name='value.{name}']", text)
    page.select_option("[name='value.degree']", "doctor")
    page.select_option("[name='value.area']", index=1)
    transcript = {"name": "성적.pdf", "mimeType": "application/pdf", "buffer": pdf("신청자 3", "Grades of a semester.")}
    page.set_input_files("[name='value.transcript']", transcript)
    page.locator("main form#form button.primary").click()
    page.locator("main .notice.done").wait_for()
    with walk.bench.center.database.writing() as rows:
        for number, name in enumerate(OTHERS, start=2):
            made_application(rows, call, walk.people[name].person, number, {"title": f"주제 {number}"})


def reviewed(walk, call):
    """The office closes the call and names a reviewer, who scores the application without learning whose it is."""
    page = walk.page
    walk.sit_down("office")
    with walk.bench.center.database.writing() as rows:
        ended = {"closes": datetime.now(UTC) - timedelta(seconds=1)}
        rows.execute(update(schema.calls).where(schema.calls.c.id == call).values(**ended))
    walk.go(f"/office/calls/{call}")
    walk.press("form[action$='/close'] button")
    walk.go(f"/office/calls/{call}/review")
    page.fill("[name=address]", walk.people["reviewer"].person.email)
    page.fill("[name=expertise]", "촉매")
    walk.press("#form-reviewer button.primary")
    walk.go(f"/office/calls/{call}/passages")
    walk.press("form[action$='/passages'] button")
    walk.go(f"/office/calls/{call}/assignment")
    walk.press("form[action$='/assignment'] button.primary")
    walk.sit_down("reviewer")
    walk.go("/reviewing")
    walk.press(f"#mine tr:has-text('{TOPIC}') a")
    assert TOPIC in page.locator("h1").inner_text()
    assert "신청자 3" not in page.content()
    assert "대학교 A" not in page.content()
    for group in page.locator("#form-review fieldset").all():
        group.locator("input[type=radio]").first.check()
    page.fill("[name=applicant]", "좋은 계획입니다.")
    walk.press("#form-review button.primary")
    page.locator("main .notice.done").wait_for()
    with walk.bench.center.database.writing() as rows:
        judge = walk.people["reviewer"].person
        open_ = [one.assigned.id for one in writing.tasks(rows, judge) if not one.assigned.submitted]
        for score, assignment in enumerate(open_, start=1):
            scores = {f"score-{one.name}": str(score) for one in template("scholarships", 2027).rubric.criteria}
            writing.write(rows, judge, assignment, scores, hand_in=True)


def selected(walk, call):
    """The office has the selection proposed and settles it; the agreement opens by one press."""
    page = walk.page
    walk.sit_down("office")
    walk.go(f"/office/calls/{call}/selection")
    walk.press("#begin button")
    walk.press("form[action$='/propose'] button")
    walk.bench.work()
    walk.go(f"/office/calls/{call}/selection")
    page.locator("#proposal tr.chosen").wait_for()
    for choice in page.locator("#settle tr:not(:has(.badge.done)) select").all():
        choice.select_option("rejected")
    page.fill("[name=minutes]", "위원 세 명이 참석하여 제안대로 정하였습니다.")
    walk.press("#form-settle button.primary")
    page.locator("#agreements").wait_for()
    walk.look("selection", 360)
    walk.press("#agreements form button")
    page.wait_for_url(re.compile(r"/scholarships/\w{14}"))
    place = page.url.partition("#")[0].removeprefix(walk.home)
    walk.go(f"/office/calls/{call}/selection")
    assert page.locator(f"#agreements a[href='{place}']").count() == 1
    return place


def signed_and_paid(walk, place):
    """The agreement is signed on paper, reports are planned, and the first stipend goes out with the bank's file."""
    page = walk.page
    walk.go(place)
    assert "학기마다 보고서를 냅니다." in page.locator("#versions").inner_text()
    page.locator("#versions article details.more > summary").click()
    page.fill("#versions [name=approval]", "품의-2026-014")
    page.set_input_files("#versions [name=scan]", PAPER)
    walk.press("#versions form[action*='/sign'] button")
    page.locator("#versions .badge.done").wait_for()
    walk.press("#reports form[action$='/reports'] button")
    walk.look("office", 360)
    walk.go("/scholarships/payments")
    walk.press("#due form button.primary")
    with page.expect_download() as bank:
        page.locator("#batches button[value=csv]").first.click()
    told = bank.value.path().read_bytes().decode("utf-8-sig").splitlines()
    assert [line.split(",")[2:4] for line in told[1:]] == [[walk.people["applicant"].person.name, "1200000"]]


def reported(walk, place):
    """The scholar consents and hands the first report in; the office approves it."""
    page = walk.page
    walk.sit_down("applicant")
    walk.go(place)
    walk.press("#consents form button")
    page.locator("#reports details.more > summary").first.click()
    page.locator("#reports [name=average]").first.fill("4.1")
    page.locator("#reports input[type=file]").first.set_input_files(PAPER | {"name": "report.pdf"})
    walk.press("#reports form[action*='/hand-in'] button")
    walk.sit_down("office")
    walk.go(place)
    walk.press("#reports form[action*='/judge'] button.primary")
    page.locator("#reports .badge.done").wait_for()


def asked_what_is_owed(walk, place, today):
    """The scholar asks what they would owe."""
    page, words = walk.page, WORDS[walk.language]
    walk.sit_down("applicant")
    walk.go(place)
    page.fill("#owed-on", f"{today.year + 1}-01-16")
    walk.press("#owed form button")
    assert words["title"] in page.locator("h1").inner_text()
    assert words["paid"] in page.locator("#payments").inner_text()
    assert words["owed"] in page.locator("#owed tr.chosen").inner_text()
    for width in (1366, 360):
        walk.look("own", width)


@pytest.mark.parametrize("language", ["ko", "en"])
def test_from_the_call_to_what_would_be_owed(served, chromium, language):
    if not (vendored() and AXE.is_file()):
        pytest.skip("the scripts of the pages are not installed")
    (bench, home), today = served, days.today()
    roles = {"office": Role.OFFICE, "applicant": Role.SCHOLAR, "reviewer": Role.REVIEWER}
    roles |= dict.fromkeys(OTHERS, Role.SCHOLAR)
    people = {name: bench.newcomer(f"{name}-{language}", role, f"{name} {language}") for name, role in roles.items()}
    with browsing(chromium, viewport={"width": 1366, "height": 800}) as page:
        page.set_default_timeout(120_000)
        page.on("dialog", lambda asked: asked.accept())
        walk = Walk(bench, home, page, language, people, {})
        call = opened_call(walk)
        applied(walk, call, today)
        reviewed(walk, call)
        place = selected(walk, call)
        signed_and_paid(walk, place)
        reported(walk, place)
        asked_what_is_owed(walk, place, today)
        assert not page.complaints
    assert not {name: what for name, what in walk.found.items() if what}
