"""A joint project is carried out: gate, votes, money, load, risks, deliverables, each by the part that it needs."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import insert

from center.counting import questions
from center.opening import opened, peopled
from sanhak.center import events, projects, schema, studies
from sanhak.center.carrying import deliverables, gates, load, money, risks, stages, steering, terms
from sanhak.center.carrying.standing import Course
from sanhak.finding import Refusal
from sanhak.store import new_id
from sanhak.study import Promise
from sanhak.study.answer import Answer, Estimate
from sanhak.text import dump, say

TODAY = date(2026, 7, 1)


def refused(call, *args, **more):
    with pytest.raises(Refusal) as caught:
        call(*args, **more)
    return caught.value.findings[0].code


def joint(rows, crowd):
    """A project led by the manager, with a member and a guest."""
    made = projects.open_project(rows, crowd["manager"], title="R-201", kpi="yield", unit="%", start="78", target="82")
    projects.admit(rows, crowd["manager"], made.id, "engineer@example.org", "member")
    projects.admit(rows, crowd["manager"], made.id, "reviewer@example.org", "guest")
    return made.id


def answered(rows, person, project, value, half=1.0):
    """A study with an answer that promises a value: its identifiers, and the answer."""
    before, after = (Estimate(one, one - half, one + half, "%") for one in (78.0, value))
    promise = Promise(say("yield"), after.less(78.0), before, after, say("today's setting as the model predicts it"))
    full = Answer(say("x"), say("x"), (), promise, (), (), (), (), ())
    study = studies.begin(rows, person, project, kind="process.setpoints", title="Set-points")
    made = new_id()
    row = {"study": study, "project": project, "job": new_id(), "number": 1, "kind": "process.setpoints", "values": {},
           "tables": {}, "seed": 0, "headline": dump(say("x")), "catch": dump(say("x")), "sought": "x",
           "promise": full.dump()["promise"], "hash": "h" * 64, "archive": "a" * 32, "seconds": 1.0,
           "person": person.id, "made": datetime.now(UTC)}  # fmt: skip
    rows.execute(insert(schema.answers).values(id=made, **row))
    return study, made, full


def test_a_project_is_steered_from_its_gate_to_its_report(center, crowd):
    """The whole way, on both kinds of database."""
    manager, engineer = crowd["manager"], crowd["engineer"]
    with center.database.writing() as rows:
        project = joint(rows, crowd)
        study, answer, full = answered(rows, engineer, project, 80.0)
        milestone = projects.set_milestone(rows, manager, project, title="Mid-term", due="2026-07-15", study=study)
        gates.agree(rows, manager, project, milestone, reads="after", comparison="least", limit="81 %", unit="%")
        assert refused(projects.pass_milestone, rows, manager, project, milestone, answer) == "C203"
        judged = gates.judge(rows, engineer, milestone, answer, full)
        assert (judged.passed, judged.met.value, judged.answer_hash) == (False, 80.0, "h" * 64)
        assert steering.of(rows, engineer, project, TODAY).standing.course is Course.RISK
        assert steering.of(rows, engineer, project, date(2026, 7, 16)).standing.course is Course.OFF
        voters = [manager.id, engineer.id]
        stage = stages.put(rows, manager, project, title="Go on?", voters=voters, quorum="2", milestone=milestone)
        stages.vote(rows, engineer, stage, "go", "the catalyst comes")
        assert refused(stages.settle, rows, manager, stage, "go", "") == "C205"
        stages.vote(rows, manager, stage, "go")
        assert refused(stages.settle, rows, manager, stage, "go", " ") == "C206"
        stages.settle(rows, manager, stage, "go", "the next run has the new catalyst")
        assert refused(stages.vote, rows, engineer, stage, "stop") == "C207"
        line = money.plan(rows, manager, project, kind="direct", title="재료비", year="2026", planned="3억")
        money.spend(rows, engineer, project, line=line, day_="2026-06-30", amount="2,500,000,000", note="=1+1")
        seen = steering.of(rows, crowd["reviewer"], project, TODAY)
        told = events.of_project(rows, project)
        assert events.broken(rows) is None
    assert seen.facts.gated[0].milestone.answer == answer
    assert seen.standing.course is Course.OFF
    assert [one.code for one in seen.findings] == ["C210"]
    assert (seen.facts.money.spent, seen.facts.money.planned) == (2_500_000_000, 300_000_000)
    assert (seen.kpi.value.value, seen.kpi.measured) == (80.0, False)
    settled = next(one for one in told if one.act == "stage.settled")
    assert settled.facts["reason"] == "the next run has the new catalyst"


@pytest.fixture(scope="module")
def here(tmp_path_factory):
    made = opened(tmp_path_factory.mktemp("carrying") / "workbench")
    yield made, peopled(made)
    made.database.close()


@pytest.fixture
def crowd_of(here):
    return here[1]


@pytest.fixture
def rows(here):
    with here[0].database.writing() as rows:
        yield rows


@pytest.fixture
def project(rows, crowd_of):
    return joint(rows, crowd_of)


def test_a_guest_reads_a_member_adds_and_a_lead_decides(rows, crowd_of, project):
    guest, member, lead = (crowd_of[name] for name in ("reviewer", "engineer", "manager"))
    terms_given = {"owner": "both", "hold": "30"}
    line_given = {"kind": "direct", "title": "x", "year": "2026", "planned": "1"}
    risk_given = {"title": "x", "likelihood": "1", "impact": "1", "review": "2026-08-01"}
    for person in (guest, member):
        assert refused(terms.agree, rows, person, project, **terms_given) == "C002"
        assert refused(money.plan, rows, person, project, **line_given) == "C002"
        assert refused(deliverables.promise, rows, person, project, "x", "2026-08-01") == "C002"
        assert refused(stages.put, rows, person, project, title="x", voters=[member.id], quorum="1") == "C002"
    assert refused(risks.note, rows, guest, project, **risk_given) == "C002"
    assert refused(terms.propose, rows, guest, project, "x", "") == "C002"
    share = {"share": "50", "starts": "2026-07-01", "ends": "2026-07-31"}
    assert refused(load.plan, rows, guest, project, member=guest.id, **share) == "C002"
    assert refused(load.plan, rows, member, project, member=lead.id, **share) == "C002"
    assert load.plan(rows, member, project, member=member.id, **share)
    assert risks.note(rows, member, project, **risk_given)
    assert refused(steering.of, rows, crowd_of["stranger"], project, TODAY) == "C001"
    assert refused(steering.every, rows, crowd_of["auditor"], TODAY) == "C002"


def test_planners_see_figures_and_no_words_of_projects_of_others(rows, crowd_of, project):
    projects.set_milestone(rows, crowd_of["manager"], project, title="secret", due="2026-06-01")
    listed = [one for one in steering.every(rows, crowd_of["office"], TODAY) if one.id == project]
    assert [(one.mine, one.late, one.course) for one in listed] == [(False, 1, Course.RISK)]
    assert project not in {one.id for one in steering.every(rows, crowd_of["stranger"], TODAY)}


def test_the_list_of_all_projects_asks_no_more_for_more_of_them(rows, crowd_of, project):
    office = crowd_of["office"]
    before = questions(rows, steering.every, office, TODAY)
    for _ in range(3):
        other = joint(rows, crowd_of)
        deliverables.promise(rows, crowd_of["manager"], other, "Report", "2026-06-01")
        money.plan(rows, crowd_of["manager"], other, kind="direct", title="x", year="2026", planned="7")
    assert questions(rows, steering.every, office, TODAY) <= before + 1  # one more reads the terms of what is promised
    lines = {one.id: one for one in steering.every(rows, office, TODAY)}
    assert (lines[other].planned, lines[other].course, lines[project].planned) == (7, Course.RISK, 0)


def test_overload_across_projects_is_told_to_the_person_and_the_leads(rows, crowd_of, project):
    manager, engineer = crowd_of["manager"], crowd_of["researcher"]
    projects.admit(rows, manager, project, "researcher@example.org", "member")
    other = projects.open_project(rows, engineer, title="Another").id
    times = {"starts": "2026-07-01", "ends": "2026-09-30"}
    load.plan(rows, manager, project, member=engineer.id, share="60", **times)
    assert load.plan(rows, engineer, other, member=engineer.id, share="50", **times)
    told = {name: [f.code for f in steering.of(rows, crowd_of[name], project, TODAY).findings]
            for name in ("manager", "researcher", "engineer")}  # fmt: skip
    assert told == {"manager": ["C212"], "researcher": ["C212"], "engineer": []}
    assert steering.overloads(rows, engineer, TODAY)[0].share >= 110
    projects.set_state(rows, engineer, other, "done")
    assert not [f for f in steering.of(rows, manager, project, TODAY).findings if f.code == "C212"]
    assert refused(load.plan, rows, manager, project, member=engineer.id, share="101", **times) == "C209"


def test_what_is_held_back_does_not_become_public(rows, crowd_of, project, here):
    manager, engineer = crowd_of["manager"], crowd_of["engineer"]
    made = deliverables.promise(rows, manager, project, "Report", "2026-08-01")
    assert refused(deliverables.accept, rows, manager, made) == "C214"
    stored = here[0].blobs.put(b"report")
    assert deliverables.hand_in(rows, engineer, made, "report.pdf", "application/pdf", stored) is None
    assert refused(deliverables.publish, rows, manager, made, TODAY) == "C214"
    deliverables.accept(rows, manager, made)
    terms.agree(rows, manager, project, owner="both", hold="30", confidential="2030-12-31")
    assert refused(deliverables.publish, rows, manager, made, date(2030, 12, 31)) == "C213"
    deliverables.publish(rows, manager, made, date(2031, 1, 1))
    again = here[0].blobs.put(b"report 2")
    assert deliverables.hand_in(rows, engineer, made, "report 2.pdf", "", again) == stored.key
    assert deliverables.get(rows, manager, made).public is None


def test_a_stage_needs_voters_that_can_reach_its_quorum(rows, crowd_of, project):
    manager, engineer, guest = (crowd_of[name] for name in ("manager", "engineer", "reviewer"))
    put = {"title": "x", "quorum": "2"}
    assert refused(stages.put, rows, manager, project, voters=[manager.id], **put) == "C204"
    assert refused(stages.put, rows, manager, project, voters=[manager.id, guest.id], **put) == "C001"
    stage = stages.put(rows, manager, project, title="x", voters=[manager.id], quorum="1")
    assert refused(stages.vote, rows, engineer, stage, "go") == "C002"
    assert refused(stages.vote, rows, guest, stage, "go") == "C002"
    stages.vote(rows, manager, stage, "stop")
    assert refused(stages.settle, rows, manager, stage, "go") == "C206"
    stages.settle(rows, manager, stage, "stop")
    assert stages.of(rows, project)[0].settled


def test_things_of_one_project_are_of_no_use_in_another(rows, crowd_of, project):
    engineer = crowd_of["engineer"]
    other = projects.open_project(rows, engineer, title="Another").id
    line = money.plan(rows, engineer, other, kind="direct", title="x", year="2026", planned="1")
    assert refused(money.spend, rows, engineer, project, line=line, day_="2026-01-01", amount="1") == "C001"
    _, answer, full = answered(rows, engineer, other, 82.0)
    milestone = projects.set_milestone(rows, crowd_of["manager"], project, title="x", due="2026-08-01")
    agreed = {"reads": "after", "comparison": "least", "limit": "1", "unit": "%"}
    gates.agree(rows, crowd_of["manager"], project, milestone, **agreed)
    assert refused(gates.judge, rows, engineer, milestone, answer, full) == "C001"
    assert refused(gates.agree, rows, engineer, other, milestone, **agreed) == "C001"


def test_a_spending_is_taken_back_by_its_own_or_a_lead(rows, crowd_of, project):
    manager, engineer = crowd_of["manager"], crowd_of["engineer"]
    line = money.plan(rows, manager, project, kind="indirect", title="x", year="2026", planned="5만")
    assert money.plan(rows, manager, project, kind="indirect", title="x", year="2026", planned="6만") == line
    mine = money.spend(rows, engineer, project, line=line, day_="2026-01-02", amount="1,000")
    theirs = money.spend(rows, manager, project, line=line, day_="2026-01-02", amount="1,000")
    assert refused(money.take_back, rows, engineer, theirs) == "C002"
    assert money.take_back(rows, engineer, mine).won == 1000
    assert money.of(rows, project, TODAY).spent == 1000
    assert money.of(rows, project, TODAY).planned == 60_000


def test_a_risk_is_looked_at_again_and_closed(rows, crowd_of, project):
    engineer = crowd_of["engineer"]
    risk = risks.note(rows, engineer, project, title="late", likelihood="5", impact="5", review="2026-06-01")
    assert [one.level for one in risks.of(rows, project)] == ["high"]
    risks.review(rows, engineer, risk, likelihood="1", impact="2", review="2026-09-01")
    assert [(one.level, one.weight) for one in risks.of(rows, project)] == [("low", 2)]
    wrong = {"title": "x", "impact": "1", "review": "2026-09-01"}
    assert refused(risks.note, rows, engineer, project, likelihood="6", **wrong) == "C209"
    risks.close(rows, engineer, risk)
    assert risks.of(rows, project) == ()
    again = {"likelihood": "5", "impact": "5", "review": "2026-09-01"}
    assert refused(risks.review, rows, engineer, risk, **again) == refused(risks.close, rows, engineer, risk) == "C001"
