"""The plan as a Gantt: drawn, moves priced, refused and kept as a draft, the rest planned again, and a plan begun."""

import re

import pytest

from center.opening import work
from sanhak.center import moving, studies
from sanhak.serve.live.archive import read_answer

EFFORT = 0.02


@pytest.fixture
def client(world):
    return world.client("engineer")


@pytest.fixture
def plan(world):
    return f"/answers/{world.things['plan']}"


def trial(client, plan, query):
    return client.get(f"{plan}/gantt/trial?{query}", headers={"hx-request": "true"})


def post(client, path, **fields):
    return client.post(path, data={"csrf": client.csrf, **fields})


def draft(world):
    with world.center.database.reading() as rows:
        return moving.of(rows, world.crowd["engineer"], world.things["plan"])


def test_the_plan_is_drawn_by_crew_by_asset_and_by_part(client, plan):
    by_crew = client.get(f"{plan}/gantt").text
    assert by_crew.count('class="job') - 4 == len(set(re.findall(r'id="bar-(\d+)"', by_crew)))
    for mark in ("moved", "held", "bound", "band", "span away", "span load", "정기보수"):
        assert mark in by_crew, mark
    assert "span closed" in client.get(f"{plan}/gantt?by=asset").text
    assert "span lead" in client.get(f"{plan}/gantt?by=part").text
    assert client.get(f"{plan}/gantt?by=nonsense").text.count("data-crew") == by_crew.count("data-crew")


def test_a_move_is_priced_before_it_is_kept_with_a_script_and_without(client, plan):
    told = trial(client, plan, "job=1&on=2026-09-07&crew=0").text
    assert "<html" not in told
    assert "more" in told
    assert 'data-keeps="yes"' in told
    whole = client.get(f"{plan}/gantt?job=1&on=2026-09-07&crew=0").text
    assert re.search(r'<p class="sum"><b>.*?</p>', told)[0] in whole
    late = trial(client, plan, "job=1&on=2026-12-07&crew=0").text
    assert 'data-keeps="no"' in late
    assert "no window is open" in late
    assert 'value="keep"' not in late


@pytest.mark.parametrize("query", ["job=99", "job=x", "job=1&on=soon&crew=0", "job=1&on=2026-07-06&crew=7"])
def test_a_move_that_cannot_be_read_is_told(client, plan, query):
    reply = trial(client, plan, query)
    assert reply.status_code == 422
    assert "W147" in reply.text


def test_a_limit_is_not_kept_and_a_move_is_kept_undone_and_done_again(world, client, plan):
    before = draft(world)
    refused = post(client, f"{plan}/gantt/moves", job="1", on="2026-12-07", crew="0", act="keep")
    assert refused.status_code == 422
    assert "W145" in refused.text
    assert draft(world) == before
    kept = post(client, f"{plan}/gantt/moves", job="1", on="2026-07-13", crew="0", act="keep", by="asset")
    assert kept.headers["location"].endswith("/gantt?by=asset#bar-1")
    assert draft(world).made[-1] == {"job": 1, "day": 42, "crew": 0}
    post(client, f"{plan}/gantt/undo", act="undo")
    assert draft(world).count == before.count
    assert "undone" in client.get(f"{plan}/gantt").text
    post(client, f"{plan}/gantt/undo", act="redo")
    assert draft(world).count == before.count + 1
    post(client, f"{plan}/gantt/moves", job="1", on="2026-07-13", crew="0", act="free")
    assert draft(world).made[-1]["day"] is None


