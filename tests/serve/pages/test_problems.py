"""The pages of problems: five fields, a measured sample, a decision, a matching and a project; rights by state."""

from __future__ import annotations

import re

import pytest

from center.finding.samples import FIVE, csv
from sanhak.center.rights import Role
from sanhak.jobs.job import State
from serve.workbench import codes, workbench


@pytest.fixture(scope="module")
def bench(tmp_path_factory):
    made = workbench(tmp_path_factory.mktemp("bench"))
    yield made
    made.center.database.close()


@pytest.fixture(scope="module")
def author(bench):
    return bench.newcomer("author")


@pytest.fixture(scope="module")
def office(bench):
    return bench.newcomer("office", Role.OFFICE)


@pytest.fixture(scope="module")
def head(bench):
    return bench.newcomer("head", Role.RESEARCHER, "University")


@pytest.fixture(scope="module")
def problem(author):
    """The address of a problem, which one test after the other goes on with."""
    return author.send("/problems/new", files={"file": ("runs.csv", csv())}, **FIVE).url.path


def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(author):
    reply = author.post("/problems/new", **FIVE | {"low": "much"})
    assert reply.status_code == 422
    assert codes(reply) == ["C188"]
    assert 'value="much"' in reply.text
    assert FIVE["wrong"] in reply.text
    assert codes(author.post("/problems/new", **FIVE | {"title": ""})) == ["C009"]


def test_a_draft_is_read_then_measured(author, bench, problem):
    assert "A sample of the data" in author.read("/problems/new")
    assert 'hx-trigger="every 1s"' in author.read(problem)
    assert "Reading the file" in author.read(f"{problem}/progress") or "Waiting" in author.read(f"{problem}/progress")
    assert bench.work() == [State.DONE]
    assert author.get(f"{problem}/progress").headers["hx-refresh"] == "true"
    page = author.read(problem)
    assert '<option value="yield"' in page
    assert codes(author.post(f"{problem}/measure", outcome="")) == ["C009"]
    author.send(f"{problem}/measure", outcome="yield")
    assert bench.work() == [State.DONE]
    page = author.read(problem)
    assert "models take" in page
    assert re.search(r"\d+ % of the error of the naive guess", page)
    assert "283 million won" in page
    assert "90 % interval" in page


def test_a_bad_sample_is_told_by_its_code_and_another_can_be_taken(author, bench):
    text = "remark,y\n" + "\n".join(
        f"the shift of day {day} saw nothing of note at all,{day * day}" for day in range(30)
    )
    made = author.send("/problems/new", files={"file": ("notes.csv", text.encode())}, title="Notes").url.path
    bench.work()
    author.send(f"{made}/measure", outcome="y")
    assert bench.work() == [State.REFUSED]
    reply = author.get(made)
    assert "C182" in codes(reply)
    assert "W006" in codes(author.post(f"{made}/sample"))
    author.send(f"{made}/sample", files={"file": ("runs.csv", csv(12))})
    bench.work()
    author.send(f"{made}/measure", outcome="yield")
    bench.work()
    reply = author.get(made)
    assert "too few rows" in reply.text
    assert "C183" in codes(reply)
    author.send(f"{made}/delete")
    assert author.get(made).status_code == 404


def test_a_problem_whose_sample_is_refused_comes_back_whole_and_nothing_of_it_is_kept(author, bench):
    blobs = set(bench.center.blobs.folder.glob("??/*"))
    reply = author.post("/problems/new", files={"file": (f"{'n' * 300}.csv", csv())}, **FIVE | {"title": "Not twice"})
    assert reply.status_code == 422
    assert 'value="Not twice"' in reply.text
    assert "Not twice" not in author.read("/problems")
    assert set(bench.center.blobs.folder.glob("??/*")) == blobs


def test_gaps_are_named_before_it_is_sent_in(author):
    made = author.send("/problems/new", title="Gaps").url.path
    assert codes(author.post(f"{made}/send")) == ["C009"]
    author.send(f"{made}/delete")


