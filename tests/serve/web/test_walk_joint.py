"""A joint project walked in a browser, in both languages: from a problem and its sample to a gate that a vote passes.

Everybody comes in by the first page and follows links and buttons alone; only the calendar and the clicks of the other
two reviewers are done for them.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest
import uvicorn
from sqlalchemy import update

from sanhak.center.calls import applying, schema, templates
from sanhak.center.calls.calls import Purpose
from sanhak.center.finding import laboratories
from sanhak.center.reviewing import pool, writing
from sanhak.center.rights import Role
from sanhak.center.schema import people
from sanhak.serve.assets import vendored
from sanhak.serve.web.door import COOKIE
from serve.web.running import browsing
from serve.web.walking import Sheet
from serve.workbench import Browser, Workbench, workbench

PEOPLE = {
    "author": (Role.ENGINEER, "Company"),
    "office": (Role.OFFICE, "Centre"), "head": (Role.RESEARCHER, "University"),
    "judge1": (Role.REVIEWER, "House 1"), "judge2": (Role.REVIEWER, "House 2"), "judge3": (Role.REVIEWER, "House 3"),
}  # fmt: skip


def _runs() -> list[list[float]]:
    rng = np.random.default_rng(1)
    heat, ratio = rng.uniform(60, 95, 60), rng.uniform(0.8, 1.4, 60)
    reached = 80 - (heat - 82) ** 2 / 40 - 20 * (ratio - 1.12) ** 2 + rng.normal(0, 0.3, 60)
    return [[round(float(one), 2) for one in row] for row in zip(heat, ratio, reached, strict=True)]


SAMPLE = Sheet("반응기.xlsx", ("재킷 온도 [°C]", "공급비", "수율 [%]"), _runs)
PROBLEM = {
    "wrong": "여름이면 수율이 2 % 떨어집니다.", "place": "R-201",
    "practice": "손으로 조절합니다.", "low": "1억", "likely": "2억 5,000만", "high": "6억",
    "reckoning": "1 % × 8,000 t × 400,000원", "recorded": "재킷 온도, 공급비, 수율",
}  # fmt: skip
REST = {
    "approach": "두 달 동안 조건을 바꾸어 봅니다.", "goal": "여름에도 같은 수율", "target": "81", "overhead": "17",
    "laboratory": "공정기술팀", "deliverables": "2027-06-30: 중간 보고서", "members": "head@head.example",
}  # fmt: skip
WORDS = {
    "ko": {"signal": "신호 있음", "money": "직접비", "passed": "통과"},
    "en": {"signal": "signal", "money": "direct costs", "passed": "passed"},
}


@dataclass
class Walk:
    """A workbench behind a browser's page, and who of its people sits there in which language."""

    bench: Workbench
    home: str
    crowd: dict[str, Browser]
    page: Any
    language: str

    @property
    def title(self) -> str:
        """What the problem of this walk is called."""
        return f"수율이 여름에 떨어짐 ({self.language})"

    def comes(self, name: str, place: str = "") -> None:
        """Somebody takes the place and sees the first page; goes on by its menu to a place of the workbench."""
        self.page.context.clear_cookies()
        for key, value in ((COOKIE, self.crowd[name].session), ("sanhak_language", self.language)):
            self.page.context.add_cookies([{"name": key, "value": value, "url": self.home}])
        self.page.goto(f"{self.home}/")
        assert self.page.evaluate("document.documentElement.lang") == self.language
        if place:
            self.follow("header details summary", f"header details a[href='{place}']")

    def follow(self, *selectors: str) -> None:
        """Click one thing after the other; what leads on is waited for until another page is there."""
        for selector in selectors:
            self.page.evaluate("document.documentElement.dataset.before = 1")
            self.page.locator(selector).first.click()
            if not selector.endswith("summary"):
                self.page.locator("html:not([data-before])").wait_for(state="attached")
                self.page.wait_for_load_state()

    def fits_a_phone(self) -> None:
        """The page does not scroll sideways at 360 pixels."""
        wide = self.page.viewport_size
        self.page.set_viewport_size({"width": 360, "height": 740})
        assert self.page.evaluate("document.documentElement.scrollWidth") <= 360
        self.page.set_viewport_size(wide)

    def fill(self, typed: dict[str, str], called: str = "") -> None:
        for name, value in typed.items():
            self.page.fill(f"main [name='{called}{name}']", value)

    def time_passes(self, call: str, **moments: timedelta) -> None:
        values = {name: datetime.now(UTC) + by for name, by in moments.items()}
        with self.bench.center.database.writing() as rows:
            rows.execute(update(schema.calls).where(schema.calls.c.id == call).values(**values))

    def act(self, function: Callable[..., Any], name: str, *given: Any, **named: Any) -> Any:
        """What somebody does at another place."""
        with self.bench.center.database.writing() as rows:
            return function(rows, self.crowd[name].person, *given, **named)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Workbench, str, dict[str, Browser]]]:
    """A workbench on a port of this machine, with its people and one laboratory."""
    bench = workbench(tmp_path_factory.mktemp("joint") / "bench")
    server = uvicorn.Server(uvicorn.Config(bench.app, host="127.0.0.1", port=0, log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    crowd = {name: bench.newcomer(name, *what) for name, what in PEOPLE.items()}
    facts = {"email": "head@head.example", "name": "Lab A", "expertise": "반응기 수율 yield", "capacity": "5"}
    with bench.center.database.writing() as rows:
        for name, one in crowd.items():  # who shares a mail domain has a conflict
            rows.execute(update(people).where(people.c.id == one.person.id).values(email=f"{name}@{name}.example"))
        laboratories.add(rows, crowd["office"].person, **facts)
    yield bench, f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}", crowd
    server.should_exit = True
    thread.join(10)
    bench.center.database.close()


@pytest.mark.parametrize("language", WORDS)
def test_from_a_problem_to_a_gate(served, chromium, tmp_path, language):
    if not vendored():
        pytest.skip("the scripts of the pages are not installed")
    bench, home, crowd = served
    with browsing(chromium, viewport={"width": 1366, "height": 768}) as page:
        page.on("dialog", lambda dialog: dialog.accept())
        walk = Walk(bench, home, crowd, page, language)
        call = _invite(walk)
        _write_and_measure(walk, tmp_path)
        _hand_in(walk, call)
        _review(walk, call)
        _select(walk, call)
        _match_and_open(walk, call)
        _plan(walk)
        _judge_and_vote(walk)
        assert page.complaints == []


def _invite(walk: Walk) -> str:
    """The office writes a call for joint projects and opens it; gives its identifier."""
    walk.comes("office", "/calls")
    walk.follow("a[href='/office/calls/new']")
    walk.fill({"title_ko": f"과제 공모 {walk.language}", "title_en": f"Joint projects {walk.language}"})
    walk.follow("main button.primary")
    walk.page.locator("#check .notice.done").wait_for()
    call = walk.page.url.rsplit("/", 1)[1]
    walk.time_passes(call, opens=timedelta(minutes=-1))
    walk.follow("form[action$='/open'] button")
    walk.page.locator("form[action$='/open']").wait_for(state="detached")
    return call


def _write_and_measure(walk: Walk, folder: Any) -> None:
    """The author writes five fields, drops a sample, has it measured and sends the problem in."""
    page = walk.page
    walk.comes("author", "/problems")
    walk.follow("a[href='/problems/new']")
    walk.fill(PROBLEM | {"title": walk.title})
    page.locator("main [name=area]").select_option("process")
    page.set_input_files("main input[type=file]", SAMPLE.write(folder))
    walk.follow("main form button.primary")
    walk.bench.work()
    page.locator("[name=outcome]").select_option("수율")
    walk.follow("#form-measure button")
    walk.bench.work()
    page.locator("#feasibility .badge").get_by_text(WORDS[walk.language]["signal"]).wait_for()
    walk.follow("#form-send button.primary")
    walk.fits_a_phone()


def _hand_in(walk: Walk, call: str) -> None:
    """The problem fills an application, whose author adds the rest; another applicant hands in without a problem."""
    page = walk.page
    walk.follow(f"form[action$='/hand-in']:has([value='{call}']) button")
    page.wait_for_url(re.compile(r"/applications/\w{14}"))
    assert page.input_value("[name='value.title']") == walk.title
    assert PROBLEM["recorded"] in page.input_value("[name='value.data']")
    assert page.input_value("[name='value.indicator']") == "수율 [%]"
    walk.fill(REST, "value.")
    for field in page.locator("[name^='value.amount_']").all():
        field.fill("1억 1,700만")
    walk.fits_a_phone()
    walk.follow("main form.form button.primary")
    page.locator("main .notice.done").wait_for()
    form = templates.template(Purpose.PROJECTS, datetime.now(UTC).year).form
    other = walk.act(applying.begin, "head", call)
    plain = {field.name: "다른 과제" for field in form if field.needed and field.kind in ("line", "text")}
    money = dict.fromkeys(_amounts(walk, call), "5,000만")
    walk.act(applying.hand_in, "head", other, plain | money | {"area": "process"})


def _amounts(walk: Walk, call: str) -> list[str]:
    with walk.bench.center.database.reading() as rows:
        here = pool.running(rows, walk.crowd["office"].person, call)
    return [field.name for field in here.form if field.part == "amount"]


def _review(walk: Walk, call: str) -> None:
    """The office closes the call and assigns; three reviewers judge blind, one of them here."""
    page = walk.page
    walk.time_passes(call, closes=timedelta(seconds=-1))
    walk.comes("office", "/calls")
    office = f"/office/calls/{call}"
    walk.follow(f"a[href='{office}']", "form[action$='/close'] button.primary")
    page.locator("#next").wait_for(state="detached")
    for name in ("judge1", "judge2"):
        walk.act(pool.name, "office", call, address=f"{name}@{name}.example", expertise="반응기", load="")
    walk.follow(f"a[href='{office}/review']", "details:has(#form-reviewer) summary")
    walk.fill({"address": "judge3@judge3.example", "expertise": "증류"})
    walk.follow("#form-reviewer button.primary", f"main a[href$='{call}/passages']", "form[action$='/passages'] button")
    walk.follow(f"main a[href$='{call}/conflicts']", "form[action$='/conflicts'] button")
    walk.follow(f"main a[href$='{call}/assignment']", "form[action$='/assignment'] button.primary")
    page.locator(".badge.done").first.wait_for()
    for name in ("judge1", "judge2"):
        _score(walk, name, call)
    walk.comes("judge3", "/reviewing")
    walk.follow(f"#mine tbody tr:has-text('{walk.title}') a")
    page.locator("#measured .badge").get_by_text(WORDS[walk.language]["signal"]).wait_for()
    walk.fits_a_phone()
    assert not {"author", "Company", "공정기술팀"} & set(re.split(r"[\s,.]+", page.locator("main").inner_text()))
    for choice in page.locator("#form-review fieldset:has([name^='score-'])").all():
        choice.locator("input[value='5']").check()
    walk.follow("#form-review button.primary")
    page.locator("main .notice.done").wait_for()


def _score(walk: Walk, name: str, call: str) -> None:
    """A reviewer hands all reviews in: the problem is judged well, the other application not."""
    for task in walk.act(writing.tasks, name):
        if task.call.id == call:
            score = "5" if task.title == walk.title else "2"
            scores = {f"score-{one.name}": score for one in task.call.rubric.criteria}
            walk.act(writing.write, name, task.assigned.id, scores, hand_in=True)


def _select(walk: Walk, call: str) -> None:
    """The office has a selection proposed; the committee follows it for the problem and keeps the other in reserve."""
    page = walk.page
    walk.comes("office", "/calls")
    walk.follow(f"a[href='/office/calls/{call}']", f"a[href='/office/calls/{call}/selection']")
    walk.follow("form[action$='/selection/begin'] button", "form[action$='/propose'] button")
    walk.bench.work()
    page.locator("#proposal tr.chosen").first.wait_for()
    for row in page.locator("#settle tbody tr").all():
        well = walk.title in row.inner_text()
        row.locator("select").select_option("selected" if well else "reserve")
        row.locator("input").fill("" if well else "심사 의견이 갈립니다.")
    walk.fill({"minutes": "위원 5명이 참석했습니다."})
    walk.follow("#settle button.primary")
    page.locator("#projects").wait_for()
    walk.fits_a_phone()


def _match_and_open(walk: Walk, call: str) -> None:
    """The selected problem looks for a laboratory, gets it in a matching, and its project is opened: once."""
    page = walk.page
    walk.follow("#projects form[action$='/laboratory'] button", "#projects a[href='/matching']")
    walk.fill({"title": f"Matching {walk.language}"})
    walk.follow("#form-matching button", "form[action$='/take'] button", "#result a[href^='/problems/']")
    walk.follow("#calls a[href^='/office/']")
    page.locator("#projects").get_by_text("Lab A").wait_for()
    walk.follow("#projects form[action$='/project'] button.primary")
    page.locator("#projects .badge.done").wait_for()
    assert page.locator("#projects form[action$='/project']").count() == 0
    walk.bench.work()


def _plan(walk: Walk) -> None:
    """The author asks a question of the sample, and makes it the gate of a milestone."""
    page = walk.page
    walk.comes("author")
    walk.follow(f"#projects a:has-text('{walk.title}')")
    page.wait_for_url(re.compile(r"/projects/\w{14}"))
    assert REST["target"] in page.locator("#goal").inner_text()
    walk.follow("main a[href$='/studies/new']", "article.question a[href*='process.setpoints']")
    walk.follow("main form button.primary")
    page.wait_for_url(re.compile(r"/studies/\w{14}"))
    walk.follow("button[name=act][value=run]")
    walk.bench.work()
    page.locator('main a[href*="/answers/"]').first.wait_for()
    walk.follow("nav.where a", "#milestones details summary")
    page.fill("#form-milestone [name=title]", "조건 확정")
    page.fill("#form-milestone [name=due]", "2027-03-31")
    page.locator("#form-milestone [name=study]").select_option(index=1)
    walk.follow("#form-milestone button")


def _judge_and_vote(walk: Walk) -> None:
    """A gate is agreed, judged by the latest run, and passed by the votes of both sides."""
    page = walk.page
    walk.follow("a[href$='/steering']:not([href='/steering'])")
    assert WORDS[walk.language]["money"] in page.locator("#money").inner_text()
    assert "중간 보고서" in page.locator("#deliverables").inner_text()
    walk.follow("#gates details summary")
    page.locator("#gates [name=limit]").fill("60")
    walk.follow("#gates details button", "#gates form[action$='/judge'] button")
    walk.follow("#stages details:has(#form-stage) summary")
    page.fill("#form-stage [name=title]", "1단계")
    page.locator("#form-stage [name=milestone]").select_option(index=1)
    walk.follow("#form-stage button")
    _vote(walk, "author")
    walk.comes("head")
    walk.follow(f"#projects a:has-text('{walk.title}')", "a[href$='/steering']:not([href='/steering'])")
    _vote(walk, "head")
    walk.follow("#stages details:has([id^='form-settle']) summary", "[id^='form-settle'] button")
    page.locator("#gates .badge.done").get_by_text(WORDS[walk.language]["passed"]).wait_for()


def _vote(walk: Walk, name: str) -> None:
    walk.follow("#stages details:has([id^='form-vote']) summary", "[id^='form-vote'] button.primary")
    walk.page.locator("#stages .votes li", has_text=name).filter(has_not=walk.page.locator(".quiet")).wait_for()
