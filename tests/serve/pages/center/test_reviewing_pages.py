"""The pages of blind review: the office prepares and assigns, a reviewer bids, reads blind, writes, hands in."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import delete, select

from center.opening import work
from center.reviewing.calling import review_by
from sanhak.center import people, schema
from sanhak.center.calls import schema as calling
from sanhak.center.reviewing import assigned, conflicts
from sanhak.center.reviewing.schema import proposed_assignments
from sanhak.center.selection import deciding

SCORES = {"score-merit": "4", "score-plan": "3", "committee": "sound", "applicant": "well done", "confidence": "3"}


def sent(client, path, **fields):
    return client.post(path, data={"csrf": client.csrf, **fields})


@pytest.fixture
def office(world):
    return world.client("office")


@pytest.fixture
def engineer(world):
    return world.client("engineer")


def test_the_office_sees_where_the_review_stands(world, office):
    home = f"/office/calls/{world.things['reviewed']}"
    page = office.get(f"{home}/review").text
    assert "House 2" in page
    assert "C142" in page
    for end in ("passages", "conflicts", "assignment"):
        assert office.get(f"{home}/{end}").status_code == 200
    assert "/office/calls/" in office.get("/reviewing").text


def test_a_reviewer_is_named_and_refused_beside_the_field(world, office):
    home = f"/office/calls/{world.things['reviewed']}"
    wrong = sent(office, f"{home}/review/reviewers", address="nobody@example.org", expertise="x", load="")
    assert wrong.status_code == 422
    assert "C016" in wrong.text
    assert 'value="nobody@example.org"' in wrong.text
    assert (
        sent(office, f"{home}/review/reviewers", address="reviewer@example.org", expertise="x", load="1").status_code
        == 303
    )
    assert "Reviewer" in office.get(f"{home}/review").text
    person = world.crowd["reviewer"].id
    assert sent(office, f"{home}/review/reviewers/{person}/remove").status_code == 303


def test_passages_are_released_and_blanked(world, office, engineer):
    home, review = f"/office/calls/{world.things['reviewed']}/passages", f"/reviews/{world.things['assignment']}"
    before = engineer.get(review).text
    assert "████" in before
    assert "신청자" not in before
    assert sent(office, home).status_code == 303
    assert "Waiting to begin" in office.get(home).text
    assert 'id="under-way"' in office.get(f"{home}/progress").text
    work(world.center)
    assert office.get(f"{home}/progress").headers["hx-refresh"] == "true"
    for state, seen in (("released", "신청자 3"), ("blanked", "████")):
        with world.center.database.reading() as rows:
            found = rows.scalars(select(calling.passages.c.id).where(calling.passages.c.found == "신청자 3")).all()
        for passage in found:
            assert sent(office, f"/passages/{passage}", state=state).status_code == 303
        assert seen in engineer.get(review).text
    assert "C013" in sent(office, f"/passages/{found[0]}", state="sold").text


def test_a_file_is_fetched_under_a_name_that_tells_nothing(world, office, engineer):
    reply = engineer.get(f"/reviews/{world.things['assignment']}/files/1")
    assert reply.status_code == 200
    assert "application-1-1-files.hwpx" in reply.headers["content-disposition"]
    assert reply.headers["content-disposition"].startswith("attachment")
    for number in ("0", "2", "x", "９", "99999"):
        assert engineer.get(f"/reviews/{world.things['assignment']}/files/{number}").status_code == 404
    assert office.get(f"/attachments/{world.things['blind']}/blind").status_code == 200
    assert engineer.get(f"/attachments/{world.things['blind']}/blind").status_code == 404
    assert sent(office, f"/attachments/{world.things['blind']}/again").status_code == 303
    assert engineer.get(f"/reviews/{world.things['assignment']}/files/1").status_code == 404
    assert sent(office, f"/office/calls/{world.things['reviewed']}/passages").status_code == 303
    assert engineer.get(f"/reviews/{world.things['assignment']}/files/1").status_code == 404, "a job does it"
    work(world.center)
    assert engineer.get(f"/reviews/{world.things['assignment']}/files/1").status_code == 200


def test_a_conflict_is_set_aside_with_a_reason(world, office):
    home, conflict = f"/office/calls/{world.things['reviewed']}/conflicts", world.things["conflict"]
    assert "C136" in sent(office, f"/conflicts/{conflict}", because="why not").text, "nobody reviews their own"
    assert sent(office, home).status_code == 303
    assert "handed this application in" in office.get(home).text


def test_the_proposal_is_taken_as_it_was_shown(world, office):
    with world.center.database.writing() as rows:
        rows.execute(delete(calling.assignments).where(calling.assignments.c.id == world.things["seat"]))
        rows.execute(calling.calls.update().where(calling.calls.c.id == world.things["reviewed"]).values(reviews=1))
    home = f"/office/calls/{world.things['reviewed']}/assignment"
    page = office.get(home).text
    mark = re.search(r'name="mark" value="(\w+)"', page)[1]
    assert "words in common" in page
    change = re.search(r'href="([^"]+)#price"', page)[1].replace("&amp;", "&")
    assert "D20" in office.get(change).text or "Instead comes" in office.get(change).text
    assert "C138" in sent(office, home, mark="x").text
    assert sent(office, home, mark=mark).status_code == 303
    with world.center.database.reading() as rows:
        letters = rows.execute(select(schema.outbox.c.to, schema.outbox.c.body)).all()
        assert len(assigned.of_call(rows, world.things["reviewed"])) == 2
    assert any(to == world.crowd["engineer"].email and "Reviews" in body for to, body in letters)
    assert "C135" in sent(office, f"/office/calls/{world.things['reviewed']}/pairs", **_own(world)).text


def _own(world) -> dict[str, str]:
    with world.center.database.reading() as rows:
        row = rows.execute(select(calling.conflicts)).mappings().first()
    return {"application": row["application"], "reviewer": row["person"]}


def test_a_review_is_kept_and_handed_in(world, engineer):
    home = f"/reviews/{world.things['assignment']}"
    saved = engineer.post(
        f"{home}/save",
        data={"csrf": engineer.csrf, "score-merit": "4", "committee": "first"},
        headers={"hx-request": "true"},
    )
    assert 'id="saved"' in saved.text
    assert "first" in engineer.get(home).text
    wrong = sent(engineer, f"{home}/submit", **{"score-merit": "4", "committee": "second"})
    assert wrong.status_code == 422
    assert "C139" in wrong.text
    assert "second" in wrong.text, "what was typed is kept"
    assert sent(engineer, f"{home}/submit", **SCORES).status_code == 303
    assert "handed in" in engineer.get("/reviewing").text
    assert "C141" in sent(engineer, f"{home}/decline", reason="", told="").text


def test_bids_and_conflicts_are_told(world):
    with world.center.database.writing() as rows:
        review_by(rows, world.things["reviewed"], world.crowd["trainee"])
    trainee, home = world.client("trainee"), f"/reviewing/{world.things['reviewed']}"
    page = trainee.get(home).text
    names = re.findall(r'name="(bid-\w+)"', page)
    assert len(names) == 2
    assert sent(trainee, home, **{names[0]: "eager"}).status_code == 303
    assert '<option value="eager" selected' in trainee.get(home).text
    application = names[0].removeprefix("bid-")
    assert "C013" in sent(trainee, f"{home}/conflict", application=application, reason="x", told="").text
    assert sent(trainee, f"{home}/conflict", application=application, reason="family", told="").status_code == 303
    assert names[0] not in trainee.get(home).text


def test_a_proposal_is_drawn_by_lot_and_its_chances_shown(world, office):
    home = f"/office/calls/{world.things['reviewed']}/assignment"
    again(world, "manager")
    assert "Chance" not in office.get(home).text
    assert sent(office, f"{home}/propose", way="0.9").status_code == 303
    page = office.get(home).text
    assert "no new pair likelier than 90" in page
    assert "Chance" in page
    assert "C013" in sent(office, f"{home}/propose", way="0.1").text
    assert sent(office, f"{home}/propose", way="fairest").status_code == 303


def test_a_large_call_is_worked_out_beside_and_can_be_stopped(world, office, monkeypatch):
    monkeypatch.setattr("sanhak.center.reviewing.ground.MOST_PAIRS", 0)
    home = f"/office/calls/{world.things['reviewed']}/assignment"
    again(world, "manager")
    assert "a job works the proposal out" in office.get(home).text
    assert sent(office, f"{home}/propose", way="fairest").status_code == 303
    assert "Waiting to begin" in office.get(f"{home}/progress").text
    assert sent(office, f"{home}/stop").status_code == 303
    assert office.get(f"{home}/progress").headers["hx-refresh"] == "true"
    sent(office, f"{home}/propose", way="fairest")
    work(world.center)
    page = office.get(home).text
    change = re.search(r'href="([^"]+)#price"', page)[1].replace("&amp;", "&")
    pair = dict(re.findall(r"(application|reviewer)=(\w+)", change))
    assert "Work out what it costs" in office.get(change).text
    assert sent(office, f"{home}/change", **pair).status_code == 303
    work(world.center)
    assert re.search("Instead comes|D20", office.get(change).text)
    assert sent(office, home, mark=re.search(r'name="mark" value="(\w+)"', page)[1]).status_code == 303
    assert "C264" not in office.get(home).text
    sent(office, f"{home.removesuffix('/assignment')}/review/reviewers", address="trainee@example.org", load="5")
    assert "C264" in office.get(home).text, "the last proposal stays, and says that it is old"


def test_further_reviews_are_asked_for_with_one_press(world, office):
    home, call = f"/office/calls/{world.things['reviewed']}", world.things["reviewed"]
    again(world, "trainee")
    with world.center.database.writing() as rows:
        rows.execute(calling.calls.update().where(calling.calls.c.id == call).values(state="selection"))
        first = rows.scalar(select(calling.applications.c.id).where(calling.applications.c.call == call).limit(1))
        deciding.keep(rows, world.crowd["office"].id, call, {"further": []})
    assert "C263" in sent(office, f"{home}/selection/further").text
    with world.center.database.writing() as rows:
        told = {"selected": [first], "merit": {first: [3, 2, 4]}, "share": {first: 1.0}, "band": [], "worth": []}
        deciding.keep(rows, world.crowd["office"].id, call, told | {"gain": [0.2, 0.1], "further": [first]})
        rows.execute(calling.call_reviewers.update().values(load=0))
    assert "Ask for these 1 review" in office.get(f"{home}/selection").text
    full = sent(office, f"{home}/selection/further")
    assert (full.status_code, "C261" in full.text) == (422, True)
    with world.center.database.writing() as rows:
        rows.execute(calling.call_reviewers.update().values(load=5))
        before = {one.person for one in assigned.of_call(rows, call)}
    assert sent(office, f"{home}/selection/further").headers["location"] == f"{home}/assignment"
    with world.center.database.reading() as rows:
        new = {one.person for one in assigned.of_call(rows, call)} - before
        (person,) = new
        letters = rows.scalars(select(schema.outbox.c.to)).all()
        assert people.get(rows, person).email in letters
        assert conflicts.standing(rows, first, person) is None
    assert "assigned" in office.get(f"{home}/assignment").text


def again(world, *names: str) -> None:
    """The call in review, one review of each application wanted and nothing proposed or assigned; these review too."""
    here, people = world.things["reviewed"], [world.crowd[name].id for name in ("manager", "trainee")]
    with world.center.database.writing() as rows:
        rows.execute(delete(calling.assignments))
        rows.execute(delete(proposed_assignments))
        rows.execute(delete(calling.call_reviewers).where(calling.call_reviewers.c.person.in_(people)))
        rows.execute(calling.calls.update().where(calling.calls.c.id == here).values(reviews=1, state="review"))
        for name in names:
            review_by(rows, here, world.crowd[name], "distillation", 5)