def test_only_the_office_sees_and_judges_what_was_sent_in(author, office, bench, problem):
    stranger = bench.newcomer("stranger")
    assert office.get(problem).status_code == stranger.get(problem).status_code == 404
    author.send(f"{problem}/send")
    assert stranger.get(problem).status_code == 404
    colleagues = stranger.read("/problems")
    assert FIVE["title"] in colleagues
    assert FIVE["wrong"] not in colleagues
    assert "All that was sent in" not in colleagues
    assert author.post(f"{problem}/judge", to="accepted").status_code == 403
    page = office.read(problem)
    assert "models take" in page
    assert "runs.csv" not in page  # the sample is its author's
    assert office.post(f"{problem}/measure", outcome="feed").status_code == 403
    assert codes(office.post(f"{problem}/judge", to="declined")) == ["C009"]
    office.send(f"{problem}/comments", text="Seen on line 2 as well.")
    assert "Seen on line 2 as well." in author.read(problem)
    office.send(f"{problem}/judge", to="accepted")
    assert office.read("/problems").count(FIVE["title"]) >= 1
    assert "<circle" in office.read("/problems")


def test_both_sides_wish_and_the_office_takes_the_result(author, office, head, problem):
    assert codes(office.post("/matching", kind="problems", title="Autumn")) == ["C191"]
    assert author.post("/laboratories", name="Lab").status_code == 403
    assert codes(
        office.post("/laboratories", name="Lab", expertise="반응기", capacity="x", email="head@plant.example")
    ) == ["C189"]
    office.send(
        "/laboratories", name="Lab", expertise="반응기 수율", capacity="1", email="head@plant.example", open="yes"
    )
    lab = re.search(r'href="(/laboratories/\w+)"', head.read("/laboratories"))[1]
    assert author.get(lab).status_code == 404
    head.send(lab, name="Lab A", expertise="반응기 수율", capacity="1", open="yes")
    made = office.send("/matching", kind="problems", title="Autumn").url.path
    thing, other = problem.rsplit("/", 1)[1], lab.rsplit("/", 1)[1]
    assert "suggested by likeness" in author.read(made)
    assert author.post(f"{made}/take").status_code == 403
    author.send(f"{made}/wishes", side="first", thing=thing, wish0=other)
    assert author.post(f"{made}/wishes", side="second", thing=other, wish0=thing).status_code == 404
    head.send(f"{made}/wishes", side="second", thing=other, wish0=thing)
    assert "What the wishes give" in office.read(made)
    assert "What the wishes give" not in author.read(made)
    office.send(f"{made}/take")
    for one in (author, head, office):
        page = one.read(made)
        assert "It is the first wish." in page
        assert "Lab A" in page


def test_a_project_opens_with_both_sides_and_the_sample(author, office, head, bench, problem):
    assert "with Lab A" in author.read(problem)
    assert codes(office.post(f"{problem}/start", title="")) == ["C009"]
    reply = office.send(f"{problem}/start", title="Yield in summer", kpi="yield", unit="%", target="82")
    assert reply.url.path == problem  # the office opens it and stays outside
    assert bench.work() == [State.DONE]
    project = re.search(r'href="(/projects/\w+)"', author.read(problem))[1]
    for one in (author, head):
        assert "Yield in summer" in one.read(project)
        assert "runs.csv" in one.read(f"{project}/data")
    assert office.get(project).status_code == 404
    author.send(f"{project}/state", state="done")
    assert f"/problems/new?follows={project.rsplit('/', 1)[1]}" in author.read(project)


@pytest.mark.parametrize("language", ["en", "ko"])
def test_who_has_no_content_has_no_problems(bench, language):
    auditor = bench.newcomer(f"auditor{language}", Role.AUDITOR)
    for path in ("/problems", "/problems/new", "/laboratories", "/matching"):
        assert auditor.get(path).status_code == 403
