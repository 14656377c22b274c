"""A furnished workbench holds every programme at work, and each role finds on its first page what waits for it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import func, select

from sanhak.areas import areas
from sanhak.center import days, people, schema, search
from sanhak.center.calls import calls
from sanhak.center.finding import problems
from sanhak.center.people import Person
from sanhak.center.scholarship import scholars
from sanhak.serve.workbench import furnishing
from sanhak.serve.workbench.laying import Answered
from serve.report.sample import answer
from serve.workbench import Workbench, codes, workbench

PAYMENT = "이달의 지급"
WAITS = {
    "office": ("대목 1곳", "이의 신청 1건", PAYMENT, "서명할 협약", "가을 매칭"),
    "reviewer": ("아직 제출하지 않았습니다",),
    "researcher": ("투표할 차례", "내 신청서 1번", "20일 남음"),
    "scholar": ("다음 지급", "다음 보고서"),
    "engineer": ("위험을 다시 살펴볼 때", "작성 중인 신청서", "시료 데이터: "),
}
"""Words of the first page of each role."""


@pytest.fixture(scope="module")
def bench(tmp_path_factory) -> Workbench:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sanhak.center.selection.proposal.DRAWS", 5)
        one = workbench(tmp_path_factory.mktemp("furnished"))
        case = next(one for area in areas() if area.name == "process" for one in area.cases() if one.name == "reactor")
        furnishing.furnish(one.center, [Answered("process", case, case.tables(), replace(answer(), models={}))], "ko")
    yield one
    one.center.database.close()


def somebody(bench: Workbench, word: str) -> Person:
    with bench.center.database.reading() as rows:
        asked = people.shown().where(schema.people.c.email == f"{word}@{furnishing.DOMAIN}")
        return people.person_of(rows.execute(asked).mappings().one())


def test_every_programme_is_at_work(bench):
    office = somebody(bench, "office")
    with bench.center.database.reading() as rows:
        states = {one.state for word in ("engineer", "manager") for one in problems.mine(rows, somebody(bench, word))}
        stages = {one.state.value for one in calls.of(rows, office)}
        everybody = [scholars.state_of(one, days.today()).message for one in scholars.everybody(rows, office)]
        names = rows.scalars(select(func.count()).select_from(schema.people)).one()
    assert states == set(problems.State)
    assert stages == {"open", "review", "decided"}
    assert sorted(everybody) == ["leave of absence", "not signed", "supported", "supported"]
    assert names == len(furnishing.PEOPLE) + 10


@pytest.mark.parametrize("word", WAITS)
def test_the_first_page_tells_what_waits(bench, word):
    page = bench.browser(somebody(bench, word), "ko").read("/")
    assert not [said for said in WAITS[word] if said not in page]
    assert PAYMENT in page or word != "office"
    assert PAYMENT not in page or word == "office"
    assert all(f'href="{path}"' in page for path in ("/calls", "/problems", "/scholarships", "/steering", "/reviewing"))


def test_nothing_waits_for_an_auditor(bench):
    assert "처리할 일이 없습니다" in bench.browser(somebody(bench, "auditor"), "ko").read("/")


def test_search_finds_for_each_what_they_may_see(bench):
    with bench.center.database.reading() as rows:
        found = {
            word: {one.path.split("/")[1] for one in search.find(rows, somebody(bench, word), "신청자 1")}
            for word in ("office", "reviewer", "engineer", "auditor")
        }
        scholars_of = {word: search.find(rows, somebody(bench, word), "장학생 2") for word in ("office", "engineer")}
    assert found == {"office": {"applications"}, "reviewer": set(), "engineer": set(), "auditor": set()}
    assert [bool(one) for one in scholars_of.values()] == [True, False]


def test_programs_read_the_programmes_with_the_rights_of_their_person(bench):
    engineer, office, scholar = (bench.program(somebody(bench, word)) for word in ("engineer", "office", "scholar"))
    assert len(engineer.get("/calls").json()["items"]) == 4
    assert [one["state"] for one in engineer.get("/applications").json()["items"]] == ["draft"]
    measured = next(one for one in engineer.get("/problems").json()["items"] if one["intake"])
    assert measured["intake"]["verdict"] == "signal"
    assert len(office.get("/payments/due").json()["items"]) == 2
    assert codes(engineer.get("/payments/due")) == ["C002"]
    (own,) = scholar.get("/scholarships").json()["items"]
    assert own["owed"] > 0
    assert engineer.get("/scholarships").json()["items"] == []
    assert engineer.get(f"/jobs/{measured['job']}").json()["state"] == "done"
    assert codes(office.get(f"/jobs/{measured['job']}")) == ["C001"]


def test_a_spending_and_a_judgement_come_from_programs(bench):
    engineer, office = (bench.program(somebody(bench, word)) for word in ("engineer", "office"))
    project = next(one["project"] for one in engineer.get("/problems").json()["items"] if one["project"])
    before = engineer.get(f"/projects/{project}/steering").json()
    line = before["budget"][0]
    sent = {"line": line["id"], "day": "2026-11-28", "won": 250_000}
    assert engineer.post(f"/projects/{project}/spendings", json=sent).status_code == 201
    assert codes(office.post(f"/projects/{project}/spendings", json=sent)) == ["C001"]
    gate = next(one for one in before["gates"] if one["study"])
    found = next(one for one in engineer.get(f"/projects/{project}/answers").json()["items"])
    judged = engineer.post(f"/milestones/{gate['id']}/judgements", json={"answer": found["id"]}).json()
    assert judged["held"] is gate["held"] is True
    assert engineer.get(f"/projects/{project}/steering").json()["budget"][0]["spent"] == line["spent"] + 250_000


def test_a_problem_of_a_program_is_measured_and_sent_in(bench):
    engineer, stranger = (bench.program(somebody(bench, word)) for word in ("engineer", "researcher"))
    made = engineer.post("/problems", json={"title": "거품", "low": 1, "likely": 2, "high": 3}).json()["id"]
    assert codes(stranger.get(f"/problems/{made}")) == ["C001"]
    rows = "\n".join(f"{7 * t % 40 + 0.5},{7 * t % 40 / 4 + t % 3}" for t in range(40))
    sample = engineer.post(f"/problems/{made}/sample", params={"name": "a.csv"}, content=f"T,y\n{rows}\n".encode())
    assert sample.status_code == 201, sample.text
    bench.work()
    job = engineer.post(f"/problems/{made}/measure", json={"outcome": "y"})
    assert (job.status_code, job.json()["state"]) == (202, "waiting")
    bench.work()
    assert engineer.get(f"/problems/{made}").json()["intake"]["rows"] == 40
    assert codes(engineer.post(f"/problems/{made}/send")) == ["C009"]
