"""From a problem through a call to a project, on both databases: what is filled, seen, carried over, and refused."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import select, update

from center.finding.samples import FIVE, csv
from center.opening import work
from center.racing import raced
from center.reviewing.calling import restated
from sanhak.center import events, projects
from sanhak.center.calls import applications, applying, schema, writing
from sanhak.center.calls.form import FormField, Kind, Part
from sanhak.center.carrying import deliverables, money
from sanhak.center.carrying.words import Kind as Cost
from sanhak.center.finding import granting, handing, laboratories, opening, problems, sampling, starting
from sanhak.center.finding.matching import PROBLEMS
from sanhak.center.finding.problems import State
from sanhak.center.matching import matching
from sanhak.center.matchings import KINDS
from sanhak.finding import Refusal

EFFORT = 0.02
REST = {
    "approach": "Runs of two months.", "goal": "Yield all year", "indicator": "yield of a month [%]", "start": "80.5",
    "target": "84", "overhead": "17", "laboratory": "Team 3", "members": "Person 2, scholar@example.org, nobody@x.org",
    "deliverables": "2027-06-30: interim report\n2027. 12. 31.: final report",
}  # fmt: skip


@pytest.fixture
def run(center):
    """Carries an act out in a transaction of its own."""

    def act(function, *given, **named):
        with center.database.writing() as rows:
            return function(rows, *given, **named)

    return act


@pytest.fixture
def call(run, crowd):
    """A call for joint projects, open now; asks for money of two years."""
    office, now = crowd["office"], datetime.now(UTC)
    made = run(writing.make, office, purpose="projects", title={"ko": "공모", "en": "Joint projects"})
    moments = {"opens": now - timedelta(days=9), "closes": now + timedelta(days=20)}
    run(lambda rows: rows.execute(update(schema.calls).values(**moments)))
    run(writing.open_call, office, made)
    with_years = run(writing.run, office, made)
    return SimpleNamespace(id=made, years=sorted(with_years.rules.budget))


@pytest.fixture
def problem(run, crowd):
    """A problem that was sent in, without a sample."""
    made = run(problems.write, crowd["engineer"], **FIVE)
    run(problems.send, crowd["engineer"], made)
    return made


@pytest.fixture
def measured(center, run, crowd, problem):
    """The same, its sample measured."""
    engineer, queue = crowd["engineer"], center.queue
    run(sampling.lay, queue, engineer, problem, name="runs.csv", file=center.blobs.put(csv(40)), home="My work")
    work(center)
    run(sampling.ask, queue, engineer, problem, "yield")
    work(center, EFFORT)
    return problem


def codes(act, *given, **named):
    with pytest.raises(Refusal) as caught:
        act(*given, **named)
    return [finding.code for finding in caught.value.findings]


def handed_in(run, person, application, call):
    """Fill in what a problem does not say, and hand in."""
    amounts = {f"amount_{year}": "1억" for year in call.years}
    return run(applying.hand_in, person, application, REST | amounts)


def settled(run, call, state="selected"):
    run(restated, call.id, "decided")
    run(lambda rows: rows.execute(update(schema.applications).values(state=state)))


def opened(center, run, person, application):
    """What the page does: a copy of the sample, and the project in a transaction of its own."""
    with center.database.reading() as rows:
        problem = applications.get(rows, person, application).problem
        copy = starting.copied(rows, center.blobs, person, problem) if problem else None
    return run(opening.open_project, center.queue, person, application, copy=copy)


def test_a_problem_fills_the_form_with_what_it_says_and_nothing_else(run, crowd, call, measured):
    problem = measured
    engineer = crowd["engineer"]
    here = run(problems.get, engineer, problem)
    assert [one.id for one in run(handing.offered, engineer, here)] == [call.id]
    assert run(handing.offered, crowd["office"], here) == ()
    made = run(handing.begin, engineer, problem, call.id, "en")
    values = run(applications.get, engineer, made).values
    assert values["title"] == here.title
    assert values["problem"].startswith(here.wrong)
    assert here.place in values["problem"]
    assert here.recorded in values["data"]
    assert "with “yield”" in values["data"]
    assert "interval" in values["data"]
    assert values["indicator"] == "yield"
    assert f"{here.value.mean:,}" in values["value"]
    assert here.reckoning in values["value"]
    assert not {"approach", "goal", "target", "laboratory", "members"} & {name for name, one in values.items() if one}
    assert run(handing.begin, engineer, problem, call.id, "en") == made, "asked for twice, it is the same draft"
    other = run(applying.begin, engineer, call.id)
    assert other == made, "who applies without a problem goes on with the draft that is there"


def test_what_a_call_judges_is_decided_nowhere_else(run, crowd, call, problem):
    engineer, office = crowd["engineer"], crowd["office"]
    made = run(handing.begin, engineer, problem, call.id, "ko")
    run(problems.take_back, engineer, problem)  # a draft binds nobody
    assert codes(run, handing.begin, engineer, problem, call.id, "ko") == ["C186"]
    run(problems.send, engineer, problem)
    handed_in(run, engineer, made, call)
    with pytest.raises(Refusal) as caught:
        run(problems.take_back, engineer, problem)
    assert [(one.code, one.params["call"]) for one in caught.value.findings] == [("C245", "Joint projects")]
    assert codes(run, problems.judge, office, problem, "accepted") == ["C245"]
    assert codes(run, opening.open_project, None, office, made) == ["C246"]
    run(applying.withdraw, engineer, made)
    run(problems.judge, office, problem, "accepted")
    assert run(handing.begin, engineer, problem, call.id, "ko") != made


def test_reviewers_get_the_measurement_of_the_day_on_which_it_was_handed_in(run, center, crowd, call, measured):
    engineer, problem = crowd["engineer"], measured
    made = run(handing.begin, engineer, problem, call.id, "ko")
    handed_in(run, engineer, made, call)
    run(sampling.ask, center.queue, engineer, problem, "feed")
    assert run(problems.get, engineer, problem).intake is None
    assert run(applications.get, engineer, made).measured["outcome"] == "yield"


def test_a_selected_problem_is_matched_and_becomes_one_project(run, center, crowd, call, problem):
    engineer, office = crowd["engineer"], crowd["office"]
    made = run(handing.begin, engineer, problem, call.id, "en")
    handed_in(run, engineer, made, call)
    assert codes(run, opening.accept, office, made) == ["C246"]
    settled(run, call)
    assert codes(run, opening.accept, engineer, made) == ["C002"]
    assert codes(run, problems.take_back, engineer, problem) == ["C245"], "its project is on the way"
    run(opening.accept, office, made)
    facts = {"email": "researcher@example.org", "name": "Lab", "expertise": "반응기", "capacity": "1"}
    lab = run(laboratories.add, office, **facts)
    run(matching.take, office, KINDS, run(matching.begin, office, PROBLEMS, "Autumn"))
    project = opened(center, run, office, made)
    assert opened(center, run, office, made) == project
    assert codes(run, starting.start, center.queue, engineer, problem) == ["C186"]
    with center.database.reading() as rows:
        here = projects.enter(rows, engineer, project)
        told = (here.title, here.goal, here.kpi, here.unit, here.start, here.target, here.area)
        assert told == (FIVE["title"], "Yield all year", "yield of a month", "%", 80.5, 84.0, FIVE["area"])
        parts = {one.name: one.part for one in projects.members(rows, engineer, project)}
        assert parts == {"Engineer": "lead", "Researcher": "lead", "Scholar": "member"}
        lines = money.of(rows, project, datetime.now(UTC).date()).accounts
        planned = [(one.line.year, one.line.kind, one.line.planned) for one in lines]
        assert planned == [
            line for year in call.years for line in ((year, Cost.DIRECT, 85_470_085), (year, Cost.INDIRECT, 14_529_915))
        ]
        promised = [(one.title, str(one.due)) for one in deliverables.of(rows, project)]
        assert promised == [("interim report", "2027-06-30"), ("final report", "2027-12-31")]
        assert problems.get(rows, engineer, problem).state is State.STARTED
        assert problems.get(rows, engineer, problem).laboratory == lab
        assert applications.get(rows, engineer, made).project == project
        acts = [one.act for one in events.of_project(rows, project, limit=99)]
        assert acts.count("application.started") == acts.count("project.opened") == 1


def test_a_matched_problem_that_its_author_starts_brings_the_same(run, center, crowd, call, problem):
    engineer, office = crowd["engineer"], crowd["office"]
    made = run(handing.begin, engineer, problem, call.id, "en")
    handed_in(run, engineer, made, call)
    settled(run, call)
    run(opening.accept, office, made)
    project = run(starting.start, center.queue, engineer, problem, title="Another title")
    with center.database.reading() as rows:
        here = projects.enter(rows, engineer, project)
        assert (here.title, here.target) == ("Another title", 84.0)
        assert len(money.of(rows, project, datetime.now(UTC).date()).accounts) == 2 * len(call.years)
    assert opened(center, run, office, made) == project


def test_an_application_without_a_problem_opens_at_once(run, center, crowd, call):
    office, researcher = crowd["office"], crowd["researcher"]
    made = run(applying.begin, researcher, call.id)
    told = {"title": "Fouling", "area": "process", "problem": "It fouls.", "value": "Much."} | REST | {"overhead": ""}
    run(applying.hand_in, researcher, made, told | {f"amount_{year}": "1000" for year in call.years})
    settled(run, call, "reserve")
    assert codes(run, opening.open_project, center.queue, office, made) == ["C246"]
    settled(run, call)
    assert codes(run, opening.accept, office, made) == ["C248"]
    project = opened(center, run, office, made)
    assert opened(center, run, office, made) == project
    with center.database.reading() as rows:
        here = projects.enter(rows, researcher, project, projects.Part.LEAD)
        assert (here.question, here.area) == ("It fouls.", "process")
        kinds = {one.line.kind for one in money.of(rows, project, datetime.now(UTC).date()).accounts}
        assert kinds == {Cost.DIRECT}, "nobody told overheads"
        assert rows.scalar(select(schema.applications.c.project)) == project


def test_a_problem_that_two_start_at_once_gets_one_project(run, center, crowd, problem):
    run(problems.judge, crowd["office"], problem, "accepted")
    assert raced(center, lambda rows: starting.start(rows, center.queue, crowd["engineer"], problem)) == "C186"


def test_money_without_a_year_counts_for_the_year_on_the_wall(monkeypatch):
    """At New Year in Korea it is still the old year in Greenwich."""
    asked = FormField("amount", {"ko": "금액", "en": "Amount"}, Kind.MONEY, Part.AMOUNT)
    form, here = SimpleNamespace(form=(asked,)), SimpleNamespace(values={"amount": 7})
    monkeypatch.setattr("sanhak.center.days.today", lambda: date(2031, 1, 1))
    assert [(year, won) for _, _, year, won in granting.lines(form, here, "en")] == [(2031, 7)]


def test_a_call_for_scholars_opens_no_project(run, center, crowd, problem):
    office, now = crowd["office"], datetime.now(UTC)
    made = run(writing.make, office, purpose="courses", title={"ko": "교육", "en": "Courses"})
    run(lambda rows: rows.execute(update(schema.calls).values(opens=now - timedelta(days=1))))
    run(writing.open_call, office, made)
    assert codes(run, handing.begin, crowd["engineer"], problem, made, "en") == ["C247"]


def test_lines_of_deliverables_need_a_day_and_overheads_a_limit(run, crowd, call):
    researcher = crowd["researcher"]
    made = run(applying.begin, researcher, call.id)
    wrong = {"deliverables": "a report some day", "overhead": "300"}
    found = codes(run, applying.hand_in, researcher, made, {"title": "x"} | wrong)
    assert {"C115", "C114"} <= set(found)


@pytest.mark.parametrize("amount", [1, 99, 100_000_001, 10**12 + 7])
def test_direct_and_indirect_add_up_to_the_won(amount):
    call = SimpleNamespace(form=writing.template(writing.Purpose.PROJECTS, 2027).form)
    for share in (0, 5, 17.5, 100):
        one = SimpleNamespace(values={"amount_2027": amount, "overhead": share})
        lines = list(granting.lines(call, one, "en"))
        direct = next(won for cost, _, _, won in lines if cost is Cost.DIRECT)
        assert sum(won for _, _, _, won in lines) == amount
        assert abs(direct * (1 + share / 100) - amount) <= 1
