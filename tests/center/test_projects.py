"""Content opens by a part in its project alone, and each act needs its part."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from sanhak.center import events, people, projects, remarks, search
from sanhak.center.rights import RIGHTS, Part, Right, Role
from sanhak.finding import Refusal


def refused(call, *args, **more):
    with pytest.raises(Refusal) as caught:
        call(*args, **more)
    return caught.value.findings[0].code


@pytest.fixture
def rows(center, crowd):
    with center.database.writing() as rows:
        yield rows


@pytest.fixture
def project(rows, crowd):
    made = projects.open_project(
        rows, crowd["manager"], title="Yield of R-201", question="Which jacket temperature?", kpi="yield", unit="%",
        start="78.4 %", target="1,082",
    )  # fmt: skip
    projects.admit(rows, crowd["manager"], made.id, "engineer@example.org", "member")
    projects.admit(rows, crowd["manager"], made.id, "reviewer@example.org", "guest")
    return made


def test_a_project_keeps_what_was_typed_as_it_was_meant(project):
    assert (project.start, project.target, project.unit, project.part) == (78.4, 1082.0, "%", Part.LEAD)


@pytest.mark.parametrize("name", ["stranger", "administrator", "office", "auditor", "researcher"])
def test_who_does_not_belong_is_told_nothing(rows, crowd, project, name):
    missing = refused(projects.enter, rows, crowd[name], "a" * 14)
    assert refused(projects.enter, rows, crowd[name], project.id) == missing == "C001"


def test_each_part_opens_its_acts(rows, crowd, project):
    def comment(person):
        return remarks.remark(rows, person, project.id, "project", project.id, "seen")

    for name in ("manager", "engineer", "reviewer"):
        assert comment(crowd[name])
    assert refused(projects.enter, rows, crowd["reviewer"], project.id, Part.MEMBER) == "C002"
    assert refused(projects.set_milestone, rows, crowd["engineer"], project.id, title="x", due="2027-01-01") == "C002"
    assert projects.set_milestone(rows, crowd["manager"], project.id, title="x", due="2027. 1. 1.")


def test_parts_end_where_roles_do(rows, crowd, project):
    assert refused(projects.admit, rows, crowd["manager"], project.id, "reviewer@example.org", "member") == "C011"
    assert refused(projects.admit, rows, crowd["manager"], project.id, "auditor@example.org", "guest") == "C011"
    assert refused(projects.admit, rows, crowd["manager"], project.id, "nobody@example.org", "guest") == "C016"
    assert refused(projects.admit, rows, crowd["manager"], project.id, "engineer@example.org", "king") == "C013"


def test_a_project_never_loses_its_last_lead(rows, crowd, project):
    manager = crowd["manager"]
    assert refused(projects.dismiss, rows, manager, project.id, manager.id) == "C010"
    assert refused(projects.admit, rows, manager, project.id, "manager@example.org", "guest") == "C010"
    projects.admit(rows, manager, project.id, "engineer@example.org", "lead")
    projects.dismiss(rows, manager, project.id, manager.id)
    assert refused(projects.enter, rows, manager, project.id) == "C001"


def test_somebody_elses_member_cannot_be_taken_out_by_a_member(rows, crowd, project):
    assert refused(projects.dismiss, rows, crowd["engineer"], project.id, crowd["reviewer"].id) == "C002"
    projects.dismiss(rows, crowd["engineer"], project.id, crowd["engineer"].id)


def test_a_private_project_becomes_a_joint_one_in_two_steps(rows, crowd):
    own = next(one for one in projects.of(rows, crowd["trainee"]) if one.private)
    assert refused(projects.open_project, rows, crowd["trainee"], title="Mine") == "C002"
    assert own.id not in {one["id"] for one in projects.portfolio(rows, crowd["office"])}
    projects.set_state(rows, crowd["trainee"], own.id, "proposed")
    assert own.id in {one["id"] for one in projects.portfolio(rows, crowd["office"])}
    assert refused(projects.set_state, rows, crowd["stranger"], own.id, "open") == "C001"
    projects.set_state(rows, crowd["office"], own.id, "open")
    assert not projects.enter(rows, crowd["trainee"], own.id).private
    assert refused(projects.enter, rows, crowd["office"], own.id) == "C001"


def test_a_gate_is_passed_by_nothing_but_its_study(rows, crowd, project):
    assert (
        refused(
            projects.set_milestone, rows, crowd["manager"], project.id, title="Gate", due="2027-01-01", study="b" * 14
        )
        == "C001"
    )
    made = projects.set_milestone(rows, crowd["manager"], project.id, title="Gate", due="2027-01-01")
    projects.pass_milestone(rows, crowd["manager"], project.id, made)
    assert projects.milestones(rows, crowd["manager"], project.id)[0].passed


@pytest.mark.parametrize(
    ("fields", "code"),
    [({"title": " "}, "C009"), ({"title": "x" * 201}, "C009"), ({"title": "x", "start": "warm"}, "C014")],
)
def test_fields_that_cannot_be_kept_are_refused(rows, crowd, fields, code):
    assert refused(projects.open_project, rows, crowd["manager"], **fields) == code


def test_search_finds_what_one_may_see_and_nothing_else(rows, crowd, project):
    remarks.remark(rows, crowd["engineer"], project.id, "project", project.id, "촉매를 바꾼 뒤 좋아졌습니다")
    assert [one.path for one in search.find(rows, crowd["engineer"], "r-201 JACKET")] == [f"/projects/{project.id}"]
    assert search.find(rows, crowd["engineer"], "촉매")
    assert search.find(rows, crowd["engineer"], "100%") == ()
    for asked in ("r-201", "촉매", "%", "_", ""):
        assert search.find(rows, crowd["stranger"], asked) == ()


def test_only_those_who_give_roles_and_the_auditor_see_everybody(rows, crowd):
    for name, person in crowd.items():
        if name in ("administrator", "office", "auditor"):
            assert len(people.everybody(rows, person)) == len(crowd)
        else:
            assert refused(people.everybody, rows, person) == "C002"


def test_every_role_has_its_rights():
    assert set(RIGHTS) == set(Role)
    assert Right.CONTENT not in RIGHTS[Role.AUDITOR]


def test_the_chain_of_events_shows_what_was_changed_afterwards(rows, crowd, project):
    assert events.broken(rows) is None
    told = events.of_project(rows, project.id)
    assert told[-1].act == "project.opened"
    rows.execute(text("UPDATE events SET act = 'project.closed' WHERE id = :id"), {"id": told[-1].id})
    assert events.broken(rows) == told[-1].id


def test_an_event_that_was_taken_out_breaks_the_chain(rows, crowd, project):
    taken = events.of_project(rows, project.id)[-1].id
    rows.execute(text("DELETE FROM events WHERE id = :id"), {"id": taken})
    assert events.broken(rows) == taken + 1