def test_the_rest_is_planned_again_around_what_was_put_and_the_old_answer_stays(world, client, plan):
    post(client, f"{plan}/gantt/moves", job="0", on="2026-07-15", crew="0", act="keep")
    asked = post(client, f"{plan}/gantt/again")
    assert asked.status_code == 303
    work(world.center, EFFORT)
    engineer = world.crowd["engineer"]
    with world.center.database.reading() as rows:
        kept = studies.answer(rows, engineer, world.things["plan"])[1]
        new, old = studies.answers_to(rows, studies.get(rows, engineer, kept.study)[1])
    assert old.hash == kept.hash
    assert "earlier" in new.tables, "the others move only where that pays"
    rows_of = {
        row["asset"]: row
        for row in read_answer(world.center.blobs.path(new.archive)).tables["calendar"].frame.to_dicts()
    }
    assert rows_of["Zinnober-1"]["start"].startswith("2026-07-15")
    assert rows_of["Zinnober-1"]["crew"] == "Zinnober A"
    assert rows_of["Zinnober-3"]["start"].startswith("2026-08-12"), "what was put before stays"
    assert "2026-10-05" <= rows_of["Zinnober-5"]["start"][:10] <= "2026-10-25"
    page = client.get(f"/answers/{new.id}/gantt").text
    assert "Take this plan" in page
    assert len(re.findall(r'class="job[^"]* ?held', page)) == 2


def test_the_calendar_goes_out_and_a_taken_plan_leads_to_it(client, plan):
    calendar = client.get(f"{plan}/file/calendar.ics")
    assert calendar.headers["content-type"].startswith("text/calendar")
    assert calendar.text.count("BEGIN:VEVENT") == len(re.findall(r'id="bar-', client.get(f"{plan}/gantt").text))
    taken = post(client, f"{plan}/decide", note="")
    page = client.get(taken.headers["location"]).text
    assert f"{plan}/gantt" in page
    assert f"{plan}/file/calendar.ics" in page


def test_a_plan_is_begun_from_lives_and_from_nothing_else(world, client):
    other = post(client, f"/answers/{world.things['answer']}/plan", start="2026-06-01")
    assert other.status_code == 422
    assert "W148" in other.text


def test_a_guest_sees_what_a_move_costs_and_keeps_none(world, plan):
    from sanhak.center import projects

    with world.center.database.writing() as rows:
        projects.admit(rows, world.crowd["engineer"], world.things["project"], "reviewer@example.org", "guest")
    guest = world.client("reviewer")
    assert "more" in trial(guest, plan, "job=1&on=2026-09-07&crew=0").text
    assert "<form" not in re.sub(
        r'(?s)<form method="get".*?</form>', "", guest.get(f"{plan}/gantt?job=1").text.split("<main")[1]
    )
    assert post(guest, f"{plan}/gantt/moves", job="1", on="2026-07-13", crew="0", act="keep").status_code == 403


def test_assets_keep_their_names_from_an_answer_into_its_plan(world, client):
    from sanhak.center import data
    from sanhak.model.life import LEVELS, Lives
    from sanhak.table.keep import read_table
    from serve.web.world_fleet import _answered

    lives, engineer, center = Lives.of_quantiles(["=P1-M1", "-M2"], LEVELS, LEVELS * [[90.0], [60.0]]), *(
        world.crowd["engineer"], world.center)  # fmt: skip
    with center.database.writing() as rows:
        told = {"lives": lives.table()}
        _answered(center, rows, engineer, world.things["project"], "maintenance.failure_risk", "IEC", told, {})
        newest = studies.newest(rows, engineer, world.things["project"]).values()
        (kept,) = (one for one in newest if one.title == "IEC")
    begun = post(client, f"/answers/{kept.id}/plan", start="2026-06-01").headers["location"].removeprefix("/studies/")
    with center.database.reading() as rows:
        held = studies.get(rows, engineer, begun)[1].tables["lives"]
        table = read_table(center.blobs.path(data.dataset(rows, engineer, held)[1].newest.table))
    assert table.frame["asset"].to_list() == ["=P1-M1", "-M2"]


def test_a_plan_whose_tables_are_not_with_it_is_told(world, client):
    from serve.web.world_fleet import _answered

    with world.center.database.writing() as rows:
        _answered(world.center, rows, world.crowd["engineer"], world.things["project"], "maintenance.plan", "x", {}, {})
    with world.center.database.reading() as rows:
        (kept,) = (one for one in studies.newest(rows, world.crowd["engineer"], world.things["project"]).values()
                   if one.title == "x")  # fmt: skip
    told = client.get(f"/answers/{kept.id}/gantt")
    assert told.status_code == 422
    assert "W146" in told.text
